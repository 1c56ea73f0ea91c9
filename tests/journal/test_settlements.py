"""Cash in the journal: settled once, never beside a payment of CLICK, and noticed when it is changed."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from pos.core.errors import BadInput, Bug, SaleAlreadyInPayment
from pos.core.fiscal import FiscalState
from pos.core.money import ZERO, Money
from pos.core.payment import Payment, PaymentState, TransactionId
from pos.core.sale import Sale
from pos.core.tashkent import business_day
from pos.core.tender import Settlement, Split, plan, split_sale
from pos.flow.fiscal_ports import FiscalEntry
from pos.journal.verify import Flaw, check
from tests.core.kit import BREAD, MILK, PID
from tests.fakes.clock import FakeClock
from tests.journal.kit import Books, open_books, outside

REF = TransactionId("L000000000000000000000077A")


def in_cash(books: Books, sale: Sale, ref: TransactionId = REF) -> Settlement:
    """A sale that is paid in cash, with one note for all of it."""
    now = books.clock.now()
    due = Settlement(ref, sale.sale_id, sale.fingerprint(), Split(cash=sale.total), now)
    return due.settle(sale.total + Money.of_sum(500), now)


def half_by_click(books: Books) -> tuple[Payment, Settlement]:
    """The INTENT of a payment of 4 000 sum; the rest of its sale is to be paid in cash."""
    sale, parts = split_sale(books.sale(MILK, BREAD), click=Money.of_sum(4_000))
    now = books.clock.now()
    payment = Payment(
        transaction_id=TransactionId("L000000000000000000000066A"),
        sale_id=sale.sale_id,
        amount=parts.click,
        service_id=31,
        cashbox_code="KASSA-1",
        business_day=business_day(now),
        created_at=now,
        cart_hash=sale.fingerprint(),
    )
    books.sales.save(sale, now)
    return payment, plan(payment, parts)


def begin(books: Books, payment: Payment, due: Settlement) -> None:
    """The plan and the INTENT as the charge writes them."""
    with books.payments.together():
        books.settlements.write(due)
        books.payments.begin(payment, "fingerprint", ("boot", 1.0))


def queue(books: Books, payment: Payment) -> None:
    """The fiscal receipt of a paid payment goes into the queue."""
    now, number = books.clock.now(), payment.payment_id
    assert number is not None
    books.outbox.put(
        FiscalEntry(
            payment_id=number,
            sale_id=payment.sale_id,
            transaction_id=payment.transaction_id,
            state=FiscalState.PENDING,
            frozen=b"{}",
            link=None,
            sent_at=None,
            sends=0,
            why="",
            created_at=now,
        )
    )


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return open_books(tmp_path / "journal.sqlite3", FakeClock())


def test_a_cash_sale_is_read_back_as_it_was_written(books: Books) -> None:
    settled = in_cash(books, books.sale())
    books.settlements.write(settled)
    assert books.settlements.settlement(REF) == settled
    assert settled.change == Money.of_sum(500)
    assert list(books.settlements.without_click(5)) == [settled]
    [row] = books.history.rows(5)
    assert (row.transaction_id, row.state, row.split) == (REF, PaymentState.PAID, settled.split)


def test_a_sale_is_settled_once_and_not_beside_a_payment(books: Books) -> None:
    sale, other = books.sale(), books.sale(BREAD)
    books.settlements.write(in_cash(books, sale))
    with pytest.raises(SaleAlreadyInPayment):
        books.settlements.write(in_cash(books, sale, TransactionId("L000000000000000000000078A")))
    with pytest.raises(SaleAlreadyInPayment):
        books.intent(sale)
    books.intent(other)
    with pytest.raises(SaleAlreadyInPayment):
        books.settlements.write(in_cash(books, other, TransactionId("L000000000000000000000079A")))
    assert len(books.settlements.without_click(5)) == 1


def test_after_a_refusal_the_same_sale_is_paid_in_cash(books: Books) -> None:
    sale = books.sale()
    books.walk(books.intent(sale), PaymentState.REFUSED)
    books.settlements.write(in_cash(books, sale))
    assert [row.state for row in books.history.rows(5)].count(PaymentState.PAID) == 1


def test_the_cash_of_a_mixed_sale_is_taken_after_click_and_once(books: Books) -> None:
    payment, due = half_by_click(books)
    begin(books, payment, due)
    settled = due.settle(due.split.cash, books.clock.now())
    with pytest.raises(Bug, match="cash_comes_after_click"):
        books.settlements.settle(settled)
    paid = books.walk(payment, PaymentState.HELD, PaymentState.CONFIRMING, PaymentState.PAID, payment_id=PID)
    with pytest.raises(Bug, match="fiscal_receipt_waits_for_the_cash"):
        queue(books, paid)
    [asked] = books.history.unsettled(books.clock.now())
    assert (asked.payment.transaction_id, asked.due) == (payment.transaction_id, due)
    books.settlements.settle(settled)
    assert not books.history.unsettled(books.clock.now())
    with pytest.raises(BadInput):
        books.settlements.settle(settled)
    assert books.settlements.settlement(payment.transaction_id) == settled


def test_a_payment_is_exactly_its_part_of_the_plan(books: Books) -> None:
    payment, due = half_by_click(books)
    with pytest.raises(Bug, match="payment_is_its_part"):
        begin(books, replace(payment, amount=payment.amount + Money(1)), due)
    with pytest.raises(Bug, match="settlement_adds_up"):
        begin(books, payment, replace(due, split=replace(due.split, cash=Money(1))))
    assert books.settlements.settlement(payment.transaction_id) is None


def test_cash_that_is_not_enough_settles_nothing(books: Books) -> None:
    due = in_cash(books, books.sale())
    with pytest.raises(BadInput):
        replace(due, handed=None, settled_at=None).settle(due.split.cash - Money(1), books.clock.now())
    assert due.split.change(due.split.cash) == ZERO


@pytest.mark.parametrize(
    ("sql", "guard"),
    [
        (
            "UPDATE settlements SET cash_tiyin = cash_tiyin - 1",
            "settlement_facts_never_change|cash_is_taken_once",
        ),
        ("UPDATE settlements SET handed_tiyin = handed_tiyin + 1", "cash_is_taken_once"),
        ("DELETE FROM settlements", "settlements_are_never_deleted"),
        ("UPDATE till_events SET facts = ''", "till_events_are_never_changed"),
        ("DELETE FROM till_events", "till_events_are_never_deleted"),
        ("INSERT INTO till_events VALUES (9, '', '', '', '', '', '9')", "till_events_go_on_with_the_chain"),
    ],
)
def test_the_database_itself_refuses(books: Books, sql: str, guard: str) -> None:
    books.settlements.write(in_cash(books, books.sale()))
    with pytest.raises(sqlite3.IntegrityError, match=guard):
        books.journal.live().execute(sql)


@pytest.mark.parametrize(
    ("sql", "flaw"),
    [
        ("UPDATE settlements SET cash_tiyin = cash_tiyin - 100", Flaw.PROJECTION),
        ("DELETE FROM settlements", Flaw.PROJECTION),
        ("DELETE FROM till_events", Flaw.PROJECTION),
        ("UPDATE till_events SET facts = replace(facts, '1', '2')", Flaw.CHANGED),
        ("DELETE FROM till_events WHERE seq = 1", Flaw.GAP),
        ("UPDATE till_events SET previous_hash = hash WHERE seq = 2", Flaw.ORDER),
    ],
)
def test_a_cash_sale_that_somebody_erased_or_changed_is_noticed(tmp_path: Path, sql: str, flaw: Flaw) -> None:
    path = tmp_path / "journal.sqlite3"
    books = open_books(path, FakeClock())
    for number in range(3):
        books.settlements.write(
            in_cash(books, books.sale(), TransactionId(f"L00000000000000000000008{number}A"))
        )
    assert check(books.journal.live(), None).ok
    books.journal.close()
    with outside(path) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(sql)
        connection.commit()
        for last in (None, 1000):
            report = check(connection, last)
            assert report.flaw is flaw, report
