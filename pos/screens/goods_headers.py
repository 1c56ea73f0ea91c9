"""What the columns of a table are for us, guessed by their headers in Russian, Uzbek and English. Pure.

Names are compared in the one spelling of `core.folding`: script, case and apostrophes make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pos.core.folding import fold

_NAMES: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "наименование", "название", "товар", "номенклатура", "продукт", "продукция", "nomi", "nom",
        "tovar", "mahsulot", "product", "item", "title",
    ),
    "name_uz": (
        "name_uz", "название узб", "название уз", "название на узбекском", "наименование узб", "nomi uz",
        "наименование на узбекском", "узбекское название", "oʻzbekcha nomi", "nomi oʻzbekcha",
        "name in uzbek",
    ),
    "barcode": (
        "barcode", "bar code", "штрихкод", "штрих код", "шк", "баркод", "ean", "ean13", "gtin", "shtrix kod",
        "shtrixkod", "shtrih kod",
    ),
    "more_barcodes": (
        "more_barcodes", "more barcodes", "другие штрихкоды", "доп штрихкод", "доп штрихкоды",
        "дополнительные штрихкоды", "boshqa shtrix kodlar",
    ),
    "spic": ("spic", "икпу", "код икпу", "ikpu", "mxik", "мхик", "mxik kodi", "код мхик"),
    "package_code": (
        "package_code", "package code", "package", "упаковка", "код упаковки", "qadoq", "qadoq kodi", "oʻram",
        "oʻram kodi", "oʻrov kodi", "упак",
    ),
    "unit": (
        "unit", "единица", "единица измерения", "ед", "ед изм", "единицы", "oʻlchov birligi", "birlik",
        "birligi", "oʻlchov", "uom",
    ),
    "units": (
        "units", "unit code", "код единицы", "код единицы измерения", "код ед изм", "код ед", "birlik kodi",
        "oʻlchov birligi kodi", "окей",
    ),
    "price": (
        "price", "цена", "цена продажи", "розничная цена", "цена розничная", "стоимость", "narx", "narxi",
        "sotish narxi", "sotuv narxi", "chakana narx",
    ),
    "vat_percent": (
        "vat_percent", "vat", "ндс", "ставка ндс", "процент ндс", "qqs", "qqs stavkasi", "qqs foizi",
    ),
    "marked": (
        "marked", "маркировка", "маркируемый", "маркированный", "markirovka", "markirovkali", "markalangan",
    ),
    "by_weight": ("by_weight", "by weight", "весовой", "на вес", "vaznli", "tortib sotiladi"),
    "stock": (
        "stock", "остаток", "остатки", "количество", "кол во", "на складе", "qoldiq", "miqdor", "miqdori",
        "soni", "quantity", "qty",
    ),
    "commission_tin": (
        "commission_tin", "инн комитента", "комитент", "komitent", "komitent stir", "komitent inn", "инн",
    ),
    "quick_page": ("quick_page", "страница клавиш"),
    "quick_key": ("quick_key", "быстрая клавиша", "tezkor tugma"),
    "colour": ("colour", "color", "цвет", "rang", "rangi"),
}  # fmt: skip
_KNOWN = {fold(name): column for column, names in _NAMES.items() for name in names}
_AFTER = re.compile(r"[(,:%].*$")
LEAST_BEGINNING = 4
"""A longer header is known by its first words only when these have so many letters."""


def guess_columns(header: Sequence[str], first: Sequence[Sequence[str]] = ()) -> tuple[str, ...]:
    """Our columns, place by place; "" where a header says nothing. Each of ours at most once.

    `first` are some rows: a unit that is written in digits is the OFD's code of it.
    """
    guessed = [""] * len(header)
    for look in (_whole, _bare, _begun):
        for place, name in enumerate(header):
            column = "" if guessed[place] else _coded(look(name), place, first)
            if column and column not in guessed:
                guessed[place] = column
    return tuple(guessed)


def _whole(name: str) -> str:
    return _KNOWN.get(fold(name), "")


def _bare(name: str) -> str:
    """`Цена, сум` and `НДС (%)` without what stands behind."""
    return _KNOWN.get(fold(_AFTER.sub("", name)), "")


def _begun(name: str) -> str:
    """`Наименование товара` by its first words; the longest that is known."""
    folded = f"{fold(name)} "
    fitting = [known for known in _KNOWN if len(known) >= LEAST_BEGINNING and folded.startswith(f"{known} ")]
    return _KNOWN[max(fitting, key=len)] if fitting else ""


def _coded(column: str, place: int, first: Sequence[Sequence[str]]) -> str:
    if column != "unit":
        return column
    told = [row[place].strip() for row in first if place < len(row) and row[place].strip()]
    return "units" if told and all(cell.isdigit() for cell in told) else column
