"""A till that stops in its recovery again and again begins nothing by itself any more (K14)."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.paths import Home
from pos.starts import Starts


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


def test_the_fourth_start_after_three_that_failed_needs_a_person(home: Home) -> None:
    seen = []
    for _ in range(4):
        starts = Starts(home)  # each start is a new process
        seen.append(starts.too_many)
        starts.begin()
    assert seen == [False, False, False, True]


def test_a_recovery_that_went_well_is_forgotten(home: Home) -> None:
    for _ in range(3):
        Starts(home).begin()
    Starts(home).well()
    assert not Starts(home).too_many


@pytest.mark.parametrize("content", [b"", b"\xff", b"-1", b"many", b"9" * 400])
def test_a_count_that_cannot_be_read_counts_as_none(home: Home, content: bytes) -> None:
    (home.folder / "recovery.count").write_bytes(content)
    assert Starts(home).failed == 0


def test_a_home_that_cannot_be_written_keeps_no_till_from_starting(tmp_path: Path) -> None:
    starts = Starts(Home(tmp_path / "nowhere"))
    starts.begin()
    starts.well()
    assert not starts.too_many
