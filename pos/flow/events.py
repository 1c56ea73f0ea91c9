"""What happened, for whoever listens. The flow publishes without knowing who."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pos.core.fiscal import FiscalState
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
    """A print-out came out (`ok`) or did not; the sale is safe either way."""

    sale_id: SaleId
    ok: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """Whether the last request to CLICK got through."""

    ok: bool
    why: str = ""


Event = PaymentChanged | FiscalChanged | PrintChanged | LinkChanged


class Events:
    """A list of listeners. Engine thread."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], None]] = []

    def subscribe(self, listener: Callable[[Event], None]) -> None:
        """Call `listener` with every event from now on; it must not raise."""
        self._listeners.append(listener)

    def publish(self, event: Event) -> None:
        """Tell everybody, in order."""
        for listener in self._listeners:
            listener(event)
