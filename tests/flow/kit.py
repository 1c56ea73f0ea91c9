"""Whole payments at a counter, run to their end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from pos.core.payment import Payment, PaymentState
from pos.core.sale import Sale
from pos.flow.events import AlarmKind, AlarmRaised, PaymentChanged
from tests.fakes.counter import CODE, Counter

OTHER_CODE = "880227987004122008"


def pay(counter: Counter, otp: str = CODE, sale: Sale | None = None) -> Payment:
    """Charge, then wait for the background part."""

    async def whole() -> Payment:
        first = await counter.checkout.pay(sale or counter.sale(), otp)
        return await counter.checkout.after.finished(first.transaction_id)

    return asyncio.run(whole())


def recover(counter: Counter) -> list[Payment]:
    """Take up what is open and wait for its end."""

    async def whole() -> list[Payment]:
        taken = counter.recovery.begin()
        return [await counter.checkout.after.finished(payment.transaction_id) for payment in taken]

    return asyncio.run(whole())


def states(counter: Counter) -> list[PaymentState]:
    return [event.payment.state for event in counter.events if isinstance(event, PaymentChanged)]


def alarms(counter: Counter) -> list[tuple[AlarmKind, Mapping[str, object]]]:
    return [(event.kind, event.facts) for event in counter.events if isinstance(event, AlarmRaised)]
