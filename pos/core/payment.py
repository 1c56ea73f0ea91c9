"""One attempt to take money by CLICK: its states, its allowed moves, what to do next. Pure.

Vocabulary: *sale* (at the counter), *order* (online), *payment* (one attempt), *confirm*, *reversal*
(not refund, not cancel), *fiscal receipt* (OFD), *print-out* (paper), *shift*, *tender*.
Law: click-docs «CLICK Pass» (Оплата, Режим подтверждения); rules W1–W6 and timers of reliability.md §1.1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from pos.core.errors import Bug
from pos.core.money import Money
from pos.core.sale import SaleId

TransactionId = NewType("TransactionId", str)
PaymentId = NewType("PaymentId", int)


ONLINE = "ONLINE"
"""The cashbox of an order that was paid through SHOP-API: no register of CLICK Pass took its money."""


class PaymentState(StrEnum):
    """Where a payment is; each says who holds the money."""

    SENDING = "sending"  # the customer, or unknown from the first byte on: intent written, POST under way
    UNKNOWN = "unknown"  # nobody can say yet: the answer was lost, CLICK is being read
    HELD = "held"  # CLICK holds it and returns it by itself unless confirmed
    CONFIRMING = "confirming"  # CLICK; our commit record is written, the confirm is on its way
    PAID = "paid"  # the shop
    REFUSED = "refused"  # the customer: CLICK refused, or the request surely never left
    CANCELLED = "cancelled"  # the customer: held, then returned by CLICK
    REVERSING = "reversing"  # the shop or the customer: a reversal was asked for
    REVERSED = "reversed"  # the customer: CLICK says the reversal is done
    MANUAL = "manual"  # software cannot say: a manager decides with CLICK's cabinet

    @property
    def is_final(self) -> bool:
        """Whether the program will not change it by itself any more."""
        return self not in OPEN_STATES


S = PaymentState

MOVES: dict[PaymentState, frozenset[PaymentState]] = {
    S.SENDING: frozenset({S.HELD, S.REFUSED, S.UNKNOWN, S.MANUAL}),
    S.HELD: frozenset({S.CONFIRMING, S.PAID, S.REFUSED, S.CANCELLED, S.UNKNOWN}),
    S.CONFIRMING: frozenset({S.PAID, S.CANCELLED, S.UNKNOWN}),
    S.UNKNOWN: frozenset({S.HELD, S.PAID, S.REFUSED, S.CANCELLED, S.MANUAL}),
    S.PAID: frozenset({S.REVERSING}),
    S.REVERSING: frozenset({S.REVERSED, S.PAID, S.MANUAL}),
    S.MANUAL: frozenset({S.PAID, S.REFUSED, S.CANCELLED, S.REVERSED}),
    S.REFUSED: frozenset(),
    S.CANCELLED: frozenset(),
    S.REVERSED: frozenset(),
}

OPEN_STATES = frozenset({S.SENDING, S.UNKNOWN, S.HELD, S.CONFIRMING, S.REVERSING})
"""States that the program itself must bring to an end."""

MONEY_RETURNED = frozenset({S.REFUSED, S.CANCELLED, S.REVERSED})
"""States after which the same sale may be paid again (S4, S5)."""


class Verdict(StrEnum):
    """What a manager found in CLICK's cabinet about a payment that software cannot close (P45)."""

    PAID = "paid"  # the money is the shop's
    NOT_TAKEN = "not_taken"  # the customer has it
    RETURNED = "returned"  # it was taken and given back


@dataclass(frozen=True, slots=True)
class Decision:
    """A manager's signed word on a MANUAL payment. `payment_id` is CLICK's, needed when it is not known."""

    verdict: Verdict
    by: str
    why: str
    payment_id: PaymentId | None = None


class Word(StrEnum):
    """What somebody at the till said of a payment; it changes no state (P46, K7)."""

    CANCEL_WISHED = "cancel_wished"  # the sale is to be cancelled once the check is over
    KEPT = "kept"  # the sale is to be kept after all
    TO_RETURN = "to_return"  # found paid, the goods are not with the customer
    HANDED_OVER = "handed_over"  # found paid, the goods are with the customer
    LEFT_TO_MANAGER = "left_to_manager"  # the manager knows that the money is to be returned


class ClickStatus:
    """CLICK's payment_status (click-docs «Коды статуса платежа»): below 0 is a failure."""

    CREATED = 0
    PROCESSING = 1
    SUCCESS = 2


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What CLICK says of the payer, masked by CLICK; kept for history and slips (decision 10)."""

    card_type: str = ""
    processing_type: str = ""
    card_number: str = ""
    phone_number: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """One attempt. `created_at` is UTC and aware; `business_day` is Tashkent's date for status_by_mti.

    `confirmed` is true once CLICK answered a confirm with error_code 0. `error_note` is CLICK's own text;
    `reason` names why it ended as it did: the class of an error, or lapsed, absent, declined, given_up.
    """

    transaction_id: TransactionId
    sale_id: SaleId
    amount: Money
    service_id: int
    cashbox_code: str
    business_day: date
    created_at: datetime
    cart_hash: str
    state: PaymentState = PaymentState.SENDING
    payment_id: PaymentId | None = None
    click_status: int | None = None
    confirm_mode: bool | None = None
    confirmed: bool = False
    card: CardFacts = CardFacts()
    error_code: int | None = None
    error_note: str = ""
    reason: str = ""
    checks: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the program still has to bring it to an end."""
        return self.state in OPEN_STATES

    @property
    def is_online(self) -> bool:
        """Whether CLICK knows it by an order's id and not by ours: its search would not find it."""
        return self.cashbox_code == ONLINE

    @property
    def is_paid(self) -> bool:
        """Whether goods may be handed over."""
        return self.state is PaymentState.PAID

    def learn(self, **facts: object) -> Payment:
        """The same state with new facts; a payment_id once known never changes (W2), nor the INTENT (S7)."""
        if not facts.keys() <= _LEARNT:
            raise Bug(f"not facts to learn: {sorted(facts.keys() - _LEARNT)}")
        if self.payment_id is not None and facts.get("payment_id", self.payment_id) != self.payment_id:
            raise Bug("a payment got a second payment_id")
        return replace(self, **facts)  # type: ignore[arg-type]


