"""Online orders at a whole till: from the receipt to the link, its QR, its payment, and the paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos.bootstrap import Parts
from pos.commands.demo_parts import connect_shop
from pos.core.money import Money
from pos.core.order import Order, OrderId, OrderKind
from pos.core.order_card import NewOrder, OrderSource
from pos.core.payment import PaymentState
from pos.qt.customer_window import CustomerWindow
from pos.qt.notice_view import NoticePage
from pos.qt.orders_view import OrdersPage
from pos.qt.page import Page
from pos.qt.table_page import TablePage
from pos.qt.tester_view import TesterPage
from pos.screens.orders_views import OrderDetailView, OrdersView
from pos.screens.sounds import Sound
from pos.screens.tester_views import StepState, TesterView
from pos.screens.views import Intent, TenderView, Tone
from pos.shop_api.scenarios import ALL
from tests.qt.station_kit import OIL, SUGAR, WAIT_MS, Till, click, cold, till

__all__ = ["click", "cold", "till"]


class Shop:
    """A till whose shop CLICK can call, with a customer who looks at his window."""

    def __init__(self, till: Till) -> None:
        self.till = till
        till.station.show_customer(always=True)
        assert till.run.outer is not None
        till.run.outer.activateWindow()
        till.wait(lambda: till.run._parts is not None)
        self._submit(connect_shop(self.parts, till.click._simulator))

    @property
    def parts(self) -> Parts:
        assert self.till.run._parts is not None
        return self.till.run._parts

    @property
    def customer(self) -> CustomerWindow:
        assert self.till.station.customer is not None
        return self.till.station.customer

    @property
    def orders(self) -> OrdersView:
        assert self.till.station.pages.orders is not None
        return self.till.station.pages.orders

    @property
    def detail(self) -> OrderDetailView:
        assert self.orders.detail is not None
        return self.orders.detail

    @property
    def tester(self) -> TesterView:
        assert self.till.station.pages.tester is not None
        return self.till.station.pages.tester

    def runs(self) -> bool:
        return self.tester.running

    def shows_qr(self) -> bool:
        return self.customer.link.isVisible()

    def is_open(self, page: type[Page] | None) -> bool:
        """Whether such a page, or with None no page, lies over the sale."""
        shown = self.till.page
        return shown is None if page is None else isinstance(shown, page)

    def _submit(self, work: object) -> None:
        self.till.run.engine.submit(work).result(WAIT_MS / 1000)  # type: ignore[arg-type]

    def by_link(self, *goods: str) -> OrderId:
        """The receipt becomes an order; its page is open and its QR is shown."""
        self.till.ring_up(*goods)
        self.till.ctrl("F6")
        self.till.wait(lambda: self.is_open(OrdersPage) and self.shows_qr())
        return OrderId(self.orders.selected)

    def pays(self, order_id: OrderId, amount: Money) -> None:
        """The customer pays on his own phone."""
        click = self.till.click
        click._engine.submit(click._simulator.pay_order(order_id, amount.tiyin)).result(WAIT_MS / 1000)

    def presses(self, action: str, word: str) -> None:
        """A person's key, slower than a double press, until the band says `word`."""
        self.till.qtbot.wait(750)
        self.till.key(action)
        self.till.wait(lambda: self.detail.word == word)


@pytest.fixture
def shop(till: Till) -> Shop:
    return Shop(till)


def test_a_receipt_is_paid_by_link_collected_handed_over_and_printed(shop: Shop) -> None:
    till = shop.till
    order_id = shop.by_link(SUGAR, OIL)
    assert not till.view.lines
    assert shop.detail.link == shop.customer.link._view
    card = till.run.engine.submit(till.run.door.desk.order(order_id)).result(WAIT_MS / 1000)
    assert card.order.amount is not None
    shop.pays(order_id, card.order.amount)
    till.wait(lambda: not shop.shows_qr())
    till.wait(lambda: shop.detail.word == "Paid, to be collected")
    assert till.sounds.count(Sound.ADDED) == 3, "two goods, and the order that was paid"
    till.wait(lambda: "orders" in {chip.name for chip in till.view.chips})  # one picture for several news
    assert till.chip("orders").detail == "1"
    shop.presses("F8", "Collected, to be handed over")
    shop.presses("F8", "Hand over the order?")
    shop.presses("F8", "CLICK has confirmed")
    [row] = till.rows()
    assert (row.state, row.amount) == (PaymentState.PAID, card.order.amount)
    till.wait(lambda: len(till.tray.papers) == 1)
    till.key("Esc")
    assert shop.is_open(None)
    assert "orders" not in {chip.name for chip in till.view.chips}


