"""What the presenters ask of the till for cash, and for cards of the separate terminal."""

from __future__ import annotations

from typing import Protocol

from pos.core.money import Money
from pos.core.payment import TransactionId
from pos.core.sale import Sale
from pos.core.tender import Settlement, Split


class CashDesk(Protocol):
    """Books what CLICK has no part in. Coroutines run in the engine thread; nothing is sent to CLICK."""

    async def take(self, sale: Sale, split: Split, handed: Money) -> Settlement:
        """Book a sale paid in cash, by a card on the separate terminal, or both. Sends nothing to CLICK.

        Raises:
            PosError: nothing was booked.
        """
        ...

    async def take_cash(self, transaction_id: TransactionId, handed: Money) -> Settlement:
        """Book the cash of a mixed sale whose CLICK part is paid. Raises BadInput, JournalTrouble."""
        ...

    async def settlement(self, transaction_id: TransactionId) -> Settlement | None:
        """How a sale is paid; None where CLICK pays it alone."""
        ...
