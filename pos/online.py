"""The parts of online orders and of the server that CLICK calls, connected. The composition of one home.

`open_online` is cheap; Starlette and uvicorn are imported when the server starts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pos.click_api.pay_link import PAGE, PayLink
from pos.core.errors import SettingsMissing
from pos.core.money import Money
from pos.core.order_card import OrderCard
from pos.core.payment import Payment, TransactionId
from pos.core.shop_rules import Reply, ShopRules
from pos.flow.after_payment import AfterPayment
from pos.flow.host_desk import HostDesk
from pos.flow.host_ports import OrdersHost
from pos.flow.hosted_orders import HostedOrders
from pos.flow.one_commit import OneCommit
from pos.flow.online_orders import OnlineOrders
from pos.flow.order_booking import OrderBooking
from pos.flow.order_desk import OrderIds, ShopDesk
from pos.flow.order_labelling import OrderLabelling
from pos.flow.order_pull import OrderPull
from pos.flow.order_watch import OrderWatch
from pos.flow.payment_parts import PaymentParts
from pos.flow.ports import Catalogue
from pos.ids import SystemIds
from pos.journal.database import Journal
from pos.journal.order_book import JournalOrderBook
from pos.journal.order_feed import JournalFeed
from pos.journal.order_labels import JournalOrderLabels
from pos.journal.order_mirror import JournalMirror
from pos.journal.orders import JournalOrders
from pos.journal.stock import JournalStock
from pos.settings import Settings, variable

if TYPE_CHECKING:
    from pos.shop_api.serving import Serving

ORDER_PAGES = "o/"


@dataclass(slots=True)
class Online:
    """Online orders of one home. Engine thread."""

    settings: Settings
    orders: JournalOrders
    book: JournalOrderBook
    stock: JournalStock
    catalogue: Catalogue
    desk: ShopDesk
    watch: OrderWatch
    answers: OnlineOrders
    parts: PaymentParts
    make_serving: Callable[[Online, Settings], Serving]
    host_desk: HostDesk
    host: OrdersHost | None = None
    pull: OrderPull | None = None
    _serving: Serving | None = field(default=None)

    def link(self, card: OrderCard) -> str:
        """Where an order is paid: our page, else CLICK's. Raises SettingsMissing: it could not be paid."""
        page = page_url(self.settings, card)
        if page and card.order.amount is None:
            return page  # the payer names the sum: CLICK's link cannot say it
        paid_at = pay_link(self.settings, card).url()  # our page has this behind its button
        return page or paid_at

    def begin(self) -> None:
        """Book what is to be booked and, where another host has the orders, read what it tells."""
        self.watch.begin()
        if self.pull is not None:
            self.pull.begin()

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port while the server listens."""
        return self._serving.address if self._serving else None

    async def serve(self, settings: Settings | None = None) -> tuple[str, int]:
        """Listen for CLICK as the settings say, or as these do; where.

        Raises:
            SettingsMissing: no service_id or no secret key.
            DeviceTrouble: the address is taken or not ours.
        """
        if self.address is not None:
            return self.address
        settings = settings or self.settings
        require_service(settings)
        self.host_desk.open()
        serving = self.make_serving(self, settings)
        address = await serving.start(settings.shop_api.host, settings.shop_api.port)
        self._serving = serving
        return address

    async def stop_serving(self) -> None:
        """Take no more calls."""
        self.host_desk.close()
        serving, self._serving = self._serving, None
        if serving is not None:
            await serving.stop()

    async def close(self) -> None:
        """Stop the server and what goes on in the background."""
        if self.pull is not None:
            await self.pull.stop()
        await self.stop_serving()
        await self.watch.stop()
        if self.host is not None:
            await self.host.aclose()


def open_online(
    *,
    settings: Settings,
    journal: Journal,
    catalogue: Catalogue,
    stock: JournalStock,
    parts: PaymentParts,
    after: AfterPayment,
    check_now: Callable[[TransactionId], Awaitable[Payment]],
    ids: SystemIds,
    make_serving: Callable[[Online, Settings], Serving],
    host: OrdersHost | None = None,
) -> Online:
    """Connect the parts over an open journal. Sends and writes nothing.

    `host` is the other host that has the orders, where the settings name one.
    """
    clock, events = parts.clock, parts.events
    orders = JournalOrders(journal)
    book = JournalOrderBook(journal, stock, clock)
    booking = OrderBooking(
        parts=parts,
        orders=orders,
        stock=stock,
        after=after,
        fiscal=settings.fiscal,
    )
    feed = JournalFeed(journal, orders)
    mirror = JournalMirror(journal, book, clock)
    hosted = HostedOrders(host, mirror, feed.name)
    watch = OrderWatch(
        orders=orders, booking=booking, hosted=hosted, check_now=check_now, clock=clock, events=events
    )
    desk = ShopDesk(
        orders=orders,
        booking=booking,
        ids=OrderIds(ids.order_id, ids.page_token),
        clock=clock,
        events=events,
        link=lambda card: online.link(card),
        training=settings.is_simulator,
        hosted=hosted,
        labelling=OrderLabelling(labels=JournalOrderLabels(journal), catalogue=catalogue, clock=clock),
    )
    answers = OnlineOrders(book, OneCommit(journal.together), rules_of(settings), clock, watch.told)
    host_desk = HostDesk(
        desk=desk, feed=feed, orders=orders, clock=clock, events=events, training=settings.is_simulator
    )
    pull = _pull(host, mirror, orders, watch, parts, training=settings.is_simulator) if host else None
    online = Online(
        settings, orders, book, stock, catalogue, desk, watch, answers, parts, make_serving, host_desk,
        host, pull,
    )  # fmt: skip
    return online


def _pull(
    host: OrdersHost,
    mirror: JournalMirror,
    orders: JournalOrders,
    watch: OrderWatch,
    parts: PaymentParts,
    *,
    training: bool,
) -> OrderPull:
    return OrderPull(
        host=host,
        mirror=mirror,
        orders=orders,
        watch=watch,
        clock=parts.clock,
        events=parts.events,
        training=training,
    )


def rules_of(settings: Settings) -> ShopRules:
    """The shop's own choices where CLICK leaves one."""
    shop = settings.shop_api
    return ShopRules(
        tolerance=Money.of_sum(shop.amount_tolerance_sum),
        cancel_of_paid=Reply(int(shop.cancel_of_paid)),
        reserved_for=timedelta(minutes=shop.reserve_minutes),
        live=not settings.is_simulator,
    )


