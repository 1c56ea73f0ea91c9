"""What the history says of payments. Moves no money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pos.core.fiscal import FiscalState
from pos.core.money import Money
from pos.core.payment import CardFacts, Payment, PaymentId, PaymentState, TransactionId, Word
from pos.core.sale import SaleId
from pos.core.tender import Settlement, Split


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of today's history."""

    sale_id: SaleId
    transaction_id: TransactionId
    payment_id: PaymentId | None
    state: PaymentState
    amount: Money
    confirmed: bool
    fiscal: FiscalState
    created_at: datetime
    card: CardFacts
    order: str = ""  # what the customer calls the online order that it pays for
    split: Split | None = None  # how it is paid where CLICK does not pay it alone
    cash_due: bool = False  # CLICK's part is paid, the cash is still to be taken


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A payment for which somebody at the till is still needed.

    `word` is the last one that was said of it; `recovered`: a crash left it in the middle of the charge (K7).
    """

    payment: Payment
    word: Word | None
    recovered: bool
    due: Settlement | None = None  # CLICK's part is paid, this cash is still to be taken


class History(Protocol):
    """Payments with their fiscal state, newest first."""

    def unsettled(self, since: datetime) -> Sequence[Unsettled]:
        """All that are not over, and those paid after aware `since` whose question has no answer."""
        ...

    def rows(self, limit: int) -> Sequence[HistoryRow]:
        """The newest `limit` payments."""
        ...
