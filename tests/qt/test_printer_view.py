"""The page of the printer: keys and buttons, the paper beside it, room for every language, scans."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos.qt.choice_field import ARROW, ChoiceField
from pos.qt.form_field import LABEL
from pos.qt.main_window import MainWindow
from pos.qt.printer_view import PrinterPage
from pos.qt.theme import DARK
from pos.screens.printer_screen import PrinterPresenter
from pos.screens.printer_views import PrinterView
from pos.screens.words import LANGUAGES, Words
from pos.settings import PrinterSettings
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.printer import FakePrinter
from tests.qt.conftest import Keyboard
from tests.qt.printer_samples import NETWORK, STATES, printer_view

SIZES = [(1024, 768), (1366, 768), (1920, 1080)]


class Bench:
    """The page with its presenter over a fake port, wired as the program wires it."""

    def __init__(self, window: MainWindow, settings: PrinterSettings = NETWORK, language: str = "en") -> None:
        self.port, self.runner = FakePrinter(settings), InlineRunner()
        self.port.papers = 2
        self.page = PrinterPage(window.look)
        self.views: list[PrinterView] = []
        self.screen = PrinterPresenter(
            port=self.port,
            runner=self.runner,
            words=Words(language),
            render=self._draw,
            closed=window.close_page,
        )
        self.page.field_changed.connect(self.screen.edited)
        self.page.field_stepped.connect(self.screen.step)
        self.page.acted.connect(self.screen.act)
        self.page.backed.connect(self.screen.back)
        self.page.closed.connect(self.screen.close)
        self.screen.open()
        window.open_page(self.page)

    def _draw(self, view: PrinterView) -> None:
        self.views.append(view)
        self.page.render(view)

    @property
    def view(self) -> PrinterView:
        return self.views[-1]

    def part(self, name: str) -> QWidget:
        return next(field for field in self.page.form.fields if field.objectName() == f"printer.{name}")

    def choice(self, name: str) -> ChoiceField:
        found = self.part(name)
        assert isinstance(found, ChoiceField)
        return found

    def edit(self, name: str) -> QLineEdit:
        found = self.part(name).findChild(QLineEdit)
        assert isinstance(found, QLineEdit)
        return found


@pytest.fixture
def bench(window: MainWindow) -> Iterator[Bench]:
    made = Bench(window)
    yield made
    made.runner.drop_all()


def test_it_opens_on_where_paper_comes_out_and_arrows_choose(bench: Bench, keyboard: Keyboard) -> None:
    assert bench.choice("kind").hasFocus()
    keyboard.press(Qt.Key.Key_Right)
    assert bench.choice("kind").view.value == "Receipt printer, cable"
    assert isinstance(bench.part("path"), QWidget)
    keyboard.press(Qt.Key.Key_Left)
    assert bench.choice("kind").view.value == "Receipt printer, network"
    keyboard.press(Qt.Key.Key_Space, " ")
    assert bench.choice("kind").view.value == "Receipt printer, cable"
    keyboard.enter()
    assert bench.choice("kind").view.value == "No printer"


def test_a_press_goes_on_and_at_the_left_arrow_back(bench: Bench) -> None:
    cut = bench.choice("cut")
    QTest.mouseClick(cut, Qt.MouseButton.LeftButton, pos=QPoint(cut.width() // 2, LABEL + 10))
    assert cut.view.value == "Cut through"
    QTest.mouseClick(cut, Qt.MouseButton.LeftButton, pos=QPoint(ARROW // 2, LABEL + 10))
    assert cut.view.value == "As the profile has it"


def test_f_keys_print_and_save_from_anywhere(bench: Bench, keyboard: Keyboard) -> None:
    bench.edit("host").setFocus()
    keyboard.press(Qt.Key.Key_F8)
    keyboard.press(Qt.Key.Key_F9)
    keyboard.press(Qt.Key.Key_F10)
    assert bench.port.errands == ["page", "code pages"], "there is nothing to save yet"
    keyboard.type("1")
    keyboard.press(Qt.Key.Key_F10)
    assert bench.port.settings.printer.host == "1192.168.1.87"
    keyboard.press(Qt.Key.Key_F5)
    assert bench.port.errands[-1] == "waiting"


def test_esc_asks_enter_answers_nothing_and_the_second_esc_goes_back(
    window: MainWindow, bench: Bench, keyboard: Keyboard
) -> None:
    bench.choice("cut").setFocus()
    keyboard.press(Qt.Key.Key_Right)
    keyboard.press(Qt.Key.Key_Escape)
    assert bench.view.asking
    keyboard.enter()
    assert (window.page, bench.port.asked) == (bench.page, [])
    keyboard.press(Qt.Key.Key_Escape)
    assert (window.page, bench.view.asking) == (bench.page, False)
    keyboard.press(Qt.Key.Key_Escape)
    keyboard.press(Qt.Key.Key_F10)
    assert (window.page, bench.port.errands) == (None, ["save"])


def test_del_edits_text_and_forgets_nothing(bench: Bench, keyboard: Keyboard) -> None:
    edit = bench.edit("host")
    edit.setFocus()
    edit.setCursorPosition(0)
    keyboard.press(Qt.Key.Key_Delete)
    assert edit.text() == "92.168.1.87"
    assert bench.port.asked == []


def test_keys_of_the_sale_below_do_nothing(window: MainWindow, bench: Bench, keyboard: Keyboard) -> None:
    asked: list[object] = []
    window.intent.connect(asked.append)
    for key in (Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F7, Qt.Key.Key_F12):
        keyboard.press(key)
    QApplication.processEvents()
    assert asked == []
    assert window.page is bench.page


def test_a_scan_writes_nothing_and_leaves_it_open(
    window: MainWindow, bench: Bench, keyboard: Keyboard
) -> None:
    before = bench.view
    keyboard.scan("880014723905118001")
    bench.edit("host").setFocus()
    keyboard.scan("880014723905118001")
    assert window.page is bench.page
    assert bench.edit("host").text() == "192.168.1.87"
    assert bench.view.fields == before.fields


def test_tab_reaches_every_part_and_brings_it_into_sight(window: MainWindow, bench: Bench) -> None:
    window.resize(1024, 768)
    QApplication.processEvents()
    seen: list[QWidget] = []
    for _ in range(40):
        bench.page.focusNextPrevChild(True)
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in bench.page.form.stops:
            top = focus.mapTo(bench.page.form, QPoint(0, 0)).y()
            assert 0 <= top <= bench.page.form.height() - focus.height()
        seen.append(focus)
    wanted = [*bench.page.form.stops, bench.page.paper, *(b for b in bench.page.buttons if b.isEnabled())]
    assert set(seen) == {part for part in wanted if part.isVisible()}


def test_the_preview_is_the_paper_of_the_chosen_width(bench: Bench) -> None:
    paper = bench.page.paper._paper
    assert (bench.page.paper.sheet.columns, paper.image.width()) == (32, 464)
    bench.screen.step("printer.profile", -1)
    assert (bench.page.paper.sheet.columns, paper.image.width()) == (48, 640)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_its_room_and_can_be_pressed(
    window: MainWindow, language: str, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for name in STATES:
        page = PrinterPage(window.look)
        page.render(printer_view(name, language))
        window.open_page(page)
        QApplication.processEvents()
        shown = [button for button in page.buttons if button.isVisible()]
        assert shown
        for button in shown:
            assert button.height() >= 44
            assert page.rect().contains(button.geometry())
        for field in page.form.fields:
            assert field.height() >= 44
        assert page.form.geometry().right() < page.paper.geometry().left()
        assert page.form.geometry().bottom() < page.progress.geometry().top()


def test_it_follows_the_theme(window: MainWindow, bench: Bench) -> None:
    light = window.grab().toImage().pixelColor(30, 130)
    window.look.use(DARK)
    assert window.grab().toImage().pixelColor(30, 130) != light
