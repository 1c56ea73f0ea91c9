"""Mutants that write, send, tell or wait in the wrong order or at the wrong time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from pos.core.errors import OutcomeUnknown
from pos.core.money import Money
from pos.core.payment import Payment, PaymentId, Timers
from pos.core.sale import Sale
from pos.flow.ports import ChargeReply, Clock, Ids, PaymentJournal
from pos.flow.recovery import Recovery
from tests.simulation.kit import Kit
from tests.simulation.mutant_parts import Over, OverJournal, OverWire, Remarks, S

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.wire import Wire

# ---- the order of writing, sending and telling ------------------------------------------------------------


class IntentAfterPost(Kit):
    def payments(self, payments: PaymentJournal, till: Till) -> PaymentJournal:
        class Late(Over):
            waiting: tuple[Any, ...] | None = None

            def begin(self, *intent: object) -> None:
                self.waiting = intent

            def flush(self) -> None:
                if self.waiting:
                    intent, self.waiting = self.waiting, None
                    self.inner.begin(*intent)

        self._late = Late(payments)
        return cast("PaymentJournal", self._late)

    def gateway(self, wire: Wire, till: Till) -> Wire:
        late = self._late

        class Writing(Over):
            async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
                try:
                    return cast("ChargeReply", await self.inner.charge(payment, otp, deadline_s))
                finally:
                    late.flush()

        return cast("Wire", Writing(wire))


class PaymentIdAfterConfirm(OverJournal):
    class _Spoilt(Over):
        def __init__(self, inner: object) -> None:
            super().__init__(inner)
            self._kept: list[tuple[Payment, str, Remarks]] = []

        def record(self, payment: Payment, note: str, remarks: Remarks = None) -> None:
            self._kept.append((payment, note, remarks))
            if payment.state not in (S.HELD, S.CONFIRMING):
                kept, self._kept = self._kept, []
                for each in kept:
                    self.inner.record(*each)


class ConfirmingNotWritten(OverJournal):
    class _Spoilt(Over):
        def record(self, payment: Payment, note: str, remarks: Remarks = None) -> None:
            if payment.state is not S.CONFIRMING:
                self.inner.record(payment, note, remarks)


class PaidShownBeforeCommit(Kit):
    def payments(self, payments: PaymentJournal, till: Till) -> PaymentJournal:
        class Hasty(Over):
            def record(self, payment: Payment, note: str, remarks: Remarks = None) -> None:
                if payment.state is S.PAID:
                    till.parts.publish(payment)
                self.inner.record(payment, note, remarks)

        return cast("PaymentJournal", Hasty(payments))


class UnknownReleasesItsCode(OverJournal):
    class _Spoilt(Over):
        def record(self, payment: Payment, note: str, remarks: Remarks = None) -> None:
            self.inner.record(payment, note, remarks)
            if payment.state is S.UNKNOWN:
                self.inner.release_code(payment.transaction_id)


class NoScanGuard(Kit):
    def __init__(self) -> None:
        self._scans = 0

    def ids(self, ids: Ids) -> Ids:
        kit = self

        class Forgetful(Over):
            def fingerprint(self, otp: str) -> str:
                kit._scans += 1
                return f"{self.inner.fingerprint(otp)}-{kit._scans}"

        return cast("Ids", Forgetful(ids))


class ChargeSentAgain(OverWire):
    class _Spoilt(Over):
        async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
            try:
                return cast("ChargeReply", await self.inner.charge(payment, otp, deadline_s))
            except OutcomeUnknown:
                return cast("ChargeReply", await self.inner.charge(payment, otp, deadline_s))


class AmountThroughFloat(OverWire):
    class _Spoilt(Over):
        async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
            spoilt = replace(payment, amount=Money(int(payment.amount.tiyin / 100 * 100)))
            return cast("ChargeReply", await self.inner.charge(spoilt, otp, deadline_s))


class ReversalSentAgain(OverWire):
    class _Spoilt(Over):
        async def reverse(self, payment_id: PaymentId, deadline_s: float) -> None:
            try:
                await self.inner.reverse(payment_id, deadline_s)
            except OutcomeUnknown:
                await self.inner.reverse(payment_id, deadline_s)


class LostReversalIsDone(OverWire):
    class _Spoilt(Over):
        async def reverse(self, payment_id: PaymentId, deadline_s: float) -> None:
            try:
                await self.inner.reverse(payment_id, deadline_s)
            except OutcomeUnknown:
                return


# ---- recovery ---------------------------------------------------------------------------------------------


class RecoveryConfirms(Kit):
    def finish(self, till: Till) -> None:
        after: Any = till.checkout.after
        follow = after.follow

        def confirming(sale: Sale, payment: Payment, *, may_confirm: bool, **more: object) -> None:
            follow(sale, payment, may_confirm=True, **more)

        after.follow = confirming


class RecoveryPostsAgain(Kit):
    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def gateway(self, wire: Wire, till: Till) -> Wire:
        codes = self._codes

        class Remembering(Over):
            async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
                codes[payment.transaction_id] = otp
                return cast("ChargeReply", await self.inner.charge(payment, otp, deadline_s))

        return cast("Wire", Remembering(wire))

    def recovery(self, recovery: Recovery, till: Till) -> Recovery:
        codes = self._codes

        class Posting(Over):
            def begin(self) -> list[Payment]:
                taken: list[Payment] = self.inner.begin()
                for payment in taken:
                    code = codes.get(payment.transaction_id)
                    if payment.payment_id is None and code:
                        task = till.spawn(till.wire.charge(payment, code, 12.0))
                        till.asked.add(task)
                return taken

        return cast("Recovery", Posting(recovery))


class UnknownIsNotFollowed(Kit):
    def finish(self, till: Till) -> None:
        after: Any = till.checkout.after
        follow = after.follow

        def forgetting(sale: Sale, payment: Payment, **more: object) -> None:
            if payment.state is not S.UNKNOWN:
                follow(sale, payment, **more)

        after.follow = forgetting


# ---- time -------------------------------------------------------------------------------------------------


class WallClockForTheWindow(Kit):
    def clock(self, clock: Clock) -> Clock:
        class Wall(Over):
            def monotonic_s(self) -> float:
                now: datetime = self.inner.now()
                return now.timestamp()

        return cast("Clock", Wall(clock))


class ConfirmAfterTheLimit(Kit):
    def timers(self, timers: Timers) -> Timers:
        return replace(timers, confirm_until_s=40.0)


class SettlesInsideTheWindow(Kit):
    def timers(self, timers: Timers) -> Timers:
        return replace(timers, settle_after_answer_s=15.0, settle_after_send_s=15.0)


# ---- the OFD ----------------------------------------------------------------------------------------------


class FiscalResendBlind(Kit):
    def gateway(self, wire: Wire, till: Till) -> Wire:
        class Blind(Over):
            sent_at: float = -1e9

            async def submit(self, frozen: bytes, deadline_s: float) -> None:
                self.sent_at = till.machine.monotonic_s()
                await self.inner.submit(frozen, deadline_s)

            async def read_link(self, payment_id: PaymentId, deadline_s: float) -> str | None:
                if till.machine.monotonic_s() - self.sent_at > 13:
                    return None
                return cast("str | None", await self.inner.read_link(payment_id, deadline_s))

        return cast("Wire", Blind(wire))


class FiscalResendAfter15s(Kit):
    def timers(self, timers: Timers) -> Timers:
        return replace(timers, fiscal_quiet_s=15.0)


class FiscalQueueNotWorked(Kit):
    def finish(self, till: Till) -> None:
        after: Any = till.checkout.after
        after.work_queue = _nothing


class FiscalForgottenByCrash(Kit):
    def finish(self, till: Till) -> None:
        fiscalizing: Any = till.checkout.fiscalizing
        fiscalizing.unqueued = _none


class CashIsForgotten(Kit):
    """All of a mixed sale goes to the OFD as paid by card."""

    def finish(self, till: Till) -> None:
        fiscalizing: Any = till.checkout.fiscalizing
        fiscalizing._settlement_of = lambda _payment: None


class ReceiptBeforeTheCash(Kit):
    """CLICK's part is enough; the database refuses, so the till stumbles in the middle of the sale."""

    def finish(self, till: Till) -> None:
        async def owes_nothing(_payment: Payment) -> bool:
            return False

        after: Any = till.checkout.after
        after._owes_cash = owes_nothing


def _nothing() -> None:
    """Do nothing."""


def _none() -> list[Payment]:
    return []
