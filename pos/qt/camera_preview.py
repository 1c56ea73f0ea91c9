"""What the camera sees, with white corners where the code should be. Newest picture only."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from pos.flow.ports import Frame
from pos.qt.icons import icon
from pos.qt.painting import TILE_RADIUS, painter_on, rounded
from pos.qt.theme import Look

GROUND = QColor("#1B2026")
FAINT = QColor("#8A94A1")
CORNERS = QColor("#FFFFFF")
CORNER_PART = 0.28


class CameraPreview(QWidget):
    """A dark window with the picture cut to fill it; a camera sign until the first picture comes."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._frame: Frame | None = None

    def show_frame(self, frame: Frame) -> None:
        """Show `frame` instead of the one before. Cheap while hidden."""
        if len(frame.pixels) < frame.width * frame.height * 3:
            return
        self._frame = frame
        if self.isVisible():
            self.update()

    def forget(self) -> None:
        """Drop the picture: nobody's code stays on the screen after its payment."""
        self._frame = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Picture and corners."""
        painter = painter_on(self)
        area = QRectF(self.rect())
        painter.setClipPath(rounded(area, TILE_RADIUS))
        painter.fillRect(area, GROUND)
        if self._frame:
            self._paint_picture(painter, area, self._frame)
        side = min(area.width(), area.height()) * 0.76
        middle = area.center()
        square = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
        if not self._frame:
            icon(painter, "camera", middle.x() - 20, middle.y() - 20, 40, FAINT)
        paint_corners(painter, square)
        painter.end()

    @staticmethod
    def _paint_picture(painter: QPainter, area: QRectF, frame: Frame) -> None:
        picture = QImage(
            frame.pixels, frame.width, frame.height, frame.width * 3, QImage.Format.Format_RGB888
        )
        scale = max(area.width() / frame.width, area.height() / frame.height)
        width, height = area.width() / scale, area.height() / scale
        source = QRectF((frame.width - width) / 2, (frame.height - height) / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, picture, source)


def paint_corners(painter: QPainter, square: QRectF) -> None:
    """Four white corners, 3 px thick."""
    pen = QPen(CORNERS, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    long = square.width() * CORNER_PART
    for x, way_x in ((square.left(), 1), (square.right(), -1)):
        for y, way_y in ((square.top(), 1), (square.bottom(), -1)):
            painter.drawPolyline(
                QPolygonF([QPointF(x, y + way_y * long), QPointF(x, y), QPointF(x + way_x * long, y)])
            )
