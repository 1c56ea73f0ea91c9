"""What every window of the till has: the ground, the frame of training, the focus ring."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos.qt.painting import painter_on
from pos.qt.pressable import FocusRing
from pos.qt.theme import Look, Theme
from pos.qt.typeset import REGULAR, SEMIBOLD, style

FRAME, BAND = 6, 28


class TillWindow(QWidget):
    """A window that lays itself out by hand inside `inside()` and repaints when the appearance changes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._training = ("", "")
        self.focus_ring = FocusRing(look, self)
        look.changed.connect(self._appearance_changed)

    def set_training(self, word: str, detail: str = "") -> None:
        """Show the frame with these words, or no frame when `word` is empty."""
        if (word, detail) != self._training:
            self._training = (word, detail)
            self.lay_out()
            self.update()

    def inside(self) -> QRect:
        """Where the window's content goes."""
        if not self._training[0]:
            return self.rect()
        return self.rect().adjusted(FRAME, FRAME + BAND, -FRAME, -FRAME)

    def lay_out(self) -> None:
        """Put every part in its place. Called when the size or the frame changed."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Lay out anew; the ring follows."""
        super().resizeEvent(event)
        self.lay_out()
        self.focus_ring.follow()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The ground, and the frame of training where it is touched: its hatching is many strokes."""
        painter = painter_on(self)
        painter.fillRect(event.rect(), self.look.theme.bg)
        if self._training[0] and not self.inside().contains(event.rect()):
            paint_training(painter, self.look.theme, self.rect(), *self._training)
        painter.end()

    def _appearance_changed(self) -> None:
        self.restyle()
        self.update()

    def restyle(self) -> None:
        """Hand new colours to the few children that do not paint themselves."""


def paint_training(painter: QPainter, theme: Theme, area: QRect, word: str, detail: str) -> None:
    """The 6 px frame and the 28 px hatched band with its words in the middle."""
    whole = QRectF(area)
    inner = whole.adjusted(FRAME, FRAME + BAND, -FRAME, -FRAME)
    for side in (
        QRectF(whole.left(), whole.top(), whole.width(), FRAME + BAND),
        QRectF(whole.left(), inner.bottom(), whole.width(), FRAME),
        QRectF(whole.left(), inner.top(), FRAME, inner.height()),
        QRectF(inner.right(), inner.top(), FRAME, inner.height()),
    ):
        painter.fillRect(side, theme.training)
    loud, quiet = style(14, 20, SEMIBOLD), style(14, 20, REGULAR)
    room = whole.width() - 2 * 48
    detail = quiet.elided(detail, max(0.0, room - loud.width(word) - 13)) if detail else ""
    if len(detail) < 2:
        detail = ""
    width = loud.width(word) + (13 + quiet.width(detail) if detail else 0)
    left = whole.center().x() - width / 2
    row = QRectF(left, whole.top(), width, FRAME + BAND)
    loud.draw(painter, row, word, theme.on_training)
    if detail:
        quiet.draw(painter, row.adjusted(loud.width(word) + 13, 0, 0, 0), detail, theme.on_training)
    _hatch(painter, theme, QRectF(18, row.center().y() - 5, left - 12 - 18, 10))
    right = left + width + 12
    _hatch(painter, theme, QRectF(right, row.center().y() - 5, whole.right() - 18 - right, 10))


def _hatch(painter: QPainter, theme: Theme, strip: QRectF) -> None:
    if strip.width() < 12:
        return
    painter.save()
    painter.setClipRect(strip)
    painter.setOpacity(0.65)
    painter.setPen(theme.training)
    painter.setBrush(theme.on_training)
    left = strip.left() - strip.height()
    while left < strip.right():
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(left, strip.bottom()),
                    QPointF(left + 9, strip.bottom()),
                    QPointF(left + 9 + strip.height(), strip.top()),
                    QPointF(left + strip.height(), strip.top()),
                ]
            )
        )
        left += 18
    painter.restore()
