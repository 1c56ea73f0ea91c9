"""Whether a good can be fiscalised, told before it is sold: the OFD must not refuse after the money. Pure.

Red goods the OFD would refuse (click-docs «Фискализация товаров и услуг», table Item); yellow ones it takes,
but somebody should look.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from pos.core.catalogue import Good
from pos.core.fiscal import NAME_MAX
from pos.core.scan import check_digit_fits

_SPIC = re.compile(r"[0-9]{17}")
_PACKAGE = re.compile(r"[0-9A-Za-z]{1,20}")
_OWNER = re.compile(r"[0-9]{9}|[0-9]{14}")
_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")


class Level(StrEnum):
    """How ready a good is."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Lack(StrEnum):
    """What is missing or odd; the first ones are red."""

    NAME = "name"
    SPIC = "spic"
    PACKAGE = "package_code"
    PRICE = "price"
    VAT = "vat_percent"
    OWNER = "commission_tin"
    MARK_BY_WEIGHT = "marked_by_weight"  # a label is for a piece
    UNITS = "units"
    BARCODE = "barcode"
    LONG_NAME = "long_name"  # the OFD gets its beginning


_YELLOW = frozenset({Lack.UNITS, Lack.BARCODE, Lack.LONG_NAME})


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready a good is, and why not: the worst first."""

    lacks: tuple[Lack, ...] = ()

    @property
    def level(self) -> Level:
        """Red when one lack is red."""
        if not self.lacks:
            return Level.GREEN
        return Level.YELLOW if set(self.lacks) <= _YELLOW else Level.RED


def readiness(good: Good, vat_rates: Collection[int]) -> Readiness:
    """What keeps this good from being fiscalised, with the VAT rates that the shop knows."""
    found = {
        Lack.NAME: not good.name.strip(),
        Lack.SPIC: not _SPIC.fullmatch(good.spic),
        Lack.PACKAGE: not _PACKAGE.fullmatch(good.package_code),
        Lack.PRICE: good.price.tiyin <= 0,
        Lack.VAT: good.vat_percent not in vat_rates,
        Lack.OWNER: bool(good.commission_tin) and not _OWNER.fullmatch(good.commission_tin),
        Lack.MARK_BY_WEIGHT: good.marked and good.by_weight,
        Lack.UNITS: good.units_code is None,
        Lack.BARCODE: _is_odd_gtin(good.barcode),
        Lack.LONG_NAME: len(good.name) + len(good.unit) + 3 > NAME_MAX,
    }
    return Readiness(tuple(lack for lack, is_so in found.items() if is_so))


def _is_odd_gtin(barcode: str) -> bool:
    """A number as long as a GTIN whose check digit is wrong: misread or mistyped. Own codes are not odd."""
    return bool(_GTIN.fullmatch(barcode)) and not check_digit_fits(barcode)