_LEARNT = frozenset({
    "payment_id", "click_status", "confirm_mode", "confirmed", "card", "error_code", "error_note", "reason",
    "checks",
})  # fmt: skip
"""What CLICK's answers and our reads may add; the rest is the INTENT, and the state moves by `move`."""


def move(payment: Payment, to: PaymentState, **facts: object) -> Payment:
    """The payment in its next state. An edge that is not in the table is a bug (T5)."""
    if to not in MOVES[payment.state]:
        raise Bug(f"no move from {payment.state} to {to}")
    return replace(payment.learn(**facts), state=to)


@dataclass(frozen=True, slots=True)
class Timers:
    """Every time limit of a payment, in seconds, derived from the confirm window (decision 3)."""

    window_s: float
    connect_s: float
    post_s: float
    confirm_call_s: float
    confirm_until_s: float
    confirm_again_s: float
    read_call_s: float
    resend_unsent_s: float
    look_up_after_s: tuple[float, ...]
    look_up_until_s: float
    poll_s: float
    settle_after_answer_s: float
    settle_after_send_s: float
    success_after_send_s: float
    settle_waits_s: tuple[float, ...]
    give_up_s: float
    fiscal_quiet_s: float

    @classmethod
    def for_window(cls, window_s: float) -> Timers:
        """The table of reliability.md §1.1, scaled from CLICK's 30 seconds to `window_s`."""
        k = window_s / 30
        return cls(
            window_s=window_s,
            connect_s=3 * k,
            post_s=12 * k,
            confirm_call_s=4 * k,
            confirm_until_s=26 * k,
            confirm_again_s=0.5 * k,
            read_call_s=4 * k,
            resend_unsent_s=10 * k,
            look_up_after_s=(1 * k, 3 * k, 6 * k),
            look_up_until_s=20 * k,
            poll_s=1 * k,
            settle_after_answer_s=60 * k,
            settle_after_send_s=72 * k,
            success_after_send_s=80 * k,  # carried out up to 40 s late, held for 30, shown as held 5 longer
            settle_waits_s=(3 * k, 10 * k, 60 * k),
            give_up_s=165 * k,  # and the last read: every unknown one is over in 180 s (L2)
            fiscal_quiet_s=2.5 * window_s,  # T4 wants two; taken up to 40 s late, its link shown 30 later
        )


class NextAction(StrEnum):
    """What the flow does with a payment now."""

    CONFIRM = "confirm"
    POLL = "poll"
    LOOK_UP = "look_up"
    SETTLE = "settle"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Instants:
    """Suspend-inclusive monotonic seconds of this attempt in this process; never stored.

    `sent_s` is just before the first byte of the POST, so CLICK's window ends surely after `sent_s + window`;
    `answered_s` is when the whole answer was read, so it ends surely before `answered_s + window`.
    """

    sent_s: float
    answered_s: float | None = None

    def settles_at(self, timers: Timers) -> float:
        """From when on CLICK's window is surely over: an absence proves not charged (P12)."""
        if self.answered_s is not None:
            return self.answered_s + timers.settle_after_answer_s
        return self.sent_s + timers.settle_after_send_s

    def success_counts_at(self, timers: Timers) -> float:
        """From when on a success that is read proves confirmed, and not only still held (P33, P35)."""
        if self.answered_s is not None:
            return self.answered_s + timers.settle_after_answer_s
        return self.sent_s + timers.success_after_send_s


def next_action(payment: Payment, instants: Instants, now_s: float, timers: Timers) -> NextAction:
    """What to do with `payment` at monotonic `now_s`. A confirm never starts after t_s + 26 s (P34)."""
    age = now_s - instants.sent_s
    match payment.state:
        case S.HELD if payment.confirm_mode is False:
            return NextAction.POLL if age < timers.window_s else NextAction.SETTLE
        case S.HELD | S.CONFIRMING if not payment.confirmed:
            return NextAction.CONFIRM if age < timers.confirm_until_s else NextAction.SETTLE
        case S.CONFIRMING:
            return NextAction.POLL if age < timers.window_s else NextAction.SETTLE
        case S.UNKNOWN if payment.payment_id is None and age < timers.look_up_until_s:
            return NextAction.LOOK_UP
        case S.UNKNOWN:
            return NextAction.SETTLE
        case _:
            return NextAction.REST
