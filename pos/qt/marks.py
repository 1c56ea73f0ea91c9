"""The six marks of a state. Their silhouettes differ, so a state reads without colour and from afar."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from pos.qt.icons import icon
from pos.screens.views import Tone

_GLYPHS: dict[Tone, tuple[str, float, float]] = {
    Tone.GREEN: ("tick", 1.0, 2.4),
    Tone.RED: ("cross", 0.90, 2.6),
    Tone.AMBER: ("question", 0.74, 3.6),
    Tone.VIOLET: ("undo", 0.78, 2.8),
}
"""The glyph cut out of a filled shape, its size as a part of the shape, and its stroke on the 24 grid."""


def mark(painter: QPainter, tone: Tone, square: QRectF, shape: QColor, glyph: QColor) -> None:
    """Draw the mark of `tone` in `square`: the silhouette in `shape`, what is cut out of it in `glyph`.

    Waiting and processing are open figures: an hourglass and an arc, with nothing to cut out.
    """
    size = square.width()
    if tone is Tone.GREY:
        icon(painter, "hourglass", square.left(), square.top(), size, shape, _stroke(size))
        return
    if tone is Tone.BLUE:
        icon(painter, "arc", square.left(), square.top(), size, shape, _stroke(size) * 1.25)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shape)
    painter.save()
    painter.translate(square.topLeft())
    painter.scale(size, size)
    painter.drawPath(_silhouette(tone))
    painter.restore()
    name, part, stroke = _GLYPHS[tone]
    inner = size * part
    left, top = square.center().x() - inner / 2, square.center().y() - inner / 2
    icon(painter, name, left, top, inner, glyph, stroke)


def _stroke(size: float) -> float:
    """Thicker for its grid at small sizes, so that the band mark stays legible."""
    return 2.4 if size <= 40 else 2.0


@lru_cache(maxsize=8)
def _silhouette(tone: Tone) -> QPainterPath:
    """The filled shape of `tone` in a square of side 1."""
    path = QPainterPath()
    if tone is Tone.GREEN:
        path.addEllipse(QRectF(0, 0, 1, 1))
    elif tone is Tone.RED:
        path.addPolygon(_octagon())
        path.closeSubpath()
    elif tone is Tone.AMBER:
        path.addPolygon(QPolygonF([QPointF(0.5, 0), QPointF(1, 0.5), QPointF(0.5, 1), QPointF(0, 0.5)]))
        path.closeSubpath()
    else:
        path.addRoundedRect(QRectF(0.04, 0.04, 0.92, 0.92), 0.14, 0.14)
    return path


def _octagon() -> QPolygonF:
    radius = 0.5 / math.cos(math.pi / 8)
    turns = [math.pi / 8 + step * math.pi / 4 for step in range(8)]
    return QPolygonF([QPointF(0.5 + radius * math.cos(t), 0.5 + radius * math.sin(t)) for t in turns])
