"""One set of outline icons on a 24 grid, stroke 2, round ends, drawn in the colour of their words.

A drawing is written down in the letters of SVG paths: M move, L line, Q and C curves, Z close; and
three of our own: O circle (centre, radius), R rectangle (left, top, width, height, corner), A arc
(centre, radius, first degree, degrees, clockwise from 12 o'clock).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

GRID = 24.0

DRAWINGS: Mapping[str, str] = {
    "scan": "M3 8L3 5Q3 3 5 3L8 3 M16 3L19 3Q21 3 21 5L21 8 M21 16L21 19Q21 21 19 21L16 21"
    " M8 21L5 21Q3 21 3 19L3 16 M8 8L8 16 M12 8L12 16 M16 8L16 16",
    "qr": "R3 3 7 7 1 R14 3 7 7 1 R3 14 7 7 1 M14 14L14 17"
    " M17.5 14L21 14L21 16 M14 21L17 21L17 18 M21 20L21 21",
    "lock": "R5 11 14 10 2 M8 11L8 7.5C8 2.2 16 2.2 16 7.5L16 11",
    "person": "O12 8 4 M5 21C5 13.5 19 13.5 19 21",
    "down": "M7 10L12 15L17 10",
    "tick": "M5 12.5L10 17.5L19.5 7",
    "cross": "M6.5 6.5L17.5 17.5 M17.5 6.5L6.5 17.5",
    "hourglass": "M6 3L18 3 M6 21L18 21 M7.5 3L7.5 7Q7.5 8.5 12 12Q16.5 15.5 16.5 17L16.5 21"
    " M16.5 3L16.5 7Q16.5 8.5 12 12Q7.5 15.5 7.5 17L7.5 21",
    "arc": "A12 12 9 0 270",
    "question": "M8.6 8.8C8.9 3.9 15.9 4.3 15.6 8.9C15.5 11.6 12 11.7 12 14.6 M12 19.2L12 19.3",
    "banknote": "R2.5 6 19 12 1 O12 12 2.6 M6 10L6 14 M18 10L18 14",
    "card": "R2.5 5 19 14 1.5 M2.5 10L21.5 10 M6 15L9 15",
    "cards": "M16 9L16 5.5Q16 4.5 15 4.5L3.5 4.5Q2.5 4.5 2.5 5.5L2.5 12Q2.5 13 3.5 13L7.5 13 M2.5 8L16 8"
    " R10 11.5 11.5 8.5 1 M16.5 8L16.5 9",
    "camera": "M3 8.5Q3 7 4.5 7L7.5 7L9 4.5L15 4.5L16.5 7L19.5 7Q21 7 21 8.5L21 18Q21 19.5 19.5 19.5"
    "L4.5 19.5Q3 19.5 3 18Z O12 13 3.6",
    "copy": "R8.5 8.5 12 12 1.5 M15.5 5L15.5 3.5L3.5 3.5L3.5 15.5L5 15.5",
    "document": "M6 2.8L14 2.8L19 7.8L19 21.2L5 21.2L5 3.8Q5 2.8 6 2.8 M14 2.8L14 7.8L19 7.8"
    " M8.5 12.5L15.5 12.5"
    " M8.5 16.5L15.5 16.5",
    "undo": "M9 5L4 10L9 15 M4 10L14.5 10C21 10 21 19.5 14.5 19.5L11 19.5",
    "light": "O12 12 8.5 M12 4L12 20 M15 5.5L15 18.5 M18 8L18 16",
    "search": "O10.5 10.5 7 M16 16L21 21",
    "hash": "M9.5 4L7.5 20 M16.5 4L14.5 20 M4.5 9L20.5 9 M3.5 15L19.5 15",
    "phone": "R6 2.5 12 19 2.5 M10.5 18L13.5 18",
    "printer": "M7 9L7 3L17 3L17 9 M7 17L4.5 17Q3 17 3 15.5L3 10.5Q3 9 4.5 9L19.5 9Q21 9 21 10.5L21 15.5"
    "Q21 17 19.5 17L17 17 R7 14 10 7 0.5",
    "refresh": "A12 12 8.5 60 290 M20 3.5L20 8.5L15 8.5",
    "warning": "M12 3.5L22 20.5L2 20.5Z M12 10L12 14.5 M12 17.4L12 17.5",
}

_STEP = re.compile(r"([MLQCZORA])([^MLQCZORA]*)")


def _steps(drawing: str) -> Iterator[tuple[str, list[float]]]:
    for letter, numbers in _STEP.findall(drawing):
        yield letter, [float(number) for number in numbers.split()]


@lru_cache(maxsize=64)
def outline(name: str) -> QPainterPath:
    """The path of icon `name` on the 24 grid. KeyError for a name that was never drawn."""
    path = QPainterPath()
    for letter, n in _steps(DRAWINGS[name]):
        _add(path, letter, n)
    return path


def _add(path: QPainterPath, letter: str, n: list[float]) -> None:
    points = [QPointF(x, y) for x, y in zip(n[::2], n[1::2], strict=False)]
    match letter:
        case "M":
            path.moveTo(points[0])
        case "L":
            path.lineTo(points[0])
        case "Q":
            path.quadTo(points[0], points[1])
        case "C":
            path.cubicTo(points[0], points[1], points[2])
        case "Z":
            path.closeSubpath()
        case "O":
            path.addEllipse(points[0], n[2], n[2])
        case "R":
            path.addRoundedRect(QRectF(n[0], n[1], n[2], n[3]), n[4], n[4])
        case _:
            square = QRectF(n[0] - n[2], n[1] - n[2], 2 * n[2], 2 * n[2])
            path.arcMoveTo(square, 90 - n[3])
            path.arcTo(square, 90 - n[3], -n[4])


def icon(
    painter: QPainter, name: str, left: float, top: float, size: float, colour: QColor, stroke: float = 2.0
) -> None:
    """Draw icon `name` in a square of `size` whose corner is at (`left`, `top`)."""
    painter.save()
    painter.translate(left, top)
    painter.scale(size / GRID, size / GRID)
    pen = QPen(colour, stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(outline(name))
    painter.restore()
