"""One choice of a form: label above, the chosen word between two arrows, a hint or what is wrong below.

A press goes on to the next one, at the left arrow back; the keys ← and → do the same.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from pos.qt.form_field import BOX, LABEL, NOTE
from pos.qt.marks import mark
from pos.qt.painting import CARD_RADIUS, box
from pos.qt.pressable import Pressable
from pos.qt.theme import Look, Theme
from pos.qt.typeset import CENTRE, MEDIUM, style
from pos.screens.views import FieldView, Tone

ARROW = 44


class ChoiceField(Pressable):
    """Draws a `FieldView` whose value is the word of the chosen one."""

    stepped = Signal(str, int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._view = FieldView("", "", "")
        self._by = 1
        self.clicked.connect(self._step)

    @property
    def view(self) -> FieldView:
        """What it shows."""
        return self._view

    def render_field(self, view: FieldView, *, locked: bool) -> None:
        """Show `view`; a locked one cannot be changed."""
        self.setEnabled(not locked)
        if view == self._view:
            return
        self._view = view
        self.setAccessibleName(f"{view.label}: {view.value}")
        self.setAccessibleDescription(view.error or view.hint)
        self.update()

    def focus_rect(self) -> QRect:
        """The box."""
        return QRect(0, LABEL, self.width(), BOX)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A press at the left arrow goes back."""
        self._by = -1 if event.position().x() < ARROW else 1
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """← and → go back and on; Enter and Space press."""
        self._by = 1
        match event.key():
            case Qt.Key.Key_Left:
                self.stepped.emit(self._view.name, -1)
            case Qt.Key.Key_Right:
                self.stepped.emit(self._view.name, 1)
            case _:
                super().keyPressEvent(event)

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Label, box with its arrows, note."""
        view, width = self._view, float(self.width())
        letters = style(14, 20, MEDIUM)
        letters.draw(painter, QRectF(0, 0, width, LABEL), letters.elided(view.label, width), theme.text)
        area = QRectF(0, LABEL, width, BOX)
        wrong = theme.state(Tone.RED)
        if not self.isEnabled():
            box(painter, area, CARD_RADIUS, theme.surface2, theme.line)
        elif view.error:
            box(painter, area, CARD_RADIUS, theme.surface, wrong.solid, 2)
        else:
            ground = theme.line if self.isDown() else theme.surface2 if self.hovered else theme.surface
            box(painter, area, CARD_RADIUS, ground, theme.edge)
        word = style(16, 20)
        room = area.adjusted(ARROW - 8, 0, 8 - ARROW, 0)
        if word.width(view.value) > room.width():
            word = style(14, 18)
        ink = theme.text if self.isEnabled() else theme.text3
        word.draw(painter, room, word.elided(view.value, room.width()), ink, CENTRE)
        if self.isEnabled():
            arrow = style(22, 26, MEDIUM)
            arrow.draw(painter, QRectF(0, LABEL - 2, ARROW - 8, BOX), "‹", theme.text2, CENTRE)
            right = QRectF(width - ARROW + 8, LABEL - 2, ARROW - 8, BOX)
            arrow.draw(painter, right, "›", theme.text2, CENTRE)
        note, below = style(13, 18), QRectF(0, LABEL + BOX + 2, width, NOTE - 2)
        if view.error:
            mark(painter, Tone.RED, QRectF(0, below.center().y() - 7, 14, 14), wrong.solid, wrong.on_solid)
            room = below.adjusted(20, 0, 0, 0)
            note.draw(painter, room, note.elided(view.error, room.width()), wrong.fg)
        else:
            note.draw(painter, below, note.elided(view.hint, width), theme.text2)

    def _step(self) -> None:
        by, self._by = self._by, 1
        self.stepped.emit(self._view.name, by)
