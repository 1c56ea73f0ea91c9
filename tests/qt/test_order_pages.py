"""The pages of online orders and of the tester over the sale: how they open, give way, what they leave."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from pos.core import errors as e
from pos.core.errors import JournalDamaged
from pos.flow.events import OrderChanged, OrderNews
from pos.flow.order_ports import OrderLink
from pos.qt.customer_window import CustomerWindow
from pos.qt.line_row import LineRow, columns_of
from pos.qt.main_window import MainWindow
from pos.qt.notice_view import NoticePage
from pos.qt.orders_view import OrdersPage
from pos.qt.page import Page
from pos.qt.pages import Doors, Pages
from pos.qt.tester_view import TesterPage
from pos.qt.theme import Look
from pos.qt.typeset import MEDIUM, style
from pos.screens.notice import help_notice
from pos.screens.orders_views import OrderAct, OrdersView, OrderTab
from pos.screens.sounds import Sound
from pos.screens.tester_port import Prefill
from pos.screens.views import Intent
from pos.screens.words import LANGUAGES, Words
from tests.fakes.order_desk import FakeDesk, paid, waiting
from tests.fakes.tester import FakeTester
from tests.fakes.till import START
from tests.qt import order_samples, samples
from tests.screens.counter_kit import Kit

SIZES = [(1024, 768), (1366, 768), (1920, 1080)]


class Bench:
    """A window whose sale and pages talk to fakes."""

    def __init__(self, window: MainWindow, *, online: bool = True) -> None:
        self.window = window
        self.desk = FakeDesk(paid("ready", picked_at=START), waiting("new"))
        self.tester = FakeTester()
        self.kit = Kit("en", online=self.desk if online else None)
        self.links: list[OrderLink | None] = []
        doors = Doors(self.kit.till, self.desk, self._bench) if online else Doors(self.kit.till)
        self.pages = Pages(
            window,
            self.kit.screen,
            window.look,
            doors=doors,
            runner=self.kit.runner,
            words=self.kit.screen.words,
            cashier="Malika",
            show_link=self.links.append,
        )

    def _bench(self) -> tuple[FakeTester, Prefill]:
        return self.tester, order_samples.PREFILL

    def shows(self, page: type[Page] | None) -> bool:
        shown = self.window.page
        return shown is None if page is None else isinstance(shown, page)

    @property
    def orders(self) -> OrdersView:
        assert self.pages.orders is not None
        return self.pages.orders

    def act(self, *acts: OrderAct) -> None:
        page = self.window.page
        assert isinstance(page, OrdersPage)
        for act in acts:
            self.kit.time.seconds += 2
            page.acted.emit(act)


@pytest.fixture
def bench(window: MainWindow) -> Bench:
    return Bench(window)


def test_what_is_pressed_on_the_page_is_done_in_the_cashiers_name(bench: Bench) -> None:
    bench.pages.navigate(Intent.ONLINE_ORDERS, "")
    assert bench.orders.selected == "ready"
    bench.act(OrderAct.NEXT, OrderAct.NEXT)
    assert bench.desk.handed_by == ["Malika"]
    page = bench.window.page
    assert isinstance(page, OrdersPage)
    page.tab_pressed.emit(OrderTab.ALL)
    page.row_chosen.emit("new")
    assert bench.orders.selected == "new"
    page.edited.emit("rea")
    assert bench.orders.search == "rea"
    page.backed.emit()
    assert bench.orders.search == ""
    page.backed.emit()
    assert bench.shows(None)


def test_the_page_hears_the_news_and_the_clock(bench: Bench) -> None:
    bench.pages.navigate(Intent.ONLINE_ORDERS, "")
    bench.pages.on_event(OrderChanged(paid("other"), OrderNews.PAID, START))
    assert "other" in {row.ref for row in bench.orders.rows}
    before = bench.orders
    bench.pages.tick()
    assert bench.orders is not before
    bench.pages.language_changed()


def test_an_order_made_of_the_receipt_opens_with_its_qr_which_goes_with_the_page(bench: Bench) -> None:
    bench.pages.navigate(Intent.BY_LINK, "new")
    [shown] = bench.links
    assert shown is not None
    assert shown.card.order.order_id == "new"
    assert bench.orders.detail is not None
    assert bench.orders.detail.link is not None
    bench.pages.navigate(Intent.HELP, "")
    assert bench.shows(NoticePage)
    assert bench.links[-1] is None


def test_a_step_that_fails_behind_another_page_is_told_by_the_banner_and_heard(bench: Bench) -> None:
    bench.pages.navigate(Intent.ONLINE_ORDERS, "")
    bench.act(OrderAct.NEXT)
    bench.kit.runner.hold = True
    bench.desk.error = e.OutcomeUnknown("x")
    bench.act(OrderAct.NEXT)
    bench.pages.navigate(Intent.HELP, "")
    bench.kit.runner.release_all()
    assert bench.shows(NoticePage)
    told = bench.kit.view.banner
    assert told is not None
    assert told.do.startswith("Order No. ready: ")
    assert "F8 to" not in told.do.replace("Ctrl F8", ""), "F8 charges where this is read"
    assert bench.kit.sounds == [Sound.UNKNOWN]


def test_a_test_that_runs_stops_with_its_page(bench: Bench) -> None:
    bench.pages.navigate(Intent.SHOP_API_TEST, "")
    page = bench.window.page
    assert isinstance(page, TesterPage)
    bench.kit.runner.hold = True
    page.run_pressed.emit()
    bench.pages.navigate(Intent.ONLINE_ORDERS, "")
    bench.kit.runner.release_all()
    assert bench.tester.numbers == [1]
    assert bench.shows(OrdersPage)


def test_without_orders_and_tester_nothing_opens_and_nothing_is_left_open(window: MainWindow) -> None:
    bench = Bench(window, online=False)
    for intent in (Intent.ONLINE_ORDERS, Intent.BY_LINK, Intent.SHOP_API_TEST):
        bench.pages.navigate(intent, "")
        assert bench.shows(None)


def test_nothing_lies_over_a_till_that_cannot_read_its_journal(bench: Bench) -> None:
    bench.pages.trouble(JournalDamaged("x"))
    for intent in (Intent.ONLINE_ORDERS, Intent.BY_LINK, Intent.SHOP_API_TEST):
        bench.pages.navigate(intent, "new")
        assert bench.shows(NoticePage)
    assert (bench.desk.reads, bench.links) == (1, []), "the strip alone has read them"


# ── room ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_tenders_fit_their_buttons(window: MainWindow, language: str) -> None:
    view = order_samples.sale_view("held", language)
    for size in SIZES:
        window.resize(*size)
        window.render(view)
        assert window.grab().width() == size[0]
        small = window.tenders._buttons[1:]
        assert [button.view.intent for button in small][-1] is Intent.BY_LINK
        for button in small:
            smallest = style(13, 20, 600)
            assert smallest.width(button.view.word) <= button.width() - 16, (language, button.view.word)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hold_of_one_order_is_never_cut(window: MainWindow, language: str) -> None:
    words = Words(language)
    told = words.say(
        "{quantity} {unit} are kept by online order No. {number}, {left}",
        quantity="1",
        unit=words.say("pcs"),
        number="1042",
        left="04:10",
    )
    for size in SIZES:
        window.resize(*size)
        window.render(samples.SALE)
        painter = window.card.rows.itemDelegate()
        assert isinstance(painter, LineRow)
        room = columns_of(QRectF(window.card.rows.rect()), painter.metrics).name.width()
        assert style(12, 18, MEDIUM, tabular=True).width(told) <= room, (language, size)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_has_room_for_its_pages(window: MainWindow, language: str) -> None:
    window.resize(1024, 768)
    page = NoticePage(window.look)
    page.render(help_notice(Words(language), pages=True))
    window.open_page(page)
    page.grab()
    top = min(button.y() for button in page.panel._buttons if not button.isHidden())
    assert max(area.bottom() for _block, area in page.panel._placed) <= top


def test_the_qr_covers_the_customers_window_and_lets_the_training_frame_be_seen(
    qtbot: QtBot, look: Look
) -> None:
    window = CustomerWindow(look)
    qtbot.addWidget(window)
    window.set_training(samples.TRAINING_WORD)
    window.show_link(order_samples.link("uz"))
    window.resize(1366, 768)
    window.show()
    assert window.link.isVisible()
    assert window.link.geometry() == window.inside()
    assert window.link.geometry() != window.rect()
    window.show_link(None)
    assert not window.link.isVisible()
