"""What the shop sells. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from pos.core.money import Money

Barcode = NewType("Barcode", str)


@dataclass(frozen=True, slots=True)
class Good:
    """One good or service as the till and the OFD need it.

    `price` is for one unit, VAT included. `spic` is the 17-digit ИКПУ (MXIK); `unit` is the word printed
    after the quantity (шт, кг); `units_code` is the OFD's code of it. `more_barcodes` mean the same good (a
    new package, a box of one). `marked`: each piece has a DataMatrix that the OFD wants. `commission_tin` is
    the TIN or PINFL of whose goods they are, empty for the shop's own. `quick_key` is its place on page
    `quick_page` of the quick keys, `colour` the key's: a word for it or `#rrggbb`.
    """

    barcode: Barcode
    name: str
    price: Money
    spic: str
    package_code: str
    vat_percent: int = 12
    unit: str = "шт"
    units_code: int | None = None
    name_uz: str = ""
    by_weight: bool = False
    quick_key: int | None = None
    more_barcodes: tuple[Barcode, ...] = ()
    marked: bool = False
    commission_tin: str = ""
    quick_page: int = 1
    colour: str = ""

    @property
    def barcodes(self) -> tuple[Barcode, ...]:
        """All that scan as this good; the first one is its name in the journal."""
        return (self.barcode, *self.more_barcodes) if self.barcode else self.more_barcodes
