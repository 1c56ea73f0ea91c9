"""What became of a payment whose answer was lost: looked up, never sent again. Engine thread.

Absence and success count only once CLICK's window is surely over (P12, P33); a status below 0 counts at once.
"""

from __future__ import annotations

import asyncio

from pos.core.errors import PosError
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
from pos.core.tashkent import days_around
from pos.flow.charging import Charging
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
        if (held := p.journal.holder_of(found.payment_id)) and held != payment.transaction_id:
            return p.write(move(payment, S.MANUAL, reason="payment_id_taken"), "payment_id_taken")
        facts = {"payment_id": found.payment_id, "click_status": found.status}
        if found.status is not None and found.status < 0:
            return p.write(move(payment, S.CANCELLED, reason="declined", **facts), "found_cancelled")
        return p.write(move(payment, S.HELD, reason="", **facts), "found_in_window")

    async def _settle(self, payment: Payment) -> Payment:
        """One read after the window, or an early one that can only show a failure."""
        p = self._p
        instants = p.instants[payment.transaction_id]
        settles_s = instants.settles_at(p.timers)
        settled = p.clock.monotonic_s() >= settles_s
        reply = await self._find(payment, days=3 if settled else 1)
        payment = payment.learn(checks=payment.checks + 1)
        if isinstance(reply, StatusReply):
            payment = payment.learn(payment_id=reply.payment_id, click_status=reply.status)
            if reply.status is not None and reply.status < 0:
                ended = move(payment, S.CANCELLED, reason=payment.reason or "lapsed")
                return p.write(ended, "found_cancelled")
            if settled and reply.status == ClickStatus.SUCCESS:
                return p.write(move(payment, S.PAID), "found_paid")
        elif reply is None and settled and payment.payment_id is None:
            return self._absent(payment)
        if settled and reply is not _UNREADABLE and self._age_s(instants) >= p.timers.give_up_s:
            return p.write(move(payment, S.MANUAL, reason="given_up"), "given_up")
        wait_s = self._wait_s(settles_s)
        p.publish(payment, wait_s)
        await self._nap(payment, wait_s)
        return payment

    def _absent(self, payment: Payment) -> Payment:
        """CLICK does not know our id on three days.

        That proves it only where its search is proven to work, or where CLICK returns unconfirmed money
        by itself (G1, P10).
        """
        p = self._p
        seen = p.journal.confirm_mode_seen(payment.service_id)
        returns_by_itself = p.expects_confirm_mode if seen is None else seen
        if returns_by_itself or p.journal.mti_verified(payment.service_id):
            return p.write(move(payment, S.REFUSED, reason="absent"), "absent")
        return p.write(move(payment, S.MANUAL, reason="absent_unproven"), "absent_unproven")

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

    async def _find(self, payment: Payment, days: int) -> StatusReply | _Unreadable | None:
        """By payment_id, else by our own id on the day and its neighbours; None when CLICK has none."""
        p = self._p
        try:
            if payment.payment_id is not None:
                return await p.gateway.status(payment.payment_id, p.timers.read_call_s)
            for day in days_around(payment.business_day)[:days]:
                found = await p.gateway.look_up(payment.transaction_id, day, p.timers.read_call_s)
                if found is not None:
                    if found.status is None:  # G3: the sample answer has no payment_status
                        return await p.gateway.status(found.payment_id, p.timers.read_call_s)
                    return found
        except PosError:
            return _UNREADABLE
        return None

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


class _Unreadable:
    """No answer that could be read: says nothing about the payment."""


_UNREADABLE = _Unreadable()
