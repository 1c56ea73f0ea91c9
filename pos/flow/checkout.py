"""A sale from the scan to the paper, as the picture in pos/README.md. `pay` MOVES MONEY. Engine thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from pos.core.catalogue import Good
from pos.core.errors import NotAPaymentCode, PosError
from pos.core.fiscal import FiscalState
from pos.core.payment import Payment, PaymentId, PaymentState, TransactionId
from pos.core.receipt import Receipt, ReceiptKind
from pos.core.sale import Sale, SaleId
from pos.core.scan import ScanKind, classify
from pos.flow.charging import Charging
from pos.flow.fiscalizing import Fiscalizing
from pos.flow.payment_parts import PaymentParts
from pos.flow.ports import Catalogue, FiscalEntry, History, HistoryRow, SaleJournal
from pos.flow.printing import PAPER_WAITS_S, Printing
from pos.flow.resolving import Resolving


class Checkout:
    """What the window and the command line ask for."""

    def __init__(
        self,
        *,
        parts: PaymentParts,
        sales: SaleJournal,
        catalogue: Catalogue,
        history: History,
        fiscalizing: Fiscalizing,
        printing: Printing,
    ) -> None:
        self._p = parts
        self._sales = sales
        self._catalogue = catalogue
        self._history = history
        self.fiscalizing = fiscalizing
        self.printing = printing
        self.charging = Charging(parts)
        self.resolving = Resolving(parts, self.charging)
        self._after: dict[TransactionId, asyncio.Task[Payment]] = {}
        self._papers_owed: dict[PaymentId, Payment] = {}
        self._reads: set[asyncio.Task[Any]] = set()

    async def find(self, text: str) -> Good | None:
        """A good by its barcode."""
        return self._catalogue.find(text)

    async def search(self, text: str, limit: int = 20) -> Sequence[Good]:
        """Goods by a part of name or barcode."""
        return self._catalogue.search(text, limit)

    async def quick_keys(self) -> Sequence[Good]:
        """The goods of the quick keys."""
        return self._catalogue.quick_keys()

    def new_sale_id(self) -> SaleId:
        """An id for the next sale."""
        return self._p.ids.sale_id()

    async def pay(self, sale: Sale, otp: str) -> Payment:
        """Take the money for `sale` with a scanned code. MOVES MONEY, at most once per call.

        Returns when the payment is final or UNKNOWN; resolving, the fiscal receipt and the paper go on in
        the background (`finished` waits for them).

        Raises:
            EmptySale, UnresolvedLines, NotAPaymentCode, CodeAlreadyUsed, SaleAlreadyInPayment,
            JournalTrouble: nothing was sent.
            OutcomeUnknown: the journal failed after the request left.
        """
        sale.ready_to_pay()
        scan = classify(otp, lambda text: self._catalogue.find(text) is not None)
        if scan.kind is not ScanKind.CLICK_PASS:
            raise NotAPaymentCode("not a CLICK Pass code", kind=str(scan.kind))
        self._sales.save(sale, self._p.clock.now())
        payment = await self.charging.charge(sale, scan.text)
        self.follow(sale, payment, may_confirm=True)
        return payment

    def follow(self, sale: Sale, payment: Payment, *, may_confirm: bool) -> None:
        """Let the rest of a payment go on in the background: resolve, fiscalise, print."""
        task = asyncio.get_running_loop().create_task(self._rest(sale, payment, may_confirm=may_confirm))
        self._after[payment.transaction_id] = task
        task.add_done_callback(lambda _: self._after.pop(payment.transaction_id, None))

    async def finished(self, transaction_id: TransactionId) -> Payment:
        """Wait for the background part of a payment; raises what stopped it."""
        task = self._after.get(transaction_id)
        return await asyncio.shield(task) if task else self._p.journal.payment(transaction_id)

    async def _rest(self, sale: Sale, payment: Payment, *, may_confirm: bool) -> Payment:
        resolved = payment
        if payment.state is PaymentState.UNKNOWN:
            resolved = await self.resolving.resolve(payment, may_confirm=may_confirm)
        if resolved.is_paid:
            entry = self.fiscalizing.queue(sale, resolved)
            self._keep(self._verify_search(resolved))
            await self._fiscalise_and_print(sale, resolved, entry)
        self._p.instants.pop(resolved.transaction_id, None)
        return resolved

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._reads.add(task)
        task.add_done_callback(self._reads.discard)

    async def _fiscalise_and_print(self, sale: Sale, payment: Payment, entry: FiscalEntry) -> None:
        """The paper waits for the link for 5 s at most (decision 24)."""
        work = asyncio.ensure_future(self.fiscalizing.work(entry.payment_id))
        done, _ = await asyncio.wait({work}, timeout=PAPER_WAITS_S)
        link = work.result().link if done else None
        await self.printing.print(self.printing.paper(sale, payment, link), payment)
        if link is None and entry.state is FiscalState.PENDING:
            self._papers_owed[entry.payment_id] = payment
            await work
            await self.print_owed()

    async def print_owed(self) -> None:
        """Print the fiscal copy of sales whose link came after their paper (decision 24)."""
        for payment_id, payment in list(self._papers_owed.items()):
            link = self._link_of(payment)
            if link is not None:
                del self._papers_owed[payment_id]
                sale = self._sales.sale_of(payment)
                await self.printing.print(
                    self.printing.paper(sale, payment, link, ReceiptKind.FISCAL_COPY), payment
                )

    def work_queue(self) -> None:
        """Work the OFD queue in the background for as long as the till runs."""
        self._keep(self.fiscalizing.keep_working(self.print_owed))

    async def _verify_search(self, payment: Payment) -> None:
        """Decision 6: a paid sale that status_by_mti finds proves the search for this service_id."""
        p = self._p
        if p.journal.mti_verified(payment.service_id):
            return
        try:
            found = await p.gateway.look_up(
                payment.transaction_id, payment.business_day, p.timers.read_call_s
            )
        except PosError:
            return
        if found is not None and found.payment_id == payment.payment_id:
            p.journal.set_mti_verified(payment.service_id)

    async def check_now(self, transaction_id: TransactionId) -> Payment:
        """Read an unknown payment at once. Moves no money."""
        self.resolving.check_now(transaction_id)
        return self._p.journal.payment(transaction_id)

    async def history(self, limit: int = 200) -> Sequence[HistoryRow]:
        """The newest payments."""
        return self._history.rows(limit)

    async def sale_of(self, transaction_id: TransactionId) -> Sale:
        """The sale that a payment was for."""
        return self._sales.sale_of(self._p.journal.payment(transaction_id))

    async def paper(self, transaction_id: TransactionId, kind: ReceiptKind = ReceiptKind.SALE) -> Receipt:
        """The receipt of a past payment, for the preview."""
        payment = self._p.journal.payment(transaction_id)
        return self.printing.paper(self._sales.sale_of(payment), payment, self._link_of(payment), kind)

    def _link_of(self, payment: Payment) -> str | None:
        entry = self.fiscalizing.entry(payment.payment_id) if payment.payment_id is not None else None
        return entry.link if entry and entry.state is FiscalState.DONE else None

    async def reprint(self, transaction_id: TransactionId) -> bool:
        """Print a copy, marked as one; True when it came out."""
        payment = self._p.journal.payment(transaction_id)
        return await self.printing.print(await self.paper(transaction_id, ReceiptKind.COPY), payment)

    async def stop(self) -> None:
        """Let go of the background work; what is open is found by recovery."""
        tasks = [*self._after.values(), *self._reads]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
