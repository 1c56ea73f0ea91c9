"""What the use cases need from outside. Each port says whether it moves money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pos.core.catalogue import Good
from pos.core.payment import CardFacts, Payment, PaymentId, PaymentState, TransactionId
from pos.core.receipt import Receipt
from pos.core.sale import Sale, SaleId


@dataclass(frozen=True, slots=True)
class Frame:
    """A camera picture for the preview: RGB888, rows without padding."""

    pixels: bytes
    width: int
    height: int


class Clock(Protocol):
    """Time. Moves no money."""

    def now(self) -> datetime:
        """UTC, aware."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that also count while the PC sleeps; comparable within one start of the PC."""
        ...

    def boot_id(self) -> str:
        """Changes when `monotonic_s` starts anew; empty when the system cannot say."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Ids(Protocol):
    """Fresh identifiers, random enough that two registers never meet (P41)."""

    def sale_id(self) -> SaleId:
        """A new sale."""
        ...

    def transaction_id(self) -> TransactionId:
        """A new attempt: fixed width, `[A-Z0-9]`, ends in a letter (decision 17)."""
        ...

    def fingerprint(self, otp: str) -> str:
        """A keyed hash of a QR's content, so that the content itself is never stored (S6, S11)."""
        ...


@dataclass(frozen=True, slots=True)
class ChargeReply:
    """CLICK's answer to click_pass/payment with error_code 0, or one that carries a payment_id.

    `error_code` is 0 unless CLICK named a payment and an error at once (P21).
    """

    payment_id: PaymentId
    status: int | None
    confirm_mode: bool | None
    card: CardFacts
    error_code: int = 0
    error_note: str = ""


@dataclass(frozen=True, slots=True)
class StatusReply:
    """CLICK's answer to payment/status or status_by_mti. `status` is None when the member is absent."""

    payment_id: PaymentId
    status: int | None
    error_code: int = 0
    error_note: str = ""


class PaymentGateway(Protocol):
    """CLICK's side of a payment. Reads may be repeated; `charge` and `reverse` move money."""

    async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
        """Take the money. MOVES MONEY. Sent once; never repeated by the gateway.

        Raises:
            NoConnection: no byte left this PC; may be sent again.
            ClickRefused: CLICK said no and named no payment.
            OutcomeUnknown: anything else; look it up.
        """
        ...

    async def confirm(self, payment_id: PaymentId, deadline_s: float) -> None:
        """Commit a held payment. MOVES MONEY to the shop; the same payment_id may be confirmed again.

        Raises:
            ClickRefused: proves nothing (P32).
            NoConnection, OutcomeUnknown.
        """
        ...

    async def status(self, payment_id: PaymentId, deadline_s: float) -> StatusReply:
        """Read. Raises NoConnection, OutcomeUnknown (nothing readable), ClickRefused (no status at all)."""
        ...

    async def look_up(
        self, transaction_id: TransactionId, day: date, deadline_s: float
    ) -> StatusReply | None:
        """Read by our own id on a Tashkent day; None when CLICK says there is none. Raises as `status`."""
        ...

    def clock_offset_s(self) -> int:
        """Seconds by which CLICK's clock is ahead of this PC's; 0 before its first dated answer."""
        ...

    async def reverse(self, payment_id: PaymentId, deadline_s: float) -> None:
        """Give the whole payment back. MOVES MONEY. Raises ClickRefused, NoConnection, OutcomeUnknown."""
        ...


@dataclass(frozen=True, slots=True)
class ModeAsked:
    """A request to switch the confirmation mode that CLICK accepted; UTC."""

    on: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ModeKnown:
    """What is known of the confirmation mode (decision 7): seen in a payment, asked for, set by the shop.

    `seen` and `seen_at` are of the newest answered payment; `asked` is newer than it, or None.
    """

    seen: bool | None
    seen_at: datetime | None
    asked: ModeAsked | None
    expected: bool

    @property
    def is_on(self) -> bool | None:
        """On or off as the newest payment showed it; None while none did since the last request."""
        return None if self.asked else self.seen


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of what happened to a payment. `status` is CLICK's payment_status as known then; UTC."""

    at: datetime
    state: PaymentState
    note: str
    status: int | None
    remarks: Mapping[str, str]


