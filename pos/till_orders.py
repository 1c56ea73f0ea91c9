"""The online orders as the screens see them: a question waits until the engine has opened the parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pos.core.order import OrderId
from pos.core.order_card import OrderCard
from pos.core.sale import Sale
from pos.flow.order_ports import OrderLink
from pos.till_life import TillLife

if TYPE_CHECKING:
    from pos.flow.order_desk import ShopDesk


class OrderDoor:
    """Implements `OrderDesk` over a till's parts. Engine thread. In safe mode nothing is changed."""

    def __init__(self, life: TillLife) -> None:
        self._life = life

    async def orders(self, limit: int) -> Sequence[OrderCard]:
        """Those in which somebody has something to do first, then the newest."""
        return await (await self._read()).orders(limit)

    async def order(self, order_id: OrderId) -> OrderCard:
        """One of them. Raises BadInput when there is none."""
        return await (await self._read()).order(order_id)

    async def order_link(self, order_id: OrderId) -> OrderLink:
        """Where its customer pays. Raises BadInput when there is no such order, SettingsMissing."""
        return await (await self._read()).order_link(order_id)

    async def order_from_sale(self, sale: Sale) -> OrderLink:
        """Make an order of the basket. Raises EmptySale, UnresolvedLines, JournalTrouble, SettingsMissing."""
        return await (await self._write()).order_from_sale(sale)

    async def cancel_order(self, order_id: OrderId) -> OrderCard:
        """The shop's own cancellation of what is not paid. Raises BadInput, JournalTrouble."""
        return await (await self._write()).cancel_order(order_id)

    async def pick_order(self, order_id: OrderId) -> OrderCard:
        """A paid order lies ready. Raises BadInput, JournalTrouble."""
        return await (await self._write()).pick_order(order_id)

    async def label_order(self, order_id: OrderId, text: str) -> OrderCard:
        """Put the label in a scanned text on the order's line; see `OrderDesk.label_order`."""
        return await (await self._write()).label_order(order_id, text)

    async def unlabel_order(self, order_id: OrderId) -> OrderCard:
        """Take off the label that was scanned last. Raises LabelRefused, BadInput, JournalTrouble."""
        return await (await self._write()).unlabel_order(order_id)

    async def hand_over_order(self, order_id: OrderId, by: str) -> OrderCard:
        """Give the goods away; what it raises stands at `OrderDesk.hand_over_order`."""
        return await (await self._write()).hand_over_order(order_id, by)

    async def _read(self) -> ShopDesk:
        return (await self._life.parts()).online.desk

    async def _write(self) -> ShopDesk:
        """The desk, for what must be whole in the journal before the till is closed."""
        self._life.hold()
        if trouble := await self._life.journal_trouble():
            raise trouble
        return await self._read()
