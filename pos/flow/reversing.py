"""Giving a whole payment back: REVERSING is journalled before the DELETE. MOVES MONEY. Engine thread.

Law: click-docs «Снятие платежа (отмена)»; W5, R01, R02, K10 of reliability.md. A lost answer is read; only a
whole reversal of one payment_id that is still a success a window after it was asked for is asked for again.
"""

from __future__ import annotations

from pos.core.errors import ClickRefused, NoConnection, OutcomeUnknown, PosError, Refused
from pos.core.payment import ClickStatus, Payment, PaymentState, move
from pos.flow.payment_parts import PaymentParts

S = PaymentState


class Reversing:
    """Asks CLICK to take a payment back and finds out whether it did."""

    def __init__(self, parts: PaymentParts) -> None:
        self._p = parts

    async def reverse(self, payment: Payment, *, by: str, why: str) -> Payment:
        """Give a PAID payment back. MOVES MONEY; sent once per call.

        Returns REVERSED, PAID with CLICK's reason when it was refused or surely never sent, or MANUAL.

        Raises:
            Refused: the payment is not PAID; nothing was sent.
            JournalTrouble: nothing was sent, or recovery will find it.
        """
        if payment.state is not S.PAID:
            raise Refused("only a paid payment is reversed", state=payment.state)
        p = self._p
        asked = p.write(move(payment, S.REVERSING, reason=""), "reversing", remarks={"by": by, "why": why})
        try:
            return await self._ask(asked, is_first=True)
        except OutcomeUnknown:
            return await self.resume(asked)

    async def resume(self, payment: Payment) -> Payment:
        """Bring a REVERSING payment to its end by reading; a crash or a lost answer left it there (K10)."""
        p = self._p
        begun_s = asked_s = p.clock.monotonic_s()
        while payment.state is S.REVERSING:
            now_s = p.clock.monotonic_s()  # what is answered was true then: the PC may sleep meanwhile
            read = await self._read(payment)
            if read.state is not S.REVERSING:
                return read
            if now_s - begun_s >= p.timers.give_up_s and read.click_status is not None:
                return p.write(move(read, S.MANUAL, reason="reversal_unclear"), "reversal_unclear")
            # The last DELETE has a whole settling time before the manager is asked.
            still_s = begun_s + p.timers.give_up_s - now_s
            quiet = now_s - asked_s >= p.timers.settle_after_answer_s <= still_s
            if quiet and read.click_status == ClickStatus.SUCCESS:
                asked_s = p.clock.monotonic_s()
                try:
                    return await self._ask(read, is_first=False)
                except OutcomeUnknown:
                    pass  # read again
            payment = read
            await p.clock.sleep(p.timers.settle_waits_s[1])
        return payment

    async def _ask(self, payment: Payment, *, is_first: bool) -> Payment:
        """One DELETE. Raises OutcomeUnknown."""
        p = self._p
        if payment.payment_id is None:
            raise AssertionError("a paid payment has a payment_id")
        try:
            await p.gateway.reverse(payment.payment_id, p.timers.post_s)
        except NoConnection as error:
            if not is_first:
                raise OutcomeUnknown("an earlier request may have been carried out") from error
            return p.write(move(payment, S.PAID, reason=type(error).__name__), "reversal_never_sent")
        except ClickRefused as error:
            return await self._refused(payment, error, is_first=is_first)
        return p.write(move(payment, S.REVERSED, reason=""), "reversed")

    async def _refused(self, payment: Payment, error: ClickRefused, *, is_first: bool) -> Payment:
        """A refusal is an answer (R02), once a read agrees that the money is still the shop's."""
        p = self._p
        read = await self._read(payment)
        if read.state is not S.REVERSING:
            return read
        if read.click_status != ClickStatus.SUCCESS or not is_first:
            # A repeat may be refused because the first one did it.
            return p.write(move(read, S.MANUAL, reason="reversal_unclear"), "reversal_unclear")
        facts = {
            "error_code": error.facts.get("code"),
            "error_note": str(error.facts.get("note") or "")[:200],
        }
        return p.write(move(read, S.PAID, reason="reversal_refused", **facts), "reversal_refused")

    async def _read(self, payment: Payment) -> Payment:
        """Read once: REVERSED when CLICK shows a status below 0, else the same with what was learnt.

        `click_status` is None when nothing could be read now.
        """
        p = self._p
        if payment.payment_id is None:
            raise AssertionError("a paid payment has a payment_id")
        try:
            reply = await p.gateway.status(payment.payment_id, p.timers.read_call_s)
        except PosError:
            return payment.learn(click_status=None, checks=payment.checks + 1)
        read = payment.learn(click_status=reply.status, checks=payment.checks + 1)
        if reply.status is not None and reply.status < 0:
            return p.write(move(read, S.REVERSED, reason=""), "found_reversed")
        return read
