"""An event loop whose clock jumps to the next timer: a day of waiting costs nothing."""

from __future__ import annotations

import asyncio
import asyncio.events
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from heapq import heappop, heappush
from typing import Any, cast


class Stuck(Exception):
    """Nothing is left that could happen, and somebody still waits."""


class Due:
    """A callback that waits for its turn: asyncio's own handle, without what nobody asks of it here."""

    __slots__ = ("args", "call", "context")

    def __init__(
        self, call: Callable[..., object], args: tuple[object, ...], context: Context | None
    ) -> None:
        self.call: Callable[..., object] | None = call
        self.args = args
        self.context = copy_context() if context is None else context

    def cancel(self) -> None:
        """Never call it."""
        self.call, self.args = None, ()


class VirtualLoop(asyncio.BaseEventLoop):
    """asyncio's tasks and futures over timers that are never waited for. Nothing here reads the real clock.

    Callbacks of one moment are called in the order in which they were asked for.
    """

    _ready: deque[Due]
    _stopping: bool

    def __init__(self) -> None:
        super().__init__()
        self._now_s = 0.0
        self._timers: list[tuple[float, int, Due]] = []
        self._asked = 0

    def time(self) -> float:
        """Virtual seconds since the schedule began."""
        return self._now_s

    def stall(self, seconds: float) -> None:
        """Let time pass at once, inside a synchronous call: a disk that takes its time."""
        self._now_s += seconds

    def call_soon(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        """Call it in the next round."""
        due = Due(callback, args, context)
        self._ready.append(due)
        return cast("asyncio.Handle", due)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call it at a virtual time."""
        due = Due(callback, args, context)
        self._asked += 1
        heappush(self._timers, (when, self._asked, due))
        return cast("asyncio.TimerHandle", due)

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call it after virtual seconds."""
        return self.call_at(self._now_s + delay, callback, *args, context=context)

    def _run_once(self) -> None:
        ready, timers = self._ready, self._timers
        if not ready and not self._stopping:
            while timers and timers[0][2].call is None:
                heappop(timers)
            if not timers:
                raise Stuck
            self._now_s = max(self._now_s, timers[0][0])
        while timers and timers[0][0] <= self._now_s:
            ready.append(heappop(timers)[2])
        for _ in range(len(ready)):
            due = ready.popleft()
            if due.call is not None:
                due.context.run(due.call, *due.args)

    def close(self) -> None:
        """Forget what waits."""
        self._timers.clear()
        super().close()

    def run_in_executor(
        self, _executor: object, func: Callable[..., Any], *args: object
    ) -> asyncio.Future[Any]:
        """Run it here and now: threads would make the order a matter of chance."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as trouble:  # noqa: BLE001 - handed on to whoever waits
            done.set_exception(trouble)
        return done
