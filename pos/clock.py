"""The system's clock: the only place, beside bootstrap, that reads it. Any thread."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class SystemClock:
    """`flow.ports.Clock` over the operating system."""

    def __init__(self) -> None:
        self._boot_id = _read_boot_id()

    def now(self) -> datetime:
        """UTC, aware. May jump when the PC's clock is set."""
        return datetime.now(UTC)  # noqa: TID251 - this is the clock port

    def monotonic_s(self) -> float:
        """Seconds since the PC started, sleep included; never goes back within one start."""
        return _uptime_s()

    def boot_id(self) -> str:
        """Changes with each start of the PC; empty where the system cannot say it surely.

        Empty proves nothing: two empty ids are not the same start. Windows keeps no such id, and a start
        computed from the wall clock repeats itself on a PC whose clock battery is dead.
        """
        return self._boot_id

    async def sleep(self, seconds: float) -> None:
        """Wait on the engine's loop; at once for zero or less."""
        import asyncio  # already there in the engine; the window does not need it to start

        await asyncio.sleep(max(0.0, seconds))


if sys.platform == "win32":
    import ctypes

    _tick_count = ctypes.windll.kernel32.GetTickCount64
    _tick_count.restype = ctypes.c_uint64

    def _uptime_s() -> float:
        milliseconds: int = _tick_count()  # counts sleep and hibernation too
        return milliseconds / 1000

    def _read_boot_id() -> str:
        return ""

elif sys.platform == "linux":

    def _uptime_s() -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def _read_boot_id() -> str:
        try:
            return _BOOT_ID.read_text("ascii").strip()
        except (OSError, ValueError):
            return ""

else:

    def _uptime_s() -> float:
        return time.monotonic()

    def _read_boot_id() -> str:
        return ""
