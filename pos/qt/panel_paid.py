"""The green panel: the whole of it says «Оплачено», so that it is read from the door."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from pos.qt.marks import mark
from pos.qt.painting import CARD_RADIUS, box, hairline
from pos.qt.theme import Theme
from pos.qt.typeset import CENTRE, MEDIUM, REGULAR, RIGHT, SEMIBOLD, Type, style
from pos.screens.views import PanelView

ROW, INSET = 34, 26


def paint_paid(painter: QPainter, theme: Theme, view: PanelView, area: QRectF, below: float) -> None:
    """Mark, word, sum and facts; `below` is what buttons and the footer take at the bottom."""
    state = theme.state(view.tone)
    box(painter, area, CARD_RADIUS, state.solid)
    rows = QRectF(area.left() + INSET, 0, area.width() - 2 * INSET, ROW * len(view.evidence))
    rows.moveBottom(area.bottom() - below - (10 if view.evidence else 0))
    _paint_facts(painter, theme, view, rows)
    room = QRectF(area.left() + 16, area.top(), area.width() - 32, rows.top() - area.top())
    roomy = room.height() >= 250
    mark_side, word_px, sum_px = (110, 52, 36) if roomy else (72, 40, 28)
    word = style(word_px, word_px + 8, SEMIBOLD)
    if word.width(view.word) > room.width():
        word = _fitted(view.word, room.width())
    words = word.lines(view.word, room.width(), 2)
    figure, extra = style(sum_px, sum_px + 6, MEDIUM, tabular=True), style(17, 23, REGULAR)
    said = extra.balanced(view.money, room.width(), 2)
    sums = figure.lines(view.headline, room.width(), 2)
    heights = (mark_side + 18, len(words) * word.height, len(sums) * figure.height, len(said) * extra.height)
    top = room.center().y() - sum(heights) / 2
    square = QRectF(room.center().x() - mark_side / 2, top, mark_side, mark_side)
    mark(painter, view.tone, square, state.on_solid, state.solid)
    row = QRectF(room.left(), top + heights[0], room.width(), 0)
    row.translate(0, word.draw_lines(painter, row, words, state.on_solid, CENTRE))
    row.translate(0, figure.draw_lines(painter, row, sums, state.on_solid, CENTRE))
    extra.draw_lines(painter, row, said, state.on_solid, CENTRE)


def _fitted(word: str, width: float) -> Type:
    """The largest letters in which `word` takes two lines at most, each within `width`."""
    letters = style(36, 42, SEMIBOLD)
    for px in (36, 32, 28, 24):
        letters = style(px, px + 6, SEMIBOLD)
        lines = letters.lines(word, width)
        if len(lines) <= 2 and all(letters.width(line) <= width for line in lines):
            break
    return letters


def _paint_facts(painter: QPainter, theme: Theme, view: PanelView, area: QRectF) -> None:
    ink = theme.state(view.tone).on_solid
    pale = QColor(ink)
    pale.setAlphaF(0.45)
    label, value = style(16, 22), style(16, 22, SEMIBOLD, tabular=True)
    widest = max((label.width(fact.label) + value.width(fact.value) for fact in view.evidence), default=0)
    if widest + 12 > area.width():
        label, value = style(14, 20), style(14, 20, SEMIBOLD, tabular=True)
    for number, fact in enumerate(view.evidence):
        row = QRectF(area.left(), area.top() + number * ROW, area.width(), ROW)
        hairline(painter, row.left(), row.top(), row.width(), pale)
        label.draw(painter, row, fact.label, ink)
        room = row.width() - label.width(fact.label) - 12
        value.draw(painter, row, value.elided(fact.value, room), ink, RIGHT)
