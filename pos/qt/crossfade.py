"""The one movement beside the ring: what was on the panel's place fades out over what is there now."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

FADE_MS = 120


class CrossFade(QWidget):
    """An old picture that goes away in 120 ms. It never takes a press or the focus."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._picture = QPixmap()
        self._opacity = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._fade = QVariantAnimation(self)
        self._fade.setDuration(FADE_MS)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.valueChanged.connect(self._set_opacity)
        self._fade.finished.connect(self.hide)
        self.hide()

    def start(self, area: QRect) -> None:
        """Keep what `area` of the window shows now, and let it fade over what comes."""
        window = self.parentWidget()
        if window is None or not window.isVisible():
            return
        self.hide()
        self._picture = window.grab(area)
        self.setGeometry(area)
        self._opacity = 1.0
        self.show()
        self.raise_()
        self._fade.start()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The old picture, paler each time."""
        painter = QPainter(self)
        painter.setOpacity(self._opacity)
        painter.drawPixmap(self.rect(), self._picture)
        painter.end()

    def _set_opacity(self, value: object) -> None:
        self._opacity = float(str(value))
        self.update()
