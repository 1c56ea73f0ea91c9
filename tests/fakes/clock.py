"""A clock that moves only when somebody sleeps on it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


class FakeClock:
    """Virtual time: `sleep` passes it at once and lets others run."""

    def __init__(self, start: datetime = START) -> None:
        self.elapsed_s = 0.0
        self.start = start
        self.slept: list[float] = []
        self.boot = "boot-1"

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.elapsed_s)

    def monotonic_s(self) -> float:
        return 1000.0 + self.elapsed_s

    def boot_id(self) -> str:
        return self.boot

    def pass_s(self, seconds: float) -> None:
        self.elapsed_s += seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_s(max(0.0, seconds))
        await asyncio.sleep(0)
