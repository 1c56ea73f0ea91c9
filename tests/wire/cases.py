"""Which call meets which fault when, and how the sale must end. The expectations know nothing of the flow."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

from pos.core.payment import PaymentState
from tests.wire.calls import Asked, Outcome
from tests.wire.faults import FAULTS, LOST, Fault, Strike

S = PaymentState


class Moment(StrEnum):
    """When the fault comes."""

    FIRST = "first"  # the first call; CLICK never sees it
    WHILE = "while"  # every call for a while; CLICK sees none
    AFTER = "after"  # the first call is acted on, then its answer (or the road, for a while) is spoiled


class Target(StrEnum):
    """What is hit: an endpoint, or the payment while confirmation is off."""

    PAYMENT = "payment"
    CONFIRM = "confirm"
    STATUS = "status"
    STATUS_BY_MTI = "status_by_mti"
    SUBMIT_ITEMS = "submit_items"
    OFD_DATA = "ofd_data"
    PAYMENT_UNCONFIRMED = "payment_unconfirmed"

    @property
    def asked(self) -> Asked:
        """The endpoint."""
        return Asked.PAYMENT if self is Target.PAYMENT_UNCONFIRMED else Asked(self.value)


WHILE_WINDOWS = {
    Asked.PAYMENT: 0.6,
    Asked.CONFIRM: 1.2,
    Asked.STATUS: 2.3,  # the first reads that may settle it are hit too
    Asked.STATUS_BY_MTI: 1.2,
    Asked.SUBMIT_ITEMS: 2.5,
    Asked.OFD_DATA: 4.0,  # a second send falls into it
}
DOWN_WINDOWS = 1.2


@dataclass(frozen=True)
class Case:
    """One cell of the table."""

    fault: Fault
    target: Target
    moment: Moment

    def __str__(self) -> str:
        return f"{self.fault.name}-{self.target}-{self.moment}"

    def outcome_of(self, strike: Strike) -> set[Outcome]:
        """Which classes a call that met `strike` may have."""
        name, asked = self.fault.name, self.target.asked
        if strike.fault is LOST:
            return {Outcome.UNKNOWN}
        if self.moment is Moment.AFTER and self.fault.is_of_the_road:
            return {self.fault.after}  # whatever the endpoint
        if name == "answer_of_another_sale" and asked in (Asked.PAYMENT, Asked.SUBMIT_ITEMS):
            return {Outcome.OK}  # nothing in these answers says which sale they are about
        if name == "continue_100" and strike.acts:
            return {Outcome.OK}
        return {self.fault.after if strike.acts else self.fault.before}

    def end(self) -> S:
        """How the payment must end, given that the machine keeps up."""
        match self.target:
            case Target.PAYMENT | Target.PAYMENT_UNCONFIRMED:
                return self._end_of_payment()
            case Target.CONFIRM if self.moment is Moment.WHILE:
                late = self.fault.name == "answer_after_deadline"  # it arrives late, yet in the window
                return S.PAID if late else S.CANCELLED
            case Target.STATUS_BY_MTI if self.moment is Moment.WHILE:
                return S.CANCELLED
            case Target.STATUS_BY_MTI if self.moment is Moment.AFTER and self.fault.is_of_the_road:
                return S.CANCELLED
            case _:
                return S.PAID

    def _end_of_payment(self) -> S:
        name, confirmed = self.fault.name, self.target is Target.PAYMENT
        if name == "answer_of_another_sale":
            return S.MANUAL
        acted_late = name == "answer_after_deadline" and self.moment is not Moment.AFTER
        if acted_late:
            return S.CANCELLED if confirmed else S.PAID
        if self.moment is Moment.AFTER:
            lapses = self.fault.is_of_the_road or self.fault.after is Outcome.REFUSED
            return S.CANCELLED if confirmed and lapses else S.PAID
        if self.fault.before is Outcome.NOT_SENT and self.moment is Moment.FIRST:
            return S.PAID
        return S.REFUSED


class Plan:
    """Chooses the fault of each call, for one case. Nothing happens before `arm`."""

    def __init__(self, case: Case, window_s: float) -> None:
        self._case, self._window_s = case, window_s
        self._armed = False
        self._first_s: float | None = None
        self._prepared = False
        self.hits = 0

    def arm(self) -> None:
        """From now on."""
        self._armed = True

    def strike(self, asked: Asked) -> Strike | None:
        """The trouble for a call that begins now."""
        if not self._armed:
            return None
        strike = self._strike(asked, time.monotonic())
        if strike is not None and strike.counts:
            self.hits += 1
        return strike

    def _strike(self, asked: Asked, now_s: float) -> Strike | None:
        case = self._case
        if case.target is Target.STATUS_BY_MTI and asked is Asked.PAYMENT and not self._prepared:
            self._prepared = True  # nothing is looked up unless an answer was lost
            return Strike(LOST, acts=True, counts=False)
        if self._first_s is None:
            if asked is not case.target.asked:
                return None
            self._first_s = now_s
            if case.moment is not Moment.AFTER:
                return Strike(case.fault, acts=False)
            return Strike(LOST, acts=True, counts=False) if self._road else Strike(case.fault, acts=True)
        age = (now_s - self._first_s) / self._window_s
        if case.moment is Moment.AFTER and self._road and age < DOWN_WINDOWS:
            return Strike(case.fault, acts=False)
        if case.moment is Moment.WHILE and asked is case.target.asked and age < WHILE_WINDOWS[asked]:
            return Strike(case.fault, acts=False)
        return None

    @property
    def _road(self) -> bool:
        return self._case.fault.is_of_the_road


def all_cases() -> list[Case]:
    """The whole table."""
    return [
        Case(fault, target, moment) for fault in FAULTS.values() for target in Target for moment in Moment
    ]


def some_cases() -> list[Case]:
    """A third of the table: every fault at every target, the moments in turn."""
    moments = list(Moment)
    return [
        Case(fault, target, moments[(row + column) % 3])
        for row, fault in enumerate(FAULTS.values())
        for column, target in enumerate(Target)
    ]
