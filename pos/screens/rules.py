"""What the shop's settings allow at the counter."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos.core.discount_limit import NO_LIMIT
from pos.core.fiscal import FiscalDefaults
from pos.core.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Rules:
    """The same for every sale of a run.

    Attributes:
        cash_step: what is paid in cash is rounded down to whole steps of it; nothing: not at all.
        discount_limit: what a cashier may take off by himself, in hundredths of a percent.
        fiscal: what a sale by amount alone is called at the OFD.
    """

    cash_step: Money = ZERO
    discount_limit: int = NO_LIMIT
    fiscal: FiscalDefaults = field(default_factory=FiscalDefaults)


NO_RULES = Rules()
"""Nothing is rounded, everything may be taken off."""
