"""Mutants that misjudge what CLICK answers, or does not answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

from pos.core.errors import ClickRefused, OutcomeUnknown
from pos.core.payment import Payment, PaymentId, TransactionId, move
from pos.core.tashkent import business_day
from pos.flow.ports import ChargeReply, ServiceJournal, StatusReply
from pos.flow.recovery import Recovery
from tests.simulation.kit import Kit
from tests.simulation.mutant_parts import Over, OverWire, S

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.wire import Wire

# ---- what is unknown is taken for a failure ---------------------------------------------------------------


class _Failing(Over):
    words: tuple[str, ...] = ()

    def __init__(self, inner: object) -> None:
        super().__init__(inner)
        self._failed: set[str] = set()

    async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
        try:
            return cast("ChargeReply", await self.inner.charge(payment, otp, deadline_s))
        except OutcomeUnknown as error:
            if error.detail not in self.words:
                raise
            self._failed.add(payment.transaction_id)
            raise ClickRefused(
                "no answer", code=-1, note="no answer", http_status=200, said="json"
            ) from error

    async def look_up(self, tid: TransactionId, day: date, deadline_s: float) -> StatusReply | None:
        if tid in self._failed:
            return None
        return cast("StatusReply | None", await self.inner.look_up(tid, day, deadline_s))


class TimeoutIsFailure(OverWire):
    class _Spoilt(_Failing):
        words = ("deadline", "reset")


class BadGatewayIsFailure(OverWire):
    class _Spoilt(_Failing):
        words = ("HTTP 502",)


class EarlyNotFoundIsFailure(OverWire):
    class _Spoilt(Over):
        def __init__(self, inner: object) -> None:
            super().__init__(inner)
            self._invented = 10**9

        async def look_up(self, tid: TransactionId, day: date, deadline_s: float) -> StatusReply:
            found: StatusReply | None = await self.inner.look_up(tid, day, deadline_s)
            self._invented += 1
            return found or StatusReply(PaymentId(self._invented), -1)


class SearchTrustedUnverified(Kit):
    def services(self, services: ServiceJournal) -> ServiceJournal:
        class Trusting(Over):
            def mti_verified(self, _service_id: int) -> bool:
                return True

        return cast("ServiceJournal", Trusting(services))


class SearchWithTodaysDate(Kit):
    def gateway(self, wire: Wire, till: Till) -> Wire:
        class Today(Over):
            async def look_up(self, tid: TransactionId, _day: date, deadline_s: float) -> StatusReply | None:
                today = business_day(till.machine.now())
                return cast("StatusReply | None", await self.inner.look_up(tid, today, deadline_s))

        return cast("Wire", Today(wire))


class RefusedConfirmIsFailure(OverWire):
    class _Spoilt(Over):
        def __init__(self, inner: object) -> None:
            super().__init__(inner)
            self._refused: set[int] = set()

        async def confirm(self, payment_id: PaymentId, deadline_s: float) -> None:
            try:
                await self.inner.confirm(payment_id, deadline_s)
            except ClickRefused:
                self._refused.add(payment_id)
                raise

        async def status(self, payment_id: PaymentId, deadline_s: float) -> StatusReply:
            if payment_id in self._refused:
                return StatusReply(payment_id, -1)
            return cast("StatusReply", await self.inner.status(payment_id, deadline_s))


class UnknownShownAsNotPaid(Kit):
    def text(self, text: str) -> str:
        return "not_paid" if text == "checking" else text


class RecoveryFailsWhatIsOpen(Kit):
    def recovery(self, recovery: Recovery, till: Till) -> Recovery:
        class Failing(Over):
            def begin(self) -> list[Payment]:
                parts = till.parts
                for payment in parts.journal.open_payments():
                    unknown = payment if payment.state is S.UNKNOWN else move(payment, S.UNKNOWN)
                    parts.write(move(unknown, S.REFUSED, reason="recovered"), "recovered")
                return []

        return cast("Recovery", Failing(recovery))


# ---- what is not proven is taken for paid -----------------------------------------------------------------


class PaidOnStatusTwo(OverWire):
    class _Spoilt(Over):
        async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
            reply: ChargeReply = await self.inner.charge(payment, otp, deadline_s)
            return replace(reply, confirm_mode=False) if reply.status == 2 else reply


class LostConfirmIsPaid(OverWire):
    class _Spoilt(Over):
        async def confirm(self, payment_id: PaymentId, deadline_s: float) -> None:
            try:
                await self.inner.confirm(payment_id, deadline_s)
            except OutcomeUnknown:
                return


class StatusTwoInWindowIsPaid(OverWire):
    class _Spoilt(Over):
        async def confirm(self, payment_id: PaymentId, deadline_s: float) -> None:
            try:
                await self.inner.confirm(payment_id, deadline_s)
            except OutcomeUnknown:
                if (await self.inner.status(payment_id, deadline_s)).status != 2:
                    raise


class AnswerFromACache(Kit):
    """What CLICK said of a payment is believed for a minute more: it was true when it was asked for."""

    def gateway(self, wire: Wire, till: Till) -> Wire:
        class Caching(Over):
            def __init__(self, inner: object) -> None:
                super().__init__(inner)
                self._kept: dict[int, tuple[float, StatusReply]] = {}

            async def status(self, payment_id: PaymentId, deadline_s: float) -> StatusReply:
                now_s = till.machine.monotonic_s()
                kept = self._kept.get(payment_id)
                if kept is None or now_s - kept[0] > 60:
                    kept = now_s, await self.inner.status(payment_id, deadline_s)
                    self._kept[payment_id] = kept
                return kept[1]

        return cast("Wire", Caching(wire))


class AnswerToTheCurrentSale(Kit):
    """The answer that came late to one charge is taken for the answer of the next (Odoo #75246)."""

    def gateway(self, wire: Wire, till: Till) -> Wire:
        class Mixed(Over):
            async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
                reply: ChargeReply = await self.inner.charge(payment, otp, deadline_s)
                late = till.wire.late_charges(before=reply.payment_id)
                return replace(reply, payment_id=PaymentId(late)) if late else reply

        return cast("Wire", Mixed(wire))
