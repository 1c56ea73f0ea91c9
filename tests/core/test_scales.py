"""How the shop's scales write: the line of text, and the scheme that one label gives away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.errors import BadInput
from pos.core.money import Money, Quantity
from pos.core.scales import DEFAULT, example, propose, read_schemes, with_scheme, write_schemes
from pos.core.weighed import Inside, WeighedScheme
from tests.core.test_weighed import ean


@st.composite
def schemes(draw: st.DrawFn) -> tuple[WeighedScheme, ...]:
    prefixes = draw(st.sets(st.integers(20, 29)))
    made = []
    for prefix in sorted(prefixes):
        inside, code = draw(st.sampled_from(Inside)), draw(st.integers(1, 9))
        finest = 3 if inside is Inside.WEIGHT else 2
        made.append(WeighedScheme(str(prefix), inside, code, 10 - code, draw(st.integers(0, finest))))
    return tuple(made)


@given(schemes())
def test_what_is_written_reads_as_the_same(some: tuple[WeighedScheme, ...]) -> None:
    assert read_schemes(write_schemes(some)) == some


def test_the_text_is_short_and_the_default_is_grams_everywhere() -> None:
    assert write_schemes(DEFAULT) == "20-29:plu5:weight5"
    changed = with_scheme(DEFAULT, WeighedScheme("22", Inside.PRICE, 6, 4, 0))
    assert write_schemes(changed) == "20-21:plu5:weight5, 22:plu6:price4, 23-29:plu5:weight5"
    assert read_schemes("") == ()
    assert read_schemes(" 21:plu4:price6.2 ,") == (WeighedScheme("21", Inside.PRICE, 4, 6, 2),)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("28:plu5:weight6", "28:plu5:weight6"),
        ("20:plu5:weight5, 18:plu5:weight5", "18:plu5:weight5"),
        ("29-20:plu5:weight5", "29-20:plu5:weight5"),
        ("28:plu5:price5.3", "28:plu5:price5.3"),
        ("28:plu0:price9", "28:plu0:price9"),
        ("grams", "grams"),
        ("20-29:plu5:weight5, 28:plu6:price4", "28"),
    ],
)
def test_a_text_that_is_wrong_says_which_part_of_it(text: str, value: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_schemes(text)
    assert caught.value.facts == {"field": "scales", "value": value}


def test_one_label_gives_its_scheme_away() -> None:
    label = ean("280001100385")
    assert propose(label, "11", weight=Quantity(385)) == (WeighedScheme("28"),)
    assert propose(label, "2800011", weight=Quantity(385)) == (WeighedScheme("28"),)
    assert propose(label, "11", price=Money.of_sum(385)) == (WeighedScheme("28", Inside.PRICE, 5, 5, 0),)
    assert propose(label, "11", price=Money(385)) == (WeighedScheme("28", Inside.PRICE, 5, 5, 2),)
    assert propose(label, "12", weight=Quantity(385)) == ()
    assert propose(label, "11", weight=Quantity(386)) == ()


def test_of_two_that_fit_the_usual_one_comes_first() -> None:
    found = propose(ean("280001100385"), "11", weight=Quantity(385), price=Money.of_sum(385))
    assert [one.inside for one in found] == [Inside.WEIGHT, Inside.PRICE]


@given(st.integers(20, 29), st.integers(3, 7), st.integers(1, 999), st.integers(1, 999))
def test_what_is_proposed_reads_the_label_as_it_was_told(
    prefix: int, digits: int, plu: int, grams: int
) -> None:
    label = ean(f"{prefix}{plu:0{digits}d}{grams:0{10 - digits}d}")
    found = propose(label, str(plu), weight=Quantity(grams))
    assert WeighedScheme(str(prefix), Inside.WEIGHT, digits, 10 - digits, 3) in found
    for one in found:
        read = example(one, label)
        assert read is not None
        assert (read.weight, read.plu.lstrip("0")) == (Quantity(grams), str(plu))


def test_what_is_no_label_is_refused() -> None:
    for text in ("4780012340018", "2800011003850", "280001", ""):
        with pytest.raises(BadInput):
            propose(text, "11", weight=Quantity(385))
