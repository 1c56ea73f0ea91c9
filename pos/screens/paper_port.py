"""What the screens ask of the till about the paper of the shop's own fiscal device."""

from __future__ import annotations

from typing import Protocol

from pos.core.payment import TransactionId


class PaperTill(Protocol):
    """A part of `till_port.Till`. Moves no money."""

    async def attach_receipt(self, transaction_id: TransactionId, text: str) -> None:
        """Keep the scanned link of a fiscal device's receipt for a payment; it is durable when this returns.

        It goes to CLICK afterwards, by itself; FiscalChanged tells of it.

        Raises:
            WrongReceiptLink, ReceiptTaken, ReceiptNotAwaited, JournalTrouble: nothing was kept.
        """
        ...
