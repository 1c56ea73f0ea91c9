"""What the scales printed: an EAN-13 of the shop's own with a weight or a price inside. Pure.

`2 8 P P P P P V V V V V C`: a prefix 20 … 29, the code of the good (PLU), the value, the check digit. How
many digits belong to what is set per prefix, as the scales are.

A price inside is what the customer read on the label, so it is the subtotal of the line to the tiyin
(`SaleLine.printed_total`). The weight is only worked out from it, to the nearest gram, and is never
multiplied back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pos.core.catalogue import Good
from pos.core.errors import BadInput
from pos.core.money import MAX_TIYIN, THOUSAND, Money, Quantity, half_up
from pos.core.scan import check_digit_fits

_PREFIX = re.compile(r"2[0-9]")
_EAN_13 = re.compile(r"2[0-9]{12}")
_INSIDE = 10  # digits between the prefix and the check digit


class Inside(StrEnum):
    """What the value of a prefix is."""

    WEIGHT = "weight"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class WeighedScheme:
    """How the scales write one prefix.

    `decimals` of the value: of a kilogram for a weight (3 = grams), of a sum for a price (2 = tiyin).

    Raises BadInput when the digits do not make an EAN-13.
    """

    prefix: str = "28"
    inside: Inside = Inside.WEIGHT
    code_digits: int = 5
    value_digits: int = 5
    decimals: int = 3

    def __post_init__(self) -> None:
        finest = 3 if self.inside is Inside.WEIGHT else 2
        fits = self.code_digits > 0 < self.value_digits and self.code_digits + self.value_digits == _INSIDE
        if not _PREFIX.fullmatch(self.prefix) or not fits or not 0 <= self.decimals <= finest:
            raise BadInput("not a scheme of an EAN-13", field="weighed", value=self.prefix)


@dataclass(frozen=True, slots=True)
class WeighedCode:
    """What one label says: the good, and either how much there is or what it costs."""

    prefix: str
    plu: str
    weight: Quantity | None = None
    price: Money | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """By what to look the good up, in this order: `2800011`, `00011`, `11`."""
        bare = self.plu.lstrip("0")
        return tuple(dict.fromkeys(code for code in (self.prefix + self.plu, self.plu, bare) if code))


@dataclass(frozen=True, slots=True)
class Portion:
    """What goes into `Sale.add`: how much, and the total when the label says it."""

    quantity: Quantity
    printed_total: Money | None = None


def read_weighed(text: str, schemes: Iterable[WeighedScheme]) -> WeighedCode | None:
    """What a scanned label says; None when it is no EAN-13 of these prefixes.

    Raises:
        BadInput: the check digit is wrong (misread), or the label says nothing: no gram, no tiyin.
    """
    bare = text.strip()
    scheme = next((each for each in schemes if bare.startswith(each.prefix)), None)
    if scheme is None or not _EAN_13.fullmatch(bare):
        return None
    if not check_digit_fits(bare):
        raise BadInput("the check digit is wrong", field="barcode", value=bare)
    plu, value = bare[2 : 2 + scheme.code_digits], int(bare[2 + scheme.code_digits : -1])
    if value == 0:
        raise BadInput("nothing was weighed", field="quantity", value=bare)
    if scheme.inside is Inside.WEIGHT:
        weight = Quantity(value * 10 ** (3 - scheme.decimals))
        return WeighedCode(scheme.prefix, plu, weight=weight)
    price = Money(value * 10 ** (2 - scheme.decimals))
    return WeighedCode(scheme.prefix, plu, price=price)


def portion(code: WeighedCode, good: Good) -> Portion:
    """How much of `good` the label is, and what it costs when that is what it says.

    Raises:
        BadInput: the good is sold by the piece, or has no price to tell the weight from its price.
    """
    if not good.by_weight:
        raise BadInput("not sold by weight", field="barcode", value=good.barcode)
    if code.weight is not None:
        return Portion(code.weight)
    if code.price is None or not 0 < code.price.tiyin <= MAX_TIYIN or good.price.tiyin <= 0:
        raise BadInput("no price per kilogram", field="price", value=good.price.digits())
    grams = half_up(code.price.tiyin * THOUSAND, good.price.tiyin)
    return Portion(Quantity(max(1, grams)), printed_total=code.price)
