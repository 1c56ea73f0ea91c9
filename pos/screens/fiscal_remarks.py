"""What is said of a line that the OFD would refuse: while it is rung up, not after the money. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pos.core.readiness import Lack, Level, readiness
from pos.core.sale import SaleLine
from pos.screens.words import Words, _

if TYPE_CHECKING:
    from pos.screens.counter import Counter

_WHY: Mapping[Lack, str] = {
    Lack.NAME: _("no name"),
    Lack.SPIC: _("no MXIK code"),
    Lack.PACKAGE: _("no package code"),
    Lack.PRICE: _("no price"),
    Lack.VAT: _("VAT {vat} %"),
    Lack.OWNER: _("the owner's TIN"),
    Lack.MARK_BY_WEIGHT: _("marked, and by weight"),
}


def refusal(line: SaleLine, rates: tuple[int, ...] | None, words: Words) -> str:
    """Why the OFD would refuse this line, in a few words; empty when it would not, or nobody can tell.

    `rates` are the shop's VAT rates in percent; None: the shop gives no fiscal receipts, so nothing is said.
    """
    if rates is None or line.good is None or not line.counts:
        return ""
    ready = readiness(replace(line.good, price=line.price), rates)
    if ready.level is not Level.RED:
        return ""
    why = words.say(_WHY[ready.lacks[0]], vat=line.good.vat_percent)
    return words.say("the OFD will refuse: {why}", why=why)


def read_rates(counter: Counter) -> None:
    """Ask which VAT rates goods are judged by: at the start and after each payment. Moves no money."""
    c = counter

    def done(rates: tuple[int, ...] | None) -> None:
        if rates != c.fiscal_rates:
            c.fiscal_rates = rates
            c.redraw()

    c.runner.run(c.till.fiscal_rates(), done, lambda _error: None)  # whoever needs the journal says so
