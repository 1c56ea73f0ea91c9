"""The page of online orders: every key says its act, a scan presses nothing, and all words have room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos.core.errors import ClickRefused, OutcomeUnknown
from pos.core.money import Quantity
from pos.core.order_card import OrderCard, OrderSource
from pos.core.sale import Sale, SaleId
from pos.qt.main_window import MainWindow
from pos.qt.orders_rows import BAND, sentences_height
from pos.qt.orders_view import OrdersPage
from pos.qt.theme import DARK, LIGHT
from pos.screens.orders_screen import OrdersPresenter
from pos.screens.orders_views import OrderAct, OrdersView, OrderTab
from pos.screens.views import Intent
from pos.screens.words import LANGUAGES, Words
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.order_desk import FakeDesk, paid, reserved, waiting
from tests.fakes.till import BAG, MILK, RICE, START, FakeTime
from tests.qt.conftest import Keyboard

SIZES = [(1024, 768), (1366, 768), (1920, 1080)]
LONG = Sale(SaleId("S"))
for number in range(1, 9):
    LONG = LONG.add(
        MILK.barcode, replace(MILK, name=f"Молоко «Мусаффо» {number},5 %, 1 л, ультрапастеризованное")
    )
LONG = LONG.add(RICE.barcode, RICE, Quantity(11_385)).add(BAG.barcode, BAG, Quantity.pieces(144))
CARDS = (
    paid("pick", sale=LONG, number="1042", source=OrderSource.WOOCOMMERCE),
    paid("ready", 2, sale=LONG, picked_at=START, number="INV-2026-000981"),
    paid("owed", 3, owed=True),
    reserved("payer", 250),
    waiting("wait", number="1045"),
    paid("done", 4, handed_at=START, picked_at=START, handed_by="Азиза К."),
)


class Shown:
    """The page with its presenter on a fake desk."""

    def __init__(
        self, window: MainWindow, language: str = "ru", cards: tuple[OrderCard, ...] = CARDS
    ) -> None:
        self.page = OrdersPage(window.look)
        self.desk, self.time, self.runner = FakeDesk(*cards), FakeTime(), InlineRunner()
        self.view: OrdersView | None = None
        self.screen = OrdersPresenter(
            desk=self.desk,
            runner=self.runner,
            words=Words(language),
            now=self.time.now,
            monotonic_s=self.time.monotonic_s,
            render=self.draw,
            closed=window.close_page,
        )
        self.acts: list[object] = []
        self.page.acted.connect(self.acts.append)
        self.page.acted.connect(self.screen.act)
        self.page.row_chosen.connect(self.screen.select)
        self.page.scanned.connect(self.screen.scans.scanned)
        self.page.edited.connect(self.screen.edited)
        self.page.tab_pressed.connect(self.screen.show_tab)
        self.page.backed.connect(self.screen.back)
        self.page.closed.connect(self.screen.close)
        self.screen.open()
        window.open_page(self.page)

    def draw(self, view: OrdersView) -> None:
        self.view = view
        self.page.render(view)

    @property
    def selected(self) -> str:
        return self.view.selected if self.view else ""

    @property
    def word(self) -> str:
        return self.view.detail.word if self.view and self.view.detail else ""

    def act(self, *acts: OrderAct) -> None:
        for one in acts:
            self.time.seconds += 2
            self.screen.act(one)


def asking(shown: Shown) -> None:
    shown.screen.select("ready")
    shown.act(OrderAct.NEXT)


def running(shown: Shown) -> None:
    asking(shown)
    shown.runner.hold = True
    shown.act(OrderAct.NEXT)


def failing(error: Exception) -> Callable[[Shown], None]:
    def go(shown: Shown) -> None:
        asking(shown)
        shown.desk.error = error
        shown.act(OrderAct.NEXT)

    return go


def linked(shown: Shown) -> None:
    shown.screen.show_tab(OrderTab.ALL)
    shown.screen.select("wait")
    shown.act(OrderAct.LINK)


def handed(shown: Shown) -> None:
    asking(shown)
    shown.act(OrderAct.NEXT)


def cancelling(shown: Shown) -> None:
    shown.screen.select("payer")
    shown.act(OrderAct.CANCEL)


STATES: dict[str, Callable[[Shown], None]] = {
    "to-pick": lambda _shown: None,
    "picked": lambda shown: shown.screen.select("ready"),
    "asking": asking,
    "running": running,
    "refused": failing(ClickRefused("x", code=-5014, note="Transaction not found")),
    "unknown": failing(OutcomeUnknown("x")),
    "handed": handed,
    "to-return": lambda shown: shown.screen.select("owed"),
    "reserved": lambda shown: shown.screen.select("payer"),
    "cancelling": cancelling,
    "linked": linked,
    "nothing": lambda shown: shown.screen.edited("no such number"),
}


@pytest.fixture
def shown(window: MainWindow, keyboard: Keyboard) -> Shown:
    made = Shown(window)
    made.page.begin()
    return made


# ── everything has room in every language ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_in_any_language(window: MainWindow, state: str, language: str) -> None:
    made = Shown(window, language)
    STATES[state](made)
    panel = made.page.panel
    for size in SIZES:
        window.resize(*size)
        assert window.grab().width() == size[0]
        buttons = [button for button in panel.buttons if not button.isHidden()]
        assert all(panel.rect().contains(button.geometry()) for button in buttons)
        assert panel._card().bottom() <= min(button.y() for button in buttons)
        view = made.view
        assert view is not None
        if view.detail is None:
            continue
        words = panel._words_area()
        assert words.height() >= sentences_height(LIGHT, words.width(), view.detail)
        assert panel._foot().bottom() <= panel._card().bottom()
        if not view.detail.link and view.detail.lines:
            goods = panel.goods.geometry()
            assert goods.height() >= 2 * 52 - 2, "two lines of goods can always be read"
            assert goods.top() >= words.bottom()
            assert goods.bottom() <= panel._foot().top()
            assert goods.top() > panel._card().top() + BAND
    made.runner.drop_all()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1024, 1366])
def test_the_field_and_the_lists_stand_side_by_side(window: MainWindow, width: int, language: str) -> None:
    window.resize(width, 768)
    made = Shown(window, language)
    places = [
        made.page._line().toRect(),
        *(tab.geometry() for tab in made.page.tabs),
        made.page.panel.geometry(),
    ]
    for left, right in pairwise(places):
        assert left.right() < right.left()
    assert places[0].width() >= 180
    for tab in made.page.tabs:
        assert tab.height() >= 44


def test_no_row_is_painted_outside_the_theme(window: MainWindow) -> None:
    made = Shown(window)
    light = window.grab().toImage()
    window.look.use(DARK)
    dark = window.grab().toImage()
    corner = made.page.panel.mapTo(window, made.page.panel.rect().bottomLeft())
    assert light.pixelColor(corner.x() - 4, corner.y()) == LIGHT.bg
    assert dark.pixelColor(corner.x() - 4, corner.y()) == DARK.bg


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────


def test_arrows_and_pages_choose_from_anywhere(shown: Shown, keyboard: Keyboard) -> None:
    keyboard.press(Qt.Key.Key_Down)
    assert shown.selected == "ready"
    field = shown.page.field
    assert field is not None
    field.setFocus()
    keyboard.press(Qt.Key.Key_PageDown)
    assert shown.selected == "payer"
    keyboard.press(Qt.Key.Key_Up)
    assert shown.selected == "owed"
    assert shown.page.list.hasFocus()
    keyboard.press(Qt.Key.Key_PageUp)
    assert shown.selected == "pick"


def test_f8_is_the_recommended_step_and_asks_before_it_hands_over(shown: Shown, keyboard: Keyboard) -> None:
    keyboard.press(Qt.Key.Key_F8)
    assert shown.desk.asked == [("pick", "pick")]
    keyboard.press(Qt.Key.Key_F8)
    keyboard.press(Qt.Key.Key_F8)
    assert shown.desk.asked == [("pick", "pick")], "the same instant is a double press"
    shown.time.seconds += 1
    keyboard.press(Qt.Key.Key_F8)
    assert shown.desk.asked == [("pick", "pick"), ("hand_over", "pick")]


def test_typing_searches_and_esc_goes_back_a_step_at_a_time(
    shown: Shown, window: MainWindow, keyboard: Keyboard
) -> None:
    keyboard.type("1045")
    assert shown.selected == "wait"
    assert window.input.text() == ""
    keyboard.press(Qt.Key.Key_Delete)
    assert shown.acts == [OrderAct.CANCEL], "at the end of the text Del is the button's key"
    keyboard.press(Qt.Key.Key_Escape)
    assert shown.word == STATE_OF_WAIT
    keyboard.press(Qt.Key.Key_Escape)
    assert shown.view is not None
    assert shown.view.search == ""
    assert window.page is shown.page
    keyboard.press(Qt.Key.Key_Escape)
    assert window.page is None


STATE_OF_WAIT = Words("ru").say("Waits for payment")


def test_del_inside_the_text_deletes_a_letter(shown: Shown, keyboard: Keyboard) -> None:
    keyboard.type("1045")
    field = shown.page.field
    assert field is not None
    field.setCursorPosition(0)
    keyboard.press(Qt.Key.Key_Delete)
    assert shown.acts == []
    assert field.text() == "045"


def test_enter_shows_the_qr_and_f3_the_other_list(shown: Shown, keyboard: Keyboard) -> None:
    keyboard.press(Qt.Key.Key_F3)
    assert shown.view is not None
    assert shown.view.tabs[1].chosen
    shown.screen.select("wait")
    keyboard.enter()
    assert shown.acts == [OrderAct.LINK]
    assert shown.desk.asked == [("link", "wait")]
    keyboard.press(Qt.Key.Key_F3)
    assert shown.view.tabs[0].chosen


def test_enter_on_what_is_paid_does_nothing(shown: Shown, keyboard: Keyboard) -> None:
    keyboard.enter()
    keyboard.press(Qt.Key.Key_Delete)
    assert shown.acts == []


def test_a_scan_presses_nothing_and_searches_nothing(shown: Shown, keyboard: Keyboard) -> None:
    shown.screen.select("ready")
    keyboard.press(Qt.Key.Key_F8)
    shown.time.seconds += 5
    keyboard.scan("4780012340018")
    keyboard.enter(50)
    assert shown.desk.asked == []
    assert shown.view is not None
    assert shown.view.search == ""
    assert keyboard.scans == ["4780012340018"]


def test_keys_of_the_sale_below_mean_nothing_here(
    shown: Shown, window: MainWindow, keyboard: Keyboard
) -> None:
    said: list[object] = []
    window.intent.connect(said.append)
    for key in (2, 4, 5, 6, 7, 9, 10, 12):
        keyboard.press(getattr(Qt.Key, f"Key_F{key}"))
    for key, text in ((Qt.Key.Key_Plus, "+"), (Qt.Key.Key_Minus, "-"), (Qt.Key.Key_Delete, "")):
        keyboard.press(key, text)
        keyboard.guard._let_go()
    assert said == []
    keyboard.press(Qt.Key.Key_F1)
    assert said == [Intent.HELP]


def test_enter_presses_the_button_that_was_reached_by_tab(shown: Shown, keyboard: Keyboard) -> None:
    shown.screen.select("payer")
    cancel = shown.page.panel.buttons[1]
    cancel.setFocus(Qt.FocusReason.TabFocusReason)
    keyboard.enter()
    assert shown.acts == [OrderAct.CANCEL]


def test_the_mouse_does_what_the_keys_do(shown: Shown, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.page.tab_pressed) as pressed:
        QTest.mouseClick(shown.page.tabs[1], Qt.MouseButton.LeftButton)
    assert pressed.args == [OrderTab.ALL]
    index = shown.page.list.model().index(3, 0)
    place = shown.page.list.visualRect(index).center()
    QTest.mouseClick(shown.page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown.selected == "payer"
    QTest.mouseClick(shown.page.panel.buttons[0], Qt.MouseButton.LeftButton)
    assert shown.acts == [OrderAct.LINK]


def test_nothing_can_be_pressed_while_click_is_asked(shown: Shown, keyboard: Keyboard) -> None:
    running(shown)
    buttons = [button for button in shown.page.panel.buttons if not button.isHidden()]
    assert not any(button.isEnabled() for button in buttons)
    keyboard.press(Qt.Key.Key_F8)
    keyboard.press(Qt.Key.Key_Escape)
    assert shown.acts == []
    assert shown.runner.waiting == 1
    shown.runner.release_all()
    assert any(button.isEnabled() for button in buttons)


def test_arrows_in_the_goods_scroll_the_goods(shown: Shown, keyboard: Keyboard) -> None:
    shown.page.panel.goods.setFocus()
    for _ in range(3):
        keyboard.press(Qt.Key.Key_Down)
    assert shown.selected == "pick"
    assert shown.page.panel.goods.currentIndex().row() == 2


def test_the_goods_keep_their_place_while_the_clock_ticks(shown: Shown) -> None:
    shown.screen.select("ready")
    bar = shown.page.panel.goods.verticalScrollBar()
    QApplication.sendEvent(shown.page.panel.goods, QEvent(QEvent.Type.PolishRequest))
    bar.setValue(60)
    for _ in range(3):
        shown.time.seconds += 1
        shown.screen.tick(shown.time.now())
    assert bar.value() == 60


def test_a_reader_of_the_screen_hears_the_state_of_a_row_and_of_the_order(shown: Shown) -> None:
    index = shown.page.list.model().index(0, 0)
    words = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    assert "1042" in words
    assert Words("ru").say("Paid, to be collected") in words
    assert Words("ru").say("Collect the order and press F8") in shown.page.panel.accessibleName()


def test_a_key_held_down_does_not_cancel(shown: Shown) -> None:
    shown.screen.select("payer")
    field = shown.page.field
    assert field is not None
    field.setFocus()
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(field, held)
    assert shown.acts == []
