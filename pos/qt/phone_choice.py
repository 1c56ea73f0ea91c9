"""One trouble that the training phone can play: a radio button with a word and what it means."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from pos.qt.painting import TILE_RADIUS, box
from pos.qt.pressable import Pressable
from pos.qt.theme import Look, Theme
from pos.qt.typeset import SEMIBOLD, style
from pos.screens.views import PhoneChoiceView


class PhoneChoice(Pressable):
    """The chosen one carries the colour of training."""

    radius = TILE_RADIUS

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.view = PhoneChoiceView("", "", "")
        self.setCheckable(True)

    def nextCheckState(self) -> None:  # noqa: N802
        """A press asks; what is chosen is drawn only when the presenter says so."""

    def render_choice(self, view: PhoneChoiceView, *, chosen: bool) -> None:
        """Show `view`."""
        if view != self.view:
            self.view = view
            self.setAccessibleName(view.word)
            self.setAccessibleDescription(view.detail)
        self.setChecked(chosen)
        self.update()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Circle, word, detail."""
        area, chosen = QRectF(self.rect()), self.isChecked()
        ground = theme.line if self.isDown() else theme.surface2 if self.hovered else theme.surface
        border, thick = (theme.training, 2) if chosen else (theme.edge, 1)
        box(painter, area, self.radius, ground, border, thick)
        middle = QPointF(19, area.center().y())
        painter.setPen(QPen(theme.training if chosen else theme.edge, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, 7, 7)
        if chosen:
            painter.setPen(QPen(theme.training, 5))
            painter.drawEllipse(middle, 5.5, 5.5)
        word, detail = style(15, 19, SEMIBOLD), style(13, 17)
        room = area.adjusted(37, 0, -8, 0)
        top = area.center().y() - 18
        line = QRectF(room.left(), top, room.width(), 19)
        word.draw(painter, line, word.elided(self.view.word, room.width()), theme.text)
        below = QRectF(room.left(), top + 19, room.width(), 17)
        detail.draw(painter, below, detail.elided(self.view.detail, room.width()), theme.text2)
