"""The charge: one POST, then confirm inside CLICK's window. MOVES MONEY. Engine thread.

Order of steps (reliability.md §1.1): INTENT is durable before the socket opens (W1), the payment_id before
the confirm (W2), CONFIRMING before its first byte (W3), PAID before anyone is told (W4). The POST is never
sent twice once a byte of it may have left; what is not known is looked up by `flow.resolving`.
"""

from __future__ import annotations

from collections.abc import Callable

from pos.core.errors import (
    ClickRefused,
    JournalBusy,
    JournalTrouble,
    NoConnection,
    OutcomeUnknown,
    PosError,
    UntrustedServer,
)
from pos.core.payment import (
    ClickStatus,
    Instants,
    NextAction,
    Payment,
    PaymentState,
    move,
    next_action,
)
from pos.core.sale import Sale
from pos.core.tashkent import business_day
from pos.core.tender import Split, plan
from pos.flow.events import AlarmKind
from pos.flow.payment_parts import PaymentParts
from pos.flow.ports import ChargeReply

UNSENT_TRIES = 3
S = PaymentState


class Charging:
    """Takes the money for one sale."""

    def __init__(self, parts: PaymentParts) -> None:
        self._p = parts

    def begin(self, sale: Sale, otp: str, split: Split | None = None) -> Payment:
        """Write the INTENT of paying `sale` with this code (W1). Sends nothing; durable when it returns.

        With a `split` CLICK pays its part of it; the plan for the rest is one commit with the INTENT.

        Raises:
            CodeAlreadyUsed, SaleAlreadyInPayment, JournalTrouble: nothing was sent.
        """
        p = self._p
        now = p.clock.now()
        payment = Payment(
            transaction_id=p.ids.transaction_id(),
            sale_id=sale.sale_id,
            amount=split.click if split else sale.total,
            service_id=p.service_id,
            cashbox_code=p.cashbox_code,
            business_day=business_day(now),
            created_at=now,
            cart_hash=sale.fingerprint(),
        )
        instant_s = p.clock.monotonic_s()
        with p.journal.together():
            p.sales.save(sale, now)
            if split:
                p.settlements.write(plan(payment, split))
            p.journal.begin(payment, p.ids.fingerprint(otp), (p.clock.boot_id(), instant_s))
        p.instants[payment.transaction_id] = Instants(sent_s=instant_s)
        p.publish(payment)
        return payment

    async def charge(self, payment: Payment, otp: str) -> Payment:
        """Charge what `begin` wrote with the QR's content. MOVES MONEY, at most once per payment.

        Returns a payment that is final, or UNKNOWN, or MANUAL.

        Raises:
            OutcomeUnknown: the journal failed after the request left (presumed abort, E02): nothing more is
                sent, and the payment must be taken up as the journal has it.
        """
        try:
            return await self.drive(await self._send(payment, otp))
        except JournalTrouble as error:
            self._p.journal.emergency(payment, "journal_failed")
            self._p.alarm(AlarmKind.JOURNAL_FAILED, transaction_id=payment.transaction_id)
            raise OutcomeUnknown("the journal failed after the request left") from error

    async def _send(self, payment: Payment, otp: str) -> Payment:
        p = self._p
        first_s = p.clock.monotonic_s()
        for turn in range(1, UNSENT_TRIES + 1):
            p.instants[payment.transaction_id] = Instants(sent_s=p.clock.monotonic_s())
            try:
                reply = await p.gateway.charge(payment, otp, p.timers.post_s)
            except NoConnection as error:
                spent_s = p.clock.monotonic_s() - first_s
                if turn == UNSENT_TRIES or spent_s > p.timers.resend_unsent_s:
                    return self._never_left(payment, error)
                await p.clock.sleep(p.timers.confirm_again_s)
            except ClickRefused as error:
                return await self._refused(payment, error)
            except OutcomeUnknown as error:
                p.reached_click(True)
                lost = move(payment, S.UNKNOWN, reason=type(error).__name__)
                return p.write(lost, "answer_lost", p.timers.look_up_after_s[0])
            else:
                p.reached_click(True)
                return await self._answered(payment, reply)
        raise AssertionError("unreachable")

    def _never_left(self, payment: Payment, error: NoConnection) -> Payment:
        p = self._p
        p.reached_click(False)
        if isinstance(error, UntrustedServer):
            p.alarm(AlarmKind.SERVER_UNTRUSTED)  # somebody may stand between: not the cashier's matter
        refused = move(payment, S.REFUSED, reason=type(error).__name__)
        written = p.write(refused, "never_sent")
        p.journal.release_code(payment.transaction_id)
        return written

    async def _refused(self, payment: Payment, error: ClickRefused) -> Payment:
        """A refusal without a payment_id is checked once by our own id, then believed (P20).

        A page instead of JSON is believed only when the check could be made: it may not be CLICK's.
        """
        p = self._p
        p.reached_click(True)
        facts = {
            "error_code": error.facts.get("code"),
            "error_note": str(error.facts.get("note") or "")[:200],
            "reason": type(error).__name__,
        }
        try:
            found = await p.gateway.look_up(
                payment.transaction_id, payment.business_day, p.timers.read_call_s
            )
        except (NoConnection, OutcomeUnknown):
            if error.facts.get("said") != "json":
                return p.write(move(payment, S.UNKNOWN, **facts), "answer_lost", p.timers.look_up_after_s[0])
            found = None  # CLICK's own refusal stands
        except PosError:
            found = None  # refused as well: the key, for one
        if found is None:
            return p.write(move(payment, S.REFUSED, **facts), "refused")
        # CLICK knows the payment that it refused: its status decides (P21).
        named = move(payment, S.UNKNOWN, payment_id=found.payment_id, click_status=found.status, **facts)
        return p.write(named, "refused_but_known")

    async def _answered(self, payment: Payment, reply: ChargeReply) -> Payment:
        p = self._p
        tid = payment.transaction_id
        p.instants[tid] = Instants(sent_s=p.instants[tid].sent_s, answered_s=p.clock.monotonic_s())
        if p.journal.holder_of(reply.payment_id) is not None:
            # P26: somebody else's payment_id; nothing may be confirmed with it.
            p.alarm(AlarmKind.PAYMENT_ID_TAKEN, transaction_id=tid)
            return p.write(move(payment, S.MANUAL, reason="payment_id_taken"), "payment_id_taken")
        self._compare_mode(reply.confirm_mode)
        facts = {
            "payment_id": reply.payment_id,
            "click_status": reply.status,
            "confirm_mode": reply.confirm_mode,
            "card": reply.card,
            "error_code": reply.error_code,
            "error_note": reply.error_note[:200] if reply.error_code else "",
        }
        if reply.error_code != 0 or (reply.status is not None and reply.status < 0):
            return p.write(move(payment, S.UNKNOWN, reason="declined", **facts), "answered_with_error")
        held = move(payment, S.HELD, **facts)
        if reply.confirm_mode is False:
            return await self._patiently(held, lambda: p.write(held, "held"))
        confirming = move(held, S.CONFIRMING)
        await self._patiently(held, lambda: self._commit_record(held, confirming))
        p.publish(confirming)
        return confirming

    def _commit_record(self, held: Payment, confirming: Payment) -> Payment:
        """W2 and W3 in one commit: the payment_id, then the commit record of the confirm that follows."""
        with self._p.journal.together():
            self._p.journal.record(held, "held")
            self._p.journal.record(confirming, "confirming")
        return confirming

    async def _patiently(self, payment: Payment, write: Callable[[], Payment]) -> Payment:
        """Write while another program holds the journal, for as long as a confirm is still possible (E04)."""
        p = self._p
        sent_s = p.instants[payment.transaction_id].sent_s
        while True:
            try:
                return write()
            except JournalBusy:
                if p.clock.monotonic_s() - sent_s >= p.timers.look_up_until_s:
                    raise
                await p.clock.sleep(p.timers.confirm_again_s)

    def _compare_mode(self, confirm_mode: bool | None) -> None:
        """The answer is followed, whatever the settings say; the manager hears of a difference (P25)."""
        p = self._p
        if confirm_mode is not None and confirm_mode is not p.expects_confirm_mode:
            p.alarm(AlarmKind.CONFIRM_MODE_ON if confirm_mode else AlarmKind.CONFIRM_MODE_OFF)

    async def drive(self, payment: Payment) -> Payment:
        """Bring a HELD or CONFIRMING payment to PAID, CANCELLED or UNKNOWN. MOVES MONEY (confirm)."""
        p = self._p
        while payment.state in {S.HELD, S.CONFIRMING}:
            if payment.state is S.HELD and payment.confirm_mode is False and self._succeeded(payment):
                return p.write(move(payment, S.PAID), "paid_without_confirm")
            match self._next(payment):
                case NextAction.CONFIRM:
                    payment = await self._confirm(payment)
                case NextAction.POLL:
                    payment = await self._poll(payment)
                case _:
                    payment = p.write(move(payment, S.UNKNOWN, reason="window_over"), "window_over")
        return payment

    def _next(self, payment: Payment) -> NextAction:
        p = self._p
        return next_action(payment, p.instants[payment.transaction_id], p.clock.monotonic_s(), p.timers)

    @staticmethod
    def _succeeded(payment: Payment) -> bool:
        return payment.click_status == ClickStatus.SUCCESS

    async def _confirm(self, payment: Payment) -> Payment:
        p = self._p
        if payment.state is S.HELD:
            payment = p.write(move(payment, S.CONFIRMING), "confirming")  # W3: the commit record
            if self._next(payment) is not NextAction.CONFIRM:
                return payment  # the disk took so long that the window is nearly over (T2)
        if payment.payment_id is None:
            raise AssertionError("a held payment has a payment_id")
        try:
            await p.gateway.confirm(payment.payment_id, p.timers.confirm_call_s)
        except ClickRefused:
            return await self._after_refused_confirm(payment)
        except (NoConnection, OutcomeUnknown):
            await p.clock.sleep(p.timers.confirm_again_s)  # same payment_id: confirming again is safe
            return payment
        confirmed = payment.learn(confirmed=True)
        if self._succeeded(payment):
            return p.write(move(confirmed, S.PAID), "paid")
        return await self._poll(confirmed, unwritten=True)

    async def _after_refused_confirm(self, payment: Payment) -> Payment:
        """A refused confirm proves nothing (P32): read; try again when the status changed, or in a second."""
        read = await self.read(payment)
        if read.state.is_final:
            return read
        if read.click_status != payment.click_status:
            return self._p.write(read, "status_read")
        await self._p.clock.sleep(self._p.timers.poll_s)
        return read

    async def _poll(self, payment: Payment, *, unwritten: bool = False) -> Payment:
        """Read once; `unwritten` says that the payment has facts that the journal lacks."""
        p = self._p
        read = await self.read(payment)
        if read.state.is_final:
            return read
        if self._succeeded(read) and (read.confirmed or read.confirm_mode is False):
            return p.write(move(read, S.PAID), "paid")
        if unwritten or read.click_status != payment.click_status:
            read = p.write(read, "confirmed" if unwritten else "status_read")
        await p.clock.sleep(p.timers.poll_s)
        return read

    async def read(self, payment: Payment) -> Payment:
        """Read the status once; what was learnt is not yet written.

        A status below 0 ends the payment, and is written: CLICK holds nothing of it any more.
        """
        p = self._p
        if payment.payment_id is None:
            raise AssertionError("reading needs a payment_id")
        try:
            reply = await p.gateway.status(payment.payment_id, p.timers.read_call_s)
        except PosError:
            return payment.learn(checks=payment.checks + 1)
        read = payment.learn(click_status=reply.status, checks=payment.checks + 1)
        if reply.status is None or reply.status >= 0:
            return read
        note = (reply.error_note or payment.error_note)[:200]
        ended = move(read, S.CANCELLED, error_note=note, reason=payment.reason or "lapsed")
        return p.write(ended, "cancelled_by_click")
