"""The page of the OFD queue: a table that also takes the QR of a fiscal device's paper. Decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Signal

from pos.qt.table_page import TablePage


class QueuePage(TablePage):
    """A scan is told with the ref of the chosen row, while a row waits for one."""

    scanned = Signal(str, str)

    @property
    def stays_while_typing(self) -> bool:
        """A scan is typed letter by letter: the page must not close at the first."""
        return self._view is not None and self._view.takes_scans

    def take_scan(self, text: str) -> bool:
        """Tell of a code that was scanned over this page; without a row that waits the sale has it."""
        if not self.stays_while_typing or self.list.chosen is None:
            return False
        self.scanned.emit(text, self.list.chosen.ref)
        return True
