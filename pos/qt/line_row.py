"""How one row of the sale is painted: plain, newest, voided, unknown or locked."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pos.qt.line_model import LINE_ROLE
from pos.qt.marks import mark
from pos.qt.metrics import NORMAL, Metrics
from pos.qt.painting import box, hairline
from pos.qt.theme import Look, Theme
from pos.qt.typeset import CENTRE, MEDIUM, REGULAR, RIGHT, SEMIBOLD, Type, style
from pos.screens.views import LineView, Tone

BAR = 4
NAME_GAP = 3


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the cells of a row stand; the header uses the same."""

    number: QRectF
    name: QRectF
    quantity: QRectF
    price: QRectF
    total: QRectF


def columns_of(row: QRectF, metrics: Metrics) -> Columns:
    """The cells of `row`. In the narrow layout the price has none: it stands in the meta line."""
    right = row.right() - metrics.inset
    total = QRectF(right - metrics.sum_width, row.top(), metrics.sum_width, row.height())
    price_width = metrics.figure_width if metrics.shows_price else 0
    price = QRectF(total.left() - price_width, row.top(), price_width, row.height())
    quantity = QRectF(price.left() - metrics.figure_width, row.top(), metrics.figure_width, row.height())
    number = QRectF(row.left(), row.top(), metrics.number, row.height())
    name = QRectF(number.right(), row.top(), quantity.left() - number.right() - NAME_GAP, row.height())
    return Columns(number, name, quantity, price, total)


@dataclass(frozen=True, slots=True)
class _Ink:
    """The colours of one look of a row."""

    ground: QColor
    name: QColor
    meta: QColor
    figure: QColor
    price: QColor
    bar: QColor | None = None


def _ink(theme: Theme, line: LineView) -> _Ink:
    red = theme.state(Tone.RED)
    match line.look:
        case "voided":
            return _Ink(theme.surface2, theme.text3, theme.text3, theme.text3, theme.text3)
        case "locked":
            return _Ink(theme.surface2, theme.text2, theme.text3, theme.text2, theme.text3)
        case "unknown":
            return _Ink(red.tint, red.fg, theme.text, red.fg, red.fg, red.solid)
        case "newest":
            bar = theme.state(Tone.BLUE).solid
            return _Ink(theme.sel, theme.text, theme.text3, theme.text, theme.text2, bar)
        case _:
            ground = theme.sel if line.selected else theme.surface
            return _Ink(ground, theme.text, theme.text3, theme.text, theme.text2)


