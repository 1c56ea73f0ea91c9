"""The one input line. It always takes a scan, shows what is asked for, and says in red what was wrong."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos.qt.icons import icon
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.styling import on_ground
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, font, style
from pos.screens.views import InputView, Tone

ICONS = {"goods": "scan", "qr": "qr", "locked": "lock", "quantity": "hash", "note": "document"}
TEXT_LEFT = 50
LIMIT = 512
"""Longer than any code; what is longer was not typed by a person."""


class InputLine(QWidget):
    """The field with its icon and border."""

    text_changed = Signal(str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._view = InputView(placeholder="")
        self._px = 17
        self.field = QLineEdit(self)
        self.field.setFrame(False)
        self.field.setMaxLength(LIMIT)
        self.field.setFont(font(17))
        self.field.textEdited.connect(self.text_changed)
        self.field.textChanged.connect(self.restyle)
        self.field.installEventFilter(self)
        self.setFocusProxy(self.field)
        self.restyle()

    @property
    def is_locked(self) -> bool:
        """Whether it takes no text now."""
        return self._view.mode == "locked"

    def text(self) -> str:
        """What has been typed."""
        return self.field.text()

    def set_text(self, text: str) -> None:
        """Put `text` there as if typed, so that a search follows it."""
        if text != self.field.text():
            self.field.setText(text)
            self.text_changed.emit(text)

    def render_input(self, view: InputView) -> None:
        """Show `view`. What the cashier is typing stays, unless `view` brings another text than last time."""
        before, self._view = self._view, view
        if view == before:
            return
        if view.text != before.text and view.text != self.field.text():
            self.field.setText(view.text)
        if view.mode != before.mode:
            self.field.setVisible(not self.is_locked)
            if self.is_locked:
                self.field.clear()
        self.field.setAccessibleName(view.placeholder)
        self.field.setAccessibleDescription(view.alert)
        self.restyle()

    def use_size(self, px: int) -> None:
        """Write at `px`."""
        if px != self._px:
            self._px = px
            self.field.setFont(font(px))
            self.update()

    def restyle(self) -> None:
        """Take the theme's colours."""
        on_ground(self.field, self.look.theme, QColor(0, 0, 0, 0))  # the line itself paints the ground
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The field stands right of the icon."""
        super().resizeEvent(event)
        self.field.setGeometry(TEXT_LEFT - 4, 4, self.width() - TEXT_LEFT - 8, self.height() - 8)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Repaint the border when the focus comes or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Border, icon, and the words that stand there while nothing is typed."""
        painter = painter_on(self)
        theme = self.look.theme
        self._paint_frame(painter, theme)
        if not self.field.text() or self.is_locked:
            self._paint_words(painter, theme)
        painter.end()

    def _alerts(self) -> bool:
        return bool(self._view.alert) and not self.field.text()

    def _paint_frame(self, painter: QPainter, theme: Theme) -> None:
        area = QRectF(self.rect())
        red = theme.state(Tone.RED)
        ink = theme.text2
        if self._alerts():
            ink = red.fg
            box(painter, area, CARD_RADIUS, red.tint, red.solid, 2)
        elif self.is_locked:
            box(painter, area, CARD_RADIUS, theme.surface2, theme.line)
        elif self.field.hasFocus():
            ink = theme.focus
            box(painter, area, CARD_RADIUS, theme.surface, theme.focus, 2)
        else:
            box(painter, area, CARD_RADIUS, theme.surface, theme.edge)
        name = "warning" if self._alerts() else ICONS[self._view.mode]
        icon(painter, name, 17, area.center().y() - 10, 20, ink)

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        room = QRectF(self.rect()).adjusted(TEXT_LEFT, 0, -14, 0)
        if not self._alerts():
            letters = style(self._px - self.is_locked, 22)
            colour = theme.text2 if self.is_locked else theme.text3
            letters.draw(painter, room, letters.elided(self._view.placeholder, room.width()), colour)
            return
        letters = style(self._px, 22, MEDIUM)
        if letters.width(self._view.alert) > room.width():
            letters = style(15, 19, MEDIUM)
        lines = letters.lines(self._view.alert, room.width(), 2)
        top = room.center().y() - len(lines) * letters.height / 2
        letters.draw_lines(
            painter, QRectF(room.left(), top, room.width(), 0), lines, theme.state(Tone.RED).fg
        )
