"""A plain list of painted rows with keyboard and mouse: rows of the history, goods that were found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pos.qt.painting import box, hairline
from pos.qt.rows_model import ROW_ROLE, RowsModel
from pos.qt.styling import on_ground, scroll_bar_sheet
from pos.qt.theme import Look, Theme

R = TypeVar("R")
PaintRow = Callable[[QPainter, Theme, QRectF, R], None]


class _Painter(QStyledItemDelegate, Generic[R]):
    """Ground, hairline and focus; what stands in the row is painted by the owner."""

    def __init__(self, look: Look, height: int, paint_row: PaintRow[R], parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._height, self._paint_row = look, height, paint_row

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Every row is equally high."""
        return QSize(option.rect.width(), self._height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One row."""
        theme, area = self._look.theme, QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(area, theme.sel if chosen else theme.surface)
        hairline(painter, area.left(), area.bottom() - 1, area.width(), theme.line)
        self._paint_row(painter, theme, area.adjusted(0, 0, 0, -1), index.data(ROW_ROLE))
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            box(painter, area.adjusted(1, 1, -1, -2), 4, None, theme.focus, 2)
        painter.restore()


class RowsList(QListView, Generic[R]):
    """Rows of one kind. `moved` is told of the row that a key or a press has chosen."""

    def __init__(
        self,
        look: Look,
        parent: QWidget,
        *,
        height: int,
        words: Callable[[R], str],
        paint_row: PaintRow[R],
        moved: Callable[[R], None],
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._moved = moved
        self._model: RowsModel[R] = RowsModel(words, self)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(look, height, paint_row, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setTabKeyNavigation(False)
        self.restyle()

    @property
    def rows(self) -> tuple[R, ...]:
        """What is shown."""
        return self._model.rows

    @property
    def chosen(self) -> R | None:
        """The chosen row."""
        at = self.currentIndex().row()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def show_rows(self, rows: tuple[R, ...], chosen: int = -1) -> None:
        """Show `rows` with row `chosen` marked; scrolls only when that is out of sight."""
        changed = self._model.show(rows)
        if changed or chosen != self.currentIndex().row():
            index = self._model.index(chosen) if chosen >= 0 else QModelIndex()
            self.setCurrentIndex(index)
        self.setVisible(bool(rows))

    def step(self, rows: int) -> None:
        """Choose another row, `rows` below."""
        count = len(self.rows)
        if count:
            row = min(max(self.currentIndex().row() + rows, 0), count - 1)
            self.setCurrentIndex(self._model.index(row))
            self._moved(self.rows[row])

    def restyle(self) -> None:
        """Take the theme's colours."""
        on_ground(self, self.look.theme, self.look.theme.surface)
        self.verticalScrollBar().setStyleSheet(scroll_bar_sheet(self.look.theme))

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """A key moved the cursor."""
        index = super().moveCursor(action, modifiers)
        if index.isValid() and index != self.currentIndex():
            self._moved(self.rows[index.row()])
        return index
