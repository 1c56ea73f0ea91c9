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
    after the quantity (шт, кг); `units_code` is the OFD's code of it.
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
