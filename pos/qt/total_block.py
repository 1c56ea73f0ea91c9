"""The total, the largest thing on the screen, and the three money cells under it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos.qt.painting import CARD_RADIUS, box, hairline, painter_on, rounded, upright
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, RIGHT, SEMIBOLD, style
from pos.screens.views import CellView, Tone, TotalView

NOTHING = TotalView(label="", digits="", unit="")
SMALLEST_PX = 64
UNIT_GAP = 14


@dataclass(frozen=True, slots=True)
class TotalSizes:
    """Heights and letter sizes of a total block."""

    block: int
    digits_px: int
    unit_px: int
    cells: int
    inset: int = 20
    label_px: int = 15


class TotalBlock(QWidget):
    """Label at the top left, digits at the right, cells below when there are any."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._sizes = TotalSizes(120, 76, 28, 56)
        self._view = NOTHING

    def use_sizes(self, sizes: TotalSizes) -> None:
        """Draw by `sizes`."""
        if sizes != self._sizes:
            self._sizes = sizes
            self.update()

    def render_total(self, view: TotalView) -> None:
        """Show `view`."""
        if view != self._view:
            self._view = view
            self.setAccessibleName(f"{view.label}: {view.digits}\u00a0{view.unit}")
            self.update()

    def height_wanted(self) -> int:
        """The block, and the cells when there are any."""
        return self._sizes.block + (self._sizes.cells if self._view.cells else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The card with everything in it."""
        painter = painter_on(self)
        self.paint_into(painter, QRectF(self.rect()))
        painter.end()

    def paint_into(self, painter: QPainter, area: QRectF) -> None:
        """Draw into `area`, which begins at (0, 0), with whatever scale `painter` has."""
        theme = self.look.theme
        box(painter, area, CARD_RADIUS, theme.surface)
        cells = self._sizes.cells if self._view.cells else 0
        upper = area.adjusted(0, 0, 0, -cells)
        self._paint_digits(painter, theme, upper)
        if cells:
            painter.setClipPath(rounded(area, CARD_RADIUS))
            self._paint_cells(painter, theme, QRectF(0, upper.bottom(), area.width(), cells))
            painter.setClipping(False)
        box(painter, area, CARD_RADIUS, None, theme.line)

    def _digits_px(self, width: float) -> int:
        """The layout's size; 64 where digits and unit do not fit; less only where 64 would cut the sum."""
        sizes = self._sizes
        full = style(sizes.digits_px, sizes.digits_px + 4, SEMIBOLD, tabular=True)
        unit = style(sizes.unit_px, sizes.unit_px + 6, MEDIUM).width(self._view.unit)
        if full.width(self._view.digits) + UNIT_GAP + unit <= width:
            return sizes.digits_px
        px = min(SMALLEST_PX, sizes.digits_px)
        while px > 24 and style(px, px + 4, SEMIBOLD, tabular=True).width(self._view.digits) > width:
            px -= 4  # a sum that long is rare, and a cut sum is worse than a small one
        return px

    def _paint_digits(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        sizes, view = self._sizes, self._view
        inner = area.adjusted(sizes.inset, 0, -sizes.inset, 0)
        px = self._digits_px(inner.width())
        digits = style(px, px + 4, SEMIBOLD, tabular=True)
        unit = style(sizes.unit_px, sizes.unit_px + 6, MEDIUM)
        label = style(sizes.label_px, sizes.label_px + 5, MEDIUM)
        beside = digits.width(view.digits) + UNIT_GAP + unit.width(view.unit) <= inner.width()
        top = QRectF(inner.left(), 12, inner.width(), label.height)
        word = view.label if beside else f"{view.label}, {view.unit}"
        label.draw(painter, top, label.elided(word, inner.width()), theme.text2)
        low = area.bottom() - (area.height() - label.height - 12) * 0.52 - px * 0.065
        line = QRectF(inner.left(), low - px / 2, inner.width(), px)
        if beside:
            baseline = line.center().y() + (digits.metrics.ascent() - digits.metrics.descent()) / 2
            rise = (unit.metrics.ascent() - unit.metrics.descent()) / 2
            unit.draw(
                painter,
                QRectF(inner.left(), baseline - rise - 20, inner.width(), 40),
                view.unit,
                theme.text2,
                RIGHT,
            )
            line.setRight(inner.right() - unit.width(view.unit) - UNIT_GAP)
        digits.draw(painter, line, view.digits, theme.text, RIGHT)

    def _paint_cells(self, painter: QPainter, theme: Theme, row: QRectF) -> None:
        width = row.width() / len(self._view.cells)
        hairline(painter, 0, row.top(), row.width(), theme.line)
        for number, cell in enumerate(self._view.cells):
            left = round(number * width)
            area = QRectF(left, row.top() + 1, round((number + 1) * width) - left, row.height() - 1)
            self._paint_cell(painter, theme, area, cell)
            if number:
                upright(painter, left, area.top(), area.height(), theme.line)

    def _paint_cell(self, painter: QPainter, theme: Theme, area: QRectF, cell: CellView) -> None:
        amber = theme.state(Tone.AMBER)
        if cell.in_doubt:
            painter.fillRect(area, amber.tint)
        inner = area.adjusted(self._sizes.inset, 0, -8, 0)
        label = style(13, 18)
        top = area.center().y() - 20
        label.draw(
            painter,
            QRectF(inner.left(), top, inner.width(), 18),
            label.elided(cell.label, inner.width()),
            theme.text2,
        )
        value = QRectF(inner.left(), top + 17, inner.width(), 24)
        letters = next(
            (
                made
                for px in (19, 17, 15)
                if (made := style(px, 24, SEMIBOLD, tabular=True)).width(cell.value) <= inner.width()
            ),
            style(14, 24, SEMIBOLD, tabular=True),
        )
        letters.draw(painter, value, cell.value, amber.fg if cell.in_doubt else theme.text)
