"""QR codes as squares: made by the `qrcode` package (loaded when first needed), drawn by us."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

QUIET = 4
Matrix = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=16)
def qr_matrix(text: str) -> Matrix:
    """The modules of a QR of `text`, quiet zone included; True is dark."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix())


def paint_qr(painter: QPainter, square: QRectF, matrix: Matrix, dark: QColor | None = None) -> None:
    """Draw the modules into `square`. Each is a whole number of units, so that no module is wider."""
    count = len(matrix)
    module = square.width() / count
    whole = int(module)
    if whole >= 1:
        module = float(whole)
    side = module * count
    left, top = square.center().x() - side / 2, square.center().y() - side / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(square, QColor(255, 255, 255))
    painter.setPen(Qt.PenStyle.NoPen)
    ink = dark or QColor(0, 0, 0)
    for y, row in enumerate(matrix):
        x = 0
        while x < count:
            run = 0
            while x + run < count and row[x + run]:
                run += 1
            if run:
                painter.fillRect(QRectF(left + x * module, top + y * module, run * module, module), ink)
            x += max(run, 1)
    painter.restore()
