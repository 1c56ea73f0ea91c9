"""Money is whole tiyin, read from what people type and written as Uzbekistan writes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.errors import BadAmount, BadInput
from pos.core.money import MAX_TIYIN, ONE, ZERO, Money, Quantity, half_up, vat_inside
from tests.core.kit import quick

NBSP, NARROW, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}"


@pytest.mark.parametrize(
    ("text", "tiyin"),
    [
        ("1", 100),
        ("125000", 125_000_00),
        ("125 000", 125_000_00),
        (f"1{NBSP}250{NBSP}000", 1_250_000_00),
        (f"1{NARROW}250{THIN}000", 1_250_000_00),
        (" 500 ", 500_00),
        ("44530,7", 44_530_70),
        ("44 530,70", 44_530_70),
        ("44530.70", 44_530_70),
        ("1150.35", 1_150_35),  # int(1150.35 * 100) is 115034 in floats
        ("0,01", 1),
        ("0.10", 10),
        ("007", 700),
        ("999999999999.99", MAX_TIYIN),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, tiyin: int) -> None:
    assert Money.parse(text) == Money(tiyin)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", NBSP, "0", "0,00", "000", "-5", "\N{MINUS SIGN}5", "+5", "1,234", "0,001", "1.2.3", "1,2,3",
        "1,250,000", ".5", "5.", ",", "1e5", "1E5", "NaN", "nan", "Infinity", "inf", "0x10", "1_000",
        "１２３", "١٢٣", "१२३", "²", "½", "12 сум", "so‘m", "1\n", "\n1", "1\t000", "1'000", "1\x000",
        "1\u200b000", "1000000000000", "9" * 400,
    ],
)  # fmt: skip
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(BadAmount) as refused:
        Money.parse(text)
    assert refused.value.facts["field"] == "amount"
    assert len(str(refused.value.facts["value"])) <= 40  # a scanned code does not fill the screen


@pytest.mark.parametrize(
    ("tiyin", "text"),
    [
        (1_250_000_00, f"1{NBSP}250{NBSP}000"),
        (44_530_70, f"44{NBSP}530,70"),
        (125_000_00, f"125{NBSP}000"),
        (999_00, "999"),
        (1_000_00, f"1{NBSP}000"),
        (1, "0,01"),
        (10, "0,10"),
        (0, "0"),
        (-5_000_00, f"\N{MINUS SIGN}5{NBSP}000"),
        (-1, "\N{MINUS SIGN}0,01"),
        (MAX_TIYIN, f"999{NBSP}999{NBSP}999{NBSP}999,99"),
    ],
)
def test_digits_are_grouped_by_no_break_spaces_and_tiyin_appear_only_when_there_are_any(
    tiyin: int, text: str
) -> None:
    assert Money(tiyin).digits() == text


def test_the_unit_stands_after_the_digits_behind_a_no_break_space() -> None:
    assert Money.of_sum(125_000).words("soʻm") == f"125{NBSP}000{NBSP}soʻm"


@quick
@given(st.integers(1, MAX_TIYIN))
def test_what_is_written_is_read_back(tiyin: int) -> None:
    assert Money.parse(Money(tiyin).digits()) == Money(tiyin)


@quick
@given(st.text())
def test_any_text_is_an_amount_or_a_bad_amount(text: str) -> None:
    try:
        money = Money.parse(text)
    except BadAmount:
        return
    assert 0 < money.tiyin <= MAX_TIYIN
    assert set(text) <= set(f"0123456789,. {NBSP}{NARROW}{THIN}")


@pytest.mark.parametrize("tiyin", [1.0, 100.5, True, "100", Decimal(100), None])
def test_money_holds_nothing_but_whole_tiyin(tiyin: Any) -> None:  # noqa: ANN401 - what must not come in
    with pytest.raises(TypeError):
        Money(tiyin)


def test_money_never_becomes_a_float_and_is_never_multiplied_by_money() -> None:
    money: Any = Money.of_sum(5)
    assert not hasattr(Money, "__float__")
    for wrong in (
        lambda: money * money,
        lambda: money * 2,
        lambda: money * 1.5,
        lambda: money / 2,
        lambda: float(money),
        lambda: int(money),
        lambda: money + 1,
        lambda: money - 0.5,
        lambda: sum([money, money]),
        lambda: money < 100,
    ):
        with pytest.raises((TypeError, AttributeError)):
            wrong()
    assert money != 500


def test_money_is_added_compared_and_negated_exactly() -> None:
    assert Money(10) + Money(20) == Money(30)
    assert Money(10) - Money(30) == -Money(20)
    assert Money(9) < Money(10)
    assert not ZERO
    assert Money(1)


@pytest.mark.parametrize(
    ("price", "thousandths", "tiyin"),
    [
        (18_990_00, 385, 7_311_15),
        (1, 499, 0),
        (1, 500, 1),  # half goes up
        (3, 500, 2),
        (16_500_00, 3000, 49_500_00),
        (0, 1000, 0),
    ],
)
def test_a_price_times_a_quantity_is_rounded_half_up(price: int, thousandths: int, tiyin: int) -> None:
    assert Money(price).times(Quantity(thousandths)) == Money(tiyin)


@pytest.mark.parametrize(
    ("gross", "percent", "vat"),
    [
        (2_000_000, 12, 214_286),  # a receipt that the OFD took
        (112, 12, 12),
        (100, 12, 11),
        (1, 12, 0),
        (14, 12, 2),  # 1.5 goes up
        (16_500_00, 12, 1_767_86),
        (4_000_00, 0, 0),
        (115, 15, 15),
        (106, 6, 6),
        (200, 100, 100),
        (0, 12, 0),
    ],
)
def test_the_vat_inside_a_price(gross: int, percent: int, vat: int) -> None:
    assert vat_inside(Money(gross), percent) == Money(vat)


@quick
@given(st.integers(0, MAX_TIYIN), st.integers(0, 100))
def test_the_vat_inside_is_within_half_a_tiyin_of_the_exact_one(gross: int, percent: int) -> None:
    twice_the_error = 2 * (vat_inside(Money(gross), percent).tiyin * (100 + percent) - gross * percent)
    assert -(100 + percent) < twice_the_error <= 100 + percent


@quick
@given(st.integers(0, 10**18), st.integers(1, 10**6))
def test_half_up_is_the_nearest_whole_number_and_a_half_goes_up(numerator: int, denominator: int) -> None:
    twice_the_error = 2 * (half_up(numerator, denominator) * denominator - numerator)
    assert -denominator < twice_the_error <= denominator


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [("3", 3000), ("0,385", 385), ("0.385", 385), ("1,5", 1500), ("12", 12_000), ("999999,999", 999_999_999)],
)
def test_a_quantity_is_read_as_scales_and_people_write_it(text: str, thousandths: int) -> None:
    assert Quantity.parse(text) == Quantity(thousandths)


@pytest.mark.parametrize(
    "text", ["", "0", "0,000", "-1", "1,2345", "1000000", "1e3", "NaN", "３", "1,", ",5", "3 шт", "3*"]
)
def test_what_is_not_a_quantity_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        Quantity.parse(text)
    assert refused.value.facts["field"] == "quantity"


@pytest.mark.parametrize(
    ("thousandths", "text", "whole"),
    [(3000, "3", True), (385, "0,385", False), (1500, "1,500", False), (1_000_000, "1000", True)],
)
def test_a_quantity_is_written_with_three_decimals_unless_whole(
    thousandths: int, text: str, whole: bool
) -> None:
    assert Quantity(thousandths).digits() == text
    assert Quantity(thousandths).is_whole is whole


@quick
@given(st.integers(1, 999_999_999))
def test_a_quantity_that_is_written_is_read_back(thousandths: int) -> None:
    assert Quantity.parse(Quantity(thousandths).digits()) == Quantity(thousandths)


def test_one_is_one_piece() -> None:
    assert Quantity.pieces(1) == ONE
    assert Quantity.pieces(2) == ONE + ONE
