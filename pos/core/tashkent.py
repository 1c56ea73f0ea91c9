"""Tashkent's calendar: CLICK's day, the reporting month and the time on paper. Pure.

Uzbekistan has kept UTC+5 without summer time since 1992, so no time zone database is needed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

TASHKENT = timezone(timedelta(hours=5), "Asia/Tashkent")


def business_day(at: datetime) -> date:
    """The Tashkent date of an aware instant."""
    return at.astimezone(TASHKENT).date()


def days_around(day: date) -> tuple[date, date, date]:
    """The day itself, the one before and the one after: where status_by_mti may hold a payment (G2)."""
    return day, day - timedelta(days=1), day + timedelta(days=1)


def local_text(at: datetime) -> str:
    """`24.11.2026 14:32` in Tashkent."""
    return at.astimezone(TASHKENT).strftime("%d.%m.%Y %H:%M")


def clock_text(at: datetime) -> str:
    """`14:32:06` in Tashkent."""
    return at.astimezone(TASHKENT).strftime("%H:%M:%S")
