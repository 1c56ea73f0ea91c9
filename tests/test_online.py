"""Online orders over the whole till: simulator, real HTTP, real journal, from the link to the paper."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pos.bootstrap import Parts, demo_goods, open_parts
from pos.commands.demo_parts import connect_shop, training_settings
from pos.core.catalogue import Barcode, Good
from pos.core.errors import BadInput, ClickRefused, NoConnection, SettingsMissing
from pos.core.fiscal import FiscalState
from pos.core.money import Money, Quantity
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind, PrepareId, moved
from pos.core.order_card import NewOrder, OrderCard, OrderSource, OrderStage
from pos.core.payment import Payment, PaymentState
from pos.core.receipt import Pair, Receipt
from pos.core.sale import Sale, SaleId
from pos.flow.events import AlarmRaised, Event, FiscalChanged, OrderChanged, OrderNews
from pos.paths import Home
from pos.screens.words import Words
from pos.simulator import Simulator, SimulatorOptions

pytestmark = pytest.mark.anyio
S = OrderStage


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Tray:
    def __init__(self) -> None:
        self.papers: list[Receipt] = []

    def print(self, receipt: Receipt) -> None:
        self.papers.append(receipt)


@dataclass
class Shop:
    parts: Parts
    click: Simulator
    events: list[Event]
    tray: Tray
    happened: asyncio.Condition

    @property
    def milk(self) -> Good:
        return self.parts.books.catalogue.quick_keys()[0]

    async def ordered(self, pieces: int = 2) -> OrderCard:
        sale = Sale(SaleId("")).add(self.milk.barcode, self.milk, Quantity.pieces(pieces))
        return (await self.parts.online.desk.order_from_sale(sale)).card

    async def paid(self, card: OrderCard) -> OrderCard:
        assert card.order.amount is not None
        await self.click.pay_order(card.order.order_id, card.order.amount.tiyin)
        return await self.parts.online.desk.order(card.order.order_id)

    def attempt(self, card: OrderCard) -> Attempt:
        """One that CLICK's own ledger does not know."""
        assert card.order.amount is not None
        until = self.parts.clock.now()
        return Attempt(
            PrepareId(1), card.order.order_id, 1, 999, card.order.amount, AttemptState.PREPARED, until
        )

    def stage(self, card: OrderCard) -> OrderStage:
        return card.stage(self.parts.clock.now())

    def news(self) -> list[OrderNews]:
        return [event.news for event in self.events if isinstance(event, OrderChanged)]

    async def until(self, kind: type[Event], count: int) -> None:
        async with asyncio.timeout(20), self.happened:
            await self.happened.wait_for(lambda: sum(isinstance(one, kind) for one in self.events) >= count)

    async def booked(self, card: OrderCard) -> Payment:
        tid = self.parts.online.desk.payment_of(card)
        assert tid is not None
        return await self.parts.checkout.after.finished(tid)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    happened, events, tray = asyncio.Condition(), list[Event](), Tray()

    async def notify() -> None:
        async with happened:
            happened.notify_all()

    tasks: set[asyncio.Task[None]] = set()

    def hear(event: Event) -> None:
        events.append(event)
        tasks.add(asyncio.get_running_loop().create_task(notify()))

    async with Simulator(SimulatorOptions(window_s=3, shop_pauses_s=(0.05,))) as click:
        settings = training_settings(3, "ru")
        settings = replace(settings, click=replace(settings.click, base_url=click.base_url))
        parts = open_parts(
            home=Home(tmp_path).make(),
            settings=settings,
            say=Words("ru").say,
            printers=(tray,),
            listeners=(hear,),
        )
        parts.online.watch.begin()
        await connect_shop(parts, click)
        yield Shop(parts, click, events, tray, happened)
        await parts.close()
        await asyncio.gather(*tasks)


async def test_an_order_goes_from_its_link_to_the_fiscal_receipt_and_the_paper(shop: Shop) -> None:
    card = await shop.ordered()
    assert shop.stage(card) is S.WAITING
    card = await shop.paid(card)
    assert shop.stage(card) is S.TO_PICK
    card = await shop.parts.online.desk.pick_order(card.order.order_id)
    card = await shop.parts.online.desk.hand_over_order(card.order.order_id, "Анна")
    payment = await shop.booked(card)
    assert (payment.state, payment.amount) == (PaymentState.PAID, card.order.amount)
    assert payment.payment_id is not None
    entry = shop.parts.checkout.fiscalizing.entry(payment.payment_id)
    assert entry is not None
    assert entry.state is FiscalState.DONE
    assert len(shop.tray.papers) == 1
    assert (shop.stage(card), card.handed_by) == (S.HANDED_OVER, "Анна")
    assert shop.news() == [
        OrderNews.CREATED, OrderNews.RESERVED, OrderNews.PAID, OrderNews.PICKED, OrderNews.HANDED_OVER
    ]  # fmt: skip


