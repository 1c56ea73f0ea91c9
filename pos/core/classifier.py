"""The classifier of goods and services (ИКПУ, MXIK) as the tax service publishes it: rows → entries. Pure.

Its files have had several heads; the columns are known by what their names hold, in Russian and in Uzbek of
both scripts, and the code column also by its seventeen digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from pos.core.errors import BadInput
from pos.core.folding import fold

HEAD_WITHIN = 10
"""The head stands somewhere in the first rows: titles and dates may come before it."""

_SPIC = re.compile(r"[0-9]{17}")
_PACKAGE = re.compile(r"[0-9]{1,20}")
# What a column's folded name may hold; the first that fits, in the order of these lists.
_SPIC_NAMES = ("mxik", "ikpu", "spic")
_NAMES_UZ = ("name uz", "nomi", "mahsulot", "oʻzbek", "lotin", "name lat")
_NAMES_RU = ("name ru", "наименование", "название", "русск", "name")
_BARCODES = ("штрих", "barcode", "gtin", "международн", "international")
_PACKAGES = ("код упаковки", "package", "qadoq", "упаковк")


@dataclass(frozen=True, slots=True)
class SpicEntry:
    """One code with its names; `barcode` and `package_code` where the file has them."""

    spic: str
    name: str
    name_uz: str = ""
    barcode: str = ""
    package_code: str = ""


@dataclass(frozen=True, slots=True)
class _Columns:
    spic: int
    name: int
    name_uz: int
    barcode: int
    package: int


def read_classifier(rows: Iterable[Sequence[str]]) -> Iterator[SpicEntry]:
    """Every row with a code of 17 digits and a name; what is neither is passed over.

    Raises BadInput when no column of codes is found.
    """
    source = iter(rows)
    first = [row for _number, row in zip(range(HEAD_WITHIN), source, strict=False)]
    columns, begins = _find(first)
    for row in chain(first[begins:], source):
        entry = _entry(row, columns)
        if entry is not None:
            yield entry


def _find(rows: Sequence[Sequence[str]]) -> tuple[_Columns, int]:
    """The columns, and the number of the first row after the head."""
    for number, row in enumerate(rows):
        heads = [fold(cell) for cell in row]
        spic = _named(heads, _SPIC_NAMES)
        if spic >= 0 and not _SPIC.fullmatch(row[spic].strip()):
            return _columns(heads, spic), number + 1
    for number, row in enumerate(rows):
        spic = next((place for place, cell in enumerate(row) if _SPIC.fullmatch(cell.strip())), -1)
        if spic >= 0:
            heads = [fold(cell) for cell in rows[number - 1]] if number else []
            return _columns(heads, spic), number
    raise BadInput("no column of ИКПУ codes", field="header", value=", ".join(rows[0])[:80] if rows else "")


def _columns(heads: Sequence[str], spic: int) -> _Columns:
    others = [("" if place == spic else head) for place, head in enumerate(heads)]
    name_uz = _named(others, _NAMES_UZ)
    names = [("" if place == name_uz else head) for place, head in enumerate(others)]
    name = _named(names, _NAMES_RU)
    barcode = _named(others, _BARCODES)
    package = _named(others, _PACKAGES)
    return _Columns(spic, name if name >= 0 else max(name_uz, spic + 1), name_uz, barcode, package)


def _named(heads: Sequence[str], names: Sequence[str]) -> int:
    for name in map(fold, names):
        for place, head in enumerate(heads):
            if name in head:
                return place
    return -1


def _entry(row: Sequence[str], columns: _Columns) -> SpicEntry | None:
    spic = _cell(row, columns.spic)
    name, name_uz = _cell(row, columns.name), _cell(row, columns.name_uz)
    if not _SPIC.fullmatch(spic) or not (name or name_uz):
        return None
    package = _cell(row, columns.package)
    return SpicEntry(
        spic,
        (name or name_uz)[:300],
        name_uz[:300],
        _cell(row, columns.barcode)[:64],
        package if _PACKAGE.fullmatch(package) else "",
    )


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if 0 <= place < len(row) else ""
