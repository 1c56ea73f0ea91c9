"""CLICK at the gateway port: a script of answers, and a record of what was asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from pos.core.errors import PosError
from pos.core.fiscal import FiscalReceipt
from pos.core.payment import CardFacts, Payment, PaymentId, TransactionId
from pos.flow.ports import ChargeReply, StatusReply
from tests.fakes.clock import FakeClock

T = TypeVar("T")

PID = PaymentId(2388672086)
LINK = "https://ofd.soliq.uz/epi?t=EZ000000000030&r=123456789&c=20261124143206&s=854971301623"
CARD = CardFacts("private", "UZCARD", "860002******8331", "99822***4567")


def held(status: int | None = 1, *, confirm_mode: bool | None = True) -> ChargeReply:
    return ChargeReply(PID, status, confirm_mode, CARD)


class FakeClick:
    """Each list is consumed from the front; its last entry repeats. An exception in it is raised."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.charges: list[ChargeReply | PosError] = [held()]
        self.confirms: list[PosError | None] = [None]
        self.statuses: list[StatusReply | PosError] = [StatusReply(PID, 2)]
        self.look_ups: list[StatusReply | PosError | None] = [None]
        self.found: dict[TransactionId, StatusReply] = {}  # by our id, before the script
        self.links: list[str | PosError | None] = [None, LINK]
        self.submits: list[PosError | None] = [None]
        self.reversals: list[PosError | None] = [None]
        self.calls: list[str] = []
        self.at_s: list[float] = []
        self.sent: list[bytes] = []
        self.days: list[date] = []
        self.otp = ""
        self.receipts: list[FiscalReceipt] = []
        self.offset_s = 0
        self.before_charge: Callable[[Payment], None] = lambda _payment: None
        self.before_confirm: Callable[[PaymentId], None] = lambda _payment_id: None
        self.before_reverse: Callable[[PaymentId], None] = lambda _payment_id: None
        self.takes_s = 0.0

    def _next(self, name: str, script: list[T]) -> T:
        self.calls.append(name)
        self.at_s.append(self.clock.elapsed_s)
        self.clock.pass_s(self.takes_s)
        answer = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(answer, PosError):
            raise answer
        return answer

    async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
        self.before_charge(payment)
        self.otp = otp
        answer = self._next("charge", self.charges)
        assert isinstance(answer, ChargeReply)
        return answer

    async def confirm(self, payment_id: PaymentId, deadline_s: float) -> None:
        self.before_confirm(payment_id)
        self._next("confirm", self.confirms)

    async def status(self, payment_id: PaymentId, deadline_s: float) -> StatusReply:
        answer = self._next("status", self.statuses)
        assert isinstance(answer, StatusReply)
        return answer

    async def look_up(
        self, transaction_id: TransactionId, day: date, deadline_s: float
    ) -> StatusReply | None:
        self.days.append(day)
        if transaction_id in self.found:
            return self.found[transaction_id]
        answer = self._next("look_up", self.look_ups)
        assert answer is None or isinstance(answer, StatusReply)
        return answer

    def clock_offset_s(self) -> int:
        return self.offset_s

    async def reverse(self, payment_id: PaymentId, deadline_s: float) -> None:
        self.before_reverse(payment_id)
        self._next("reverse", self.reversals)

    def freeze(self, receipt: FiscalReceipt, payment_id: PaymentId) -> bytes:
        self.receipts.append(receipt)
        codes = ",".join(item.spic for item in receipt.items)
        return f"{payment_id}:{receipt.received_card.tiyin}:{codes}".encode()

    def freeze_link(self, link: str, payment_id: PaymentId) -> bytes:
        return f"{payment_id}|{link}".encode()

    def link_in(self, frozen: bytes) -> str | None:
        return frozen.decode().partition("|")[2] or None

    async def submit(self, frozen: bytes, deadline_s: float) -> None:
        self.sent.append(frozen)
        self._next("submit", self.submits)

    async def read_link(self, payment_id: PaymentId, deadline_s: float) -> str | None:
        answer = self._next("read_link", self.links)
        assert answer is None or isinstance(answer, str)
        return answer

    def count(self, name: str) -> int:
        return self.calls.count(name)
