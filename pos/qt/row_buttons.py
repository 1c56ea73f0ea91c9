"""The buttons inside a red row: take it out, find the good by hand, or teach it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos.qt.metrics import NORMAL
from pos.qt.painting import CARD_RADIUS, box
from pos.qt.pressable import Pressable
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, RIGHT, style

HEIGHT, GAP, INSET = 44, 8, 11
WIDE = 700
"""Rows that are at least so wide have room for three buttons."""


class RowButton(Pressable):
    """A 44 px button: the key, then the word."""

    def __init__(self, look: Look, key: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._key = key
        self.setText(word)
        self.setAccessibleName(word)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as its words."""
        letters = style(14, 20, MEDIUM)
        return QSize(round(letters.width(self._key) + letters.width(self.text())) + 2 * INSET + 8, HEIGHT)

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Edge border, words in ink."""
        ground = theme.line if self.isDown() else theme.surface2 if self.hovered else theme.surface
        box(painter, QRectF(self.rect()), CARD_RADIUS, ground, theme.edge)
        letters = style(14, 20, MEDIUM)
        row = QRectF(self.rect()).adjusted(INSET, 0, -INSET, 0)
        letters.draw(painter, row, self._key, theme.text)
        letters.draw(painter, row, self.text(), theme.text, RIGHT)


class RowButtons(QWidget):
    """«Убрать», «Найти» and «Записать» of one red row; a narrow row leaves the last one to its key."""

    def __init__(self, look: Look, words: tuple[str, str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.inset = NORMAL.inset
        remove_word, find_word, teach_word = words
        self.remove = RowButton(look, "Del", remove_word, self)
        self.search = RowButton(look, "F2", find_word, self)
        self.teach = RowButton(look, "Ctrl\u00a0F2", teach_word, self)

    def room(self, width: float) -> float:
        """How wide they are together in a row that is `width` wide."""
        return sum(float(button.sizeHint().width() + GAP) for button in self._shown(width)) - GAP

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep them on the right, in the middle of the row."""
        super().resizeEvent(event)
        right = self.width() - self.inset
        shown = self._shown(self.width())
        self.teach.setVisible(self.teach in shown)
        for button in shown:
            size = button.sizeHint()
            top = (self.height() - 1 - size.height()) // 2
            button.setGeometry(right - size.width(), top, size.width(), size.height())
            right -= size.width() + GAP

    def _shown(self, width: float) -> tuple[RowButton, ...]:
        """From the right; what the catalogue does not know yet keeps room for its barcode."""
        teach = (self.teach,) if width >= WIDE else ()
        return (*teach, self.search, self.remove)
