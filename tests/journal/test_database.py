"""The journal's file: durable when it says so, and never somebody else's, half of one, or a newer one's."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pos.core.catalogue import Barcode
from pos.core.errors import (
    Bug,
    DiskFull,
    HomeUnusable,
    JournalDamaged,
    JournalNewer,
    JournalTrouble,
    Refused,
)
from pos.journal.database import Journal
from pos.journal.newer_migrations import SCHEMA_VERSION
from pos.journal.opening import APPLICATION_ID
from tests.core.kit import BREAD, MILK
from tests.fakes.clock import FakeClock
from tests.journal.kit import Books, open_books, outside


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL: NORMAL loses acknowledged commits in a power cut
        ("foreign_keys", 1),
        ("recursive_triggers", 1),  # without it INSERT OR REPLACE deletes behind the triggers' back
        ("trusted_schema", 0),
        ("application_id", APPLICATION_ID),
        ("user_version", SCHEMA_VERSION),
    ],
)
def test_what_durability_and_the_triggers_rest_on_is_switched_on(
    books: Books, pragma: str, value: object
) -> None:
    assert books.journal.db.conn.execute(f"PRAGMA {pragma}").fetchone()[0] == value


def test_it_is_all_on_again_after_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    for _ in range(2):
        books = open_books(tmp_path / "j.sqlite3", clock)
        on = [
            books.journal.db.conn.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        ]
        books.journal.close()
        assert on == ["wal", 2, 1, 1]


def test_a_journal_that_cannot_have_a_write_ahead_log_is_refused() -> None:
    with pytest.raises(HomeUnusable):
        Journal(Path(":memory:"))


# ---- whose file is it ----------------------------------------------------------------------------------


def pragma(path: Path, text: str) -> None:
    with outside(path) as connection:
        connection.execute(f"PRAGMA {text}")


@pytest.fixture
def closed(tmp_path: Path, clock: FakeClock) -> Path:
    """A journal with some goods and a payment, closed."""
    path = tmp_path / "journal.sqlite3"
    books = open_books(path, clock)
    books.catalogue.load([MILK, BREAD])
    books.paid()
    books.journal.close()
    return path


def test_a_newer_journal_is_refused_and_left_as_it_is(closed: Path) -> None:
    pragma(closed, f"user_version={SCHEMA_VERSION + 1}")
    before = closed.read_bytes()
    with pytest.raises(JournalNewer) as refused:
        Journal(closed)
    assert refused.value.facts == {"found": SCHEMA_VERSION + 1, "known": SCHEMA_VERSION}
    assert closed.read_bytes() == before


@pytest.mark.parametrize("number", [1, APPLICATION_ID + 1, -1])
def test_another_programs_file_is_refused_and_left_as_it_is(tmp_path: Path, number: int) -> None:
    path = tmp_path / "journal.sqlite3"
    with outside(path) as connection:
        connection.execute("CREATE TABLE theirs (a)")
        connection.execute(f"PRAGMA application_id={number}")
        connection.execute("PRAGMA user_version=77")  # whose version it is cannot be known
    before = path.read_bytes()
    with pytest.raises(JournalDamaged):
        Journal(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_database_that_carries_no_mark_at_all_is_another_programs(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with outside(path) as connection:
        connection.execute("CREATE TABLE payments (a)")
    with pytest.raises(JournalDamaged):
        Journal(path)
    with outside(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("payments",)]


@pytest.mark.parametrize(
    "content",
    [b"not a database, but a letter" * 400, b"SQLite format 3\x00" + b"\xff" * 4080, b"PK\x03\x04" * 50],
)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal.sqlite3"
    path.write_bytes(content)
    with pytest.raises(JournalDamaged):
        Journal(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_refused(closed: Path, kept: float) -> None:
    whole = closed.read_bytes()
    # At least a page: the last one may be the root of an empty index, half of which is as good as all of it.
    closed.write_bytes(whole[: min(int(len(whole) * kept), len(whole) - 4096)])
    with pytest.raises(JournalDamaged):
        Journal(closed)


def test_a_page_that_was_overwritten_is_refused(closed: Path) -> None:
    whole = bytearray(closed.read_bytes())
    with outside(closed) as connection:
        [page] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'payments'").fetchone()
        [size] = connection.execute("PRAGMA page_size").fetchone()
    start = (page - 1) * size
    whole[start : start + size] = b"\xa5" * size
    closed.write_bytes(whole)
    with pytest.raises(JournalDamaged):
        Journal(closed)


def test_an_empty_file_is_a_new_journal(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite3").touch()
    Journal(tmp_path / "journal.sqlite3").close()
    assert [file.name for file in tmp_path.iterdir()] == ["journal.sqlite3"]  # nothing worth a copy


def test_a_first_start_that_was_cut_off_after_the_header_is_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    pragma(path, "journal_mode=WAL")
    assert path.stat().st_size > 0
    Journal(path).close()
    assert [file.name for file in tmp_path.iterdir()] == ["journal.sqlite3"]


def test_a_place_where_no_file_can_be_is_an_unusable_home(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file", "utf-8")
    (tmp_path / "folder.sqlite3").mkdir()
    for path in (
        tmp_path / "file" / "j.sqlite3",
        tmp_path / "folder.sqlite3",
        tmp_path / "none" / "j.sqlite3",
    ):
        with pytest.raises(HomeUnusable) as refused:
            Journal(path)
        assert refused.value.facts["folder"] == str(path.parent)


# ---- one durable step ----------------------------------------------------------------------------------


def count(connection: sqlite3.Connection, table: str = "goods") -> int:
    [number] = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - ours
    return int(number)


def test_a_step_that_returned_is_seen_by_others_and_is_in_the_files(books: Books, tmp_path: Path) -> None:
    books.catalogue.load([MILK])
    with outside(books.journal.path) as connection:
        assert count(connection) == 1
    # What the disk holds at this instant, as after a pulled plug: no close, no checkpoint.
    cut = tmp_path / "cut"
    cut.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{books.journal.path}{suffix}", cut / f"j.sqlite3{suffix}")
    after = open_books(cut / "j.sqlite3", books.clock)
    assert after.catalogue.find(MILK.barcode) == MILK
    after.journal.close()


def test_nothing_is_seen_before_the_step_ends(books: Books) -> None:
    with books.journal.transaction() as connection, outside(books.journal.path) as other:
        connection.execute("INSERT INTO facts VALUES ('a', 'b')")
        assert count(other, "facts") == 0


def in_a_step(books: Books, do: Callable[[sqlite3.Connection], object]) -> None:
    """Write a row and do something more, in one step."""
    with books.journal.transaction() as connection:
        connection.execute("INSERT INTO facts VALUES ('a', 'b')")
        do(connection)


class PlugPulledError(BaseException):
    """Nothing catches it."""


@pytest.mark.parametrize(
    "error",
    [
        Bug("ours"),
        Refused("expected"),
        DiskFull("full"),
        ValueError("any"),
        PlugPulledError(),
        KeyboardInterrupt(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_in_a_step_passes_through_and_undoes_it(books: Books, error: BaseException) -> None:
    def step(_: sqlite3.Connection) -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        in_a_step(books, step)
    assert raised.value is error
    assert not books.journal.db.conn.in_transaction
    assert not books.journal.rows("SELECT * FROM facts")
    books.catalogue.load([MILK])  # the journal works on


def test_a_broken_rule_of_the_schema_passes_through_and_undoes_the_whole_step(books: Books) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        in_a_step(books, lambda connection: connection.execute("INSERT INTO facts VALUES ('a', 'again')"))
    assert not books.journal.db.conn.in_transaction
    assert not books.journal.rows("SELECT * FROM facts")


def break_sql(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT * FROM no_such_table")


def miscount_marks(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO facts VALUES (?, ?)", ("one",))


def fill_the_disk(connection: sqlite3.Connection) -> None:
    raise OSError(28, "No space left on device: database or disk is full")


@pytest.mark.parametrize(
    ("do", "meaning"), [(break_sql, JournalTrouble), (miscount_marks, Bug), (fill_the_disk, DiskFull)]
)
def test_sqlites_errors_become_ours(
    books: Books, do: Callable[[sqlite3.Connection], None], meaning: type[Exception]
) -> None:
    with pytest.raises(meaning) as raised:
        in_a_step(books, do)
    assert type(raised.value) is meaning
    assert raised.value.__cause__ is not None
    assert not books.journal.rows("SELECT * FROM facts")


def test_a_full_disk_is_said_and_leaves_nothing_half_written(books: Books) -> None:
    payment = books.intent()
    connection = books.journal.db.conn
    [pages] = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(DiskFull) as refused:
        books.payments.record(payment.learn(error_note="н" * 50_000), "noted")
    assert refused.value.facts["folder"] == str(books.journal.path.parent)
    assert isinstance(refused.value.facts["free_mb"], int)
    assert books.payments.payment(payment.transaction_id) == payment
    assert len(books.payments.events(payment.transaction_id)) == 1
    connection.execute("PRAGMA max_page_count=1000000")
    books.payments.record(payment.learn(error_note="н" * 50_000), "noted")  # room was made
    assert len(books.payments.events(payment.transaction_id)) == 2


def test_goods_are_loaded_all_or_none_when_the_disk_fills_up(books: Books) -> None:
    [pages] = books.journal.db.conn.execute("PRAGMA page_count").fetchone()
    books.journal.db.conn.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(DiskFull):
        books.catalogue.load(replace(MILK, barcode=Barcode(str(number))) for number in range(500))
    assert books.catalogue.is_empty()


def test_a_journal_that_may_only_be_read_is_an_unusable_home(books: Books) -> None:
    books.journal.db.conn.execute("PRAGMA query_only=ON")
    with pytest.raises(HomeUnusable):
        books.catalogue.load([MILK])
    assert books.catalogue.is_empty()


def test_a_closed_journal_says_that_it_is_a_bug_to_use_it(books: Books) -> None:
    books.journal.close()
    books.journal.close()
    with pytest.raises(Bug):
        books.catalogue.is_empty()
    with pytest.raises(Bug):
        books.catalogue.load([MILK])
