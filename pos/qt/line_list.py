"""The card with the lines of the sale: header, rows, footer, and a sentence while there is nothing."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos.qt.line_row import columns_of
from pos.qt.line_rows import LineRows
from pos.qt.metrics import NORMAL, Metrics
from pos.qt.painting import CARD_RADIUS, box, hairline, painter_on, rounded
from pos.qt.theme import Look, Theme
from pos.qt.typeset import CENTRE, REGULAR, RIGHT, SEMIBOLD, figure_in, style
from pos.screens.views import SaleView

CUT_LEAST = 80
"""With less room than this the beginning of a remark says nothing."""


class LineCard(QWidget):
    """Draws around the rows; the rows draw themselves."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.metrics = NORMAL
        self.rows = LineRows(look, self)
        self._columns: tuple[str, ...] = ("", "", "", "", "")
        self._empty = ("", "")
        self._footer: tuple[tuple[str, ...], str] = ((), "")
        self._locked = False
        self.restyle()

    def use_metrics(self, metrics: Metrics) -> None:
        """Lay out by `metrics`."""
        if metrics is not self.metrics:
            self.metrics = metrics
            self.rows.use_metrics(metrics)
            self._place()

    def render_sale(self, view: SaleView) -> None:
        """Show the lines and words of `view`."""
        words = (view.columns, (view.empty_word, view.empty_detail), (view.footer_left, view.footer_right))
        locked = view.input.mode in ("locked", "qr")
        if (*words, locked) != (self._columns, self._empty, self._footer, self._locked):
            self._columns, self._empty, self._footer = words
            self._locked = locked
            self.rows.setAccessibleName(view.columns[1])
            self.update()
        self.rows.use_words(view.remove_word, view.find_word, view.teach_word)
        self.rows.show_lines(view.lines)
        self.rows.setVisible(bool(view.lines))
        self.rows.restyle()

    def restyle(self) -> None:
        """Take the theme's colours."""
        self.rows.restyle()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The rows fill what header and footer leave."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The card, its header and footer."""
        painter = painter_on(self)
        theme, area = self.look.theme, QRectF(self.rect())
        box(painter, area, CARD_RADIUS, theme.surface2 if self._locked else theme.surface)
        painter.setClipPath(rounded(area, CARD_RADIUS))
        self._paint_header(painter, theme, area)
        if self.rows.isHidden():
            self._paint_empty(painter, theme, area)
        if any(self._footer):
            self._paint_footer(painter, theme, area)
        painter.setClipping(False)
        box(painter, area, CARD_RADIUS, None, theme.line)
        painter.end()

    def _place(self) -> None:
        sizes = self.metrics
        height = self.height() - 2 - sizes.header - sizes.footer
        self.rows.setGeometry(1, sizes.header + 1, self.width() - 2, max(0, height))

    def _paint_header(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        row = QRectF(1, 0, area.width() - 2, self.metrics.header)
        painter.fillRect(row, theme.surface2)
        hairline(painter, 1, row.bottom(), row.width(), theme.line)
        letters = style(13 if self.metrics.row < 60 else 14, 18, REGULAR)
        cells = columns_of(row, self.metrics)
        number, name, quantity, price, total = self._columns
        letters.draw(painter, cells.number, number, theme.text2, CENTRE)
        letters.draw(painter, cells.name, name, theme.text2)
        letters.draw(painter, cells.quantity, quantity, theme.text2, RIGHT)
        if self.metrics.shows_price:
            letters.draw(painter, cells.price, price, theme.text2, RIGHT)
        letters.draw(painter, cells.total, total, theme.text2, RIGHT)

    def _paint_empty(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        word, detail = self._empty
        loud, quiet = style(22, 28, SEMIBOLD), style(16, 22)
        lines = quiet.balanced(detail, min(area.width() - 80, 440))
        height = loud.height + 6 + len(lines) * quiet.height
        top = area.center().y() - height / 2
        loud.draw(painter, QRectF(area.left(), top, area.width(), loud.height), word, theme.text2, CENTRE)
        below = QRectF(area.left(), top + loud.height + 6, area.width(), 0)
        quiet.draw_lines(painter, below, lines, theme.text3, CENTRE)

    def _paint_footer(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        sizes = self.metrics
        row = QRectF(1, area.bottom() - sizes.footer, area.width() - 2, sizes.footer)
        painter.fillRect(row, theme.surface2)
        hairline(painter, 1, row.top() - 1, row.width(), theme.line)
        parts, right = self._footer
        px = sizes.chip_px if sizes.row < 60 else sizes.chip_px + 1
        edge = row.right() - sizes.inset
        if right:
            edge -= _remark_width(right, px)
            _paint_remark(painter, theme, edge, row, right, px)
        left = row.left() + sizes.inset
        for part in parts:
            width = _remark_width(part, px)
            room = edge - 16 - left
            if width > room:
                cut = style(px, 20, REGULAR, tabular=True)
                place = QRectF(left, row.top(), room, row.height())
                if room >= CUT_LEAST:
                    cut.draw(painter, place, cut.elided(part, room), theme.text2)
                break
            _paint_remark(painter, theme, left, row, part, px)
            left += width + 24


def _pieces(text: str) -> tuple[tuple[str, int], ...]:
    """A remark in parts: its figure is loud, its words are quiet."""
    start, end = figure_in(text)
    found = ((text[:start], REGULAR), (text[start:end], SEMIBOLD), (text[end:], REGULAR))
    return tuple(piece for piece in found if piece[0])


def _remark_width(text: str, px: int) -> float:
    return sum(style(px, 20, weight, tabular=True).width(piece) for piece, weight in _pieces(text))


def _paint_remark(painter: QPainter, theme: Theme, left: float, row: QRectF, text: str, px: int) -> None:
    for piece, weight in _pieces(text):
        letters = style(px, 20, weight, tabular=True)
        colour = theme.text if weight == SEMIBOLD else theme.text2
        letters.draw(painter, QRectF(left, row.top(), 0, row.height()), piece, colour)
        left += letters.width(piece)
