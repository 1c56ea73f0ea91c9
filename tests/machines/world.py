"""Time that moves when a rule says so, for the till's loop, its clocks and CLICK alike."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

START = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
GRAIN_S = 1e-6


class World:
    """True time since the beginning, and what the PC's own clocks make of it.

    `seconds` is true and never jumps; the PC's wall clock is `wall_off_s` away from the truth, and its
    monotonic clock counts from its last start.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.wall_off_s = 0.0
        self.started_s = -1000.0
        self.starts = 1
        self.disk_is_full_until_s = 0.0

    def true_time(self) -> datetime:
        """UTC as CLICK has it."""
        return START + timedelta(seconds=self.seconds)

    @property
    def disk_is_full(self) -> bool:
        """Whether a commit fails now."""
        return self.seconds < self.disk_is_full_until_s

    def restart_pc(self) -> None:
        """The monotonic clock begins anew."""
        self.starts += 1
        self.started_s = self.seconds - 5.0


class WorldClock:
    """`flow.ports.Clock` of a PC in this world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        return self._world.true_time() + timedelta(seconds=self._world.wall_off_s)

    def monotonic_s(self) -> float:
        return self._world.seconds - self._world.started_s

    def boot_id(self) -> str:
        return f"boot-{self._world.starts}"

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class WorldLoop(asyncio.BaseEventLoop):
    """asyncio over the world's seconds; nothing waits and no socket exists."""

    _scheduled: list[asyncio.TimerHandle]
    _ready: Any

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world
        self._selector = self
        self._clock_resolution = GRAIN_S

    def time(self) -> float:
        return self._world.seconds

    def select(self, _timeout: float | None) -> list[Any]:
        return []

    def _process_events(self, _events: list[Any]) -> None:
        """No sockets."""

    def _write_to_self(self) -> None:
        """No threads."""

    def settle(self) -> None:
        """Run everything that can run now."""
        asyncio.events.set_event_loop(self)
        while self._ready or self._due_s() <= self._world.seconds + GRAIN_S:
            self.call_soon(self.stop)
            self.run_forever()

    def advance(self, seconds: float) -> None:
        """Let time pass, from one timer to the next."""
        ends_s = self._world.seconds + seconds
        self.settle()
        while (due_s := self._due_s()) <= ends_s:
            self._world.seconds = max(self._world.seconds, due_s)
            self.settle()
        self._world.seconds = ends_s

    def do(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin something and run it as far as it goes without time passing."""
        task = self.create_task(work)
        self.settle()
        return task

    def _due_s(self) -> float:
        return min((timer.when() for timer in self._scheduled if not timer.cancelled()), default=float("inf"))

    def abandon(self) -> None:
        """End as a killed process does: nothing more is done."""
        tasks = asyncio.all_tasks(self)
        for task in tasks:
            task.cancel()
        self.settle()
        for task in tasks:
            if not task.cancelled():
                task.exception()
        self.close()
