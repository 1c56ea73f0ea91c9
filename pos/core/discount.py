"""Discounts as they are given, what they come to, and how one of a receipt is shared over its lines. Pure.

Who may give how much is not decided here. Percents are whole hundredths (10 % = 1000), money is in tiyin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pos.core.errors import BadInput
from pos.core.money import NBSP, ZERO, Money, half_up

WHOLE = 10_000
"""100 % in hundredths of a percent."""

_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?)\s*%")


@dataclass(frozen=True, slots=True)
class Discount:
    """One discount as the cashier gave it: `percent` in hundredths, or `amount`; the other one is zero."""

    percent: int = 0
    amount: Money = ZERO

    def __post_init__(self) -> None:
        if type(self.percent) is not int or not 0 <= self.percent <= WHOLE:
            raise ValueError("a percent is 0 to 10 000 hundredths")
        if self.amount.tiyin < 0 or bool(self.percent) == bool(self.amount):
            raise ValueError("a discount is either a percent or an amount")

    @classmethod
    def of_percent(cls, hundredths: int) -> Discount:
        """A discount of `hundredths` of a percent. Raises BadInput outside 0.01 % … 100 %."""
        if not 0 < hundredths <= WHOLE:
            raise BadInput("not a percent of a discount", field="discount", value=percent_text(hundredths))
        return cls(percent=hundredths)

    @classmethod
    def of_amount(cls, amount: Money) -> Discount:
        """A discount of so much money. Raises BadInput for nothing or less."""
        if amount.tiyin <= 0:
            raise BadInput("not an amount of a discount", field="discount", value=amount.digits())
        return cls(amount=amount)

    @classmethod
    def parse(cls, text: str) -> Discount:
        """Read `15 %`, `12,5%` or `5 000` (sum) as a cashier types it.

        Raises:
            BadInput: no percent up to 100 with two decimals, and (BadAmount) no amount either.
        """
        found = _PERCENT.fullmatch(text.strip())
        if found:
            return cls.of_percent(int(Decimal(found[1].replace(",", ".")) * 100))
        if "%" in text:
            raise BadInput("not a percent of a discount", field="discount", value=text[:40])
        return cls.of_amount(Money.parse(text))

    def off(self, base: Money) -> Money:
        """What it takes off `base`: a percent half up, an amount as it is (even above `base`)."""
        return Money(half_up(base.tiyin * self.percent, WHOLE)) if self.percent else self.amount

    def percent_on(self, base: Money) -> int:
        """Which percent of `base` it comes to, in hundredths, to compare with a limit."""
        return self.percent or percent_of(self.amount, base)

    def words(self) -> str:
        """`15 %` or `5 000`: the unit of money is put by the language."""
        return percent_text(self.percent) if self.percent else self.amount.digits()


def percent_of(off: Money, base: Money) -> int:
    """Which percent of `base` is `off`, in hundredths, half up; all of it when `base` is nothing."""
    if base.tiyin <= 0:
        return WHOLE if off else 0
    return half_up(off.tiyin * WHOLE, base.tiyin)


def percent_text(hundredths: int) -> str:
    """`15 %` or `12,5 %`, with U+00A0 before the sign."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02d}".rstrip("0").rstrip(",") + f"{NBSP}%"


def shares(off: Money, bases: Sequence[Money]) -> tuple[Money, ...]:
    """Share `off` over `bases` in proportion to them, to the tiyin: their sum is `off` exactly.

    Largest remainder: each part is rounded down, and the tiyin that are left go one by one to the largest
    remainders; of equal ones to the larger base, of equal bases to the earlier. So another order of the
    bases gives the same parts to the same bases, where no two bases are equal. No part exceeds its base.

    Raises:
        ValueError: `off` or a base is negative, or `off` is more than all bases.
    """
    whole = sum(base.tiyin for base in bases)
    if off.tiyin < 0 or off.tiyin > whole or any(base.tiyin < 0 for base in bases):
        raise ValueError("nobody can bear this share")
    if not off:
        return (ZERO,) * len(bases)
    parts = [divmod(off.tiyin * base.tiyin, whole) for base in bases]
    left = off.tiyin - sum(part for part, _rest in parts)
    turn = sorted(range(len(bases)), key=lambda at: (-parts[at][1], -bases[at].tiyin, at))
    lucky = frozenset(turn[:left])
    return tuple(Money(part + (at in lucky)) for at, (part, _rest) in enumerate(parts))
