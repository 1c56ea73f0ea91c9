"""What is asked, by whom, and how it ended: the till's calls as the gateway's caller sees them."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from pos.click_api.gateway import ClickGateway
from pos.core.errors import ClickRefused, NoConnection, OutcomeUnknown
from pos.core.fiscal import FiscalReceipt
from pos.core.payment import Payment, PaymentId, TransactionId
from pos.flow.ports import ChargeReply, StatusReply

if TYPE_CHECKING:
    from tests.wire.faults import Strike

T = TypeVar("T")


class Asked(StrEnum):
    """The endpoints that a sale uses."""

    PAYMENT = "payment"
    CONFIRM = "confirm"
    STATUS = "status"
    STATUS_BY_MTI = "status_by_mti"
    SUBMIT_ITEMS = "submit_items"
    OFD_DATA = "ofd_data"


class Outcome(StrEnum):
    """The classes of reliability §1.1."""

    OK = "OK"
    REFUSED = "REFUSED"
    NOT_SENT = "NOT_SENT"
    UNKNOWN = "UNKNOWN"


@dataclass(eq=False)
class Call:
    """One call of the gateway. Instants are seconds of the loop's clock; `outcome` is None if cut off.

    `reference` is the transaction_id or payment_id that it is about.
    """

    asked: Asked
    reference: str
    began_s: float
    strike: Strike | None
    outcome: Outcome | None = None
    ended_s: float = 0.0
    error: str = ""


class Striker(Protocol):
    """Who decides which call meets the fault."""

    def strike(self, asked: Asked) -> Strike | None:
        """The trouble for a call that begins now."""
        ...


CALL: ContextVar[Call | None] = ContextVar("call", default=None)
"""The call in whose name a socket is opened."""


@dataclass
class WatchedGateway:
    """The real gateway; each call is noted, and its fault chosen before it begins."""

    inner: ClickGateway
    striker: Striker
    calls: list[Call] = field(default_factory=list)
    active: dict[Asked, Call] = field(default_factory=dict)

    async def _noted(self, asked: Asked, reference: object, work: Awaitable[T]) -> T:
        call = Call(asked, str(reference), time.monotonic(), self.striker.strike(asked))
        self.calls.append(call)
        self.active[asked] = call
        token = CALL.set(call)
        try:
            result = await work
        except (ClickRefused, NoConnection, OutcomeUnknown) as error:
            call.outcome = _class_of(error)
            call.error = f"{type(error).__name__}({error.detail})"
            raise
        else:
            call.outcome = Outcome.OK
            return result
        finally:
            call.ended_s = time.monotonic()
            CALL.reset(token)

    async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
        return await self._noted(
            Asked.PAYMENT, payment.transaction_id, self.inner.charge(payment, otp, deadline_s)
        )

    async def confirm(self, payment_id: PaymentId, deadline_s: float) -> None:
        await self._noted(Asked.CONFIRM, payment_id, self.inner.confirm(payment_id, deadline_s))

    async def status(self, payment_id: PaymentId, deadline_s: float) -> StatusReply:
        return await self._noted(Asked.STATUS, payment_id, self.inner.status(payment_id, deadline_s))

    async def look_up(
        self, transaction_id: TransactionId, day: date, deadline_s: float
    ) -> StatusReply | None:
        work = self.inner.look_up(transaction_id, day, deadline_s)
        return await self._noted(Asked.STATUS_BY_MTI, transaction_id, work)

    def clock_offset_s(self) -> int:
        return self.inner.clock_offset_s()

    async def reverse(self, payment_id: PaymentId, deadline_s: float) -> None:
        raise AssertionError("nothing reverses here")

    def freeze(self, receipt: FiscalReceipt, payment_id: PaymentId) -> bytes:
        return self.inner.freeze(receipt, payment_id)

    def freeze_link(self, link: str, payment_id: PaymentId) -> bytes:
        return self.inner.freeze_link(link, payment_id)

    def link_in(self, frozen: bytes) -> str | None:
        return self.inner.link_in(frozen)

    async def submit(self, frozen: bytes, deadline_s: float) -> None:
        await self._noted(
            Asked.SUBMIT_ITEMS, json.loads(frozen)["payment_id"], self.inner.submit(frozen, deadline_s)
        )

    async def read_link(self, payment_id: PaymentId, deadline_s: float) -> str | None:
        return await self._noted(Asked.OFD_DATA, payment_id, self.inner.read_link(payment_id, deadline_s))


def _class_of(error: Exception) -> Outcome:
    match error:
        case ClickRefused():
            return Outcome.REFUSED
        case NoConnection():
            return Outcome.NOT_SENT
        case _:
            return Outcome.UNKNOWN
