"""Where the engine's thread and the window's thread meet. One signal, always queued.

The window never waits for the engine: it asks, and is called back in its own thread.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from pos.engine import Engine

T = TypeVar("T")
Report = Callable[[BaseException], None]


class Bridge(QObject):
    """Runs coroutines on the engine for presenters (`pos.screens.runner.Runner`), and posts calls back.

    Make it in the GUI thread. `report` hears of errors in callbacks; without it they go to the crash hook.
    """

    _calls = Signal(object)

    def __init__(self, engine: Engine, report: Report | None = None) -> None:
        super().__init__()
        self._engine = engine
        self._report = report
        self._closed = False
        self._calls.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Coroutine[Any, Any, T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Start `work` on the engine; exactly one of `done` and `failed` is called later in the GUI thread.

        After `close` neither is called any more, so that nothing draws on windows that are gone.
        """

        def finished(future: Future[T]) -> None:
            if future.cancelled():
                self.post(lambda: failed(CancelledError()))
            elif error := future.exception():
                self.post(lambda: failed(error))
            else:
                result = future.result()
                self.post(lambda: done(result))

        self._engine.submit(work).add_done_callback(finished)

    def post(self, call: Callable[[], object]) -> None:
        """Call `call` in the GUI thread soon. From any thread; in order; never waits."""
        if not self._closed:
            self._calls.emit(call)

    def close(self) -> None:
        """Drop what is still on its way and whatever comes later. GUI thread."""
        self._closed = True

    def _call(self, call: Callable[[], object]) -> None:
        if self._closed:
            return
        try:
            call()
        except Exception as error:
            if self._report is None:
                raise
            self._report(error)
