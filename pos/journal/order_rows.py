"""Orders and attempts as rows of the journal, and back. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pos.core.money import Money
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind, PrepareId
from pos.core.order_card import Hold, OrderCard, OrderSource
from pos.core.sale import SaleId
from pos.core.sale_text import sale_of

ATTEMPT_COLUMNS = (
    "prepare_id, order_id, click_trans_id, click_paydoc_id, amount_tiyin, state, reserved_until,"
    " owes_reversal, kind"
)
ORDER_COLUMNS = "order_id, kind, amount_tiyin, expires_at, cancelled_at, training"


def attempt_of(row: Sequence[Any]) -> Attempt:
    """An attempt from ATTEMPT_COLUMNS."""
    return Attempt(
        prepare_id=PrepareId(row[0]),
        order_id=OrderId(row[1]),
        click_trans_id=row[2],
        click_paydoc_id=row[3],
        amount=Money(row[4]),
        state=AttemptState(row[5]),
        reserved_until=datetime.fromisoformat(row[6]),
        owes_reversal=bool(row[7]),
        kind=OrderKind(row[8]),
    )


def order_of(row: Sequence[Any]) -> Order:
    """An order from ORDER_COLUMNS."""
    return Order(
        order_id=OrderId(row[0]),
        kind=OrderKind(row[1]),
        amount=None if row[2] is None else Money(row[2]),
        expires_at=time_of(row[3]),
        cancelled=row[4] is not None,
        training=bool(row[5]),
    )


def card_of(row: dict[str, Any], holds: tuple[Hold, ...], attempts: tuple[Attempt, ...]) -> OrderCard:
    """An order as people see it, from its whole row."""
    return OrderCard(
        order=order_of([row[name.strip()] for name in ORDER_COLUMNS.split(",")]),
        sale=sale_of(SaleId(""), row["lines"]),
        source=OrderSource(row["source"]),
        number=row["number"],
        token=row["token"],
        return_url=row["return_url"],
        created_at=datetime.fromisoformat(row["created_at"]),
        holds=holds,
        attempts=attempts,
        picked_at=time_of(row["picked_at"]),
        handed_at=time_of(row["handed_at"]),
        handed_by=row["handed_by"],
        origin=row["origin"],
    )


def time_of(text: str | None) -> datetime | None:
    """An aware time, UTC, or none."""
    return None if text is None else datetime.fromisoformat(text)
