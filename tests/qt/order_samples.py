"""What the presenters draw of online orders and of the SHOP-API tester, in any language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pos.core import errors as e
from pos.core.catalogue import Barcode, Good
from pos.core.money import Money, Quantity
from pos.core.order_card import OrderCard, OrderSource
from pos.core.sale import Sale, SaleId
from pos.flow.order_ports import OrderLink
from pos.screens.link_screen import LinkView, link_view
from pos.screens.orders_screen import OrdersPresenter
from pos.screens.orders_views import OrderAct, OrdersView
from pos.screens.tester_port import Prefill
from pos.screens.tester_screen import TesterPresenter
from pos.screens.tester_views import TesterView
from pos.screens.views import Intent, SaleView
from pos.screens.words import Words
from pos.shop_api.scenarios import ALL
from tests.fakes import tester as fake_tester
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.order_desk import FakeDesk, paid, reserved, waiting
from tests.fakes.till import BAG, MILK, START, FakeTime
from tests.screens.counter_kit import Kit

WRONG = (3, 5)
URL = "https://shop.uz/o/7Q2M3K8A9XPLWD5C"
TEA = Good(Barcode("4780012340207"), "Чай чёрный «Ahmad», 100 пакетиков", Money.of_sum(58_900), "0" * 17, "1")
CIGARS = Good(
    Barcode("4780012340313"), "Сигареты «Pine», пачка", Money.of_sum(22_000), "0" * 17, "1", marked=True
)
PACKS = ("0104780012340313" + "21AAAA1\x1d93abcd", "0104780012340313" + "21BBBB2\x1d93abcd")
MARKED = (
    Sale(SaleId("SALE0010X"))
    .add(CIGARS.barcode, CIGARS, Quantity.pieces(2))
    .add(TEA.barcode, replace(TEA, marked=True))
    .add(MILK.barcode, MILK)
)
BASKET = Sale(SaleId("SALE0009X")).add(MILK.barcode, MILK, Quantity.pieces(2)).add(TEA.barcode, TEA)
PREFILL = Prefill(
    "http://127.0.0.1:8080/click/prepare", "http://127.0.0.1:8080/click/complete", "73504", "31204", "TEST-1",
    has_key=True,
)  # fmt: skip


def cards() -> tuple[OrderCard, ...]:
    """One of each stage that the shop has something to do with, and one that is over."""

    def ago(minutes: int) -> dict[str, Any]:
        return {"created_at": START - timedelta(minutes=minutes)}

    return (
        paid("A1", 1, number="1042", sale=BASKET, **ago(21)),
        paid("A2", 2, number="1039", source=OrderSource.WOOCOMMERCE, picked_at=START, **ago(95)),
        reserved("A3", 253, 3, number="1044", sale=BASKET, **ago(4)),
        waiting("A4", number="1045", source=OrderSource.TILL, sale=BASKET, **ago(1)),
        paid("A5", 5, owed=True, number="1031", **ago(180)),
        paid("A6", 6, number="1025", handed_at=START, handed_by="Малика", **ago(300)),
    )


class OrdersKit:
    """The page of orders, driven step by step."""

    def __init__(self, language: str, missed: Callable[[str], None] = lambda _told: None) -> None:
        self.desk, self.time, self.runner = FakeDesk(*cards()), FakeTime(), InlineRunner()
        self.views: list[OrdersView] = []
        self.screen = OrdersPresenter(
            desk=self.desk,
            runner=self.runner,
            words=Words(language),
            now=self.time.now,
            monotonic_s=self.time.monotonic_s,
            render=self.views.append,
            by="Малика",
            missed=missed,
        )
        self.screen.open()

    def act(self, *acts: OrderAct) -> OrdersKit:
        for act in acts:
            self.time.seconds += 2
            self.screen.act(act)
        return self


# ── the sale ──────────────────────────────────────────────────────────────────────────────────────


def sale_view(name: str, language: str) -> SaleView:
    """The sale beside online orders: goods that are held, a receipt that became one, a step that failed."""
    online = FakeDesk(*cards())
    kit = Kit(language, online=online)
    kit.till.goods[TEA.barcode] = TEA
    for good in (MILK, TEA, BAG) if name != "held" else (BAG, MILK, TEA):
        kit.scan(good.barcode)
    kit.time.seconds = 3
    if name == "made":
        kit.press(Intent.BY_LINK)
    if name == "missed":
        orders = OrdersKit(language, kit.screen.counter.alarms.miss)
        orders.screen.select("A2")
        orders.act(OrderAct.NEXT)
        orders.runner.hold = True
        orders.desk.error = e.OutcomeUnknown("x")
        orders.act(OrderAct.NEXT)
        orders.screen.close()
        orders.runner.release_all()
    kit.screen.tick()
    return kit.view


SALES = ("held", "made", "missed")


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────


def orders_view(name: str, language: str) -> OrdersView:
    kit = OrdersKit(language)
    if name.startswith("label"):
        _labels(kit, name)
    elif name == "linked":
        kit.screen.open("A4", linked=True)
    elif name == "asks":
        kit.screen.select("A2")
        kit.act(OrderAct.NEXT)
    return kit.views[-1]


def _labels(kit: OrdersKit, name: str) -> None:
    """Two packs of three marked pieces are scanned; then a code that is no label, or F8."""
    made = paid("A7", 7, number="1041", sale=MARKED, created_at=START - timedelta(minutes=60))
    kit.desk.cards[made.order.order_id] = made if name != "labels-missing" else replace(made, picked_at=START)
    kit.screen.open("A7")
    for code in (*PACKS, "880000111122223333") if name == "label-refused" else PACKS:
        kit.time.seconds += 2
        kit.screen.scans.scanned(code)
    if name == "labels-missing":
        kit.act(OrderAct.NEXT)


ORDERS = ("to-do", "linked", "asks", "labels", "label-refused", "labels-missing")


def link(language: str) -> LinkView:
    return link_view(OrderLink(cards()[3], URL), Words(language))


def tester_view(name: str, language: str) -> TesterView:
    port, views = fake_tester.FakeTester(), list[TesterView]()
    if name == "failed":
        port.answers = {one.number: fake_tester.wrong_code(one) for one in ALL if one.number in WRONG}
    screen = TesterPresenter(
        port=port,
        runner=InlineRunner(),
        words=Words(language),
        now=lambda: START,
        render=views.append,
        prefill=PREFILL,
    )
    screen.open()
    if name != "opened":
        screen.run_all()
    return views[-1]


TESTS = ("opened", "passed", "failed")
