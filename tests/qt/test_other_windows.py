"""Customer, phone, history, search, wizard, notice: each shows its states and says what was pressed."""

from __future__ import annotations

from dataclasses import replace

import numpy
import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pos.qt.customer_window import CustomerWindow
from pos.qt.first_window import FirstWindow
from pos.qt.history_view import HistoryPage
from pos.qt.main_window import MainWindow
from pos.qt.notice_view import NoticePage, NoticeWindow
from pos.qt.phone_window import PhoneWindow
from pos.qt.pressable import Pressable
from pos.qt.search_view import SearchPage
from pos.qt.theme import DARK, Look
from pos.qt.wizard_view import WizardWindow
from pos.screens.views import CustomerView, Intent
from tests.qt import more_samples as more
from tests.qt import samples
from tests.qt.conftest import Keyboard

CUSTOMERS = (
    more.CUSTOMER,
    more.CUSTOMER_PAID,
    more.CUSTOMER_UNKNOWN,
    more.CUSTOMER_WAITING,
    more.CUSTOMER_SALE,
    more.CUSTOMER_IDLE,
)


@pytest.mark.parametrize("view", CUSTOMERS, ids=lambda view: view.word)
@pytest.mark.parametrize("size", [(1024, 600), (800, 480), (1920, 1080), (600, 1024)])
def test_the_customer_sees_every_state_on_every_screen(
    qtbot: QtBot, look: Look, view: CustomerView, size: tuple[int, int]
) -> None:
    window = CustomerWindow(look)
    qtbot.addWidget(window)
    window.resize(*size)
    window.render(replace(view, training_word="OʻQUV REJIMI"))
    window.show()
    look.use(DARK)
    assert window.grab().width() == size[0]
    assert window._ring.isVisible() == (view.ring is not None)


def test_the_customer_has_no_controls(qtbot: QtBot, look: Look) -> None:
    window = CustomerWindow(look)
    qtbot.addWidget(window)
    window.render(more.CUSTOMER)
    assert window.findChildren(Pressable) == []
    assert window.findChildren(QLineEdit) == []


def test_with_one_screen_the_customer_has_none(qtbot: QtBot, look: Look) -> None:
    window = CustomerWindow(look)
    qtbot.addWidget(window)
    assert window.show_on_second_screen() is False
    assert not window.isVisible()


def phone(qtbot: QtBot, look: Look) -> PhoneWindow:
    window = PhoneWindow(look)
    qtbot.addWidget(window)
    window.set_training(samples.TRAINING_WORD)
    window.render(more.PHONE)
    window.show()
    return window


def test_the_phone_says_what_was_chosen(qtbot: QtBot, look: Look) -> None:
    window = phone(qtbot, look)
    chosen: list[str] = []
    shown: list[bool] = []
    window.chosen.connect(chosen.append)
    window.show_pressed.connect(lambda: shown.append(True))
    for choice in window._choices:
        QTest.mouseClick(choice, Qt.MouseButton.LeftButton)
    QTest.mouseClick(window._button, Qt.MouseButton.LeftButton)
    assert chosen == [choice.scenario for choice in more.CHOICES]
    assert shown == [True]
    assert [choice.isChecked() for choice in window._choices] == [True] + [False] * 7


def test_the_camera_reads_the_phone(qtbot: QtBot, look: Look) -> None:
    window = phone(qtbot, look)
    picture = window.grey_picture()
    assert len(picture.grey) == picture.width * picture.height
    pixels = numpy.frombuffer(picture.grey, numpy.uint8).reshape(picture.height, picture.width)
    assert [code.text for code in zxingcpp.read_barcodes(pixels)] == [more.PHONE.code]
    frame = window.frame()
    assert len(frame.pixels) == frame.width * frame.height * 3
    window.render(replace(more.PHONE, code="880000000000000002"))
    again = window.grey_picture()
    pixels = numpy.frombuffer(again.grey, numpy.uint8).reshape(again.height, again.width)
    assert [code.text for code in zxingcpp.read_barcodes(pixels)] == ["880000000000000002"]


@pytest.mark.parametrize("size", [(334, 768), (720, 492), (1200, 800)])
def test_the_phone_fits_its_window(qtbot: QtBot, look: Look, size: tuple[int, int]) -> None:
    window = phone(qtbot, look)
    window.resize(*size)
    inside = window.inside()
    for control in (*window._choices, window._button):
        assert inside.contains(control.geometry())
        assert control.height() >= 44
    assert window._phone_area().bottom() <= window._button.geometry().top()


