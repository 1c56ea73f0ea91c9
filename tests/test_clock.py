"""The system's clock and the random identifiers."""

import asyncio
import re
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos.clock import SystemClock
from pos.core.errors import HomeUnusable
from pos.flow.ports import Clock, Ids
from pos.ids import SystemIds
from pos.paths import Home

KEY = bytes(32)


def test_both_fit_the_ports_of_the_flow() -> None:
    clock: Clock = SystemClock()
    ids: Ids = SystemIds(KEY)
    assert clock.boot_id() == SystemClock().boot_id()
    assert ids.sale_id()


def test_now_is_aware_and_utc(tmp_path: Path) -> None:
    (tmp_path / "stamp").touch()
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(0)
    stamp = datetime.fromtimestamp((tmp_path / "stamp").stat().st_mtime, UTC)
    assert abs(now - stamp) < timedelta(minutes=1)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux's own sources")
def test_seconds_count_from_the_start_of_the_pc_with_sleep() -> None:
    clock = SystemClock()
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before <= clock.monotonic_s() <= time.clock_gettime(time.CLOCK_BOOTTIME)
    assert re.fullmatch(r"[0-9a-f-]{36}", clock.boot_id())


def test_sleep_waits_no_shorter_and_takes_what_is_below_zero() -> None:
    clock = SystemClock()
    before = clock.monotonic_s()
    asyncio.run(clock.sleep(0.02))
    assert clock.monotonic_s() - before >= 0.015
    asyncio.run(clock.sleep(-1))


def test_an_attempt_has_a_fixed_width_and_ends_in_a_letter() -> None:
    live, training = SystemIds(KEY), SystemIds(KEY, training=True)
    for _ in range(200):
        assert re.fullmatch(r"L[0-9A-Z]{24}[A-Z]", live.transaction_id())
        assert re.fullmatch(r"T[0-9A-Z]{24}[A-Z]", training.transaction_id())
        assert re.fullmatch(r"S[0-9A-Z]{18}[A-Z]", live.sale_id())


def test_attempts_never_meet() -> None:
    ids = SystemIds(KEY)
    assert len({ids.transaction_id() for _ in range(2000)}) == 2000


def test_a_code_is_known_again_by_its_fingerprint_only_in_its_own_home(tmp_path: Path) -> None:
    here, there = Home(tmp_path / "here").make(), Home(tmp_path / "there").make()
    code = "881234567890123456"
    print_here = SystemIds.of_home(here).fingerprint(code)
    assert print_here == SystemIds.of_home(here).fingerprint(code)
    assert print_here != SystemIds.of_home(there).fingerprint(code)
    assert print_here != SystemIds.of_home(here).fingerprint(code + "1")
    assert code not in print_here
    if sys.platform != "win32":
        assert here.fingerprint_key.stat().st_mode & 0o777 == 0o600


def test_a_torn_key_is_made_anew(tmp_path: Path) -> None:
    home = Home(tmp_path).make()
    home.fingerprint_key.write_bytes(b"torn")
    assert SystemIds.of_home(home).fingerprint("1")
    assert len(home.fingerprint_key.read_bytes()) == 32


def test_a_key_is_never_short() -> None:
    with pytest.raises(ValueError, match="short"):
        SystemIds(b"short")


def test_a_home_that_is_gone_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(HomeUnusable):
        SystemIds.of_home(Home(tmp_path / "gone"))
