"""The rows of a sale for Qt's list: only what changed is told, since a state comes per scan."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos.screens.views import LineView

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = int(Qt.ItemDataRole.UserRole)
NO_PARENT = QModelIndex()


class LineModel(QAbstractListModel):
    """The lines as they are shown. The words of a row for a screen reader are its cells in reading order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[LineView, ...] = ()

    @property
    def lines(self) -> tuple[LineView, ...]:
        """What is shown now."""
        return self._lines

    def show(self, lines: tuple[LineView, ...]) -> bool:
        """Show `lines`; returns whether rows came or went."""
        old = self._lines
        if lines == old:
            return False
        common = min(len(old), len(lines))
        if len(lines) > common:
            self.beginInsertRows(NO_PARENT, common, len(lines) - 1)
            self._lines = lines
            self.endInsertRows()
        elif len(old) > common:
            self.beginRemoveRows(NO_PARENT, common, len(old) - 1)
            self._lines = lines
            self.endRemoveRows()
        else:
            self._lines = lines
        for row in range(common):
            if old[row] != lines[row]:
                index = self.index(row)
                self.dataChanged.emit(index, index)
        return len(old) != len(lines)

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The line itself, or its words."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole or role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (line.name, line.quantity, line.price, line.total) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.name
        return None

    def line(self, row: int) -> LineView | None:
        """The line in `row`, if there is one."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, number: int) -> int:
        """The row of line `number`, or -1."""
        return next((row for row, line in enumerate(self._lines) if line.number == number), -1)
