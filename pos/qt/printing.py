"""Print-outs through Qt: on a system printer, or into PDF and PNG files.

Called from a worker thread, which may be kept waiting. A printer is driven in the GUI thread, as Qt
asks for; files are drawn where the call comes from. A fault is PrinterTrouble, and the sale is safe;
its fact `begun` is False when certainly nothing of the paper came out, so that it is no copy later.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from pos.core.errors import PrinterTrouble
from pos.core.receipt import Receipt
from pos.qt.receipt_painter import paint_receipt, paper_mm, write_pdf, write_png
from pos.qt.receipt_rows import DOTS_PER_MM, MM_80, Sheet

PRINTER_WAIT_S = 15.0

Post = Callable[[Callable[[], object]], None]
"""Calls something in the GUI thread soon: `Bridge.post`."""


class FilePrintOut:
    """Writes each print-out as PDF and PNG into a folder, as wide as `sheet`. Any thread."""

    def __init__(self, folder: Path, *, pdf: bool = True, png: bool = True, sheet: Sheet = MM_80) -> None:
        self._folder = folder
        self._pdf, self._png = pdf, png
        self._sheet = sheet

    def print(self, receipt: Receipt) -> None:
        """Write the files; the same name is written over. The drawer alone is no file.

        Raises:
            PrinterTrouble: the folder cannot be written. Never `begun`: a file is not handed to anybody, and
                the next attempt writes over what there is.
        """
        if not receipt.rows:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._pdf:
                write_pdf(receipt, self._folder / f"{receipt.name}.pdf", self._sheet)
            if self._png:
                write_png(receipt, self._folder / f"{receipt.name}.png", self._sheet)
        except OSError as error:
            why = error.strerror or "cannot be written"
            raise PrinterTrouble(
                f"cannot write a print-out: {error}", device=str(self._folder), why=why, begun=False
            ) from error


class QtPrintOut:
    """Prints on the system's printer `name` (empty: the default one), as wide as `sheet`."""

    def __init__(
        self, post: Post, name: str = "", wait_s: float = PRINTER_WAIT_S, sheet: Sheet = MM_80
    ) -> None:
        self._post = post
        self._name = name
        self._wait_s = wait_s
        self._sheet = sheet

    def print(self, receipt: Receipt) -> None:
        """Hop into the GUI thread, print there, and wait for it. Never call it in the GUI thread.

        Raises:
            PrinterTrouble: no such printer, it refused, or it did not answer in time. A print-out that was
                given up before its turn came is not begun, and is not printed later either.
        """
        if not receipt.rows:
            return
        turn = _Turn()

        def in_gui() -> None:
            if turn.take():
                turn.do(lambda: print_now(receipt, self._name, self._sheet))

        self._post(in_gui)
        device = self._name or "printer"
        if not turn.finished.wait(self._wait_s):
            why = "no answer"
            begun = not turn.take()  # taken away: from now on it cannot begin any more
            raise PrinterTrouble("the printer did not answer in time", device=device, why=why, begun=begun)
        if turn.trouble is not None:
            facts: dict[str, object] = {"device": device, "why": "refused", "begun": True}
            if isinstance(turn.trouble, PrinterTrouble):
                facts |= turn.trouble.facts
            raise PrinterTrouble(f"the printer refused: {turn.trouble}", **facts) from turn.trouble


class _Turn:
    """One print-out's turn in the GUI thread: taken once, by who prints or by who gives it up."""

    def __init__(self) -> None:
        self.finished = threading.Event()
        self.trouble: Exception | None = None
        self._free = threading.Lock()

    def take(self) -> bool:
        """Whether nobody had taken it before."""
        return self._free.acquire(blocking=False)

    def do(self, work: Callable[[], object]) -> None:
        """Work, and tell the thread that waits how it went."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - carried to the thread that asked
            self.trouble = error
        finally:
            self.finished.set()


def system_printers(post: Post, wait_s: float = PRINTER_WAIT_S) -> tuple[str, ...]:
    """The names of the printers that this computer knows, asked for in the GUI thread. Never call it there.

    Raises PrinterTrouble when the window does not answer in time.
    """
    turn = _Turn()
    names: list[str] = []

    def in_gui() -> None:
        from PySide6.QtPrintSupport import QPrinterInfo

        turn.do(lambda: names.extend(QPrinterInfo.availablePrinterNames()))

    post(in_gui)
    if not turn.finished.wait(wait_s) or turn.trouble is not None:
        why = "no answer"
        raise PrinterTrouble("the system does not name its printers", device="printer", why=why, begun=False)
    return tuple(names)


def print_now(receipt: Receipt, name: str = "", sheet: Sheet = MM_80) -> None:
    """Print at once. GUI thread. QtPrintSupport is loaded here, since most tills never need it."""
    from PySide6.QtCore import QMarginsF, QSizeF
    from PySide6.QtGui import QPageLayout, QPageSize, QPainter
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    info = QPrinterInfo.printerInfo(name) if name else QPrinterInfo.defaultPrinter()
    if info.isNull():
        why = "there is no such printer"
        detail = f"no printer {name!r}" if name else "no default printer"
        raise PrinterTrouble(detail, why=why, begun=False)
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setDocName(receipt.name)
    printer.setFullPage(True)
    size = QPageSize(QSizeF(*paper_mm(receipt, sheet)), QPageSize.Unit.Millimeter)
    printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    painter = QPainter()
    if not painter.begin(printer):
        why = "it cannot be opened"
        raise PrinterTrouble(f"the printer {info.printerName()!r} cannot be opened", why=why, begun=False)
    scale = printer.resolution() / 25.4 / DOTS_PER_MM
    painter.scale(scale, scale)
    paint_receipt(painter, receipt, sheet)
    if not painter.end():
        raise PrinterTrouble("the print-out was not finished", why="the print-out was not finished")
