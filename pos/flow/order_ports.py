"""What the online orders need from outside. Nothing here moves money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pos.core.order import Attempt, Order, OrderId, PrepareId
from pos.core.order_card import OrderCard
from pos.core.sale import Sale


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


@dataclass(frozen=True, slots=True)
class OrderLink:
    """An order and the address where its customer pays: the shop's own page of it, else CLICK's."""

    card: OrderCard
    url: str


class OrderDesk(Protocol):
    """What the people of the shop do with online orders. Moves no money by itself."""

    async def orders(self, limit: int) -> Sequence[OrderCard]:
        """Those in which somebody has something to do first, then the newest."""
        ...

    async def order(self, order_id: OrderId) -> OrderCard:
        """One of them. Raises BadInput when there is none."""
        ...

    async def order_link(self, order_id: OrderId) -> OrderLink:
        """Where its customer pays. Raises BadInput when there is no such order, SettingsMissing."""
        ...

    async def order_from_sale(self, sale: Sale) -> OrderLink:
        """Make an order of the basket, paid by link. Raises EmptySale, UnresolvedLines, JournalTrouble."""
        ...

    async def cancel_order(self, order_id: OrderId) -> OrderCard:
        """The shop's own cancellation of what is not paid. Raises BadInput, JournalTrouble."""
        ...

    async def pick_order(self, order_id: OrderId) -> OrderCard:
        """A paid order lies ready. Raises BadInput, JournalTrouble."""
        ...

    async def hand_over_order(self, order_id: OrderId, by: str) -> OrderCard:
        """Give the goods away: CLICK's status is read first, then it is fiscalised and printed like a sale.

        Raises:
            BadInput: it is not paid, or handed over already.
            ClickRefused: CLICK does not say that it is paid; nothing was written.
            NoConnection, OutcomeUnknown: CLICK could not be asked; nothing was written.
            JournalTrouble.
        """
        ...
