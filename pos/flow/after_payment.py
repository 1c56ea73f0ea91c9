"""What follows a charge, in the background: resolve, fiscalise, print. Engine thread."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from pos.core.errors import JournalTrouble, PosError
from pos.core.fiscal import FiscalState
from pos.core.order_card import holds_of
from pos.core.payment import Payment, PaymentId, PaymentState, TransactionId, move
from pos.core.receipt import ReceiptKind
from pos.core.sale import Sale
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.fiscalizing import Fiscalizing
from pos.flow.order_ports import Stock
from pos.flow.payment_parts import PaymentParts
from pos.flow.ports import SaleJournal
from pos.flow.printing import PAPER_WAITS_S, Printing
from pos.flow.resolving import Resolving
from pos.flow.reversing import Reversing

S = PaymentState

SCREEN_FIRST_S = 0.03
"""The green screen is painted before the fiscal work takes the processor; a crash meanwhile loses nothing."""


class AfterPayment:
    """Keeps one task per payment until its paper is out."""

    def __init__(
        self,
        *,
        parts: PaymentParts,
        sales: SaleJournal,
        resolving: Resolving,
        reversing: Reversing,
        fiscalizing: Fiscalizing,
        printing: Printing,
        stock: Stock | None = None,
    ) -> None:
        self._p = parts
        self._sales = sales
        self._resolving = resolving
        self._reversing = reversing
        self._fiscalizing = fiscalizing
        self._printing = printing
        self._stock = stock
        self._tasks: dict[TransactionId, asyncio.Task[Payment]] = {}
        self._papers_owed: dict[PaymentId, Payment] = {}
        self._others: set[asyncio.Task[Any]] = set()

    def follow(
        self, sale: Sale, payment: Payment, *, may_confirm: bool, kind: ReceiptKind = ReceiptKind.SALE
    ) -> None:
        """Let the rest of a payment go on in the background; `may_confirm` is False in recovery (T1).

        `kind` is COPY where the paper may have come out before (K8).
        """
        tid = payment.transaction_id
        loop = asyncio.get_running_loop()
        task = loop.create_task(self._rest(sale, payment, may_confirm=may_confirm, kind=kind))
        self._tasks[tid] = task
        task.add_done_callback(lambda _: self._tasks.pop(tid, None))

    def is_following(self, transaction_id: TransactionId) -> bool:
        """Whether the rest of this payment is under way."""
        return transaction_id in self._tasks

    @property
    def is_idle(self) -> bool:
        """Whether nothing goes on in the background but the queue's own waits."""
        return not self._tasks

    async def finished(self, transaction_id: TransactionId) -> Payment:
        """Wait for the background part of a payment; raises what stopped it."""
        task = self._tasks.get(transaction_id)
        return await asyncio.shield(task) if task else self._p.journal.payment(transaction_id)

    async def _rest(self, sale: Sale, payment: Payment, *, may_confirm: bool, kind: ReceiptKind) -> Payment:
        resolved = await self._ended(payment, may_confirm=may_confirm)
        if resolved.is_paid and not await self._owes_cash(resolved):
            await self._p.clock.sleep(SCREEN_FIRST_S)
            entry = await self._queued(sale, resolved)
            verifying = asyncio.ensure_future(self._resolving.verify_search(resolved))
            try:
                await self._fiscalise_and_print(sale, resolved, entry, kind)
                with contextlib.suppress(JournalTrouble):
                    await verifying  # one read; a short command must not end before it
            finally:
                verifying.cancel()
        self._p.instants.pop(resolved.transaction_id, None)
        return resolved

    async def _ended(self, payment: Payment, *, may_confirm: bool) -> Payment:
        """Until it is final. A journal that fails on the way is waited for; from then on it is only read."""
        p = self._p
        while payment.is_open:
            try:
                match payment.state:
                    case S.REVERSING:
                        payment = await self._reversing.resume(payment)
                    case S.UNKNOWN:
                        payment = await self._resolving.resolve(payment, may_confirm=may_confirm)
                    case _:  # the journal failed in the middle of the charge
                        payment = await self._as_written(payment)
                        if payment.state in {S.SENDING, S.HELD, S.CONFIRMING}:
                            payment = p.write(move(payment, S.UNKNOWN, reason="taken_up"), "taken_up")
            except JournalTrouble:
                may_confirm = False  # what was not written may not be acted upon (E02)
                payment = await self._as_written(payment)
        return payment

    async def _as_written(self, payment: Payment) -> Payment:
        """The payment as the journal has it, once it can be read again."""
        p = self._p
        while True:
            await p.clock.sleep(p.timers.settle_waits_s[1])
            with contextlib.suppress(JournalTrouble):
                return p.journal.payment(payment.transaction_id)

    async def _owes_cash(self, payment: Payment) -> bool:
        """Whether cash of the sale is still to be taken: only then is there a receipt (`flow.settling`)."""
        while True:
            try:
                due = self._p.settlements.settlement(payment.transaction_id)
            except JournalTrouble:
                await self._p.clock.sleep(self._p.timers.settle_waits_s[1])
            else:
                return due is not None and due.is_due

    async def _queued(self, sale: Sale, payment: Payment) -> FiscalEntry:
        while True:
            try:
                # First: a crash between the two is made good by the queue, which then asks for both again.
                self._leave_shelf(sale, payment)
                return self._fiscalizing.queue(sale, payment)
            except JournalTrouble:
                await self._p.clock.sleep(self._p.timers.settle_waits_s[1])

    def _leave_shelf(self, sale: Sale, payment: Payment) -> None:
        """What was sold at the counter; an order's goods left with its hand-over. Once for each payment."""
        if self._stock is not None and not payment.is_online:
            self._stock.take(payment.transaction_id, holds_of(sale))

    async def _fiscalise_and_print(
        self, sale: Sale, payment: Payment, entry: FiscalEntry, kind: ReceiptKind
    ) -> None:
        """The paper waits for the link for 5 s at most (decision 24)."""
        work = asyncio.ensure_future(self._fiscalizing.work(entry.payment_id))
        done, _ = await asyncio.wait({work}, timeout=PAPER_WAITS_S)
        link = work.result().link if done and work.exception() is None else None
        await self._printing.print_by_itself(self._printing.paper(sale, payment, link, kind), sale.sale_id)
        if link is None and entry.state is FiscalState.PENDING:
            self._papers_owed[entry.payment_id] = payment
            with contextlib.suppress(JournalTrouble):  # the queue goes on with it by itself
                await work
                await self.print_owed()

    async def print_owed(self) -> None:
        """Print the fiscal copy of sales whose link came after their paper (decision 24)."""
        for payment_id, payment in list(self._papers_owed.items()):
            entry = self._fiscalizing.entry(payment_id)
            if entry and entry.link:
                del self._papers_owed[payment_id]
                if not (self._printing.auto.sales and self._printing.auto.fiscal_copies):
                    continue  # it stands in the history
                sale = self._sales.sale_of(payment)
                copy = self._printing.paper(sale, payment, entry.link, ReceiptKind.FISCAL_COPY)
                await self._printing.print(copy, payment.sale_id)

    def work_soon(self, payment_id: PaymentId) -> None:
        """One pass over one entry of the OFD queue in the background; the queue goes on with it."""

        async def work() -> None:
            with contextlib.suppress(PosError):
                await self._fiscalizing.work(payment_id)

        self._keep(work())

    def work_queue(self) -> None:
        """Work the OFD queue in the background for as long as the till runs."""
        self._keep(self._fiscalizing.keep_working(self.print_owed))

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._others.add(task)
        task.add_done_callback(self._others.discard)

    async def stop(self) -> None:
        """Let go of the background work; what is open is found by recovery."""
        tasks = [*self._tasks.values(), *self._others]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
