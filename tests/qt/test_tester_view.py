"""The page of the SHOP-API tester: keys and buttons, room for every language, and what a scan may not do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pos.qt.main_window import MainWindow
from pos.qt.table_parts import cells
from pos.qt.tester_parts import CELL_GAP, widths_for
from pos.qt.tester_view import TesterPage
from pos.qt.theme import DARK
from pos.qt.typeset import style
from pos.screens.tester_port import Prefill
from pos.screens.tester_screen import TesterPresenter
from pos.screens.tester_views import StepState, TesterView
from pos.screens.words import LANGUAGES, Words
from pos.shop_api.scenarios import ALL
from tests.fakes import tester as fake
from tests.fakes.inline_runner import InlineRunner
from tests.qt.conftest import Keyboard

NOW = datetime(2026, 11, 24, 9, 32, tzinfo=UTC)
BY_NUMBER = {scenario.number: scenario for scenario in ALL}
CODE = "880014723905118001"
KEY = "a key that nobody sees"
SIZES = [(1024, 768), (1366, 768), (1920, 1080)]
PREFILL = Prefill(
    "http://127.0.0.1:8080/click/prepare", "http://127.0.0.1:8080/click/complete", "73504", "31204", "TEST-1",
    has_key=True,
)  # fmt: skip


class Bench:
    """The page with its presenter over a fake port, wired as the program wires it."""

    def __init__(self, window: MainWindow, prefill: Prefill = PREFILL, language: str = "ru") -> None:
        self.port, self.runner = fake.FakeTester(), InlineRunner()
        self.page = TesterPage(window.look)
        self.views: list[TesterView] = []
        self.words = Words(language)
        self.screen = TesterPresenter(
            port=self.port,
            runner=self.runner,
            words=self.words,
            now=lambda: NOW,
            render=self._draw,
            closed=window.close_page,
            prefill=prefill,
        )
        self.page.field_changed.connect(self.screen.edited)
        self.page.row_chosen.connect(self.screen.select)
        self.page.run_pressed.connect(self.screen.run_all)
        self.page.step_pressed.connect(self.screen.run_step)
        self.page.stop_pressed.connect(self.screen.stop)
        self.page.save_pressed.connect(self.screen.save)
        self.page.back_pressed.connect(self.screen.back)
        self.page.closed.connect(self.screen.close)
        self.screen.open()
        window.open_page(self.page)

    def _draw(self, view: TesterView) -> None:
        self.views.append(view)
        self.page.render(view)

    @property
    def view(self) -> TesterView:
        return self.views[-1]

    @property
    def numbers(self) -> list[int]:
        return self.port.numbers

    def edit(self, name: str) -> QLineEdit:
        at = next(number for number, field in enumerate(self.view.fields) if field.name == name)
        return self.page.form.edits[at]


@pytest.fixture
def bench(window: MainWindow) -> Iterator[Bench]:
    made = Bench(window)
    yield made
    made.runner.drop_all()


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_filled_form_opens_on_the_table_and_an_empty_one_on_its_first_field(window: MainWindow) -> None:
    assert Bench(window).page.list.hasFocus()
    empty = Bench(window, Prefill())
    assert empty.edit("prepare_url").hasFocus()


def test_f8_runs_everything_and_f10_saves_from_anywhere(bench: Bench, keyboard: Keyboard) -> None:
    bench.edit("amount").setFocus()
    keyboard.press(Qt.Key.Key_F8)
    assert len(bench.numbers) == len(ALL)
    keyboard.press(Qt.Key.Key_F10)
    assert len(bench.port.reports) == 1
    assert fake.REPORT in bench.view.progress.detail


def test_enter_on_a_row_plays_it_and_what_follows(bench: Bench, keyboard: Keyboard) -> None:
    for _ in range(11):
        keyboard.press(Qt.Key.Key_Down)
    assert bench.view.selected == 12
    keyboard.enter()
    assert bench.numbers == [12, 13, 14, 15]


def test_arrows_choose_a_row_from_a_field_and_enter_there_sends_nothing(
    bench: Bench, keyboard: Keyboard
) -> None:
    bench.edit("service_id").setFocus()
    keyboard.press(Qt.Key.Key_Down)
    keyboard.press(Qt.Key.Key_Down)
    keyboard.press(Qt.Key.Key_Up)
    assert bench.view.selected == 2
    keyboard.enter()
    assert bench.numbers == []


def test_esc_stops_what_runs_and_leaves_at_the_second_press(
    window: MainWindow, bench: Bench, keyboard: Keyboard
) -> None:
    bench.runner.hold = True
    keyboard.press(Qt.Key.Key_F8)
    assert (bench.view.running, bench.runner.waiting) == (True, 1)
    keyboard.press(Qt.Key.Key_Escape)
    assert (bench.view.running, window.page) == (False, bench.page)
    keyboard.press(Qt.Key.Key_Escape)
    assert (bench.view.running, window.page) == (False, None)


def test_nothing_runs_on_when_another_page_takes_its_place(window: MainWindow, bench: Bench) -> None:
    bench.runner.hold = True
    bench.screen.run_all()
    Bench(window)
    bench.runner.release_all()
    assert bench.numbers == [1]
    assert not bench.view.running


def test_while_it_runs_the_keys_begin_nothing(bench: Bench, keyboard: Keyboard) -> None:
    bench.runner.hold = True
    keyboard.press(Qt.Key.Key_F8)
    for key in (Qt.Key.Key_F8, Qt.Key.Key_F10):
        keyboard.press(key)
    keyboard.enter()
    assert bench.runner.waiting == 1
    assert bench.port.reports == []
    assert all(edit.isReadOnly() for edit in bench.page.form.edits)


def test_keys_of_the_sale_below_do_nothing(window: MainWindow, bench: Bench, keyboard: Keyboard) -> None:
    asked: list[object] = []
    window.intent.connect(asked.append)
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_F9, Qt.Key.Key_F3, Qt.Key.Key_F7):
        keyboard.press(key)
    keyboard.press(Qt.Key.Key_Plus, "+")
    QApplication.processEvents()
    assert asked == []
    keyboard.press(Qt.Key.Key_F1)
    assert len(asked) == 1, "help can be opened"


def test_tab_reaches_everything_that_works_and_comes_round(window: MainWindow, bench: Bench) -> None:
    seen = []
    for _ in range(20):
        bench.page.focusNextPrevChild(True)
        seen.append(QApplication.focusWidget())
    page = bench.page
    expected = [*page.form.edits, page.list, page.log, page.run_button, page.step_button, page.back_button]
    assert set(seen) == set(expected)
    assert page.save_button not in seen, "there is nothing to save yet"
    page.form.edits[0].setFocus()
    page.focusNextPrevChild(False)
    assert QApplication.focusWidget() is page.back_button


def test_enter_presses_the_button_that_has_the_focus(bench: Bench, keyboard: Keyboard) -> None:
    bench.page.step_button.setFocus(Qt.FocusReason.TabFocusReason)
    keyboard.enter()
    assert bench.numbers == [1, 2, 3, 4, 5, 6, 7]


def test_the_mouse_chooses_a_row_and_presses_the_buttons(bench: Bench) -> None:
    row = bench.page.list.visualRect(bench.page.list.model().index(2, 0)).center()
    QTest.mouseClick(bench.page.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(row))
    assert bench.view.selected == 3
    assert bench.numbers == []
    QTest.mouseClick(bench.page.step_button, Qt.MouseButton.LeftButton)
    assert bench.numbers == [3, 4, 5, 6, 7]
    bench.runner.hold = True
    QTest.mouseClick(bench.page.run_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(bench.page.back_button, Qt.MouseButton.LeftButton)
    assert not bench.view.running


# ── typing and scans ──────────────────────────────────────────────────────────────────────────────


def test_typing_goes_into_the_field_and_nowhere_else(
    window: MainWindow, bench: Bench, keyboard: Keyboard, qtbot: QtBot
) -> None:
    edit = bench.edit("merchant_trans_id")
    edit.setFocus()
    edit.clear()
    with qtbot.waitSignal(bench.page.field_changed):
        keyboard.type("7")
    assert {field.name: field.value for field in bench.view.fields}["merchant_trans_id"] == "7"
    bench.page.list.setFocus()
    keyboard.type("9")
    bench.page.log.setFocus()
    keyboard.type("9")
    assert window.page is bench.page
    assert window.input.text() == ""
    assert edit.text() == "7"


def test_a_scan_sends_nothing_and_writes_nothing(bench: Bench, keyboard: Keyboard) -> None:
    before = [field.value for field in bench.view.fields]
    page = bench.page
    for place in (page.list, page.log, bench.edit("service_id"), page.run_button, page.back_button):
        place.setFocus(Qt.FocusReason.TabFocusReason)
        keyboard.scan(CODE)
        keyboard.enter(50)
    assert bench.numbers == []
    assert [field.value for field in bench.view.fields] == before
    assert page.isVisible()


def test_the_key_is_dots_and_is_in_nothing_that_a_reader_reads(bench: Bench) -> None:
    edit = bench.edit("secret_key")
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    edit.setText(KEY)
    edit.textEdited.emit(KEY)
    bench.screen.run_all()
    bench.screen.select(2)
    assert KEY not in edit.displayText()
    assert KEY not in bench.page.log.toPlainText()
    assert "•" in bench.page.log.toPlainText()
    assert KEY not in bench.page.progress.accessibleName()


# ── what is drawn ─────────────────────────────────────────────────────────────────────────────────


def test_the_log_shows_request_and_answer_of_the_chosen_row(bench: Bench, keyboard: Keyboard) -> None:
    bench.screen.run_all()
    bench.page.list.setFocus()
    keyboard.press(Qt.Key.Key_Up)
    text = bench.page.log.toPlainText()
    assert text.startswith("113. ")
    assert "POST http://127.0.0.1:8080/click/complete" in text
    assert "merchant_trans_id = TEST-1" in text
    assert '"error": 0' in text
    assert "HTTP 200" in text


def test_a_change_of_theme_keeps_what_is_shown(window: MainWindow, bench: Bench) -> None:
    bench.screen.run_all()
    text = bench.page.log.toPlainText()
    window.look.use(DARK)
    assert bench.page.log.toPlainText() == text
    assert bench.page.grab().width() == bench.page.width()


def test_the_progress_and_the_rows_are_said_to_a_screen_reader(bench: Bench) -> None:
    bench.port.answers[4] = fake.wrong_code(BY_NUMBER[4])
    bench.screen.run_all()
    assert bench.view.progress.word in bench.page.progress.accessibleName()
    index = bench.page.list.model().index(3, 0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    row = bench.view.rows[3]
    assert row.state is StepState.FAILED
    assert row.word in said
    assert row.meta in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_drawn_and_has_room_in_every_language(window: MainWindow, language: str) -> None:
    bench = Bench(window, language=language)
    title, word, note = style(15, 19, 500), style(14, 20, 500), style(13, 18)
    for size in SIZES:
        window.resize(*size)
        bench.port.answers = {4: fake.wrong_code(BY_NUMBER[4])}
        bench.screen.run_all()
        bench.page.grab()
        page = bench.page
        width = float(page.list.viewport().width())
        _number, step, expected, got, state = cells(page.list.rect().toRectF(), widths_for(width), CELL_GAP)
        for row in bench.view.rows:
            lines = title.lines(row.title, step.width())
            assert len(lines) <= 2, (language, size, row.title)
            assert word.width(row.word) <= state.width() + CELL_GAP - 26, (language, row.word)
        for name, cell in zip(bench.view.columns[2:], (expected, got, state), strict=True):
            assert note.width(name) <= cell.width() + 1, (language, name)
        for edit, field in zip(page.form.edits, bench.view.fields, strict=True):
            holder = edit.parentWidget()
            assert holder is not None
            assert note.width(field.hint) <= holder.width(), (language, size, field.hint)


def test_a_low_window_scrolls_the_form_and_tab_brings_each_field_into_sight(
    window: MainWindow, bench: Bench
) -> None:
    window.resize(1024, 620)
    page = bench.page
    for edit in page.form.edits:
        edit.setFocus(Qt.FocusReason.TabFocusReason)
        page.focusNextPrevChild(False)
        page.focusNextPrevChild(True)
    page.list.setFocus()
    assert page.list.geometry().bottom() < page.run_button.y()
    assert page.log.geometry().bottom() < page.run_button.y()
    assert page.form.geometry().bottom() < page.height()
