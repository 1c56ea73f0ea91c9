"""The few shapes everything is drawn with: a box, a hairline, a key cap, a shadow."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from pos.qt.typeset import CENTRE, MEDIUM, Type, style

CAP_RADIUS, TILE_RADIUS, CARD_RADIUS = 4.0, 6.0, 8.0


def painter_on(widget: QWidget) -> QPainter:
    """A smooth painter on `widget`; end it before the paint event returns."""
    painter = QPainter(widget)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    return painter


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None,
    border: QColor | None = None,
    border_px: float = 1.0,
) -> None:
    """A rounded box whose border lies wholly inside `rect`."""
    inset = border_px / 2 if border else 0.0
    painter.setBrush(fill if fill else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(border, border_px) if border else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)


def rounded(rect: QRectF, radius: float) -> QPainterPath:
    """A rounded rectangle as a path, for clipping."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


def hairline(painter: QPainter, left: float, top: float, length: float, colour: QColor) -> None:
    """A level line, one pixel thick."""
    painter.fillRect(QRectF(left, top, length, 1), colour)


def upright(painter: QPainter, left: float, top: float, length: float, colour: QColor) -> None:
    """A standing line, one pixel thick."""
    painter.fillRect(QRectF(left, top, 1, length), colour)


def cap_width(text: str, *, large: bool = False) -> float:
    """How wide the cap of key `text` is."""
    return round(_cap_type(large).width(text) + (18 if large else 12))


def key_cap(
    painter: QPainter,
    right: float,
    middle: float,
    text: str,
    colour: QColor,
    border: QColor,
    *,
    large: bool = False,
) -> float:
    """The cap of a key, its right edge at `right` and its middle at `middle`; returns its width."""
    if not text:
        return 0.0
    width, height = cap_width(text, large=large), 24.0 if large else 20.0
    rect = QRectF(right - width, middle - height / 2, width, height)
    box(painter, rect, CAP_RADIUS, None, border)
    _cap_type(large).draw(painter, rect, text, colour, CENTRE)
    return width


def _cap_type(large: bool) -> Type:
    return style(14, 20, MEDIUM) if large else style(12, 15, MEDIUM)


def shadow(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    """The one shadow there is: 4 down, 12 soft. Drawn as thin rings, so that nothing has to be blurred."""
    if colour.alpha() == 0:
        return
    steps = 12
    ring = QColor(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(steps, 0, -1):
        ring.setAlphaF(colour.alphaF() * (1 - step / steps) ** 2 / 3)
        painter.setBrush(ring)
        grown = rect.adjusted(-step, -step + 4, step, step + 4)
        painter.drawRoundedRect(grown, CARD_RADIUS + step, CARD_RADIUS + step)


def centred(rect: QRectF, width: float, height: float) -> QRectF:
    """A box of this size in the middle of `rect`."""
    middle = rect.center()
    return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
