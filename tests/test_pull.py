"""Two tills and a host in three homes: real journals, real HTTP, CLICK calls the host alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from pos.bootstrap import Parts, open_parts
from pos.commands.demo_parts import connect_shop, training_settings
from pos.core.errors import BadInput, HostTrouble
from pos.core.fiscal import FiscalState
from pos.core.money import Money, Quantity
from pos.core.order import Order, OrderId, OrderKind
from pos.core.order_card import NewOrder, OrderCard, OrderSource, OrderStage, holds_of
from pos.core.payment import Payment, PaymentState
from pos.core.receipt import Receipt
from pos.core.sale import Sale, SaleId
from pos.core.secret import SecretKey
from pos.flow.events import Event, HostChanged, OrderChanged, OrderNews
from pos.journal.order_feed import name_of
from pos.paths import Home
from pos.screens.words import Words
from pos.settings import Settings
from pos.simulator import Simulator, SimulatorOptions

pytestmark = pytest.mark.anyio
S = OrderStage
KEY = "k" * 43


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Tray:
    def __init__(self) -> None:
        self.papers: list[Receipt] = []

    def print(self, receipt: Receipt) -> None:
        self.papers.append(receipt)


@dataclass
class Register:
    """One home, open."""

    parts: Parts
    tray: Tray
    events: list[Event]
    happened: asyncio.Condition
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def stage(self, order_id: str) -> OrderStage | None:
        card = self.parts.online.desk.find(order_id)
        return card.stage(self.parts.clock.now()) if card else None

    def card(self, order_id: str) -> OrderCard:
        card = self.parts.online.desk.find(order_id)
        assert card is not None
        return card

    def payments(self) -> list[Payment]:
        return list(self.parts.books.payments.newest(50))

    def news(self) -> list[OrderNews]:
        return [event.news for event in self.events if isinstance(event, OrderChanged)]

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20), self.happened:
            await self.happened.wait_for(condition)

    async def reaches_the_host(self) -> None:
        """It has read what there was."""
        await self.until(lambda: HostChanged in {type(event) for event in self.events})

    async def sees(self, order_id: str, stage: OrderStage) -> None:
        await self.until(lambda: self.stage(order_id) is stage)

    def on_event(self, event: Event) -> None:
        self.events.append(event)
        self.tasks.add(asyncio.get_running_loop().create_task(self._notify()))

    async def _notify(self) -> None:
        async with self.happened:
            self.happened.notify_all()

    async def booked(self) -> None:
        """Every payment of its journal is fiscalised and printed."""
        for payment in self.payments():
            await self.parts.checkout.after.finished(payment.transaction_id)


class Shop:
    """A host that CLICK calls, and tills that pull from it."""

    def __init__(self, folder: Path, click: Simulator, keep: AsyncExitStack) -> None:
        self.folder, self.click, self._keep = folder, click, keep
        self.root = ""
        self.happened = asyncio.Condition()  # of all of them

    def _settings(self) -> Settings:
        settings = training_settings(3, "ru")
        return replace(settings, click=replace(settings.click, base_url=self.click.base_url))

    def _open(self, name: str, settings: Settings) -> Register:
        tray, events = Tray(), list[Event]()
        hear: list[Callable[[Event], None]] = []
        parts = open_parts(
            home=Home(self.folder / name).make(),
            settings=settings,
            say=Words("ru").say,
            printers=(tray,),
            listeners=(lambda event: hear[0](event),),
        )
        made = Register(parts, tray, events, self.happened)
        hear.append(made.on_event)
        self._keep.push_async_callback(parts.close)
        return made

    async def host(self) -> Register:
        settings = self._settings()
        made = self._open(
            "host", replace(settings, shop_api=replace(settings.shop_api, till_key=SecretKey(KEY)))
        )
        self.root = await connect_shop(made.parts, self.click)
        return made

    def till(self, name: str, *, key: str = KEY, begin: bool = True) -> Register:
        settings = self._settings()
        shop = replace(settings.shop_api, pull_url=f"{self.root}/", pull_key=SecretKey(key))
        made = self._open(name, replace(settings, shop_api=shop))
        if begin:
            made.parts.online.begin()
        return made

    async def pays(self, card: OrderCard, amount: Money | None = None) -> None:
        amount = amount or card.order.amount
        assert amount is not None
        await self.click.pay_order(card.order.order_id, amount.tiyin)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with (
        Simulator(SimulatorOptions(window_s=3, shop_pauses_s=(0.05,))) as click,
        AsyncExitStack() as keep,
    ):
        yield Shop(tmp_path, click, keep)


def sale_at(register: Register) -> Sale:
    milk = register.parts.books.catalogue.quick_keys()[0]
    return Sale(SaleId("")).add(milk.barcode, milk, Quantity.pieces(2))


def ordered(host: Register, name: str = "WEB-1A") -> OrderCard:
    """The site's order at the host."""
    sale = sale_at(host)
    order = Order(OrderId(name), OrderKind.ONE_SHOT, sale.total, training=True)
    [card] = host.parts.online.desk.make([NewOrder(order, OrderSource.API, sale, holds_of(sale), "1007")])
    return card