class LineRow(QStyledItemDelegate):
    """Paints rows. `unknown_room` is what the buttons of a red row take on its right."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.metrics = NORMAL
        self.unknown_room = 0.0

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Every row is equally high."""
        return QSize(option.rect.width(), self.metrics.row)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One row with its hairline below."""
        line = index.data(LINE_ROLE)
        if not isinstance(line, LineView):
            return
        theme = self.look.theme
        row = QRectF(option.rect)
        ink = _ink(theme, line)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(row, ink.ground)
        hairline(painter, row.left(), row.bottom() - 1, row.width(), theme.line)
        if ink.bar:
            painter.fillRect(QRectF(row.left(), row.top(), BAR, row.height() - 1), ink.bar)
        cells = columns_of(row.adjusted(0, 0, 0, -1), self.metrics)
        if line.look == "unknown":
            self._paint_unknown(painter, cells, line, ink)
        else:
            self._paint_cells(painter, cells, line, ink)
        focused = option.state & QStyle.StateFlag.State_HasFocus
        if focused:
            box(painter, row.adjusted(1, 1, -1, -2), 4, None, theme.focus, 2)
        painter.restore()

    def _paint_unknown(self, painter: QPainter, cells: Columns, line: LineView, ink: _Ink) -> None:
        red = self.look.theme.state(Tone.RED)
        middle = cells.number.center()
        mark(painter, Tone.RED, QRectF(middle.x() - 10, middle.y() - 10, 20, 20), red.solid, red.on_solid)
        name = QRectF(cells.name)
        name.setRight(cells.total.right() - self.unknown_room - NAME_GAP)
        letters = style(self.metrics.name_px, 22, SEMIBOLD)
        if letters.width(line.name) > name.width():
            self._paint_whole_name(painter, name, line, ink)  # the barcode is what counts: never cut
        else:
            self._paint_name(painter, name, line, ink, letters)

    def _paint_cells(self, painter: QPainter, cells: Columns, line: LineView, ink: _Ink) -> None:
        sizes = self.metrics
        voided = line.look == "voided"
        number = style(15, 20, REGULAR, tabular=True)
        number.draw(painter, cells.number, str(line.number), self.look.theme.text3, CENTRE)
        weight = REGULAR if voided else MEDIUM
        self._paint_name(painter, cells.name, line, ink, style(sizes.name_px, sizes.name_px + 5, weight))
        figures = (
            (cells.quantity, line.quantity, style(sizes.figure_px, 20, weight, tabular=True), ink.figure),
            (cells.price, line.price, style(sizes.figure_px, 20, REGULAR, tabular=True), ink.price),
            (
                cells.total,
                line.total,
                style(sizes.sum_px, 24, REGULAR if voided else SEMIBOLD, tabular=True),
                ink.figure,
            ),
        )
        for cell, text, letters, colour in figures:
            if cell.width() <= 0:
                continue
            letters.draw(painter, cell, text, colour, RIGHT)
            if voided:
                width = letters.width(text)
                strike(painter, cell.right() - width, cell.center().y(), width, letters, colour)

    def _paint_name(self, painter: QPainter, cell: QRectF, line: LineView, ink: _Ink, letters: Type) -> None:
        meta_letters = style(13 if self.metrics.row < 60 else 14, 18, REGULAR, tabular=True)
        top = cell.center().y() - (letters.height + meta_letters.height) / 2
        shown = letters.elided(line.name, cell.width())
        if line.selected and shown != line.name:
            self._paint_whole_name(painter, cell, line, ink)
            return
        name = QRectF(cell.left(), top, cell.width(), letters.height)
        letters.draw(painter, name, shown, ink.name)
        if line.look == "voided":
            strike(painter, name.left(), name.center().y(), letters.width(shown), letters, ink.name)
        meta = QRectF(cell.left(), name.bottom(), cell.width(), meta_letters.height)
        self._paint_meta(painter, meta, self._meta_of(line), ink, meta_letters)

    def _meta_of(self, line: LineView) -> str:
        """Without a column of its own the price joins the meta line."""
        if self.metrics.shows_price or not line.price or line.look == "voided":
            return line.meta
        quiet, gap, loud = line.meta.partition("  ")
        return f"{quiet} · {line.price}{gap}{loud}" if quiet else line.price

    def _paint_meta(self, painter: QPainter, cell: QRectF, text: str, ink: _Ink, letters: Type) -> None:
        """What stands after two spaces (a discount, a hold) is louder than the barcode before them.

        Where there is no room for both, the barcode gives way, then the price beside it.
        """
        quiet, _, loud = text.partition("  ")
        strong, wanted = style(13, 18, MEDIUM, tabular=True), loud.strip()
        if strong.width(wanted) > cell.width():
            strong = style(12, 18, MEDIUM, tabular=True)
        if wanted:
            room = cell.width() - strong.width(wanted) - 12
            parts = (quiet, quiet.partition(" · ")[2], "")
            quiet = next((part for part in parts if letters.width(part) <= room), "")
        letters.draw(painter, cell, letters.elided(quiet, cell.width()), ink.meta)
        left = letters.width(quiet) + (12 if quiet else 0)
        if wanted:
            beside = cell.adjusted(left, 0, 0, 0)
            strong.draw(painter, beside, strong.elided(wanted, beside.width()), ink.name)

    def _paint_whole_name(self, painter: QPainter, cell: QRectF, line: LineView, ink: _Ink) -> None:
        """A chosen row shows its long name whole, in two lines that take the place of the meta line."""
        letters = style(15, 19, MEDIUM)
        lines = letters.lines(line.name, cell.width(), 2)
        top = cell.center().y() - len(lines) * letters.height / 2
        letters.draw_lines(painter, QRectF(cell.left(), top, cell.width(), 0), lines, ink.name)


def strike(
    painter: QPainter, left: float, middle: float, width: float, letters: Type, colour: QColor
) -> None:
    """Strike a line of text through, at the height of its small letters."""
    hairline(painter, left, round(middle + letters.metrics.xHeight() * 0.12), width, colour)
