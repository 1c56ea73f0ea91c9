"""How much a cashier may take off by himself. Pure; moves no money."""

from __future__ import annotations

from pos.core.errors import OverLimit
from pos.core.sale import Sale, discount_percent

NO_LIMIT = 10_000
"""Hundredths of a percent: everything may be taken off."""


def given_percent(sale: Sale) -> int:
    """The most that is taken off, by discounts or by a lower price; hundredths of a percent."""
    return max([discount_percent(sale), *(line.price_cut_percent for line in sale.live_lines)])


def require_within(before: Sale, after: Sale, limit: int) -> None:
    """Raise OverLimit when a change takes off more than `limit` (hundredths of a percent) and than before."""
    given = given_percent(after)
    if given > limit and given > given_percent(before):
        raise OverLimit("more than may be taken off", given=_written(given), limit=_written(limit))


def _written(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02}".rstrip("0") if rest else str(whole)
