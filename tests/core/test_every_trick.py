"""Whatever a counter does to a basket, every sum agrees to the tiyin, on the screen and at the OFD."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.discount import Discount
from pos.core.fiscal import AmountScale, FiscalReceipt, fiscal_receipt
from pos.core.money import ZERO, Money, Quantity, half_up
from pos.core.sale import Sale, SaleLine
from pos.core.sale_text import fingerprint_of, lines_of, sale_of
from pos.core.tender import split_sale
from tests.core.kit import quick
from tests.core.tricks import LABEL, basket

TIN = "123456789"
SEED, BASKETS = 20261124, 10_000

tricky = st.randoms(use_true_random=False).map(basket)


def sums_agree(sale: Sale) -> None:
    assert sum(line.total.tiyin for line in sale.lines) == sale.total.tiyin
    assert sale.total == sale.subtotal - sale.discount
    assert sale.discount >= sale.rounding
    for line in sale.lines:
        assert ZERO <= line.total <= line.subtotal
        assert line.share >= ZERO
        assert line.counts or line.subtotal == line.total == line.share == ZERO
        percent = line.good.vat_percent if line.good else 0
        assert line.vat.tiyin == half_up(line.total.tiyin * percent, 100 + percent)
    if sale.receipt_discount and sale.total:
        given = sale.receipt_discount.off(
            Money(sum(line.subtotal.tiyin - line.own_off.tiyin for line in sale.lines))
        )
        assert sum(line.share.tiyin for line in sale.lines) == given.tiyin + sale.rounding.tiyin


def ofd_agrees(sale: Sale, receipt: FiscalReceipt) -> None:
    received = receipt.received_card + receipt.received_cash + receipt.received_ecash
    assert sum(i.price.tiyin - i.discount.tiyin - i.other.tiyin for i in receipt.items) == received.tiyin
    assert received == sale.total
    assert sum(item.vat.tiyin for item in receipt.items) == sale.vat.tiyin
    for item, line in zip(receipt.items, sale.live_lines, strict=True):
        base = item.price.tiyin - item.discount.tiyin - item.other.tiyin
        assert item.vat.tiyin == half_up(base * item.vat_percent, 100 + item.vat_percent)
        assert half_up(item.good_price.tiyin * item.amount, receipt.scale) == item.price.tiyin
        assert len(item.labels) == len(line.labels)


def may_be_fiscal(sale: Sale) -> bool:
    """A gram of something cheap may come to nothing, and is not for sale."""
    return bool(sale.live_lines) and all(line.subtotal for line in sale.live_lines)


def test_ten_thousand_baskets_tie_out_to_the_tiyin() -> None:
    chance = Random(SEED)  # noqa: S311 - the same baskets on every machine
    fiscal = split_up = 0
    for _ in range(BASKETS):
        sale = basket(chance)
        sums_agree(sale)
        if may_be_fiscal(sale):
            ofd_agrees(sale, fiscal_receipt(sale, TIN, scale=chance.choice(list(AmountScale))))
            fiscal += 1
        if sale.total:
            click = Money(chance.randint(0, sale.round_off(ZERO).total.tiyin))
            rounded, parts = split_sale(sale, click=click, step=Money.of_sum(100))
            assert rounded.total == parts.paid
            if may_be_fiscal(rounded):
                ofd_agrees(rounded, fiscal_receipt(rounded, TIN, parts.received))
                split_up += 1
        assert sale_of(sale.sale_id, lines_of(sale)) == sale
    assert fiscal > BASKETS // 2
    assert split_up > BASKETS // 2


@quick
@given(tricky)
def test_the_lines_add_up_to_the_total_and_none_is_negative(sale: Sale) -> None:
    sums_agree(sale)


@quick
@given(tricky, st.sampled_from(AmountScale))
def test_the_ofd_gets_what_was_received_in_either_scale(sale: Sale, scale: AmountScale) -> None:
    if may_be_fiscal(sale):
        ofd_agrees(sale, fiscal_receipt(sale, TIN, scale=scale))


@quick
@given(tricky)
def test_the_text_of_a_sale_is_the_sale(sale: Sale) -> None:
    again = sale_of(sale.sale_id, lines_of(sale))
    assert again == sale
    assert fingerprint_of(lines_of(sale)) == sale.fingerprint()


@quick
@given(tricky)
def test_settling_a_settled_sale_again_changes_nothing(sale: Sale) -> None:
    if sale.lines:
        exact = sale.round_off(ZERO)
        assert exact.round_off(ZERO) == exact
        number = sale.lines[-1].number
        again = sale.restore(number) if not sale.line(number).voided else sale.void(number)
        assert again == exact


CHANGES: dict[str, Callable[[SaleLine], SaleLine]] = {
    "quantity": lambda line: replace(line, quantity=line.quantity + Quantity.pieces(1)),
    "discount": lambda line: replace(line, own_discount=Discount.of_percent(777)),
    "price": lambda line: replace(line, own_price=Money(123_457)),
    "printed": lambda line: replace(line, printed_total=Money(98_765)),
    "label": lambda line: replace(line, labels=(*line.labels, f"{LABEL}XYZ")),
    "note": lambda line: replace(line, note="другая"),
    "share": lambda line: replace(line, share=line.share + Money(1)),
    "void": lambda line: replace(line, voided=True),
}


@pytest.mark.parametrize("what", CHANGES)
@quick
@given(sale=tricky)
def test_every_change_of_a_live_line_changes_the_fingerprint(what: str, sale: Sale) -> None:
    for line in sale.live_lines:
        changed = tuple(CHANGES[what](each) if each is line else each for each in sale.lines)
        assert replace(sale, lines=changed).fingerprint() != sale.fingerprint()


@quick
@given(tricky)
def test_what_the_receipt_has_of_its_own_changes_the_fingerprint(sale: Sale) -> None:
    prints = {
        changed.fingerprint()
        for changed in (
            sale,
            replace(sale, receipt_discount=Discount.of_percent(777)),
            replace(sale, receipt_discount=Discount.of_amount(Money(777))),
            replace(sale, rounding=sale.rounding + Money(1)),
            replace(sale, comment="другой"),
        )
    }
    assert len(prints) == 5
