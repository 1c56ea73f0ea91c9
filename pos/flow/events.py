"""What happened, for whoever listens. The flow publishes without knowing who."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pos.core.fiscal import FiscalState
from pos.core.order_card import OrderCard
from pos.core.payment import Payment, PaymentId
from pos.core.sale import SaleId


@dataclass(frozen=True, slots=True)
class PaymentChanged:
    """A payment is in a new state, or was read again. Published after the journal has it.

    `window_left_s` is what is left of CLICK's window, `next_check_s` the wait until the next read.
    """

    payment: Payment
    at: datetime
    window_left_s: float
    next_check_s: float | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class FiscalChanged:
    """The fiscal receipt of a sale moved; `queue` is how many wait."""

    sale_id: SaleId
    payment_id: PaymentId
    state: FiscalState
    link: str | None
    why: str
    queue: int


@dataclass(frozen=True, slots=True)
class PrintChanged:
    """A print-out came out (`ok`) or did not; the sale is safe either way. So many wait for their printer."""

    sale_id: SaleId
    ok: bool
    why: str = ""
    waiting: int = 0


class NoPaper(StrEnum):
    """Why a sale has no paper although nothing went wrong."""

    NO_PRINTER = "no_printer"  # the till has none
    NOT_AUTOMATIC = "not_automatic"  # the settings say so; the history prints it


@dataclass(frozen=True, slots=True)
class PaperSkipped:
    """The sale's print-out was not even tried, and nothing is wrong with any printer."""

    sale_id: SaleId
    why: NoPaper


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """Whether the last request to CLICK got through."""

    ok: bool
    why: str = ""


class AlarmKind(StrEnum):
    """What the manager must hear of although the sale goes on."""

    CONFIRM_MODE_OFF = "confirm_mode_off"  # a payment was taken without confirmation, the settings expect it
    CONFIRM_MODE_ON = "confirm_mode_on"  # the other way round
    CLOCK_WRONG = "clock_wrong"  # facts: skew_s, seconds that this PC is ahead of CLICK
    SERVER_UNTRUSTED = "server_untrusted"  # TLS to CLICK was refused: somebody stands between
    JOURNAL_FAILED = "journal_failed"  # a commit failed after the request left; facts: transaction_id
    RECEIPT_FOUND = "receipt_found"  # the OFD has a receipt that this till never sent; facts: payment_id
    PAYMENT_ID_TAKEN = "payment_id_taken"  # CLICK named another payment's id; facts: transaction_id
    FISCAL_REFUSED = "fiscal_refused"  # CLICK does not take a fiscal receipt; facts: payment_id, why
    SERVER_OFF = "server_off"  # CLICK's calls for online orders cannot be answered; facts: why
    HOST_LOST = "host_lost"  # the other host with the online orders does not answer; facts: why
    ORDER_TO_RETURN = "order_to_return"  # an order was paid that cannot be delivered; facts: order_id
    ORDER_ODD = "order_odd"  # CLICK says of an order what does not fit; facts: order_id, reply, said


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """Something for the manager; the same kind may be raised again. `facts` hold no secret; UTC."""

    kind: AlarmKind
    at: datetime
    facts: Mapping[str, object]


class OrderNews(StrEnum):
    """What happened to an online order."""

    CREATED = "created"
    RESERVED = "reserved"  # a payer began
    RELEASED = "released"  # the payer's attempt fell through; the goods are free again
    PAID = "paid"
    TO_RETURN = "to_return"  # paid, and cannot be delivered
    CANCELLED = "cancelled"  # by the shop
    PICKED = "picked"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """An online order is in a new state. Published after the journal has it; `at` is UTC."""

    card: OrderCard
    news: OrderNews
    at: datetime


@dataclass(frozen=True, slots=True)
class HostChanged:
    """Whether the other host that has the online orders answers; `why` is `HostTrouble`'s word. UTC."""

    ok: bool
    at: datetime
    why: str = ""


Event = (
    PaymentChanged
    | FiscalChanged
    | PrintChanged
    | PaperSkipped
    | LinkChanged
    | AlarmRaised
    | OrderChanged
    | HostChanged
)


class Events:
    """A list of listeners. Engine thread."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], None]] = []

    @property
    def has_listeners(self) -> bool:
        """Whether news is worth its making."""
        return bool(self._listeners)

    def subscribe(self, listener: Callable[[Event], None]) -> None:
        """Call `listener` with every event from now on; it must not raise."""
        self._listeners.append(listener)

    def publish(self, event: Event) -> None:
        """Tell everybody, in order."""
        for listener in self._listeners:
            listener(event)
