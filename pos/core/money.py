"""Money in whole tiyin and quantities in thousandths. Pure; no float ever.

1 sum = 100 tiyin. Text is made and read here and nowhere else (Qt's locale gets Uzbekistan wrong).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pos.core.errors import BadAmount, BadInput

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
MAX_TIYIN = 999_999_999_999_99  # twelve digits of sum: the widest amount that CLICK's pages show
THOUSAND = 1000

_AMOUNT = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,2})?")
_QUANTITY = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,3})?")
_SPACES = re.compile("[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of Uzbek sum, held in whole tiyin. May be negative (a discount, a change)."""

    tiyin: int

    def __post_init__(self) -> None:
        if type(self.tiyin) is not int:
            raise TypeError("Money holds whole tiyin")

    @classmethod
    def of_sum(cls, whole_sum: int) -> Money:
        """`whole_sum` sum exactly."""
        return cls(whole_sum * 100)

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read an amount in sum as a person writes it: spaces, comma or dot, at most two decimals.

        Raises:
            BadAmount: empty, zero, negative, too large, or finer than a tiyin.
        """
        bare = _SPACES.sub("", text)
        if not _AMOUNT.fullmatch(bare):
            raise BadAmount("not an amount in sum", field="amount", value=text[:40])
        money = cls(int(Decimal(bare.replace(",", ".")) * 100))
        if not 0 < money.tiyin <= MAX_TIYIN:
            raise BadAmount("out of range", field="amount", value=text[:40])
        return money

    def __add__(self, other: Money) -> Money:
        return Money(self.tiyin + other.tiyin)

    def __sub__(self, other: Money) -> Money:
        return Money(self.tiyin - other.tiyin)

    def __neg__(self) -> Money:
        return Money(-self.tiyin)

    def times(self, quantity: Quantity) -> Money:
        """The price of `quantity`, rounded half up to a tiyin."""
        return Money(half_up(self.tiyin * quantity.thousandths, THOUSAND))

    def __bool__(self) -> bool:
        return self.tiyin != 0

    def digits(self) -> str:
        """`1 250 000` or `44 530,70`: grouped by U+00A0, no tiyin when zero."""
        whole, rest = divmod(abs(self.tiyin), 100)
        text = f"{whole:,}".replace(",", NBSP) + (f",{rest:02d}" if rest else "")
        return MINUS + text if self.tiyin < 0 else text

    def plain(self) -> str:
        """`1250000.00`: N.NN, as CLICK's pages write a sum in a link (not negative)."""
        return f"{self.tiyin // 100}.{self.tiyin % 100:02d}"

    def words(self, unit: str) -> str:
        """`1 250 000 сум`: the digits, U+00A0 and the unit as the language says it."""
        return f"{self.digits()}{NBSP}{unit}"


ZERO = Money(0)


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """How much of a good, in thousandths of its unit (1 piece = 1000, 0.385 kg = 385)."""

    thousandths: int

    @classmethod
    def pieces(cls, count: int) -> Quantity:
        """`count` whole units."""
        return cls(count * THOUSAND)

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read `3` or `0,385`. Raises BadInput for anything else, zero included."""
        bare = _SPACES.sub("", text)
        if not _QUANTITY.fullmatch(bare):
            raise BadInput("not a quantity", field="quantity", value=text[:40])
        quantity = cls(int(Decimal(bare.replace(",", ".")) * THOUSAND))
        if quantity.thousandths == 0:
            raise BadInput("zero quantity", field="quantity", value=text[:40])
        return quantity

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number of units."""
        return self.thousandths % THOUSAND == 0

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.thousandths + other.thousandths)

    def digits(self) -> str:
        """`3` or `0,385` (always three decimals when not whole, as scales print it)."""
        whole, rest = divmod(self.thousandths, THOUSAND)
        return f"{whole},{rest:03d}" if rest else str(whole)


ONE = Quantity.pieces(1)


def half_up(numerator: int, denominator: int) -> int:
    """Integer division rounded half up; both arguments not negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def vat_inside(gross: Money, percent: int) -> Money:
    """The VAT that `gross` already holds at `percent`, half up (decision 22)."""
    return Money(half_up(gross.tiyin * percent, 100 + percent))
