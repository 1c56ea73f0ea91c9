"""One of several choices: a ring that is filled when it is chosen, a word, what it means below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from pos.qt.painting import TILE_RADIUS, box
from pos.qt.pressable import Pressable
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, REGULAR, style
from pos.screens.page_views import ChoiceView

LEFT, PAD = 44, 11
NOTHING = ChoiceView("", "")


class RadioRow(Pressable):
    """Draws a `ChoiceView`; at least 44 px high."""

    radius = TILE_RADIUS

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.view = NOTHING
        self.setCheckable(False)

    def render_choice(self, view: ChoiceView) -> None:
        """Show `view`."""
        if view != self.view:
            self.view = view
            self.setAccessibleName(view.word)
            self.setAccessibleDescription(view.meaning)
            self.update()

    def height_wanted(self, width: int) -> int:
        """Words and meaning, wrapped."""
        room = width - LEFT - 12
        word, meaning = style(16, 21, MEDIUM), style(14, 19)
        lines = len(word.lines(self.view.word, room)) * 21 + len(meaning.lines(self.view.meaning, room)) * 19
        return max(44, lines + 2 * PAD)

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """The ground of a chosen one, the ring, the words."""
        area = QRectF(self.rect())
        view = self.view
        if view.chosen or self.hovered:
            box(painter, area, self.radius, theme.sel if view.chosen else theme.surface2)
        middle = QPointF(22, area.top() + PAD + 10.5)
        ink = theme.focus if view.chosen else theme.edge
        painter.setPen(QPen(ink, 2))
        painter.setBrush(ink if view.chosen else theme.surface)
        painter.drawEllipse(middle, 9, 9)
        if view.chosen:
            painter.setBrush(theme.surface)
            painter.setPen(QPen(theme.surface, 1))
            painter.drawEllipse(middle, 3.5, 3.5)
        room = area.width() - LEFT - 12
        word, meaning = style(16, 21, MEDIUM), style(14, 19, REGULAR)
        row = QRectF(LEFT, PAD, room, 0)
        row.translate(0, word.draw_lines(painter, row, word.lines(view.word, room), theme.text))
        meaning.draw_lines(painter, row, meaning.lines(view.meaning, room), theme.text2)
