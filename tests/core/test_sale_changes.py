"""What a cashier may change on a sale: discounts, a price of its own, notes, labels; and what that does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pos.core.catalogue import Good
from pos.core.discount import Discount
from pos.core.errors import BadInput, EmptySale
from pos.core.money import MAX_TIYIN, ONE, ZERO, Money, Quantity
from pos.core.sale import LABELS_MAX, TEXT_MAX, Sale, SaleId, discount_percent, resolved
from tests.core.kit import APPLES, BREAD, MILK, sale_of
from tests.core.tricks import CIGARETTES, LABEL

EMPTY = Sale(SaleId("S1"))
TEN = Discount.of_percent(1000)


def off(whole_sum: int) -> Discount:
    return Discount.of_amount(Money.of_sum(whole_sum))


def marked(*serials: str) -> Sale:
    sale = EMPTY
    for serial in serials:
        sale = sale.add(CIGARETTES.barcode, CIGARETTES, label=LABEL + serial)
    return sale


def refusal(error: pytest.ExceptionInfo[BadInput]) -> object:
    return error.value.facts["field"]


def test_a_discount_on_a_line_is_taken_off_that_line() -> None:
    sale = sale_of(MILK, BREAD).set_discount(TEN, 1)
    assert (sale.subtotal, sale.discount, sale.total) == tuple(map(Money.of_sum, (20_500, 1_650, 18_850)))
    assert sale.line(1).total == Money.of_sum(14_850)
    assert sale.line(1).vat == Money(1_591_07)  # of what is paid, not of 16 500
    assert sale.set_discount(None, 1) == sale_of(MILK, BREAD)


def test_a_discount_of_the_receipt_is_shared_in_proportion() -> None:
    sale = sale_of(MILK, BREAD).set_discount(off(2_050))
    assert [line.share for line in sale.lines] == [Money.of_sum(1_650), Money.of_sum(400)]
    assert sale.total == Money.of_sum(18_450)
    assert sale.set_discount(None) == sale_of(MILK, BREAD)


def test_a_discount_of_the_receipt_is_counted_after_those_of_the_lines() -> None:
    sale = sale_of(MILK, BREAD).set_discount(off(6_500), 1).set_discount(TEN)
    assert sale.discount == Money.of_sum(6_500 + 1_400)


def test_shares_are_counted_anew_when_lines_change() -> None:
    sale = sale_of(MILK).set_discount(TEN).add(BREAD.barcode, BREAD)
    assert sale.total == Money.of_sum(18_450)
    assert sale.void(1).total == Money.of_sum(3_600)
    assert sale.void(1).line(1).share == ZERO
    assert sale.void(1).restore(1) == sale
    assert sale.set_quantity(2, Quantity.pieces(10)).total == Money.of_sum(50_850)


def test_a_percent_may_be_given_before_the_first_line() -> None:
    assert EMPTY.set_discount(TEN).add("1", MILK).total == Money.of_sum(14_850)


def test_a_discount_larger_than_what_it_is_taken_from_is_refused() -> None:
    sale = sale_of(MILK, BREAD)
    changes: list[Callable[[], Sale]] = [
        lambda: sale.set_discount(off(16_501), 1),
        lambda: sale.set_discount(off(20_501)),
        lambda: sale.set_discount(off(4_000), 2).set_discount(off(16_501)),
        lambda: EMPTY.set_discount(off(1)),
        lambda: sale.set_discount(off(16_500), 1).set_price(1, Money.of_sum(16_499)),
    ]
    for change in changes:
        with pytest.raises(BadInput) as refused:
            change()
        assert refusal(refused) == "discount"
    assert sale.set_discount(off(16_500), 1).line(1).total == ZERO


def test_a_line_does_not_shrink_below_its_discount() -> None:
    sale = sale_of(MILK, MILK).set_discount(off(20_000), 1)
    with pytest.raises(BadInput) as refused:
        sale.set_quantity(1, ONE)
    assert refusal(refused) == "discount"


def test_lines_may_go_though_a_discount_of_the_receipt_stays_but_then_it_is_not_paid() -> None:
    sale = sale_of(MILK, BREAD).set_discount(off(5_000)).void(1)
    assert sale.total == ZERO
    with pytest.raises(BadInput) as refused:
        sale.ready_to_pay()
    assert refusal(refused) == "discount"
    assert sale.restore(1).ready_to_pay().total == Money.of_sum(15_500)
    with pytest.raises(EmptySale):
        sale.void(2).ready_to_pay()


def test_what_is_given_away_wholly_is_not_paid() -> None:
    with pytest.raises(EmptySale):
        sale_of(MILK).set_discount(Discount.of_percent(10_000)).ready_to_pay()


def test_a_line_that_a_person_touched_does_not_grow() -> None:
    for touched in (
        sale_of(MILK).set_discount(TEN, 1),
        sale_of(MILK).set_price(1, Money.of_sum(9)),
        sale_of(MILK).set_note("мятая", 1),
    ):
        assert [line.quantity for line in touched.add("1", MILK).lines] == [ONE, ONE]


def test_the_most_that_was_given_is_told_for_a_limit() -> None:
    sale = sale_of(MILK, BREAD)
    assert discount_percent(EMPTY) == discount_percent(sale) == 0
    assert discount_percent(sale.set_discount(Discount.of_percent(5000), 2)) == 5000
    assert discount_percent(sale.set_discount(off(2_050))) == 1000
    assert discount_percent(sale.set_discount(off(1_650), 1).set_discount(TEN)) == 1724  # 3 535 of 20 500
    assert discount_percent(sale.round_off(Money.of_sum(500))) == 0


def test_a_price_of_its_own_stands_in_for_the_goods_and_is_remembered() -> None:
    sale = sale_of(MILK, MILK).set_price(1, Money.of_sum(8_250))
    line = sale.line(1)
    assert (line.price, line.total) == (Money.of_sum(8_250), MILK.price)
    assert (line.own_price, line.good) == (Money.of_sum(8_250), MILK)
    assert line.price_cut_percent == 5000
    assert sale.set_price(1, Money.of_sum(20_000)).line(1).price_cut_percent == 0
    assert sale.set_price(1, MILK.price).line(1).own_price == MILK.price
    assert sale.set_price(1, None) == sale_of(MILK, MILK)


@pytest.mark.parametrize("price", [ZERO, Money(-1), Money(MAX_TIYIN + 1)])
def test_a_price_out_of_range_is_refused(price: Money) -> None:
    with pytest.raises(BadInput) as refused:
        sale_of(MILK).set_price(1, price)
    assert refusal(refused) == "price"


def test_a_red_line_has_no_price() -> None:
    sale = EMPTY.add("460", None)
    assert (sale.line(1).price, sale.line(1).price_cut_percent, sale.line(1).labels_lacking) == (ZERO, 0, 0)
    with pytest.raises(BadInput):
        sale.set_price(1, MILK.price)


def test_notes_and_the_comment_are_one_printable_line() -> None:
    sale = sale_of(MILK).set_note(" без пакета ").set_note("мятая", 1)
    assert (sale.comment, sale.line(1).note) == ("без пакета", "мятая")
    assert sale.set_note("").set_note("", 1) == sale_of(MILK)
    assert sale.set_note("я" * TEXT_MAX).comment == "я" * TEXT_MAX
    for text in ("я" * (TEXT_MAX + 1), "a\nb", "\x1b[2J", "\u202eabc"):
        for number in (None, 1):
            with pytest.raises(BadInput) as refused:
                sale.set_note(text, number)
            assert refusal(refused) == ("comment" if number is None else "note")


def test_rounding_belongs_to_the_lines_as_they_are() -> None:
    sale = sale_of(MILK, BREAD).round_off(Money(33))
    assert sale.total == Money.of_sum(20_500) - Money(33)
    assert sale.set_note("x", 1).rounding == Money(33)
    for changed in (sale.void(2).restore(2), sale.round_off(ZERO), sale.set_quantity(1, ONE)):
        assert changed == sale_of(MILK, BREAD)
    assert sale.round_off(Money(40)).rounding == Money(40)


@pytest.mark.parametrize("rounding", [Money(-1), MILK.price, MILK.price + Money(1)])
def test_rounding_leaves_something_to_pay(rounding: Money) -> None:
    with pytest.raises(BadInput):
        sale_of(MILK).round_off(rounding)


def test_the_largest_sale_is_told_before_its_discount() -> None:
    gold = replace(MILK, price=Money(MAX_TIYIN))
    with pytest.raises(BadInput):
        EMPTY.add("1", gold).set_discount(TEN).add("2", MILK)


def test_a_printed_total_is_the_price_of_the_portion() -> None:
    sale = EMPTY.add("29", APPLES, Quantity(263), printed_total=Money.of_sum(5_000))
    assert APPLES.price.times(Quantity(263)) == Money(4_994_37)
    assert sale.total == Money.of_sum(5_000)
    assert sale.set_quantity(1, Quantity(500)).total == Money.of_sum(9_495)
    assert sale.set_price(1, Money.of_sum(10_000)).total == Money.of_sum(2_630)


@pytest.mark.parametrize(("good", "total"), [(MILK, Money(100)), (None, Money(100)), (APPLES, ZERO)])
def test_only_a_portion_has_a_printed_total(good: Good | None, total: Money) -> None:
    with pytest.raises(BadInput):
        EMPTY.add("29", good, printed_total=total)


def test_each_piece_of_a_marked_good_needs_a_label() -> None:
    sale = EMPTY.add(CIGARETTES.barcode, CIGARETTES, Quantity.pieces(2))
    for lacking in (2, 1):
        assert sale.line(1).labels_lacking == lacking
        with pytest.raises(BadInput) as refused:
            sale.ready_to_pay()
        assert refused.value.facts == {"field": "label", "value": "1"}
        sale = sale.add(CIGARETTES.barcode, CIGARETTES, label=f"{LABEL}AA{lacking}")
    assert sale.ready_to_pay().line(1).quantity == Quantity.pieces(2)
    assert len(sale.lines) == 1


def test_the_quantity_of_a_marked_line_follows_its_labels() -> None:
    sale = marked("AAA", "BBB", "CCC")
    assert (len(sale.lines), sale.line(1).quantity) == (1, Quantity.pieces(3))
    assert sale.drop_label(1, LABEL + "BBB").line(1).labels == (LABEL + "AAA", LABEL + "CCC")
    assert sale.drop_label(1, LABEL + "BBB").line(1).quantity == Quantity.pieces(2)
    assert marked("AAA").drop_label(1, LABEL + "AAA").line(1).labels_lacking == 1
    assert marked("AAA").add_label(1, LABEL + "BBB").line(1).quantity == Quantity.pieces(2)
    with pytest.raises(BadInput) as refused:
        sale.set_quantity(1, Quantity.pieces(2))
    assert refusal(refused) == "label"
    with pytest.raises(BadInput):
        sale.drop_label(1, LABEL + "ZZZ")


def test_a_label_stands_once_on_a_receipt() -> None:
    sale = marked("AAA").add(MILK.barcode, MILK)
    for again in ("AAA", "AAAother"):  # the OFD would see the same 21 characters
        with pytest.raises(BadInput) as refused:
            sale.add(CIGARETTES.barcode, CIGARETTES, label=LABEL + again)
        assert refusal(refused) == "label"
    moved = sale.void(1).add(CIGARETTES.barcode, CIGARETTES, label=LABEL + "AAA")
    with pytest.raises(BadInput):
        moved.restore(1)


def test_a_receipt_has_300_labels_at_most() -> None:
    sale = marked(*(f"{serial:03d}" for serial in range(LABELS_MAX)))
    assert sale.ready_to_pay().line(1).quantity == Quantity.pieces(300)
    with pytest.raises(BadInput):
        sale.add_label(1, LABEL + "zzz")


@pytest.mark.parametrize("label", ["", LABEL + "x" * 21, "a\x1db", "код"])
def test_what_is_no_label_is_refused(label: str) -> None:
    with pytest.raises(BadInput):
        EMPTY.add(CIGARETTES.barcode, CIGARETTES).add_label(1, label)


@pytest.mark.parametrize("good", [MILK, replace(APPLES, marked=True)])
def test_only_pieces_of_marked_goods_have_labels(good: Good) -> None:
    with pytest.raises(BadInput):
        EMPTY.add("1", good).add_label(1, LABEL + "AAA")


def test_a_voided_line_lacks_no_labels() -> None:
    sale = EMPTY.add("1", CIGARETTES).add("2", MILK).void(1)
    assert sale.ready_to_pay() == sale
    with pytest.raises(BadInput):
        sale.add_label(1, LABEL + "AAA")


def test_a_red_line_becomes_goods_in_its_place_with_its_quantity() -> None:
    sale = Sale(SaleId("S")).add("1", None, Quantity.pieces(3)).add(MILK.barcode, MILK)
    known = resolved(sale, 1, APPLES, Quantity.pieces(3))
    assert [line.number for line in known.lines] == [1, 2]
    assert known.line(1).good == APPLES
    assert known.line(1).quantity == Quantity.pieces(3)
    assert known.unresolved is None
    assert known.total == APPLES.price.times(Quantity.pieces(3)) + MILK.price


def test_a_receipt_discount_is_shared_anew_over_a_line_that_became_known() -> None:
    sale = Sale(SaleId("S")).add("1", None).add(MILK.barcode, MILK)
    sale = sale.set_discount(Discount.of_percent(1000))
    known = resolved(sale, 1, MILK, ONE)
    assert known.line(1).share == known.line(2).share
    assert known.line(1).share


def test_only_a_red_line_becomes_goods_and_only_in_whole_pieces() -> None:
    sale = Sale(SaleId("S")).add("1", None).add(MILK.barcode, MILK)
    for number in (2, 3):
        with pytest.raises(BadInput):
            resolved(sale, number, MILK, ONE)
    with pytest.raises(BadInput):
        resolved(sale.void(1), 1, MILK, ONE)
    with pytest.raises(BadInput):
        resolved(sale, 1, MILK, Quantity(500))
    with pytest.raises(BadInput):
        resolved(sale, 1, MILK, ONE, label="010478001234001621AAAA1")
