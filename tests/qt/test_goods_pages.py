"""The pages of goods over the sale: keys, focus, room in every language, a scan presses nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from pos.core.errors import JournalDamaged
from pos.qt.goods_files import ask_for_table
from pos.qt.goods_import_parts import BAR, WORDS
from pos.qt.goods_import_view import GoodsImportPage
from pos.qt.goods_rows import CELL_GAP, WIDTHS
from pos.qt.goods_view import GoodsPage
from pos.qt.main_window import MainWindow
from pos.qt.notice_view import NoticePage
from pos.qt.page import Page
from pos.qt.pages import Doors, Pages
from pos.qt.panel_actions import ActionButton
from pos.qt.table_parts import cells
from pos.qt.typeset import SEMIBOLD, style
from pos.screens.goods_views import ImportStep, ImportView
from pos.screens.views import Intent
from pos.screens.words import LANGUAGES, Words
from tests.fakes.goods_desk import GOODS, FakeGoods
from tests.qt import goods_samples
from tests.qt.conftest import Keyboard
from tests.screens.counter_kit import Kit

SIZES = [(1024, 768), (1366, 768), (1920, 1080)]


class Bench:
    """A window whose sale and pages talk to fakes."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.desk = FakeGoods(*GOODS)
        self.kit = Kit("en")
        self.asked: list[Callable[[str], None]] = []
        self.pages = Pages(
            window,
            self.kit.screen,
            window.look,
            doors=Doors(self.kit.till, goods=self.desk),
            runner=self.kit.runner,
            words=self.kit.screen.words,
        )

    def open(self) -> GoodsPage:
        self.pages.navigate(Intent.GOODS, "")
        assert self.pages.goods is not None
        self.pages.goods.browse = self._browse
        page = self.window.page
        assert isinstance(page, GoodsPage)
        return page

    def open_import(self) -> GoodsImportPage:
        self.open().import_button.click()
        page = self.window.page
        assert isinstance(page, GoodsImportPage)
        return page

    def _browse(self, _words: Words, chosen: Callable[[str], None]) -> object:
        self.asked.append(chosen)
        return self

    def shows(self, page: type[Page] | None) -> bool:
        shown = self.window.page
        return shown is None if page is None else isinstance(shown, page)

    @property
    def table(self) -> ImportView:
        assert self.pages.goods is not None
        assert self.pages.goods.table is not None
        return self.pages.goods.table


@pytest.fixture
def bench(window: MainWindow) -> Bench:
    return Bench(window)


def named(keyboard: Keyboard, key: Qt.Key, text: str = "") -> None:
    keyboard.press(key, text, 500)


# ── the list ──────────────────────────────────────────────────────────────────────────────────────


def test_the_list_is_searched_chosen_and_left_by_keys(bench: Bench, keyboard: Keyboard) -> None:
    page = bench.open()
    named(keyboard, Qt.Key.Key_Down)
    assert page.list.hasFocus()
    assert bench.pages.goods is not None
    assert bench.pages.goods.goods is not None
    assert bench.pages.goods.goods.selected == GOODS[1].barcode
    keyboard.type("Чай")
    assert page.field is not None
    assert page.field.text() == "Чай"
    assert [row.ref for row in page.list.rows] == [GOODS[0].barcode]
    named(keyboard, Qt.Key.Key_Escape)
    named(keyboard, Qt.Key.Key_F3)
    assert len(page.list.rows) == 2
    named(keyboard, Qt.Key.Key_Escape)
    named(keyboard, Qt.Key.Key_Escape)
    assert bench.shows(None)


def test_tab_goes_around_on_the_list_and_the_good_can_be_scrolled_by_keys(
    bench: Bench, keyboard: Keyboard
) -> None:
    page = bench.open()
    found = []
    parts = 5 + sum(button.isEnabled() for button in page.buttons)  # field, two tabs, list, the good
    for _ in range(parts + 1):
        found.append(QApplication.focusWidget())
        page.focusNextPrevChild(True)
    assert page.field is found[0]
    assert found[parts] is found[0]
    assert page.panel.area in found
    assert page.close_button in found


def test_f8_and_f9_of_the_sale_charge_nothing_here(bench: Bench, keyboard: Keyboard) -> None:
    bench.kit.scan(next(iter(bench.kit.till.goods)))
    bench.open()
    named(keyboard, Qt.Key.Key_F8)
    assert bench.shows(GoodsPage)
    assert bench.kit.view.panel is None


def test_without_a_desk_and_over_a_broken_journal_nothing_opens(bench: Bench) -> None:
    bench.pages.trouble(JournalDamaged("x"))
    bench.pages.navigate(Intent.GOODS, "")
    assert bench.shows(NoticePage)
    assert bench.desk.asked == []


# ── the import ────────────────────────────────────────────────────────────────────────────────────


