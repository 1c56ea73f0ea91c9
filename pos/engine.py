"""The engine thread: one asyncio loop on which everything waits that is not the window. Stdlib only.

asyncio itself is imported in that thread, so that the window does not wait for it. Never calls Qt.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextvars import ContextVar, copy_context
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

if TYPE_CHECKING:
    import asyncio
    from contextvars import Context

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

Report = Callable[[str, BaseException | None], object]
"""Where and what went wrong; called in the engine thread."""

CANCEL_WAIT_S = 2.0
"""How long a cancelled task may still clean up."""

_in_background: ContextVar[bool] = ContextVar("in_background", default=False)


class Engine:
    """One thread, one loop. Every method may be called from any thread but `stop`: not from the engine's."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._lock = threading.Lock()
        self._early: list[Callable[[], object]] = []  # asked for before the loop was there
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        # Engine thread only. The loop itself holds its tasks weakly.
        self._work: set[asyncio.Task[object]] = set()
        self._background: set[asyncio.Task[object]] = set()
        self._futures: set[Future[object]] = set()

    def start(self, prepare: Callable[[], None] | None = None) -> None:
        """Begin. Returns at once; what is submitted runs after `prepare`, which runs in the engine thread.

        Args:
            prepare: heavy imports. When it fails, that is reported and the engine runs all the same.
        """
        if self._thread is not None:
            raise RuntimeError("an engine is started once")
        self._thread = threading.Thread(target=self._run, args=(prepare,), name="engine", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[object, object, T]) -> Future[T]:
        """Run `work` on the loop; its result or error belongs to the future, and is not reported.

        Cancelling the future cancels the work. After `stop` the future comes back cancelled. On shutdown
        the work is given the grace; so is each task that it makes.
        """
        future: Future[T] = Future()
        if not self._post(lambda: self._begin(work, future)):
            work.close()
            _give_up(future)
        return future

    def spawn(self, where: str, service: Coroutine[object, object, object]) -> None:
        """Run something that ends only with the engine (a poller, a server).

        It is not waited for on shutdown, only cancelled after the grace. Its error is reported as `where`.
        """
        if not self._post(lambda: self._begin_service(where, service)):
            service.close()

    def call(self, function: Callable[[*Ts], object], *args: *Ts) -> None:
        """Call a plain function in the engine thread soon; its error is reported. Nothing after `stop`."""
        self._post(lambda: function(*args))

    def stop(self, grace_s: float) -> bool:
        """End: no new work, `grace_s` seconds for what runs, then everything is cancelled and joined.

        May be called twice. Returns whether the thread is over; if not, it is a daemon and dies with the
        process.
        """
        with self._lock:
            first, self._closed = not self._closed, True
            if first and self._loop is not None:
                self._loop.call_soon_threadsafe(self._begin_wind_down, grace_s)
            elif first:
                self._early.append(lambda: self._begin_wind_down(grace_s))
            thread = self._thread
        if thread is None:
            return True
        thread.join(grace_s + 2 * CANCEL_WAIT_S)
        return not thread.is_alive()

    def _post(self, step: Callable[[], object]) -> bool:
        with self._lock:
            if self._closed:
                return False
            if self._loop is None:
                self._early.append(step)
            else:
                self._loop.call_soon_threadsafe(step)
            return True

    # ── engine thread ──

    def _run(self, prepare: Callable[[], None] | None) -> None:
        if prepare is not None:
            try:
                prepare()
            except Exception as error:  # noqa: BLE001 - nobody above; what is missing fails where it is used
                self._report("engine.prepare", error)
        import asyncio

        loop = asyncio.new_event_loop()
        loop.set_task_factory(self._make_task)  # type: ignore[arg-type]  # we make tasks of coroutines only
        loop.set_exception_handler(self._on_loop_error)
        asyncio.set_event_loop(loop)
        with self._lock:
            self._loop = loop
            for step in self._early:
                loop.call_soon(step)
            self._early.clear()
        try:
            loop.run_forever()
        finally:
            asyncio.set_event_loop(None)
            loop.close()
            for future in self._futures:
                _give_up(future)  # its work would not end: nobody may wait for it for ever

    def _make_task(
        self,
        loop: asyncio.AbstractEventLoop,
        work: Coroutine[object, object, T],
        context: Context | None = None,
        **more: object,
    ) -> asyncio.Task[T]:
        import asyncio

        task: asyncio.Task[T] = asyncio.Task(work, loop=loop, context=context, **more)  # type: ignore[arg-type]
        background = context.get(_in_background, False) if context is not None else _in_background.get()
        kept: set[asyncio.Task[T]] = self._background if background else self._work  # type: ignore[assignment]
        kept.add(task)
        task.add_done_callback(kept.discard)
        return task

    def _begin(self, work: Coroutine[object, object, T], future: Future[T]) -> None:
        if future.cancelled():
            work.close()
            future.set_running_or_notify_cancel()
            return
        assert self._loop is not None  # noqa: S101 - steps run on the loop
        loop = self._loop
        task = loop.create_task(work)

        def cancelled_outside(outer: Future[T]) -> None:
            if outer.cancelled() and not loop.is_closed():
                loop.call_soon_threadsafe(task.cancel)

        future.add_done_callback(cancelled_outside)
        task.add_done_callback(lambda done: self._end(done, future))
        self._futures.add(future)  # type: ignore[arg-type]  # futures of any result

    def _end(self, task: asyncio.Task[T], future: Future[T]) -> None:
        """Carry the task's end over to the future that another thread waits for."""
        self._futures.discard(future)
        if task.cancelled():
            future.cancel()
        if not future.set_running_or_notify_cancel():
            return
        if (error := task.exception()) is not None:
            future.set_exception(error)
        else:
            future.set_result(task.result())

    def _begin_service(self, where: str, service: Coroutine[object, object, object]) -> None:
        assert self._loop is not None  # noqa: S101 - steps run on the loop
        context = copy_context()
        context.run(_in_background.set, True)
        task = self._loop.create_task(service, context=context)
        task.add_done_callback(lambda done: self._service_ended(where, done))

    def _service_ended(self, where: str, task: asyncio.Task[object]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report(where, error)

    def _on_loop_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        message = str(context.get("message", "engine"))
        self._report(message, error if isinstance(error, BaseException) else None)

    def _begin_wind_down(self, grace_s: float) -> None:
        assert self._loop is not None  # noqa: S101 - steps run on the loop
        self._loop.create_task(self._wind_down(grace_s))

    async def _wind_down(self, grace_s: float) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        this = asyncio.current_task()
        deadline_s = loop.time() + grace_s
        while (work := self._work - {this}) and (left_s := deadline_s - loop.time()) > 0:
            # Again and again: what ends may have begun something else.
            await asyncio.wait(work, timeout=left_s)
        left = (self._work | self._background) - {this}
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=CANCEL_WAIT_S)
        await loop.shutdown_asyncgens()
        loop.stop()


def _give_up(future: Future[T]) -> None:
    """Tell whoever waits that there will be no result."""
    if future.cancel():
        future.set_running_or_notify_cancel()
