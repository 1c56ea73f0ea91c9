"""A list of frozen rows for Qt's list views, each with its words for a screen reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
NO_PARENT = QModelIndex()
R = TypeVar("R")


class RowsModel(QAbstractListModel, Generic[R]):
    """Rows of one kind; the whole list is replaced at once, and only when it differs."""

    def __init__(self, words: Callable[[R], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._rows: tuple[R, ...] = ()

    @property
    def rows(self) -> tuple[R, ...]:
        """What is shown."""
        return self._rows

    def show(self, rows: Sequence[R]) -> bool:
        """Show `rows`; returns whether they differ from those before."""
        if tuple(rows) == self._rows:
            return False
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = NO_PARENT) -> int:  # noqa: N802
        """How many."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The row itself, or its words."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(row)
        return None