def test_history_chooses_and_prints_by_key(window: MainWindow, keyboard: Keyboard) -> None:
    page = HistoryPage(window.look)
    page.render(more.HISTORY)
    chosen: list[str] = []
    printed: list[str] = []
    page.row_chosen.connect(chosen.append)
    page.print_pressed.connect(printed.append)
    page.closed.connect(window.close_page)
    window.open_page(page)
    keyboard.press(Qt.Key.Key_Down)
    keyboard.enter()
    assert chosen == ["A3-117"]
    assert printed == ["A3-118"]
    keyboard.press(Qt.Key.Key_Escape)
    assert window.page is None
    assert window.input.field.hasFocus()


@pytest.mark.parametrize(
    "view",
    [
        more.HISTORY,
        more.HISTORY_EMPTY,
        replace(more.HISTORY_EMPTY, empty="", loading="Читаем…"),
        replace(more.HISTORY_EMPTY, empty="", error="Журнал не читается. Позовите того, кто ставил кассу"),
        replace(more.HISTORY, error="Принтер не печатает", paper=None),
    ],
)
def test_history_shows_every_state(window: MainWindow, view: object) -> None:
    page = HistoryPage(window.look)
    assert isinstance(view, type(more.HISTORY))
    page.render(view)
    window.open_page(page)
    window.look.use(DARK)
    assert not window.grab().isNull()
    assert page.print_button.isEnabled() == (view.paper is not None)


def test_search_types_chooses_and_closes(window: MainWindow, keyboard: Keyboard) -> None:
    page = SearchPage(window.look)
    page.render(more.SEARCH)
    edited: list[str] = []
    chosen: list[str] = []
    first: list[bool] = []
    page.edited.connect(edited.append)
    page.chosen.connect(chosen.append)
    page.first_wanted.connect(lambda: first.append(True))
    page.closed.connect(window.close_page)
    window.open_page(page)
    keyboard.type("к")
    assert edited == ["молок"]
    assert window.input.text() == ""
    keyboard.enter()
    assert first == [True]
    keyboard.press(Qt.Key.Key_Down)
    keyboard.press(Qt.Key.Key_Down)
    keyboard.enter()
    assert chosen == [more.SEARCH.rows[1].barcode]
    keyboard.press(Qt.Key.Key_Escape)
    assert window.page is None


def test_typing_leaves_a_page_without_a_field(window: MainWindow, keyboard: Keyboard) -> None:
    page = NoticePage(window.look)
    page.render(more.HELP)
    page.closed.connect(window.close_page)
    window.open_page(page)
    keyboard.type("4")
    assert window.page is None
    assert window.input.text() == "4"


def test_the_wizard_hides_the_key_and_says_what_changed(qtbot: QtBot, look: Look) -> None:
    window = WizardWindow(look)
    qtbot.addWidget(window)
    window.render(more.WIZARD)
    window.show()
    changed: list[tuple[str, str]] = []
    window.field_changed.connect(lambda name, text: changed.append((name, text)))
    fields = window._form.fields
    assert [field.edit.echoMode() for field in fields[2:5]] == [
        QLineEdit.EchoMode.Normal,
        QLineEdit.EchoMode.Password,
        QLineEdit.EchoMode.Normal,
    ]
    QTest.keyClicks(fields[4].edit, "2")
    assert changed == [("click.cashbox_code", "KASSA-12")]
    with qtbot.waitSignal(window.test_pressed):
        QTest.mouseClick(window._test, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.save_pressed):
        QTest.mouseClick(window._save, Qt.MouseButton.LeftButton)
    window.render(replace(more.WIZARD, can_save=False, testing=True))
    assert not window._save.isEnabled()
    assert not window._test.isEnabled()
    look.use(DARK)
    assert not window.grab().isNull()


def test_a_notice_is_answered_by_key_and_button(qtbot: QtBot, look: Look) -> None:
    window = NoticeWindow(look)
    qtbot.addWidget(window)
    window.render(more.NOTICE)
    window.show()
    said: list[object] = []
    window.intent.connect(said.append)
    assert window.key_pressed("Esc")
    assert not window.key_pressed("F8")
    QTest.mouseClick(window.panel._buttons[0], Qt.MouseButton.LeftButton)
    assert said == [Intent.BACK, Intent.BACK]


def test_the_first_window_takes_the_till_inside(qtbot: QtBot, look: Look) -> None:
    outer = FirstWindow()
    qtbot.addWidget(outer)
    outer.show()
    till = MainWindow(look)
    till.render(samples.SALE)
    outer.fill(till)
    assert till.geometry() == outer.rect()
    assert outer.windowTitle() == samples.SALE.register
    outer.resize(1100, 700)
    assert till.size() == outer.size()
    with qtbot.waitSignal(till.closing):
        outer.close()
    assert not outer.isVisible()
