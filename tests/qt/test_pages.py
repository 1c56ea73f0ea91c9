"""The manager's pages, the banner and the cards in doubt: they fit in every language, and take no scan."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import cast

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos.qt.decision_view import DecisionPage
from pos.qt.main_window import MainWindow
from pos.qt.session_end import guard_session
from pos.qt.table_page import CELL_GAP, TablePage
from pos.qt.table_parts import cells
from pos.qt.theme import Look
from pos.qt.typeset import style
from pos.screens.views import Intent, Tone
from pos.screens.words import LANGUAGES
from tests.qt import doubt_samples as doubt
from tests.qt import samples
from tests.qt.conftest import Keyboard

SIZES = [(1024, 768), (1366, 768), (1920, 1080)]
CODE = "880014723905118001"


# ── everything has room in every language ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", doubt.KITS)
def test_no_card_is_cut_in_any_language(window: MainWindow, name: str, language: str) -> None:
    view = doubt.sale_view(name, language)
    for size in SIZES:
        window.resize(*size)
        window.render(view)
        panel = window.panel
        assert window.grab().width() == size[0]
        if view.panel is None or view.panel.tone is Tone.GREEN:
            continue
        buttons = [button for button in panel._buttons if not button.isHidden()]
        top = min((button.y() for button in buttons), default=panel.height())
        assert all(area.bottom() <= top for _block, area in panel._placed), (language, size)
        assert max(area.bottom() for _block, area in panel._placed) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_banner_is_never_cut_and_never_over_the_total(window: MainWindow, language: str) -> None:
    for name in doubt.KITS:
        if not name.startswith("alarm"):
            continue
        view = doubt.sale_view(name, language)
        for size in SIZES:
            window.resize(*size)
            window.render(view)
            banner = window.banner
            assert banner.isVisible()
            assert banner.height() >= banner.height_wanted(banner.width())
            for part in (window.total, window.tenders, window.quick_keys, window.card, window.fkeys):
                assert not banner.geometry().intersects(part.geometry()), (language, size, part)
    window.render(samples.SALE)
    assert not window.banner.isVisible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1024, 1366])
def test_the_decision_has_room_for_its_rows_and_fields(window: MainWindow, language: str, width: int) -> None:
    window.resize(width, 768)
    page = DecisionPage(window.look)
    window.open_page(page)
    for step in ("empty", "missing", "choose", "confirm"):
        page.render(doubt.decision(language, step=step))
        page.grab()
        rows = [row for row in (*page.choices, *page.reasons) if not row.isHidden()]
        for row in rows:
            assert row.height() >= row.height_wanted(row.width())
            assert row.geometry().bottom() < page.back_button.y()
        for upper, lower in pairwise(rows):
            assert upper.geometry().bottom() < lower.y()
        note = style(13, 18)
        for field in [field for field in page.fields if not field.isHidden()]:
            assert field.geometry().bottom() < page.back_button.y()
            shown = field._view
            assert note.width(shown.error or shown.hint) + 20 <= field.width(), (language, shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_tables_fit_their_cells(window: MainWindow, language: str) -> None:
    window.resize(1366, 768)
    for view in (doubt.queue(language), doubt.aside(language)):
        page = TablePage(window.look)
        window.open_page(page)
        page.render(view)
        page.grab()
        loud = style(16, 21, 500, tabular=True)
        places = cells(page._card(), view.widths, CELL_GAP)
        for row in view.rows:
            for number, ((upper, _lower), cell) in enumerate(zip(row.cells, places, strict=True)):
                room = cell.width() - (26 if number == 2 else 0)
                assert loud.width(upper) <= room, (language, upper)


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def decision(window: MainWindow) -> DecisionPage:
    page = DecisionPage(window.look)
    page.closed.connect(window.close_page)
    page.backed.connect(window.close_page)
    page.render(doubt.decision("ru"))
    window.open_page(page)
    return page


class Said:
    """What the page has said."""

    def __init__(self, page: DecisionPage) -> None:
        self.words: list[object] = []
        for signal in (page.chosen, page.reason_chosen, page.went_on, page.signed):
            signal.connect(lambda *said: self.words.append(said))
        self.edits: list[str] = []
        page.edited.connect(lambda _name, text: self.edits.append(text))


def test_enter_right_after_opening_says_nothing(decision: DecisionPage, keyboard: Keyboard) -> None:
    said = Said(decision)
    assert decision.hasFocus()
    for _ in range(3):
        keyboard.enter()
        keyboard.press(Qt.Key.Key_Space, " ")
    assert said.words == []


def test_a_scan_presses_nothing_and_fills_nothing(
    window: MainWindow, decision: DecisionPage, keyboard: Keyboard
) -> None:
    said = Said(decision)
    places = [decision, decision.choices[0], decision.reasons[0], decision.next_button, decision.back_button]
    for place in places:
        place.setFocus(Qt.FocusReason.TabFocusReason)
        keyboard.scan(CODE)
        keyboard.enter(50)
    assert said.words == []
    for field in decision.fields:
        field.edit.setFocus()
        before = field.edit.text()
        keyboard.scan(CODE)
        assert field.edit.text() == before
        assert said.edits[-1] == before, "what the burst wrote was taken back"
    assert keyboard.scans == [CODE] * (len(places) + len(decision.fields))
    assert window.page is decision
    assert window.input.text() == ""


def test_typing_beside_the_fields_goes_nowhere(
    window: MainWindow, decision: DecisionPage, keyboard: Keyboard
) -> None:
    keyboard.type("123")
    assert window.page is decision
    assert window.input.text() == ""
    decision.fields[0].edit.setFocus()
    decision.fields[0].edit.clear()
    keyboard.type("ab")
    assert decision.fields[0].edit.text() == "ab"


def test_keys_of_the_sale_below_mean_nothing_while_it_is_decided(
    window: MainWindow, decision: DecisionPage, keyboard: Keyboard
) -> None:
    said: list[object] = []
    window.intent.connect(said.append)
    for number in (2, 5, 6, 7, 8, 9, 10):
        keyboard.press(getattr(Qt.Key, f"Key_F{number}"))
    assert said == []
    keyboard.press(Qt.Key.Key_F1)
    assert said == [Intent.HELP]
    keyboard.press(Qt.Key.Key_Escape)
    assert window.page is None


def test_tab_goes_through_everything_and_stays_on_the_page(
    decision: DecisionPage, keyboard: Keyboard
) -> None:
    edits = [field.edit for field in decision.fields]
    reasons = [row for row in decision.reasons if not row.isHidden()]
    wanted = [*decision.choices, *reasons, *edits, decision.back_button, decision.next_button]
    seen = []
    for _ in wanted:
        keyboard.press(Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen == wanted
    keyboard.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is decision.choices[0]
    keyboard.press(Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is decision.next_button


def test_the_second_step_has_no_focus_on_a_button(decision: DecisionPage, keyboard: Keyboard) -> None:
    decision.next_button.setFocus(Qt.FocusReason.TabFocusReason)
    said = Said(decision)
    decision.render(doubt.decision("ru", step="confirm"))
    assert decision.hasFocus()
    keyboard.enter()
    assert said.words == []
    assert not any(row.isVisible() for row in (*decision.choices, *decision.reasons))
    QTest.mouseClick(decision.next_button, Qt.MouseButton.LeftButton)
    assert said.words == [()]


def test_a_table_opens_its_row_and_presses_by_key(window: MainWindow, keyboard: Keyboard) -> None:
    page = TablePage(window.look)
    page.closed.connect(window.close_page)
    window.open_page(page)
    page.render(doubt.aside("ru"))
    page.begin()
    opened: list[str] = []
    pressed: list[object] = []
    page.row_opened.connect(opened.append)
    page.pressed.connect(pressed.append)
    keyboard.press(Qt.Key.Key_Down)
    keyboard.enter()
    assert opened == [page.list.rows[1].ref]
    page.render(doubt.queue("ru"))
    keyboard.press(Qt.Key.Key_F8)
    keyboard.press(Qt.Key.Key_F5)
    assert pressed == [Intent.SEND_QUEUE]
    QTest.mouseClick(page._buttons[0], Qt.MouseButton.LeftButton)
    assert pressed == [Intent.SEND_QUEUE] * 2
    keyboard.press(Qt.Key.Key_Escape)
    assert window.page is None


def test_a_chosen_row_stays_chosen_while_the_rows_change(window: MainWindow, keyboard: Keyboard) -> None:
    page = TablePage(window.look)
    window.open_page(page)
    view = doubt.queue("ru")
    page.render(view)
    page.begin()
    keyboard.press(Qt.Key.Key_Down)
    chosen = page.list.chosen
    assert chosen is not None
    page.render(doubt.queue("uz"))
    assert page.list.chosen is not None
    assert page.list.chosen.ref == chosen.ref


def test_a_banner_is_dismissed_by_its_key_and_its_button(window: MainWindow, keyboard: Keyboard) -> None:
    said: list[object] = []
    window.intent.connect(said.append)
    window.render(doubt.sale_view("alarm-clock-wrong", "ru"))
    QTest.keyClick(window.input.field, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    assert said == [Intent.DISMISS, Intent.DISMISS]
    QTest.keyClick(window.input.field, Qt.Key.Key_F7, Qt.KeyboardModifier.ControlModifier)
    assert said[-1] is Intent.OFD_QUEUE


def test_alt_f4_is_left_to_the_system(window: MainWindow, keyboard: Keyboard) -> None:
    said: list[object] = []
    window.intent.connect(said.append)
    window.render(doubt.sale_view("unknown", "ru"))
    QTest.keyClick(window.panel, Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier)
    assert said == []
    QTest.keyClick(window.panel, Qt.Key.Key_F4)
    assert said == [Intent.CANCEL_LATER]


def test_the_chips_open_what_they_stand_for(window: MainWindow) -> None:
    window.render(doubt.sale_view("queue-waits", "ru"))
    said: list[object] = []
    window.intent.connect(said.append)
    window.chip_pressed.connect(said.append)
    cash, click, ofd, printer = window.strip.chips._chips
    for chip in (cash, click, printer, ofd):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert said == [Intent.OFD_QUEUE]
    assert "ВЫКЛЮЧЕНО" in click.toolTip()
    window.render(doubt.sale_view("recovered", "ru"))


# ── ends ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_window_over_a_payment_is_not_closed_and_says_so(window: MainWindow) -> None:
    said: list[object] = []
    window.intent.connect(said.append)
    busy = [True]
    window.may_close = lambda: not busy[0]
    assert not window.close()
    assert said == [Intent.CLOSE_WINDOW]
    busy[0] = False
    assert window.close()


class Session(QObject):
    """The part of an application that hears of the session's end."""

    commitDataRequest = Signal(object)  # noqa: N815 - Qt's name


