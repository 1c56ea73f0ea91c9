"""The check of the journal: whatever is flipped, removed, moved or put in is found, and where."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from pos.core.errors import JournalBroken, JournalDamaged
from pos.core.payment import PaymentId, PaymentState
from pos.journal.chain import FIRST_HASH
from pos.journal.database import Journal
from pos.journal.verify import Flaw, Report, verify
from tests.core.kit import PID
from tests.fakes.clock import FakeClock
from tests.journal.kit import Books, outside

S = PaymentState
Forgery = Callable[[sqlite3.Connection], object]


@pytest.fixture
def full(books: Books) -> Books:
    """Fourteen links of four payments: 1-4 paid, 5-8 paid, 9-10 refused, 11-14 cancelled with a remark."""
    books.paid(PID)
    books.paid(PaymentId(PID + 1))
    books.walk(books.intent(), S.REFUSED, error_note="Недостаточно средств\x1f")
    lost = books.walk(books.intent(), S.UNKNOWN, S.MANUAL)
    decided = lost.learn(reason="decided")
    books.walk(decided, S.CANCELLED)
    return books


def forged(books: Books, *steps: str | Forgery) -> Path:
    """The journal after another program has changed it, its guards taken off."""
    path = books.journal.path
    books.journal.close()
    with outside(path) as connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        for step in steps:
            connection.execute(step) if isinstance(step, str) else step(connection)
    return path


def found(path: Path, last: int | None) -> Report:
    journal = Journal(path, read_only=True)
    try:
        return verify(journal, last)
    finally:
        journal.close()


@pytest.mark.parametrize("last", [None, 1000, 14, 5, 1])
def test_a_whole_journal_is_whole_however_much_of_it_is_checked(full: Books, last: int | None) -> None:
    report = verify(full.journal, last)
    assert report.ok
    [head] = full.journal.rows("SELECT seq, hash FROM payment_events ORDER BY seq DESC LIMIT 1")
    assert (report.head_seq, report.head_hash) == (14, head["hash"]) == (head["seq"], head["hash"])
    assert report.links == min(last or 14, 14)
    assert report.payments == {None: 4, 1000: 4, 14: 4, 5: 2, 1: 1}[last]
    assert (report.flaw, report.broken_seq, report.trouble) == (Flaw.NONE, None, "")


def test_an_empty_journal_is_whole(books: Books) -> None:
    assert verify(books.journal, None) == Report(0, 0, 0, FIRST_HASH)


def rehashed(connection: sqlite3.Connection) -> None:
    """The work of a forger who knows the chain: every hash is made anew, by this code of our own."""
    previous = FIRST_HASH
    for seq, *parts in connection.execute(
        "SELECT seq, transaction_id, at, state, note, facts FROM payment_events ORDER BY seq"
    ).fetchall():
        hashed = hashlib.sha256("\x1f".join((previous, str(seq), *parts)).encode()).hexdigest()
        connection.execute(
            "UPDATE payment_events SET previous_hash = ?, hash = ? WHERE seq = ?", (previous, hashed, seq)
        )
        previous = hashed


FORGERIES: list[tuple[str, tuple[str | Forgery, ...], Flaw, int | None]] = [
    ("note", ("UPDATE payment_events SET note = 'x' WHERE seq = 11",), Flaw.CHANGED, 11),
    ("at", ("UPDATE payment_events SET at = '2026-11-24T00:00:00+00:00' WHERE seq = 11",), Flaw.CHANGED, 11),
    ("state", ("UPDATE payment_events SET state = 'paid' WHERE seq = 14",), Flaw.CHANGED, 14),
    (
        "facts",
        ("UPDATE payment_events SET facts = replace(facts, '1650000', '165000') WHERE seq = 12",),
        Flaw.CHANGED,
        12,
    ),
    ("hash", ("UPDATE payment_events SET hash = 'f' || substr(hash, 2) WHERE seq = 13",), Flaw.CHANGED, 13),
    ("order", ("UPDATE payment_events SET previous_hash = hash WHERE seq = 13",), Flaw.ORDER, 13),
    (
        "swapped",
        (
            "UPDATE payment_events SET seq = -1 WHERE seq = 12",
            "UPDATE payment_events SET seq = 12 WHERE seq = 13",
            "UPDATE payment_events SET seq = 13 WHERE seq = -1",
        ),
        Flaw.ORDER,
        12,
    ),
    ("removed", ("DELETE FROM payment_events WHERE seq = 12",), Flaw.GAP, 12),
    ("the newest removed", ("DELETE FROM payment_events WHERE seq = 14",), Flaw.PROJECTION, 13),
    ("renumbered", ("UPDATE payment_events SET seq = seq + 1 WHERE seq = 14",), Flaw.GAP, 14),
    (
        "row paid",
        ("UPDATE payments SET state = 'paid' WHERE state = 'cancelled'",),
        Flaw.PROJECTION,
        14,
    ),
    ("row amount", ("UPDATE payments SET amount_tiyin = 1 WHERE state = 'cancelled'",), Flaw.PROJECTION, 14),
    ("row number", ("UPDATE payments SET payment_id = 5 WHERE state = 'cancelled'",), Flaw.PROJECTION, 14),
    (
        "sale changed",
        (
            "UPDATE sales SET lines = replace(lines, '1650000', '1') WHERE sale_id ="
            " (SELECT sale_id FROM payments WHERE state = 'cancelled')",
        ),
        Flaw.SALE,
        14,
    ),
    (
        "sale unreadable",
        ("UPDATE sales SET lines = '[{' WHERE sale_id IN (SELECT sale_id FROM payments)",),
        Flaw.SALE,
        None,
    ),
    (
        "a move that is not allowed, rehashed",
        (
            "UPDATE payment_events SET state = 'reversed', facts = replace(facts, 'cancelled', 'reversed')"
            " WHERE seq = 12",
            rehashed,
        ),
        Flaw.MOVE,
        12,
    ),
    (
        "no intent, rehashed",
        ("UPDATE payment_events SET note = 'held' WHERE seq = 11", rehashed),
        Flaw.INTENT,
        11,
    ),
    (
        "facts that are none, rehashed",
        ("UPDATE payment_events SET facts = 'none' WHERE seq = 14", rehashed),
        Flaw.PROJECTION,
        14,
    ),
]


@pytest.mark.parametrize("last", [None, 4], ids=["all", "the newest four"])
@pytest.mark.parametrize(
    ("steps", "flaw", "seq"), [row[1:] for row in FORGERIES], ids=[row[0] for row in FORGERIES]
)
def test_a_forgery_is_found_and_said_where(
    full: Books, steps: tuple[str | Forgery, ...], flaw: Flaw, seq: int | None, last: int | None
) -> None:
    path = forged(full, *steps)
    report = found(path, last)
    assert not report.ok
    assert report.flaw is flaw
    if seq is not None:
        assert report.broken_seq == seq
    assert report.trouble


@pytest.mark.parametrize(
    ("steps", "flaw"), [(row[1], row[2]) for row in FORGERIES], ids=[row[0] for row in FORGERIES]
)
def test_a_start_refuses_to_write_to_it(full: Books, steps: tuple[str | Forgery, ...], flaw: Flaw) -> None:
    path = forged(full, *steps)
    with pytest.raises(JournalBroken) as refused:
        Journal(path)
    assert refused.value.facts["why"] == flaw


def test_what_lies_before_the_checked_links_is_left_to_the_full_check(full: Books) -> None:
    path = forged(full, "UPDATE payment_events SET note = 'x' WHERE seq = 2")
    assert found(path, 4).ok
    assert found(path, None) == Report(
        1, 0, 14, found(path, 4).head_hash, Flaw.CHANGED, 2, "link 2 was changed: its hash does not fit"
    )


def test_the_link_before_the_checked_ones_must_be_there(full: Books) -> None:
    path = forged(full, "DELETE FROM payment_events WHERE seq = 10")
    assert (found(path, 4).flaw, found(path, 4).broken_seq) == (Flaw.GAP, 10)


def test_a_payment_without_any_link_is_found(full: Books) -> None:
    path = forged(
        full,
        "INSERT INTO payments (transaction_id, sale_id, cart_hash, amount_tiyin, service_id, cashbox_code,"
        " business_day, created_at, boot_id, intent_s, state)"
        " SELECT 'LX', sale_id, cart_hash, 5, 31, '', '', '', '', 0.0, 'refused' FROM payments LIMIT 1",
    )
    assert found(path, None).flaw is Flaw.INTENT


def test_a_payment_that_was_taken_out_is_found(full: Books) -> None:
    path = forged(full, "PRAGMA foreign_keys=OFF", "DELETE FROM payments WHERE state = 'cancelled'")
    assert found(path, None).flaw is Flaw.FILE  # its links belong to nothing
    assert found(path, 4).flaw is Flaw.PROJECTION


def test_a_row_that_belongs_to_nothing_is_found_by_the_full_check(full: Books) -> None:
    path = forged(full, "PRAGMA foreign_keys=OFF", "DELETE FROM sales")
    assert found(path, None).flaw is Flaw.FILE
    assert found(path, 4).flaw is Flaw.SALE


def test_a_broken_page_is_a_finding_not_an_error(full: Books) -> None:
    path = full.journal.path
    full.journal.close()
    with outside(path) as connection:
        [page] = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'payment_events'"
        ).fetchone()
        [size] = connection.execute("PRAGMA page_size").fetchone()
    whole = bytearray(path.read_bytes())
    whole[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(whole)
    for last in (None, 4):
        report = found(path, last)
        assert (report.flaw, report.links) == (Flaw.FILE, 0)
        assert report.trouble
    with pytest.raises(JournalDamaged) as refused:
        Journal(path)
    assert type(refused.value) is JournalDamaged


# ---- remarks --------------------------------------------------------------------------------------------


def test_a_managers_remarks_are_in_the_event_and_signed_into_the_chain(books: Books) -> None:
    payment = books.walk(books.intent(), S.MANUAL)
    remarks = {"by": "Азиза", "why": "в кабинете CLICK оплаты нет \ud800"}
    books.payments.record(payment.learn(reason="decided"), "decided", remarks)
    event = books.payments.events(payment.transaction_id)[-1]
    kept = json.loads(str(event["facts"]))["remarks"]
    assert kept == {"by": "Азиза", "why": "в кабинете CLICK оплаты нет ?"}
    assert verify(books.journal, None).ok
    path = forged(books, "UPDATE payment_events SET facts = replace(facts, 'Азиза', 'Зухра')")
    assert (found(path, None).flaw, found(path, None).broken_seq) == (Flaw.CHANGED, 3)


def test_an_event_without_remarks_has_none(books: Books) -> None:
    payment = books.paid()
    for event in books.payments.events(payment.transaction_id):
        assert "remarks" not in json.loads(str(event["facts"]))


def test_halves_of_letters_from_a_server_do_not_stop_the_journal(books: Books, clock: FakeClock) -> None:
    payment = books.intent().learn(error_note="\udcff нет", reason="\ud83d")
    books.payments.record(payment, "noted")
    assert books.payments.payment(payment.transaction_id).error_note == "? нет"
    assert verify(books.journal, None).ok
