"""The simulator's own book: every payment, every receipt, and a log of what was asked.

Tests read it to learn what CLICK really holds. Written in the simulator's event loop only. It keeps no
secret: of a QR code only a digest is stored.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pos.simulator.codes import Scenario
from pos.simulator.faults import Endpoint

LOG_LENGTH = 10_000
"""How many requests the log remembers."""


class State(StrEnum):
    """Where the money of a payment is."""

    CREATED = "created"
    """Being processed: nothing is promised, confirm is refused."""

    HELD = "held"
    """The payer's money is held until confirm or the end of the window."""

    CAPTURED = "captured"
    """The shop has the money."""

    CANCELLED = "cancelled"
    """The payer has the money: not confirmed in time, or declined."""

    REVERSED = "reversed"
    """The payer has the money back."""


class ShopStage(StrEnum):
    """How far CLICK and the shop's SHOP-API have come with an online payment."""

    PREPARING = "preparing"
    """Prepare is on its way; no money is taken."""

    REFUSED = "refused"
    """Prepare was not answered by 0; no money was taken."""

    DECLINED = "declined"
    """Prepare was answered by 0, the card was declined, and the shop was told."""

    COMPLETING = "completing"
    """The money is taken; the shop has not yet acknowledged it."""

    ACKNOWLEDGED = "acknowledged"
    """The money is taken and the shop knows it."""

    HUNG = "hung"
    """The money is taken, the shop did not acknowledge it, and CLICK asks no more: a case for its support."""


@dataclass(slots=True)
class Online:
    """What an online payment has beside any other ("Click-API – Запросы").

    Attributes:
        click_trans_id: the number of the attempt; ``click_paydoc_id`` is the ``payment_id``.
        stage: how far it has come.
    """

    click_trans_id: int
    stage: ShopStage = ShopStage.PREPARING


@dataclass(frozen=True, slots=True)
class ShopBreach:
    """What in an answer of the shop is not as documented; `call` is ``prepare`` or ``complete``."""

    click_trans_id: int
    call: str
    what: str


@dataclass(slots=True)
class Receipt:
    """A fiscal receipt of one payment; sums in tiyin.

    Attributes:
        url: the link of the OFD.
        ready_at_s: monotonic moment from which CLICK shows the link.
        total_tiyin: the sum of the positions; 0 for a receipt sent by ``submit_qrcode``.
        items: the positions as they were sent, with the documented names.
        submitted_at: aware, UTC.
    """

    url: str
    ready_at_s: float
    total_tiyin: int
    received_card: int
    received_cash: int
    received_ecash: int
    items: list[dict[str, object]]
    submitted_at: datetime


@dataclass(slots=True)
class Payment:
    """One payment as CLICK knows it.

    Attributes:
        amount_tiyin: the amount in tiyin; the wire has sum.
        confirm_mode: whether it must be confirmed.
        created_at: aware, UTC; the window counts from it on the monotonic clock (`created_s`).
        confirm_requests: confirms of it that arrived, whether or not they worked.
        changed_at: aware, UTC: when it came into its state.
        online: the part of a payment that was made on CLICK's page; None for CLICK Pass.
    """

    payment_id: int
    transaction_id: str | None
    cashbox_code: str | None
    amount_tiyin: int
    scenario: Scenario
    confirm_mode: bool
    state: State
    created_s: float
    created_at: datetime
    changed_at: datetime
    confirm_requests: int = 0
    confirmed: bool = False
    receipts: list[Receipt] = field(default_factory=list)
    online: Online | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the end of the window can still change it."""
        return self.state in (State.CREATED, State.HELD)


@dataclass(frozen=True, slots=True)
class Logged:
    """One request that arrived: when (aware, UTC), which call, and what it was answered.

    Attributes:
        http_status: the status of the answer; 0 when a fault kept it from being made.
        error_code: the ``error_code`` of the answer, if it has one.
        peer_port: the port of the caller: two calls with the same port used one connection.
    """

    at: datetime
    endpoint: Endpoint | None
    method: str
    path: str
    http_status: int
    error_code: int | None
    peer_port: int


class Ledger:
    """All payments by id, the codes that are used up, and the log."""

    def __init__(self) -> None:
        self.payments: dict[int, Payment] = {}
        self._by_transaction_id: dict[str, list[Payment]] = {}
        self.charge_posts: Counter[str] = Counter()
        """How many charging requests arrived for each transaction_id, answered or not."""
        self.requests: Counter[Endpoint] = Counter()
        """How many requests arrived for each call."""
        self.log: deque[Logged] = deque(maxlen=LOG_LENGTH)
        self.used_codes: set[str] = set()
        """Digests of the codes that were presented once."""
        self.shop_breaches: list[ShopBreach] = []
        """Every answer of the shop's SHOP-API that was not as documented."""

    def add(self, payment: Payment) -> None:
        """Enter a new payment."""
        self.payments[payment.payment_id] = payment
        if payment.transaction_id is not None:
            self._by_transaction_id.setdefault(payment.transaction_id, []).append(payment)

    def by_transaction_id(self, transaction_id: str) -> list[Payment]:
        """All payments of a transaction_id, oldest first."""
        return list(self._by_transaction_id.get(transaction_id, ()))

    def unacknowledged(self) -> list[Payment]:
        """The online payments whose money is taken although the shop has not acknowledged it."""
        unsure = (ShopStage.COMPLETING, ShopStage.HUNG)
        return [each for each in self.payments.values() if each.online and each.online.stage in unsure]

    def captured_tiyin(self) -> int:
        """The money that the shop has, in tiyin."""
        return sum(each.amount_tiyin for each in self.payments.values() if each.state is State.CAPTURED)


def digest_of(code: str) -> str:
    """What the ledger keeps of a QR code."""
    return hashlib.sha256(code.encode()).hexdigest()[:32]
