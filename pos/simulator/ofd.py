"""Fiscal receipts of the payments: submitted positions, links, and the outage that a test code orders.

No sockets; time is injected. Sums in tiyin.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pos.simulator.clock import TASHKENT
from pos.simulator.codes import Scenario
from pos.simulator.ledger import Ledger, Payment, Receipt, State
from pos.simulator.ofd_items import Item, check_items
from pos.simulator.options import SecondReceipt, SimulatorOptions
from pos.simulator.refusals import Refusal, Why

TERMINAL = "EZ000000000030"
"""The ``t`` of the documented link."""

LINK = re.compile(r"https://ofd\.soliq\.uz/(epi|check)\?t=[^&]{14}&r=[0-9]{1,10}&c=[0-9]{14}&s=[0-9]{12}")
"""A link of the OFD, as the documentation shows it."""


@dataclass(frozen=True, slots=True)
class Received:
    """How the buyer paid, in tiyin."""

    card: int
    cash: int
    ecash: int

    @property
    def total(self) -> int:
        """All three together."""
        return self.card + self.cash + self.ecash


class Ofd:
    """The fiscal side of CLICK."""

    def __init__(
        self,
        options: SimulatorOptions,
        ledger: Ledger,
        clock: Callable[[], float],
        utcnow: Callable[[], datetime],
    ) -> None:
        self._options = options
        self._ledger = ledger
        self._clock = clock
        self._utcnow = utcnow
        self._brought_up: set[int] = set()

    def is_down(self, payment: Payment) -> bool:
        """Tell whether fiscalisation of this payment is out of order now."""
        if payment.scenario is not Scenario.OFD_DOWN or payment.payment_id in self._brought_up:
            return False
        return self._clock() - payment.created_s < self._options.fiscal_outage_s

    def bring_up(self) -> None:
        """End the outage of all payments that exist now."""
        self._brought_up.update(self._ledger.payments)

    def submit_items(self, payment: Payment, items: list[Item], received: Received) -> None:
        """Make a receipt ("Фискализация товаров и услуг"). A second call is a setting: it may make another.

        Raises:
            Refusal: no receipt is made.
        """
        _check_paid(payment)
        check_items(items, self._options.personality.amount_scale)
        total = sum(item.total for item in items)
        if total != received.total:
            raise Refusal(Why.FISCAL_SUM, f"the positions make {total}, received are {received.total}")
        if received.card + received.ecash != payment.amount_tiyin:
            raise Refusal(Why.FISCAL_SUM, f"the payment is {payment.amount_tiyin}")
        if self._is_done_already(payment):
            return
        now = self._utcnow()
        payment.receipts.append(
            Receipt(
                url=_link(payment, now),
                ready_at_s=self._clock() + self._options.link_delay_s,
                total_tiyin=total,
                received_card=received.card,
                received_cash=received.cash,
                received_ecash=received.ecash,
                items=[item.as_members() for item in items],
                submitted_at=now,
            )
        )

    def submit_link(self, payment: Payment, url: str) -> None:
        """Keep the link of a receipt made elsewhere ("Отправка фискализированного чека").

        Raises:
            Refusal: the payment is not paid, or has a receipt already and the setting refuses a second.
        """
        _check_paid(payment)
        if self._is_done_already(payment):
            return
        payment.receipts.append(
            Receipt(
                url=url,
                ready_at_s=self._clock(),
                total_tiyin=0,
                received_card=0,
                received_cash=0,
                received_ecash=0,
                items=[],
                submitted_at=self._utcnow(),
            )
        )

    def link_of(self, payment: Payment) -> str | None:
        """The newest link that is ready, or None."""
        ready = [each.url for each in payment.receipts if each.ready_at_s <= self._clock()]
        return ready[-1] if ready else None

    def _is_done_already(self, payment: Payment) -> bool:
        if not payment.receipts:
            return False
        if self._options.personality.second_receipt is SecondReceipt.REFUSED:
            raise Refusal(Why.FISCALIZED)
        return self._options.personality.second_receipt is SecondReceipt.SAME


def _check_paid(payment: Payment) -> None:
    if payment.state is not State.CAPTURED:
        raise Refusal(Why.NOT_PAID)


def _link(payment: Payment, at: datetime) -> str:
    seed = f"{payment.payment_id}:{len(payment.receipts)}"
    digits = f"{int(hashlib.sha256(seed.encode()).hexdigest(), 16) % 10**21:021d}"
    moment = at.astimezone(TASHKENT).strftime("%Y%m%d%H%M%S")
    return f"https://ofd.soliq.uz/epi?t={TERMINAL}&r={digits[:9]}&c={moment}&s={digits[9:]}"
