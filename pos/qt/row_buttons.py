"""The buttons inside a red row: take it out, find the good by hand, or teach it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos.qt.metrics import NORMAL
from pos.qt.painting import CARD_RADIUS, box
from pos.qt.pressable import Pressable
from pos.qt.theme import Look, Theme
from pos.qt.typeset import CENTRE, MEDIUM, RIGHT, style

HEIGHT, GAP, INSET, NARROW_INSET = 44, 8, 11, 8
WIDE = 700
"""Rows that are at least so wide have room for the key beside the word; narrower ones set it above."""


class RowButton(Pressable):
    """A 44 px button: the key, then the word, or the key over the word."""

    def __init__(self, look: Look, key: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._key = key
        self._is_stacked = False
        self.setText(word)
        self.setAccessibleName(word)

    def stack(self, is_stacked: bool) -> None:
        """Whether the key stands over the word."""
        if is_stacked != self._is_stacked:
            self._is_stacked = is_stacked
            self.update()

    def width_when(self, is_stacked: bool) -> int:
        """As wide as its words."""
        letters = style(14, 20, MEDIUM)
        key, word = letters.width(self._key), letters.width(self.text())
        if is_stacked:
            return max(HEIGHT, round(max(style(12, 15, MEDIUM).width(self._key), word)) + 2 * NARROW_INSET)
        return round(key + word) + 2 * INSET + 8

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Edge border, words in ink."""
        ground = theme.line if self.isDown() else theme.surface2 if self.hovered else theme.surface
        area = QRectF(self.rect())
        box(painter, area, CARD_RADIUS, ground, theme.edge)
        letters = style(14, 20, MEDIUM)
        if self._is_stacked:
            cap = style(12, 15, MEDIUM)
            top = area.center().y() - (cap.height + letters.height) / 2
            above = QRectF(area.left(), top, area.width(), cap.height)
            below = QRectF(area.left(), above.bottom(), area.width(), letters.height)
            cap.draw(painter, above, self._key, theme.text2, CENTRE)
            letters.draw(painter, below, self.text(), theme.text, CENTRE)
            return
        row = area.adjusted(INSET, 0, -INSET, 0)
        letters.draw(painter, row, self._key, theme.text)
        letters.draw(painter, row, self.text(), theme.text, RIGHT)


class RowButtons(QWidget):
    """«Убрать», «Найти» and «Записать» of one red row."""

    def __init__(self, look: Look, words: tuple[str, str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.inset = NORMAL.inset
        remove_word, find_word, teach_word = words
        self.remove = RowButton(look, "Del", remove_word, self)
        self.search = RowButton(look, "F2", find_word, self)
        self.teach = RowButton(look, "Ctrl\u00a0F2", teach_word, self)

    def room(self, width: float) -> float:
        """How wide they are together in a row that is `width` wide."""
        return sum(float(button.width_when(width < WIDE) + GAP) for button in self._from_the_right) - GAP

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep them on the right, in the middle of the row."""
        super().resizeEvent(event)
        right, is_stacked = self.width() - self.inset, self.width() < WIDE
        top = (self.height() - 1 - HEIGHT) // 2
        for button in self._from_the_right:
            button.stack(is_stacked)
            width = button.width_when(is_stacked)
            button.setGeometry(right - width, top, width, HEIGHT)
            right -= width + GAP

    @property
    def _from_the_right(self) -> tuple[RowButton, ...]:
        return (self.teach, self.search, self.remove)
