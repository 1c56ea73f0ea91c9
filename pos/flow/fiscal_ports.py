"""What the OFD queue needs from outside: CLICK's fiscal side and the queue in the journal. No money moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pos.core.fiscal import FiscalReceipt, FiscalState
from pos.core.payment import Payment, PaymentId, TransactionId
from pos.core.sale import SaleId


class FiscalGateway(Protocol):
    """The OFD through CLICK. Moves no money, but a second submit may make a second receipt."""

    def freeze(self, receipt: FiscalReceipt, payment_id: PaymentId) -> bytes:
        """The request's bytes, as they will be sent however often (F01)."""
        ...

    def freeze_link(self, link: str, payment_id: PaymentId) -> bytes:
        """The request's bytes for a receipt that a fiscal device made. Raises FiscalRefused: no such link."""
        ...

    def link_in(self, frozen: bytes) -> str | None:
        """The link of a device's receipt in frozen bytes; None when they are items."""
        ...

    async def submit(self, frozen: bytes, deadline_s: float) -> None:
        """Send frozen bytes, items or a link. Raises NoConnection, ClickRefused, OutcomeUnknown."""
        ...

    async def read_link(self, payment_id: PaymentId, deadline_s: float) -> str | None:
        """The receipt's link on ofd.soliq.uz, or None while there is none.

        Raises as `submit`; ClickRefused with http_status 404 for a page that may not be CLICK's.
        """
        ...


@dataclass(frozen=True, slots=True)
class FiscalEntry:
    """One line of the OFD queue. `frozen` is what is sent; `why` says why it waits or what is missing."""

    payment_id: PaymentId
    sale_id: SaleId
    transaction_id: TransactionId
    state: FiscalState
    frozen: bytes | None
    link: str | None
    sent_at: datetime | None
    sends: int
    why: str
    created_at: datetime


class FiscalOutbox(Protocol):
    """The OFD queue in the journal. Nothing is dropped."""

    def put(self, entry: FiscalEntry) -> None:
        """Queue it once per payment; a second put of the same payment changes nothing."""
        ...

    def sending(self, payment_id: PaymentId, at: datetime) -> None:
        """Write FSEND before the bytes go (W5)."""
        ...

    def done(self, payment_id: PaymentId, link: str) -> None:
        """The link is there."""
        ...

    def waits(self, payment_id: PaymentId, why: str) -> None:
        """It stays in the queue, for this reason."""
        ...

    def refreeze(self, payment_id: PaymentId, frozen: bytes) -> bool:
        """Put other bytes in place of those that were refused; False when they may have been taken."""
        ...

    def entry(self, payment_id: PaymentId) -> FiscalEntry | None:
        """Read one."""
        ...

    def pending(self) -> Sequence[FiscalEntry]:
        """What waits, oldest first."""
        ...

    def waiting(self) -> Sequence[FiscalEntry]:
        """What waits or lacks settings (state none), oldest first: the queue as people see it."""
        ...

    def naming(self, sign: str) -> Sequence[FiscalEntry]:
        """All, also those that are done, in whose link or bytes this fiscal sign stands."""
        ...

    def unqueued(self) -> Sequence[Payment]:
        """Paid payments without an entry, or whose entry lacked settings (state none, no paper awaited)."""
        ...
