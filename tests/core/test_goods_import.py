"""A row of a table is a good, or is named with the reason why it is none; what was written is read again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.catalogue import Barcode, Good
from pos.core.errors import BadInput
from pos.core.goods_import import COLUMNS, BadRow, Row, own_code, read_header, read_rows, write_row
from pos.core.money import Money, Quantity
from tests.core.kit import MILK

HEADER = ("name", "barcode", "price")


def read(header: tuple[str, ...], *rows: tuple[str, ...]) -> list[Row | BadRow]:
    return list(read_rows(header, rows))


def good_of(**told: str) -> Row | BadRow:
    told = {"name": "Хлеб", "price": "4 200", **told}
    [row] = read(tuple(told), tuple(told.values()))
    return row


def test_the_header_is_read_in_any_case_and_what_is_empty_at_its_end_is_left_out() -> None:
    assert read_header(["Name", " PRICE ", "spic", "", ""]) == ("name", "price", "spic")


def test_a_mapping_gives_our_names_for_theirs() -> None:
    mapping = {"Наименование": "name", "Цена": "price", "Остаток": ""}
    assert read_header(["Наименование", "Цена", "Остаток"], mapping) == ("name", "price")


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        (["name", "price", "foo", "bar"], "foo, bar"),
        (["name", "price", "name"], "name"),
        (["name"], "price"),
        ([], "name, price"),
        (["Цена", "name"], "цена"),
    ],
)
def test_a_header_that_cannot_be_is_refused_by_its_name(cells: list[str], named: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_header(cells)
    assert (refused.value.facts["field"], refused.value.facts["value"]) == ("header", named)


def test_a_row_with_all_that_is_asked_for() -> None:
    row = good_of(
        name_uz="Non", barcode="4780012340023", spic="00401001001000001", package_code="1514296", units="796",
        vat_percent="0", marked="да", stock="12",
    )  # fmt: skip
    assert row == Row(
        2,
        Good(
            Barcode("4780012340023"), "Хлеб", Money.of_sum(4_200), "00401001001000001", "1514296",
            vat_percent=0, units_code=796, name_uz="Non", marked=True,
        ),
        Quantity.pieces(12),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "facts"),
    [
        ({"units": "166"}, {"unit": "кг", "by_weight": True}),
        ({"units": "166", "by_weight": "no"}, {"unit": "кг", "by_weight": False}),
        ({"units": "999", "unit": "пач"}, {"unit": "пач", "units_code": 999}),
        ({"units": ""}, {"unit": "шт", "units_code": None}),
        ({"price": "16500,50"}, {"price": Money(1_650_050)}),
        ({"price": "16 500.5"}, {"price": Money(1_650_050)}),
        ({"vat_percent": ""}, {"vat_percent": 12}),
        ({"marked": "Ha"}, {"marked": True}),
        ({"barcode": ""}, {"barcode": own_code("хлеб")}),
        ({"more_barcodes": "2 1 2"}, {"more_barcodes": ("1", "2")}),
        ({"quick_page": "2", "quick_key": "7"}, {"quick_page": 2, "quick_key": 7}),
    ],
)
def test_what_a_cell_may_say(told: dict[str, str], facts: dict[str, Any]) -> None:
    row = good_of(**told)
    assert isinstance(row, Row), row
    assert {name: getattr(row.good, name) for name in facts} == facts


@pytest.mark.parametrize(
    ("told", "column", "value"),
    [
        ({"name": ""}, "name", ""),
        ({"price": ""}, "price", ""),
        ({"price": "0"}, "price", "0"),
        ({"price": "-5"}, "price", "-5"),
        ({"price": "1.234"}, "price", "1.234"),
        ({"barcode": "4,78E+12"}, "barcode", "4,78E+12"),
        ({"barcode": "478 001"}, "barcode", "478 001"),
        ({"vat_percent": "12%"}, "vat_percent", "12%"),
        ({"units": "шт"}, "units", "шт"),
        ({"marked": "maybe"}, "marked", "maybe"),
        ({"stock": "many"}, "stock", "many"),
        ({"stock": "-1"}, "stock", "-1"),
        ({"name": "a\x00b"}, "name", "a\x00b"),
    ],
)
def test_a_cell_that_cannot_be_is_named(told: dict[str, str], column: str, value: str) -> None:
    row = good_of(**told)
    assert isinstance(row, BadRow), row
    assert (row.number, row.column, row.value) == (2, column, value)
    assert row.why


def test_an_empty_row_is_none_and_the_numbers_are_those_of_the_file() -> None:
    rows = read(HEADER, ("Хлеб", "1", "5"), ("", " ", ""), ("", "2", "5"), ("Соль", "3", "5"))
    assert [(row.number, type(row)) for row in rows] == [(2, Row), (4, BadRow), (5, Row)]


def test_a_code_that_stands_twice_is_refused_with_both_numbers() -> None:
    rows = read(
        (*HEADER, "more_barcodes"), ("Хлеб", "1", "5", "7"), ("Соль", "7", "5", ""), ("Мёд", "1", "5", "")
    )
    assert [row.why for row in rows if isinstance(row, BadRow)] == ["it stands in row 2, too"] * 2


goods = st.builds(
    Good,
    barcode=st.text("0123456789AB#", min_size=1, max_size=20).map(Barcode),
    name=st.text("Сахар «»,.;\"'%№1 ʻЎ", min_size=1, max_size=60).map(str.strip).filter(bool),
    price=st.integers(1, 10**12).map(Money),
    spic=st.text("0123456789", max_size=17),
    package_code=st.text("0123456789", max_size=20),
    vat_percent=st.sampled_from([0, 6, 12]),
    unit=st.sampled_from(["шт", "кг", "пач"]),
    units_code=st.none() | st.integers(0, 10**6),
    name_uz=st.text("Shakar oʻ", max_size=20).map(str.strip),
    by_weight=st.booleans(),
    quick_key=st.none() | st.integers(0, 99),
    more_barcodes=st.lists(st.text("xyz", min_size=1, max_size=5), unique=True, max_size=3).map(
        lambda codes: tuple(Barcode(code) for code in sorted(codes))
    ),
    marked=st.booleans(),
    commission_tin=st.sampled_from(["", "123456789"]),
    quick_page=st.integers(1, 9),
    colour=st.sampled_from(["", "green"]),
)


@given(goods, st.none() | st.integers(0, 10**8).map(Quantity))
def test_what_was_written_is_read_as_it_was(good: Good, stock: Quantity | None) -> None:
    assert read(COLUMNS, write_row(good, stock)) == [Row(2, good, stock)]


def test_a_good_without_a_barcode_keeps_its_own_code() -> None:
    first = good_of(name="Доставка")
    assert isinstance(first, Row)
    [again] = read(COLUMNS, write_row(first.good, None))
    assert again == Row(2, first.good, None)
    assert own_code("Доставка ") == own_code("доставка") != own_code("Упаковка")


@given(st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=5))
def test_any_other_table_is_read_without_breaking(rows: list[list[str]]) -> None:
    for row in read_rows(COLUMNS[:8], rows):
        assert isinstance(row, Row | BadRow)


def test_a_changed_good_is_another_one() -> None:
    row = write_row(replace(MILK, marked=True), None)
    [read_again] = read(COLUMNS, row)
    assert isinstance(read_again, Row)
    assert read_again.good.marked
