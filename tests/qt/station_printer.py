"""The printer at a whole till: set up in the window, papers that wait printed by a press on its chip."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from pos.flow.events import PrintChanged
from pos.qt.history_view import HistoryPage
from pos.qt.printer_view import PrinterPage
from pos.screens.printer_views import PrinterView
from pos.screens.views import Intent, Tone
from pos.settings import load
from tests.devices.printing_kit import Mood, loopback_printer
from tests.qt.station_kit import Till, click, cold, till

__all__ = ["click", "cold", "till"]


def page(till: Till) -> PrinterView:
    assert till.station.pages.printer is not None
    return till.station.pages.printer


def set_up(till: Till) -> None:
    till.ctrl("F11")
    assert isinstance(till.page, PrinterPage)
    till.wait(lambda: page(till).paper is not None)


def choose(till: Till, name: str, word: str) -> None:
    """Step a choice until it says `word`."""
    assert isinstance(till.page, PrinterPage)
    field = next(one for one in till.page.form.fields if one.objectName() == name)
    for _ in range(8):
        if next(one for one in page(till).fields if one.field.name == name).field.value == word:
            return
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    raise AssertionError(word)


def write(till: Till, name: str, text: str) -> None:
    assert isinstance(till.page, PrinterPage)
    field = next(one for one in till.page.form.fields if one.objectName() == name)
    edit = field.findChild(QLineEdit)
    assert isinstance(edit, QLineEdit)
    edit.setFocus()
    edit.selectAll()
    till.type(text)


def test_files_on_narrow_paper_from_the_next_sale_on(till: Till) -> None:
    set_up(till)
    choose(till, "printer.kind", "Files (PDF and PNG)")
    choose(till, "paper", "58 mm")
    till.key("F8")
    till.wait(lambda: page(till).progress.tone is Tone.GREEN)
    assert QImage(str(till.home.prints / "test-page.png")).width() == 464
    till.key("F10")
    till.wait(lambda: page(till).progress.word == "Saved")
    saved = load(till.home, {}).printer
    assert (saved.kind, saved.width_chars) == ("pdf", 32)
    till.key("Esc")
    assert not is_open(till)
    till.paid()
    till.wait(lambda: any(QImage(str(file)).width() == 464 for file in pictures(till.home.prints)))
    assert till.tray.papers, "what the till had besides prints on"
    till.key("F7")
    history = till.page
    assert isinstance(history, HistoryPage)
    assert history.paper.sheet.columns == 32


def is_open(till: Till) -> bool:
    return till.page is not None


def pictures(folder: Path) -> list[Path]:
    return sorted(folder.glob("sale-*.png"))


def test_a_printer_in_the_network_that_is_off_stalls_and_then_prints(till: Till) -> None:
    with loopback_printer() as printer:
        printer.switch_off()
        set_up(till)
        choose(till, "printer.kind", "Receipt printer, network")
        write(till, "printer.host", "127.0.0.1")
        write(till, "printer.port", str(printer.port))
        till.key("F8")
        till.wait(lambda: page(till).progress.tone is Tone.RED)
        assert "refuses" in page(till).progress.detail
        printer.mood = Mood.STALLS
        printer.switch_on()
        choose(till, "printer.profile", "80 mm · 48 · drawn letters")
        till.key("F8")
        till.wait(lambda: page(till).progress.tone is Tone.BLUE)
        till.wait(lambda: page(till).progress.tone is Tone.RED)
        assert "stopped in the middle" in page(till).progress.detail
        assert till.stall.busiest_s < 0.5, "the window went on"
        printer.switch_off()
        printer.mood = Mood.PRINTS
        printer.switch_on()
        till.key("F8")
        till.wait(lambda: page(till).progress.tone is Tone.GREEN)
        till.key("Esc")
        assert page(till).asking
        till.key("F9")
        assert not is_open(till)
    assert len(printer.papers) == 1
    assert not till.home.settings.exists(), "left without saving"


def test_the_chip_of_the_printer_prints_what_waits(till: Till) -> None:
    till.paid()
    till.wait(lambda: len(till.tray.papers) == 1)
    assert till.chip("printer").intent is None
    till.station.on_event(PrintChanged(till.rows()[0].sale_id, ok=False, why="off", waiting=1))
    till.wait(lambda: till.chip("printer").intent is Intent.PRINT_WAITING)
    chips = till.station.window.strip.chips._chips
    chip = next(one for one in chips if one.view.name == "printer")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    till.wait(lambda: "Printed: 0" in till.view.toast)
    assert till.chip("printer").intent is None
