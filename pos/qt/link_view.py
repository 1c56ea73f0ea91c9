"""The QR of an order's address for the customer's window: the code, the sum, two sentences. No controls.

The code stands on white in both themes, with its quiet zone: cameras do not read a light code on dark.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.qr_matrix import paint_qr, qr_matrix
from pos.qt.theme import Look, Theme
from pos.qt.typeset import CENTRE, LEFT, MEDIUM, REGULAR, SEMIBOLD, Type, style
from pos.screens.link_screen import LinkView

GRID_WIDTH, GRID_HEIGHT = 1024.0, 600.0
TALL_WIDTH, TALL_HEIGHT = 560.0, 800.0
EDGE, GAP = 24.0, 32.0
CODE_PART = 0.54
"""So much of a wide window is the code's; the words have the rest."""
SUMS = (72, 64, 56, 48, 40, 34, 28)
PAPER = QColor(255, 255, 255)


def paint_code(painter: QPainter, theme: Theme, square: QRectF, url: str) -> None:
    """The QR of `url` on its own white card, as large as `square` lets it be."""
    box(painter, square, CARD_RADIUS, PAPER, theme.line)
    paint_qr(painter, square.adjusted(6, 6, -6, -6), qr_matrix(url))


class LinkCard(QWidget):
    """One `render_link`. It fills what it is laid over: side by side where that is wide, else one below."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._view: LinkView | None = None
        look.changed.connect(self.update)

    def render_link(self, view: LinkView | None) -> None:
        """Show `view`; None leaves the ground alone."""
        if view == self._view:
            return
        self._view = view
        told = (view.number, view.amount, view.title, view.hint) if view else ()
        self.setAccessibleName(", ".join(told))
        self.update()

    def code_square(self) -> QRectF:
        """Where the code stands, in own coordinates."""
        room = QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        if self._is_wide():
            side = min(room.height(), self.width() * CODE_PART)
            return QRectF(room.left(), room.center().y() - side / 2, side, side)
        side = min(room.width(), room.height() * 0.62)
        return QRectF(room.center().x() - side / 2, room.top(), side, side)

    def words_area(self) -> QRectF:
        """Where the words stand: beside the code, or below it."""
        room, code = QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE), self.code_square()
        if self._is_wide():
            return QRectF(code.right() + GAP, room.top(), room.right() - code.right() - GAP, room.height())
        return QRectF(
            room.left(), code.bottom() + GAP / 2, room.width(), room.bottom() - code.bottom() - GAP / 2
        )

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The ground, the code, the words."""
        painter, theme = painter_on(self), self.look.theme
        painter.fillRect(self.rect(), theme.bg)
        if self._view is not None:
            paint_code(painter, theme, self.code_square(), self._view.url)
            self._paint_words(painter, theme, self._view)
        painter.end()

    def _is_wide(self) -> bool:
        return self.width() >= self.height() * 1.15

    def _scale(self) -> float:
        width, height = (GRID_WIDTH, GRID_HEIGHT) if self._is_wide() else (TALL_WIDTH, TALL_HEIGHT)
        return max(0.6, min(self.width() / width, self.height() / height))

    def _paint_words(self, painter: QPainter, theme: Theme, view: LinkView) -> None:
        """In the middle of their place: what is paid, how much, what to do."""
        area = self.words_area()
        align = LEFT if self._is_wide() else CENTRE
        parts = self._parts(theme, view, area.width())
        height = sum(len(lines) * letters.height + gap for letters, lines, _ink, gap in parts)
        row = QRectF(area.left(), area.top() + max(0.0, (area.height() - height) / 2), area.width(), 0)
        for letters, lines, ink, gap in parts:
            used = letters.draw_lines(painter, row, lines, ink, align)
            row.translate(0, used + gap)

    def _parts(
        self, theme: Theme, view: LinkView, width: float
    ) -> list[tuple[Type, tuple[str, ...], QColor, float]]:
        """Letters, lines, colour and the gap below, from the top down."""
        scale = self._scale()
        number, title = self._style(22, MEDIUM), self._style(30, SEMIBOLD)
        hint, amount = self._style(20, REGULAR), self._fitting(view.amount, width)
        return [
            (number, number.lines(view.number, width, 2), theme.text2, 4 * scale),
            (amount, amount.lines(view.amount, width, 2), theme.text, 28 * scale),
            (title, title.lines(view.title, width, 2), theme.text, 10 * scale),
            (hint, hint.lines(view.hint, width, 4), theme.text2, 0.0),
        ]

    def _style(self, px: int, weight: int) -> Type:
        scaled = round(px * self._scale())
        return style(scaled, round(scaled * 1.32), weight)

    def _fitting(self, amount: str, width: float) -> Type:
        """The largest figures in which the sum is one line."""
        for px in SUMS:
            scaled = round(px * self._scale())
            letters = style(scaled, round(scaled * 1.15), SEMIBOLD, tabular=True)
            if letters.width(amount) <= width:
                break
        return letters
