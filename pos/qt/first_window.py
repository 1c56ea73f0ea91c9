"""The till's outer window, on the screen before anything else is loaded.

Imports QtWidgets and nothing of ours: the rest of the program (views, painters, presenters) is loaded
once this is shown, and put inside.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

GROUND = {"light": "#E9EDF1", "dark": "#0E1116"}
"""`bg` of theme.py, which is not loaded yet; a test holds the two together."""

NAME = "Click POS"
WIDTH, HEIGHT = 1366, 768
CARD = {"light": "#FFFFFF", "dark": "#171C23"}
LINE = {"light": "#D5DBE2", "dark": "#313A46"}
STRIP, KEYS, EDGE, GAP, INPUT, TOTAL = 44, 52, 12, 8, 52, 120


class FirstWindow(QWidget):
    """A ground with the content inside it as soon as there is one. Title, size and closing are passed on."""

    def __init__(self, appearance: str = "light") -> None:
        super().__init__()
        self._content: QWidget | None = None
        self._appearance = appearance
        self.setPalette(QPalette(QColor(GROUND[appearance])))
        self.setWindowTitle(NAME)
        self.resize(WIDTH, HEIGHT)

    @property
    def content(self) -> QWidget | None:
        """What stands inside."""
        return self._content

    def fill(self, content: QWidget) -> None:
        """Put `content` inside, in place of what was there (which is hidden and let go)."""
        before, self._content = self._content, content
        content.setParent(self)
        content.windowTitleChanged.connect(self.setWindowTitle)
        if content.windowTitle():
            self.setWindowTitle(content.windowTitle())
        self.setMinimumSize(content.minimumSize())
        content.setGeometry(self.rect())
        content.show()
        if before is not None:
            before.windowTitleChanged.disconnect(self.setWindowTitle)
            before.hide()
            before.setParent(None)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """While nothing is inside: the cards of the till in their places, without words."""
        if self._content is not None:
            return
        painter = QPainter(self)
        painter.setPen(QColor(LINE[self._appearance]))
        painter.setBrush(QColor(CARD[self._appearance]))
        for place in self._places():
            painter.drawRect(place)
        painter.end()

    def _places(self) -> list[QRect]:
        width, height = self.width(), self.height()
        right = min(536, width // 2)
        top, bottom = STRIP + EDGE, height - KEYS - EDGE
        left_width = width - right - 3 * EDGE
        return [
            QRect(-1, -1, width + 1, STRIP),
            QRect(-1, height - KEYS, width + 1, KEYS),
            QRect(EDGE, top, left_width, INPUT),
            QRect(EDGE, top + INPUT + GAP, left_width, bottom - top - INPUT - GAP),
            QRect(width - EDGE - right, top, right, TOTAL),
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The content fills the window."""
        super().resizeEvent(event)
        if self._content is not None:
            self._content.setGeometry(self.rect())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Ask the content, which says `closing`."""
        event.setAccepted(self._content is None or self._content.close())


def open_first_window(argv: Sequence[str], appearance: str = "light") -> tuple[QApplication, FirstWindow]:
    """The application and its window, shown and painted. Main thread; once per process."""
    app = QApplication(list(argv))
    app.setApplicationName(NAME)
    app.setQuitOnLastWindowClosed(False)
    window = FirstWindow(appearance)
    window.show()
    app.processEvents()
    return app, window


def place(content: QWidget) -> FirstWindow:
    """Put `content` into the window that is already on the screen, or into a new one. Main thread."""
    tops = QApplication.topLevelWidgets()
    outer = next((top for top in tops if isinstance(top, FirstWindow)), None) or FirstWindow()
    outer.fill(content)
    outer.show()
    return outer
