"""What the presenters ask of the till. Implemented over the flow by the composition root."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pos.core.catalogue import Good
from pos.core.payment import Payment, TransactionId
from pos.core.receipt import Receipt
from pos.core.sale import Sale, SaleId
from pos.flow.ports import HistoryRow


class Till(Protocol):
    """The till behind the screens. Coroutines run in the engine thread; only `pay` moves money."""

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

    async def pay(self, sale: Sale, otp: str) -> Payment:
        """Charge the sale's total by CLICK Pass. MOVES MONEY. Called once per scanned code.

        Publishes PaymentChanged as it goes; returns when the payment is final, or when an unknown one has
        been handed to the background checks.

        Raises:
            PosError: nothing was sent to CLICK, so no money was taken.
        """
        ...

    async def check_now(self, transaction_id: TransactionId) -> Payment:
        """Read a payment at CLICK now. Reads only; may be called as often as one likes."""
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
