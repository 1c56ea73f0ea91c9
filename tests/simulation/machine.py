"""One PC of a shop: its clocks, its sleep, its disk, and the blows that its plan has for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.simulation.chance import Blow
from tests.simulation.history import Entry
from tests.simulation.virtual_time import VirtualLoop


class Crash(BaseException):
    """The program is gone in the middle of whatever it did."""


def release(future: asyncio.Future[None]) -> None:
    """Let whoever waits go on; nobody may wait any more."""
    if not future.done():
        future.set_result(None)


class Alarm:
    """A timer of a PC: it stands still while the PC sleeps."""

    __slots__ = ("_call", "_machine", "due_s", "handle", "left_s")

    def __init__(self, machine: Machine, seconds: float, call: Callable[[], None]) -> None:
        self._machine, self._call = machine, call
        self.left_s = max(0.0, seconds)
        self.due_s = 0.0
        self.handle: asyncio.TimerHandle | None = None
        machine.alarms[self] = None
        if not machine.asleep:
            self.arm()

    def arm(self) -> None:
        loop = self._machine.loop
        self.due_s = loop.time() + self.left_s
        self.handle = loop.call_at(self.due_s, self._ring)

    def freeze(self, now_s: float) -> None:
        if self.handle:
            self.left_s = max(0.0, self.due_s - now_s)
            self.handle.cancel()

    def cancel(self) -> None:
        self._machine.alarms.pop(self, None)
        if self.handle:
            self.handle.cancel()

    def _ring(self) -> None:
        self._machine.alarms.pop(self, None)
        self._call()


class Machine:
    """A PC. It is also the `Clock` port of whatever runs on it."""

    def __init__(
        self, name: str, loop: VirtualLoop, start: datetime, entries: list[Entry], blows: dict[int, Blow]
    ) -> None:
        self.name, self.loop, self.start = name, loop, start
        self.alarms: dict[Alarm, None] = {}
        self.asleep = False
        self.disk_is_full = False
        self.blows = blows
        self.points = 0
        self.life = 0
        self.wall_offset_s = 0.0
        self.boot = 1
        self.booted_at_s = -1000.0
        self._entries = entries
        self._undelivered: list[Callable[[], None]] = []
        self._resumed: list[asyncio.Future[None]] = []

    def note(self, what: str, note: str = "", **facts: object) -> None:
        """Put an entry into the history, here and now."""
        self._entries.append(Entry(self.loop.time(), self.name, self.life, what, note, **facts))  # type: ignore[arg-type]

    # ---- the Clock port -----------------------------------------------------------------------------------

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.loop.time() + self.wall_offset_s)

    def monotonic_s(self) -> float:
        return self.loop.time() - self.booted_at_s

    def boot_id(self) -> str:
        return f"{self.name}-{self.boot}"

    async def sleep(self, seconds: float) -> None:
        done = self.loop.create_future()
        alarm = Alarm(self, seconds, lambda: release(done))
        try:
            await done
        finally:
            alarm.cancel()

    # ---- what befalls it ----------------------------------------------------------------------------------

    def deliver(self, call: Callable[[], None]) -> None:
        """Hand on what came by the wire, or keep it until the PC wakes."""
        if self.asleep:
            self._undelivered.append(call)
        else:
            call()

    def next_blow(self, where: str) -> Blow | None:
        """Count one point; the blow that strikes here, if any. All but a crash are dealt at once.

        A stall is a slow disk: it waits for a commit. (What stops the program between its look at the clock
        and the first byte that it sends, no program can see.)
        """
        self.points += 1
        blow = self.blows.pop(self.points, None) if self.blows else None
        if blow is not None and blow.kind == "stall" and where != "before a commit":
            self.blows.setdefault(self.points + 1, blow)
            return None
        if blow is not None and blow.kind != "crash":
            self._deal(blow)
            return None
        return blow

    def _deal(self, blow: Blow) -> None:
        if blow.kind == "jump":
            self.wall_offset_s += blow.amount
            self.note("clock", f"{blow.amount:+.0f} s")
        elif blow.kind == "suspend":
            self.suspend(blow.amount)
        elif blow.kind == "stall":
            self.note("stall", f"{blow.amount:.1f} s")
            self.loop.stall(blow.amount)
        elif blow.kind == "disk_full" and not self.disk_is_full:
            self.disk_is_full = True
            self.note("disk_full", f"{blow.amount:.0f} s")
            self.loop.call_later(blow.amount, self.make_room)

    def make_room(self) -> None:
        """The disk has room again."""
        if self.disk_is_full:
            self.disk_is_full = False
            self.note("disk_ok")

    def suspend(self, seconds: float) -> None:
        """Sleep: timers stand still, `monotonic_s` counts on, what arrives waits."""
        if self.asleep:
            return
        self.asleep = True
        self.note("suspend", f"{seconds:.0f} s")
        now_s = self.loop.time()
        for alarm in self.alarms:
            alarm.freeze(now_s)
        self.loop.call_later(seconds, self._resume)

    def _resume(self) -> None:
        self.asleep = False
        self.note("resume")
        for alarm in self.alarms:
            alarm.arm()
        waiting, self._undelivered = self._undelivered, []
        for call in waiting:
            call()
        resumed, self._resumed = self._resumed, []
        for future in resumed:
            release(future)

    async def awake(self) -> None:
        """Wait until somebody can use this PC."""
        while self.asleep:
            future = self.loop.create_future()
            self._resumed.append(future)
            await future

    def reboot(self) -> None:
        """Another start of the PC: the monotonic clock begins anew."""
        self.boot += 1
        self.booted_at_s = self.loop.time() - 20.0
