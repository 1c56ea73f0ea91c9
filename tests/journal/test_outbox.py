"""The OFD queue: a receipt is queued once, its bytes never change, nothing is dropped."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace

import pytest

from pos.core.device_receipt import SCAN_THE_PAPER
from pos.core.errors import Bug
from pos.core.fiscal import FiscalState
from pos.core.payment import Payment, PaymentId, PaymentState, TransactionId
from pos.flow.fiscal_ports import FiscalEntry
from tests.core.kit import PID
from tests.fakes.click import LINK
from tests.journal.kit import Books, outside

F = FiscalState
S = PaymentState
ITEMS = b'{"items":[{"Name":"\\u041d\\u043e\\u043d"}]}'
NOBODY = PaymentId(404)


def entry_for(
    books: Books,
    payment: Payment,
    state: FiscalState = F.PENDING,
    frozen: bytes | None = ITEMS,
    why: str = "",
) -> FiscalEntry:
    assert payment.payment_id
    return FiscalEntry(
        payment.payment_id, payment.sale_id, payment.transaction_id, state, frozen, None, None, 0, why,
        books.clock.now(),
    )  # fmt: skip


def lacking(books: Books, payment: Payment) -> FiscalEntry:
    return entry_for(books, payment, F.NONE, None, "fiscal.tin")


def queued(books: Books, payment_id: PaymentId = PID) -> FiscalEntry:
    entry = entry_for(books, books.paid(payment_id))
    books.outbox.put(entry)
    return entry


def now_is(books: Books, payment_id: PaymentId = PID) -> FiscalEntry:
    entry = books.outbox.entry(payment_id)
    assert entry
    return entry


def test_an_entry_comes_back_as_it_was_put(books: Books) -> None:
    entry = queued(books)
    assert books.outbox.entry(PID) == entry
    assert books.outbox.pending() == [entry]
    assert books.outbox.entry(NOBODY) is None


def test_what_is_queued_is_seen_by_others_at_once(books: Books) -> None:
    queued(books)
    with outside(books.journal.path) as connection:
        assert connection.execute("SELECT frozen FROM fiscal_outbox").fetchall() == [(ITEMS,)]


def test_what_waits_for_the_paper_of_a_device_lacks_nothing_and_takes_its_link(books: Books) -> None:
    payment = books.paid()
    books.outbox.put(entry_for(books, payment, F.NONE, None, SCAN_THE_PAPER))
    assert books.outbox.unqueued() == []
    assert [entry.why for entry in books.outbox.waiting()] == [SCAN_THE_PAPER]
    books.outbox.put(entry_for(books, payment, F.PENDING, LINK.encode()))
    assert (now_is(books).state, now_is(books).frozen) == (F.PENDING, LINK.encode())


def test_a_receipt_is_found_by_its_sign_in_what_was_sent_and_in_what_click_answered(books: Books) -> None:
    sent = entry_for(books, books.paid(), F.PENDING, b'{"qrcode":"https://ofd.soliq.uz/?s=854971301623"}')
    books.outbox.put(sent)
    queued(books, PaymentId(2))
    books.outbox.done(PaymentId(2), LINK)
    queued(books, PaymentId(3))
    assert {entry.payment_id for entry in books.outbox.naming("854971301623")} == {PID, PaymentId(2)}
    assert books.outbox.naming("000000000000") == []


def test_putting_it_twice_changes_nothing(books: Books) -> None:
    entry = queued(books)
    books.outbox.sending(PID, books.clock.now())
    before = now_is(books)
    books.outbox.put(replace(entry, frozen=b"other bytes", why="again"))
    books.outbox.put(replace(entry, state=F.NONE, frozen=None, why="fiscal.tin"))
    assert now_is(books) == before


def test_what_lacked_settings_is_replaced_by_what_can_be_sent(books: Books) -> None:
    payment = books.paid()
    books.outbox.put(lacking(books, payment))
    assert books.outbox.pending() == []
    assert now_is(books).why == "fiscal.tin"
    entry = entry_for(books, payment)
    books.outbox.put(entry)
    assert books.outbox.pending() == [entry]


def test_what_still_lacks_settings_says_what_it_lacks_now(books: Books) -> None:
    payment = books.paid()
    books.outbox.put(lacking(books, payment))
    books.outbox.put(replace(lacking(books, payment), why="fiscal.default_spic"))
    assert now_is(books) == replace(lacking(books, payment), why="fiscal.default_spic")
    assert books.outbox.pending() == []


def test_a_send_is_written_before_the_bytes_go_and_counted(books: Books) -> None:
    queued(books)
    books.clock.pass_s(10)
    books.outbox.sending(PID, books.clock.now())
    first = now_is(books)
    assert (first.sends, first.sent_at, first.state) == (1, books.clock.now(), F.PENDING)
    books.clock.pass_s(60)
    books.outbox.sending(PID, books.clock.now())
    assert (now_is(books).sends, now_is(books).sent_at) == (2, books.clock.now())


def test_why_it_waits_is_kept(books: Books) -> None:
    queued(books)
    books.outbox.waits(PID, "NoConnection")
    assert (now_is(books).why, now_is(books).state) == ("NoConnection", F.PENDING)


def test_the_link_ends_it_for_good(books: Books) -> None:
    entry = queued(books)
    books.outbox.waits(PID, "NoConnection")
    books.outbox.done(PID, LINK)
    assert (now_is(books).state, now_is(books).link, now_is(books).why) == (F.DONE, LINK, "")
    assert books.outbox.pending() == []
    for again in (entry, replace(entry, state=F.NONE, frozen=None)):
        books.outbox.put(again)
        assert (now_is(books).state, now_is(books).link) == (F.DONE, LINK)


def test_the_first_link_stays(books: Books) -> None:
    queued(books)
    books.outbox.done(PID, LINK)
    books.outbox.done(PID, LINK + "0")
    assert now_is(books).link == LINK


def test_the_oldest_is_served_first(books: Books) -> None:
    numbers = [PaymentId(9), PaymentId(3), PaymentId(7)]
    for number in numbers:
        queued(books, number)
        books.clock.pass_s(1)
    books.outbox.done(numbers[1], LINK)
    assert [entry.payment_id for entry in books.outbox.pending()] == [9, 7]


@pytest.mark.parametrize(
    "do",
    [
        lambda books: books.outbox.sending(NOBODY, books.clock.now()),
        lambda books: books.outbox.done(NOBODY, LINK),
        lambda books: books.outbox.waits(NOBODY, "why"),
    ],
    ids=["sending", "done", "waits"],
)
def test_what_is_not_queued_cannot_be_written_about(books: Books, do: Callable[[Books], None]) -> None:
    queued(books)
    before = now_is(books)
    with pytest.raises(Bug):
        do(books)
    assert now_is(books) == before


def test_one_attempt_has_one_receipt(books: Books) -> None:
    entry = queued(books)
    with pytest.raises(Bug):
        books.outbox.put(replace(entry, payment_id=PaymentId(PID + 1)))
    assert books.outbox.pending() == [entry]


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("UPDATE fiscal_outbox SET frozen = X'00'", "fiscal_bytes_never_change"),
        ("UPDATE fiscal_outbox SET frozen = NULL", "fiscal_bytes_never_change"),
        ("UPDATE fiscal_outbox SET state = 'pending'", "fiscal_done_is_done"),
        ("UPDATE fiscal_outbox SET state = 'none'", "fiscal_done_is_done"),
        ("DELETE FROM fiscal_outbox", "fiscal_receipts_are_never_deleted"),
        (
            "INSERT OR REPLACE INTO fiscal_outbox SELECT * FROM fiscal_outbox",
            "fiscal_begins_unsent",
        ),
        (
            "INSERT OR REPLACE INTO fiscal_outbox SELECT payment_id, sale_id, transaction_id, 'pending',"
            " frozen, NULL, NULL, 0, '', created_at FROM fiscal_outbox",
            "fiscal_receipts_are_never_deleted",
        ),
        ("UPDATE fiscal_outbox SET link = NULL", "fiscal_done_has_a_link|fiscal_link_never_changes"),
        ("UPDATE fiscal_outbox SET link = 'https://ofd.soliq.uz/other'", "fiscal_link_never_changes"),
        ("UPDATE fiscal_outbox SET state = 'lost'", "fiscal_done_is_done|CHECK"),
    ],
)
def test_the_database_itself_keeps_what_was_queued(books: Books, sql: str, why: str) -> None:
    queued(books)
    books.outbox.done(PID, LINK)
    with pytest.raises(sqlite3.IntegrityError, match=why):
        books.journal.db.conn.execute(sql)
    books.journal.db.conn.rollback()
    assert (now_is(books).state, now_is(books).frozen, now_is(books).link) == (F.DONE, ITEMS, LINK)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("UPDATE fiscal_outbox SET state = 'done'", "fiscal_done_has_a_link"),
        ("UPDATE fiscal_outbox SET sends = 0", "fiscal_sends_never_decrease"),
        ("UPDATE fiscal_outbox SET sent_at = NULL", "fiscal_sent_stays_sent"),
    ],
)
def test_what_was_sent_stays_sent_and_is_not_done_without_a_link(books: Books, sql: str, why: str) -> None:
    queued(books)
    books.outbox.sending(PID, books.clock.now())
    before = now_is(books)
    with pytest.raises(sqlite3.IntegrityError, match=why):
        books.journal.db.conn.execute(sql)
    books.journal.db.conn.rollback()
    assert now_is(books) == before


@pytest.mark.parametrize("values", [("done", 0, None), ("pending", 1, None), ("pending", 0, "2026-11-24")])
def test_a_receipt_begins_unsent(books: Books, values: tuple[object, ...]) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="fiscal_begins_unsent"):
        books.journal.db.conn.execute(
            "INSERT INTO fiscal_outbox"
            " (state, sends, sent_at, payment_id, sale_id, transaction_id, created_at)"
            " VALUES (?, ?, ?, 1, 'S', 'L', '')",
            values,
        )


def test_halves_of_letters_in_a_reason_do_not_stop_the_queue(books: Books) -> None:
    queued(books)
    books.outbox.waits(PID, "refused: \ud800")
    assert now_is(books).why == "refused: ?"


def test_the_queue_as_people_see_it_has_what_lacks_settings_too(books: Books) -> None:
    waiting = queued(books)
    books.clock.pass_s(1)
    lacking_one = lacking(books, books.paid(PaymentId(PID + 1)))
    books.outbox.put(lacking_one)
    assert books.outbox.waiting() == [waiting, lacking_one]
    books.outbox.done(PID, LINK)
    assert books.outbox.waiting() == [lacking_one]


def test_the_bytes_do_not_change_while_it_waits_either(books: Books) -> None:
    queued(books)
    with pytest.raises(sqlite3.IntegrityError):
        books.journal.db.conn.execute("UPDATE fiscal_outbox SET frozen = X'00'")


# ---- what a crash kept from the queue -------------------------------------------------------------------


def test_a_paid_payment_without_an_entry_is_found(books: Books) -> None:
    payment = books.paid()
    assert books.outbox.unqueued() == [payment]
    books.outbox.put(entry_for(books, payment))
    assert books.outbox.unqueued() == []
    books.outbox.done(PID, LINK)
    assert books.outbox.unqueued() == []


def test_an_entry_that_lacked_settings_is_found_until_it_can_be_sent(books: Books) -> None:
    payment = books.paid()
    books.outbox.put(lacking(books, payment))
    assert books.outbox.unqueued() == [payment]
    books.outbox.put(entry_for(books, payment))
    assert books.outbox.unqueued() == []


def test_a_payment_that_is_not_paid_never_gets_a_receipt(books: Books) -> None:
    books.walk(books.intent(), S.HELD, S.CONFIRMING, payment_id=PaymentId(1))
    books.walk(books.intent(), S.HELD, S.CANCELLED, payment_id=PaymentId(2))
    books.walk(books.intent(), S.UNKNOWN, S.MANUAL, payment_id=PaymentId(3))
    books.walk(books.paid(PaymentId(4)), S.REVERSING)
    books.walk(books.paid(PaymentId(5)), S.REVERSING, S.REVERSED)
    assert books.outbox.unqueued() == []


def test_the_unqueued_come_oldest_first(books: Books) -> None:
    made = []
    for number in (9, 3, 7):
        made.append(books.paid(PaymentId(number)))
        books.clock.pass_s(1)
    assert books.outbox.unqueued() == made
    assert TransactionId(made[0].transaction_id) == books.outbox.unqueued()[0].transaction_id
