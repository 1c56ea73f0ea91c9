"""What became of a payment whose answer was lost: looked up, never sent again. Engine thread.

Absence and success count only once CLICK's window is surely over (P12, P33); a status below 0 counts at once.
"""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from enum import Enum

from pos.core.errors import ClickRefused, PosError, WrongKey
from pos.core.payment import (
    ClickStatus,
    Instants,
    NextAction,
    Payment,
    PaymentState,
    TransactionId,
    move,
    next_action,
)
from pos.core.tashkent import business_day, days_around
from pos.flow.charging import Charging
from pos.flow.events import AlarmKind
from pos.flow.payment_parts import PaymentParts
from pos.flow.ports import StatusReply

S = PaymentState


class Resolving:
    """Reads until an UNKNOWN payment is PAID, REFUSED, CANCELLED or MANUAL."""

    def __init__(self, parts: PaymentParts, charging: Charging) -> None:
        self._p = parts
        self._charging = charging
        self._wake: dict[TransactionId, asyncio.Event] = {}

    def check_now(self, transaction_id: TransactionId) -> bool:
        """Read at once instead of at the next time; False when nobody is resolving it. Moves no money."""
        if wake := self._wake.get(transaction_id):
            wake.set()
        return wake is not None

    async def resolve(self, payment: Payment, *, may_confirm: bool) -> Payment:
        """Read until it is final.

        With `may_confirm` a payment found inside the window is confirmed (P11); recovery passes False:
        it only reads (T1, T3).
        """
        tid = payment.transaction_id
        self._wake[tid] = asyncio.Event()
        try:
            if may_confirm and payment.payment_id is None:
                payment = await self._look_up_in_window(payment)
            if payment.state in {S.HELD, S.CONFIRMING}:
                payment = await self._charging.drive(payment)
            while payment.state is S.UNKNOWN:
                payment = await self._settle(payment)
            return payment
        finally:
            del self._wake[tid]

    async def _look_up_in_window(self, payment: Payment) -> Payment:
        """+1, +3, +6 s after the loss: a payment that CLICK holds can still be saved."""
        p = self._p
        lost_s = p.clock.monotonic_s()
        for after_s in p.timers.look_up_after_s:
            await self._nap(payment, lost_s + after_s - p.clock.monotonic_s())
            instants = p.instants[payment.transaction_id]
            if next_action(payment, instants, p.clock.monotonic_s(), p.timers) is not NextAction.LOOK_UP:
                break
            found = await self._find(payment, days=1)
            payment = payment.learn(checks=payment.checks + 1)
            if isinstance(found, StatusReply):
                return self._found_in_window(payment, found)
            p.publish(payment, p.timers.look_up_after_s[0])
        return payment

    def _found_in_window(self, payment: Payment, found: StatusReply) -> Payment:
        p = self._p
        if self._is_taken(payment, found):
            return self._taken(payment)
        facts = {"payment_id": found.payment_id, "click_status": found.status}
        if found.status is not None and found.status < 0:
            return p.write(move(payment, S.CANCELLED, reason="declined", **facts), "found_cancelled")
        return p.write(move(payment, S.HELD, reason="", **facts), "found_in_window")

    async def _settle(self, payment: Payment) -> Payment:
        """One read after the window, or an early one that can only show a failure."""
        p = self._p
        instants = p.instants[payment.transaction_id]
        settles_s = instants.settles_at(p.timers)
        asked_s = p.clock.monotonic_s()  # what is answered was true then: the PC may sleep meanwhile
        settled = asked_s >= settles_s
        reply = await self._find(payment, days=3 if settled else 1)
        payment = payment.learn(checks=payment.checks + 1)
        if isinstance(reply, StatusReply):
            if self._is_taken(payment, reply):
                return self._taken(payment)
            payment = payment.learn(payment_id=reply.payment_id, click_status=reply.status)
            if ended := self._ended_by(payment, is_over=asked_s >= instants.success_counts_at(p.timers)):
                return ended
        given_up = settled and self._age_s(instants) >= p.timers.give_up_s
        if reply is None and settled and payment.payment_id is None:
            proven = await self._absence_proves(payment)
            if proven is not None or given_up:
                return self._absent(payment, proven=bool(proven))
        if given_up and reply is not Silence.UNREADABLE:
            return p.write(move(payment, S.MANUAL, reason="given_up"), "given_up")
        wait_s = self._wait_s(settles_s)
        left_s = p.timers.give_up_s - self._age_s(instants)
        if 0 < left_s < wait_s:
            wait_s = left_s  # the last read stands at the end of the time, not beyond it
        p.publish(payment, wait_s)
        await self._nap(payment, wait_s)
        return payment

    def _ended_by(self, payment: Payment, *, is_over: bool) -> Payment | None:
        """The end that the status just read means; None while it means none.

        `is_over` says that it was asked for once CLICK's window was surely over.
        """
        p = self._p
        if payment.click_status is None:
            return None
        if payment.click_status < 0:
            return p.write(move(payment, S.CANCELLED, reason=payment.reason or "lapsed"), "found_cancelled")
        if payment.click_status == ClickStatus.SUCCESS and is_over:
            return p.write(move(payment, S.PAID), "found_paid")
        return None

    def _absent(self, payment: Payment, *, proven: bool) -> Payment:
        """CLICK does not know our id on three days (P10)."""
        if proven:
            return self._p.write(move(payment, S.REFUSED, reason="absent"), "absent")
        return self._p.write(move(payment, S.MANUAL, reason="absent_unproven"), "absent_unproven")

    async def _absence_proves(self, payment: Payment) -> bool | None:
        """Whether "there is no such payment" means that nothing was taken (G1); None while nobody can say.

        It does where the search is known to work. Where that was never seen, the newest payment that CLICK
        did answer is looked for as well: what cannot find that one proves nothing about this one. Before any
        answer nothing is proven: that CLICK returns what is not confirmed is then only assumed (P25).
        """
        p = self._p
        if p.trusts_search or p.services.mti_verified(payment.service_id):
            return True
        witness = p.services.newest_answered(payment.service_id, payment.transaction_id)
        if witness is None:
            return None
        found = await self._find_by_our_id(witness, days=3)
        if found is Silence.UNREADABLE:
            return None
        if isinstance(found, StatusReply) and found.payment_id == witness.payment_id:
            p.services.set_mti_verified(payment.service_id)
            return True
        return False

    async def verify_search(self, payment: Payment) -> None:
        """Decision 6: a payment that status_by_mti finds by our id proves the search for this service_id."""
        p = self._p
        if payment.payment_id is None or payment.is_online or p.services.mti_verified(payment.service_id):
            return
        found = await self._find_by_our_id(payment, days=1)
        if isinstance(found, StatusReply) and found.payment_id == payment.payment_id:
            p.services.set_mti_verified(payment.service_id)

    async def read_for_manager(self, payment: Payment) -> Payment:
        """Read a MANUAL payment once, so that who decides sees what CLICK says. It stays MANUAL."""
        p = self._p
        reply = await self._find(payment, days=3)
        read = payment.learn(checks=payment.checks + 1)
        if isinstance(reply, StatusReply) and not self._is_taken(payment, reply):
            read = read.learn(payment_id=reply.payment_id, click_status=reply.status)
        return p.write(read, "read_for_manager")

    def _is_taken(self, payment: Payment, reply: StatusReply) -> bool:
        """Whether the payment_id belongs to another attempt (P26)."""
        held = self._p.journal.holder_of(reply.payment_id)
        return held is not None and held != payment.transaction_id

    def _taken(self, payment: Payment) -> Payment:
        self._p.alarm(AlarmKind.PAYMENT_ID_TAKEN, transaction_id=payment.transaction_id)
        return self._p.write(move(payment, S.MANUAL, reason="payment_id_taken"), "payment_id_taken")

    def _age_s(self, instants: Instants) -> float:
        return self._p.clock.monotonic_s() - instants.sent_s

    def _wait_s(self, settles_s: float) -> float:
        """Until the window is over, then growing waits: 3, 10, 60 seconds (scaled)."""
        p = self._p
        over_s = p.clock.monotonic_s() - settles_s
        if over_s < 0:
            return -over_s
        short, middle, long = p.timers.settle_waits_s
        if over_s < 3 * short:
            return short
        return middle if over_s < p.timers.give_up_s - p.timers.settle_after_send_s else long

    async def _find(self, payment: Payment, days: int) -> StatusReply | Silence | None:
        """By payment_id, else by our own id; None when CLICK has none."""
        p = self._p
        if payment.payment_id is None:
            return await self._find_by_our_id(payment, days)
        try:
            return await p.gateway.status(payment.payment_id, p.timers.read_call_s)
        except PosError as error:
            return _silence(error)

    async def _find_by_our_id(self, payment: Payment, days: int) -> StatusReply | Silence | None:
        """By our own id on the day of the INTENT and, of three, its neighbours (G2); None: CLICK has none."""
        p = self._p
        try:
            for day in self._days(payment, days):
                found = await p.gateway.look_up(payment.transaction_id, day, p.timers.read_call_s)
                if found is not None:
                    if found.status is None:  # G3: the sample answer has no payment_status
                        return await p.gateway.status(found.payment_id, p.timers.read_call_s)
                    return found
        except PosError as error:
            return _silence(error)
        return None

    def _days(self, payment: Payment, days: int) -> list[date]:
        """Where CLICK may keep it: by this PC's date at the INTENT, and by CLICK's own clock.

        The PC's date may be wrong: `Auth` is corrected, so such a till sells all the same (P07).
        """
        p = self._p
        found = days_around(payment.business_day)[:days]
        if instants := p.instants.get(payment.transaction_id):
            age_s = self._age_s(instants)
            begun = p.clock.now() + timedelta(seconds=p.gateway.clock_offset_s() - age_s)
            found += days_around(business_day(begun))[:days]
        return list(dict.fromkeys(found))

    async def _nap(self, payment: Payment, seconds: float) -> None:
        """Sleep, unless somebody wants to know now."""
        if seconds <= 0:
            return
        wake = self._wake[payment.transaction_id]
        naps = [
            asyncio.ensure_future(self._p.clock.sleep(seconds)),
            asyncio.ensure_future(wake.wait()),
        ]
        try:
            await asyncio.wait(naps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for nap in naps:
                nap.cancel()
            wake.clear()


class Silence(Enum):
    """What says nothing about the payment."""

    UNREADABLE = "unreadable"  # no answer that could be read: ask again, however long it takes
    REFUSED = "refused"  # CLICK answers with an error and no status (G4): no proof, and it may stay so


def _silence(error: PosError) -> Silence:
    told = isinstance(error, ClickRefused) and not isinstance(error, WrongKey)
    return Silence.REFUSED if told else Silence.UNREADABLE
