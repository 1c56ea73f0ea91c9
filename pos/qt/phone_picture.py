"""The customer's phone as a drawing: on the screen of training, and as the camera would see it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from pos.qt.painting import box
from pos.qt.qr_matrix import paint_qr, qr_matrix
from pos.qt.typeset import CENTRE, MEDIUM, RIGHT, SEMIBOLD, style

BODY, SCREEN, INK, QUIET_INK = QColor("#12161C"), QColor("#FFFFFF"), QColor("#12161C"), QColor("#48525F")
DESK = QColor("#1B2026")
CAMERA_WIDTH, CAMERA_HEIGHT = 640, 480
TILT_DEGREES = -5.0
BEZEL, CORNER = 9.0, 24.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A grey picture, row after row without padding, as the camera pipeline takes it."""

    width: int
    height: int
    grey: bytes


def paint_phone(painter: QPainter, area: QRectF, code: str, code_text: str, below: str) -> None:
    """Draw the phone into `area`: a dark body, a white screen, the QR and its digits."""
    box(painter, area, CORNER, BODY)
    screen = area.adjusted(BEZEL, BEZEL, -BEZEL, -BEZEL)
    box(painter, screen, CORNER - BEZEL, SCREEN)
    small = style(13, 18, SEMIBOLD)
    head = QRectF(screen.left() + 12, screen.top() + 8, screen.width() - 24, 20)
    small.draw(painter, head, "9:41", INK)
    small.draw(painter, head, "CLICK Pass", INK, RIGHT)
    digits = style(15, 20, MEDIUM, tabular=True)
    if digits.width(code_text) > screen.width() - 16:
        digits = style(13, 20, MEDIUM, tabular=True)
    foot = 48 if below else 30
    text = QRectF(screen.left(), screen.bottom() - foot, screen.width(), 20)
    digits.draw(painter, text, code_text, INK, CENTRE)
    note = style(14, 20)
    if note.width(below) > screen.width() - 16:
        note = style(12, 20)
    note.draw(painter, text.translated(0, 21), note.elided(below, screen.width() - 12), QUIET_INK, CENTRE)
    room = QRectF(screen.left(), head.bottom(), screen.width(), text.top() - head.bottom())
    side = min(room.width() - 12, room.height())
    square = QRectF(room.center().x() - side / 2, room.center().y() - side / 2, side, side)
    if code:
        paint_qr(painter, square, qr_matrix(code))


def camera_view(code: str, code_text: str) -> QImage:
    """What a camera sees when the phone is held to it: a little tilted, on a dark desk."""
    image = QImage(CAMERA_WIDTH, CAMERA_HEIGHT, QImage.Format.Format_RGB888)
    image.fill(DESK)
    painter = QPainter(image)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.SmoothPixmapTransform
    )
    painter.translate(CAMERA_WIDTH / 2, CAMERA_HEIGHT / 2)
    painter.rotate(TILT_DEGREES)
    phone = QImage(380, 430, QImage.Format.Format_ARGB32_Premultiplied)
    phone.fill(Qt.GlobalColor.transparent)
    on_phone = QPainter(phone)
    on_phone.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    paint_phone(on_phone, QRectF(0, 0, 380, 430), code, code_text, "")
    on_phone.end()
    painter.drawImage(QRectF(-190, -215, 380, 430), phone, QRectF(0, 0, 380, 430))
    painter.end()
    return image


def grey_of(image: QImage) -> Picture:
    """The picture as grey bytes."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    width, height, stride = grey.width(), grey.height(), grey.bytesPerLine()
    data = bytes(grey.constBits())
    rows = (data[row * stride : row * stride + width] for row in range(height))
    return Picture(width, height, data[: width * height] if stride == width else b"".join(rows))


def rgb_of(image: QImage) -> bytes:
    """The picture as RGB888 without padding, for the preview."""
    colour = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height, stride = colour.width() * 3, colour.height(), colour.bytesPerLine()
    data = bytes(colour.constBits())
    return b"".join(data[row * stride : row * stride + width] for row in range(height))
