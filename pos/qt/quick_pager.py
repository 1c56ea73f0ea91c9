"""The key that turns the pages of the quick keys: ‹ 1/3 ›."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos.qt.painting import TILE_RADIUS, box, painter_on
from pos.qt.pressable import Pressable
from pos.qt.theme import Look, Theme
from pos.qt.typeset import CENTRE, MEDIUM, style

SIDE = 52
"""How wide each of its two buttons is at least, pixels; more where the cell is high and wide."""


class PageTurn(Pressable):
    """One of ‹ ›."""

    radius = TILE_RADIUS

    def __init__(self, sign: str, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.sign = sign

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """A tile that stands back, with its sign."""
        ground = theme.line if self.isDown() else theme.surface if self.hovered else theme.surface2
        area = QRectF(self.rect())
        box(painter, area, self.radius, ground, theme.edge)
        style(24, 30, MEDIUM).draw(painter, area, self.sign, theme.text, CENTRE)


class QuickPager(QWidget):
    """Two buttons with the number of the page between them. The pages go round: none is a dead end."""

    turned = Signal(int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._text = ""
        self.buttons = (PageTurn("‹", look, self), PageTurn("›", look, self))
        for button, by in zip(self.buttons, (-1, 1), strict=True):
            button.clicked.connect(lambda _checked=False, by=by: self.turned.emit(by))
        self.hide()

    def render_page(self, page: int, pages: int, words: tuple[str, str]) -> None:
        """Say that `page` (from 0) of `pages` is shown; `words` name the buttons ‹ and ›."""
        self._text = f"{page + 1}/{pages}"
        for button, word, key in zip(self.buttons, words, ("PgUp", "PgDn"), strict=True):
            button.setAccessibleName(f"{word or button.sign} {self._text}")
            button.setToolTip(f"{word} (Ctrl {key})")
        self.update()

    def place(self, left: int, top: int, width: int, height: int) -> None:
        """Fill this cell of the grid."""
        self.setGeometry(left, top, width, height)
        side = max(SIDE, width // 3)
        self.buttons[0].setGeometry(0, 0, side, height)
        self.buttons[1].setGeometry(width - side, 0, side, height)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The number; the buttons draw themselves."""
        painter = painter_on(self)
        style(16, 22, MEDIUM, tabular=True).draw(
            painter, QRectF(self.rect()), self._text, self.look.theme.text2, CENTRE
        )
        painter.end()
