"""One sale on the counter together with its attempt to pay. Frozen; every change gives a new desk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from pos.core.device_receipt import awaits_paper
from pos.core.payment import Payment, PaymentState, TransactionId
from pos.core.sale import Sale
from pos.core.tender import Settlement, Split
from pos.flow.events import FiscalChanged, PaperSkipped, PrintChanged


class Stage(StrEnum):
    """What the cashier is doing with a sale."""

    ENTRY = "entry"  # goods are rung up
    CARD = "card"  # the separate terminal takes a card; the till does not see it
    CASH = "cash"  # cash is taken; CLICK's part of a mixed sale is paid
    WAITING = "waiting"  # the customer's QR is awaited; nothing was sent
    PROCESSING = "processing"  # the request is on its way, or CLICK holds the money
    UNKNOWN = "unknown"  # nobody knows where the money is
    MANUAL = "manual"  # the program cannot find out: a manager decides
    PAID = "paid"
    REFUSED = "refused"  # nothing was taken
    CANCELLED = "cancelled"  # held, then returned by CLICK
    RETURNED = "returned"  # reversed


OVER = frozenset({Stage.PAID, Stage.REFUSED, Stage.CANCELLED, Stage.RETURNED})
"""Stages whose payment is decided: later news of it changes nothing on the screen."""

IN_DOUBT = frozenset({Stage.UNKNOWN, Stage.MANUAL})
"""Stages in which money may have been taken."""

BUSY = frozenset({Stage.CARD, Stage.CASH, Stage.WAITING, Stage.PROCESSING})
"""Stages in which everybody waits for the payment: no page lies over them."""

DECIDED = "decided"
"""The reason of a payment that a manager has closed."""

_STAGES = {
    PaymentState.SENDING: Stage.PROCESSING,
    PaymentState.HELD: Stage.PROCESSING,
    PaymentState.CONFIRMING: Stage.PROCESSING,
    PaymentState.UNKNOWN: Stage.UNKNOWN,
    PaymentState.MANUAL: Stage.MANUAL,
    PaymentState.PAID: Stage.PAID,
    PaymentState.REFUSED: Stage.REFUSED,
    PaymentState.CANCELLED: Stage.CANCELLED,
    PaymentState.REVERSING: Stage.PROCESSING,
    PaymentState.REVERSED: Stage.RETURNED,
}


def stage_of(state: PaymentState) -> Stage:
    """The stage that a payment's state puts the screen in."""
    return _STAGES[state]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to pay, numbered so that a stale answer is dropped. The QR's content is not in it.

    `ends_s` is the monotonic second at which CLICK's window ends; `since_s` when this stage began.
    """

    number: int
    stage: Stage
    since_s: float
    window_s: float
    read_at: datetime | None = None
    ends_s: float | None = None
    payment: Payment | None = None
    changed_at: datetime | None = None
    next_check_at: datetime | None = None
    trouble: BaseException | None = None
    fiscal: FiscalChanged | None = None
    printed: PrintChanged | PaperSkipped | None = None
    late: bool = False  # the answer came after the cashier had put the receipt aside
    recovered: bool = False  # a crash left it open: nobody at this till saw how it began (K7)
    cancel_wished: bool = False  # the sale is to be cancelled once the check is over (P46)
    to_return: bool = False  # paid, but the manager is to give the money back
    split: Split | None = None  # how the sale is paid where CLICK does not pay it alone
    settled: Settlement | None = None  # once all of it is paid
    is_taking: bool = False  # it is being written that the cash was taken

    def to(self, stage: Stage, at_s: float) -> Attempt:
        """In another stage since `at_s`."""
        return self if stage is self.stage else replace(self, stage=stage, since_s=at_s)

    @property
    def needs_choice(self) -> bool:
        """Whether it is paid and somebody must still say what becomes of the goods or of the money."""
        return self.stage is Stage.PAID and (self.recovered or self.to_return)

    @property
    def owes_cash(self) -> bool:
        """Whether CLICK's part is paid and the cash is still to be taken."""
        parts, payment = self.split, self.payment
        return bool(parts and parts.cash and payment and payment.is_paid and self.settled is None)

    @property
    def awaits_paper(self) -> bool:
        """Whether the QR of the fiscal device's paper is to be scanned for it."""
        return self.fiscal is not None and awaits_paper(self.fiscal.state, self.fiscal.why)

    @property
    def goes_by_itself(self) -> bool:
        """Whether «paid» makes room for the next sale.

        Not while the fiscal device prints what is to be scanned, nor while change is to be read.
        """
        has_change = self.settled is not None and bool(self.settled.change)
        return self.stage is Stage.PAID and not (self.late or self.awaits_paper or has_change)

    @property
    def drops_sale(self) -> bool:
        """Whether nothing was taken and the sale is over, as the cashier wished."""
        return self.cancel_wished and self.stage in {Stage.REFUSED, Stage.CANCELLED}

    @property
    def transaction_id(self) -> TransactionId | None:
        """Our id of the payment, once the first news of it came."""
        return self.payment.transaction_id if self.payment else None


def settled(attempt: Attempt) -> Attempt:
    """The attempt with what a result means for its card: cash to take, a wish to cancel, a manager's word."""
    if attempt.stage is Stage.PAID and attempt.owes_cash and not (attempt.cancel_wished or attempt.to_return):
        attempt = replace(attempt, stage=Stage.CASH, recovered=False)
    if attempt.stage is Stage.PAID and attempt.cancel_wished:
        attempt = replace(attempt, to_return=True, late=True)
    payment = attempt.payment
    if attempt.stage is Stage.PAID and payment is not None and payment.reason == DECIDED:
        attempt = replace(attempt, recovered=False, late=True)
    return attempt


@dataclass(frozen=True, slots=True)
class Desk:
    """A sale as the cashier sees it.

    `voided_at` says when each struck line was struck; `closed` holds the ids of attempts that are over, so
    that their late news cannot touch a newer attempt of the same sale (P27).
    """

    sale: Sale
    selected: int | None = None
    attempt: Attempt | None = None
    voided_at: tuple[tuple[int, str], ...] = ()
    closed: frozenset[TransactionId] = frozenset()
    is_held: bool = False  # the cashier keeps it for a customer who comes back

    @property
    def stage(self) -> Stage:
        """What the cashier is doing with it."""
        return self.attempt.stage if self.attempt else Stage.ENTRY

    @property
    def chosen(self) -> int | None:
        """The number of the line that a key acts on: the selected one, else the newest that is not struck."""
        if self.selected is not None:
            return self.selected
        return next((line.number for line in reversed(self.sale.lines) if not line.voided), None)

    def with_sale(self, sale: Sale, selected: int | None = None) -> Desk:
        """The changed sale; the selection moves to the newest line unless one is named."""
        return replace(self, sale=sale, selected=selected)

    def with_attempt(self, attempt: Attempt | None) -> Desk:
        """Another attempt, or none; an attempt that ends leaves its id among the closed ones."""
        closed = self.closed
        if self.attempt and self.attempt.transaction_id and attempt is None:
            closed |= {self.attempt.transaction_id}
        return replace(self, attempt=attempt, closed=closed)
