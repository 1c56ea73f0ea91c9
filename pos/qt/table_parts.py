"""What tables share: cells of a row, the card with its head, a sentence without rows, a mark of state."""

from __future__ import annotations

from collections.abc import Container, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from pos.qt.marks import mark
from pos.qt.painting import CARD_RADIUS, box, hairline, rounded
from pos.qt.theme import Theme
from pos.qt.typeset import CENTRE, LEFT, MEDIUM, RIGHT, style
from pos.screens.views import Tone

HEADER = 32
_QUIET = (Tone.GREY, Tone.BLUE)


def cells(row: QRectF, widths: Sequence[float], gap: int) -> list[QRectF]:
    """The cells of a row by their parts of its width, with `gap` pixels between them."""
    inner = row.adjusted(16, 0, -12, 0)
    found, left = [], inner.left()
    for part in widths:
        width = inner.width() * part
        found.append(QRectF(left, row.top(), width - gap, row.height()))
        left += width
    return found


def paint_card(
    painter: QPainter,
    theme: Theme,
    area: QRectF,
    names: Sequence[str],
    widths: Sequence[float],
    *,
    gap: int,
    figures: Container[int],
) -> None:
    """The card behind a list, with the names of its columns; `figures` stand at the right of their cells."""
    box(painter, area, CARD_RADIUS, theme.surface)
    painter.save()
    painter.setClipPath(rounded(area, CARD_RADIUS))
    head = QRectF(area.left(), area.top(), area.width(), HEADER)
    painter.fillRect(head, theme.surface2)
    hairline(painter, head.left(), head.bottom(), head.width(), theme.line)
    letters = style(13, 18)
    for number, (cell, name) in enumerate(zip(cells(head, widths, gap), names, strict=True)):
        align = RIGHT if number in figures else LEFT
        letters.draw(painter, cell, letters.elided(name, cell.width()), theme.text2, align)
    painter.restore()
    box(painter, area, CARD_RADIUS, None, theme.line)


def paint_sentence(painter: QPainter, area: QRectF, sentence: str, ink: QColor, most_wide: int) -> None:
    """A sentence in the middle of `area`."""
    letters = style(17, 24, MEDIUM)
    lines = letters.balanced(sentence, min(area.width() - 60, most_wide))
    top = area.center().y() - len(lines) * letters.height / 2
    letters.draw_lines(painter, QRectF(area.left(), top, area.width(), 0), lines, ink, CENTRE)


def paint_tone(painter: QPainter, theme: Theme, cell: QRectF, tone: Tone) -> None:
    """The mark of a state at the left of its cell; the words begin 26 pixels further."""
    colours = theme.state(tone)
    square = QRectF(cell.left(), cell.center().y() - 9, 18, 18)
    mark(painter, tone, square, colours.fg if tone in _QUIET else colours.solid, colours.on_solid)
