"""The till as the screens see it: a question waits until the engine has opened the parts.

`open_parts` and everything after it run in the engine thread; the window is on screen before.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from pos.bootstrap import Parts
from pos.core.catalogue import Good
from pos.core.errors import PrinterTrouble
from pos.core.payment import Payment, TransactionId
from pos.core.receipt import Receipt, ReceiptKind
from pos.core.sale import Sale, SaleId
from pos.flow.ports import HistoryRow
from pos.screens.words import Words

if TYPE_CHECKING:
    import asyncio  # at run time in the engine thread only: the window does not wait for it

Open = Callable[[], Awaitable[Parts]]


class TillDoor:
    """Implements `screens.till_port.Till` over parts that are opened once, by whoever asks first."""

    def __init__(self, new_sale_id: Callable[[], SaleId], open_parts: Open) -> None:
        self.new_sale_id = new_sale_id
        self._open = open_parts
        self._opening: asyncio.Task[Parts] | None = None
        self._paying: set[asyncio.Task[object]] = set()

    async def parts(self) -> Parts:
        """The open parts; raises what kept them from opening (JournalTrouble, BadSettings)."""
        import asyncio

        if self._opening is None:
            self._opening = asyncio.get_running_loop().create_task(self._begin())
        return await asyncio.shield(self._opening)

    async def _begin(self) -> Parts:
        parts = await self._open()
        parts.recovery.begin()
        parts.checkout.after.work_queue()
        return parts

    async def close(self, grace_s: float) -> None:
        """Let a payment in flight reach a journalled state, at most `grace_s`, then close the journal."""
        import asyncio

        if self._opening is None:
            return
        # Also a start that is under way: what it opens after this would never be closed.
        await asyncio.wait({self._opening, *self._paying}, timeout=grace_s)
        opened = self._opening.done() and not self._opening.cancelled() and not self._opening.exception()
        if opened:
            await self._opening.result().close()

    def hold(self) -> None:
        """Let `close` wait for the task that calls this: it may move money. Engine thread."""
        import asyncio

        task = asyncio.current_task()
        if task is not None:
            self._paying.add(task)
            task.add_done_callback(self._paying.discard)

    async def find(self, text: str) -> Good | None:
        """The good with exactly this barcode."""
        return await (await self.parts()).checkout.find(text)

    async def search(self, text: str, limit: int) -> Sequence[Good]:
        """Goods whose name or barcode holds `text`."""
        return await (await self.parts()).checkout.search(text, limit)

    async def quick_keys(self) -> Sequence[Good]:
        """The goods on the quick keys, in order."""
        return await (await self.parts()).checkout.quick_keys()

    async def pay(self, sale: Sale, otp: str) -> Payment:
        """Charge the sale's total by CLICK Pass. MOVES MONEY."""
        self.hold()
        return await (await self.parts()).checkout.pay(sale, otp)

    async def check_now(self, transaction_id: TransactionId) -> Payment:
        """Read a payment at CLICK now."""
        return await (await self.parts()).checkout.check_now(transaction_id)

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

    async def sale_of(self, transaction_id: TransactionId) -> Sale:
        """The sale that a payment is for."""
        return await (await self.parts()).checkout.sale_of(transaction_id)
