"""The countdown: one number and an arc that steps with it, both once a second. Never shows 0."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from pos.qt.painting import painter_on
from pos.qt.theme import Look
from pos.qt.typeset import MEDIUM, SEMIBOLD, style
from pos.screens.views import RingView, Tone

SIDE, STROKE, NUMBER_PX = 184, 13, 76
UNIT_PART = 0.30


class Ring(QWidget):
    """Counts down from the state by itself. `now` is a monotonic clock in seconds."""

    def __init__(self, look: Look, parent: QWidget, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self.look = look
        self._now = now
        self._view: RingView | None = None
        self._ends_at = 0.0
        self._tick = QTimer(self)
        self._tick.setSingleShot(True)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._step)

    def start(self, view: RingView | None) -> None:
        """Count `view` down; the same view again does not restart the count."""
        if view == self._view:
            return
        self._view = view
        if view is None:
            self._tick.stop()
            return
        self._ends_at = self._now() + view.left_s
        self._step()

    def number(self) -> int:
        """The seconds shown: rounded up, never below 1 (at zero another state takes the place)."""
        return max(1, math.ceil(self._ends_at - self._now() - 0.001))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Go on counting."""
        super().showEvent(event)
        self._step()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nobody looks: no timer."""
        super().hideEvent(event)
        self._tick.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Track, arc, number, unit."""
        view = self._view
        if view is None:
            return
        painter = painter_on(self)
        theme, number = self.look.theme, self.number()
        share = min(1.0, number / max(view.window_s, 1.0))
        side = min(self.width(), self.height())
        paint_ring(painter, QRectF(0, 0, side, side), share, theme.line, theme.state(Tone.BLUE).fg)
        self._paint_number(painter, QRectF(0, 0, side, side), str(number), view.unit)
        painter.end()

    def _paint_number(self, painter: QPainter, area: QRectF, number: str, unit: str) -> None:
        theme = self.look.theme
        px = round(area.width() * NUMBER_PX / SIDE)
        digits, small = style(px, px, SEMIBOLD, tabular=True), style(round(px * UNIT_PART), px, MEDIUM)
        gap = px * 0.10
        width = digits.width(number) + (gap + small.width(unit) if unit else 0)
        left = area.center().x() - width / 2
        digits.draw(painter, QRectF(left, area.top(), width, area.height()), number, theme.text)
        low = px * 0.16
        row = QRectF(left + digits.width(number) + gap, area.top() + low, 0, area.height())
        small.draw(painter, row, unit, theme.text2)

    def _step(self) -> None:
        if self._view is None:
            return
        self.setAccessibleName(f"{self.number()} {self._view.unit}")
        self.update()
        left = self._ends_at - self._now()
        if self.isVisible() and left > 1:
            until_next = left - math.floor(left) or 1.0
            self._tick.start(max(15, math.ceil(until_next * 1000)))


def paint_ring(painter: QPainter, square: QRectF, share: float, track: QColor, arc: QColor) -> None:
    """A ring of which `share` is still there: from 12 o'clock clockwise, flat ends."""
    stroke = square.width() * STROKE / SIDE
    inner = square.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(track, stroke))
    painter.drawEllipse(inner)
    pen = QPen(arc, stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    if share >= 1.0:
        painter.drawEllipse(inner)
    else:
        painter.drawArc(inner, 90 * 16, -round(share * 360 * 16))
