"""The Auth header and CLICK's time."""

from datetime import timedelta

import pytest

from pos.click_api.auth import ClickTime, auth_header
from pos.core.secret import SecretKey
from tests.fakes.clock import START, FakeClock


@pytest.mark.parametrize(
    ("timestamp", "key", "digest"),
    [
        (1712345678, "SECRET123", "4d3f62489dbc19114297581bcfa0d906f84df0cd"),
        (1700000000, "test-secret-key", "81c9fe90fd5fc43ef10a50c801f5103687b4bd00"),
    ],
)
def test_vectors(timestamp: int, key: str, digest: str) -> None:
    assert auth_header("123", SecretKey(key), timestamp) == f"123:{digest}:{timestamp}"


def test_the_pc_clock_is_used_until_click_has_answered(clock: FakeClock) -> None:
    time = ClickTime(clock)
    assert time.timestamp_s() == int(START.timestamp())
    assert time.offset_s == 0
    assert time.last_skew_s is None


def test_a_slow_pc_clock_is_corrected(clock: FakeClock) -> None:
    time = ClickTime(clock)
    time.learn("Tue, 24 Nov 2026 09:40:00 GMT")
    assert time.last_skew_s == -600
    assert time.offset_s == 600
    assert time.timestamp_s() == int(START.timestamp()) + 600
    clock.pass_s(100)
    assert time.timestamp_s() == int(START.timestamp()) + 700


def test_a_jump_of_the_pc_clock_changes_nothing_once_click_has_answered(clock: FakeClock) -> None:
    time = ClickTime(clock)
    time.learn("Tue, 24 Nov 2026 09:30:00 GMT")
    clock.start += timedelta(hours=3)
    assert time.timestamp_s() == int(START.timestamp())
    assert time.offset_s == -3 * 3600
    assert time.last_skew_s == 0


@pytest.mark.parametrize(
    "date",
    [
        None,
        "",
        "yesterday",
        "Tue, 99 Nov 2026 09:40:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Tue, 24 Nov 2026 09:40:00 GMT, Tue, 24 Nov 2026 09:40:00 GMT",
        "Tue, 24 Nov 99999 09:40:00 GMT",
        "Tue, 24 Nov 2026 09:40:00 +99999999",
    ],
)
def test_a_date_that_cannot_be_used_is_passed_over(clock: FakeClock, date: str | None) -> None:
    time = ClickTime(clock)
    time.learn(date)
    assert time.offset_s in (0, 600)
    assert time.timestamp_s() in (int(START.timestamp()), int(START.timestamp()) + 600)


def test_a_date_without_a_zone_is_utc(clock: FakeClock) -> None:
    time = ClickTime(clock)
    time.learn("Tue, 24 Nov 2026 09:40:00 -0000")
    assert time.offset_s == 600
