"""The card that asks for the confirmation mode: title, reason, two buttons, its answer. Decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from pos.qt.marks import mark
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.theme import Look
from pos.qt.typeset import MEDIUM, SEMIBOLD, style
from pos.screens.views import ActionView, Intent, Tone
from pos.screens.wizard_mode import ModeView

INSET, BUTTON, GAP, ABOVE = 16, 44, 8, 8
MARK = 32


class ModeCard(QWidget):
    """Draws a `ModeView`; takes no room while there is nothing to ask."""

    on_pressed = Signal()
    off_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.view = ModeView()
        self.on, self.off = ActionButton(look, self), ActionButton(look, self)
        self.on.clicked.connect(self.on_pressed)
        self.off.clicked.connect(self.off_pressed)
        self.hide()

    def render_mode(self, view: ModeView) -> None:
        """Show `view`."""
        before, self.view = self.view, view
        if view == before:
            return
        self.on.render_action(ActionView(Intent.CHECK_NOW, view.on_word, "", recommended=True))
        self.off.render_action(ActionView(Intent.BACK, view.off_word, ""))
        for button in (self.on, self.off):
            button.setEnabled(not view.asking)
            button.setVisible(self.asks)
        self.setAccessibleName(f"{view.title}. {view.reason}. {view.said}")
        self.setVisible(bool(view.title))
        self.update()

    @property
    def asks(self) -> bool:
        """Whether the question stands there with its buttons."""
        return bool(self.view.title) and not self.view.answered

    def height_for(self, width: int) -> int:
        """How high the card is with the gap above it; 0 while there is nothing to ask."""
        view = self.view
        if not view.title:
            return 0
        room = width - 2 * INSET
        height = 24 + len(style(15, 20).lines(view.reason, room)) * 20
        if view.said:
            height += GAP + max(20, len(style(15, 20, MEDIUM).lines(view.said, room - MARK)) * 20)
        if self.asks:
            height += 12 + BUTTON
        return ABOVE + height + 24

    def fit(self, area: QRect) -> None:
        """Take `area`, as high as `height_for` says."""
        self.setGeometry(area)
        half = (area.width() - 2 * INSET - GAP) // 2
        top = area.height() - 12 - BUTTON
        self.on.setGeometry(INSET, top, half, BUTTON)
        self.off.setGeometry(INSET + half + GAP, top, half, BUTTON)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Ground, title, reason, and what was answered with the mark of its tone."""
        painter = painter_on(self)
        theme, view = self.look.theme, self.view
        area = QRectF(self.rect()).adjusted(0, ABOVE, 0, 0)
        box(painter, area, CARD_RADIUS, theme.surface, theme.edge)
        room = area.adjusted(INSET, 12, -INSET, 0)
        style(16, 24, SEMIBOLD).draw(
            painter, QRectF(room.left(), room.top(), room.width(), 24), view.title, theme.text
        )
        plain = style(15, 20)
        lines = plain.lines(view.reason, room.width())
        plain.draw_lines(painter, QRectF(room.left(), room.top() + 24, room.width(), 0), lines, theme.text)
        if view.said:
            state = theme.state(view.tone)
            calm = view.tone in (Tone.GREY, Tone.BLUE)
            top = room.top() + 24 + len(lines) * 20 + GAP
            mark(
                painter,
                view.tone,
                QRectF(room.left(), top, 20, 20),
                state.fg if calm else state.solid,
                state.on_solid,
            )
            loud = style(15, 20, MEDIUM)
            said = loud.lines(view.said, room.width() - MARK)
            ink = theme.text if view.tone is Tone.AMBER else state.fg
            loud.draw_lines(painter, QRectF(room.left() + MARK, top, room.width() - MARK, 0), said, ink)
        painter.end()
