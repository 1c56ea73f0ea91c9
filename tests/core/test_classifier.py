"""The tax service's classifier is read under whatever head it comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.classifier import SpicEntry, read_classifier
from pos.core.errors import BadInput

CODE, OTHER = "00401001001000001", "10202001001000017"


def read(*rows: list[str]) -> list[SpicEntry]:
    return list(read_classifier(rows))


@pytest.mark.parametrize(
    "head",
    [
        ["МХИК коди (ИКПУ)", "Наименование на русском", "Nomi (lotin)", "Штрих-код", "Код упаковки"],
        ["mxik", "mxikNameRu name ru", "name uz", "internationalCode", "package"],
        ["ИКПУ", "Название", "Mahsulot nomi", "GTIN", "Упаковка"],
    ],
)
def test_each_head_is_understood(head: list[str]) -> None:
    told = [CODE, "Молоко", "Sut", "4780012340016", "1514296"]
    assert read(head, told) == [SpicEntry(CODE, "Молоко", "Sut", "4780012340016", "1514296")]


def test_titles_above_the_head_and_rows_that_are_no_code_are_passed_over() -> None:
    rows = [
        ["Классификатор", "", ""], [], ["№", "МХИК", "Наименование"], ["1", CODE, "Молоко"],
        ["", "Группа 004", ""],
        ["2", "123", "короткий"], ["3", OTHER, ""], ["4", f" {OTHER} ", "Чай"],
    ]  # fmt: skip
    assert [(one.spic, one.name) for one in read(*rows)] == [(CODE, "Молоко"), (OTHER, "Чай")]


def test_a_file_without_a_head_is_known_by_its_codes() -> None:
    assert [(one.spic, one.name) for one in read([CODE, "Молоко"], [OTHER, "Чай"])] == [
        (CODE, "Молоко"),
        (OTHER, "Чай"),
    ]


def test_a_code_of_a_package_that_is_none_is_left_out() -> None:
    [entry] = read(["МХИК", "Наименование", "Код упаковки"], [CODE, "Молоко", "пачка"])
    assert entry.package_code == ""


@pytest.mark.parametrize("rows", [[], [["name", "price"], ["Хлеб", "5"]], [["", ""]]])
def test_a_table_without_codes_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(BadInput):
        read(*rows)


@given(st.lists(st.lists(st.text(max_size=20), max_size=6), max_size=14))
def test_any_other_table_is_refused_or_read_without_breaking(rows: list[list[str]]) -> None:
    try:
        found = read(*rows)
    except BadInput:
        return
    assert all(len(one.spic) == 17 and one.name for one in found)
