"""Cash, and a card on a separate terminal: nothing goes to CLICK, all goes into the journal. Engine thread.

A sale that CLICK has no part in is one commit: the sale, how it was paid, what left the shelf. In a mixed
sale CLICK is charged first; its cash is taken last, and only then come fiscal receipt and paper (decision 5).
"""

from __future__ import annotations

import asyncio

from pos.core.errors import BadInput, Bug
from pos.core.money import Money
from pos.core.order_card import holds_of
from pos.core.payment import TransactionId
from pos.core.receipt import Receipt, ReceiptKind, Say
from pos.core.sale import Sale, SaleId
from pos.core.tender import Settlement, Split, fits
from pos.flow.after_payment import AfterPayment
from pos.flow.order_ports import Stock
from pos.flow.payment_parts import PaymentParts
from pos.flow.printing import Printing


class Settling:
    """Takes what CLICK does not."""

    def __init__(
        self,
        *,
        parts: PaymentParts,
        after: AfterPayment,
        printing: Printing,
        stock: Stock | None,
    ) -> None:
        self._p = parts
        self._journal = parts.settlements
        self._after = after
        self._printing = printing
        self._stock = stock
        self._papers: set[asyncio.Task[bool]] = set()

    def take(self, sale: Sale, split: Split, handed: Money) -> Settlement:
        """Book a sale that is paid in cash, by a card on a separate terminal, or both. Durable on return.

        The paper and the drawer follow in the background.

        Raises:
            EmptySale, UnresolvedLines, BadInput: it cannot be paid, or `handed` is not enough.
            SaleAlreadyInPayment, JournalTrouble: nothing was booked.
        """
        sale.ready_to_pay()
        if split.click or not fits(sale, split):
            raise Bug("a split of another sale")
        p = self._p
        now = p.clock.now()
        ref = p.ids.transaction_id()
        settled = Settlement(ref, sale.sale_id, sale.fingerprint(), split, now).settle(handed, now)
        with p.journal.together():
            p.sales.save(sale, now)
            self._journal.write(settled)
            if self._stock is not None:
                self._stock.take(ref, holds_of(sale))
        self._print(self._printing.cash_paper(sale, settled), sale.sale_id)
        return settled

    def take_cash(self, ref: TransactionId, handed: Money) -> Settlement:
        """Book the cash of a mixed sale whose CLICK part is paid; its fiscal receipt and paper follow.

        Raises BadInput: no cash is due, it was taken, `handed` is not enough, or CLICK's part is not paid.
        """
        p = self._p
        payment, due = p.journal.payment(ref), self._journal.settlement(ref)
        if due is None or not payment.is_paid:
            raise BadInput("no cash is due", field="cash", value=ref)
        settled = due.settle(handed, p.clock.now())
        self._journal.settle(settled)
        self._after.follow(p.sales.sale_of(payment), payment, may_confirm=False)
        return settled

    def settlement(self, ref: TransactionId) -> Settlement | None:
        """How a payment or a sale is settled; None where CLICK pays alone."""
        return self._journal.settlement(ref)

    def paper(self, settlement: Settlement, kind: ReceiptKind, say: Say | None = None) -> Receipt:
        """The paper of a sale that CLICK had no part in."""
        sale = self._p.sales.sale_with(settlement.sale_id, settlement.cart_hash)
        return self._printing.cash_paper(sale, settlement, kind, say)

    async def finished(self) -> None:
        """Wait for the papers that are under way."""
        await asyncio.gather(*self._papers, return_exceptions=True)

    def _print(self, receipt: Receipt, sale_id: SaleId) -> None:
        task = asyncio.get_running_loop().create_task(self._printing.print(receipt, sale_id))
        self._papers.add(task)
        task.add_done_callback(self._papers.discard)