def test_the_button_of_the_link_does_what_its_key_does(shop: Shop) -> None:
    till = shop.till
    button = till.station.window.tenders._buttons[-1]
    assert not button.isEnabled()
    till.ring_up(SUGAR)
    assert isinstance(button.view, TenderView)
    assert (button.view.intent, button.isEnabled()) == (Intent.BY_LINK, True)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    till.wait(lambda: shop.is_open(OrdersPage) and shop.shows_qr())
    assert not till.view.lines
    assert till.click.charges == 0


def test_the_customers_qr_speaks_the_language_that_was_chosen_and_goes_with_the_page(shop: Shop) -> None:
    till = shop.till
    shop.by_link(SUGAR)
    english = shop.customer.link.accessibleName()
    till.station.speak("ru")
    assert shop.shows_qr()
    assert shop.customer.link.accessibleName() != english
    till.key("F1")
    assert shop.is_open(NoticePage)
    assert not shop.shows_qr()
    till.key("Esc")
    till.ctrl("F8")
    assert shop.is_open(OrdersPage)
    assert not shop.shows_qr()


def test_a_payment_at_the_counter_takes_the_qr_away(shop: Shop) -> None:
    till = shop.till
    shop.by_link(SUGAR)
    till.station.seen(OIL)
    till.wait(lambda: len(till.view.lines) == 1)
    till.station.presenter.intent(Intent.CLICK_PASS)
    till.becomes(Tone.GREY)
    assert shop.is_open(None)
    assert not shop.shows_qr()


def test_each_page_has_its_key_and_its_button_in_the_help(shop: Shop) -> None:
    till = shop.till
    for key, kind in (("F7", TablePage), ("F8", OrdersPage), ("F9", TesterPage)):
        till.ctrl(key)
        assert shop.is_open(kind), key
        till.key("Esc")
        assert shop.is_open(None)
        till.key("F1")
        page = till.page
        assert isinstance(page, NoticePage)
        button = next(one for one in page.panel._buttons if one.view.key == f"Ctrl {key}")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert shop.is_open(kind), key
        till.key("Esc")


def test_the_tester_tests_this_tills_own_server_with_its_own_key(shop: Shop) -> None:
    till = shop.till
    account = Order(OrderId("TEST-1"), OrderKind.ACCOUNT, Money.of_sum(500), training=True)

    async def open_account() -> None:
        shop.parts.online.desk.make([NewOrder(account, OrderSource.COMMAND)])

    shop._submit(open_account())
    till.ctrl("F9")
    page = till.page
    assert isinstance(page, TesterPage)
    values = {field.name: field.value for field in shop.tester.fields}
    assert values["prepare_url"].startswith("http://127.0.0.1:")
    assert values["service_id"] == str(till.run.settings.click.service_id)
    assert values["secret_key"] == ""
    page.field_changed.emit("merchant_trans_id", "TEST-1")
    till.key("F8")
    assert shop.runs()
    till.wait(lambda: not shop.runs())
    assert shop.tester.progress.tone is Tone.GREEN, shop.tester.progress
    assert shop.tester.progress.side == f"{len(ALL)} of {len(ALL)}"
    till.key("F10")
    till.wait(lambda: "shop-api-" in shop.tester.progress.detail)
    [report] = list((till.home.folder / "reports").iterdir())
    secret = till.run.settings.click.secret_key.reveal()
    assert secret not in Path(report).read_text(encoding="utf-8")
    till.key("Esc")
    assert shop.is_open(None)


def test_a_test_stops_when_another_page_takes_its_place(shop: Shop) -> None:
    till = shop.till
    till.ctrl("F9")
    page = till.page
    assert isinstance(page, TesterPage)
    page.field_changed.emit("merchant_trans_id", "NOBODY")
    till.key("F8")
    assert shop.runs()
    till.key("F1")
    assert shop.is_open(NoticePage)
    till.key("Esc")
    till.ctrl("F9")
    assert not shop.runs()
    assert {row.state for row in shop.tester.rows} == {StepState.NOT_RUN}


def test_under_the_orders_the_bar_does_what_the_keys_do(shop: Shop) -> None:
    till = shop.till
    order_id = shop.by_link(SUGAR)
    till.ring_up(OIL)  # the next customer's receipt lies below the page
    till.ctrl("F8")
    card = till.run.engine.submit(till.run.door.desk.order(order_id)).result(WAIT_MS / 1000)
    assert card.order.amount is not None
    shop.pays(order_id, card.order.amount)
    till.wait(lambda: shop.detail.word == "Paid, to be collected")
    bar = {cell.view.key: cell for cell in till.station.window.fkeys._cells}
    assert not bar["F8"].isEnabled()
    assert bar["F1"].isEnabled()
    QTest.mouseClick(bar["F8"], Qt.MouseButton.LeftButton)
    assert shop.is_open(OrdersPage)
    till.key("Esc")
    assert shop.is_open(None)
    assert bar["F8"].isEnabled()
    assert (till.tone, till.click.charges) == (None, 0)
