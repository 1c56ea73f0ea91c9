"""Which column of a file is what: its columns, what the chosen one may be, the goods that come out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QListView, QWidget

from pos.qt.goods_import_parts import (
    CHOICE_ROW,
    COLUMN_ROW,
    COLUMN_WIDTHS,
    paint_choice,
    paint_column,
    words_of_choice,
    words_of_column,
)
from pos.qt.goods_rows import CELL_GAP, ROW, aligned, paint_good, words_of
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.rows_list import RowsList
from pos.qt.table_parts import HEADER, paint_card
from pos.qt.theme import Look, Theme
from pos.screens.goods_views import ColumnChoiceView, ColumnRowView, ColumnsView, GoodRowView

GAP, PREVIEW_ROWS = 12, 3


class ColumnsPane(QWidget):
    """Three lists. A column of the file is told by its place, one of ours by its name."""

    column_chosen = Signal(int)
    used_as = Signal(str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._view: ColumnsView | None = None
        self.columns: RowsList[ColumnRowView] = RowsList(
            look,
            self,
            height=COLUMN_ROW,
            words=words_of_column,
            paint_row=paint_column,
            moved=lambda row: self.column_chosen.emit(row.place),
        )
        self.choices: RowsList[ColumnChoiceView] = RowsList(
            look,
            self,
            height=CHOICE_ROW,
            words=words_of_choice,
            paint_row=paint_choice,
            moved=lambda _row: None,
        )
        self.preview: RowsList[GoodRowView] = RowsList(
            look, self, height=ROW, words=words_of, paint_row=paint_good, moved=lambda _row: None
        )
        self.columns.clicked.connect(self._column_clicked)
        self.choices.clicked.connect(self._choice_clicked)
        self._lists: tuple[QListView, ...] = (self.columns, self.choices, self.preview)
        for rows in self._lists:
            rows.installEventFilter(self)

    def render_columns(self, view: ColumnsView) -> None:
        """Show `view`."""
        if view == self._view:
            return
        self._view = view
        self.columns.show_rows(view.rows, view.selected)
        chosen = next((at for at, one in enumerate(view.choices) if one.chosen), 0)
        self.choices.show_rows(view.choices, chosen)
        self.preview.show_rows(view.preview, 0 if view.preview else -1)
        self.columns.setAccessibleName(view.heads[0])
        self.choices.setAccessibleName(view.choices_title)
        self.preview.setAccessibleName(view.preview_title)
        self.update()

    def key_pressed(self, name: str) -> bool:
        """Enter goes from a column to what it may be, and takes it; Del uses it not; Esc goes back."""
        focus = QApplication.focusWidget()
        if name == "Enter" and focus is self.columns:
            self.choices.setFocus()
            return True
        if name == "Enter" and focus is self.choices and self.choices.chosen:
            self.columns.setFocus()
            self.used_as.emit(self.choices.chosen.name)
            return True
        if name == "Esc" and focus is self.choices:
            self.columns.setFocus()
            return True
        if name == "Del" and focus is self.columns:
            self.used_as.emit("")
            return True
        return False

    def restyle(self) -> None:
        """Take the theme's colours."""
        for rows in (self.columns, self.choices, self.preview):
            rows.restyle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The frame follows the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the lists."""
        super().resizeEvent(event)
        for rows, card in zip(self._lists, self._cards(), strict=True):
            rows.setGeometry(card.adjusted(2, HEADER + 1, -2, -6))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The cards behind the lists."""
        view = self._view
        if view is None:
            return
        painter, theme = painter_on(self), self.look.theme
        left, right, lower = (QRectF(card) for card in self._cards())
        nothing = frozenset[int]()
        widths = aligned(COLUMN_WIDTHS, left.width(), self.columns.viewport())
        paint_card(painter, theme, left, view.heads, widths, gap=CELL_GAP, figures=nothing)
        paint_card(painter, theme, right, (view.choices_title,), (1.0,), gap=0, figures=nothing)
        paint_card(painter, theme, lower, (view.preview_title,), (1.0,), gap=0, figures=nothing)
        self._frame(painter, theme)
        painter.end()

    def _frame(self, painter: QPainter, theme: Theme) -> None:
        for rows, card in zip(self._lists, self._cards(), strict=True):
            if rows.hasFocus():
                box(painter, QRectF(card), CARD_RADIUS, None, theme.focus, 2)

    def _cards(self) -> tuple[QRect, QRect, QRect]:
        lower = HEADER + PREVIEW_ROWS * ROW + 8
        height, wide = self.height() - lower - GAP, round((self.width() - GAP) * 0.62)
        return (
            QRect(0, 0, wide, height),
            QRect(wide + GAP, 0, self.width() - wide - GAP, height),
            QRect(0, height + GAP, self.width(), lower),
        )

    def _column_clicked(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.columns.rows):
            self.column_chosen.emit(self.columns.rows[index.row()].place)

    def _choice_clicked(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.choices.rows):
            self.used_as.emit(self.choices.rows[index.row()].name)
