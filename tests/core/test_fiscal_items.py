"""Items with discounts, labels and owners: as the table Item says, in either scale of Amount."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.discount import Discount
from pos.core.errors import FiscalRefused
from pos.core.fiscal import AmountScale, FiscalItem, FiscalReceipt, Received, check, fiscal_receipt
from pos.core.money import ZERO, Money, Quantity, vat_inside
from pos.core.sale import Sale, SaleId
from tests.core.kit import APPLES, BREAD, MILK, sale_of
from tests.core.tricks import CIGARETTES, HONEY, LABEL

TIN = "123456789"
EMPTY = Sale(SaleId("S1"))
THOUSANDTHS = AmountScale.THOUSANDTHS


def field_of(receipt: FiscalReceipt) -> object:
    with pytest.raises(FiscalRefused) as refused:
        check(receipt)
    assert str(refused.value.facts["why"])
    return refused.value.facts["field"]


def paid_for(item: FiscalItem, scale: AmountScale = AmountScale.PIECES) -> FiscalReceipt:
    """A receipt that is right but for what is wrong in the item."""
    return FiscalReceipt((item,), TIN, item.total, scale=scale)


def only(sale: Sale) -> FiscalItem:
    [item] = fiscal_receipt(sale, TIN).items
    return item


def test_price_is_before_the_discount_and_vat_is_after_it() -> None:
    sale = sale_of(MILK, MILK).set_discount(Discount.of_percent(1000), 1)
    item = only(sale)
    assert (item.good_price, item.amount, item.price) == (MILK.price, 2, Money.of_sum(33_000))
    assert (item.discount, item.other, item.total) == (Money.of_sum(3_300), ZERO, Money.of_sum(29_700))
    assert item.vat == vat_inside(Money.of_sum(29_700), 12)


def test_a_price_of_its_own_is_the_price_at_the_ofd() -> None:
    item = only(sale_of(MILK, MILK).set_price(1, Money.of_sum(15_000)))
    assert (item.good_price, item.price, item.discount) == (Money.of_sum(15_000), Money.of_sum(30_000), ZERO)


def test_an_item_that_is_given_away_still_has_its_price() -> None:
    sale = sale_of(MILK, BREAD).set_discount(Discount.of_percent(10_000), 2)
    gift = fiscal_receipt(sale, TIN).items[1]
    assert (gift.price, gift.discount, gift.total, gift.vat) == (BREAD.price, BREAD.price, ZERO, ZERO)


def test_labels_are_cut_for_the_ofd() -> None:
    sale = EMPTY.add("1", CIGARETTES, label=LABEL + "AAAtail").add("1", CIGARETTES, label=LABEL + "BBBtail")
    assert only(sale).labels == (LABEL + "AAA", LABEL + "BBB")
    assert only(sale).amount == 2


def test_goods_of_another_owner_carry_his_number() -> None:
    assert [item.owner for item in fiscal_receipt(sale_of(HONEY, MILK), TIN).items] == ["31234567890123", ""]


@pytest.mark.parametrize("owner", ["12345678", "1234567890", "3123456789012x"])
def test_an_owner_without_a_right_number_is_refused(owner: str) -> None:
    with pytest.raises(FiscalRefused) as refused:
        fiscal_receipt(sale_of(replace(HONEY, commission_tin=owner)), TIN)
    assert refused.value.facts == {"field": "TIN", "why": owner}


def test_thousandths_are_another_scale_for_pieces_and_weights_alike() -> None:
    sale = sale_of(MILK, MILK).add("28", APPLES, Quantity(385))
    milk, apples = fiscal_receipt(sale, TIN, scale=THOUSANDTHS).items
    assert (milk.amount, milk.good_price, milk.price) == (2000, MILK.price, Money.of_sum(33_000))
    assert (apples.amount, apples.good_price, apples.price) == (385, APPLES.price, Money(7_311_15))
    assert apples.name == "Яблоки «Ренет» (кг)"


def test_a_printed_total_that_no_weight_gives_is_one_portion_in_thousandths_too() -> None:
    sale = EMPTY.add("29", APPLES, Quantity(263), printed_total=Money.of_sum(5_000))
    [item] = fiscal_receipt(sale, TIN, scale=THOUSANDTHS).items
    assert (item.amount, item.good_price, item.price) == (1000, Money.of_sum(5_000), Money.of_sum(5_000))
    assert item.name == "Яблоки «Ренет» (0,263 кг)"


def test_what_was_received_is_told_by_its_kinds() -> None:
    received = Received(card=Money.of_sum(500), cash=Money.of_sum(16_000))
    receipt = fiscal_receipt(sale_of(MILK), TIN, received)
    assert (receipt.received_card, receipt.received_cash) == (Money.of_sum(500), Money.of_sum(16_000))
    minus = replace(receipt, received_card=receipt.received_card + Money.of_sum(99_999))
    assert field_of(replace(minus, received_ecash=-Money.of_sum(99_999))) == "received"
    with pytest.raises(FiscalRefused):
        fiscal_receipt(sale_of(MILK), TIN, Received(card=Money.of_sum(500)))


GOOD_ITEM = only(EMPTY.add("1", CIGARETTES, label=LABEL + "AAA"))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("Barcode", {"barcode": "4" * 14}),
        ("Units", {"units": -1}),
        ("Units", {"units": 2**64}),
        ("Discount", {"discount": Money(-1)}),
        ("Discount", {"other": Money(-1)}),
        ("Discount", {"discount": GOOD_ITEM.price, "other": Money(1)}),
        ("VAT", {"vat": GOOD_ITEM.vat + Money(1)}),
        ("VAT", {"discount": Money(100_00)}),
        ("GoodPrice", {"good_price": GOOD_ITEM.good_price + Money(1)}),
        ("GoodPrice", {"amount": 2}),
        ("Labels", {"labels": ("1", "2")}),
        ("Labels", {"labels": ("x" * 22,)}),
        ("Labels", {"labels": ("",)}),
    ],
)
def test_an_item_that_the_ofd_would_refuse_names_its_field(field: str, wrong: dict[str, object]) -> None:
    check(paid_for(GOOD_ITEM))
    assert field_of(paid_for(replace(GOOD_ITEM, **wrong))) == field  # type: ignore[arg-type]


def test_a_label_stands_once_in_a_receipt() -> None:
    twice = FiscalReceipt((GOOD_ITEM, GOOD_ITEM), TIN, Money(2 * GOOD_ITEM.total.tiyin))
    assert field_of(twice) == "Labels"


def test_a_receipt_has_300_labels_in_all() -> None:
    def some(count: int, first: str) -> FiscalItem:
        price = Money(CIGARETTES.price.tiyin * count)
        labels = tuple(f"{first}{place}" for place in range(count))
        return replace(GOOD_ITEM, labels=labels, amount=count, price=price, vat=vat_inside(price, 12))

    def receipt(*items: FiscalItem) -> FiscalReceipt:
        return FiscalReceipt(items, TIN, Money(sum(item.total.tiyin for item in items)))

    check(receipt(some(150, "a"), some(150, "b")))
    assert field_of(receipt(some(150, "a"), some(151, "b"))) == "Labels"
