"""What settling needs from outside. The port keeps money's books; it moves none."""

from __future__ import annotations

from typing import Protocol

from pos.core.payment import TransactionId
from pos.core.tender import Settlement


class SettlementJournal(Protocol):
    """How sales are paid where CLICK does not pay them alone. Each call is durable when it returns."""

    def write(self, settlement: Settlement) -> None:
        """Keep a settlement: planned, or settled at once where CLICK pays nothing.

        Raises SaleAlreadyInPayment: the sale is being paid or is paid; nothing was written.
        """
        ...

    def settle(self, settled: Settlement) -> None:
        """The cash was taken after CLICK's part. Raises BadInput when that was written before."""
        ...

    def settlement(self, ref: TransactionId) -> Settlement | None:
        """How this payment or sale is settled; None where CLICK pays alone."""
        ...
