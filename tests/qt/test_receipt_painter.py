"""The paper: whole words, sums at the right, a QR that can be read, files of the right size."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from pos.core.errors import PrinterTrouble
from pos.core.receipt import OPEN_DRAWER, Pair, Qr, Receipt, Rule, Text
from pos.qt.phone_picture import grey_of
from pos.qt.printing import FilePrintOut, QtPrintOut
from pos.qt.receipt_painter import paper_mm, receipt_image, write_pdf, write_png
from pos.qt.receipt_rows import COLUMNS, DOTS_PER_MM, MARGIN, MM_58, QR_LEAST_MM, lines_of, wrapped
from tests.qt.more_samples import OFD_LINK, PAPER


def codes(image: QImage) -> list[str]:
    import numpy

    picture = grey_of(image)
    pixels = numpy.frombuffer(picture.grey, numpy.uint8).reshape(picture.height, picture.width)
    return [code.text for code in zxingcpp.read_barcodes(pixels)]


def test_the_qr_on_the_paper_is_read(qapp: object) -> None:
    assert codes(receipt_image(PAPER)) == [OFD_LINK]


def test_the_qr_is_large_enough_whatever_its_text(qapp: object) -> None:
    for length in (10, 60, 120, 200, 400):
        line = lines_of(Receipt("x", (Qr("a" * length),)))[0]
        assert line.height >= QR_LEAST_MM * DOTS_PER_MM


def test_paper_is_black_and_white_with_white_margins(qapp: object) -> None:
    image = receipt_image(PAPER)
    assert image.width() == 640
    for y in range(0, image.height(), 7):
        assert image.pixelColor(int(MARGIN) - 3, y).name() == "#ffffff"
        assert image.pixelColor(image.width() - int(MARGIN) + 3, y).name() == "#ffffff"


def test_long_words_are_broken_and_none_is_lost(qapp: object) -> None:
    name = "Чай чёрный байховый «Ахмад» Английский завтрак в пакетиках с ярлычками, 100 пакетиков"
    lines = list(wrapped(name, COLUMNS))
    assert " ".join(lines) == name
    assert all(len(line) <= COLUMNS for line in lines)
    link = "https://ofd.soliq.uz/" + "x" * 100
    assert "".join(wrapped(link, COLUMNS)) == link
    assert list(wrapped("  1 × 2", 20)) == ["  1 × 2"]
    assert list(wrapped("", 20)) == [""]


def test_a_figure_that_does_not_fit_goes_to_its_own_line(qapp: object) -> None:
    lines = lines_of(
        Receipt("x", (Pair("Ж" * 40, "12 345 678,00"), Pair("Итого", "1"), Rule(), Text("конец")))
    )
    assert [(line.left, line.right) for line in lines[:3]] == [
        ("Ж" * 40, ""),
        ("", "12 345 678,00"),
        ("Итого", "1"),
    ]


def test_files_are_written(qapp: object, tmp_path: Path) -> None:
    write_png(PAPER, tmp_path / "a.png")
    write_pdf(PAPER, tmp_path / "a.pdf")
    assert QImage(str(tmp_path / "a.png")).width() == 640
    pdf = (tmp_path / "a.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    width_mm, height_mm = paper_mm(PAPER)
    box = pdf.split(b"/MediaBox [")[1].split(b"]")[0].split()
    assert abs(float(box[2]) - width_mm / 25.4 * 72) < 1
    assert abs(float(box[3]) - height_mm / 25.4 * 72) < 1
    assert pdf.count(b"/Type /Page\n") == 1


def test_a_folder_that_cannot_be_written_is_printer_trouble(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PrinterTrouble) as failed:
        FilePrintOut(tmp_path / "file").print(PAPER)
    assert failed.value.facts["begun"] is False


def test_files_can_be_drawn_outside_the_gui_thread(qapp: object, tmp_path: Path) -> None:
    errors: list[BaseException] = []

    def work() -> None:
        try:
            FilePrintOut(tmp_path).print(PAPER)
        except BaseException as error:  # noqa: BLE001 - carried to the test
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert errors == []
    assert codes(QImage(str(tmp_path / f"{PAPER.name}.png"))) == [OFD_LINK]
    assert (tmp_path / f"{PAPER.name}.pdf").exists()


def test_a_printer_that_is_not_there_is_printer_trouble(qtbot: QtBot) -> None:
    calls: list[object] = []
    failed: list[BaseException] = []
    out = QtPrintOut(lambda call: calls.append(call), "no such printer")

    def work() -> None:
        try:
            out.print(PAPER)
        except PrinterTrouble as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    qtbot.waitUntil(lambda: bool(calls))
    call = calls[0]
    assert callable(call)
    call()
    thread.join()
    assert "no such printer" in str(failed[0])
    assert isinstance(failed[0], PrinterTrouble)
    assert failed[0].facts["begun"] is False


def test_a_window_that_does_not_answer_is_not_waited_for_forever() -> None:
    calls: list[Callable[[], object]] = []
    with pytest.raises(PrinterTrouble, match="in time") as failed:
        QtPrintOut(calls.append, "no such printer", wait_s=0.01).print(PAPER)
    assert failed.value.facts["begun"] is False
    calls[0]()  # its turn comes too late: it was given up, and nothing is printed twice


def test_a_print_out_that_hangs_in_the_printer_may_have_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def hangs(*_args: object) -> None:
        begun.set()
        go_on.wait(10)

    monkeypatch.setattr("pos.qt.printing.print_now", hangs)
    threads: list[threading.Thread] = []

    def post(call: Callable[[], object]) -> None:
        threads.append(threading.Thread(target=call))
        threads[0].start()
        begun.wait(10)

    with pytest.raises(PrinterTrouble, match="in time") as failed:
        QtPrintOut(post, wait_s=0.01).print(PAPER)
    go_on.set()
    threads[0].join(10)
    assert failed.value.facts["begun"] is True


def test_narrow_paper_is_written_narrow(qapp: object, tmp_path: Path) -> None:
    FilePrintOut(tmp_path, sheet=MM_58).print(PAPER)
    image = QImage(str(tmp_path / f"{PAPER.name}.png"))
    assert image.width() == 464
    assert codes(image) == [OFD_LINK]


def test_the_drawer_alone_is_no_file(qapp: object, tmp_path: Path) -> None:
    FilePrintOut(tmp_path).print(OPEN_DRAWER)
    assert list(tmp_path.iterdir()) == []
