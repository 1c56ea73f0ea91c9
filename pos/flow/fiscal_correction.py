"""A receipt that CLICK refused, or that lacked data, is made anew with the codes that its goods have now.

Engine thread. Moves no money. What was sold stays as it was sold: prices and quantities never change, only
the ИКПУ, the package, the unit and the VAT rate that the catalogue corrected since. A receipt that may have
reached the OFD is left alone: whether it is there is read first, and waited for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos.core.catalogue import Good
from pos.core.device_receipt import awaits_paper
from pos.core.errors import FiscalRefused
from pos.core.fiscal import REFUSED, FiscalState
from pos.core.sale import Sale
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.fiscalizing import Fiscalizing
from pos.flow.ports import PaymentJournal, SaleJournal

Find = Callable[[str], Good | None]


class FiscalCorrection:
    """`find` gives a good of the catalogue by its barcode."""

    def __init__(
        self, *, fiscalizing: Fiscalizing, payments: PaymentJournal, sales: SaleJournal, find: Find
    ) -> None:
        self._fiscalizing = fiscalizing
        self._payments = payments
        self._sales = sales
        self._find = find

    def correct_all(self) -> int:
        """Make anew whatever may be; how many receipts are others now. Durable; sends nothing."""
        changed = 0
        for entry in self._fiscalizing.queue_now():
            if awaits_paper(entry.state, entry.why):
                continue  # the shop's fiscal device makes it
            if entry.state is FiscalState.NONE or entry.why.startswith(REFUSED):
                changed += self._correct(entry)
        return changed

    def _correct(self, entry: FiscalEntry) -> bool:
        payment = self._payments.payment(entry.transaction_id)
        sale = renewed(self._sales.sale_of(payment), self._find)
        try:
            return self._fiscalizing.make_anew(entry, sale, payment)
        except FiscalRefused:
            return False  # it still lacks something: its reason stays in the queue


def renewed(sale: Sale, find: Find) -> Sale:
    """The sale with the fiscal codes that its goods have now; what is not in the catalogue stays as it is."""
    lines = tuple(replace(line, good=_renewed(line.good, find)) for line in sale.lines)
    return replace(sale, lines=lines)


def _renewed(good: Good | None, find: Find) -> Good | None:
    now = find(good.barcode) if good and good.barcode else None
    if good is None or now is None:
        return good
    return replace(
        good,
        spic=now.spic,
        package_code=now.package_code,
        units_code=now.units_code,
        vat_percent=now.vat_percent,
    )
