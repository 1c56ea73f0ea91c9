"""The grid of quick keys: goods without a barcode at hand, one press each."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from pos.qt.metrics import NORMAL, Metrics
from pos.qt.painting import TILE_RADIUS, box
from pos.qt.pressable import Pressable
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, style
from pos.screens.views import QuickKeyView


class QuickKey(Pressable):
    """Name in two lines at most, then the price. One without a barcode opens the search."""

    radius = TILE_RADIUS

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.view = QuickKeyView(barcode="", name="", detail="")
        self.sizes = (NORMAL.tile_px, NORMAL.tile_small_px)

    def render_key(self, view: QuickKeyView) -> None:
        """Show `view`."""
        if view != self.view:
            self.view = view
            self.setAccessibleName(" ".join(part for part in (view.name, view.detail) if part))
            self.setToolTip(view.name)
            self.update()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """A tile; the search key stands back a little."""
        view = self.view
        ground = theme.surface if view.barcode else theme.surface2
        if self.isDown():
            ground = theme.line
        elif self.hovered:
            ground = theme.surface2
        box(painter, QRectF(self.rect()), self.radius, ground, theme.edge if self.hovered else theme.line)
        inner = QRectF(self.rect()).adjusted(13, 4, -8, -4)
        px, small_px = self.sizes
        name, detail = style(px, px + 6, MEDIUM), style(small_px, small_px + 4, tabular=True)
        most = 2 if inner.height() >= 2 * name.height + detail.height else 1
        lines = name.lines(view.name, inner.width(), most)
        height = len(lines) * name.height + detail.height
        top = QRectF(inner.left(), inner.center().y() - height / 2, inner.width(), 0)
        used = name.draw_lines(painter, top, lines, theme.text)
        below = QRectF(top.left(), top.top() + used, inner.width(), detail.height)
        detail.draw(painter, below, detail.elided(view.detail, inner.width()), theme.text2)


class QuickKeys(QWidget):
    """As many keys as the grid holds; a search key at the end of the list keeps its place."""

    pressed = Signal(str)
    search_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._views: tuple[QuickKeyView, ...] = ()
        self._keys: list[QuickKey] = []
        self._metrics = NORMAL

    def render_keys(self, views: tuple[QuickKeyView, ...]) -> None:
        """Show `views`."""
        if views != self._views:
            self._views = views
            self._fill()

    def use_metrics(self, metrics: Metrics) -> None:
        """How many keys there is room for, and how large their words are."""
        if metrics is not self._metrics:
            self._metrics = metrics
            self._fill()

    def place(self, area: QRect) -> None:
        """Fill `area` (in the parent's coordinates) with the grid."""
        self.setGeometry(area)
        (columns, rows), gap = self._metrics.quick, self._metrics.gap
        for number, key in enumerate(self._keys):
            column, row = number % columns, number // columns
            left, right = _cut(area.width(), columns, column, gap)
            top, bottom = _cut(area.height(), rows, row, gap)
            key.setGeometry(left, top, right - left, bottom - top)

    def _fill(self) -> None:
        room = self._metrics.quick[0] * self._metrics.quick[1]
        shown = self._views[:room]
        if len(self._views) > room and not self._views[-1].barcode:
            shown = (*self._views[: room - 1], self._views[-1])
        while len(self._keys) < len(shown):
            key = QuickKey(self.look, self)
            key.clicked.connect(lambda _checked=False, key=key: self._press(key))
            self._keys.append(key)
        for number, key in enumerate(self._keys):
            key.setVisible(number < len(shown))
            if number < len(shown):
                key.sizes = (self._metrics.tile_px, self._metrics.tile_small_px)
                key.render_key(shown[number])
        self.place(self.geometry())

    def _press(self, key: QuickKey) -> None:
        if key.view.barcode:
            self.pressed.emit(key.view.barcode)
        else:
            self.search_pressed.emit()


def _cut(length: int, parts: int, part: int, gap: int) -> tuple[int, int]:
    """Where part `part` of equal parts begins and ends, in whole pixels."""
    one = (length - gap * (parts - 1)) / parts
    start = part * (one + gap)
    return round(start), round(start + one)
