"""Paper. A printer's fault never undoes a sale, and paper never waits for ever for the OFD. Engine thread.

With a queue, a paper that does not come out waits for its printer; without one, it is told and forgotten.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from pos.core.errors import PrinterTrouble, UnreadablePicture
from pos.core.payment import Payment, TransactionId
from pos.core.receipt import Picture, Receipt, ReceiptKind, Say, Shop, sale_receipt
from pos.core.sale import Sale, SaleId
from pos.core.tender import Settlement
from pos.flow.events import Events, NoPaper, PaperSkipped, PrintChanged
from pos.flow.ports import Clock, PrintOut
from pos.flow.print_queue import PrintQueue

PAPER_WAITS_S = 5.0  # decision 24


@dataclass(frozen=True, slots=True)
class Auto:
    """What is printed by itself: the receipt of each paid sale; its fiscal copy when the link comes later."""

    sales: bool = True
    fiscal_copies: bool = True


class Printing:
    """Makes the neutral receipt and hands it to every printer of the till.

    Args:
        printers: where paper comes out when there is no `queue`; a queue has its own.
        order_of: what the customer calls the order that a payment paid.
        cashier_of: who sold; empty when nobody knows.
        settlement_of: how a sale was paid that CLICK did not pay alone.
        logo: loads the shop's; asked with the first paper only. May raise UnreadablePicture.
    """

    def __init__(
        self,
        *,
        printers: tuple[PrintOut, ...],
        shop: Shop,
        say: Say,
        clock: Clock,
        events: Events,
        order_of: Callable[[TransactionId], str] = lambda _payment: "",
        cashier_of: Callable[[TransactionId], str] = lambda _payment: "",
        settlement_of: Callable[[TransactionId], Settlement | None] = lambda _payment: None,
        logo: Callable[[], Picture | None] = lambda: None,
        queue: PrintQueue | None = None,
    ) -> None:
        self._printers = printers
        self._shop = shop
        self._load_logo: Callable[[], Picture | None] | None = logo
        self._cashier_of = cashier_of
        self._settlement_of = settlement_of
        self.queue = queue
        self._clock = clock
        self._events = events
        self._order_of = order_of
        self.say = say  # replaced when the receipts' language changes
        self.auto = Auto()

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
            shop=self._headed(),
            sale=sale,
            payment=payment,
            printed_at=self._clock.now() if kind is not ReceiptKind.SALE else payment.created_at,
            fiscal_link=link,
            say=say or self.say,
            kind=kind,
            order=self._order_of(payment.transaction_id) if payment.is_online else "",
            cashier=self._cashier_of(payment.transaction_id),
            settlement=self._settlement_of(payment.transaction_id),
        )

    def cash_paper(
        self,
        sale: Sale,
        settlement: Settlement,
        kind: ReceiptKind = ReceiptKind.SALE,
        say: Say | None = None,
    ) -> Receipt:
        """The paper of a sale that CLICK had no part in: it says that it is not a fiscal receipt."""
        return sale_receipt(
            shop=self._headed(),
            sale=sale,
            payment=None,
            printed_at=self._clock.now() if kind is not ReceiptKind.SALE else settlement.planned_at,
            fiscal_link=None,
            say=say or self.say,
            kind=kind,
            cashier=self._cashier_of(settlement.ref),
            settlement=settlement,
        )

    async def print(self, receipt: Receipt, sale_id: SaleId) -> bool:
        """Put it on paper, outside this thread; True when every printer took it, else an event says why.

        With a queue it is printed behind those that wait, and what did not come out waits. A till without a
        printer owes no paper: that is told, and is no failure.
        """
        if not self._printers:
            self._events.publish(PaperSkipped(sale_id, NoPaper.NO_PRINTER))
            return True
        if self.queue is not None:
            return await self.queue.put(receipt, sale_id, self.say("COPY"))
        why = ""
        for printer in self._printers:
            try:
                await asyncio.to_thread(printer.print, receipt)
            except PrinterTrouble as error:
                why = error.detail or "printer"
        self._events.publish(PrintChanged(sale_id, ok=not why, why=why))
        return not why

    async def print_by_itself(self, receipt: Receipt, sale_id: SaleId) -> bool:
        """Print the paper of a sale where the settings want one at once; else tell that there is none."""
        if self.auto.sales or not self._printers:
            return await self.print(receipt, sale_id)
        self._events.publish(PaperSkipped(sale_id, NoPaper.NOT_AUTOMATIC))
        return True

    async def use(
        self,
        *,
        printers: tuple[PrintOut, ...],
        shop: Shop,
        say: Say,
        logo: Callable[[], Picture | None],
        auto: Auto,
    ) -> None:
        """Other settings from the next paper on; papers that wait stay as they are, on the new printers."""
        self._printers, self._shop, self._load_logo, self.auto = printers, shop, logo, auto
        self.say = say
        if self.queue is not None:
            await self.queue.use(printers)

    @property
    def waiting(self) -> int:
        """How many papers wait for their printer."""
        return self.queue.waiting if self.queue else 0

    @property
    def oldest(self) -> datetime | None:
        """Since when (UTC) the first of them waits."""
        return self.queue.oldest if self.queue else None

    async def print_waiting(self) -> int:
        """Print all that wait, in order, each once; how many came out."""
        return await self.queue.print_waiting() if self.queue else 0

    def _headed(self) -> Shop:
        """The shop with its logo. A logo that cannot be read is left out: no paper fails because of it."""
        if self._load_logo is not None:
            load, self._load_logo = self._load_logo, None
            with contextlib.suppress(UnreadablePicture):
                self._shop = replace(self._shop, logo=load())
        return self._shop