class SaleJournal(Protocol):
    """Sales in the journal. Each call is durable when it returns."""

    def save(self, sale: Sale, at: datetime) -> None:
        """Write a sale as it is when its payment begins; the same sale may be written again."""
        ...

    def sale_of(self, payment: Payment) -> Sale:
        """The sale that a payment was for. Raises BadInput when there is none."""
        ...

    def sale_with(self, sale_id: SaleId, cart_hash: str) -> Sale:
        """A sale as it was with this content. Raises BadInput when there is none."""
        ...


class PaymentJournal(Protocol):
    """Payments in the journal: events append-only, each call one durable commit. Raises JournalTrouble."""

    def together(self) -> AbstractContextManager[None]:
        """What is written inside becomes durable at its end, all or nothing; tell nobody before."""
        ...

    def begin(self, payment: Payment, otp_fingerprint: str | None, instant: tuple[str, float]) -> None:
        """Write the INTENT (W1). `instant` is boot id and monotonic second; an order has no QR.

        Raises:
            CodeAlreadyUsed: the same QR within 15 minutes (S6).
            SaleAlreadyInPayment: the sale has an attempt that is open or paid (S5).
        """
        ...

    def record(self, payment: Payment, note: str, remarks: Mapping[str, str] | None = None) -> None:
        """Write the payment's new state or facts and one event. `note` is a word of the timeline.

        `remarks` (who, why) become part of the event and of its hash. Raises JournalTrouble, or Bug when
        the edge is not allowed.
        """
        ...

    def emergency(self, payment: Payment, note: str) -> None:
        """Put a line beside a journal that cannot be written (E02), for a person. Never raises."""
        ...

    def events(self, transaction_id: TransactionId) -> list[dict[str, object]]:
        """What was recorded of one payment, oldest first: seq, at, state, note, facts (JSON)."""
        ...

    def release_code(self, transaction_id: TransactionId) -> None:
        """Forget the QR's fingerprint: the attempt surely never left (decision 4)."""
        ...

    def payment(self, ref: str) -> Payment:
        """By transaction_id, sale_id (its newest) or payment_id. Raises BadInput when there is none."""
        ...

    def holder_of(self, payment_id: PaymentId) -> TransactionId | None:
        """Which attempt already has this payment_id (P26)."""
        ...

    def instant_of(self, transaction_id: TransactionId) -> tuple[str, float]:
        """Boot id and monotonic second of the INTENT."""
        ...

    def open_payments(self) -> Sequence[Payment]:
        """All that are in OPEN_STATES, oldest first."""
        ...

    def newest(self, limit: int) -> Sequence[Payment]:
        """The newest first."""
        ...


class ServiceJournal(Protocol):
    """What was learnt of CLICK itself for one service_id. Raises JournalTrouble."""

    def newest_answered(self, service_id: int, but: TransactionId) -> Payment | None:
        """The newest payment other than `but` to which CLICK gave a payment_id: a witness for the search."""
        ...

    def confirm_mode_seen(self, service_id: int) -> tuple[bool, datetime] | None:
        """confirm_mode of the newest answered payment, and when (decision 7); UTC."""
        ...

    def confirm_mode_asked(self, service_id: int) -> ModeAsked | None:
        """What this till last asked CLICK to switch the confirmation mode to; it cannot be read back."""
        ...

    def set_confirm_mode_asked(self, service_id: int, asked: ModeAsked) -> None:
        """Remember that CLICK took the request."""
        ...

    def mti_verified(self, service_id: int) -> bool:
        """Whether status_by_mti was seen to find our transaction_id (decision 6)."""
        ...

    def set_mti_verified(self, service_id: int) -> None:
        """Remember that it was."""
        ...


class Catalogue(Protocol):
    """The goods. Moves no money."""

    def find(self, barcode: str) -> Good | None:
        """By barcode exactly."""
        ...

    def search(self, text: str, limit: int) -> Sequence[Good]:
        """By a part of name or barcode, in any case."""
        ...

    def quick_keys(self) -> Sequence[Good]:
        """The goods on the quick keys, in order."""
        ...


class PrintOut(Protocol):
    """A printer. Called outside the GUI thread, may block. Raises PrinterTrouble; the sale is safe."""

    def print(self, receipt: Receipt) -> None:
        """Put it on paper (or into a file)."""
        ...
