"""CLICK in the machines: what it really holds, and the troubles between it and the till. Virtual time."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from pos.core.errors import ClickRefused, NoConnection, OutcomeUnknown
from pos.core.fiscal import FiscalReceipt
from pos.core.payment import CardFacts, Payment, PaymentId, TransactionId
from pos.core.tashkent import business_day
from pos.flow.ports import ChargeReply, StatusReply
from tests.machines.world import START, World

WINDOW_S = 30.0
LINK = "https://ofd.soliq.uz/epi?t=EZ000000000030&r=123456789&c=20261124143206&s=8549713016{:02d}"


class Where(StrEnum):
    """Where the money is."""

    HELD = "held"
    CAPTURED = "captured"
    CANCELLED = "cancelled"


class Trouble(StrEnum):
    """What happens to one call."""

    NONE = "none"
    NOT_SENT = "not_sent"
    LOST = "lost"  # the request never arrives
    ANSWER_LOST = "answer_lost"
    LATE = "late"  # it arrives late, the answer too late
    SLOW = "slow"  # the answer takes its time, and comes
    REFUSED = "refused"
    PAGE = "page"  # CLICK acts, and something between answers with a page of HTTP 404


@dataclass(frozen=True)
class Personality:
    """What the documentation leaves open."""

    confirm_mode: bool = True
    status_while_held: int = 2
    cancel_lag_s: float = 0.0
    search_works: bool = True
    cancelled_status: int = -1
    sees_two_receipts: bool = True
    link_after_s: float = 0.3


@dataclass
class Held:
    """One payment as CLICK has it. `at_s` is when it came into being, in true seconds."""

    payment_id: PaymentId
    transaction_id: TransactionId
    amount_tiyin: int
    at_s: float
    confirms: bool
    where: Where
    receipts: list[tuple[float, bytes]] = field(default_factory=list)


class Bank:
    """PaymentGateway and FiscalGateway. Effects happen in true time, whether or not anybody still waits."""

    def __init__(self, world: World, personality: Personality) -> None:
        self.world, self.personality = world, personality
        self.payments: dict[PaymentId, Held] = {}
        self.troubles: dict[str, list[Trouble]] = defaultdict(list)
        self.posts: dict[TransactionId, int] = defaultdict(int)
        self.trace: list[tuple[float, str, str]] = []
        self.on_charge: Callable[[Payment], None] = lambda _payment: None
        self.on_confirm: Callable[[PaymentId], None] = lambda _payment_id: None
        self.used: set[str] = set()
        self.number = 2_000_000_000
        self.now_s = 0.0  # the moment of the effect that happens now; the world may be further on
        self._later: list[tuple[float, int, Callable[[], object]]] = []
        self._order = 0

    # ---- the truth ----------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Bring everything up to now, in the order in which it happened."""
        due = [each for each in self._later if each[0] <= self.world.seconds]
        self._later = [each for each in self._later if each[0] > self.world.seconds]
        for at_s, _, effect in sorted(due, key=lambda each: each[:2]):
            self._lapse(at_s)
            effect()
        self._lapse(self.world.seconds)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is on its way or held any more."""
        self.settle()
        return not self._later and all(each.where is not Where.HELD for each in self.payments.values())

    def captured(self, tid: TransactionId) -> list[Held]:
        """What the shop has of one attempt."""
        self.settle()
        return [
            each
            for each in self.payments.values()
            if each.transaction_id == tid and each.where is Where.CAPTURED
        ]

    def _lapse(self, now_s: float) -> None:
        self.now_s = now_s
        for each in self.payments.values():
            if each.where is Where.HELD and now_s >= each.at_s + WINDOW_S + self.personality.cancel_lag_s:
                each.where = Where.CANCELLED

    def _at(self, at_s: float, effect: Callable[[], object]) -> None:
        self._order += 1
        self._later.append((at_s, self._order, effect))
        self.settle()

    # ---- the wire -----------------------------------------------------------------------------------------

    async def _carry(
        self, call: str, reference: str, deadline_s: float, effect: Callable[[], object]
    ) -> object:
        """Send, act, answer: as the next trouble of this call says."""
        script = self.troubles[call]
        trouble = script.pop(0) if script else Trouble.NONE
        self.trace.append((self.world.seconds, f"{call}:{trouble}", reference))
        now_s = self.world.seconds
        if trouble is Trouble.NOT_SENT:
            await asyncio.sleep(0.1)
            raise NoConnection("the road")
        if trouble is Trouble.REFUSED:
            await asyncio.sleep(0.2)
            raise ClickRefused("no", code=-5, note="refused", http_status=200, said="json")
        delay_s = {Trouble.LATE: 1.6 * deadline_s, Trouble.SLOW: 0.8 * deadline_s}.get(trouble, 0.2)
        results: list[object] = []
        if trouble is not Trouble.LOST:
            self._at(now_s + (delay_s if trouble is Trouble.LATE else 0.1), lambda: results.append(effect()))
        if trouble in (Trouble.LOST, Trouble.ANSWER_LOST, Trouble.LATE):
            await asyncio.sleep(deadline_s)
            raise OutcomeUnknown("the answer is lost")
        await asyncio.sleep(delay_s)
        self.settle()
        if trouble is Trouble.PAGE:
            raise ClickRefused("HTTP 404", code=None, note="", http_status=404, said="other")
        [result] = results
        if isinstance(result, ClickRefused):
            raise result
        return result

    # ---- the gateway's port -------------------------------------------------------------------------------

    async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
        self.on_charge(payment)

        def act() -> object:
            self.posts[payment.transaction_id] += 1
            return self._charged(payment, otp)

        reply = await self._carry("charge", payment.transaction_id, deadline_s, act)
        assert isinstance(reply, ChargeReply)
        return reply

    def _charged(self, payment: Payment, otp: str) -> object:
        if otp in self.used:
            return _no(-20, "the code was used")
        self.used.add(otp)
        self.number += 1
        mode = self.personality.confirm_mode
        made = Held(
            PaymentId(self.number), payment.transaction_id, payment.amount.tiyin, self.now_s, mode,
            Where.HELD if mode else Where.CAPTURED,
        )  # fmt: skip
        self.payments[made.payment_id] = made
        return ChargeReply(made.payment_id, 1 if mode else 2, mode, CardFacts())

    async def confirm(self, payment_id: PaymentId, deadline_s: float) -> None:
        self.on_confirm(payment_id)

        def act() -> object:
            held = self.payments[payment_id]
            if held.where is not Where.HELD or self.now_s >= held.at_s + WINDOW_S:
                return _no(-7, "not to be confirmed")
            held.where = Where.CAPTURED
            return None

        await self._carry("confirm", str(payment_id), deadline_s, act)

    async def status(self, payment_id: PaymentId, deadline_s: float) -> StatusReply:
        reply = await self._carry("status", str(payment_id), deadline_s, lambda: self._status(payment_id))
        assert isinstance(reply, StatusReply)
        return reply

    def _status(self, payment_id: PaymentId) -> StatusReply:
        match self.payments[payment_id].where:
            case Where.HELD:
                return StatusReply(payment_id, self.personality.status_while_held)
            case Where.CAPTURED:
                return StatusReply(payment_id, 2)
            case Where.CANCELLED:
                return StatusReply(payment_id, self.personality.cancelled_status)

    async def look_up(
        self, transaction_id: TransactionId, day: date, deadline_s: float
    ) -> StatusReply | None:
        def act() -> object:
            if not self.personality.search_works:
                return None
            for each in self.payments.values():
                created = START + timedelta(seconds=each.at_s)
                if each.transaction_id == transaction_id and business_day(created) == day:
                    return self._status(each.payment_id)
            return None

        reply = await self._carry("look_up", transaction_id, deadline_s, act)
        assert reply is None or isinstance(reply, StatusReply)
        return reply

    def clock_offset_s(self) -> int:
        return -int(self.world.wall_off_s)

    async def reverse(self, payment_id: PaymentId, deadline_s: float) -> None:
        raise AssertionError("nothing reverses here")

    def freeze(self, receipt: FiscalReceipt, payment_id: PaymentId) -> bytes:
        return f"{payment_id}:{receipt.received_card.tiyin}".encode()

    def freeze_link(self, link: str, payment_id: PaymentId) -> bytes:
        raise AssertionError("no shop here has a fiscal device")

    def link_in(self, frozen: bytes) -> str | None:
        return None

    async def submit(self, frozen: bytes, deadline_s: float) -> None:
        payment_id = PaymentId(int(frozen.split(b":")[0]))

        def act() -> object:
            held = self.payments[payment_id]
            if held.where is not Where.CAPTURED:
                return _no(-8, "not paid")
            if held.receipts and not self.personality.sees_two_receipts:
                return None
            held.receipts.append((self.now_s + self.personality.link_after_s, frozen))
            return None

        await self._carry("submit", str(payment_id), deadline_s, act)

    async def read_link(self, payment_id: PaymentId, deadline_s: float) -> str | None:
        def act() -> object:
            receipts = self.payments[payment_id].receipts
            ready = [n for n, (at_s, _) in enumerate(receipts) if at_s <= self.now_s]
            return LINK.format(ready[-1]) if ready else None

        link = await self._carry("link", str(payment_id), deadline_s, act)
        assert link is None or isinstance(link, str)
        return link


def _no(code: int, note: str) -> ClickRefused:
    return ClickRefused(note, code=code, note=note, http_status=200, said="json")
