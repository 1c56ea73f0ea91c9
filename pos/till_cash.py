"""Cash at the till as the screens see it. Engine thread."""

from __future__ import annotations

from pos.core.money import Money
from pos.core.payment import TransactionId
from pos.core.sale import Sale
from pos.core.tender import Settlement, Split
from pos.till_life import TillLife


class CashDoor:
    """Implements `screens.cash_port.CashDesk` over the parts of a till."""

    def __init__(self, life: TillLife) -> None:
        self._life = life

    async def take(self, sale: Sale, split: Split, handed: Money) -> Settlement:
        """Book a sale that CLICK has no part in. In safe mode: its JournalTrouble."""
        return (await self._life.selling()).checkout.settling.take(sale, split, handed)

    async def take_cash(self, transaction_id: TransactionId, handed: Money) -> Settlement:
        """Book the cash of a mixed sale. In safe mode: its JournalTrouble."""
        return (await self._life.selling()).checkout.settling.take_cash(transaction_id, handed)

    async def settlement(self, transaction_id: TransactionId) -> Settlement | None:
        """How a sale is paid; None where CLICK pays it alone."""
        return (await self._life.parts()).checkout.settling.settlement(transaction_id)