async def test_an_order_of_the_host_is_seen_picked_handed_over_and_booked_at_one_till_alone(
    shop: Shop,
) -> None:
    host = await shop.host()
    one, two = shop.till("one"), shop.till("two")
    for till in (one, two):
        await till.reaches_the_host()
    card = ordered(host)
    name = card.order.order_id
    for till in (one, two):
        await till.sees(name, S.WAITING)
        copy = till.card(name)
        assert (copy.sale.total, copy.number, copy.holds, copy.token) == (
            card.sale.total, card.number, card.holds, card.token,
        )  # fmt: skip
    await shop.pays(card)
    for till in (one, two):
        await till.sees(name, S.TO_PICK)
        assert till.news()[-1] is OrderNews.PAID
    await one.parts.online.desk.pick_order(name)
    await two.sees(name, S.PICKED)
    await one.parts.online.desk.hand_over_order(name, "Dilnoza")
    await two.sees(name, S.HANDED_OVER)
    assert (host.stage(name), host.card(name).handed_by) == (S.HANDED_OVER, "Dilnoza")
    with pytest.raises(BadInput):
        await two.parts.online.desk.hand_over_order(name, "Bobur")
    await one.booked()
    [payment] = one.payments()
    assert (payment.state, payment.amount) == (PaymentState.PAID, card.order.amount)
    assert len(one.tray.papers) == 1
    assert payment.payment_id is not None
    entry = one.parts.books.outbox.entry(payment.payment_id)
    assert entry is not None
    assert entry.state is FiscalState.DONE
    assert (two.payments(), two.tray.papers, host.payments()) == ([], [], [])


async def test_two_tills_that_hand_over_at_once_are_one_hand_over(shop: Shop) -> None:
    host = await shop.host()
    one, two = shop.till("one"), shop.till("two")
    card = ordered(host)
    name = card.order.order_id
    await shop.pays(card)
    for till in (one, two):
        await till.sees(name, S.TO_PICK)
    results = await asyncio.gather(
        *(till.parts.online.desk.hand_over_order(name, "x") for till in (one, two)), return_exceptions=True
    )
    assert sum(isinstance(one, BadInput) for one in results) == 1, results
    assert sum(isinstance(one, OrderCard) for one in results) == 1, results
    assert len(one.payments()) + len(two.payments()) == 1


async def test_a_receipt_of_the_till_becomes_an_order_of_the_host_and_can_be_cancelled_there(
    shop: Shop,
) -> None:
    host = await shop.host()
    till = shop.till("one")
    await till.reaches_the_host()
    first = ordered(host)
    await till.sees(first.order.order_id, S.WAITING)
    made = await till.parts.online.desk.order_from_sale(sale_at(till))
    name = made.card.order.order_id
    assert (host.stage(name), till.stage(name)) == (S.WAITING, S.WAITING)
    assert host.card(name).source is OrderSource.TILL
    await shop.pays(made.card)
    await till.sees(name, S.TO_PICK)
    cancelled = await till.parts.online.desk.cancel_order(first.order.order_id)
    assert cancelled.order.cancelled
    assert host.stage(first.order.order_id) is S.CANCELLED
    with pytest.raises(BadInput):
        await till.parts.online.desk.cancel_order(name)