class Manager:
    def __init__(self) -> None:
        self.cancelled = 0

    def cancel(self) -> None:
        self.cancelled += 1


@pytest.fixture
def session() -> tuple[Session, list[bool], list[str]]:
    app, busy, told = Session(), [True], list[str]()
    is_busy: Callable[[], bool] = lambda: busy[0]  # noqa: E731
    guard_session(cast("QApplication", app), is_busy, lambda: told.append("told"))
    return app, busy, told


def test_the_sessions_end_waits_for_a_payment_in_its_window(
    session: tuple[Session, list[bool], list[str]],
) -> None:
    app, busy, told = session
    manager = Manager()
    app.commitDataRequest.emit(manager)
    assert (manager.cancelled, told) == (1, ["told"])
    busy[0] = False
    app.commitDataRequest.emit(manager)
    assert (manager.cancelled, told) == (1, ["told"])


def test_the_real_application_has_the_signal(qapp: QApplication, qtbot: QtBot) -> None:
    guard_session(qapp, lambda: False, lambda: None)
    assert qapp.commitDataRequest is not None


def test_a_page_gives_way_to_a_result_but_not_to_the_next_sale(window: MainWindow, look: Look) -> None:
    def has_page() -> bool:
        return window.page is not None

    def open_page() -> None:
        page = TablePage(look)
        page.closed.connect(window.close_page)
        window.open_page(page)

    window.render(samples.UNKNOWN)
    open_page()
    window.render(samples.PAID)
    assert not has_page()
    open_page()
    window.render(samples.SALE)
    assert has_page()
    window.render(samples.WAITING)
    assert not has_page()
