"""The paper of a receipt on the screen, scrolled with wheel and keys. Drawn once per receipt."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from pos.core.receipt import Receipt
from pos.qt.receipt_painter import receipt_image
from pos.qt.receipt_rows import DOTS_PER_MM, MM_80, Sheet
from pos.qt.styling import on_ground, scroll_bar_sheet
from pos.qt.theme import Look

GAP = 16
WIDEST = round(MM_80.paper_mm * DOTS_PER_MM)
"""The width of 80 mm of paper in dots: narrower paper is drawn narrower, at the same scale."""


class _Paper(QWidget):
    """White paper whatever the theme is: it shows what comes out of the printer."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.image = QImage()
        self._scaled = QPixmap()

    def show_image(self, image: QImage) -> None:
        """Show another paper."""
        self.image = image
        self._scaled = QPixmap()
        self.update()

    def fit(self, width: int) -> None:
        """Be as high as the paper is at `width`."""
        if self.image.isNull():
            self.resize(width, 0)
            return
        paper = self._paper_width(width)
        self.resize(width, round(self.image.height() * paper / self.image.width()) + 2 * GAP)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The ground and the paper on it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.theme.surface2)
        if not self.image.isNull():
            paper = self._paper_width(self.width())
            ratio = self.devicePixelRatioF()
            if self._scaled.width() != round(paper * ratio):
                smooth = Qt.TransformationMode.SmoothTransformation
                self._scaled = QPixmap.fromImage(self.image.scaledToWidth(round(paper * ratio), smooth))
                self._scaled.setDevicePixelRatio(ratio)
            painter.drawPixmap((self.width() - paper) // 2, GAP, self._scaled)
        painter.end()

    def _paper_width(self, width: int) -> int:
        """How wide the paper is drawn in a widget that is `width` wide."""
        scale = min(1.0, (width - 2 * GAP) / WIDEST)
        return max(1, round(self.image.width() * scale))


class PaperPreview(QScrollArea):
    """Shows one receipt at a time."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._receipt: Receipt | None = None
        self.sheet = MM_80  # of the next paper
        self._paper = _Paper(look)
        self.setWidget(self._paper)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.restyle()

    def show_receipt(
        self, receipt: Receipt | None, sheet: Sheet | None = None, *, from_top: bool = True
    ) -> None:
        """Draw `receipt` on `sheet` (without one: as wide as before); the same one again costs nothing.

        From its top, or with `from_top` False where it stands: the same paper, a little changed.
        """
        sheet = sheet or self.sheet
        if (receipt, sheet) == (self._receipt, self.sheet):
            return
        self._receipt, self.sheet = receipt, sheet
        self._paper.show_image(receipt_image(receipt, sheet=sheet) if receipt else QImage())
        self._fit()
        if from_top:
            self.verticalScrollBar().setValue(0)

    def restyle(self) -> None:
        """Take the theme's colours."""
        theme = self.look.theme
        on_ground(self, theme, theme.surface2)
        self.verticalScrollBar().setStyleSheet(scroll_bar_sheet(theme))
        self._paper.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the paper's width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._paper.fit(self.viewport().width())
