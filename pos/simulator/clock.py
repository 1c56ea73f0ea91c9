"""The simulator's own clocks: the one place where it asks the machine for the time.

It may not import the program's clock port, because it shares no code with the program.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone

TASHKENT = timezone(timedelta(hours=5), "Asia/Tashkent")
"""Uzbekistan has kept UTC+5 without summer time since 1992; a fixed offset needs no tz database."""


def monotonic_s() -> float:
    """Return seconds on a clock that never jumps; it may stop while the machine sleeps."""
    return time.monotonic()


def utcnow() -> datetime:
    """Return the wall clock, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the default of the injected clock; there is no port above it


def tashkent_day(at: datetime) -> date:
    """Return CLICK's day of an aware moment ("День когда платеж был создан")."""
    return at.astimezone(TASHKENT).date()