def test_a_table_is_taken_in_by_the_keyboard_alone(bench: Bench, keyboard: Keyboard) -> None:
    bench.open()
    named(keyboard, Qt.Key.Key_F9)
    page = bench.window.page
    assert isinstance(page, GoodsImportPage)
    keyboard.type("/goods.xlsx")
    keyboard.enter(500)
    assert bench.desk.files == ["/goods.xlsx"]
    assert page.columns.columns.hasFocus()
    for _ in range(4):
        keyboard.press(Qt.Key.Key_Down, "", 500)
    keyboard.enter(500)
    assert page.columns.choices.hasFocus()
    keyboard.press(Qt.Key.Key_Down, "", 500)
    keyboard.press(Qt.Key.Key_Down, "", 500)
    keyboard.enter(500)
    assert bench.table.columns is not None
    assert bench.table.columns.rows[4].means == "Name in Uzbek"
    named(keyboard, Qt.Key.Key_Delete)
    assert not bench.table.columns.rows[4].used
    named(keyboard, Qt.Key.Key_F9)
    assert bench.table.step is ImportStep.CHECK
    named(keyboard, Qt.Key.Key_F10)
    assert (bench.desk.taken, bench.table.step) == (1, ImportStep.DONE)
    assert bench.kit.view.quick_keys
    named(keyboard, Qt.Key.Key_Escape)
    assert bench.shows(GoodsPage)


def test_esc_goes_from_the_choices_to_the_columns_to_the_file_to_the_list(
    bench: Bench, keyboard: Keyboard
) -> None:
    page = bench.open_import()
    page.dropped.emit("/goods.csv")
    page.columns.choices.setFocus()
    named(keyboard, Qt.Key.Key_Escape)
    assert page.columns.columns.hasFocus()
    named(keyboard, Qt.Key.Key_Escape)
    assert bench.table.step is ImportStep.FILE
    named(keyboard, Qt.Key.Key_Escape)
    assert bench.shows(GoodsPage)
    assert bench.desk.taken == 0


def test_a_file_is_dropped_or_chosen_in_the_systems_dialog(bench: Bench, keyboard: Keyboard) -> None:
    page = bench.open_import()
    named(keyboard, Qt.Key.Key_F2)
    assert bench.pages.goods is not None
    assert bench.pages.goods.dialog is bench, "what is not kept goes at once"
    bench.asked[0]("/from-the-dialog.csv")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/dropped.csv")])
    nothing = Qt.KeyboardModifier.NoModifier
    page.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, nothing)
    )
    assert bench.desk.files == ["/from-the-dialog.csv", "/dropped.csv"]


def test_a_scan_neither_closes_the_import_nor_presses_anything(bench: Bench, keyboard: Keyboard) -> None:
    page = bench.open_import()
    page.dropped.emit("/goods.csv")
    keyboard.scan("4780012340207")
    assert bench.shows(GoodsImportPage)
    assert bench.table.step is ImportStep.COLUMNS
    assert bench.desk.columns == []


def test_another_page_ends_an_import_that_writes_nothing(bench: Bench) -> None:
    page = bench.open_import()
    page.dropped.emit("/goods.csv")
    bench.pages.navigate(Intent.HELP, "")
    assert bench.shows(NoticePage)
    assert bench.desk.forgotten == 1


# ── room ──────────────────────────────────────────────────────────────────────────────────────────


def fits(button: ActionButton) -> bool:
    room = button.width() - 2 * 15 - 60
    lines = style(12, 15, SEMIBOLD).lines(button.view.word, room)
    return len(lines) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", goods_samples.LISTS)
def test_the_list_has_room_in_every_language(window: MainWindow, name: str, language: str) -> None:
    view = goods_samples.goods_view(name, language)
    page = GoodsPage(window.look)
    page.render(view)
    window.open_page(page)
    for size in SIZES:
        window.resize(*size)
        page.grab()
        assert page.tabs[-1].geometry().right() < page.panel.geometry().left()
        assert page.field is not None
        assert page.field.width() > 120
        assert all(fits(button) for button in page.buttons if not button.isHidden())
        if view.detail:
            sheet = page.panel._sheet
            assert sheet.height() >= sheet.height_wanted(sheet.width())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", goods_samples.IMPORTS)
def test_the_import_has_room_in_every_language(window: MainWindow, name: str, language: str) -> None:
    view = goods_samples.import_view(name, language)
    page = GoodsImportPage(window.look)
    page.render(view)
    window.open_page(page)
    for size in SIZES:
        window.resize(*size)
        page.grab()
        assert all(fits(button) for button in page.buttons if not button.isHidden())
        if view.report:
            room = page.report.width() - 36
            used = 24 * len(style(18, 24, 500).lines(view.report.what, room))
            used += 22 * len(style(16, 22).lines(view.report.do, room))
            assert used <= WORDS - 14 - (0 if view.report.part is None else BAR)


# ── the system's dialog ───────────────────────────────────────────────────────────────────────────


def test_where_the_system_has_no_dialog_the_buttons_speak_our_language(qapp: QApplication) -> None:
    chosen: list[str] = []
    dialog = ask_for_table(Words("uz"), chosen.append)
    assert dialog.isVisible()
    assert dialog.labelText(QFileDialog.DialogLabel.Accept) == "Tanlash"
    assert dialog.labelText(QFileDialog.DialogLabel.Reject) == Words("uz").say("Cancel")
    dialog.fileSelected.emit("/goods.csv")
    assert chosen == ["/goods.csv"]
    dialog.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_a_row_is_refused_stands_there_whole_where_the_window_is_narrow(
    window: MainWindow, language: str
) -> None:
    window.resize(1024, 768)
    page = GoodsImportPage(window.look)
    page.render(goods_samples.import_view("columns", language))
    window.open_page(page)
    preview = page.columns.preview
    _name, code, price, _ready = cells(QRectF(preview.viewport().rect()), WIDTHS, CELL_GAP)
    whys = [row.why for row in preview.rows if row.why]
    assert whys
    for why in whys:
        lines = style(13, 18, tabular=True).lines(why, price.right() - code.left(), 2)
        assert " ".join(lines).split() == why.split()
