"""CLICK's day, the reporting month and the time on paper are Tashkent's, whatever the PC's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.tashkent import TASHKENT, business_day, clock_text, days_around, local_text
from tests.core.kit import quick


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 24, 18, 59, 59, 999_999, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 19, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 30, 19, 0, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 12, 31, 19, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 20, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 7, 1, 18, 59, tzinfo=UTC), date(2026, 7, 1)),  # no summer time
        (datetime(2026, 11, 25, 0, 30, tzinfo=timezone(timedelta(hours=9))), date(2026, 11, 24)),
    ],
)
def test_the_day_begins_at_midnight_in_tashkent(at: datetime, day: date) -> None:
    assert business_day(at) == day


def test_a_payment_is_looked_for_on_its_day_then_the_day_before_then_the_day_after() -> None:
    assert days_around(date(2026, 12, 1)) == (date(2026, 12, 1), date(2026, 11, 30), date(2026, 12, 2))
    assert days_around(date(2028, 3, 1))[1] == date(2028, 2, 29)


def test_paper_and_screen_show_tashkent_time() -> None:
    at = datetime(2026, 12, 31, 19, 5, 9, tzinfo=UTC)
    assert local_text(at) == "01.01.2027 00:05"
    assert clock_text(at) == "00:05:09"


@quick
@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.integers(-12, 14))  # noqa: DTZ001 - made aware below
def test_the_zone_in_which_an_instant_is_given_changes_nothing(naive: datetime, hours: int) -> None:
    at = naive.replace(tzinfo=UTC)
    elsewhere = at.astimezone(timezone(timedelta(hours=hours)))
    assert business_day(elsewhere) == business_day(at) == (at + timedelta(hours=5)).date()
    assert TASHKENT.utcoffset(None) == timedelta(hours=5)
