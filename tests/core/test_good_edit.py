"""One good changed by the rules of a row: what is not named stays, what cannot be read says its field."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.catalogue import Barcode, Good
from pos.core.errors import BadInput
from pos.core.good_edit import EDITABLE, edited, texts_of
from pos.core.goods_import import BadRow
from pos.core.money import ZERO, Money
from tests.fakes.goods_desk import CIGARETTES, GOODS, SERVICE, TEA


@pytest.mark.parametrize("good", GOODS)
def test_a_form_that_nobody_touched_changes_nothing(good: Good) -> None:
    assert edited(good, {}) == good
    assert edited(good, texts_of(good)) == good


@given(st.sampled_from(GOODS), st.sampled_from(EDITABLE), st.text(max_size=30))
def test_one_field_changes_that_field_alone_or_is_named_as_wrong(good: Good, name: str, text: str) -> None:
    made = edited(good, {name: text})
    if isinstance(made, BadRow):
        assert made.column == name
        return
    assert (made.barcodes, made.commission_tin) == (good.barcodes, good.commission_tin)
    others = {other: kept for other, kept in texts_of(made).items() if other != name}
    # A unit or a kilogram left empty follows from the code of the unit, as in a table.
    follows = {"unit", "by_weight"} if name in ("units", "unit", "by_weight") else set()
    for other, kept in others.items():
        assert other in follows or kept == texts_of(good)[other]


def test_a_renamed_service_stays_the_same_good() -> None:
    made = edited(SERVICE, {"name": "Доставка за город"})
    assert isinstance(made, Good)
    assert (made.barcode, made.name) == (SERVICE.barcode, "Доставка за город")


def test_a_price_of_zero_may_stay_and_is_refused_when_typed() -> None:
    free = replace(TEA, price=ZERO)
    assert edited(free, {"spic": "0" * 17}) == replace(free, spic="0" * 17)
    assert isinstance(edited(free, {"price": "0"}), BadRow)
    assert edited(free, {"price": "12 500,50"}) == replace(free, price=Money(1_250_050))


@pytest.mark.parametrize(
    ("name", "text"),
    [("price", "free"), ("vat_percent", "12,5"), ("marked", "perhaps"), ("quick_key", "four"), ("name", " ")],
)
def test_a_field_that_cannot_be_read_is_named(name: str, text: str) -> None:
    made = edited(CIGARETTES, {name: text})
    assert isinstance(made, BadRow)
    assert made.column == name


def test_the_barcode_is_no_field() -> None:
    with pytest.raises(BadInput):
        edited(replace(TEA, barcode=Barcode("1")), {"barcode": "2"})
