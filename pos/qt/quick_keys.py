"""The grid of quick keys: goods without a barcode at hand, one press each."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from pos.qt.metrics import NORMAL, Metrics
from pos.qt.painting import TILE_RADIUS, box, rounded
from pos.qt.pressable import Pressable
from pos.qt.quick_colour import key_colour
from pos.qt.quick_pager import QuickPager
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, style
from pos.screens.quick_pages import pages_of
from pos.screens.views import QuickKeyView

BAR = 4
"""How wide the bar of a key's colour is, pixels."""


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
        if colour := key_colour(view.colour, theme):
            edge = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.setClipPath(rounded(edge, self.radius - 1))
            painter.fillRect(QRectF(edge.left(), edge.top(), BAR, edge.height()), colour)
            painter.setClipping(False)
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
    """One page of keys; the search key and the key that turns the pages keep the last places of the grid."""

    pressed = Signal(str)
    search_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._views: tuple[QuickKeyView, ...] = ()
        self._words = ("", "")
        self._page = 0
        self._pages = 1
        self._keys: list[QuickKey] = []
        self._pager = QuickPager(look, self)
        self._pager.turned.connect(self.turn)
        self._metrics = NORMAL

    def render_keys(self, views: tuple[QuickKeyView, ...], words: tuple[str, str] = ("", "")) -> None:
        """Show `views`; `words` name the buttons that turn their pages."""
        if (views, words) != (self._views, self._words):
            self._views, self._words = views, words
            self._fill()

    def use_metrics(self, metrics: Metrics) -> None:
        """How many keys there is room for, and how large their words are."""
        if metrics is not self._metrics:
            self._metrics = metrics
            self._fill()

    def turn(self, by: int) -> bool:
        """Show the page `by` further, round and round; True: the key that asked has done its work."""
        if self._pages > 1 and not self.isHidden():
            self._page = (min(self._page, self._pages - 1) + by) % self._pages
            self._fill()
        return True

    def place(self, area: QRect) -> None:
        """Fill `area` (in the parent's coordinates) with the grid."""
        self.setGeometry(area)
        count, fixed = self._room, self._at_the_end
        for number, key in enumerate(self._keys):
            # With pages, what stands on each of them is at the same place on all of them.
            last = self._pages > 1 and not key.view.barcode
            key.setGeometry(self._cell(count - 1 if last else number))
        pager = self._cell(count - 1 - fixed)
        self._pager.place(pager.x(), pager.y(), pager.width(), pager.height())

    @property
    def _room(self) -> int:
        return self._metrics.quick[0] * self._metrics.quick[1]

    @property
    def _at_the_end(self) -> int:
        """1 where a search key ends the list."""
        return int(bool(self._views) and not self._views[-1].barcode)

    def _cell(self, number: int) -> QRect:
        (columns, rows), gap = self._metrics.quick, self._metrics.gap
        row, column = divmod(number, columns)
        left, right = _cut(self.width(), columns, column, gap)
        top, bottom = _cut(self.height(), rows, row, gap)
        return QRect(left, top, right - left, bottom - top)

    def _fill(self) -> None:
        pages = pages_of(self._views, self._room)
        self._pages = len(pages)
        at = min(self._page, self._pages - 1)
        shown = pages[at] + self._views[-1:] * self._at_the_end
        while len(self._keys) < len(shown):
            key = QuickKey(self.look, self)
            key.clicked.connect(lambda _checked=False, key=key: self._press(key))
            self._keys.append(key)
        for number, key in enumerate(self._keys):
            key.setVisible(number < len(shown))
            if number < len(shown):
                key.sizes = (self._metrics.tile_px, self._metrics.tile_small_px)
                key.render_key(shown[number])
        self._pager.setVisible(self._pages > 1)
        if self._pages > 1:
            self._pager.render_page(at, self._pages, self._words)
            for before, after in pairwise((self._keys[len(shown) - 1], *self._pager.buttons)):
                QWidget.setTabOrder(before, after)
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
