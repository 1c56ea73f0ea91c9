"""The till as the screens see it: a question waits until the engine has opened the parts. Engine thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pos.bundling import write_bundle
from pos.core.catalogue import Good
from pos.core.errors import PrinterTrouble
from pos.core.payment import Decision, Payment, TransactionId, Word
from pos.core.receipt import Receipt, ReceiptKind
from pos.core.sale import Sale, SaleId
from pos.core.tender import Split
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.history_ports import HistoryRow, Unsettled
from pos.flow.ports import ModeKnown, TimelineEntry
from pos.screens.cash_port import CashDesk
from pos.screens.words import Words
from pos.till_cash import CashDoor
from pos.till_life import Open
from pos.till_orders import OrderDoor
from pos.till_papers import PaperDoor
from pos.till_teaching import TeachingDoor


class TillDoor(PaperDoor):
    """Implements `screens.till_port.Till` over parts that are opened once, by whoever asks first.

    `desk` has the online orders, `goods` the list of goods and what is taken in.
    """

    def __init__(self, new_sale_id: Callable[[], SaleId], open_parts: Open) -> None:
        super().__init__(open_parts)
        self.new_sale_id = new_sale_id
        self.desk = OrderDoor(self)
        self.goods = TeachingDoor(self)
        self.cash: CashDesk = CashDoor(self)
        self.schemes = self.goods.scales.schemes
        self.fiscal_rates = self.goods.fiscal_rates

    async def find(self, text: str) -> Good | None:
        """The good with exactly this barcode."""
        return await (await self.parts()).checkout.find(text)

    async def search(self, text: str, limit: int) -> Sequence[Good]:
        """Goods whose name or barcode holds `text`."""
        return await (await self.parts()).checkout.search(text, limit)

    async def quick_keys(self) -> Sequence[Good]:
        """The goods on the quick keys, in order."""
        return await (await self.parts()).checkout.quick_keys()

    async def pay(self, sale: Sale, otp: str, split: Split | None = None) -> Payment:
        """Charge the sale, or CLICK's part of it. MOVES MONEY. In safe mode: its JournalTrouble."""
        return await (await self.selling()).checkout.pay(sale, otp, split)

    async def check_now(self, transaction_id: TransactionId) -> Payment:
        """Read a payment at CLICK now."""
        return await (await self.parts()).checkout.check_now(transaction_id)

    async def say_word(self, transaction_id: TransactionId, word: Word) -> None:
        """Write down what somebody at the till said of a payment. Raises BadInput, JournalTrouble."""
        await (await self.parts()).checkout.say_word(transaction_id, word)

    async def unsettled(self) -> Sequence[Unsettled]:
        """Payments for which somebody at the till is still needed, oldest first."""
        return await (await self.parts()).checkout.unsettled()

    async def history(self, limit: int) -> Sequence[HistoryRow]:
        """The newest payments first."""
        return await (await self.parts()).checkout.history(limit)

    async def paper(self, transaction_id: TransactionId, language: str) -> Receipt:
        """The print-out of a payment as it would be printed now, in `language`."""
        checkout = (await self.parts()).checkout
        return await checkout.paper(transaction_id, ReceiptKind.SALE, Words(language).say)

    async def reprint(self, transaction_id: TransactionId) -> None:
        """Print it again, marked as a copy. Raises PrinterTrouble."""
        checkout = (await self.parts()).checkout
        if not await checkout.reprint(transaction_id):
            raise PrinterTrouble("the copy did not come out", device="printer")

    async def print_waiting(self) -> tuple[int, int]:
        """Print the papers that wait, now; how many came out and how many still wait."""
        printing = (await self.parts()).checkout.printing
        return await printing.print_waiting(), printing.waiting

    async def payment(self, transaction_id: TransactionId) -> Payment:
        """A payment as the journal has it."""
        return await (await self.parts()).checkout.payment(transaction_id)

    async def timeline(self, transaction_id: TransactionId) -> Sequence[TimelineEntry]:
        """What happened to a payment, oldest first."""
        return await (await self.parts()).checkout.timeline(transaction_id)

    async def decide(self, transaction_id: TransactionId, decision: Decision) -> Payment:
        """Close a MANUAL payment by a manager's word. Raises BadInput."""
        return await (await self.parts()).checkout.decide(transaction_id, decision)

    async def bundle(self, transaction_id: TransactionId, language: str) -> str:
        """Write the payment's redacted story for CLICK's support; the file. Raises HomeUnusable, DiskFull."""
        parts = await self.parts()
        payment = await parts.checkout.payment(transaction_id)
        return str(await write_bundle(parts, payment, Words(language)))

    async def ofd_queue(self) -> Sequence[FiscalEntry]:
        """The receipts that wait for the OFD, oldest first."""
        return (await self.parts()).checkout.fiscalizing.queue_now()

    async def send_queue(self) -> int:
        """Work the OFD queue once, with the codes that the goods have now; how many still wait."""
        return await (await self.parts()).checkout.send_queue()

    async def confirm_mode(self) -> ModeKnown:
        """What is known of CLICK's confirmation mode."""
        return await (await self.parts()).checkout.confirm_mode()

    async def sale_of(self, transaction_id: TransactionId) -> Sale:
        """The sale that a payment is for."""
        return await (await self.parts()).checkout.sale_of(transaction_id)
