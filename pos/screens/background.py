"""Payments whose result came, or will come, while another customer is served."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pos.core.money import Money
from pos.core.payment import Payment, PaymentState, TransactionId, Word
from pos.core.sale import Sale, SaleId
from pos.core.tender import Split
from pos.flow.events import PaymentChanged
from pos.flow.history_ports import Unsettled
from pos.screens.desk import IN_DOUBT, OVER, Desk, Stage, stage_of
from pos.screens.sounds import Sound

SOUND_OF: dict[Stage, Sound] = {
    Stage.PAID: Sound.PAID,
    Stage.REFUSED: Sound.REFUSED,
    Stage.CANCELLED: Sound.REFUSED,
    Stage.UNKNOWN: Sound.ALARM,
    Stage.MANUAL: Sound.ALARM,
    Stage.RETURNED: Sound.RETURNED,
    Stage.CASH: Sound.ADDED,
}
"""What is played when a payment comes into a stage."""


@dataclass(frozen=True, slots=True)
class Parked:
    """One payment aside. `desk` is its receipt when it was rung up in this window."""

    transaction_id: TransactionId
    sale_id: SaleId
    amount: Money
    stage: Stage
    payment: Payment | None = None
    event: PaymentChanged | None = None
    desk: Desk | None = None
    recovered: bool = False  # a crash left it open: nobody at this till saw how it began
    word: Word | None = None  # what the cashier said of it before this start
    due: Split | None = None  # CLICK's part is paid or on its way, the cash is still to be taken

    @property
    def is_ready(self) -> bool:
        """Whether its card can be shown at once, without reading the journal."""
        return self.desk is not None and self.payment is not None

    @property
    def order(self) -> int:
        """Decided ones first, then those for the manager, then those still being checked."""
        if self.stage in OVER or self.stage is Stage.CASH:
            return 0
        return 1 if self.stage is Stage.MANUAL else 2

    def staged(self, stage: Stage) -> Stage:
        """The stage of its card: what is paid waits for its cash where there is some to take."""
        return Stage.CASH if stage is Stage.PAID and self.due is not None else stage


class Background:
    """The payments aside, by transaction_id; each stays until the cashier has seen its result."""

    def __init__(self) -> None:
        self._parked: dict[TransactionId, Parked] = {}
        self._begun: set[TransactionId] = set()

    def park(self, desk: Desk) -> None:
        """Keep a desk whose payment is in doubt."""
        attempt = desk.attempt
        if attempt and attempt.payment:
            payment = attempt.payment
            self._parked[payment.transaction_id] = Parked(
                payment.transaction_id,
                payment.sale_id,
                payment.amount,
                attempt.stage,
                payment,
                desk=desk,
                recovered=attempt.recovered,
                due=attempt.split if attempt.split and attempt.split.cash and not attempt.settled else None,
            )

    def remember(self, unsettled: Unsettled) -> None:
        """Take up a payment that somebody had still to do with when the till started."""
        payment = unsettled.payment
        if payment.transaction_id not in self._parked and payment.state is not PaymentState.REVERSING:
            stage = stage_of(payment.state)
            due = unsettled.due.split if unsettled.due else None
            parked = Parked(
                payment.transaction_id,
                payment.sale_id,
                payment.amount,
                Stage.UNKNOWN if stage is Stage.PROCESSING else stage,
                recovered=unsettled.recovered or not payment.is_paid,
                word=unsettled.word,
                due=due,
            )
            self._parked[payment.transaction_id] = replace(parked, stage=parked.staged(parked.stage))

    def fill(self, transaction_id: TransactionId, sale: Sale, payment: Payment) -> None:
        """Add what was read from the journal, so that the card is complete; newer news is kept."""
        known = self._parked.get(transaction_id)
        if known is None or known.is_ready:
            return
        newest = known.payment or payment
        stage = known.staged(stage_of(newest.state))
        self._parked[transaction_id] = replace(
            known,
            desk=known.desk or Desk(sale),
            payment=newest,
            stage=Stage.UNKNOWN if stage is Stage.PROCESSING else stage,
        )

    def learn(self, event: PaymentChanged) -> Sound | None:
        """Take news of a payment that is not on the screen; the sound of it, when it should be heard.

        A payment that another command of this home makes is nobody's business here until it is in doubt;
        one that was never seen to begin was left by a crash and speaks up (K7).
        """
        payment = event.payment
        known = self._parked.get(payment.transaction_id)
        stage = stage_of(payment.state)
        if known is None:
            return self._learn_new(event, stage)
        stage = known.staged(stage)
        if known.stage in OVER and not (known.stage is Stage.PAID and stage is Stage.RETURNED):
            return None
        quiet = stage is Stage.PROCESSING or stage is known.stage
        shown = Stage.UNKNOWN if stage is Stage.PROCESSING else stage
        self._parked[payment.transaction_id] = replace(known, stage=shown, payment=payment, event=event)
        return None if quiet else SOUND_OF.get(stage)

    def _learn_new(self, event: PaymentChanged, stage: Stage) -> Sound | None:
        payment = event.payment
        if payment.state is PaymentState.SENDING:
            self._begun.add(payment.transaction_id)
        left_by_a_crash = payment.transaction_id not in self._begun
        if stage not in IN_DOUBT and not (left_by_a_crash and stage is Stage.PAID):
            return None
        self._parked[payment.transaction_id] = Parked(
            payment.transaction_id,
            payment.sale_id,
            payment.amount,
            stage,
            payment,
            event,
            recovered=left_by_a_crash,
        )
        return SOUND_OF.get(stage) if stage in OVER or stage is Stage.MANUAL else None

    def saw_begin(self, transaction_id: TransactionId) -> None:
        """Note a payment that is on the screen, so that late news of it is not taken for a crash's."""
        self._begun.add(transaction_id)

    def take(self, ref: str) -> Parked | None:
        """Hand one over to the screen; it is not kept aside any more."""
        return self._parked.pop(TransactionId(ref), None)

    def get(self, ref: str) -> Parked | None:
        """Look at one without taking it."""
        return self._parked.get(TransactionId(ref))

    def put_back(self, parked: Parked) -> None:
        """Keep it again: it could not be shown."""
        self._parked[parked.transaction_id] = parked

    @property
    def all(self) -> tuple[Parked, ...]:
        """All of them, the most urgent first, then in the order in which they came."""
        return tuple(sorted(self._parked.values(), key=lambda parked: parked.order))

    def is_in_window(self, now: datetime) -> bool:
        """Whether one of them may still be confirmed at aware `now`."""
        return any(
            parked.stage is Stage.UNKNOWN
            and parked.event is not None
            and parked.event.at + timedelta(seconds=parked.event.window_left_s) > now
            for parked in self._parked.values()
        )

    @property
    def checking(self) -> int:
        """How many are still being checked."""
        return sum(1 for parked in self._parked.values() if parked.stage is Stage.UNKNOWN)

    @property
    def most_urgent(self) -> Parked | None:
        """What the chip speaks of: a result that was not seen yet, else the oldest in doubt."""
        return min(self._parked.values(), key=lambda parked: parked.order, default=None)
