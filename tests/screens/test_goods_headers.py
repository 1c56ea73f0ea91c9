"""Which columns of a shop's table are found by themselves."""

from __future__ import annotations

import pytest

from pos.core.goods_import import COLUMNS
from pos.screens.goods_headers import guess_columns
from pos.screens.goods_words import COLUMN_WORDS


def test_our_own_headers_are_found() -> None:
    assert guess_columns(COLUMNS) == COLUMNS


def test_every_column_has_a_word_and_is_offered() -> None:
    assert set(COLUMN_WORDS) == set(COLUMNS)


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (
            ("Наименование", "Штрих-код", "Цена", "ИКПУ", "Код упаковки", "НДС", "Ед. изм.", "Остаток"),
            ("name", "barcode", "price", "spic", "package_code", "vat_percent", "unit", "stock"),
        ),
        (
            ("Наименование товара", "ШК", "Цена, сум", "МХИК", "Упаковка", "НДС, %", "Кол-во", "Примечание"),
            ("name", "barcode", "price", "spic", "package_code", "vat_percent", "stock", ""),
        ),
        (
            ("Nomi", "Shtrix-kod", "Narxi", "MXIK kodi", "Qadoq kodi", "QQS", "O'lchov birligi", "Qoldiq"),
            ("name", "barcode", "price", "spic", "package_code", "vat_percent", "unit", "stock"),
        ),
        (
            ("Номи", "Штрих-код", "Нархи", "МХИК коди", "Қадоқ коди", "ҚҚС", "Ўлчов бирлиги", "Қолдиқ"),
            ("name", "barcode", "price", "spic", "package_code", "vat_percent", "unit", "stock"),
        ),
        (
            ("Товар", "Название", "Маркировка", "ИНН комитента", ""),
            ("name", "", "marked", "commission_tin", ""),
        ),
    ],
)
def test_common_headers_are_found_in_each_language(header: tuple[str, ...], columns: tuple[str, ...]) -> None:
    assert guess_columns(header) == columns


def test_a_unit_in_digits_is_the_code_of_the_ofd() -> None:
    assert guess_columns(("Единица",), [("796",), ("166",)]) == ("units",)
    assert guess_columns(("Единица",), [("шт",), ("166",)]) == ("unit",)


def test_an_exact_name_goes_before_one_that_only_begins_so() -> None:
    assert guess_columns(("Цена закупки", "Цена")) == ("", "price")