async def test_an_order_that_only_this_till_had_nobody_could_pay(shop: Shop) -> None:
    await shop.host()
    till = shop.till("one", begin=False)
    sale = sale_at(till)
    order = Order(OrderId("MINE1A"), OrderKind.ONE_SHOT, sale.total, training=True)
    with pytest.raises(HostTrouble):
        till.parts.online.desk.make([NewOrder(order, OrderSource.COMMAND, sale)])
    assert till.stage("MINE1A") is None


async def test_payments_to_an_account_are_booked_by_one_of_the_tills(shop: Shop) -> None:
    host = await shop.host()
    account = Order(OrderId("BALANCE1A"), OrderKind.ACCOUNT, None, training=True)
    host.parts.online.desk.make([NewOrder(account, OrderSource.COMMAND)])
    one, two = shop.till("one"), shop.till("two")
    card = host.card(account.order_id)
    for number in range(1, 6):
        await shop.pays(card, Money.of_sum(1000 * number))
    both = (one, two)

    def sums() -> list[int]:
        return sorted(payment.amount.tiyin for till in both for payment in till.payments())

    await one.until(lambda: len(sums()) == 5)
    for till in both:
        await till.booked()
    assert sums() == [100_000 * number for number in range(1, 6)]
    assert host.payments() == []
    assert len(one.tray.papers) + len(two.tray.papers) == 5


async def test_what_was_claimed_before_a_power_cut_is_booked_by_the_next_start(shop: Shop) -> None:
    host = await shop.host()
    till = shop.till("one", begin=False)
    card = ordered(host)
    name = card.order.order_id
    await shop.pays(card)
    [attempt] = host.card(name).attempts
    claimed = host.parts.online.host_desk.claim(
        name, attempt.click_trans_id, name_of(till.parts.books.journal), "Dilnoza"
    )
    assert claimed.claimed_by
    till.parts.online.begin()
    await till.sees(name, S.HANDED_OVER)
    await till.until(lambda: len(till.payments()) == 1)
    await till.booked()
    [payment] = till.payments()
    assert payment.state is PaymentState.PAID
    assert len(till.tray.papers) == 1


async def test_a_till_goes_on_where_it_was(shop: Shop) -> None:
    host = await shop.host()
    first = ordered(host, "WEB-1A").order.order_id
    till = shop.till("one")
    await till.reaches_the_host()
    assert till.stage(first) is S.WAITING
    await till.parts.close()
    second = ordered(host, "WEB-2A")
    await shop.pays(second)
    again = shop.till("one")
    await again.sees(second.order.order_id, S.TO_PICK)
    assert first not in {
        event.card.order.order_id for event in again.events if isinstance(event, OrderChanged)
    }


async def test_a_wrong_key_is_said_at_once_and_brings_nothing(shop: Shop) -> None:
    host = await shop.host()
    card = ordered(host)
    till = shop.till("one", key="another key")
    await till.until(lambda: any(isinstance(event, HostChanged) for event in till.events))
    [event] = [event for event in till.events if isinstance(event, HostChanged)]
    assert (event.ok, event.why) == (False, "key")
    assert till.stage(card.order.order_id) is None


async def test_without_the_host_nothing_is_handed_over_and_later_it_is(shop: Shop) -> None:
    host = await shop.host()
    till = shop.till("one")
    card = ordered(host)
    name = card.order.order_id
    await shop.pays(card)
    await till.sees(name, S.TO_PICK)
    await host.parts.online.stop_serving()
    with pytest.raises(HostTrouble):
        await till.parts.online.desk.hand_over_order(name, "x")
    assert (till.stage(name), till.payments()) == (S.TO_PICK, [])
