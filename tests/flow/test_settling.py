"""Cash and mixed sales over a real journal: CLICK first, cash last, and only then receipt and paper."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pos.core.errors import BadInput, Bug, ClickRefused, EmptySale, PrinterTrouble, SaleAlreadyInPayment
from pos.core.money import ZERO, Money
from pos.core.payment import Payment, PaymentState
from pos.core.receipt import Pair, Receipt, Text
from pos.core.sale import Sale
from pos.core.tender import Settlement, Split, split_sale
from tests.fakes.click import LINK, PID
from tests.fakes.counter import CODE, MILK, Counter, open_counter
from tests.flow.kit import OTHER_CODE, recover

STEP = Money.of_sum(50)
TEN = Money.of_sum(10_000)


def in_cash(counter: Counter, sale: Sale, handed: Money) -> Settlement:
    """A sale paid in cash, and its paper."""
    rounded, parts = split_sale(sale, step=STEP)

    async def whole() -> Settlement:
        settled = counter.checkout.settling.take(rounded, parts, handed)
        await counter.checkout.settling.finished()
        return settled

    return asyncio.run(whole())


def click_part(counter: Counter, sale: Sale, parts: Split, otp: str = CODE) -> Payment:
    """CLICK's part of a mixed sale, with all that follows by itself."""

    async def whole() -> Payment:
        first = await counter.checkout.pay(sale, otp, parts)
        return await counter.checkout.after.finished(first.transaction_id)

    return asyncio.run(whole())


def cash_part(counter: Counter, payment: Payment, handed: Money) -> Settlement:
    """The cash of a mixed sale, with receipt and paper."""

    async def whole() -> Settlement:
        settled = counter.checkout.settling.take_cash(payment.transaction_id, handed)
        await counter.checkout.after.finished(payment.transaction_id)
        return settled

    return asyncio.run(whole())


def words(paper: Receipt) -> str:
    return "\n".join(str(row) for row in paper.rows)


def test_a_cash_sale_is_booked_printed_and_opens_the_drawer(counter: Counter) -> None:
    settled = in_cash(counter, counter.sale(), Money.of_sum(20_000))
    assert settled.change == Money.of_sum(3_500)
    [paper] = counter.tray.papers
    assert paper.opens_drawer
    assert Text("NOT A FISCAL RECEIPT", align="center", bold=True) in paper.rows
    assert Pair("  Change", Money.of_sum(3_500).digits()) in paper.rows
    assert "CLICK" not in words(paper)
    assert not counter.click.calls
    [row] = asyncio.run(counter.checkout.history())
    assert (row.amount, row.payment_id, row.split) == (MILK.price, None, settled.split)


def test_a_copy_of_a_cash_receipt_is_marked_and_opens_no_drawer(counter: Counter) -> None:
    settled = in_cash(counter, counter.sale(), MILK.price)
    assert asyncio.run(counter.checkout.reprint(settled.ref))
    copy = counter.tray.papers[-1]
    assert not copy.opens_drawer
    assert "COPY" in words(copy)
    assert "NOT A FISCAL RECEIPT" in words(copy)


def test_a_printer_without_paper_does_not_undo_a_cash_sale(counter: Counter) -> None:
    counter.tray.broken = True
    settled = in_cash(counter, counter.sale(), MILK.price)
    assert counter.parts.settlements.settlement(settled.ref) == settled
    with pytest.raises(PrinterTrouble):
        counter.tray.print(Receipt("any", ()))


def test_what_cannot_be_paid_is_not_booked(counter: Counter) -> None:
    sale = counter.sale()
    with pytest.raises(BadInput):
        in_cash(counter, sale, MILK.price - Money(1))
    with pytest.raises(EmptySale):
        counter.checkout.settling.take(Sale(sale.sale_id), Split(cash=MILK.price), MILK.price)
    with pytest.raises(Bug):
        counter.checkout.settling.take(sale, Split(cash=MILK.price - STEP), MILK.price)
    with pytest.raises(Bug):
        counter.checkout.settling.take(sale, Split(click=STEP, cash=MILK.price - STEP), MILK.price)
    assert not asyncio.run(counter.checkout.history())


