"""The bottom bar: what each function key does now. The keys themselves are its keyboard path."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos.qt.metrics import NORMAL, Metrics
from pos.qt.painting import hairline, painter_on, upright
from pos.qt.pressable import Pressable
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, REGULAR, SEMIBOLD, style
from pos.screens.views import KeyView, Tone

EMPTY = KeyView(key="", word="", intent=None, enabled=False)


class FKey(Pressable):
    """One cell: the key over its word; the recommended one has a blue top edge."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view = EMPTY
        self.word_px = NORMAL.fkey_px

    def render_key(self, view: KeyView) -> None:
        """Show `view`."""
        if view != self.view:
            self.view = view
            self.setAccessibleName(f"{view.key} {view.word}".strip())
            self.setEnabled(view.enabled and view.intent is not None)
            self.update()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Key and word."""
        area, view, ready = QRectF(self.rect()), self.view, self.isEnabled()
        if self.isDown():
            painter.fillRect(area, theme.line)
        elif self.hovered:
            painter.fillRect(area, theme.surface2)
        ink, key_ink = (theme.text, theme.text2) if ready else (theme.text3, theme.text3)
        if ready and view.recommended:
            ink = key_ink = theme.state(Tone.BLUE).fg
            painter.fillRect(QRectF(0, 0, area.width(), 3), theme.state(Tone.BLUE).solid)
        inner = area.adjusted(10 if self.word_px > 14 else 7, 0, -4, 0)
        middle = area.center().y() + 1
        key = style(12, 15, SEMIBOLD if ready else REGULAR)
        key.draw(painter, QRectF(inner.left(), middle - 18, inner.width(), 15), view.key, key_ink)
        weight = MEDIUM if ready else REGULAR
        px = next(
            (px for px in (self.word_px, 14, 13) if style(px, 20, weight).width(view.word) <= inner.width()),
            13,
        )
        word = style(px, 20, weight)
        row = QRectF(inner.left(), middle - 4, inner.width(), 20)
        word.draw(painter, row, word.elided(view.word, inner.width()), ink)


class FKeyBar(QWidget):
    """Equal cells from edge to edge."""

    pressed = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.metrics = NORMAL
        self._views: tuple[KeyView, ...] = ()
        self._cells: list[FKey] = []

    def use_metrics(self, metrics: Metrics) -> None:
        """Lay out by `metrics`; the narrow layout has no room for F11 and F12, which still work."""
        self.metrics = metrics
        self._place()

    def render_keys(self, views: tuple[KeyView, ...]) -> None:
        """Show `views`."""
        if views == self._views:
            return
        more = len(views) != len(self._views)
        self._views = views
        while len(self._cells) < len(views):
            cell = FKey(self.look, self)
            cell.clicked.connect(lambda _checked=False, cell=cell: self.pressed.emit(cell.view.intent))
            self._cells.append(cell)
        for cell, view in zip(self._cells, views, strict=False):
            cell.render_key(view)
        if more:
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Cut into equal cells."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Ground and hairlines; the cells draw their words."""
        painter = painter_on(self)
        theme = self.look.theme
        painter.fillRect(self.rect(), theme.surface)
        hairline(painter, 0, 0, self.width(), theme.line)
        for number in range(1, self._shown()):
            upright(painter, self._cells[number].x() - 1, 0, self.height(), theme.line)
        painter.end()

    def _shown(self) -> int:
        return min(len(self._views), self.metrics.fkey_count)

    def _place(self) -> None:
        shown = self._shown()
        for number, cell in enumerate(self._cells):
            cell.setVisible(number < shown)
            if number < shown:
                left = round(self.width() * number / shown) + (1 if number else 0)
                right = round(self.width() * (number + 1) / shown)
                cell.word_px = self.metrics.fkey_px
                cell.setGeometry(left, 0, right - left, self.height())
        self.update()
