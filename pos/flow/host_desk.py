"""The host's side of online orders that other tills pull: tells what changed, lets one till claim each.

Engine thread. Moves no money. Every call may come twice.
"""

from __future__ import annotations

from pos.core.errors import BadInput
from pos.core.hosted import Change, Changes
from pos.core.order import OrderId
from pos.core.order_card import NewOrder, OrderCard, OrderStage
from pos.flow.events import Events, OrderChanged, OrderNews
from pos.flow.host_ports import OrderFeed
from pos.flow.order_desk import ShopDesk
from pos.flow.order_ports import Orders
from pos.flow.ports import Clock

MOST_CHANGES = 200
MOST_WAIT_S = 20.0
LOOKS_EVERY_S = 0.2


class HostDesk:
    """`training` is told to the tills: money of training and real money must not meet."""

    def __init__(
        self,
        *,
        desk: ShopDesk,
        feed: OrderFeed,
        orders: Orders,
        clock: Clock,
        events: Events,
        training: bool,
    ) -> None:
        self._desk = desk
        self._feed = feed
        self._orders = orders
        self._clock = clock
        self._events = events
        self._training = training
        self._is_open = True

    async def changes(self, feed: str, after: int, wait_s: float) -> Changes:
        """What is new after a place in the list; waits for news, `wait_s` seconds at most.

        Another list, or a place that this one has not reached (it was restored), is read from the beginning.
        """
        name = self._feed.name
        if feed != name or after > self._feed.newest():
            after = 0
        ends_s = self._clock.monotonic_s() + min(wait_s, MOST_WAIT_S)
        while self._feed.newest() <= after and self._is_open and self._clock.monotonic_s() < ends_s:
            await self._clock.sleep(LOOKS_EVERY_S)
        newest = self._feed.newest()
        found = self._feed.changes(after, MOST_CHANGES)
        reached = found[-1][0] if found else min(after + MOST_CHANGES, newest)
        changes = tuple(change for _place, change in found)
        return Changes(name, reached, changes, reached >= newest, self._training)

    def open(self) -> None:
        """The server begins: tills may wait for news."""
        self._is_open = True

    def close(self) -> None:
        """The server ends: nobody waits any longer."""
        self._is_open = False

    def create(self, card: OrderCard) -> Change:
        """Take in an order of a till, once. Raises BadInput when another one has its id, JournalTrouble."""
        order_id = card.order.order_id
        before = self._orders.find(order_id)
        if before is None:
            new = NewOrder(card.order, card.source, card.sale, card.holds, card.number, card.return_url)
            self._desk.take_in(new, card.token)
        elif before.token != card.token:
            raise BadInput("another order has this id", field="id", value=order_id)
        return self._now(order_id)

    async def cancel(self, order_id: OrderId) -> Change:
        """The shop's own cancellation. Raises BadInput for what is paid, JournalTrouble."""
        if self._card(order_id).stage(self._clock.now()) is not OrderStage.CANCELLED:
            await self._desk.cancel_order(order_id)
        return self._now(order_id)

    async def pick(self, order_id: OrderId) -> Change:
        """A paid order lies ready. Raises BadInput, JournalTrouble."""
        if self._card(order_id).stage(self._clock.now()) is not OrderStage.PICKED:
            await self._desk.pick_order(order_id)
        return self._now(order_id)

    def claim(self, order_id: OrderId, click_trans_id: int, till: str, by: str) -> Change:
        """The till has the payment of this attempt from now on. Raises BadInput when another has it."""
        before = self._card(order_id)
        self._feed.claim(order_id, click_trans_id, till, by, self._clock.now())
        after = self._card(order_id)
        if after.handed_at != before.handed_at:
            self._events.publish(OrderChanged(after, OrderNews.HANDED_OVER, self._clock.now()))
        return self._now(order_id, click_trans_id)

    def _card(self, order_id: OrderId) -> OrderCard:
        card = self._orders.find(order_id)
        if card is None or card.origin:
            raise BadInput("there is no such order", field="id", value=order_id[:64])
        return card

    def _now(self, order_id: OrderId, click_trans_id: int | None = None) -> Change:
        found = self._feed.change(order_id, click_trans_id)
        if found is None:
            raise BadInput("there is no such order", field="id", value=order_id[:64])
        return found
