"""A CLICK of one personality, written from its documentation: payments, searches, the OFD.

No import from `pos`. Times are virtual seconds; money is in tiyin. A refusal is CLICK's own answer with an
error code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Protocol

from tests.simulation.chance import Customer, Dice, Personality
from tests.simulation.history import LedgerPayment, LedgerReceipt

WINDOW_S = 30.0
FIRST_PID = 2_388_672_000
TASHKENT = timezone(timedelta(hours=5))


class Refusal(Exception):
    """CLICK says no."""

    def __init__(self, code: int, note: str) -> None:
        super().__init__(note)
        self.code, self.note = code, note


class Timer(Protocol):
    """The part of an event loop that CLICK needs."""

    def time(self) -> float: ...

    def call_at(self, when: float, callback: Callable[..., object], *args: object) -> object: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """CLICK's answer about a payment; `status` is None where the sample of the documentation has none."""

    pid: int
    status: int | None
    confirm_mode: bool | None = None
    code: int = 0


class Bank:
    """All payments of the service, whoever asks."""

    def __init__(self, timer: Timer, personality: Personality, dice: Dice, start: datetime) -> None:
        self.payments: dict[int, LedgerPayment] = {}
        self.receipts: list[LedgerReceipt] = []
        self.confirm_mode = personality.confirm_mode
        self.calm = False
        self._timer, self._is, self._dice, self._start = timer, personality, dice, start
        self._used: set[str] = set()
        self._zone = timezone(timedelta(hours=personality.mti_zone_h))
        if personality.flips_at_s is not None:
            timer.call_at(personality.flips_at_s, self._flip)

    def _flip(self) -> None:
        self.confirm_mode = not self.confirm_mode

    # ---- CLICK Pass ---------------------------------------------------------------------------------------

    def charge(self, tid: str, otp: str, amount: int) -> Answer:
        """Create a payment. MOVES MONEY here. A code works once."""
        if otp in self._used:
            raise Refusal(-5, "QR used")
        self._used.add(otp)
        customer = Customer.throw(self._dice, calm=self.calm)
        if customer.decision == "refused":
            raise Refusal(-5017, "no money")
        now = self._timer.time()
        pid = FIRST_PID + len(self.payments)
        made = LedgerPayment(pid, tid, otp, amount, self.confirm_mode, now)
        self.payments[pid] = made
        if customer.decision == "refused_named":
            self._cancel(made, now)
            return Answer(pid, -1, made.confirm_mode, code=-5017)
        if customer.delay_s:
            self._timer.call_at(now + customer.delay_s, self._decide, made, customer, now + customer.delay_s)
        else:
            self._decide(made, customer, now)
        if made.confirm_mode:
            lapses = now + WINDOW_S + self._is.cancel_lag_s
            self._timer.call_at(lapses, self._cancel, made, lapses)
        return Answer(pid, self._status(made), made.confirm_mode)

    def _decide(self, payment: LedgerPayment, customer: Customer, at: float) -> None:
        if payment.state != "created":
            return
        if customer.decision == "decline":
            self._cancel(payment, at)
        elif payment.confirm_mode and not payment.confirmed:
            payment.state = "held"
        else:
            payment.state, payment.captured_at = "captured", at

    @staticmethod
    def _cancel(payment: LedgerPayment, at: float) -> None:
        if payment.state in ("created", "held"):
            payment.state, payment.cancelled_at = "cancelled", at

    def confirm(self, pid: int) -> None:
        """Capture a held payment. MOVES MONEY to the shop."""
        payment = self._find(pid)
        if not payment.confirm_mode:
            raise Refusal(-9, "confirmation is off")
        if payment.state == "held":
            payment.state, payment.confirmed, payment.captured_at = "captured", True, self._timer.time()
        elif payment.state == "created" and self._is.early_confirm_ok:
            payment.confirmed = True
        elif payment.state == "created":
            raise Refusal(-8, "in progress")
        elif payment.state != "captured":
            raise Refusal(-9, "cancelled")
        elif not self._is.second_confirm_ok:
            raise Refusal(-4, "confirmed already")

    def reverse(self, pid: int) -> None:
        """Give the whole payment back. MOVES MONEY."""
        payment = self._find(pid)
        if self._month(payment.created_at) != self._month(self._timer.time()):
            raise Refusal(-12, "another month")
        if payment.state == "captured":
            payment.state, payment.reversed_at = "reversed", self._timer.time()
        elif payment.state != "reversed" or not self._is.second_reversal_ok:
            raise Refusal(-9, "not completed")

    def _month(self, at: float) -> int:
        return (self._start + timedelta(seconds=at)).astimezone(TASHKENT).month

    # ---- reading ------------------------------------------------------------------------------------------

    def status(self, pid: int) -> Answer:
        """payment/status."""
        payment = self._find(pid)
        if payment.state == "cancelled" and self._is.cancelled_is_error:
            raise Refusal(-16, "cancelled")
        return Answer(pid, self._status(payment))

    def look_up(self, tid: str, day: date) -> Answer:
        """status_by_mti: by our id on the day of CLICK's own zone."""
        found = [
            payment
            for payment in self.payments.values()
            if payment.tid == tid
            and (self._start + timedelta(seconds=payment.created_at)).astimezone(self._zone).date() == day
        ]
        if not found or self._is.mti == "blind":
            raise Refusal(-16, "no such payment")
        if found[-1].state == "cancelled" and self._is.cancelled_is_error:
            raise Refusal(-16, "no such payment")
        return Answer(found[-1].pid, self._status(found[-1]) if self._is.mti_says_status else None)

    def _status(self, payment: LedgerPayment) -> int:
        if payment.state == "created":
            return 1
        if payment.state == "held":
            return self._is.hold_status
        return 2 if payment.state == "captured" else -1

    def _find(self, pid: int) -> LedgerPayment:
        if pid not in self.payments:
            raise Refusal(-16, "no such payment")
        return self.payments[pid]

    # ---- the OFD ------------------------------------------------------------------------------------------

    def submit(self, pid: int, total: int) -> None:
        """submit_items; whether a second one makes a second receipt is a matter of personality."""
        if self._find(pid).state not in ("captured", "reversed"):
            raise Refusal(-9, "not completed")
        if self._is.ofd_doubles or all(receipt.pid != pid for receipt in self.receipts):
            self.receipts.append(LedgerReceipt(self._timer.time(), pid, total))

    def link(self, pid: int) -> str:
        """ofd_data: the link, once the OFD shows it."""
        now = self._timer.time()
        for receipt in self.receipts:
            if receipt.pid == pid and receipt.at + self._is.link_after_s <= now:
                return f"https://ofd.soliq.uz/epi?t=EZ&r={pid}&c=20261124143206&s=1"
        raise Refusal(-16, "no receipt yet")

    @property
    def is_settled(self) -> bool:
        """Whether time alone changes nothing any more."""
        return all(payment.state not in ("created", "held") for payment in self.payments.values())
