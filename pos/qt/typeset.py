"""Letters: the bundled Inter, measuring, eliding, wrapping, and drawing a line where look.md puts it."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QTextLayout, QTextOption

REGULAR, MEDIUM, SEMIBOLD = 400, 500, 600
FAMILY = "Inter"
CLOSE_FROM_PX = 60
FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")

LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
CENTRE = Qt.AlignmentFlag.AlignHCenter
"""Horizontal place of a line in its box; vertically a line always stands in the middle."""

_LEADING_NUMBER = re.compile(r"^\d+(?= |\u00a0)|(?<=: )\d+$")
_TRAILING_SUM = re.compile(
    r"(?:[−-]\u00a0?\d[\d\u00a0]*|\d{1,3}(?:\u00a0\d{3})+|\d+(?=,))(?:,\d+)?(?:\u00a0\D+)?$"
)


def load_fonts(folder: Path) -> None:
    """Make the bundled fonts known to Qt. Needs an application.

    Raises:
        FileNotFoundError: a font file is missing or is not a font.
    """
    for name in FILES:
        if QFontDatabase.addApplicationFont(str(folder / name)) < 0:
            raise FileNotFoundError(f"not a font: {folder / name}")


@lru_cache(maxsize=128)
def font(px: int, weight: int = REGULAR, *, tabular: bool = False) -> QFont:
    """Inter at `px` logical pixels. Shared: treat it as frozen. `tabular` gives all digits one width.

    Figures larger than any word are set a little closer, as they are read as one shape.
    """
    made = QFont(FAMILY)
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
        if px >= CLOSE_FROM_PX:
            made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -px * 0.02)
    return made


class Type:
    """One style of the scale: size, line height, weight. Measures and draws."""

    __slots__ = ("_below_middle", "font", "height", "metrics")

    def __init__(self, px: int, height: int, weight: int = REGULAR, *, tabular: bool = False) -> None:
        self.font = font(px, weight, tabular=tabular)
        self.metrics = QFontMetricsF(self.font)
        self.height = height
        self._below_middle = (self.metrics.ascent() - self.metrics.descent()) / 2

    def width(self, text: str) -> float:
        """How wide `text` is on one line."""
        return _width(self, text) if text else 0.0

    def elided(self, text: str, width: float) -> str:
        """`text`, cut at its end with `…` where it does not fit."""
        if self.width(text) <= width:
            return text
        return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def lines(self, text: str, width: float, most: int = 0) -> tuple[str, ...]:
        """`text` broken at spaces into lines no wider than `width`; the last of `most` lines is elided."""
        if not text:
            return ()
        found = _broken(text, self, width)
        if most and len(found) > most:
            tail = text[sum(len(line) for line in found[: most - 1]) :].strip()
            return (*(line.strip() for line in found[: most - 1]), self.elided(tail, width))
        return tuple(line.strip() for line in found)

    def balanced(self, text: str, width: float, most: int = 0) -> tuple[str, ...]:
        """As `lines`, but of nearly equal length: in the middle of a box a lone last word looks wrong."""
        lines = self.lines(text, width, most)
        if len(lines) < 2:
            return lines
        low, high = width / 2, width
        while high - low > 4:
            middle = (low + high) / 2
            if len(self.lines(text, middle)) <= len(lines):
                high = middle
            else:
                low = middle
        tried = self.lines(text, high, most)
        return tried if all(self.width(line) <= width for line in tried) else lines

    def draw(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        colour: QColor,
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        """One line in the vertical middle of `box`; it is not clipped, so measure first."""
        if not text:
            return
        x = box.left()
        if align is not LEFT:
            spare = box.width() - self.width(text)
            x += spare if align is RIGHT else spare / 2
        y = box.center().y() + self._below_middle
        painter.setFont(self.font)
        painter.setPen(colour)
        painter.drawText(round(x), round(y), text)

    def draw_lines(
        self,
        painter: QPainter,
        box: QRectF,
        lines: tuple[str, ...],
        colour: QColor,
        align: Qt.AlignmentFlag = LEFT,
    ) -> float:
        """Lines from the top of `box` down; returns the height used."""
        for number, line in enumerate(lines):
            row = QRectF(box.left(), box.top() + number * self.height, box.width(), self.height)
            self.draw(painter, row, line, colour, align)
        return float(len(lines) * self.height)


@lru_cache(maxsize=128)
def style(px: int, height: int, weight: int = REGULAR, *, tabular: bool = False) -> Type:
    """The style of this size, line height and weight. Needs the application and its fonts."""
    return Type(px, height, weight, tabular=tabular)


@lru_cache(maxsize=2048)
def _width(by: Type, text: str) -> float:
    """Measured once: the same words are placed again with each state, and measuring costs as drawing does."""
    return by.metrics.horizontalAdvance(text)


@lru_cache(maxsize=512)
def _broken(text: str, by: Type, width: float) -> tuple[str, ...]:
    layout = QTextLayout(text, by.font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    found: list[str] = []
    layout.beginLayout()
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 1.0))
        found.append(text[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return tuple(found)


def figure_in(text: str) -> tuple[int, int]:
    """Where the figure of a short remark stands, as (start, end): `6 позиций`, `Скидка −5 890`."""
    found = _TRAILING_SUM.search(text) or _LEADING_NUMBER.search(text)
    return found.span() if found else (0, 0)
