"""A hand scanner can never press a button, and nothing that a person types is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos.qt.history_view import HistoryPage
from pos.qt.main_window import MainWindow
from pos.qt.search_view import SearchPage
from pos.qt.wizard_view import WizardWindow
from pos.screens.views import Intent
from tests.qt import more_samples, samples
from tests.qt.conftest import Keyboard

CODE = "4780012340018"


class Heard:
    """What the window said."""

    def __init__(self, window: MainWindow) -> None:
        self.said: list[object] = []
        window.intent.connect(self.said.append)
        window.typed.connect(lambda text: self.said.append(("typed", text)))
        window.quick_key_pressed.connect(lambda code: self.said.append(("quick", code)))
        window.line_removed.connect(lambda number: self.said.append(("removed", number)))


def test_a_burst_is_a_scan_wherever_the_focus_is(window: MainWindow, keyboard: Keyboard) -> None:
    heard = Heard(window)
    for button in (window.tenders._buttons[0], window.quick_keys._keys[0], window.card.rows):
        button.setFocus(Qt.FocusReason.TabFocusReason)
        keyboard.scan(CODE)
    assert keyboard.scans == [CODE] * 3
    assert heard.said == []
    assert window.input.text() == ""


def test_a_burst_on_a_red_lines_button_removes_nothing(window: MainWindow, keyboard: Keyboard) -> None:
    window.render(samples.BLOCKED)
    heard = Heard(window)
    buttons = window.card.rows._buttons[7]
    buttons.remove.setFocus(Qt.FocusReason.TabFocusReason)
    keyboard.scan(CODE)
    assert keyboard.scans == [CODE]
    assert heard.said == []


def test_enter_presses_nothing_for_300_ms_after_a_scan(window: MainWindow, keyboard: Keyboard) -> None:
    heard = Heard(window)
    keyboard.scan(CODE)
    main = window.tenders._buttons[0]
    main.setFocus(Qt.FocusReason.TabFocusReason)
    keyboard.enter(100)
    keyboard.press(Qt.Key.Key_Space, " ", 100)
    assert heard.said == []
    keyboard.enter(200)
    assert heard.said == [Intent.CLICK_PASS]


def test_a_camera_scan_hushes_enter_too(window: MainWindow, keyboard: Keyboard) -> None:
    heard = Heard(window)
    window.tenders._buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    keyboard.guard.hush()
    keyboard.enter(100)
    assert heard.said == []


def test_a_person_presses_a_focused_button_with_enter_and_with_space(
    window: MainWindow, keyboard: Keyboard
) -> None:
    heard = Heard(window)
    window.tenders._buttons[1].setFocus(Qt.FocusReason.TabFocusReason)
    keyboard.enter()
    keyboard.press(Qt.Key.Key_Space, " ")
    assert heard.said == [Intent.CASH, Intent.CASH]


def test_typing_anywhere_goes_to_the_input(window: MainWindow, keyboard: Keyboard) -> None:
    heard = Heard(window)
    window.tenders._buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    keyboard.type("чай")
    assert window.input.text() == "чай"
    assert QApplication.focusWidget() is window.input.field
    keyboard.enter()
    assert heard.said == [("typed", "чай")]
    assert window.input.text() == ""


def test_what_was_typed_before_a_scan_stays(window: MainWindow, keyboard: Keyboard) -> None:
    texts: list[str] = []
    window.text_changed.connect(texts.append)
    keyboard.type("3*")
    keyboard.scan(CODE)
    assert keyboard.scans == [CODE]
    assert window.input.text() == "3*"
    assert texts[-1] == "3*"


def test_five_quick_keys_are_a_person_not_a_scanner(window: MainWindow, keyboard: Keyboard) -> None:
    heard = Heard(window)
    keyboard.type("12345", 10)
    keyboard.enter(10)
    assert keyboard.scans == []
    assert heard.said == [("typed", "12345")]


def test_a_burst_with_a_pause_before_enter_is_typing(window: MainWindow, keyboard: Keyboard) -> None:
    heard = Heard(window)
    keyboard.type(CODE, 5)
    keyboard.enter(200)
    assert keyboard.scans == []
    assert heard.said == [("typed", CODE)]


def test_a_scan_while_the_receipt_is_locked_still_arrives(window: MainWindow, keyboard: Keyboard) -> None:
    window.render(samples.REFUSED)
    heard = Heard(window)
    window.panel._buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    keyboard.scan("880014723905118001")
    assert keyboard.scans == ["880014723905118001"]
    assert heard.said == []


def test_a_scan_with_history_open_arrives_and_prints_nothing(
    window: MainWindow, keyboard: Keyboard, qtbot: QtBot
) -> None:
    page = HistoryPage(window.look)
    page.closed.connect(window.close_page)
    page.render(more_samples.HISTORY)
    printed: list[str] = []
    page.print_pressed.connect(printed.append)
    window.open_page(page)
    page.print_button.setFocus(Qt.FocusReason.TabFocusReason)
    keyboard.scan(CODE)
    assert keyboard.scans == [CODE]
    assert printed == []
    assert window.page is None


def test_a_scan_into_the_search_is_not_left_in_its_field(window: MainWindow, keyboard: Keyboard) -> None:
    page = SearchPage(window.look)
    page.render(more_samples.SEARCH)
    window.open_page(page)
    keyboard.scan(CODE)
    assert keyboard.scans == [CODE]
    assert page.field is not None
    assert page.field.text() == more_samples.SEARCH.text


def test_a_scan_with_the_language_menu_open_arrives(window: MainWindow, keyboard: Keyboard) -> None:
    chosen: list[str] = []
    window.language_chosen.connect(chosen.append)
    window.strip._open_menu()
    menu = window.strip.menu
    assert menu is not None
    keyboard.clock.ms += 500
    keyboard.type(CODE, 5, to=menu)
    keyboard.enter(5, to=menu)
    assert keyboard.scans == [CODE]
    assert chosen == []
    assert not menu.isVisible()


def test_a_scan_into_the_wizard_saves_nothing(window: MainWindow, keyboard: Keyboard, qtbot: QtBot) -> None:
    wizard = WizardWindow(window.look)
    qtbot.addWidget(wizard)
    wizard.render(more_samples.WIZARD)
    wizard.show()
    saved: list[bool] = []
    wizard.save_pressed.connect(lambda: saved.append(True))
    keyboard.guard.watch(wizard, None)
    keyboard.clock.ms += 500
    keyboard.type(CODE, 5, to=wizard._save)
    keyboard.enter(5, to=wizard._save)
    field = wizard._form.fields[0].edit
    keyboard.clock.ms += 500
    keyboard.type(CODE, 5, to=field)
    keyboard.enter(5, to=field)
    assert saved == []
    assert keyboard.scans == []
    assert field.text() == more_samples.WIZARD.fields[0].value


def test_plus_and_minus_change_the_quantity_only_alone(
    window: MainWindow, keyboard: Keyboard, qtbot: QtBot
) -> None:
    heard = Heard(window)
    keyboard.press(Qt.Key.Key_Plus, "+")
    qtbot.waitUntil(lambda: heard.said == [Intent.MORE])
    keyboard.press(Qt.Key.Key_Minus, "-")
    qtbot.waitUntil(lambda: heard.said == [Intent.MORE, Intent.LESS])
    keyboard.type("1")
    keyboard.press(Qt.Key.Key_Minus, "-")
    assert window.input.text() == "1-"


def test_a_code_that_begins_with_a_plus_is_whole(window: MainWindow, keyboard: Keyboard) -> None:
    heard = Heard(window)
    keyboard.scan("+A99912345")
    assert keyboard.scans == ["+A99912345"]
    assert heard.said == []


def test_capital_letters_with_their_shift_are_one_scan(window: MainWindow, keyboard: Keyboard) -> None:
    keyboard.clock.ms += 500
    for letter in "EP0001AB":
        keyboard.press(Qt.Key.Key_Shift, "", 3)
        keyboard.type(letter, 3)
    keyboard.enter(3)
    assert keyboard.scans == ["EP0001AB"]


@pytest.mark.parametrize(("key", "text"), [(Qt.Key.Key_Enter, "\r"), (10, "\n"), (Qt.Key.Key_Tab, "\t")])
def test_a_scan_may_end_in_other_ways(window: MainWindow, keyboard: Keyboard, key: int, text: str) -> None:
    heard = Heard(window)
    keyboard.clock.ms += 500
    keyboard.type(CODE, 5)
    keyboard.press(key, text, 5)
    assert keyboard.scans == [CODE]
    assert heard.said == []
    assert QApplication.focusWidget() is window.input.field


def test_tab_of_a_person_moves_the_focus(window: MainWindow, keyboard: Keyboard) -> None:
    keyboard.type("12")
    keyboard.press(Qt.Key.Key_Tab, "\t")
    assert QApplication.focusWidget() is not window.input.field
    assert window.input.text() == "12"


def test_space_opens_the_next_sale(window: MainWindow, keyboard: Keyboard, qtbot: QtBot) -> None:
    window.render(samples.PAID)
    heard = Heard(window)
    keyboard.press(Qt.Key.Key_Space, " ")
    qtbot.waitUntil(lambda: heard.said == [Intent.NEXT_SALE])
