"""A sale from the scan to the paper, as the picture in pos/README.md. `pay` MOVES MONEY. Engine thread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pos.core.catalogue import Good
from pos.core.errors import Bug, NotAPaymentCode, OutcomeUnknown
from pos.core.fiscal import FiscalState
from pos.core.payment import Decision, Payment, PaymentState, TransactionId, Word
from pos.core.receipt import Receipt, ReceiptKind, Say
from pos.core.sale import Sale, SaleId
from pos.core.scan import ScanKind, classify
from pos.core.tender import Settlement, Split, fits
from pos.flow.after_payment import AfterPayment
from pos.flow.charging import Charging
from pos.flow.deciding import decide
from pos.flow.fiscal_correction import FiscalCorrection
from pos.flow.fiscalizing import Fiscalizing
from pos.flow.history_ports import History, HistoryRow, Unsettled
from pos.flow.order_ports import Stock
from pos.flow.payment_parts import PaymentParts
from pos.flow.ports import Catalogue, ModeKnown, SaleJournal, TimelineEntry
from pos.flow.printing import Printing
from pos.flow.resolving import Resolving
from pos.flow.reversing import Reversing
from pos.flow.saying import say_word
from pos.flow.settling import Settling
from pos.flow.timeline import timeline

ASKED_FOR = timedelta(hours=24)
"""How long a start of the till still asks what became of a sale that a crash left (K7)."""


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
        stock: Stock | None = None,
    ) -> None:
        self._p = parts
        self._sales = sales
        self._catalogue = catalogue
        self._history = history
        self.fiscalizing = fiscalizing
        self.printing = printing
        self._correction = FiscalCorrection(
            fiscalizing=fiscalizing, payments=parts.journal, sales=sales, find=catalogue.find
        )
        self._charging = Charging(parts)
        self._resolving = Resolving(parts, self._charging)
        self.after = after = AfterPayment(
            parts=parts,
            sales=sales,
            resolving=self._resolving,
            reversing=Reversing(parts),
            fiscalizing=fiscalizing,
            printing=printing,
            stock=stock,
        )
        self.settling = Settling(parts=parts, after=after, printing=printing, stock=stock)

    async def find(self, text: str) -> Good | None:
        """A good by its barcode."""
        return self._catalogue.find(text)

    async def search(self, text: str, limit: int = 20) -> Sequence[Good]:
        """Goods by a part of name or barcode."""
        return self._catalogue.search(text, limit)

    async def quick_keys(self) -> Sequence[Good]:
        """The goods of the quick keys."""
        return self._catalogue.quick_keys()

    async def send_queue(self) -> int:
        """Work the OFD queue once, with the codes that the goods have now; how many still wait."""
        self._correction.correct_all()
        return await self.fiscalizing.work_all()

    def new_sale_id(self) -> SaleId:
        """An id for the next sale."""
        return self._p.ids.sale_id()

    async def pay(self, sale: Sale, otp: str, split: Split | None = None) -> Payment:
        """Take the money for `sale` with a scanned code. MOVES MONEY, at most once per call.

        With a `split` CLICK is charged its part only; once it is paid, `settling.take_cash` ends the sale.

        Returns when the payment is final or UNKNOWN; resolving, the fiscal receipt and the paper go on in
        the background (`after.finished` waits for them).

        Raises:
            EmptySale, UnresolvedLines, NotAPaymentCode, CodeAlreadyUsed, SaleAlreadyInPayment,
            JournalTrouble: nothing was sent.
            OutcomeUnknown: the journal failed after the request left.
        """
        sale.ready_to_pay()
        if split is not None and not (split.click and split.cash and not split.card and fits(sale, split)):
            raise Bug("CLICK shares a sale with cash only, and pays its part of this sale")
        scan = classify(otp, lambda text: self._catalogue.find(text) is not None)
        if scan.kind is not ScanKind.CLICK_PASS:
            raise NotAPaymentCode("not a CLICK Pass code", kind=scan.kind)
        payment = self._charging.begin(sale, scan.text, split)
        try:
            payment = await self._charging.charge(payment, scan.text)
        except OutcomeUnknown:
            self.after.follow(sale, payment, may_confirm=False)  # as the journal has it, once it can be read
            raise
        self.after.follow(sale, payment, may_confirm=True)
        return payment

    async def check_now(self, transaction_id: TransactionId) -> Payment:
        """Read an unknown payment at once, or one that waits for the manager. Moves no money."""
        payment = self._p.journal.payment(transaction_id)
        if payment.state is PaymentState.MANUAL:
            return await self._resolving.read_for_manager(payment)
        self._resolving.check_now(transaction_id)
        return payment

    async def payment(self, transaction_id: TransactionId) -> Payment:
        """A payment as the journal has it. Raises BadInput when there is none."""
        return self._p.journal.payment(transaction_id)

    async def timeline(self, transaction_id: TransactionId) -> Sequence[TimelineEntry]:
        """What happened to a payment, oldest first."""
        return timeline(self._p.journal.events(transaction_id))

    async def decide(self, transaction_id: TransactionId, decision: Decision) -> Payment:
        """Close a MANUAL payment by a manager's word; a paid one gets its receipt. Raises BadInput."""
        payment = decide(self._p, transaction_id, decision)
        self.after.follow(self._sales.sale_of(payment), payment, may_confirm=False)
        return payment

    async def confirm_mode(self) -> ModeKnown:
        """What is known of the confirmation mode (decision 7)."""
        p = self._p
        seen = p.services.confirm_mode_seen(p.service_id)
        asked = p.services.confirm_mode_asked(p.service_id)
        if seen and asked and seen[1] > asked.at:
            asked = None  # a payment has shown the truth since
        return ModeKnown(
            seen=seen[0] if seen else None,
            seen_at=seen[1] if seen else None,
            asked=asked,
            expected=p.expects_confirm_mode,
        )

    async def say_word(self, transaction_id: TransactionId, word: Word) -> None:
        """Write down what somebody at the till said of a payment. Raises BadInput, JournalTrouble."""
        say_word(self._p, transaction_id, word)

    async def unsettled(self) -> Sequence[Unsettled]:
        """Payments for which somebody at the till is still needed, oldest first."""
        return self._history.unsettled(self._p.clock.now() - ASKED_FOR)

    async def history(self, limit: int = 200) -> Sequence[HistoryRow]:
        """The newest payments."""
        return self._history.rows(limit)

    async def sale_of(self, transaction_id: TransactionId) -> Sale:
        """The sale that a payment was for."""
        return self._sales.sale_of(self._p.journal.payment(transaction_id))

    async def paper(
        self,
        transaction_id: TransactionId,
        kind: ReceiptKind = ReceiptKind.SALE,
        say: Say | None = None,
    ) -> Receipt:
        """The receipt of a past payment, for the preview."""
        if settlement := self._without_click(transaction_id):
            return self.settling.paper(settlement, kind, say)
        payment = self._p.journal.payment(transaction_id)
        sale = self._sales.sale_of(payment)
        return self.printing.paper(sale, payment, self._link_of(payment), kind, say)

    def _link_of(self, payment: Payment) -> str | None:
        entry = self.fiscalizing.entry(payment.payment_id) if payment.payment_id is not None else None
        return entry.link if entry and entry.state is FiscalState.DONE else None

    async def reprint(self, transaction_id: TransactionId) -> bool:
        """Print a copy, marked as one; True when it came out."""
        paper = await self.paper(transaction_id, ReceiptKind.COPY)
        if settlement := self._without_click(transaction_id):
            return await self.printing.print(paper, settlement.sale_id)
        return await self.printing.print(paper, self._p.journal.payment(transaction_id).sale_id)

    def _without_click(self, ref: TransactionId) -> Settlement | None:
        settlement = self.settling.settlement(ref)
        return settlement if settlement and not settlement.split.click else None
