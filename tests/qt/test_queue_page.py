"""The OFD queue takes the QR of a fiscal device's paper for the chosen row, and leaves other scans alone."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos.qt.main_window import MainWindow
from pos.qt.queue_page import QueuePage
from tests.fakes.click import LINK
from tests.qt import doubt_samples as doubt
from tests.qt.conftest import Keyboard


def opened(window: MainWindow, *, papers: bool) -> tuple[QueuePage, list[tuple[str, str]]]:
    page = QueuePage(window.look)
    page.closed.connect(window.close_page)
    told: list[tuple[str, str]] = []
    page.scanned.connect(lambda text, ref: told.append((text, ref)))
    window.open_page(page)
    page.render(doubt.queue_of_papers("ru") if papers else doubt.queue("ru", empty=True))
    page.begin()
    return page, told


def test_a_scan_belongs_to_the_chosen_row_and_closes_nothing(window: MainWindow, keyboard: Keyboard) -> None:
    page, told = opened(window, papers=True)
    keyboard.press(Qt.Key.Key_Down)
    keyboard.scan(LINK)
    assert keyboard.scans == [LINK]
    assert window.page is page
    assert window.input.text() == ""
    assert page.take_scan(LINK)
    assert told == [(LINK, page.list.rows[1].ref)]


def test_where_no_row_waits_the_sale_has_the_scan_as_before(window: MainWindow, keyboard: Keyboard) -> None:
    page, told = opened(window, papers=False)
    assert not page.take_scan(LINK)
    keyboard.type("1")
    assert window.page is None, "typing returns to the input line"
    assert told == []


def test_the_hint_stands_clear_of_the_buttons_in_every_width(window: MainWindow) -> None:
    page, _told = opened(window, papers=True)
    for width in (1024, 1366, 1920):
        window.resize(width, 768)
        before = page.grab().toImage()
        view = doubt.queue_of_papers("ru", "attached")
        page.render(view)
        after = page.grab().toImage()
        page.render(doubt.queue_of_papers("ru"))
        left = min(button.x() for button in page._buttons if not button.isHidden())
        ratio = after.devicePixelRatio()
        row = after.height() - 26
        beside = range(round(left * ratio), after.width(), 7)
        assert before != after, "the hint is drawn"
        assert all(before.pixel(x, row) == after.pixel(x, row) for x in beside)
