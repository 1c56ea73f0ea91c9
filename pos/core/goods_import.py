"""A row of a table of goods → a good, and back (`pos catalogue import`). Pure.

Headers are those of the command's documentation; whatever else stands in the first row is refused by its
name. Prices are in sum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pos.core.catalogue import Barcode, Good
from pos.core.errors import BadInput, PosError
from pos.core.folding import fold
from pos.core.money import Money, Quantity

ASKED = (
    "name", "name_uz", "barcode", "spic", "package_code", "units", "price", "vat_percent", "marked", "stock",
)  # fmt: skip
MORE = ("unit", "by_weight", "more_barcodes", "commission_tin", "quick_page", "quick_key", "colour")
COLUMNS = ASKED + MORE
NEEDED = ("name", "price")
MOST_ROWS = 500_000
MOST_CODE = 64
UNIT_WORDS: Mapping[int, str] = {796: "шт", 166: "кг", 112: "л", 6: "м", 778: "упак"}
"""The word of the commonest codes of the OFD; another code takes the word of the file, else pieces."""
KILOGRAM = 166
DEFAULT_VAT = 12
_YES = frozenset({"1", "yes", "true", "да", "ha", "ҳа", "+", "x"})
_NO = frozenset({"", "0", "no", "false", "нет", "yoʻq", "yo'q", "йўқ", "-"})


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says: a good, and how much of it lies there, if it says so."""

    number: int
    good: Good
    stock: Quantity | None = None


@dataclass(frozen=True, slots=True)
class BadRow:
    """Why a row cannot be a good; `number` is the row's in the file, the header being 1."""

    number: int
    column: str
    value: str
    why: str


def read_header(cells: Sequence[str], mapping: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The names of the columns; a mapping gives ours for theirs, and "" for one that is left out.

    Raises BadInput that names what is unknown, twice there, or missing.
    """
    renamed = mapping or {}
    names = [renamed.get(cell.strip(), cell.strip().casefold()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if unknown := [name for name in names if name and name not in COLUMNS]:
        raise BadInput("an unknown column", field="header", value=", ".join(unknown)[:80])
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise BadInput("a column twice", field="header", value=", ".join(twice))
    if missing := [name for name in NEEDED if name not in names]:
        raise BadInput("a column is missing", field="header", value=", ".join(missing))
    return tuple(names)


def read_rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Row | BadRow]:
    """Each row that is not empty, as a good or as the reason why it is none."""
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows, start=2):
        told = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}
        if not any(told.values()):
            continue
        if number > MOST_ROWS + 1:
            yield BadRow(number, "", "", f"more than {MOST_ROWS} rows")
            return
        read = _read(number, told)
        if isinstance(read, Row):
            read = _once(read, seen)
        yield read


def _once(row: Row, seen: dict[str, int]) -> Row | BadRow:
    for code in row.good.barcodes:
        if code in seen:
            return BadRow(row.number, "barcode", code, f"it stands in row {seen[code]}, too")
        seen[code] = row.number
    return row


def _read(number: int, told: Mapping[str, str]) -> Row | BadRow:
    column = ""
    try:
        for column in ("name", "name_uz", "spic", "package_code", "unit", "commission_tin", "colour"):
            if not told.get(column, "").isprintable() or len(told.get(column, "")) > 200:
                raise BadInput("a text of at most 200 letters", value=told[column])
        column = "name"
        name = told.get("name", "")
        if not name:
            raise BadInput("a good has a name", value="")
        column = "price"
        price = Money.parse(told.get("price", ""))
        column = "barcode"
        code = _code(told.get("barcode", "")) or own_code(name)
        column = "more_barcodes"
        more = tuple(sorted({_code(one) for one in told.get("more_barcodes", "").split()} - {code}))
        numbers: dict[str, int | None] = {}
        for column in ("units", "vat_percent", "quick_page", "quick_key"):
            numbers[column] = _whole(told.get(column, ""))
        switches: dict[str, bool | None] = {}
        for column in ("marked", "by_weight"):
            switches[column] = _switch(told.get(column, ""))
        column = "stock"
        stock = _stock(told.get("stock", ""))
    except PosError as error:
        return BadRow(number, column, str(error.facts.get("value", told.get(column, "")))[:80], error.detail)
    units, vat = numbers["units"], numbers["vat_percent"]
    by_weight = switches["by_weight"]
    good = Good(
        barcode=Barcode(code),
        name=name,
        name_uz=told.get("name_uz", ""),
        price=price,
        spic=told.get("spic", ""),
        package_code=told.get("package_code", ""),
        vat_percent=DEFAULT_VAT if vat is None else vat,
        unit=told.get("unit", "") or UNIT_WORDS.get(units or 0, "шт"),
        units_code=units,
        by_weight=units == KILOGRAM if by_weight is None else by_weight,
        marked=bool(switches["marked"]),
        commission_tin=told.get("commission_tin", ""),
        more_barcodes=tuple(Barcode(one) for one in more),
        quick_page=numbers["quick_page"] or 1,
        quick_key=numbers["quick_key"],
        colour=told.get("colour", ""),
    )
    return Row(number, good, stock)


def write_row(good: Good, stock: Quantity | None) -> tuple[str, ...]:
    """A good as a row of all COLUMNS; reading it gives the same good."""
    told = {
        "name": good.name,
        "name_uz": good.name_uz,
        "barcode": good.barcode,
        "spic": good.spic,
        "package_code": good.package_code,
        "units": "" if good.units_code is None else str(good.units_code),
        "price": good.price.plain(),
        "vat_percent": str(good.vat_percent),
        "marked": "yes" if good.marked else "no",
        "stock": "" if stock is None else stock.digits(),
        "unit": good.unit,
        "by_weight": "yes" if good.by_weight else "no",
        "more_barcodes": " ".join(good.more_barcodes),
        "commission_tin": good.commission_tin,
        "quick_page": str(good.quick_page),
        "quick_key": "" if good.quick_key is None else str(good.quick_key),
        "colour": good.colour,
    }
    return tuple(told[name] for name in COLUMNS)


def own_code(name: str) -> str:
    """The code of a good without a barcode, a service say: the same for the same name. Never sent."""
    return "#" + hashlib.sha256(fold(name).encode()).hexdigest()[:12]


def _code(text: str) -> str:
    if len(text) > MOST_CODE or not text.isprintable() or " " in text:
        raise BadInput("not a barcode", value=text)
    if "E+" in text.upper():
        raise BadInput("a number of the table program: make the column text", value=text)
    return text


def _whole(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadInput("a whole number", value=text)
    return int(text)


def _switch(text: str) -> bool | None:
    said = text.casefold()
    if not said:
        return None
    if said not in _YES | _NO:
        raise BadInput("yes or no", value=text)
    return said in _YES


def _stock(text: str) -> Quantity | None:
    if not text:
        return None
    try:
        if Decimal(text.replace(",", ".")) == 0:
            return Quantity(0)
    except InvalidOperation as error:
        raise BadInput("a quantity", value=text) from error
    return Quantity.parse(text)
