"""The cashier's window: what it shows, what its keys say, and what it never loses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos.flow.ports import Frame
from pos.qt.main_window import MainWindow
from pos.qt.pressable import Pressable
from pos.qt.theme import DARK, LIGHT
from pos.screens.views import InputView, Intent, SaleView
from tests.qt import samples
from tests.qt.conftest import Keyboard

STATES = {
    name: getattr(samples, name)
    for name in (
        "SALE",
        "EMPTY",
        "BLOCKED",
        "WAITING",
        "PROCESSING",
        "PAID",
        "REFUSED",
        "UNKNOWN",
        "RETURNED",
    )
}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)])
def test_every_state_is_drawn_in_every_layout(
    window: MainWindow, theme: object, size: tuple[int, int]
) -> None:
    window.look.use(DARK if theme is DARK else LIGHT)
    window.resize(*size)
    for view in (*STATES.values(), samples.in_training(samples.SALE)):
        window.render(view)
        picture = window.grab()
        assert (picture.width(), picture.height()) == size


def test_list_and_total_never_move(window: MainWindow) -> None:
    places = set()
    for view in STATES.values():
        window.render(view)
        corner = window.total.geometry().topLeft()
        places.add((window.card.geometry().getRect(), window.input.geometry().getRect(), corner.toTuple()))
    assert len(places) == 1


@pytest.mark.parametrize(
    ("view", "key", "intent"),
    [
        (samples.SALE, Qt.Key.Key_F8, Intent.CLICK_PASS),
        (samples.SALE, Qt.Key.Key_F2, Intent.SEARCH),
        (samples.SALE, Qt.Key.Key_Delete, Intent.VOID),
        (samples.SALE, Qt.Key.Key_Escape, Intent.BACK),
        (samples.REFUSED, Qt.Key.Key_F8, Intent.NEW_CODE),
        (samples.REFUSED, Qt.Key.Key_Escape, Intent.BACK),
        (samples.UNKNOWN, Qt.Key.Key_F8, Intent.CHECK_NOW),
        (samples.UNKNOWN, Qt.Key.Key_F5, Intent.HOLD),
    ],
)
def test_a_key_says_what_its_button_says(
    window: MainWindow, keyboard: Keyboard, view: SaleView, key: int, intent: Intent
) -> None:
    said: list[object] = []
    window.intent.connect(said.append)
    window.render(view)
    keyboard.press(key)
    assert said == [intent]


@pytest.mark.parametrize("view", [samples.EMPTY, samples.BLOCKED, samples.PROCESSING, samples.PAID])
def test_a_closed_key_says_nothing(window: MainWindow, keyboard: Keyboard, view: SaleView) -> None:
    said: list[object] = []
    window.intent.connect(said.append)
    window.render(view)
    keyboard.press(Qt.Key.Key_F8)
    keyboard.press(Qt.Key.Key_F9)
    main = window.tenders._buttons[0]
    if main.isVisible():
        QTest.mouseClick(main, Qt.MouseButton.LeftButton)
    assert said == []


def test_a_held_key_says_it_once(window: MainWindow, keyboard: Keyboard) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    said: list[object] = []
    window.intent.connect(said.append)
    keyboard.press(Qt.Key.Key_F8)
    repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(window.input.field, repeat)
    assert said == [Intent.CLICK_PASS]


def test_typing_is_kept_while_states_arrive(window: MainWindow, keyboard: Keyboard) -> None:
    keyboard.type("мол")
    window.render(replace(samples.SALE, clock="14:33"))
    window.render(replace(samples.SALE, clock="14:34", toast="Чек ОФД в очереди"))
    assert window.input.text() == "мол"
    window.render(replace(samples.SALE, input=InputView("Сканируйте", text="мол")))
    assert window.input.text() == "мол"
    window.render(replace(samples.SALE, input=InputView("Сканируйте", text="")))
    assert window.input.text() == ""


def test_arrows_choose_lines_from_the_input(window: MainWindow, keyboard: Keyboard) -> None:
    chosen: list[int] = []
    window.line_selected.connect(chosen.append)
    keyboard.press(Qt.Key.Key_Up)
    keyboard.press(Qt.Key.Key_Up)
    keyboard.press(Qt.Key.Key_Down)
    assert chosen == [8, 7, 8]
    assert QApplication.focusWidget() is window.input.field


def test_red_line_has_its_two_buttons(window: MainWindow) -> None:
    window.render(samples.BLOCKED)
    removed: list[int] = []
    searched: list[int] = []
    window.line_removed.connect(removed.append)
    window.line_search.connect(searched.append)
    buttons = window.card.rows._buttons[7]
    assert buttons.remove.height() >= 44
    buttons.remove.click()
    buttons.search.click()
    assert (removed, searched) == ([8], [8])
    window.render(samples.SALE)
    assert window.card.rows._buttons == {}


def test_a_new_line_is_scrolled_into_sight(window: MainWindow) -> None:
    many = tuple(replace(samples.LINES[0], number=n) for n in range(1, 40))
    window.render(replace(samples.SALE, lines=(*many, replace(samples.BAG, number=40))))
    bar = window.card.rows.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0


def test_a_panel_opens_with_the_focus_on_itself(window: MainWindow) -> None:
    window.render(samples.PROCESSING)
    assert QApplication.focusWidget() is window.panel
    window.render(samples.UNKNOWN)
    assert QApplication.focusWidget() is window.panel
    window.render(samples.SALE)
    assert QApplication.focusWidget() is window.input.field


def test_tab_goes_from_the_panel_to_the_recommended_action(window: MainWindow, qtbot: QtBot) -> None:
    window.render(samples.REFUSED)
    QTest.keyClick(window.panel, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert isinstance(focused, Pressable)
    assert focused.accessibleName() == "Новый QR CLICK Pass"
    assert window.focus_ring.isVisible()


def test_tab_order_of_the_sale(window: MainWindow, qtbot: QtBot) -> None:
    names = []
    for _ in range(6):
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names[:3] == [samples.SALE.input.placeholder, "Товар", "Пакет-майка 500"]


def test_a_click_does_not_take_the_focus_from_the_input(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.quick_key_pressed) as pressed:
        QTest.mouseClick(window.quick_keys._keys[0], Qt.MouseButton.LeftButton)
    assert pressed.args == ["2000001"]
    assert QApplication.focusWidget() is window.input.field


def test_everything_pressable_is_large_enough_and_named(window: MainWindow) -> None:
    for view in STATES.values():
        window.render(view)
        window.grab()
        for control in window.findChildren(Pressable):
            if control.isVisible():
                assert control.accessibleName(), control
                assert control.height() >= 43, control.accessibleName()
                assert control.width() >= 44, control.accessibleName()


def test_the_search_key_asks_for_the_search(window: MainWindow) -> None:
    said: list[object] = []
    window.intent.connect(said.append)
    window.quick_keys._keys[len(samples.QUICK) - 1].click()
    assert said == [Intent.SEARCH]


def test_a_checking_chip_brings_its_payment(window: MainWindow) -> None:
    pressed: list[str] = []
    window.chip_pressed.connect(pressed.append)
    window.render(replace(samples.SALE, chips=samples.CHECKING))
    window.strip.chips._chips[1].click()
    assert pressed == ["A3-119"]


def test_frames_are_shown_only_while_a_code_is_awaited(window: MainWindow) -> None:
    frame = Frame(bytes(3 * 4 * 4), 4, 4)
    window.show_frame(frame)
    window.render(samples.WAITING)
    window.show_frame(frame)
    camera = window.panel._camera
    assert camera is not None
    assert camera._frame is frame
    window.render(samples.PROCESSING)
    assert camera._frame is None


def test_themes_and_languages_change_at_run_time(window: MainWindow) -> None:
    light = window.grab().toImage().pixelColor(5, 400)
    window.look.use(DARK)
    dark = window.grab().toImage().pixelColor(5, 400)
    assert light == LIGHT.bg
    assert dark == DARK.bg
    chosen: list[str] = []
    window.language_chosen.connect(chosen.append)
    window.strip._open_menu()
    menu = window.strip.menu
    assert menu is not None
    menu.actions()[1].trigger()
    menu.close()
    assert chosen == ["uz"]


def test_closing_says_so(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.closing):
        window.close()


def test_a_toast_comes_and_escape_takes_it_away(window: MainWindow, keyboard: Keyboard) -> None:
    said: list[object] = []
    window.intent.connect(said.append)
    window.render(replace(samples.SALE, toast="Чек ОФД в очереди, продажа сохранена"))
    assert window.toast.isVisible()
    keyboard.press(Qt.Key.Key_Escape)
    assert not window.toast.isVisible()
    assert said == []
