"""A page that lies over the body of the cashier's window: history, search, help. Strip and F-keys stay."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos.qt.theme import Look


class Page(QWidget):
    """What the window needs to know of a page."""

    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        look.changed.connect(self.restyle)

    @property
    def field(self) -> QLineEdit | None:
        """The page's own text field; without one, typing closes the page and goes to the input line."""
        return None

    @property
    def stays_while_typing(self) -> bool:
        """Whether typing and scans leave it open although it has no field for them."""
        return False

    def take_scan(self, _text: str) -> bool:
        """A code that was scanned while the page is open; False leaves it to the sale below."""
        return False

    def key_pressed(self, name: str) -> bool:
        """A named key; returns whether the page used it."""
        if name == "Esc":
            self.closed.emit()
            return True
        return False

    def passes(self, _key: str) -> bool:
        """Whether a named key that the page does not use still means what it means to the sale below."""
        return True

    def begin(self) -> None:
        """The page has just been opened: take the focus."""
        self.setFocus()

    def restyle(self) -> None:
        """Hand new colours to children that do not paint themselves."""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The ground, over what lies below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.theme.bg)
        painter.end()