def require_service(settings: Settings) -> None:
    """Raise SettingsMissing without what a call of CLICK is checked by."""
    click = settings.click
    needed = {"click.service_id": click.service_id, "click.secret_key": click.secret_key}
    if names := [name for name, value in needed.items() if not value]:
        shown = ", ".join(f"{name} ({variable(name)})" for name in names)
        raise SettingsMissing(shown, names=shown, where="settings", why="missing")


def pay_link(settings: Settings, card: OrderCard) -> PayLink:
    """CLICK's own page for an order. Raises SettingsMissing without a service, a merchant or a sum."""
    click = settings.click
    needed = {"click.service_id": click.service_id, "click.merchant_id": click.merchant_id}
    if names := [name for name, value in needed.items() if not value]:
        shown = ", ".join(f"{name} ({variable(name)})" for name in names)
        raise SettingsMissing(shown, names=shown, where="settings", why="missing")
    if card.order.amount is None:
        raise SettingsMissing("the payer names the sum", names="amount", where="order", why="missing")
    return PayLink(
        service_id=click.service_id,
        merchant_id=click.merchant_id,
        amount=card.order.amount,
        transaction_param=card.order.order_id,
        merchant_user_id=click.merchant_user_id or None,
        return_url=page_url(settings, card) or card.return_url,
        page=_page(settings),
    )


def page_url(settings: Settings, card: OrderCard) -> str:
    """The address of our own page for an order; empty where payers cannot reach this server."""
    public = settings.shop_api.public_url
    return f"{public}{ORDER_PAGES}{card.token}" if public else ""


def order_facts(settings: Settings, card: OrderCard, now: datetime) -> dict[str, object]:
    """What everybody is told of an order: commands and API. Sums in tiyin, times UTC; stable names."""
    order = card.order
    try:
        click = pay_link(settings, card).url()
    except SettingsMissing:
        click = None
    return {
        "id": order.order_id,
        "kind": str(order.kind),
        "state": str(card.stage(now)),
        "amount_tiyin": None if order.amount is None else order.amount.tiyin,
        "number": card.number,
        "created_at": card.created_at.isoformat(),
        "expires_at": None if order.expires_at is None else order.expires_at.isoformat(),
        "page_url": page_url(settings, card) or None,
        "pay_url": click,
    }


def _page(settings: Settings) -> str:
    """CLICK's page; in training the simulator's, so that no link of training leads to real money."""
    if not settings.is_simulator:
        return PAGE
    at = urlsplit(settings.click.base_url)
    return f"{at.scheme}://{at.netloc}/services/pay"
