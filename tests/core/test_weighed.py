"""Labels of the scales: the weight is read, and a price on a label is the price of the line to the tiyin."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.catalogue import Good
from pos.core.errors import BadInput
from pos.core.fiscal import fiscal_receipt, weight_or_unit
from pos.core.money import MAX_TIYIN, ZERO, Money, Quantity
from pos.core.sale import Sale, SaleId
from pos.core.weighed import Inside, Portion, WeighedCode, WeighedScheme, portion, read_weighed
from tests.core.kit import APPLES, MILK, quick

GRAMS = WeighedScheme()
SUM = WeighedScheme("29", Inside.PRICE, code_digits=5, value_digits=5, decimals=0)
TIYIN = WeighedScheme("21", Inside.PRICE, code_digits=4, value_digits=6, decimals=2)
TENS = WeighedScheme("20", Inside.WEIGHT, code_digits=6, value_digits=4, decimals=2)
SCHEMES = (GRAMS, SUM, TIYIN, TENS)


def ean(twelve: str) -> str:
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return twelve + str(-weighed % 10)


@pytest.mark.parametrize(
    ("twelve", "code"),
    [
        ("280001100385", WeighedCode("28", "00011", weight=Quantity(385))),
        ("280001112345", WeighedCode("28", "00011", weight=Quantity(12_345))),
        ("290001105000", WeighedCode("29", "00011", price=Money.of_sum(5_000))),
        ("210011123456", WeighedCode("21", "0011", price=Money(123_456))),
        ("200000110123", WeighedCode("20", "000011", weight=Quantity(1_230))),
    ],
)
def test_each_prefix_is_read_by_its_scheme(twelve: str, code: WeighedCode) -> None:
    assert read_weighed(ean(twelve), SCHEMES) == code
    assert read_weighed(f" {ean(twelve)}\r\n", SCHEMES) == code


@pytest.mark.parametrize(
    "text", ["", "2800011", ean("220001100385"), "4780012340016", "28000110038a5", "28" * 20]
)
def test_what_is_no_label_of_these_scales_is_another_matter(text: str) -> None:
    assert read_weighed(text, SCHEMES) is None
    assert read_weighed(text, ()) is None


def test_a_misread_label_is_refused() -> None:
    right = ean("280001100385")
    for place in range(2, 13):
        wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]
        with pytest.raises(BadInput) as refused:
            read_weighed(wrong, SCHEMES)
        assert refused.value.facts == {"field": "barcode", "value": wrong}


def test_a_label_of_nothing_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        read_weighed(ean("280001100000"), SCHEMES)
    assert refused.value.facts["field"] == "quantity"


def test_a_good_is_looked_up_by_prefix_and_code_and_by_the_code_alone() -> None:
    assert WeighedCode("28", "00011").codes == ("2800011", "00011", "11")
    assert WeighedCode("28", "12345").codes == ("2812345", "12345")
    assert WeighedCode("28", "00000").codes == ("2800000", "00000")


@pytest.mark.parametrize(
    "wrong",
    [
        {"prefix": "30"},
        {"prefix": "2"},
        {"prefix": "2٨"},
        {"code_digits": 6},
        {"code_digits": 10, "value_digits": 0},
        {"code_digits": -1, "value_digits": 11},
        {"decimals": 4},
        {"decimals": -1},
        {"inside": Inside.PRICE, "decimals": 3},
    ],
)
def test_a_scheme_must_make_an_ean_13(wrong: dict[str, object]) -> None:
    fields: dict[str, object] = {"prefix": "28", "code_digits": 5, "value_digits": 5, "decimals": 2, **wrong}
    with pytest.raises(BadInput):
        WeighedScheme(**fields)  # type: ignore[arg-type]


def test_a_weight_inside_is_the_quantity() -> None:
    assert portion(WeighedCode("28", "00011", weight=Quantity(385)), APPLES) == Portion(Quantity(385))
    assert weight_or_unit(Quantity(385), "кг") == "0,385 кг"


def test_a_price_inside_is_the_price_and_tells_the_weight() -> None:
    found = portion(WeighedCode("29", "00011", price=Money.of_sum(5_000)), APPLES)
    assert found == Portion(Quantity(263), Money.of_sum(5_000))
    assert portion(WeighedCode("29", "00011", price=Money(1)), APPLES).quantity == Quantity(1)


@pytest.mark.parametrize(
    ("code", "good"),
    [
        (WeighedCode("28", "1", weight=Quantity(1)), MILK),
        (WeighedCode("29", "1", price=Money(1)), MILK),
        (WeighedCode("29", "1", price=Money(1)), replace(APPLES, price=ZERO)),
        (WeighedCode("29", "1", price=Money(MAX_TIYIN + 1)), APPLES),
        (WeighedCode("29", "1"), APPLES),
    ],
)
def test_a_label_that_does_not_fit_its_good_is_refused(code: WeighedCode, good: Good) -> None:
    with pytest.raises(BadInput):
        portion(code, good)


@quick
@given(st.integers(1, 99_999), st.integers(1, 50_000_000))
def test_whatever_price_stands_on_a_label_is_what_the_customer_pays(printed: int, per_kilogram: int) -> None:
    good = replace(APPLES, price=Money(per_kilogram))
    code = read_weighed(ean(f"2900011{printed:05d}"), SCHEMES)
    assert code is not None
    found = portion(code, good)
    sale = Sale(SaleId("S1")).add("29", good, found.quantity, printed_total=found.printed_total)
    assert sale.total == Money.of_sum(printed)
    [item] = fiscal_receipt(sale, "123456789").items
    assert (item.amount, item.good_price, item.price) == (1, sale.total, sale.total)
    assert f"({found.quantity.digits()} кг)" in item.name
