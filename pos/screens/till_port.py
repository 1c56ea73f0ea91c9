"""What the presenters ask of the till. Implemented over the flow by the composition root."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pos.core.catalogue import Good
from pos.core.errors import JournalTrouble
from pos.core.payment import Decision, Payment, TransactionId, Word
from pos.core.receipt import Receipt
from pos.core.sale import Sale, SaleId
from pos.core.tender import Split
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.history_ports import HistoryRow, Unsettled
from pos.flow.ports import ModeKnown, TimelineEntry
from pos.flow.scales_ports import Labels
from pos.screens.cash_port import CashDesk
from pos.screens.paper_port import PaperTill


class Papers(Protocol):
    """The papers that wait for their printer."""

    async def print_waiting(self) -> tuple[int, int]:
        """Print them now; how many came out and how many still wait."""
        ...


class Judged(Protocol):
    """Goods are judged before they are sold."""

    async def fiscal_rates(self) -> tuple[int, ...] | None:
        """The VAT rates of the shop, percent; None where it gives no fiscal receipts (its TIN is not set)."""
        ...


class Till(Papers, PaperTill, Labels, Judged, Protocol):
    """The till behind the screens. Coroutines run in the engine thread; only `pay` charges CLICK."""

    cash: CashDesk

    async def find(self, text: str) -> Good | None:
        """The good with exactly this barcode."""
        ...

    async def search(self, text: str, limit: int) -> Sequence[Good]:
        """Goods whose name or barcode holds `text`."""
        ...

    async def quick_keys(self) -> Sequence[Good]:
        """The goods on the quick keys, in order."""
        ...

    def new_sale_id(self) -> SaleId:
        """A fresh id. Cheap; may be called in any thread."""
        ...

    async def pay(self, sale: Sale, otp: str, split: Split | None = None) -> Payment:
        """Charge the sale's total, or CLICK's part of `split`. MOVES MONEY. Called once per scanned code.

        Publishes PaymentChanged as it goes; returns when the payment is final, or when an unknown one has
        been handed to the background checks.

        Raises:
            PosError: nothing was sent to CLICK, so no money was taken.
        """
        ...

    async def check_now(self, transaction_id: TransactionId) -> Payment:
        """Read a payment at CLICK now. Reads only; may be called as often as one likes."""
        ...

    async def say_word(self, transaction_id: TransactionId, word: Word) -> None:
        """Keep what the cashier said of a payment over a restart. Moves no money. Raises JournalTrouble."""
        ...

    async def unsettled(self) -> Sequence[Unsettled]:
        """Payments for which somebody is still needed, also from before this start; oldest first."""
        ...

    async def history(self, limit: int) -> Sequence[HistoryRow]:
        """The newest payments first."""
        ...

    async def paper(self, transaction_id: TransactionId, language: str) -> Receipt:
        """The print-out of a payment as it would be printed now, in a language of `words.LANGUAGES`."""
        ...

    async def reprint(self, transaction_id: TransactionId) -> None:
        """Print it again, marked as a copy. Raises PrinterTrouble."""
        ...

    async def sale_of(self, transaction_id: TransactionId) -> Sale:
        """The sale that a payment is for. Raises BadInput when there is none."""
        ...

    async def payment(self, transaction_id: TransactionId) -> Payment:
        """A payment as the journal has it. Raises BadInput when there is none."""
        ...

    async def timeline(self, transaction_id: TransactionId) -> Sequence[TimelineEntry]:
        """What happened to a payment, oldest first."""
        ...

    async def decide(self, transaction_id: TransactionId, decision: Decision) -> Payment:
        """Close a MANUAL payment by a manager's word. Moves no money by itself.

        Raises:
            BadInput: it is not MANUAL, or who, why or the payment_id is missing or taken.
        """
        ...

    async def bundle(self, transaction_id: TransactionId, language: str) -> str:
        """Write the payment's redacted story for CLICK's support into the home; the file's path.

        Raises HomeUnusable, DiskFull.
        """
        ...

    async def ofd_queue(self) -> Sequence[FiscalEntry]:
        """The receipts that wait for the OFD, oldest first, also those that lack settings (state none)."""
        ...

    async def send_queue(self) -> int:
        """Work the OFD queue once, now; how many still wait. Never sends a receipt before its quiet time."""
        ...

    async def confirm_mode(self) -> ModeKnown:
        """What is known of CLICK's confirmation mode."""
        ...

    async def journal_trouble(self) -> JournalTrouble | None:
        """Why the journal is open for reading only (safe mode); None when all is well."""
        ...
