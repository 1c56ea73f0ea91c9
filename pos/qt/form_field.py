"""One field of a form: label above, the text in a box, a hint or what is wrong below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos.qt.marks import mark
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.styling import on_ground
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, font, style
from pos.screens.views import FieldView, Tone

LABEL, BOX, NOTE = 22, 48, 22
HEIGHT = LABEL + BOX + NOTE


class FormField(QWidget):
    """Draws a `FieldView`; a secret one shows dots."""

    changed = Signal(str, str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._view = FieldView("", "", "")
        self.edit = QLineEdit(self)
        self.edit.setFrame(False)
        self.edit.setFont(font(16))
        self.edit.textEdited.connect(lambda text: self.changed.emit(self._view.name, text))
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        self.restyle()

    def render_field(self, view: FieldView) -> None:
        """Show `view`; the caret stays where it is while one types."""
        if view == self._view:
            return
        self._view = view
        self.edit.setAccessibleName(view.label)
        self.edit.setAccessibleDescription(view.error or view.hint)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password if view.secret else QLineEdit.EchoMode.Normal)
        if view.value != self.edit.text():
            self.edit.setText(view.value)
        self.update()

    def restyle(self) -> None:
        """Take the theme's colours."""
        on_ground(self.edit, self.look.theme, QColor(0, 0, 0, 0))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Repaint the border when the focus comes or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The text stands in the box."""
        super().resizeEvent(event)
        self.edit.setGeometry(10, LABEL + 4, self.width() - 20, BOX - 8)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Label, box, note."""
        painter = painter_on(self)
        theme, view, width = self.look.theme, self._view, float(self.width())
        letters = style(14, 20, MEDIUM)
        label = QRectF(0, 0, width, LABEL)
        letters.draw(painter, label, letters.elided(view.label, width), theme.text)
        self._paint_box(painter, theme, QRectF(0, LABEL, width, BOX))
        note = style(13, 18)
        below = QRectF(0, LABEL + BOX + 2, width, NOTE - 2)
        if view.error:
            red = theme.state(Tone.RED)
            mark(painter, Tone.RED, QRectF(0, below.center().y() - 7, 14, 14), red.solid, red.on_solid)
            room = below.adjusted(20, 0, 0, 0)
            note.draw(painter, room, note.elided(view.error, room.width()), red.fg)
        else:
            note.draw(painter, below, note.elided(view.hint, width), theme.text2)
        painter.end()

    def _paint_box(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        if self._view.error:
            box(painter, area, CARD_RADIUS, theme.surface, theme.state(Tone.RED).solid, 2)
        elif self.edit.hasFocus():
            box(painter, area, CARD_RADIUS, theme.surface, theme.focus, 2)
        else:
            box(painter, area, CARD_RADIUS, theme.surface, theme.edge)
