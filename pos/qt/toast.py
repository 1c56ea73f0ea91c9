"""A small message at the bottom left: six seconds, one at a time, never about money in doubt."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QTimer, QVariantAnimation
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos.qt.icons import icon
from pos.qt.painting import CARD_RADIUS, box, cap_width, key_cap, painter_on, shadow
from pos.qt.theme import Look
from pos.qt.typeset import REGULAR, SEMIBOLD, style

WIDEST, HEIGHT, MARGIN = 560, 64, 16
STAYS_MS, FADE_MS = 6000, 120


class Toast(QWidget):
    """Shows itself when told, and goes by itself. The first sentence is loud, what follows is not."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self._opacity = 1.0
        self._fade = QVariantAnimation(self)
        self._fade.setDuration(FADE_MS)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.valueChanged.connect(self._set_opacity)
        self._fade.finished.connect(self.hide)
        self.hide()

    def say(self, text: str) -> None:
        """Show `text` unless it is what was said last; an empty text takes the toast away."""
        if text == self._text:
            return
        self._text = text
        if not text:
            self.dismiss()
            return
        self.setAccessibleName(text)
        self._timer.start(STAYS_MS)
        self._fade.stop()
        self._opacity = 1.0
        self.show()
        self.raise_()
        self.update()

    def dismiss(self) -> bool:
        """Take it away; returns whether it was there."""
        was = self.isVisible()
        self._timer.stop()
        if not was:
            return False
        if self.look.motion:
            self._fade.start()
        else:
            self.hide()
        return True

    def _set_opacity(self, value: object) -> None:
        self._opacity = float(str(value))
        self.update()

    def place(self, area: QRect) -> None:
        """Stand at the bottom left of `area`, which is in the parent's coordinates."""
        width = min(WIDEST, area.width())
        around = MARGIN
        self.setGeometry(
            area.left() - around, area.bottom() - HEIGHT - around + 1, width + 2 * around, HEIGHT + 2 * around
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A press takes it away."""
        event.accept()
        self.dismiss()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Shadow, card, sign, words, the key that closes it."""
        painter = painter_on(self)
        painter.setOpacity(self._opacity)
        theme = self.look.theme
        card = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        shadow(painter, card, theme.shadow)
        box(painter, card, CARD_RADIUS, theme.surface, theme.edge)
        icon(painter, "document", card.left() + 16, card.center().y() - 10, 20, theme.text)
        cap = cap_width("Esc")
        key_cap(painter, card.right() - 16, card.center().y(), "Esc", theme.text, theme.edge)
        self._paint_words(painter, card.adjusted(49, 0, -16 - cap - 12, 0))
        painter.end()

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        theme = self.look.theme
        first, _, rest = self._text.partition("\n")
        loud, quiet = style(15, 20, SEMIBOLD), style(14, 20, REGULAR)
        lines = loud.lines(first, room.width(), 1 if rest else 2)
        height = len(lines) * 20 + (20 if rest else 0)
        top = QRectF(room.left(), room.center().y() - height / 2, room.width(), 0)
        used = loud.draw_lines(painter, top, lines, theme.text)
        if rest:
            below = QRectF(room.left(), top.top() + used, room.width(), 20)
            quiet.draw(painter, below, quiet.elided(rest, room.width()), theme.text2)
