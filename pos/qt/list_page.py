"""A page with a search, two tabs and a list at the left; what belongs to the chosen row is at the right.

What the pages of goods and of orders have in common. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from pos.qt.icons import icon
from pos.qt.orders_rows import TabButton
from pos.qt.page import Page
from pos.qt.painting import CARD_RADIUS, box
from pos.qt.rows_list import PaintRow, RowsList
from pos.qt.styling import on_ground
from pos.qt.table_parts import HEADER
from pos.qt.theme import Look, Theme
from pos.qt.typeset import font, style

TITLE, FIELD, BUTTON, GAP, ERROR, COLUMN_GAP = 44, 52, 52, 8, 56, 12
WIDE_FROM = 1200


class RowView(Protocol):
    """A row that is told by its ref."""

    @property
    def ref(self) -> str:
        """What a press says."""
        ...


R = TypeVar("R", bound=RowView)


class ListPage(Page, Generic[R]):
    """Field, tabs, list and their places. `right`: how wide the other side is, usually and where narrow."""

    row_chosen = Signal(str)
    edited = Signal(str)
    tab_pressed = Signal(object)
    backed = Signal()

    def __init__(
        self,
        look: Look,
        *,
        row: int,
        words: Callable[[R], str],
        paint_row: PaintRow[R],
        right: tuple[int, int],
        below_rows: int,
    ) -> None:
        super().__init__(look)
        self._row, self._right, self._below_rows = row, right, below_rows
        self._field = QLineEdit(self)
        self._field.setFrame(False)
        self._field.setFont(font(17))
        self._field.textEdited.connect(self.edited)
        self._field.installEventFilter(self)
        self.tabs = [TabButton(look, self), TabButton(look, self)]
        for tab in self.tabs:
            tab.clicked.connect(partial(self._press_tab, tab))
        self.list: RowsList[R] = RowsList(
            look,
            self,
            height=row,
            words=words,
            paint_row=paint_row,
            moved=lambda chosen: self.row_chosen.emit(chosen.ref),
        )
        self.list.clicked.connect(self._clicked)

    @property
    def field(self) -> QLineEdit | None:
        """Typing searches."""
        return self._field

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """A page up or down from the field, which has no use for it."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            fit = max(1, self.list.height() // self._row - 1)
            self.list.step(fit if event.key() == Qt.Key.Key_PageDown else -fit)
            return
        super().keyPressEvent(event)

    def restyle(self) -> None:
        """Take the theme's colours."""
        on_ground(self._field, self.look.theme, QColor(0, 0, 0, 0))
        self.list.restyle()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Borders follow the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        self._place()

    def below_list(self) -> int:
        """How much is kept free below the list, for a sentence."""
        return 0

    def list_area(self) -> QRectF:
        """The card of the list."""
        top = TITLE + FIELD + GAP
        return QRectF(0, top, self.left_width(), self.height() - top - self.below_list())

    def left_width(self) -> int:
        """How wide the column of the list is."""
        return self.width() - COLUMN_GAP - self._right[self.width() < WIDE_FROM]

    def paint_field(self, painter: QPainter, theme: Theme, placeholder: str) -> None:
        """The box of the search, with what may be typed while nothing is."""
        line, focused = self._line(), self._field.hasFocus()
        border, thick = (theme.focus, 2) if focused else (theme.edge, 1)
        box(painter, line, CARD_RADIUS, theme.surface, border, thick)
        icon(painter, "search", 17, line.center().y() - 10, 20, theme.focus if focused else theme.text2)
        if not self._field.text():
            room = line.adjusted(50, 0, -12, 0)
            fits = next((px for px in (17, 15, 14) if style(px, 22).width(placeholder) <= room.width()), 14)
            letters = style(fits, 22)
            letters.draw(painter, room, letters.elided(placeholder, room.width()), theme.text3)

    def _line(self) -> QRectF:
        tabs = sum(tab.width_wanted() + GAP for tab in self.tabs)
        return QRectF(0, TITLE, self.left_width() - tabs, FIELD)

    def _place(self) -> None:
        line = self._line()
        self._field.setGeometry(line.adjusted(46, 4, -12, -4).toRect())
        left = round(line.right()) + GAP
        for tab in self.tabs:
            tab.setGeometry(left, TITLE, tab.width_wanted(), FIELD)
            left += tab.width_wanted() + GAP
        self.list.setGeometry(self.list_area().adjusted(1, HEADER + 1, -1, -self._below_rows).toRect())

    def _press_tab(self, tab: TabButton, _checked: bool = False) -> None:
        self.tab_pressed.emit(tab.view.tab)

    def _clicked(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.list.rows):
            self.row_chosen.emit(self.list.rows[index.row()].ref)
