"""One payment and its steps, for the tests that tell them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from pos.core.money import Money
from pos.core.payment import Payment, PaymentState, TransactionId
from pos.core.sale import SaleId
from pos.flow.ports import TimelineEntry

AT = datetime(2026, 11, 24, 9, 32, 6, tzinfo=UTC)
"""14:32:06 in Tashkent."""

PAYMENT = Payment(
    transaction_id=TransactionId("RTESTTESTTESTTESTTESTTESTA"),
    sale_id=SaleId("STESTTESTTESTTESTTEA"),
    amount=Money(12500050),
    service_id=31,
    cashbox_code="KASSA-1",
    business_day=date(2026, 11, 24),
    created_at=AT,
    cart_hash="c" * 64,
)


def entry(
    note: str, state: PaymentState, *, after_s: float = 0.0, status: int | None = None
) -> TimelineEntry:
    """One step of the timeline, `after_s` seconds after the request."""
    return TimelineEntry(AT + timedelta(seconds=after_s), state, note, status, {})