async def test_the_paper_of_goods_that_only_the_site_knows_says_what_the_ofd_got(shop: Shop) -> None:
    courier = Good(Barcode(""), "Курьер", Money.of_sum(15_000), spic="", package_code="", vat_percent=0)
    sale = Sale(SaleId("")).add(shop.milk.barcode, shop.milk).add("Курьер", courier)
    order = Order(OrderId("WEB7A"), OrderKind.ONE_SHOT, sale.total, training=True)
    [card] = shop.parts.online.desk.make([NewOrder(order, OrderSource.API, sale, number="1007")])
    card = await shop.paid(card)
    payment = await shop.booked(await shop.parts.online.desk.hand_over_order(card.order.order_id, ""))
    assert payment.payment_id is not None
    [sent] = shop.click.ledger.payments[payment.payment_id].receipts
    [paper] = shop.tray.papers
    told = {row.left: row.right for row in paper.rows if isinstance(row, Pair)}
    vat = sum(int(str(item["VAT"])) for item in sent.items)
    assert told[Words("ru").say("VAT inside")] == Money(vat).digits()
    assert told[Words("ru").say("Paid by CLICK")] == sale.total.words(Words("ru").say("sum"))
    assert told[Words("ru").say("Order")] == "1007"
    assert [str(item["Name"]).startswith("Курьер") for item in sent.items] == [False, True]
    [row] = await shop.parts.checkout.history()
    assert row.order == "1007"


async def test_what_is_kept_is_not_free_and_leaves_the_shelf_with_the_hand_over(shop: Shop) -> None:
    stock, barcode = shop.parts.online.stock, shop.milk.barcode
    stock.count(barcode, Quantity.pieces(3))
    card = await shop.paid(await shop.ordered(2))
    assert (stock.counted(barcode), stock.free(barcode)) == (3000, 1000)
    await shop.parts.online.desk.hand_over_order(card.order.order_id, "")
    assert (stock.counted(barcode), stock.free(barcode)) == (1000, 1000)


async def test_nobody_can_pay_for_what_another_order_keeps(shop: Shop) -> None:
    shop.parts.online.stock.count(shop.milk.barcode, Quantity.pieces(3))
    first, second = await shop.ordered(2), await shop.ordered(2)
    await shop.paid(first)
    card = await shop.paid(second)
    assert (shop.stage(card), card.attempts) == (S.WAITING, ())


async def test_a_sale_at_the_counter_takes_from_the_shelf_once(shop: Shop) -> None:
    shop.parts.online.stock.count(shop.milk.barcode, Quantity.pieces(3))
    checkout = shop.parts.checkout
    sale = Sale(checkout.new_sale_id()).add(shop.milk.barcode, shop.milk)
    payment = await checkout.pay(sale, shop.click.issue_code())
    await checkout.after.finished(payment.transaction_id)
    checkout.after.follow(sale, payment, may_confirm=False)
    await checkout.after.finished(payment.transaction_id)
    assert shop.parts.online.stock.counted(shop.milk.barcode) == 2000


async def test_no_page_is_shown_to_a_customer_who_could_not_pay_there(shop: Shop) -> None:
    online = shop.parts.online
    card = await shop.ordered()
    assert online.link(card).startswith("http://127.0.0.1:")
    online.settings = replace(online.settings, click=replace(online.settings.click, merchant_id=0))
    with pytest.raises(SettingsMissing):
        online.link(card)


async def test_a_declined_card_frees_the_goods_and_the_next_try_pays(shop: Shop) -> None:
    card = await shop.ordered()
    assert card.order.amount is not None
    await shop.click.pay_order(card.order.order_id, card.order.amount.tiyin, decline=True)
    assert OrderNews.RELEASED in shop.news()
    assert shop.stage(await shop.paid(card)) is S.TO_PICK


async def test_a_lost_answer_to_complete_ends_by_the_next_prepare(shop: Shop) -> None:
    card = await shop.ordered()
    assert card.order.amount is not None
    outcome = await shop.click.pay_order(
        card.order.order_id, card.order.amount.tiyin, lose_complete_answer=True
    )
    last = outcome.exchanges[-1].reply
    assert last is not None
    assert last.error == -4
    card = await shop.parts.online.desk.order(card.order.order_id)
    assert [one.state for one in card.attempts] == [AttemptState.PAID]


