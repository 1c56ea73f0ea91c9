"""Editing lines and teaching goods by the keyboard, at the window of a till that talks to fakes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos.core.errors import JournalBroken, JournalDamaged
from pos.core.money import NBSP
from pos.qt.keys import key_name
from pos.qt.main_window import MainWindow
from pos.qt.metrics import NARROW
from pos.qt.pages import Doors, Pages
from pos.qt.row_buttons import WIDE
from pos.qt.search_view import SearchPage
from pos.qt.teach_view import TeachPage
from pos.qt.theme import Look
from pos.qt.typeset import MEDIUM, SEMIBOLD, style
from pos.screens.views import Intent, SaleView
from pos.screens.words import LANGUAGES
from tests.fakes.goods_desk import SPIC, TEA, FakeGoods
from tests.fakes.till import MILK
from tests.qt import line_samples
from tests.qt.conftest import Keyboard
from tests.screens.counter_kit import Kit

CTRL = Qt.KeyboardModifier.ControlModifier
NEW = line_samples.NEW


class Bench:
    """A window whose sale and pages talk to fakes; what the presenter draws is what it shows."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.desk = FakeGoods(TEA)
        self.kit = Kit("en")
        self.kit.views = Drawn(window)
        self.kit.screen._drawing._render = self.kit.views.append
        self.pages = Pages(
            window,
            self.kit.screen,
            window.look,
            doors=Doors(self.kit.till, goods=self.desk),
            runner=self.kit.runner,
            words=self.kit.screen.words,
        )
        self.kit.screen.counter.navigate = self.pages.navigate
        window.intent.connect(self.kit.screen.intent)
        window.typed.connect(self.kit.screen.typed)
        window.text_changed.connect(self.kit.screen.edited)
        window.line_selected.connect(self.kit.screen.line_selected)
        self.kit.screen.tick()

    @property
    def page(self) -> TeachPage:
        page = self.window.page
        assert isinstance(page, TeachPage)
        return page

    def write(self, keyboard: Keyboard, name: str, text: str) -> None:
        self.page.fields[name].edit.setFocus()
        keyboard.type(text)


