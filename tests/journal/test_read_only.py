"""The safe mode: a journal that does not hold is shown, and takes nothing more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pos.core.catalogue import Barcode
from pos.core.errors import JournalBroken, JournalDamaged, JournalNewer, JournalTrouble
from pos.core.payment import PaymentState, move
from pos.journal.black_box import BlackBox
from pos.journal.catalogue import JournalCatalogue
from pos.journal.database import Journal, open_safely
from pos.journal.history import JournalHistory
from pos.journal.outbox import JournalOutbox
from pos.journal.payments import JournalPayments
from pos.journal.sales import JournalSales
from pos.journal.services import JournalServices
from tests.core.kit import MILK, PID
from tests.fakes.clock import FakeClock
from tests.journal.kit import Books, outside

S = PaymentState


@pytest.fixture
def broken(books: Books) -> Path:
    """A journal with a paid payment in which somebody changed a word."""
    books.catalogue.load([MILK])
    books.paid()
    books.journal.close()
    with outside(books.journal.path) as connection:
        connection.execute("DROP TRIGGER events_are_never_changed")
        connection.execute("UPDATE payment_events SET note = 'other' WHERE seq = 2")
    return books.journal.path


def test_a_whole_journal_is_opened_for_writing(books: Books) -> None:
    books.paid()
    books.journal.close()
    journal = open_safely(books.journal.path)
    assert journal.trouble is None
    JournalCatalogue(journal).load([MILK])
    journal.close()


def test_a_broken_one_is_shown(broken: Path, clock: FakeClock) -> None:
    journal = open_safely(broken)
    assert isinstance(journal.trouble, JournalBroken)
    assert journal.trouble.facts == {"file": str(broken), "seq": 2, "why": "changed"}
    payments = JournalPayments(journal, clock)
    paid = payments.payment(str(PID))
    assert paid.is_paid
    assert [row.transaction_id for row in JournalHistory(journal).rows(9)] == [paid.transaction_id]
    assert [line.good for line in JournalSales(journal).sale_of(paid).lines] == [MILK]
    assert JournalCatalogue(journal).find(MILK.barcode) == MILK
    assert len(payments.events(paid.transaction_id)) == 4
    journal.close()


WRITES: list[Callable[[Journal, FakeClock], object]] = [
    lambda journal, _: JournalCatalogue(journal).load([MILK]),
    lambda journal, _: JournalOutbox(journal).done(PID, "link"),
    lambda journal, _: JournalServices(journal).set_mti_verified(31),
    lambda journal, clock: JournalPayments(journal, clock).release_code(
        JournalPayments(journal, clock).payment(str(PID)).transaction_id
    ),
    lambda journal, clock: JournalPayments(journal, clock).record(
        move(JournalPayments(journal, clock).payment(str(PID)), S.REVERSING), "reversing"
    ),
]


@pytest.mark.parametrize("write", WRITES, ids=["goods", "link", "fact", "code", "record"])
def test_it_takes_nothing_more_and_says_why(
    broken: Path, clock: FakeClock, write: Callable[[Journal, FakeClock], object]
) -> None:
    before = broken.read_bytes()
    journal = open_safely(broken)
    for _ in range(2):
        with pytest.raises(JournalBroken) as refused:
            write(journal, clock)
        assert refused.value.facts["seq"] == 2
        assert refused.value is not journal.trouble  # each with a traceback of its own
    journal.close()
    assert broken.read_bytes() == before


def test_not_even_a_statement_of_ones_own_gets_through(broken: Path) -> None:
    journal = open_safely(broken)
    with pytest.raises(JournalTrouble):
        journal.rows("DELETE FROM goods RETURNING barcode")
    journal.close()
    assert broken.exists()


def test_the_black_box_of_a_broken_journal_is_left_as_it_is(broken: Path) -> None:
    box = broken.with_name("box.jsonl")
    box.write_bytes(b'{"seq":1,"hash":"h"}\n')
    open_safely(broken, BlackBox(box)).close()
    assert box.read_bytes() == b'{"seq":1,"hash":"h"}\n'


def test_reading_alone_can_be_asked_for(books: Books) -> None:
    books.paid()
    journal = Journal(books.journal.path, read_only=True)  # beside the owner
    assert journal.trouble is None
    assert JournalPayments(journal, books.clock).payment(str(PID)).is_paid
    with pytest.raises(JournalTrouble):
        JournalCatalogue(journal).load([MILK])
    books.catalogue.load([MILK])  # the owner is not disturbed
    assert JournalCatalogue(journal).find(Barcode(MILK.barcode)) == MILK
    journal.close()


def test_an_older_schema_is_read_without_being_changed(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "journal.sqlite3"
    with outside(path) as connection:
        connection.executescript(Path(__file__).with_name("schema_v1.sql").read_text("utf-8"))
    before = path.read_bytes()
    journal = Journal(path, read_only=True)
    assert len(JournalPayments(journal, clock).newest(9)) == 3
    journal.close()
    assert path.read_bytes() == before


def test_what_cannot_be_read_either_is_said_as_before(broken: Path, books: Books) -> None:
    novel = broken.with_name("novel.sqlite3")
    novel.write_bytes(b"a novel " * 1000)
    with pytest.raises(JournalDamaged):
        open_safely(novel)
    with outside(broken) as connection:
        connection.execute("PRAGMA user_version=999")
    with pytest.raises(JournalNewer):
        open_safely(broken)
    empty = broken.with_name("empty.sqlite3")
    empty.touch()
    with pytest.raises(JournalDamaged):
        Journal(empty, read_only=True)


def test_a_journal_whose_pages_are_gone_is_not_shown(books: Books) -> None:
    books.paid()
    books.journal.close()
    path = books.journal.path
    with outside(path) as connection:
        [page] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'payments'").fetchone()
        [size] = connection.execute("PRAGMA page_size").fetchone()
    whole = bytearray(path.read_bytes())
    whole[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(whole)
    with pytest.raises(JournalDamaged) as refused:
        open_safely(path)
    assert type(refused.value) is JournalDamaged
