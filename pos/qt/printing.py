"""Print-outs through Qt: on a system printer, or into PDF and PNG files.

Called from a worker thread, which may be kept waiting. A printer is driven in the GUI thread, as Qt
asks for; files are drawn where the call comes from. A fault is PrinterTrouble, and the sale is safe.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from pos.core.errors import PrinterTrouble
from pos.core.receipt import Receipt
from pos.qt.receipt_painter import paint_receipt, paper_mm, write_pdf, write_png
from pos.qt.receipt_rows import DOTS_PER_MM

PRINTER_WAIT_S = 15.0

Post = Callable[[Callable[[], object]], None]
"""Calls something in the GUI thread soon: `Bridge.post`."""


class FilePrintOut:
    """Writes each print-out as PDF and PNG into a folder. Any thread."""

    def __init__(self, folder: Path, *, pdf: bool = True, png: bool = True) -> None:
        self._folder = folder
        self._pdf, self._png = pdf, png

    def print(self, receipt: Receipt) -> None:
        """Write the files; the same name is written over.

        Raises:
            PrinterTrouble: the folder cannot be written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._pdf:
                write_pdf(receipt, self._folder / f"{receipt.name}.pdf")
            if self._png:
                write_png(receipt, self._folder / f"{receipt.name}.png")
        except OSError as error:
            raise PrinterTrouble(f"cannot write a print-out: {error}") from error


class QtPrintOut:
    """Prints on the system's printer `name` (empty: the default one) at 80 mm."""

    def __init__(self, post: Post, name: str = "", wait_s: float = PRINTER_WAIT_S) -> None:
        self._post = post
        self._name = name
        self._wait_s = wait_s

    def print(self, receipt: Receipt) -> None:
        """Hop into the GUI thread, print there, and wait for it. Never call it in the GUI thread.

        Raises:
            PrinterTrouble: no such printer, it refused, or it did not answer in time.
        """
        finished = threading.Event()
        trouble: list[Exception] = []

        def in_gui() -> None:
            try:
                print_now(receipt, self._name)
            except Exception as error:  # noqa: BLE001 - carried to the thread that asked
                trouble.append(error)
            finally:
                finished.set()

        self._post(in_gui)
        if not finished.wait(self._wait_s):
            raise PrinterTrouble("the printer did not answer in time")
        if trouble:
            raise PrinterTrouble(f"the printer refused: {trouble[0]}") from trouble[0]


def print_now(receipt: Receipt, name: str = "") -> None:
    """Print at once. GUI thread. QtPrintSupport is loaded here, since most tills never need it."""
    from PySide6.QtCore import QMarginsF, QSizeF
    from PySide6.QtGui import QPageLayout, QPageSize, QPainter
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    info = QPrinterInfo.printerInfo(name) if name else QPrinterInfo.defaultPrinter()
    if info.isNull():
        raise PrinterTrouble(f"no printer {name!r}" if name else "no default printer")
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setDocName(receipt.name)
    printer.setFullPage(True)
    size = QPageSize(QSizeF(*paper_mm(receipt)), QPageSize.Unit.Millimeter)
    printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterTrouble(f"the printer {info.printerName()!r} cannot be opened")
    scale = printer.resolution() / 25.4 / DOTS_PER_MM
    painter.scale(scale, scale)
    paint_receipt(painter, receipt)
    if not painter.end():
        raise PrinterTrouble("the print-out was not finished")
