"""What goes to the OFD: every basket ties out to the tiyin, or is refused before the money is taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from pos.core.catalogue import Barcode, Good
from pos.core.errors import FiscalRefused
from pos.core.fiscal import (
    BARCODE_MAX,
    NAME_MAX,
    FiscalDefaults,
    FiscalReceipt,
    check,
    fiscal_receipt,
    name_with_tail,
    weight_or_unit,
)
from pos.core.money import ZERO, Money, Quantity, vat_inside
from pos.core.sale import Sale, SaleLine
from tests.core.kit import APPLES, BREAD, MILK, baskets, quick, sale_of

TIN = "123456789"


@quick
@given(baskets)
def test_every_basket_ties_out(sale: Sale) -> None:
    receipt = fiscal_receipt(sale, TIN)
    assert receipt.received_card == sale.total
    assert (receipt.received_cash, receipt.received_ecash) == (ZERO, ZERO)
    assert sum(item.price.tiyin for item in receipt.items) == sale.total.tiyin
    assert sum(item.vat.tiyin for item in receipt.items) == sale.vat.tiyin
    for item, line in zip(receipt.items, sale.live_lines, strict=True):
        assert item.vat == vat_inside(item.price, item.vat_percent)
        assert item.good_price.tiyin * item.amount == item.price.tiyin
        assert line.good
        assert 0 < len(item.name) <= NAME_MAX
        assert item.name.endswith(f"{line.good.unit})")
        assert len(item.barcode) <= BARCODE_MAX


def test_a_sample_of_a_receipt_that_the_ofd_took_is_made_again() -> None:
    service = Good(Barcode(""), "Доставка", Money(2_000_000), "10305008002000000", "1514296", unit="раз")
    [item] = fiscal_receipt(sale_of(service), TIN).items
    assert (item.name, item.amount, item.price.tiyin, item.vat.tiyin) == (
        "Доставка (раз)",
        1,
        2_000_000,
        214_286,
    )


def test_pieces_are_counted() -> None:
    [item] = fiscal_receipt(sale_of(MILK, MILK, MILK), TIN).items
    assert (item.amount, item.good_price, item.price) == (3, MILK.price, Money.of_sum(49_500))
    assert item.name == "Молоко «Мусаффо» 3,2 %, 1 л (шт)"
    assert (item.spic, item.package_code, item.units) == (MILK.spic, MILK.package_code, 796)
    assert item.barcode == MILK.barcode


def test_a_weighed_portion_is_one_with_its_weight_in_the_name() -> None:
    sale = sale_of().add("2800011003858", APPLES, Quantity(385))
    [item] = fiscal_receipt(sale, TIN).items
    assert (item.amount, item.good_price, item.price) == (1, Money(7_311_15), Money(7_311_15))
    assert item.name == "Яблоки «Ренет» (0,385 кг)"


def test_a_whole_kilogram_is_a_portion_too() -> None:
    [item] = fiscal_receipt(sale_of().add("2800011", APPLES, Quantity.pieces(2)), TIN).items
    assert (item.amount, item.price, item.name) == (1, Money.of_sum(37_980), "Яблоки «Ренет» (2 кг)")


def test_voided_lines_do_not_go_to_the_ofd() -> None:
    receipt = fiscal_receipt(sale_of(MILK, BREAD).void(1), TIN)
    assert [item.spic for item in receipt.items] == [BREAD.spic]
    assert receipt.received_card == BREAD.price


def test_a_good_without_vat_has_none_inside() -> None:
    [item] = fiscal_receipt(sale_of(BREAD), TIN).items
    assert (item.vat, item.vat_percent) == (ZERO, 0)


@pytest.mark.parametrize("barcode", ["", "12345678901234", "478 0012", "штрих", "47800-1"])
def test_a_barcode_that_the_ofd_would_not_take_is_left_out(barcode: str) -> None:
    [item] = fiscal_receipt(sale_of(replace(MILK, barcode=Barcode(barcode))), TIN).items
    assert item.barcode == ""


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("SPIC", replace(MILK, spic="")),
        ("SPIC", replace(MILK, spic="0040100100100001")),
        ("SPIC", replace(MILK, spic="004010010010000011")),
        ("SPIC", replace(MILK, spic="0040100100100000O")),
        ("SPIC", replace(MILK, spic="００４０１００１００１００００１１")),
        ("SPIC", replace(MILK, spic=MILK.spic + "\n")),
        ("PackageCode", replace(MILK, package_code="")),
        ("PackageCode", replace(MILK, package_code="1" * 21)),
        ("PackageCode", replace(MILK, package_code="15 14")),
        ("Name", replace(MILK, unit="ш" * 80)),
        ("VATPercent", replace(MILK, vat_percent=101)),
        ("Price", replace(MILK, price=ZERO)),
    ],
)
def test_what_the_ofd_would_refuse_is_refused_before_and_names_the_field(field: str, wrong: Good) -> None:
    sale = sale_of(BREAD, wrong)
    with pytest.raises(FiscalRefused) as refused:
        fiscal_receipt(sale, TIN)
    assert refused.value.facts["field"] == field
    assert str(refused.value.facts["why"])


@pytest.mark.parametrize(
    "tin",
    ["", "12345678", "1234567890", "1234567890123", "123456789012345", "12345678A", "１２３４５６７８９"],
)
def test_without_a_tin_or_pinfl_nothing_is_sent(tin: str) -> None:
    with pytest.raises(FiscalRefused) as refused:
        fiscal_receipt(sale_of(MILK), tin)
    assert refused.value.facts["field"] == "TIN"


@pytest.mark.parametrize("tin", ["123456789", "12345678901234"])
def test_a_tin_or_a_pinfl_will_do(tin: str) -> None:
    assert fiscal_receipt(sale_of(MILK), tin).tin == tin


def test_a_receipt_of_nothing_is_refused() -> None:
    with pytest.raises(FiscalRefused) as refused:
        fiscal_receipt(sale_of(MILK).void(1), TIN)
    assert refused.value.facts["field"] == "items"


def test_what_was_received_must_be_what_was_sold() -> None:
    receipt = fiscal_receipt(sale_of(MILK, BREAD), TIN)
    check(replace(receipt, received_card=Money.of_sum(500), received_cash=Money.of_sum(20_000)))
    check(replace(receipt, received_card=ZERO, received_ecash=Money.of_sum(20_500)))
    for off in (Money(1), -Money(1)):
        with pytest.raises(FiscalRefused) as refused:
            check(replace(receipt, received_card=receipt.received_card + off))
        assert refused.value.facts["field"] == "received"


def test_no_pieces_are_refused() -> None:
    receipt = fiscal_receipt(sale_of(MILK), TIN)
    none = replace(receipt.items[0], amount=0)
    with pytest.raises(FiscalRefused) as refused:
        check(FiscalReceipt((none,), TIN, receipt.received_card))
    assert refused.value.facts["field"] == "Amount"


def test_an_unknown_good_never_goes_to_the_ofd() -> None:
    sale = sale_of(MILK)
    red = replace(sale, lines=(*sale.lines, SaleLine(2, "4600000000008", None)))
    assert len(fiscal_receipt(red, TIN).items) == 1


@pytest.mark.parametrize("length", [1, 57, 58, 59, 63, 64, 200])
def test_a_long_name_is_cut_before_its_unit(length: int) -> None:
    name = name_with_tail("я" * length, " (шт)")
    assert len(name) <= NAME_MAX
    assert name == "я" * min(length, 58) + " (шт)"


def test_a_cut_name_does_not_end_in_a_space_before_its_unit() -> None:
    assert name_with_tail("я" * 57 + " молоко", " (шт)") == "я" * 57 + " (шт)"


def test_weights_and_pieces_on_paper() -> None:
    assert weight_or_unit(Quantity(385), "кг") == "0,385 кг"
    assert weight_or_unit(Quantity.pieces(3), "шт") == "3 шт"


def test_the_settings_that_a_sale_by_amount_lacks_are_named() -> None:
    assert FiscalDefaults().missing() == (
        "fiscal.tin",
        "fiscal.default_name",
        "fiscal.default_spic",
        "fiscal.default_package_code",
        "fiscal.default_vat_percent",
    )
    whole = FiscalDefaults(TIN, "Услуга", "10305008002000000", "1514296", 12)
    assert whole.missing() == ()
    assert replace(whole, vat_percent=0).missing() == ()  # 0 % is a rate, not an absence
    assert replace(whole, spic="").missing() == ("fiscal.default_spic",)
