"""A Runner that runs each coroutine at once, or holds it back until the test lets it go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class InlineRunner:
    """Runs work at once. With `hold` set, work waits for `release`, so that a test can act in between."""

    def __init__(self) -> None:
        self.hold = False
        self._held: list[tuple[Callable[[], None], Coroutine[Any, Any, Any]]] = []

    @property
    def waiting(self) -> int:
        """How many coroutines are held back."""
        return len(self._held)

    def run(
        self,
        work: Coroutine[Any, Any, T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Run `work` to its end now, or keep it for `release`."""

        def go() -> None:
            try:
                result = asyncio.run(work)
            except Exception as trouble:  # noqa: BLE001 - the port hands every failure on
                failed(trouble)
            else:
                done(result)

        if self.hold:
            self._held.append((go, work))
        else:
            go()

    def release(self, which: int = 0) -> None:
        """Let one held coroutine run; 0 is the oldest, -1 the newest."""
        self._held.pop(which)[0]()

    def release_all(self) -> None:
        """Let everything held run, oldest first."""
        while self._held:
            self.release()

    def drop_all(self) -> None:
        """Forget what is held, as a window that closes does."""
        for _, work in self._held:
            work.close()
        self._held.clear()
