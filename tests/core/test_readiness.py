"""A good is told to be ready exactly when the OFD takes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.catalogue import Barcode, Good
from pos.core.errors import FiscalRefused
from pos.core.fiscal import fiscal_receipt
from pos.core.money import ZERO, Money, Quantity
from pos.core.readiness import Lack, Level, readiness
from pos.core.sale import Sale, SaleId
from pos.core.scan import check_digit_fits
from tests.core.kit import MILK

RATES = (0, 12)
READY = replace(MILK, barcode=Barcode("4780012340016"), units_code=796)


def test_a_whole_good_is_green() -> None:
    ready = readiness(READY, RATES)
    assert (ready.level, ready.lacks) == (Level.GREEN, ())


@pytest.mark.parametrize(
    ("changes", "lack", "level"),
    [
        ({"name": "  "}, Lack.NAME, Level.RED),
        ({"spic": ""}, Lack.SPIC, Level.RED),
        ({"spic": "1" * 16}, Lack.SPIC, Level.RED),
        ({"package_code": ""}, Lack.PACKAGE, Level.RED),
        ({"package_code": "1" * 21}, Lack.PACKAGE, Level.RED),
        ({"price": ZERO}, Lack.PRICE, Level.RED),
        ({"vat_percent": 15}, Lack.VAT, Level.RED),
        ({"commission_tin": "123"}, Lack.OWNER, Level.RED),
        ({"marked": True, "by_weight": True}, Lack.MARK_BY_WEIGHT, Level.RED),
        ({"units_code": None}, Lack.UNITS, Level.YELLOW),
        ({"barcode": "4780012340017"}, Lack.BARCODE, Level.YELLOW),
        ({"name": "Ж" * 60}, Lack.LONG_NAME, Level.YELLOW),
    ],
)
def test_each_lack_has_its_name_and_its_colour(changes: dict[str, Any], lack: Lack, level: Level) -> None:
    ready = readiness(replace(READY, **changes), RATES)
    assert (ready.lacks, ready.level) == ((lack,), level)


def test_a_red_lack_makes_it_red_whatever_else_is_odd() -> None:
    ready = readiness(replace(READY, spic="", units_code=None), RATES)
    assert ready.level is Level.RED
    assert set(ready.lacks) == {Lack.SPIC, Lack.UNITS}


@pytest.mark.parametrize("code", ["", "#0123456789ab", "A-17", "12345"])
def test_a_code_of_the_shops_own_is_not_odd(code: str) -> None:
    assert readiness(replace(READY, barcode=Barcode(code)), RATES).level is Level.GREEN


@pytest.mark.parametrize(
    ("digits", "holds"),
    [("4780012340016", True), ("4780012340017", False), ("96385074", True), ("036000291452", True)],
)
def test_the_check_digit_of_a_gtin(digits: str, holds: bool) -> None:
    assert check_digit_fits(digits) is holds


names = st.text(alphabet="Сахар абв «»,.%№1", max_size=80)


@given(
    names,
    st.sampled_from(["", "1" * 16, "0" * 17, "00401001001000001", "x" * 17]),
    st.sampled_from(["", "1514296", "1" * 21, "ABC"]),
    st.integers(-5, 10**9),
    st.sampled_from([0, 6, 12, 15, 100]),
    st.integers(1, 5),
)
def test_what_is_not_red_the_ofd_takes(
    name: str, spic: str, package: str, price: int, vat: int, count: int
) -> None:
    good = Good(Barcode("4780012340016"), name, Money(price), spic, package, vat, units_code=796)
    if readiness(good, RATES).level is Level.RED:
        return
    sale = Sale(SaleId("S")).add("x", good, Quantity.pieces(count))
    try:
        fiscal_receipt(sale, "123456789")
    except FiscalRefused as refused:
        pytest.fail(f"{refused.detail}: {good}")
