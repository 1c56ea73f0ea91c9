"""The paper of the shop's own fiscal device, as the screens see it. Engine thread. Moves no money."""

from __future__ import annotations

from pos.core.payment import TransactionId
from pos.till_life import TillLife


class PaperDoor(TillLife):
    """Implements `screens.paper_port.PaperTill`."""

    async def attach_receipt(self, transaction_id: TransactionId, text: str) -> None:
        """Keep the scanned link, then let it go to CLICK by itself. In safe mode: its JournalTrouble.

        Raises WrongReceiptLink, ReceiptTaken, ReceiptNotAwaited, BadInput (no such payment), JournalTrouble.
        """
        if trouble := await self.journal_trouble():
            raise trouble
        checkout = (await self.parts()).checkout
        entry = checkout.fiscalizing.device.take(await checkout.payment(transaction_id), text)
        checkout.after.work_soon(entry.payment_id)
