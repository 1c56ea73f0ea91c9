"""The schema: every released one is kept here, is opened by this program, and becomes what a new one is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from pos.core.errors import JournalNewer, JournalTrouble
from pos.core.fiscal import FiscalState
from pos.core.money import Money
from pos.core.payment import PaymentState
from pos.journal import opening
from pos.journal.database import Journal
from pos.journal.migrations import (
    m001_first_schema,
    m002_more_guards,
    m003_online_orders,
    m004_orders_of_another_host,
)
from pos.journal.newer_migrations import (
    SCHEMA_VERSION,
    m005_goods_found_in_every_script,
    m006_cash_and_cards,
)
from pos.journal.opening import APPLICATION_ID
from tests.core.kit import BREAD, MILK, PID
from tests.fakes.clock import FakeClock
from tests.journal.kit import broken_link, open_books, outside

KEPT = sorted(Path(__file__).parent.glob("schema_v*.sql"))


def restore(kept: Path, path: Path) -> Path:
    """The database that a kept file describes."""
    with outside(path) as connection:
        connection.executescript(kept.read_text("utf-8"))
    return path


def schema(path: Path) -> list[tuple[str, str, str]]:
    """Everything that the file calls its own; the list of steps belongs to sqlite-utils."""
    with outside(path) as connection:
        return sorted(
            (kind, name, sql or "")
            for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master")
            if "_sqlite_migrations" not in name
        )


def numbers(path: Path) -> tuple[int, int]:
    with outside(path) as connection:
        [application] = connection.execute("PRAGMA application_id").fetchone()
        [version] = connection.execute("PRAGMA user_version").fetchone()
    return application, version


def test_every_schema_is_kept() -> None:
    assert [kept.name for kept in KEPT] == [f"schema_v{n}.sql" for n in range(1, SCHEMA_VERSION + 1)]


def test_a_new_journal_has_the_newest_kept_schema(tmp_path: Path) -> None:
    """A schema that shops have is never changed in place: a change is a further step and another file."""
    Journal(tmp_path / "new.sqlite3").close()
    kept = restore(KEPT[-1], tmp_path / "kept.sqlite3")
    assert schema(tmp_path / "new.sqlite3") == schema(kept)
    assert numbers(tmp_path / "new.sqlite3") == numbers(kept) == (APPLICATION_ID, SCHEMA_VERSION)


STEPS = (
    m001_first_schema,
    m002_more_guards,
    m003_online_orders,
    m004_orders_of_another_host,
    m005_goods_found_in_every_script,
    m006_cash_and_cards,
)


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_each_step_still_makes_what_it_made_when_it_was_released(version: int, tmp_path: Path) -> None:
    """Frozen: nothing that changes later, a table of moves or a list of states, changes an old schema."""
    path = tmp_path / "made.sqlite3"
    made = Migrations("pos")
    for step in STEPS[:version]:
        made()(step)
    db = Database(path, execute_plugins=False)
    made.apply(db)
    db.close()
    assert schema(path) == schema(restore(KEPT[version - 1], tmp_path / "kept.sqlite3"))


def test_the_first_schema_becomes_the_newest_with_all_that_is_in_it_and_a_copy_is_kept(
    tmp_path: Path,
) -> None:
    path = restore(KEPT[0], tmp_path / "journal.sqlite3")
    goods = (
        "barcode, name, name_uz, price_tiyin, spic, package_code, vat_percent, unit, units_code, by_weight,"
        " quick_key"
    )
    tables = {name: "*" for name in ("sales", "payments", "payment_events", "fiscal_outbox", "facts")}
    tables["goods"] = goods  # those have more columns since: what was there is there

    def rows(file: Path) -> dict[str, list[tuple[object, ...]]]:
        with outside(file) as connection:
            return {
                name: connection.execute(f"SELECT {columns} FROM {name}").fetchall()  # noqa: S608
                for name, columns in tables.items()
            }

    before = rows(path)
    Journal(path).close()
    copy = tmp_path / f"journal.before-v{SCHEMA_VERSION}.sqlite3"
    assert rows(path) == rows(copy) == before
    assert (numbers(path)[1], numbers(copy)[1]) == (SCHEMA_VERSION, 1)


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.stem)
def test_a_kept_journal_is_opened_migrated_and_read(kept: Path, tmp_path: Path) -> None:
    path = restore(kept, tmp_path / "kept.sqlite3")
    Journal(tmp_path / "new.sqlite3").close()
    books = open_books(path, FakeClock())
    unknown, refused, paid = books.payments.newest(9)
    assert [payment.state for payment in (unknown, refused, paid)] == [
        PaymentState.UNKNOWN,
        PaymentState.REFUSED,
        PaymentState.PAID,
    ]
    assert (paid.payment_id, paid.amount, refused.error_code) == (PID, Money.of_sum(20_500), -5017)
    assert [line.good for line in books.sales.sale_of(paid).lines] == [MILK, BREAD]
    assert books.payments.open_payments() == [unknown]
    entry = books.outbox.entry(PID)
    assert entry
    assert (entry.state, entry.frozen, entry.sends) == (FiscalState.DONE, b'{"items":[]}', 1)
    assert books.services.mti_verified(31)
    assert books.catalogue.find(MILK.barcode) == MILK
    books.walk(unknown, PaymentState.CANCELLED)  # and it is written on
    books.journal.close()
    assert schema(path) == schema(tmp_path / "new.sqlite3")
    assert numbers(path) == (APPLICATION_ID, SCHEMA_VERSION)
    with outside(path) as connection:
        assert broken_link(connection) is None


def test_opening_it_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    Journal(path).close()
    before = path.read_bytes()
    Journal(path).close()
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


# ---- the next step, made up ----------------------------------------------------------------------------


def shifts(db: Database) -> None:
    db.conn.execute("CREATE TABLE shifts (a INTEGER) STRICT")


def fails(db: Database) -> None:
    shifts(db)
    raise sqlite3.OperationalError("the step is wrong")


class PlugPulledError(BaseException):
    """Nothing catches it."""


def is_cut_off(db: Database) -> None:
    shifts(db)
    raise PlugPulledError


def next_program(monkeypatch: pytest.MonkeyPatch, step: object) -> int:
    """From here on the program knows one more step."""
    migrations = Migrations("pos")
    for known in STEPS:
        migrations()(known)
    migrations(name="m_next")(step)  # type: ignore[type-var]
    monkeypatch.setattr(opening, "migrations", migrations)
    monkeypatch.setattr(opening, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    return SCHEMA_VERSION + 1


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A journal of the program as it is, with something in it."""
    books = open_books(tmp_path / "journal.sqlite3", FakeClock())
    books.paid()
    books.journal.close()
    return tmp_path / "journal.sqlite3"


