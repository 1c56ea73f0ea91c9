"""A sale: what is rung up is what is owed, and nothing is lost or renumbered on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.errors import BadInput, EmptySale, UnresolvedLines
from pos.core.money import MAX_TIYIN, ZERO, Money, Quantity
from pos.core.sale import Sale, SaleId
from tests.core.kit import APPLES, BREAD, MILK, baskets, quick, sale_of

EMPTY = Sale(SaleId("S1"))


def test_the_same_piece_scanned_in_a_row_grows_its_line() -> None:
    sale = sale_of(MILK, MILK, MILK)
    [line] = sale.lines
    assert line.quantity == Quantity.pieces(3)
    assert sale.total == Money.of_sum(49_500)


def test_a_quantity_before_a_scan_is_added_to_the_line() -> None:
    sale = sale_of(MILK).add(MILK.barcode, MILK, Quantity.pieces(5))
    assert [line.quantity for line in sale.lines] == [Quantity.pieces(6)]


def test_another_good_in_between_starts_a_new_line() -> None:
    assert [line.good for line in sale_of(MILK, BREAD, MILK).lines] == [MILK, BREAD, MILK]


def test_each_weighed_portion_is_its_own_line() -> None:
    sale = EMPTY.add("2800011003855", APPLES, Quantity(385)).add("2800011003855", APPLES, Quantity(385))
    assert [line.quantity for line in sale.lines] == [Quantity(385), Quantity(385)]
    assert sale.total == Money(2 * 7_311_15)


def test_a_changed_price_starts_a_new_line() -> None:
    dearer = replace(MILK, price=Money.of_sum(17_000))
    sale = sale_of(MILK).add(MILK.barcode, dearer)
    assert [line.total for line in sale.lines] == [Money.of_sum(16_500), Money.of_sum(17_000)]


def test_a_voided_line_does_not_grow_and_does_not_count_but_stays() -> None:
    sale = sale_of(MILK).void(1).add(MILK.barcode, MILK)
    assert [(line.number, line.voided) for line in sale.lines] == [(1, True), (2, False)]
    assert sale.total == MILK.price
    assert [line.number for line in sale.live_lines] == [2]
    assert sale.line(1).total == ZERO
    assert sale.line(1).vat == ZERO


def test_restoring_undoes_a_void() -> None:
    sale = sale_of(MILK, BREAD)
    assert sale.void(1) != sale
    assert sale.void(1).restore(1) == sale


def test_every_change_gives_a_new_sale_and_leaves_the_old_one() -> None:
    before = sale_of(MILK)
    lines = before.lines
    before.add(BREAD.barcode, BREAD)
    before.void(1)
    before.set_quantity(1, Quantity.pieces(9))
    assert before.lines == lines


def test_an_unknown_code_is_a_red_line_that_blocks_payment_until_it_is_taken_out() -> None:
    sale = sale_of(MILK).add("4600000000008", None)
    assert sale.total == MILK.price
    with pytest.raises(UnresolvedLines) as refused:
        sale.ready_to_pay()
    assert refused.value.facts["line"] == 2
    assert sale.void(2).ready_to_pay() == sale.void(2)
    with pytest.raises(UnresolvedLines):
        sale.void(2).restore(2).ready_to_pay()


def test_unknown_codes_never_grow_each_other() -> None:
    assert len(EMPTY.add("1", None).add("1", None).lines) == 2


def test_nothing_to_pay_is_refused() -> None:
    for sale in (EMPTY, sale_of(MILK).void(1), sale_of(replace(MILK, price=ZERO))):
        with pytest.raises(EmptySale):
            sale.ready_to_pay()


@pytest.mark.parametrize("number", [0, 2, -1, 10**9])
def test_a_line_that_is_not_there_is_bad_input(number: int) -> None:
    sale = sale_of(MILK)
    for change in (sale.line, sale.void, sale.restore):
        with pytest.raises(BadInput) as refused:
            change(number)
        assert refused.value.facts["field"] == "line"


def test_a_piece_is_never_sold_in_parts() -> None:
    with pytest.raises(BadInput):
        sale_of(MILK).set_quantity(1, Quantity(1500))
    with pytest.raises(BadInput):
        EMPTY.add(MILK.barcode, MILK, Quantity(385))
    with pytest.raises(BadInput):
        sale_of(MILK).add(MILK.barcode, MILK, Quantity(500))
    assert EMPTY.add("2800011", APPLES).set_quantity(1, Quantity(1500)).total == Money.of_sum(28_485)


def test_a_sale_never_comes_to_more_than_click_can_take() -> None:
    gold = replace(MILK, price=Money(MAX_TIYIN))
    sale = EMPTY.add("1", gold)
    assert sale.total == Money(MAX_TIYIN)
    with pytest.raises(BadInput):
        sale.add("1", gold)
    with pytest.raises(BadInput):
        sale.add("2", replace(BREAD, price=Money(1)))
    with pytest.raises(BadInput):
        sale.set_quantity(1, Quantity.pieces(2))
    swapped = sale.void(1).add("1", gold)
    with pytest.raises(BadInput):
        swapped.restore(1)


def test_the_vat_of_a_sale_is_the_sum_of_the_vat_of_its_lines() -> None:
    sale = sale_of(MILK, BREAD)
    assert sale.vat == Money(1_767_86)
    assert sale.line(2).vat == ZERO


def test_the_fingerprint_says_what_is_sold_at_what_price() -> None:
    sale = sale_of(MILK, BREAD)
    others = [
        sale_of(BREAD, MILK),
        sale.set_quantity(1, Quantity.pieces(2)),
        sale.void(2),
        sale.void(1),
        sale.add(BREAD.barcode, BREAD),
        sale_of(replace(MILK, price=MILK.price + Money(1)), BREAD),
        EMPTY,
    ]
    prints = {sale.fingerprint(), *(other.fingerprint() for other in others)}
    assert len(prints) == len(others) + 1
    assert sale_of(MILK, BREAD).fingerprint() == sale.fingerprint()


def test_the_fingerprint_does_not_see_what_was_taken_out() -> None:
    sale = sale_of(MILK, BREAD)
    plain = sale.fingerprint()
    assert sale.add("1", APPLES).void(3).fingerprint() == plain
    assert sale.add("4600000000008", None).void(3).fingerprint() == plain
    first = sale.add("1", APPLES).void(3).add("4600000000008", None).void(4)
    second = sale.add("4600000000008", None).void(3).add("1", APPLES).void(4)
    assert first.fingerprint() == second.fingerprint() == plain


@quick
@given(baskets)
def test_a_total_is_the_sum_of_its_live_lines(sale: Sale) -> None:
    assert sale.total.tiyin == sum(line.total.tiyin for line in sale.live_lines)
    assert ZERO <= sale.vat <= sale.total
    assert sale.fingerprint() == replace(sale, sale_id=SaleId("another")).fingerprint()


@quick
@given(st.lists(st.tuples(st.sampled_from(["add", "void", "restore", "quantity"]), st.integers(0, 9))))
def test_numbers_of_lines_are_never_reused_and_lines_never_vanish(steps: list[tuple[str, int]]) -> None:
    sale = EMPTY
    for what, figure in steps:
        before = sale
        if what == "add":
            good = (MILK, BREAD, APPLES, None)[figure % 4]
            sale = sale.add(str(figure), good)
        elif sale.lines:
            number = 1 + figure % len(sale.lines)
            if what == "quantity":
                sale = sale.set_quantity(number, Quantity.pieces(figure + 1))
            else:
                sale = sale.void(number) if what == "void" else sale.restore(number)
        assert [line.number for line in sale.lines] == list(range(1, len(sale.lines) + 1))
        kept = sale.lines[: len(before.lines)]
        assert [(line.number, line.good) for line in kept] == [
            (line.number, line.good) for line in before.lines
        ]
