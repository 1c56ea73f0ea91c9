"""Whatever can be pressed, and the ring that shows where the keyboard is.

A press with mouse or finger never takes the focus away from the input line, so focus on a
pressable always came by key, and is always shown.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.theme import Look, Theme

ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
PRESS_KEYS = (*ENTER_KEYS, Qt.Key.Key_Space, Qt.Key.Key_Select)


class Pressable(QAbstractButton):
    """A button that paints itself. Subclasses draw, and say how the focus ring goes around them."""

    radius = CARD_RADIUS

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def focus_rect(self) -> QRect:
        """What the focus ring goes around, in own coordinates."""
        return self.rect()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Paint the control as it is now."""
        raise NotImplementedError

    @property
    def hovered(self) -> bool:
        """Whether the pointer is over an enabled control."""
        return self.isEnabled() and self.underMouse()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw."""
        painter = painter_on(self)
        self.draw(painter, self.look.theme)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter presses too; a key held down presses once."""
        if event.key() in PRESS_KEYS:
            if not event.isAutoRepeat():
                self.click()
            return
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The press was everything."""
        event.ignore()


class FocusRing(QWidget):
    """A 3 px ring, 2 px away from whatever pressable has the focus. One per window, above everything."""

    GAP, THICK = 2, 3

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self.look = look
        self._radius = CARD_RADIUS
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self.follow)

    def follow(self) -> None:
        """Go to the pressable that has the focus in this window, or hide."""
        target = QApplication.focusWidget()
        window = self.parentWidget()
        if not isinstance(target, Pressable) or not window or not window.isAncestorOf(target):
            self.hide()
            return
        around = self.GAP + self.THICK
        rect = target.focus_rect()
        corner = target.mapTo(window, rect.topLeft())
        self._radius = target.radius + around
        self.setGeometry(QRect(corner, rect.size()).adjusted(-around, -around, around, around))
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The gap in the ground's colour, the ring around it."""
        painter = painter_on(self)
        theme, outer = self.look.theme, QRectF(self.rect())
        inner = outer.adjusted(self.THICK, self.THICK, -self.THICK, -self.THICK)
        box(painter, inner, self._radius - self.THICK, None, theme.bg, self.GAP)
        box(painter, outer, self._radius, None, theme.focus, self.THICK)
        painter.end()
