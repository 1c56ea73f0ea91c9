"""A print-out drawn with QPainter: on the screen, into a PNG or a PDF, or on a printer. Pure black on white.

Works outside the GUI thread too, once the fonts are loaded. Each figure of a line stands in its column,
so that sums agree under one another whatever the letters between them are.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPageSize, QPainter, QPdfWriter

from pos.core.receipt import Picture, Receipt
from pos.qt.qr_matrix import paint_qr, qr_matrix
from pos.qt.receipt_rows import COLUMN, DOTS_PER_MM, LINE, MARGIN, MM_80, Line, Sheet, height_of, lines_of
from pos.qt.typeset import FAMILY

BLACK, WHITE = QColor(0, 0, 0), QColor(255, 255, 255)
TEXT_PX, DOUBLE_PX = 20, 34
PDF_DPI = 203


def paint_receipt(painter: QPainter, receipt: Receipt, sheet: Sheet = MM_80) -> None:
    """Draw `receipt` in the layout's dots, from the paper's top left corner."""
    painter.setRenderHints(QPainter.RenderHint.TextAntialiasing)
    top = MARGIN
    for line in lines_of(receipt, sheet):
        _paint_line(painter, line, QRectF(sheet.margin, top, sheet.width, line.height))
        top += line.height


def paper_dots(receipt: Receipt, sheet: Sheet = MM_80) -> tuple[float, float]:
    """Width and height of the paper in dots."""
    return sheet.width + 2 * sheet.margin, height_of(lines_of(receipt, sheet))


def paper_mm(receipt: Receipt, sheet: Sheet = MM_80) -> tuple[float, float]:
    """Width and height of the paper in millimetres."""
    return sheet.paper_mm, paper_dots(receipt, sheet)[1] / DOTS_PER_MM


def receipt_image(receipt: Receipt, scale: float = 1.0, sheet: Sheet = MM_80) -> QImage:
    """The paper as a picture, one pixel a dot times `scale`."""
    width, height = paper_dots(receipt, sheet)
    image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
    image.fill(WHITE)
    dots_per_metre = round(DOTS_PER_MM * scale * 1000)
    image.setDotsPerMeterX(dots_per_metre)
    image.setDotsPerMeterY(dots_per_metre)
    painter = QPainter(image)
    painter.scale(scale, scale)
    paint_receipt(painter, receipt, sheet)
    painter.end()
    return image


def write_png(receipt: Receipt, path: Path, sheet: Sheet = MM_80) -> None:
    """Write the paper as a PNG. Raises OSError when it cannot be written."""
    if not receipt_image(receipt, sheet=sheet).save(str(path)):
        raise OSError(f"cannot write {path}")


def write_pdf(receipt: Receipt, path: Path, sheet: Sheet = MM_80) -> None:
    """Write the paper as a PDF of one page, exactly as long as the print-out. Raises OSError."""
    writer = QPdfWriter(str(path))
    writer.setResolution(PDF_DPI)
    writer.setTitle(receipt.name)
    width_mm, height_mm = paper_mm(receipt, sheet)
    writer.setPageSize(QPageSize(QSizeF(width_mm, height_mm), QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(f"cannot write {path}")
    scale = PDF_DPI / 25.4 / DOTS_PER_MM
    painter.scale(scale, scale)
    paint_receipt(painter, receipt, sheet)
    if not painter.end():
        raise OSError(f"cannot write {path}")


def _paint_line(painter: QPainter, line: Line, area: QRectF) -> None:
    if line.rule:
        painter.fillRect(QRectF(area.left(), area.center().y() - 1, area.width(), 2), BLACK)
        return
    if line.qr:
        matrix = qr_matrix(line.qr)
        side = area.height() - LINE / 2
        square = QRectF(area.center().x() - side / 2, area.top() + LINE / 4, side, side)
        paint_qr(painter, square, matrix)
        return
    if line.picture:
        _paint_picture(painter, line.picture, area)
        return
    letters = _letters(line)
    for text, align in (
        (line.left, Qt.AlignmentFlag.AlignLeft),
        (line.centre, Qt.AlignmentFlag.AlignHCenter),
        (line.right, Qt.AlignmentFlag.AlignRight),
    ):
        if text:
            _paint_text(painter, letters, area, text, align)


def _paint_picture(painter: QPainter, picture: Picture, area: QRectF) -> None:
    image = QImage(
        picture.bits, picture.width, picture.height, picture.row_bytes, QImage.Format.Format_Mono
    ).copy()  # the first one only looks at the bytes
    image.setColorTable([WHITE.rgb(), BLACK.rgb()])
    height = area.height() - LINE / 2
    width = picture.width * height / picture.height
    painter.drawImage(QRectF(area.center().x() - width / 2, area.top(), width, height), image)


def _letters(line: Line) -> QFont:
    made = QFont(FAMILY)
    made.setPixelSize(DOUBLE_PX if line.double else TEXT_PX)
    made.setWeight(QFont.Weight.DemiBold if line.bold else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _paint_text(painter: QPainter, letters: QFont, area: QRectF, text: str, align: Qt.AlignmentFlag) -> None:
    """Indents are whole columns; a line too wide for the paper is set narrower, never cut."""
    indent = (len(text) - len(text.lstrip(" "))) * COLUMN if align is Qt.AlignmentFlag.AlignLeft else 0.0
    text = text.strip(" ")
    metrics = QFontMetricsF(letters)
    width = metrics.horizontalAdvance(text)
    room = area.width() - indent
    painter.save()
    painter.setFont(letters)
    painter.setPen(BLACK)
    left = area.left() + indent
    if width > room:
        painter.translate(left, 0)
        painter.scale(room / width, 1)
        left = 0.0
    elif align is Qt.AlignmentFlag.AlignRight:
        left = area.right() - width
    elif align is Qt.AlignmentFlag.AlignHCenter:
        left = area.center().x() - width / 2
    baseline = area.center().y() + (metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(left, baseline), text)
    painter.restore()
