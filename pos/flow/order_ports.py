"""What the online orders need from outside. Nothing here moves money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pos.core.order import Attempt, Order, OrderId, PrepareId


class OrderBook(Protocol):
    """Orders and attempts. Every call is a part of the durable step that its caller has open."""

    def order(self, name: str) -> Order | None:
        """The order with exactly this merchant_trans_id."""
        ...

    def attempts(self, order_id: OrderId) -> Sequence[Attempt]:
        """All attempts of an order, oldest first."""
        ...

    def attempt(self, prepare_id: int) -> Attempt | None:
        """The attempt that a merchant_prepare_id names."""
        ...

    def next_prepare_id(self) -> PrepareId:
        """One that was never given: sequential, at most 2³¹ − 1."""
        ...

    def write(self, attempt: Attempt) -> None:
        """Add an attempt, or put it in its new state. Raises Bug where it is not in the state before."""
        ...

    def has_goods(self, attempt: Attempt) -> bool:
        """Whether what the attempt is for is still there: reserved for it, or on the shelf and free."""
        ...
