"""The list of lines: up and down choose, the newest is always in sight, a red row carries its two buttons."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from pos.qt.line_model import LineModel
from pos.qt.line_row import LineRow
from pos.qt.metrics import Metrics
from pos.qt.row_buttons import RowButtons
from pos.qt.styling import on_ground, scroll_bar_sheet
from pos.qt.theme import Look
from pos.screens.views import LineView


class LineRows(QListView):
    """Rows without header and footer. Signals carry the number of a line, never its row."""

    chosen = Signal(int)
    removed = Signal(int)
    search = Signal(int)
    teach = Signal(int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.lines = LineModel(self)
        self._painter = LineRow(look, self)
        self._words = ("", "", "")
        self._buttons: dict[int, RowButtons] = {}
        self.setModel(self.lines)
        self.setItemDelegate(self._painter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setTabKeyNavigation(False)
        self.clicked.connect(self._choose_index)

    def use_metrics(self, metrics: Metrics) -> None:
        """Lay rows out by `metrics`."""
        self._painter.metrics = metrics
        self.doItemsLayout()
        self._sync_buttons()

    def use_words(self, *words: str) -> None:
        """The words of the three buttons of a red row: remove, find, teach."""
        remove_word, find_word, teach_word = words
        if words != self._words:
            self._words = (remove_word, find_word, teach_word)
            for row in list(self._buttons):
                self._drop(row)
            self._sync_buttons()

    def show_lines(self, lines: tuple[LineView, ...]) -> None:
        """Show `lines`; touches only the rows that differ."""
        before = self.lines.lines
        if lines == before:
            return
        self.lines.show(lines)
        self._sync_buttons()
        chosen = next((row for row, line in enumerate(lines) if line.selected), -1)
        index = self.lines.index(chosen) if chosen >= 0 else QModelIndex()
        if index != self.currentIndex():
            self.setCurrentIndex(index)
        fresh = [row for row, line in enumerate(lines) if row >= len(before) or before[row] != line]
        loud = [row for row in fresh if lines[row].look in ("newest", "unknown") or lines[row].selected]
        if loud:
            self.scrollTo(self.lines.index(loud[-1]), QAbstractItemView.ScrollHint.EnsureVisible)

    def step(self, rows: int) -> None:
        """Choose the row `rows` below the chosen one; the last one when none is chosen."""
        count = self.lines.rowCount()
        at = self.currentIndex().row()
        if count:
            self._choose_index(self.lines.index(count - 1 if at < 0 else min(max(at + rows, 0), count - 1)))

    def restyle(self) -> None:
        """Hand the theme's colours to the ground and the scroll bar."""
        theme = self.look.theme
        locked = bool(self.lines.lines) and all(
            line.look in ("locked", "voided") for line in self.lines.lines
        )
        on_ground(self, theme, theme.surface2 if locked else theme.surface)
        sheet = scroll_bar_sheet(theme)
        if self.verticalScrollBar().styleSheet() != sheet:
            self.verticalScrollBar().setStyleSheet(sheet)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The buttons of red rows stay at the right edge."""
        super().resizeEvent(event)
        self._place_buttons()

    def updateGeometries(self) -> None:  # noqa: N802
        """Qt laid the rows out anew: the buttons go with them."""
        super().updateGeometries()
        self._place_buttons()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        """The rows moved: the buttons go with them."""
        super().scrollContentsBy(dx, dy)
        self._place_buttons()

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """A key moved the cursor in the focused list: that row is chosen."""
        index = super().moveCursor(action, modifiers)
        line = self.lines.line(index.row())
        if line and index != self.currentIndex():
            self.chosen.emit(line.number)
        return index

    def _choose_index(self, index: QModelIndex) -> None:
        line = self.lines.line(index.row())
        if line:
            self.setCurrentIndex(index)
            self.chosen.emit(line.number)

    def _sync_buttons(self) -> None:
        """Red rows have buttons, all others have none."""
        red = {row for row, line in enumerate(self.lines.lines) if line.look == "unknown"}
        for row in set(self._buttons) - red:
            self._drop(row)
        for row in red - set(self._buttons):
            self._buttons[row] = self._new_buttons(row)
        for buttons in self._buttons.values():
            buttons.inset = self._painter.metrics.inset
            self._painter.unknown_room = buttons.room(self.viewport().width())
        self._place_buttons()

    def _place_buttons(self) -> None:
        """Lay the buttons over their rows.

        They are plain children and no index widgets: Qt deletes those by itself, behind our back, when
        the words change while a red row is shown.
        """
        for row, buttons in self._buttons.items():
            buttons.setGeometry(self.visualRect(self.lines.index(row)))
            buttons.show()

    def _new_buttons(self, row: int) -> RowButtons:
        buttons = RowButtons(self.look, self._words, self.viewport())
        number = self.lines.lines[row].number
        buttons.remove.clicked.connect(lambda: self.removed.emit(number))
        buttons.search.clicked.connect(lambda: self.search.emit(number))
        buttons.teach.clicked.connect(lambda: self.teach.emit(number))
        return buttons

    def _drop(self, row: int) -> None:
        buttons = self._buttons.pop(row)
        buttons.hide()
        buttons.deleteLater()
