"""Tenders: parts add up to the tiyin, and only cash is rounded, down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.errors import BadInput
from pos.core.fiscal import Received, fiscal_receipt
from pos.core.money import ZERO, Money
from pos.core.tender import NOTES, Split, Tender, fast_notes, split, split_sale
from tests.core.kit import BREAD, MILK, quick, sale_of

DUE = Money(20_533_70)
STEP = Money.of_sum(100)


def test_what_is_paid_by_click_or_card_is_never_rounded() -> None:
    assert split(DUE, click=DUE, step=STEP) == Split(click=DUE)
    assert split(DUE, card=DUE, step=STEP) == Split(card=DUE)
    assert split(DUE, click=Money(33_70), card=DUE - Money(33_70), step=STEP).rounding == ZERO


def test_cash_is_rounded_down_to_a_step() -> None:
    assert split(DUE, step=STEP) == Split(cash=Money.of_sum(20_500), rounding=Money(33_70))
    assert split(DUE, step=Money.of_sum(1)) == Split(cash=Money.of_sum(20_533), rounding=Money(70))
    assert split(DUE) == Split(cash=DUE)


def test_in_a_mixed_receipt_the_cash_part_alone_is_rounded() -> None:
    parts = split(DUE, click=Money.of_sum(10_050), step=STEP)
    assert parts == Split(click=Money.of_sum(10_050), cash=Money.of_sum(10_400), rounding=Money(83_70))
    assert parts.paid == Money.of_sum(20_450)


def test_rounding_never_leaves_nothing_to_pay() -> None:
    assert split(Money.of_sum(50), step=STEP) == Split(cash=Money.of_sum(50))
    assert split(Money.of_sum(50), click=Money.of_sum(20), step=STEP) == Split(
        click=Money.of_sum(20), rounding=Money.of_sum(30)
    )


@pytest.mark.parametrize(
    ("due", "click", "card", "step"),
    [(0, 0, 0, 0), (-1, 0, 0, 0), (5, 6, 0, 0), (5, 3, 3, 0), (5, -1, 0, 0), (5, 0, -1, 0), (5, 0, 0, -1)],
)
def test_parts_that_do_not_make_the_sum_are_refused(due: int, click: int, card: int, step: int) -> None:
    with pytest.raises(BadInput):
        split(Money(due), click=Money(click), card=Money(card), step=Money(step))


def test_a_split_knows_its_tender_and_what_the_ofd_hears() -> None:
    one = Money(1)
    assert Split(click=one).tender is Tender.CLICK
    assert Split(card=one).tender is Tender.CARD
    assert Split(cash=one).tender is Tender.CASH
    assert Split(click=one, cash=one).tender is Tender.MIXED
    assert Split(Money(1), Money(2), Money(4), Money(8)).received == Received(card=Money(3), cash=Money(4))


def test_change_goes_back_from_cash() -> None:
    parts = split(DUE, step=STEP)
    assert parts.change(Money.of_sum(50_000)) == Money.of_sum(29_500)
    assert parts.change(parts.cash) == ZERO
    with pytest.raises(BadInput) as refused:
        parts.change(parts.cash - Money(1))
    assert refused.value.facts["field"] == "cash"


def test_the_rounding_of_a_mixed_sale_is_a_discount_at_the_ofd() -> None:
    rounded, parts = split_sale(sale_of(MILK, BREAD), click=Money.of_sum(10_050), step=STEP)
    assert (rounded.total, rounded.rounding) == (Money.of_sum(20_450), Money.of_sum(50))
    receipt = fiscal_receipt(rounded, "123456789", parts.received)
    assert sum(item.discount.tiyin for item in receipt.items) == 50_00
    assert (receipt.received_card, receipt.received_cash) == (Money.of_sum(10_050), Money.of_sum(10_400))


def test_a_sale_that_is_split_again_is_rounded_once() -> None:
    once, _ = split_sale(sale_of(MILK, BREAD), click=Money.of_sum(10_050), step=STEP)
    again, parts = split_sale(once, click=Money.of_sum(10_100), step=STEP)
    assert (again, parts.rounding) == (sale_of(MILK, BREAD), ZERO)


def test_fast_notes_are_exact_and_then_round() -> None:
    told = [cash.digits() for cash in fast_notes(Money.of_sum(43_500))]
    assert told == [
        text.replace(" ", "\N{NO-BREAK SPACE}")
        for text in ("43 500", "44 000", "45 000", "50 000", "60 000", "100 000")
    ]
    assert fast_notes(Money.of_sum(200_000)) == (Money.of_sum(200_000),)
    assert fast_notes(Money.of_sum(437_500), 4)[-1] == Money.of_sum(450_000)
    assert fast_notes(ZERO) == fast_notes(-DUE) == ()


@quick
@given(
    st.integers(1, 10**10),
    st.integers(0, 10**10),
    st.integers(0, 10**10),
    st.sampled_from([0, 1, 100, 50_000]),
)
def test_parts_and_rounding_are_what_was_due(due: int, click: int, card: int, step: int) -> None:
    click = click % (due + 1)
    card = card % (due - click + 1)
    parts = split(Money(due), click=Money(click), card=Money(card), step=Money(step))
    assert parts.paid + parts.rounding == Money(due)
    assert parts.paid > ZERO
    assert (parts.click.tiyin, parts.card.tiyin) == (click, card)
    assert 0 <= parts.rounding.tiyin < max(step, 1)
    assert step == 0 or parts.cash.tiyin % step == 0 or parts.cash.tiyin == due


@quick
@given(st.integers(1, 10**9))
def test_fast_notes_pay_and_grow(tiyin: int) -> None:
    sums = fast_notes(Money(tiyin))
    assert sums[0] == Money(tiyin)
    assert list(sums) == sorted(set(sums))
    assert all(any(cash.tiyin % note.tiyin == 0 for note in NOTES) for cash in sums[1:])
