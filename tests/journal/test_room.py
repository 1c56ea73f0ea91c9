"""Room on the disk: believed for a second, a ballast that is laid in steps and given up at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pos.core.errors import DiskFull
from pos.journal import room as rooms
from pos.journal.room import BALLAST_BYTES, MB, Room

PLENTY = 1025 * MB


class Disk:
    """How much is free, and how often somebody asked."""

    def __init__(self, free: int) -> None:
        self.free = free
        self.asked = 0
        self.now_s = 100.0

    def free_bytes(self, _folder: Path) -> int:
        self.asked += 1
        return self.free

    def room(self, folder: Path) -> Room:
        return Room(folder / "ballast.bin", self.free_bytes, lambda: self.now_s)


def test_two_hundred_megabytes_are_enough_and_a_byte_less_is_not(tmp_path: Path) -> None:
    Disk(200 * MB).room(tmp_path).require()
    with pytest.raises(DiskFull) as refused:
        Disk(200 * MB - 1).room(tmp_path).require()
    assert refused.value.facts == {"folder": str(tmp_path), "free_mb": 199}


def test_what_was_seen_is_believed_for_a_second(tmp_path: Path) -> None:
    disk = Disk(PLENTY)
    room = disk.room(tmp_path)
    for _ in range(5):
        room.require()
    assert disk.asked == 1
    disk.free, disk.now_s = 0, disk.now_s + 0.99
    room.require()
    disk.now_s += 0.01
    with pytest.raises(DiskFull):
        room.require()
    disk.free = PLENTY
    disk.now_s += 1
    room.require()
    assert disk.asked == 3


def test_a_disk_that_cannot_be_asked_is_the_journals_to_complain_of(tmp_path: Path) -> None:
    Room(tmp_path / "no folder" / "ballast.bin").require()


def test_the_ballast_is_laid_where_there_is_plenty(tmp_path: Path) -> None:
    room = Disk(PLENTY).room(tmp_path)
    room.lay_ballast()
    made = (tmp_path / "ballast.bin").stat()
    assert made.st_size == BALLAST_BYTES == 64 * MB
    if sys.platform == "linux":
        assert made.st_blocks * 512 >= BALLAST_BYTES  # it takes the room, it does not only claim it
        assert made.st_mode & 0o077 == 0
    assert room.give_up_ballast()
    assert not list(tmp_path.iterdir())
    assert not room.give_up_ballast()


def test_it_is_not_laid_into_the_last_gigabyte(tmp_path: Path) -> None:
    Disk(1024 * MB).room(tmp_path).lay_ballast()
    assert not list(tmp_path.iterdir())


def test_half_a_ballast_of_a_start_that_was_cut_off_is_made_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "BALLAST_BYTES", 10 * MB)
    (tmp_path / "ballast.bin").write_bytes(b"\0" * (5 * MB + 7))
    Disk(PLENTY).room(tmp_path).lay_ballast()
    assert (tmp_path / "ballast.bin").stat().st_size == 10 * MB
    before = (tmp_path / "ballast.bin").stat().st_mtime_ns
    Disk(PLENTY).room(tmp_path).lay_ballast()
    assert (tmp_path / "ballast.bin").stat().st_mtime_ns == before


def test_a_ballast_that_cannot_be_laid_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "ballast.bin").mkdir()
    room = Disk(PLENTY).room(tmp_path)
    room.lay_ballast()
    assert not room.give_up_ballast()
    Room(tmp_path / "no folder" / "ballast.bin").lay_ballast()