class Drawn(list[SaleView]):
    """Views that are drawn as they come."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window

    def append(self, view: SaleView) -> None:
        super().append(view)
        self._window.render(view)


@pytest.fixture
def bench(window: MainWindow) -> Bench:
    return Bench(window)


def ctrl(window: MainWindow, key: int) -> None:
    """A key with Ctrl, as the scan guard hands it over."""
    event = QKeyEvent(QKeyEvent.Type.KeyPress, key, CTRL)
    assert window.key_pressed(key_name(event))


def test_price_note_and_undo_by_keys(bench: Bench, keyboard: Keyboard) -> None:
    bench.kit.scan(MILK.barcode)
    ctrl(bench.window, Qt.Key.Key_F4)
    keyboard.type("12500")
    keyboard.enter(500)
    assert bench.kit.view.lines[0].price == f"12{NBSP}500"
    ctrl(bench.window, Qt.Key.Key_F3)
    keyboard.type("gift")
    keyboard.enter(500)
    assert bench.window.page is None, "letters of a note open no search"
    assert "“gift”" in bench.kit.view.lines[0].meta
    ctrl(bench.window, Qt.Key.Key_Z)
    ctrl(bench.window, Qt.Key.Key_Z)
    assert bench.kit.view.lines[0].price == f"16{NBSP}500"


@pytest.mark.parametrize(("key", "name"), [(Qt.Key.Key_Z, "Ctrl Z"), (0x042F, "Ctrl Z"), (0x0421, "Ctrl C")])
def test_the_cap_counts_whatever_the_layout_writes(key: int, name: str) -> None:
    assert key_name(QKeyEvent(QKeyEvent.Type.KeyPress, key, CTRL)) == name


def test_ctrl_z_in_a_field_with_text_is_the_fields_own(bench: Bench, keyboard: Keyboard) -> None:
    bench.kit.scan(MILK.barcode)
    keyboard.type("mo")
    field = bench.window.input.field
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert field.text() == ""
    assert len(bench.kit.view.lines) == 1
    bench.pages.navigate(Intent.SEARCH, "")
    assert isinstance(bench.window.page, SearchPage)
    assert not bench.window.key_pressed("Ctrl Z")
    assert len(bench.kit.view.lines) == 1, "nothing is undone under a page"


def test_a_red_line_is_taught_by_the_keyboard_alone(bench: Bench, keyboard: Keyboard) -> None:
    bench.kit.scan(NEW)
    ctrl(bench.window, Qt.Key.Key_F2)
    page = bench.page
    assert QApplication.focusWidget() is page.fields["name"].edit
    keyboard.type("Хлеб")
    keyboard.enter(500)
    assert QApplication.focusWidget() is page.fields["price"].edit, "the barcode is passed over"
    keyboard.type("4500")
    keyboard.press(Qt.Key.Key_Down, "", 500)
    assert page.list.hasFocus()
    keyboard.enter(500)
    assert page.fields["spic"].edit.text() == "01905001001000000"
    keyboard.press(Qt.Key.Key_F6, "", 500)
    keyboard.press(Qt.Key.Key_F6, "", 500)
    keyboard.press(Qt.Key.Key_F10, "", 500)
    assert bench.window.page is None
    assert [good.name for good in bench.desk.list] == [TEA.name, "Хлеб"]
    [line] = bench.kit.view.lines
    assert (line.name, line.total) == ("Хлеб", f"4{NBSP}500")


def test_the_button_of_the_second_red_line_opens_its_own_form(bench: Bench) -> None:
    bench.kit.scan(NEW)
    bench.kit.scan("2000042")
    bench.window.card.rows._buttons[1].teach.click()
    assert bench.page.fields["barcode"].edit.text() == "2000042"
    assert bench.page.fields["barcode"].edit.isReadOnly()


def test_an_error_stands_at_its_field_which_has_the_focus(bench: Bench, keyboard: Keyboard) -> None:
    bench.kit.scan(NEW)
    ctrl(bench.window, Qt.Key.Key_F2)
    bench.write(keyboard, "name", "Bread")
    bench.write(keyboard, "price", "dear")
    bench.page.fields["spic"].edit.setFocus()
    keyboard.press(Qt.Key.Key_F10, "", 500)
    assert QApplication.focusWidget() is bench.page.fields["price"].edit
    assert bench.page.fields["price"].edit.accessibleDescription()
    bench.page.fields["spic"].edit.setFocus()
    keyboard.press(Qt.Key.Key_F10, "", 500)
    assert QApplication.focusWidget() is bench.page.fields["price"].edit, "and once more"


def test_esc_leaves_the_line_red_and_keys_of_the_sale_do_nothing_here(
    bench: Bench, keyboard: Keyboard
) -> None:
    bench.kit.scan(MILK.barcode)
    bench.kit.scan(NEW)
    ctrl(bench.window, Qt.Key.Key_F2)
    for key in (Qt.Key.Key_F8, Qt.Key.Key_F5, Qt.Key.Key_F2):
        keyboard.press(key, "", 500)
    assert bench.page.isVisible()
    keyboard.press(Qt.Key.Key_Escape, "", 500)
    assert bench.window.page is None
    assert bench.kit.view.lines[1].look == "unknown"


def test_tab_goes_around_on_the_page(bench: Bench) -> None:
    bench.kit.scan(NEW)
    ctrl(bench.window, Qt.Key.Key_F2)
    found = []
    for _step in range(11):
        found.append(QApplication.focusWidget())
        bench.page.focusNextPrevChild(True)
    assert bench.page.marked in found
    assert bench.page.save_button in found
    assert bench.page.fields["barcode"].edit not in found
    assert len(set(found)) < 11, "it came back to where it began"


def test_nothing_opens_in_safe_mode_or_over_a_broken_journal(bench: Bench) -> None:
    bench.kit.scan(NEW)
    bench.kit.screen.counter.read_only = JournalBroken("x")
    ctrl(bench.window, Qt.Key.Key_F2)
    assert bench.window.page is None
    bench.kit.screen.counter.read_only = None
    bench.pages.trouble(JournalDamaged("x"))
    ctrl_page = bench.window.page
    bench.pages.navigate(Intent.TEACH, "1")
    assert bench.window.page is ctrl_page
    assert bench.desk.names == []


@pytest.mark.parametrize("number", ["", "7", "x"])
def test_a_line_that_has_gone_has_no_form(bench: Bench, number: str) -> None:
    bench.kit.scan(NEW)
    bench.pages.navigate(Intent.TEACH, number)
    assert bench.window.page is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_buttons_of_a_red_row_leave_room_for_its_barcode(look: Look, language: str) -> None:
    view = line_samples.sale_view("unknown", language)
    window = MainWindow(look)
    window.resize(1366, 768)
    window.render(view)
    window.show()
    rows = window.card.rows
    buttons = rows._buttons[3]
    name = style(17, 22, SEMIBOLD).width(view.lines[3].name)
    room = rows.viewport().width() - buttons.room(rows.viewport().width())
    assert room - 44 - 32 >= name * 0.75
    assert buttons.teach.isVisible()
    assert min(button.height() for button in (buttons.remove, buttons.search, buttons.teach)) >= 44
    window.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_narrow_row_has_all_three_buttons_and_its_whole_barcode(look: Look, language: str) -> None:
    view = line_samples.sale_view("unknown", language)
    window = MainWindow(look)
    window.resize(1024, 768)
    window.render(view)
    window.show()
    rows = window.card.rows
    width, buttons = rows.viewport().width(), rows._buttons[3]
    assert width < WIDE
    three = (buttons.remove, buttons.search, buttons.teach)
    for before, after in pairwise(three):
        assert after.geometry().left() - before.geometry().right() > 8
    for button in three:
        assert button.isVisible()
        assert min(button.width(), button.height()) >= 44
        assert style(14, 20, MEDIUM).width(button.text()) <= button.width() - 8
    assert buttons.teach.geometry().right() <= buttons.width()
    name = style(15, 19, MEDIUM)
    room = buttons.remove.x() - NARROW.number
    assert all(name.width(line) <= room for line in name.lines(view.lines[3].name, room, 2))
    assert not any(line.endswith("…") for line in name.lines(view.lines[3].name, room - 4, 2))
    window.close()


def test_a_press_in_a_narrow_row_teaches(look: Look) -> None:
    window = MainWindow(look)
    window.resize(1024, 768)
    window.render(line_samples.sale_view("unknown", "ru"))
    window.show()
    said: list[object] = []
    window.intent.connect(said.append)
    QTest.mouseClick(window.card.rows._buttons[3].teach, Qt.MouseButton.LeftButton)
    assert said == [Intent.TEACH]
    window.close()


@pytest.mark.parametrize("width", [1024, 1366, 1920])
@pytest.mark.parametrize("name", line_samples.LESSONS)
def test_every_part_of_the_form_has_its_place(look: Look, name: str, width: int) -> None:
    page = TeachPage(look)
    page.resize(width - 24, 672)
    page.render(line_samples.teach_view(name, "uz_Cyrl"))
    page.show()
    parts = [*page.fields.values(), page.marked, page.save_button, page.close_button, page.panel]
    for part in parts:
        assert page.rect().contains(part.geometry())
        assert not [one for one in parts if one is not part and one.geometry().intersects(part.geometry())]
    assert page.fields["spic"].width() >= style(16, 22).width(SPIC) + 20
    page.close()