def test_a_copy_of_the_old_journal_is_made_before_it_is_migrated(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = schema(older)
    version = next_program(monkeypatch, shifts)
    Journal(older).close()
    copy = older.with_name(f"journal.before-v{version}.sqlite3")
    assert schema(copy) == before
    assert numbers(copy) == (APPLICATION_ID, SCHEMA_VERSION)
    assert ("table", "shifts", "CREATE TABLE shifts (a INTEGER) STRICT") in schema(older)
    assert numbers(older) == (APPLICATION_ID, version)
    monkeypatch.undo()
    back = open_books(copy, FakeClock())  # the older program opens its copy
    assert back.payments.payment(str(PID)).is_paid
    back.journal.close()


def test_the_older_program_refuses_the_migrated_journal(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    next_program(monkeypatch, shifts)
    Journal(older).close()
    monkeypatch.undo()
    with pytest.raises(JournalNewer):
        Journal(older)


def test_no_copy_is_made_of_a_new_journal_nor_a_second_one_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_program(monkeypatch, shifts)
    for _ in range(2):
        Journal(tmp_path / "journal.sqlite3").close()
    assert [file.name for file in tmp_path.iterdir()] == ["journal.sqlite3"]


@pytest.mark.parametrize(
    ("step", "error"), [(fails, JournalTrouble), (is_cut_off, PlugPulledError)], ids=["fails", "is_cut_off"]
)
def test_a_step_that_does_not_end_leaves_the_old_journal_to_the_old_program(
    older: Path, monkeypatch: pytest.MonkeyPatch, step: object, error: type[BaseException]
) -> None:
    before = schema(older)
    version = next_program(monkeypatch, step)
    with pytest.raises(error):
        Journal(older)
    assert schema(older) == before
    assert numbers(older) == (APPLICATION_ID, SCHEMA_VERSION)
    monkeypatch.undo()
    Journal(older).close()
    next_program(monkeypatch, shifts)  # mended, the step is made after all
    Journal(older).close()
    assert numbers(older) == (APPLICATION_ID, version)


@pytest.mark.parametrize("step", [fails, is_cut_off])
def test_a_first_start_that_does_not_end_is_a_first_start_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: object
) -> None:
    path = tmp_path / "journal.sqlite3"
    next_program(monkeypatch, step)
    with pytest.raises((JournalTrouble, PlugPulledError)):
        Journal(path)
    assert schema(path) == []
    monkeypatch.undo()
    Journal(path).close()
    assert numbers(path) == (APPLICATION_ID, SCHEMA_VERSION)


def test_a_copy_that_is_there_is_never_written_over(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = next_program(monkeypatch, shifts)
    copy = older.with_name(f"journal.before-v{version}.sqlite3")
    copy.write_bytes(b"the copy of an earlier try")
    Journal(older).close()
    assert copy.read_bytes() == b"the copy of an earlier try"


def test_half_a_copy_of_a_start_that_was_cut_off_is_made_anew(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = next_program(monkeypatch, shifts)
    half = older.with_name(f"journal.before-v{version}.partial")
    half.write_bytes(b"SQLite format 3\x00 and no more")
    Journal(older).close()
    assert not half.exists()
    assert numbers(older.with_name(f"journal.before-v{version}.sqlite3")) == (APPLICATION_ID, SCHEMA_VERSION)
