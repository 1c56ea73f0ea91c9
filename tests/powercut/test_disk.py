"""The model of the disk keeps what was promised and takes what was not."""

from __future__ import annotations

import random

from tests.powercut.disk import EXT4, SECTOR, STRICT, Disk
from tests.powercut.oplog import Op, Record

HOME = "/somewhere/home"
SEEDS = range(200)


def did(op: Op, path: str = "", *, ino: int = 0, offset: int = 0, data: bytes = b"", to: str = "") -> Record:
    return Record(op, 0.0, 5, ino, offset, f"{HOME}/{path}".rstrip("/"), f"{HOME}/{to}" if to else "", data)


def images(law: str, records: list[Record], start: dict[str, bytes] | None = None) -> list[dict[str, bytes]]:
    """What the same log leaves, by many chances."""
    found = []
    for seed in SEEDS:
        rng = random.Random(seed)  # noqa: S311
        disk = Disk(HOME, law, rng, {"./": b""} if start is None else start)
        disk.replay(records)
        found.append(disk.cut())
    return found


MADE = [did(Op.CREATE, "a", ino=7), did(Op.WRITE, "a", ino=7, data=b"1" * 4 * SECTOR)]


def test_what_was_synced_is_always_there() -> None:
    records = [*MADE, did(Op.DATASYNC, "a", ino=7), did(Op.SYNC)]
    for law in (STRICT, EXT4):
        assert all(image["a"] == b"1" * 4 * SECTOR for image in images(law, records))


def test_what_was_not_synced_may_be_kept_dropped_or_torn_by_sectors() -> None:
    later = did(Op.WRITE, "a", ino=7, data=b"2" * 4 * SECTOR)
    found = {image["a"] for image in images(EXT4, [*MADE, did(Op.SYNC, "a", ino=7), did(Op.SYNC), later])}
    assert {b"1" * 4 * SECTOR, b"2" * 4 * SECTOR} < found
    for content in found:
        sectors = [content[at : at + SECTOR] for at in range(0, len(content), SECTOR)]
        assert len(sectors) == 4
        assert set(sectors) <= {b"1" * SECTOR, b"2" * SECTOR}


def test_writes_may_arrive_out_of_order() -> None:
    ready = [*MADE, did(Op.SYNC, "a", ino=7), did(Op.SYNC)]
    first = did(Op.WRITE, "a", ino=7, data=b"2")
    second = did(Op.WRITE, "a", ino=7, offset=SECTOR, data=b"3")
    found = {
        (image["a"][0:1], image["a"][SECTOR : SECTOR + 1])
        for image in images(STRICT, [*ready, first, second])
    }
    assert found == {(b"1", b"1"), (b"2", b"1"), (b"1", b"3"), (b"2", b"3")}


def test_a_name_needs_its_folders_sync_by_the_letter_and_the_files_own_on_ext4() -> None:
    records = [*MADE, did(Op.SYNC, "a", ino=7)]
    assert {"a" in image for image in images(STRICT, records)} == {True, False}
    assert {"a" in image for image in images(EXT4, records)} == {True}


def test_an_unlink_and_a_rename_may_come_undone() -> None:
    start = {"./": b"", "a": b"old", "b": b"other"}
    records = [did(Op.RENAME, "a", to="b")]
    for law in (STRICT, EXT4):
        assert {tuple(sorted(image.items())) for image in images(law, records, start)} == {
            (("./", b""), ("a", b"old"), ("b", b"other")),
            (("./", b""), ("b", b"old")),
        }
        assert {"a" in image for image in images(law, [did(Op.UNLINK, "a")], start)} == {True, False}
        assert {"a" in image for image in images(law, [did(Op.UNLINK, "a"), did(Op.SYNC)], start)} == {False}


def test_a_new_home_is_lost_with_all_in_it_until_the_folder_above_is_synced() -> None:
    inside = [did(Op.MKDIR), *MADE, did(Op.SYNC, "a", ino=7), did(Op.SYNC)]
    assert {bool(image) for image in images(STRICT, inside, {})} == {True, False}
    above = Record(Op.SYNC, 0.0, 5, 0, 0, "/somewhere", "", b"")
    assert {"a" in image for image in images(STRICT, [*inside, above], {})} == {True}


def test_a_sync_that_failed_is_never_made_good_by_a_later_one() -> None:
    ready = [*MADE, did(Op.SYNC, "a", ino=7), did(Op.SYNC), did(Op.WRITE, "a", ino=7, data=b"2")]
    found = images(EXT4, [*ready, did(Op.LOST_SYNC, "a", ino=7), did(Op.SYNC, "a", ino=7)])
    assert {image["a"][0:1] for image in found} == {b"1", b"2"}
