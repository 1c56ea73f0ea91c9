"""The page with a form over the sale: keys, focus, room in every language, a scan presses nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos.qt.form_page import FormPage
from pos.qt.main_window import MainWindow
from pos.qt.pressable import Pressable
from pos.screens.form_views import FormAct
from pos.screens.words import LANGUAGES
from tests.qt import form_samples
from tests.qt.conftest import Keyboard

SIZES = [(1024, 768), (1366, 768), (1920, 1080)]


def opened(window: MainWindow, name: str, language: str = "en") -> FormPage:
    page = FormPage(window.look)
    page.render(form_samples.form_view(name, language))
    window.open_page(page)
    return page


def test_it_opens_on_the_first_field_that_is_wrong(window: MainWindow) -> None:
    page = opened(window, "red")
    assert page.field is not None
    assert page.field.accessibleName() == "VAT, %"
    ready = opened(window, "ready")
    assert ready.field is ready.fields[0].edit


def test_tab_goes_around_over_fields_choices_and_buttons(window: MainWindow) -> None:
    page = opened(window, "red")
    parts = len(page.fields) + len(page.side.choices) + sum(one.isEnabled() for one in page.buttons)
    begin, found = QApplication.focusWidget(), []
    for _ in range(parts):
        found.append(QApplication.focusWidget())
        page.focusNextPrevChild(True)
    assert len(set(map(id, found))) == parts
    assert QApplication.focusWidget() is begin


def test_enter_goes_on_and_presses_a_choice(window: MainWindow, keyboard: Keyboard, qtbot: QtBot) -> None:
    page = opened(window, "red")
    chosen: list[str] = []
    page.chosen.connect(chosen.append)
    before = page.field
    keyboard.press(Qt.Key.Key_Return, "\r")
    assert page.field is not before
    assert chosen == []
    page.side.choices[1].setFocus()
    keyboard.press(Qt.Key.Key_Return, "\r")
    assert chosen == ["1"]


def test_keys_on_the_buttons_press_them_and_those_of_the_sale_do_nothing(
    window: MainWindow, keyboard: Keyboard
) -> None:
    page = opened(window, "sure")
    acts: list[FormAct] = []
    intents: list[object] = []
    page.acted.connect(acts.append)
    window.intent.connect(intents.append)
    for key in (Qt.Key.Key_F9, Qt.Key.Key_F8, Qt.Key.Key_F12, Qt.Key.Key_Escape):
        keyboard.press(key)
    assert acts == [FormAct.SAVE, FormAct.BACK]
    assert intents == []


def test_what_is_typed_is_told_by_the_name_of_its_field(window: MainWindow, keyboard: Keyboard) -> None:
    page = opened(window, "ready")
    told: list[tuple[str, str]] = []
    page.edited.connect(lambda name, text: told.append((name, text)))
    keyboard.press(Qt.Key.Key_Z, "z")
    assert told[-1][0] == "name"
    assert "z" in told[-1][1]


def test_a_scan_is_the_pages_and_leaves_no_letters(window: MainWindow, keyboard: Keyboard) -> None:
    page = opened(window, "ready")
    before = page.fields[0].edit.text()
    scans: list[str] = []
    page.scanned.connect(scans.append)
    keyboard.scan("4780012340207")
    assert page.fields[0].edit.text() == before
    assert page.take_scan("4780012340207")
    assert scans == ["4780012340207"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_everything_has_room_in_every_language(
    window: MainWindow, size: tuple[int, int], language: str
) -> None:
    window.resize(*size)
    pages = [(name, form_samples.form_view(name, language)) for name in form_samples.FORMS]
    pages += [(name, form_samples.scales_view(name, language)) for name in form_samples.SCALES]
    for name, view in pages:
        page = FormPage(window.look)
        page.render(view)
        window.open_page(page)
        window.grab()
        bottom = min(button.y() for button in page.buttons if not button.isHidden())
        fields = page.fields
        assert max(field.geometry().bottom() for field in fields) < bottom, name
        assert max(field.geometry().right() for field in fields) < page.side.x(), name
        boxes = [field.geometry() for field in fields]
        assert not any(a.intersects(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :]), name
        for part in page.findChildren(Pressable):
            assert part.isHidden() or part.height() >= 44, name
