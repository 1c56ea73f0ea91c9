"""Discounts: read as they are typed, and shared over lines without losing a tiyin."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.discount import Discount, percent_of, percent_text, shares
from pos.core.errors import BadAmount, BadInput
from pos.core.money import ZERO, Money
from tests.core.kit import quick


@pytest.mark.parametrize(
    ("text", "discount"),
    [
        ("15 %", Discount(percent=1500)),
        ("12,5%", Discount(percent=1250)),
        (" 0.01% ", Discount(percent=1)),
        ("100%", Discount(percent=10_000)),
        ("5 000", Discount(amount=Money.of_sum(5_000))),
        ("0,01", Discount(amount=Money(1))),
    ],
)
def test_a_discount_is_read_as_it_is_typed(text: str, discount: Discount) -> None:
    assert Discount.parse(text) == discount


@pytest.mark.parametrize(
    "text", ["0%", "100,01%", "101 %", "-5%", "%", "1,234%", "5 % 5", "", "0", "-1", "сум"]
)
def test_what_is_no_discount_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        Discount.parse(text)
    assert refused.value.facts["field"] == ("discount" if "%" in text else "amount")
    assert isinstance(refused.value, BadAmount) == ("%" not in text)


@pytest.mark.parametrize("hundredths", [0, -1, 10_001])
def test_a_percent_out_of_range_is_refused(hundredths: int) -> None:
    with pytest.raises(BadInput):
        Discount.of_percent(hundredths)


@pytest.mark.parametrize("tiyin", [0, -1])
def test_a_discount_of_nothing_is_refused(tiyin: int) -> None:
    with pytest.raises(BadInput):
        Discount.of_amount(Money(tiyin))


@pytest.mark.parametrize("wrong", [(0, 0), (1, 1), (-1, 0), (10_001, 0), (0, -1)])
def test_a_discount_is_a_percent_or_an_amount(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"percent|discount"):
        Discount(wrong[0], Money(wrong[1]))


def test_a_percent_is_taken_off_half_up() -> None:
    assert Discount(percent=1000).off(Money(15)) == Money(2)
    assert Discount(percent=1000).off(Money(14)) == Money(1)
    assert Discount(percent=10_000).off(Money(15)) == Money(15)
    assert Discount(amount=Money(20)).off(Money(15)) == Money(20)


def test_a_discount_tells_its_percent_for_a_limit() -> None:
    assert Discount(percent=1000).percent_on(Money(499_999)) == 1000
    assert Discount(amount=Money.of_sum(15_000)).percent_on(Money.of_sum(100_000)) == 1500
    assert percent_of(ZERO, ZERO) == 0
    assert percent_of(Money(1), ZERO) == 10_000


def test_words_of_a_discount() -> None:
    assert Discount(percent=1250).words() == "12,5\N{NO-BREAK SPACE}%"
    assert Discount(amount=Money.of_sum(5_000)).words() == "5\N{NO-BREAK SPACE}000"
    assert [percent_text(each) for each in (1500, 10_000, 1, 1005)] == [
        f"{text}\N{NO-BREAK SPACE}%" for text in ("15", "100", "0,01", "10,05")
    ]


def test_the_tiyin_that_is_left_goes_to_the_largest_remainder() -> None:
    assert shares(Money(10), [Money(100), Money(200), Money(400)]) == (Money(1), Money(3), Money(6))


def test_equal_remainders_go_to_the_larger_base_and_then_to_the_earlier_one() -> None:
    assert shares(Money(1), [Money(5), Money(5)]) == (Money(1), ZERO)
    assert shares(Money(2), [Money(1), Money(3)]) == (ZERO, Money(2))  # 0.5 and 1.5


def test_nothing_is_shared_over_anything() -> None:
    assert shares(ZERO, []) == ()
    assert shares(ZERO, [ZERO, Money(5)]) == (ZERO, ZERO)


@pytest.mark.parametrize(("off", "bases"), [(6, [2, 3]), (-1, [2]), (1, [3, -1]), (1, [])])
def test_more_than_there_is_cannot_be_shared(off: int, bases: list[int]) -> None:
    with pytest.raises(ValueError, match="share"):
        shares(Money(off), list(map(Money, bases)))


_bases = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)


@quick
@given(_bases, st.data())
def test_shares_add_up_and_stay_below_their_bases(bases: list[int], data: st.DataObject) -> None:
    off = data.draw(st.integers(0, sum(bases)))
    parts = shares(Money(off), list(map(Money, bases)))
    assert sum(part.tiyin for part in parts) == off
    for part, base in zip(parts, bases, strict=True):
        assert 0 <= part.tiyin <= base
        assert sum(bases) == 0 or abs(part.tiyin * sum(bases) - off * base) < sum(bases)


@quick
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=5), st.data())
def test_another_order_of_the_lines_gives_the_same_bases_the_same_parts(
    bases: list[int], data: st.DataObject
) -> None:
    off = Money(data.draw(st.integers(0, sum(bases))))
    found = {
        tuple(sorted(zip(order, (part.tiyin for part in shares(off, list(map(Money, order)))), strict=True)))
        for order in permutations(bases)
    }
    assert len(found) == 1
