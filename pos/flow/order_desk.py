"""What the people of the shop do with online orders: make, cancel, pick, hand over. Engine thread.

Moves no money by itself. Implements `order_ports.OrderDesk`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pos.core.errors import BadInput, HostTrouble, LabelRefused
from pos.core.order import Order, OrderId, OrderKind
from pos.core.order_card import NewOrder, OrderCard, OrderSource, OrderStage, holds_of
from pos.core.payment import TransactionId
from pos.core.sale import Sale
from pos.flow.events import Events, OrderChanged, OrderNews
from pos.flow.hosted_orders import HostedOrders
from pos.flow.order_booking import OrderBooking
from pos.flow.order_labelling import OrderLabelling
from pos.flow.order_ports import OrderLink, Orders
from pos.flow.ports import Clock

LIFE_OF_LINK = timedelta(hours=1)
"""An order that the cashier made is forgotten after this, unless a payer is at it."""


@dataclass(frozen=True, slots=True)
class OrderIds:
    """Where ids of orders and the secrets of their pages come from."""

    order_id: Callable[[], OrderId]
    page_token: Callable[[], str]


class ShopDesk:
    """`link` gives the address where an order is paid; it raises SettingsMissing without a service."""

    def __init__(
        self,
        *,
        orders: Orders,
        booking: OrderBooking,
        ids: OrderIds,
        clock: Clock,
        events: Events,
        link: Callable[[OrderCard], str],
        training: bool,
        hosted: HostedOrders,
        labelling: OrderLabelling,
    ) -> None:
        self._orders = orders
        self._hosted = hosted
        self._labelling = labelling
        self._booking = booking
        self._ids = ids
        self._clock = clock
        self._events = events
        self._link = link
        self._training = training
        self._handing: set[OrderId] = set()

    def make(self, new: Sequence[NewOrder]) -> list[OrderCard]:
        """Take orders in, all or none. Raises BadInput for a taken or an impossible id, JournalTrouble.

        Raises HostTrouble where another host answers CLICK: an order that is here alone nobody can pay.
        """
        if self._hosted.is_set:
            raise HostTrouble("orders are taken in on the host", why="there")
        self._orders.add([(one.checked(), self._ids.page_token()) for one in new], self._clock.now())
        made = [self._require(one.order.order_id) for one in new[:1]] if len(new) == 1 else []
        for card in made:
            self._tell(card, OrderNews.CREATED)
        return made

    def take_in(self, new: NewOrder, token: str) -> None:
        """Take in an order of another till, with the secret of its page. Raises as `make`."""
        self._orders.add([(new, token)], self._clock.now())
        self._tell(self._require(new.order.order_id), OrderNews.CREATED)

    def find(self, order_id: str) -> OrderCard | None:
        """The order with exactly this id."""
        return self._orders.find(order_id)

    async def orders(self, limit: int) -> Sequence[OrderCard]:
        """Those in which somebody has something to do first, then the newest."""
        in_work = list(self._orders.in_work())
        known = {card.order.order_id for card in in_work}
        newest = [card for card in self._orders.newest(limit) if card.order.order_id not in known]
        return [*in_work, *newest][:limit] if len(in_work) <= limit else in_work

    async def order(self, order_id: OrderId) -> OrderCard:
        """One of them. Raises BadInput when there is none."""
        return self._require(order_id)

    async def order_link(self, order_id: OrderId) -> OrderLink:
        """Where its customer pays. Raises BadInput when there is no such order, SettingsMissing."""
        card = self._require(order_id)
        return OrderLink(card, self._link(card))

    async def order_from_sale(self, sale: Sale) -> OrderLink:
        """Make an order of the basket. Raises EmptySale, UnresolvedLines, JournalTrouble, SettingsMissing."""
        sale.ready_to_pay()
        order = Order(
            self._ids.order_id(),
            OrderKind.ONE_SHOT,
            sale.total,
            expires_at=self._clock.now() + LIFE_OF_LINK,
            training=self._training,
        )
        card = OrderCard(order, sale, OrderSource.TILL, "", self._ids.page_token(), "", self._clock.now())
        link = self._link(card)  # before it is written: an order that nobody can pay must not be left behind
        if self._hosted.is_set:
            await self._hosted.create(replace(card, holds=holds_of(sale)))
            return OrderLink(self._tell(self._require(order.order_id), OrderNews.CREATED), link)
        self.take_in(NewOrder(order, OrderSource.TILL, sale, holds_of(sale)), card.token)
        return OrderLink(self._require(order.order_id), link)

    async def cancel_order(self, order_id: OrderId) -> OrderCard:
        """The shop's own cancellation of what is not paid. Raises BadInput, JournalTrouble."""
        if self._require(order_id).origin:
            await self._hosted.cancel(order_id)
        else:
            self._orders.cancel(order_id, self._clock.now())
        return self._tell(self._require(order_id), OrderNews.CANCELLED)

    async def pick_order(self, order_id: OrderId) -> OrderCard:
        """A paid order lies ready. Raises BadInput, JournalTrouble."""
        card = self._require(order_id)
        if card.stage(self._clock.now()) is not OrderStage.TO_PICK:
            raise BadInput("only a paid order is picked, once", field="id", value=order_id)
        if card.origin:
            await self._hosted.pick(order_id)
        else:
            self._orders.pick(order_id, self._clock.now())
        return self._tell(self._require(order_id), OrderNews.PICKED)

    async def label_order(self, order_id: OrderId, text: str) -> OrderCard:
        """Put the label in a scanned text on the order's line. See `OrderDesk.label_order`."""
        self._labelling.add(self._require(order_id), text)
        return self._require(order_id)

    async def unlabel_order(self, order_id: OrderId) -> OrderCard:
        """Take off the label that was scanned last. Raises LabelRefused, BadInput, JournalTrouble."""
        if order_id in self._handing:
            raise LabelRefused("it is being handed over with its labels", why="state")
        self._labelling.drop_last(self._require(order_id))
        return self._require(order_id)

    async def hand_over_order(self, order_id: OrderId, by: str) -> OrderCard:
        """Give the goods away, once CLICK says that they are paid. See `OrderDesk.hand_over_order`."""
        card = self._require(order_id)
        attempt = card.paid
        ready = card.stage(self._clock.now()) in {OrderStage.TO_PICK, OrderStage.PICKED}
        if attempt is None or not ready or order_id in self._handing:
            raise BadInput("only a paid order is handed over, once", field="id", value=order_id)
        self._labelling.require_all(card)  # before CLICK, and before a host lets this till have it
        self._handing.add(order_id)
        try:
            await self._booking.check(attempt)
            if card.origin:
                await self._hosted.claim(attempt, by)
            if self._orders.booked(attempt) is None:  # the watch books what is claimed, too
                self._booking.book(card, attempt, handed_by=None if card.origin else by)
        finally:
            self._handing.discard(order_id)
        return self._tell(self._require(order_id), OrderNews.HANDED_OVER)

    def payment_of(self, card: OrderCard) -> TransactionId | None:
        """The payment of the journal that stands for a paid order, once it is booked."""
        return self._orders.booked(card.paid) if card.paid else None

    def _require(self, order_id: str) -> OrderCard:
        card = self._orders.find(order_id)
        if card is None:
            raise BadInput("there is no such order", field="id", value=order_id[:64])
        return card

    def _tell(self, card: OrderCard, news: OrderNews) -> OrderCard:
        self._events.publish(OrderChanged(card, news, self._clock.now()))
        return card