def test_a_sale_is_paid_once_whatever_it_is_paid_with(counter: Counter) -> None:
    sale = counter.sale()
    in_cash(counter, sale, MILK.price)
    with pytest.raises(SaleAlreadyInPayment):
        in_cash(counter, sale, MILK.price)
    with pytest.raises(SaleAlreadyInPayment):
        asyncio.run(counter.checkout.pay(sale, CODE))
    assert not counter.click.calls


def test_a_mixed_sale_has_its_receipt_when_the_cash_is_there(counter: Counter) -> None:
    sale, parts = split_sale(counter.sale().add(MILK.barcode, MILK), click=TEN, step=STEP)
    payment = click_part(counter, sale, parts)
    assert (payment.state, payment.amount) == (PaymentState.PAID, TEN)
    assert counter.outbox.entry(PID) is None
    assert not counter.tray.papers
    [asked] = asyncio.run(counter.checkout.unsettled())
    assert asked.due is not None
    assert asked.due.split == parts
    settled = cash_part(counter, payment, Money.of_sum(50_000))
    assert settled.change == Money.of_sum(27_000)
    entry = counter.outbox.entry(PID)
    assert entry is not None
    assert entry.link == LINK
    [receipt] = counter.click.receipts
    assert (receipt.received_card, receipt.received_cash) == (TEN, Money.of_sum(23_000))
    [paper] = counter.tray.papers
    assert paper.opens_drawer
    assert Pair("Paid by CLICK Pass", TEN.words("sum"), bold=True) in paper.rows
    assert Pair("Cash", Money.of_sum(23_000).words("sum"), bold=True) in paper.rows
    assert "NOT A FISCAL RECEIPT" not in words(paper)
    assert not asyncio.run(counter.checkout.unsettled())


def test_killed_before_the_cash_the_next_start_asks_for_it_and_prints_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    counter = open_counter(path)
    sale, parts = split_sale(counter.sale(), click=TEN, step=STEP)
    payment = click_part(counter, sale, parts)
    counter.journal.close()
    again = open_counter(path)
    assert not recover(again)
    assert not again.tray.papers
    [asked] = asyncio.run(again.checkout.unsettled())
    assert (asked.payment.transaction_id, asked.due is not None) == (payment.transaction_id, True)
    cash_part(again, payment, parts.cash)
    assert again.outbox.entry(PID) is not None
    assert len(again.tray.papers) == 1


def test_when_click_refuses_its_part_the_whole_sale_may_be_paid_otherwise(counter: Counter) -> None:
    counter.click.charges = [ClickRefused("no money", code=-5, note="", said="json")]
    sale, parts = split_sale(counter.sale(), click=TEN, step=STEP)
    refused = click_part(counter, sale, parts)
    assert refused.state is PaymentState.REFUSED
    with pytest.raises(BadInput):
        counter.checkout.settling.take_cash(refused.transaction_id, parts.cash)
    assert not asyncio.run(counter.checkout.unsettled())
    assert in_cash(counter, sale, MILK.price).change == ZERO
    assert counter.outbox.entry(PID) is None


def test_the_cash_is_taken_once(counter: Counter) -> None:
    sale, parts = split_sale(counter.sale(), click=TEN, step=STEP)
    payment = click_part(counter, sale, parts)
    with pytest.raises(BadInput):
        cash_part(counter, payment, parts.cash - Money(1))
    cash_part(counter, payment, parts.cash)
    with pytest.raises(BadInput):
        cash_part(counter, payment, parts.cash)
    assert len(counter.tray.papers) == 1


def test_click_shares_a_sale_with_cash_only(counter: Counter) -> None:
    sale = counter.sale()
    with pytest.raises(Bug):
        asyncio.run(counter.checkout.pay(sale, OTHER_CODE, Split(click=TEN, card=sale.total - TEN)))
    with pytest.raises(Bug):
        asyncio.run(counter.checkout.pay(sale, OTHER_CODE, Split(cash=sale.total)))
    assert not counter.click.calls
