"""The text of a sale: what the journals of shops hold is read and hashed as on the first day."""

from __future__ import annotations

import json

import pytest

from pos.core.discount import Discount
from pos.core.money import Money, Quantity
from pos.core.sale import Sale, SaleId
from pos.core.sale_text import fingerprint_of, lines_of, sale_of
from tests.core.kit import APPLES, BREAD, MILK
from tests.core.tricks import CIGARETTES, HONEY, LABEL

OLD_TEXT = (
    '[{"number": 1, "scanned": "4780012340016", "quantity": 3000, "voided": false, "good":'
    ' {"barcode": "4780012340016", "name": "Молоко «Мусаффо» 3,2 %, 1 л", "name_uz": "", "price": 1650000,'
    ' "spic": "00401001001000001", "package_code": "1514296", "vat_percent": 12, "unit": "шт",'
    ' "units_code": 796, "by_weight": false}},'
    ' {"number": 2, "scanned": "2800011003855", "quantity": 385, "voided": false, "good":'
    ' {"barcode": "2800011", "name": "Яблоки «Ренет»", "name_uz": "", "price": 1899000,'
    ' "spic": "00808001001000003", "package_code": "1520627", "vat_percent": 12, "unit": "кг",'
    ' "units_code": null, "by_weight": true}},'
    ' {"number": 3, "scanned": "460", "quantity": 1000, "voided": true, "good": null},'
    ' {"number": 4, "scanned": "b", "quantity": 1000, "voided": true, "good":'
    ' {"barcode": "4780012340023", "name": "Нон", "name_uz": "", "price": 400000,'
    ' "spic": "01905001001000002", "package_code": "1209885", "vat_percent": 0, "unit": "шт",'
    ' "units_code": null, "by_weight": false}}]'
)
OLD_PRINT = "89318b3faa9579f354cb372b1a8a99e5"
EMPTY_PRINT = "4f53cda18c2baa0c0354bb5f9a3ecbe5"
"""Written by the program before it knew discounts: journals hold them for ever."""


def plain() -> Sale:
    return (
        Sale(SaleId("S1"))
        .add(MILK.barcode, MILK, Quantity.pieces(3))
        .add("2800011003855", APPLES, Quantity(385))
        .add("460", None)
        .add("b", BREAD)
        .void(3)
        .void(4)
    )


def test_a_plain_sale_hashes_as_it_always_did() -> None:
    assert plain().fingerprint() == OLD_PRINT
    assert Sale(SaleId("S1")).fingerprint() == EMPTY_PRINT
    assert fingerprint_of(OLD_TEXT) == OLD_PRINT


def test_a_plain_sale_is_written_as_it_always_was() -> None:
    assert lines_of(plain()) == OLD_TEXT
    assert lines_of(Sale(SaleId("S1"))) == "[]"


def test_an_older_text_is_read() -> None:
    assert sale_of(SaleId("S1"), OLD_TEXT) == plain()


def test_what_was_given_and_taken_back_leaves_no_trace() -> None:
    ten = Discount.of_percent(1000)
    sale = plain().set_discount(ten).set_discount(ten, 1).set_note("x").set_note("x", 1).round_off(Money(1))
    sale = sale.set_price(1, Money(5))
    back = sale.set_discount(None).set_discount(None, 1).set_note("").set_note("", 1).set_price(1, None)
    assert (lines_of(back), back.fingerprint()) == (OLD_TEXT, OLD_PRINT)


def test_new_names_are_written_only_where_they_say_something() -> None:
    sale = (
        Sale(SaleId("S1"))
        .add(HONEY.barcode, HONEY)
        .add(CIGARETTES.barcode, CIGARETTES, label=LABEL + "AAA")
        .add("29", APPLES, Quantity(263), printed_total=Money.of_sum(5_000))
        .set_discount(Discount.of_percent(1000), 1)
        .set_price(2, Money.of_sum(20_000))
        .set_note("мятая", 3)
        .set_discount(Discount.of_amount(Money(300)))
        .set_note("без пакета")
        .round_off(Money(1))
    )
    told = json.loads(lines_of(sale))
    assert {name: value for name, value in told.items() if name != "lines"} == {
        "discount": {"amount": 300},
        "rounding": 1,
        "comment": "без пакета",
    }
    shares = [line.share.tiyin for line in sale.lines]
    known = {"number", "scanned", "quantity", "voided", "good"}
    assert [{name: each[name] for name in each if name not in known} for each in told["lines"]] == [
        {"discount": {"percent": 1000}, "share": shares[0]},
        {"labels": [LABEL + "AAA"], "own_price": 2_000_000, "share": shares[1]},
        {"printed_total": 500_000, "note": "мятая", "share": shares[2]},
    ]
    assert [each["good"].get("marked") for each in told["lines"]] == [None, True, None]
    assert [each["good"].get("commission_tin") for each in told["lines"]] == [
        HONEY.commission_tin,
        None,
        None,
    ]
    assert sale_of(SaleId("S1"), lines_of(sale)) == sale


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '{"lines": [{}]}',
        '{"lines": [], "discount": {}}',
        '{"lines": [], "discount": {"percent": 10001}}',
        '{"lines": [], "discount": {"percent": 1, "amount": 1}}',
        '{"lines": [], "rounding": 1.5}',
    ],
)
def test_a_text_that_is_no_sale_has_no_fingerprint(text: str) -> None:
    assert fingerprint_of(text) == ""
