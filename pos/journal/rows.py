"""A payment as a row of the journal, and back. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pos.core.money import Money
from pos.core.payment import CardFacts, Payment, PaymentId, PaymentState, TransactionId
from pos.core.sale import SaleId

FIXED = frozenset({
    "transaction_id", "sale_id", "amount_tiyin", "service_id", "cashbox_code", "business_day",
    "created_at", "cart_hash",
})  # fmt: skip
"""What the INTENT says once and for all."""


NOT_OVER = "state NOT IN ('paid', 'refused', 'cancelled', 'reversed')"
"""Open or the manager's, in the words of the index `payments_open`, so that SQLite uses it."""


def writable(text: str) -> str:
    """`text` without halves of surrogate pairs: no file takes them, a server or a console may send them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def row_of(payment: Payment) -> dict[str, object]:
    """The columns of a payment; money in tiyin, times in ISO, UTC."""
    card = payment.card
    return {
        "transaction_id": payment.transaction_id,
        "sale_id": payment.sale_id,
        "cart_hash": payment.cart_hash,
        "amount_tiyin": payment.amount.tiyin,
        "service_id": payment.service_id,
        "cashbox_code": payment.cashbox_code,
        "business_day": payment.business_day.isoformat(),
        "created_at": payment.created_at.isoformat(),
        "state": str(payment.state),
        "payment_id": payment.payment_id,
        "click_status": payment.click_status,
        "confirm_mode": None if payment.confirm_mode is None else int(payment.confirm_mode),
        "confirmed": int(payment.confirmed),
        "card_type": writable(card.card_type),
        "processing_type": writable(card.processing_type),
        "card_number": writable(card.card_number),
        "phone_number": writable(card.phone_number),
        "error_code": payment.error_code,
        "error_note": writable(payment.error_note),
        "reason": writable(payment.reason),
        "checks": payment.checks,
    }


def payment_of(row: dict[str, Any]) -> Payment:
    """A payment from its row."""
    return Payment(
        transaction_id=TransactionId(row["transaction_id"]),
        sale_id=SaleId(row["sale_id"]),
        amount=Money(row["amount_tiyin"]),
        service_id=row["service_id"],
        cashbox_code=row["cashbox_code"],
        business_day=date.fromisoformat(row["business_day"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        cart_hash=row["cart_hash"],
        state=PaymentState(row["state"]),
        payment_id=None if row["payment_id"] is None else PaymentId(row["payment_id"]),
        click_status=row["click_status"],
        confirm_mode=None if row["confirm_mode"] is None else bool(row["confirm_mode"]),
        confirmed=bool(row["confirmed"]),
        card=CardFacts(row["card_type"], row["processing_type"], row["card_number"], row["phone_number"]),
        error_code=row["error_code"],
        error_note=row["error_note"],
        reason=row["reason"],
        checks=row["checks"],
    )
