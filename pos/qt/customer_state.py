"""The customer's state panel: band and ring while one waits, a large mark for everything that is final."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from pos.qt.marks import mark
from pos.qt.painting import CARD_RADIUS, box, hairline, rounded
from pos.qt.theme import Theme
from pos.qt.typeset import CENTRE, REGULAR, SEMIBOLD, Type, style
from pos.screens.views import CustomerView, Tone

BAND, RING, BORDER = 64.0, 196.0, 2.0


def ring_square(panel: QRectF) -> QRectF:
    """Where the ring stands in the panel."""
    top = panel.top() + BAND + 15
    return QRectF(panel.center().x() - RING / 2, top, RING, RING)


def paint_state(painter: QPainter, theme: Theme, view: CustomerView, area: QRectF) -> None:
    """Draw the panel of `view`."""
    if view.tone is Tone.GREEN:
        _paint_paid(painter, theme, view, area)
        return
    state = theme.state(view.tone)
    calm = view.tone in (Tone.GREY, Tone.BLUE)
    box(painter, area, CARD_RADIUS, theme.surface if calm else state.tint)
    painter.save()
    painter.setClipPath(rounded(area, CARD_RADIUS))
    band = QRectF(area.left(), area.top(), area.width(), BAND)
    painter.fillRect(band, state.solid)
    if state.border != state.solid:
        hairline(painter, band.left(), band.bottom() - 1, band.width(), state.border)
        hairline(painter, band.left(), band.bottom() - 2, band.width(), state.border)
    painter.restore()
    left = band.left() + 21
    mark(painter, view.tone, QRectF(left, band.center().y() - 15, 30, 30), state.on_solid, state.solid)
    room = band.width() - 62 - 16
    letters = _fitting(view.word, room, (27, 25, 22))
    lines = letters.lines(view.word, room, 2)
    top = band.center().y() - len(lines) * letters.height / 2
    letters.draw_lines(painter, QRectF(band.left() + 62, top, room, 0), lines, state.on_solid)
    box(painter, area, CARD_RADIUS, None, state.border, BORDER)
    _paint_below(painter, theme, view, area)


def _fitting(text: str, width: float, sizes: tuple[int, ...]) -> Type:
    """The largest letters in which `text` is one line, else the smallest."""
    for px in sizes:
        letters = style(px, px + 6, SEMIBOLD)
        if letters.width(text) <= width:
            break
    return letters


def _paint_below(painter: QPainter, theme: Theme, view: CustomerView, area: QRectF) -> None:
    """The detail under the ring, or beside nothing but the state's mark."""
    state = theme.state(view.tone)
    body = area.adjusted(22, BAND + 12, -22, -14)
    calm = view.tone in (Tone.GREY, Tone.BLUE)
    px = 19 if view.ring else 22
    letters = style(px, px + 7, REGULAR if calm else SEMIBOLD)
    lines = letters.balanced(view.detail, body.width(), 5)
    text_height = len(lines) * letters.height
    if view.ring:
        ring = ring_square(area)
        middle = (ring.bottom() + area.bottom() - 8) / 2
        top = max(ring.bottom() + 8, middle - text_height / 2)
        box_ = QRectF(body.left(), top, body.width(), 0)
        letters.draw_lines(painter, box_, lines, theme.text, CENTRE)
        return
    side = min(120.0, body.height() - text_height - 24)
    top = body.center().y() - (side + 20 + text_height) / 2
    square = QRectF(body.center().x() - side / 2, top, side, side)
    mark(painter, view.tone, square, state.fg if calm else state.solid, state.on_solid)
    below = QRectF(body.left(), top + side + 20, body.width(), 0)
    letters.draw_lines(painter, below, lines, theme.text, CENTRE)


def _paint_paid(painter: QPainter, theme: Theme, view: CustomerView, area: QRectF) -> None:
    state = theme.state(view.tone)
    box(painter, area, CARD_RADIUS, state.solid)
    room = area.adjusted(20, 16, -20, -16)
    word = _fitting(view.word, room.width(), (52, 44, 36))
    detail = style(20, 27)
    lines = detail.balanced(view.detail, room.width(), 3)
    words = word.lines(view.word, room.width(), 2)
    height = 110 + 18 + len(words) * word.height + len(lines) * detail.height
    top = room.center().y() - height / 2
    square = QRectF(room.center().x() - 55, top, 110, 110)
    mark(painter, view.tone, square, state.on_solid, state.solid)
    row = QRectF(room.left(), top + 128, room.width(), 0)
    row.translate(0, word.draw_lines(painter, row, words, state.on_solid, CENTRE))
    detail.draw_lines(painter, row, lines, state.on_solid, CENTRE)