async def test_goods_do_not_leave_for_a_payment_that_click_does_not_know(shop: Shop) -> None:
    """A-23: whoever forges `error` in transit still has to forge CLICK's own payment."""
    card = await shop.ordered()
    assert card.order.amount is not None
    forged = Attempt(
        PrepareId(1),
        card.order.order_id,
        1,
        999,
        card.order.amount,
        AttemptState.PREPARED,
        shop.parts.clock.now(),
    )
    shop.parts.online.book.write(forged)
    shop.parts.online.book.write(moved(forged, AttemptState.PAID))
    with pytest.raises(ClickRefused):
        await shop.parts.online.desk.hand_over_order(card.order.order_id, "")
    assert shop.stage(await shop.parts.online.desk.order(card.order.order_id)) is S.TO_PICK
    assert await shop.parts.checkout.history() == []


async def test_goods_do_not_leave_while_click_cannot_be_asked(shop: Shop) -> None:
    card = await shop.paid(await shop.ordered())
    await shop.click.stop()
    with pytest.raises(NoConnection):
        await shop.parts.online.desk.hand_over_order(card.order.order_id, "")
    assert await shop.parts.checkout.history() == []


async def test_an_order_is_handed_over_once(shop: Shop) -> None:
    card = await shop.paid(await shop.ordered())
    desk = shop.parts.online.desk
    both = await asyncio.gather(
        *(desk.hand_over_order(card.order.order_id, "") for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["BadInput", "OrderCard"]
    with pytest.raises(BadInput):
        await desk.hand_over_order(card.order.order_id, "")
    assert len(await shop.parts.checkout.history()) == 1


async def test_a_payment_to_an_account_is_booked_and_fiscalised_by_itself(shop: Shop) -> None:
    order = Order(OrderId("BALANCE1A"), OrderKind.ACCOUNT, None, training=True)
    shop.parts.online.desk.make([NewOrder(order, OrderSource.COMMAND)])
    for sum_tiyin in (70_000, 50_000):
        await shop.click.pay_order("BALANCE1A", sum_tiyin)
    await shop.until(FiscalChanged, 4)
    rows = await shop.parts.checkout.history()
    assert [row.amount for row in rows] == [Money(50_000), Money(70_000)]
    assert {row.state for row in rows} == {PaymentState.PAID}


async def test_what_was_paid_after_the_shop_cancelled_waits_for_the_manager(shop: Shop) -> None:
    card = await shop.ordered()
    assert card.order.amount is not None
    began = Attempt(
        PrepareId(1),
        card.order.order_id,
        5,
        6,
        card.order.amount,
        AttemptState.PREPARED,
        shop.parts.clock.now(),
    )
    shop.parts.online.book.write(began)
    await shop.parts.online.desk.cancel_order(card.order.order_id)
    shop.parts.online.book.write(moved(began, AttemptState.PAID, owes_reversal=True))
    [(found, attempt)] = shop.parts.online.orders.to_return()
    assert (found.order.order_id, attempt.prepare_id) == (card.order.order_id, 1)
    assert shop.stage(found) is S.TO_RETURN
    with pytest.raises(BadInput):
        await shop.parts.online.desk.hand_over_order(card.order.order_id, "")


async def test_another_payer_of_a_paid_order_is_told_to_the_manager(shop: Shop) -> None:
    card = await shop.paid(await shop.ordered())
    await shop.paid(card)
    await shop.until(AlarmRaised, 1)


async def test_an_online_payment_proves_nothing_for_the_search_of_click_pass(shop: Shop) -> None:
    """CLICK knows it by the order's id: as a witness it would make the till doubt every lost answer."""
    card = await shop.paid(await shop.ordered())
    await shop.parts.online.desk.hand_over_order(card.order.order_id, "")
    services = shop.parts.books.services
    service_id = shop.parts.settings.click.service_id
    assert services.newest_answered(service_id, but=(await shop.booked(card)).transaction_id) is None
    assert services.newest_answered(service_id, but="NONE") is None  # type: ignore[arg-type]


async def test_an_order_that_nobody_could_pay_is_not_left_behind(tmp_path: Path) -> None:
    settings = training_settings(3, "ru")
    settings = replace(
        settings, click=replace(settings.click, merchant_id=0, base_url="https://api.click.uz/v2/")
    )
    parts = open_parts(home=Home(tmp_path).make(), settings=settings, say=Words("ru").say)
    parts.books.catalogue.load(demo_goods())
    milk = parts.books.catalogue.quick_keys()[0]
    with pytest.raises(SettingsMissing):
        await parts.online.desk.order_from_sale(Sale(SaleId("")).add(milk.barcode, milk))
    assert parts.online.orders.newest(10) == []
    await parts.close()
