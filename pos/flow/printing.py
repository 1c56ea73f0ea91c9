"""Paper. A printer's fault never undoes a sale, and paper never waits for ever for the OFD. Engine thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from pos.core.errors import PrinterTrouble
from pos.core.payment import Payment, TransactionId
from pos.core.receipt import Receipt, ReceiptKind, Say, Shop, sale_receipt
from pos.core.sale import Sale
from pos.flow.events import Events, PrintChanged
from pos.flow.ports import Clock, PrintOut

PAPER_WAITS_S = 5.0  # decision 24


class Printing:
    """Makes the neutral receipt and hands it to every printer of the till."""

    def __init__(
        self,
        *,
        printers: tuple[PrintOut, ...],
        shop: Shop,
        say: Say,
        clock: Clock,
        events: Events,
        order_of: Callable[[TransactionId], str] = lambda _payment: "",
    ) -> None:
        self._printers = printers
        self._shop = shop
        self._clock = clock
        self._events = events
        self._order_of = order_of
        self.say = say  # replaced when the receipts' language changes

    def paper(
        self,
        sale: Sale,
        payment: Payment,
        link: str | None,
        kind: ReceiptKind = ReceiptKind.SALE,
        say: Say | None = None,
    ) -> Receipt:
        """The receipt as rows, for a printer or a preview; in the paper's language unless `say` is given."""
        return sale_receipt(
            shop=self._shop,
            sale=sale,
            payment=payment,
            printed_at=self._clock.now() if kind is not ReceiptKind.SALE else payment.created_at,
            fiscal_link=link,
            say=say or self.say,
            kind=kind,
            order=self._order_of(payment.transaction_id) if payment.is_online else "",
        )

    async def print(self, receipt: Receipt, payment: Payment) -> bool:
        """Put it on paper, outside this thread; True when every printer took it, else an event says why."""
        why = ""
        for printer in self._printers:
            try:
                await asyncio.to_thread(printer.print, receipt)
            except PrinterTrouble as error:
                why = error.detail or "printer"
        if self._printers:
            self._events.publish(PrintChanged(payment.sale_id, ok=not why, why=why))
        return not why
