"""What the import of goods paints: steps, columns of a file, what they may be, how the table stands."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from pos.qt.icons import icon
from pos.qt.marks import mark
from pos.qt.orders_rows import fitting
from pos.qt.painting import CARD_RADIUS, box, hairline, rounded
from pos.qt.table_parts import cells
from pos.qt.theme import Theme
from pos.qt.typeset import LEFT, MEDIUM, REGULAR, RIGHT, SEMIBOLD, style
from pos.screens.goods_views import (
    BadRowView,
    ColumnChoiceView,
    ColumnRowView,
    FigureView,
    ImportStep,
    ImportView,
    ReportView,
)
from pos.screens.views import Tone

COLUMN_ROW, CHOICE_ROW, BAD_ROW, CELL_GAP, INSET = 44, 44, 44, 14, 18
COLUMN_WIDTHS = (0.34, 0.32, 0.34)
BAD_WIDTHS = (0.09, 0.2, 0.25, 0.46)
BAND, WORDS, FIGURES, BAR = 52, 76, 72, 12
REPORT = BAND + WORDS + FIGURES


def paint_path(painter: QPainter, theme: Theme, area: QRectF, view: ImportView) -> None:
    """The steps at the right of `area`: those that are over have a tick, the one that is on is loud."""
    now = list(ImportStep).index(view.step)
    px = next((px for px in (15, 14, 13) if _path_width(view, px) <= area.width()), 12)
    left = area.right() - _path_width(view, px)
    for number, word in enumerate(view.path):
        is_now, is_over = number == now, number < now or view.step is ImportStep.DONE
        letters = style(px, 20, SEMIBOLD if is_now else REGULAR)
        ink = theme.focus if is_now else theme.text2
        if is_over and not is_now:
            icon(painter, "tick", left + 2, area.center().y() - 8, 16, theme.state(Tone.GREEN).fg, 2.6)
        else:
            digit = QRectF(left, area.top(), 20, area.height())
            letters.draw(painter, digit, f"{number + 1}", ink)
        letters.draw(painter, QRectF(left + 22, area.top(), 0, area.height()), word, ink)
        left += 22 + style(px, 20, SEMIBOLD).width(word) + 20


def _path_width(view: ImportView, px: int) -> float:
    return sum(22 + style(px, 20, SEMIBOLD).width(word) + 20 for word in view.path) - 20


def words_of_column(row: ColumnRowView) -> str:
    """A column of the file for a screen reader."""
    return ", ".join(part for part in (row.header, row.sample, row.means) if part)


def paint_column(painter: QPainter, theme: Theme, area: QRectF, row: ColumnRowView) -> None:
    """The header, a value, what it is for us; what is not used is quiet."""
    header, sample, means = cells(area, COLUMN_WIDTHS, CELL_GAP)
    ink = theme.text if row.used else theme.text2
    loud = style(16, 22, MEDIUM if row.used else REGULAR)
    loud.draw(painter, header, loud.elided(row.header, header.width()), ink)
    small = style(14, 20, REGULAR, tabular=True)
    small.draw(painter, sample, small.elided(row.sample, sample.width()), theme.text2)
    name = "tick" if row.used else "cross"
    sign = theme.state(Tone.GREEN).fg if row.used else theme.text3
    icon(painter, name, means.left(), means.center().y() - 8, 16, sign, 2.6)
    room = means.adjusted(26, 0, CELL_GAP, 0)
    word = fitting(
        [style(px, 20, SEMIBOLD if row.used else REGULAR) for px in (15, 14, 13)], row.means, room.width()
    )
    word.draw(painter, room, word.elided(row.means, room.width()), ink)


def words_of_choice(row: ColumnChoiceView) -> str:
    """One of our columns for a screen reader."""
    return f"{row.word} {row.note}".strip()


def paint_choice(painter: QPainter, theme: Theme, area: QRectF, row: ColumnChoiceView) -> None:
    """The word, a tick when it is so, and at the right whose it is already."""
    inner = area.adjusted(14, 0, -14, 0)
    if row.chosen:
        icon(painter, "tick", inner.left(), inner.center().y() - 8, 16, theme.focus, 2.8)
    words = inner.adjusted(26, 0, 0, 0)
    letters = style(15, 20, SEMIBOLD if row.chosen else MEDIUM)
    letters.draw(painter, words, letters.elided(row.word, words.width()), theme.text)
    small = style(13, 18)
    left = letters.width(row.word) + 10
    if words.width() - left > 30:
        note = small.elided(row.note, words.width() - left)
        small.draw(painter, words, note, theme.text2, RIGHT)


def words_of_bad(row: BadRowView) -> str:
    """A refused row for a screen reader."""
    return ", ".join((row.number, row.column, row.value, row.why))


def paint_bad(painter: QPainter, theme: Theme, area: QRectF, row: BadRowView) -> None:
    """Its number, where it is wrong, what stands there, why."""
    number, column, value, why = cells(area, BAD_WIDTHS, CELL_GAP)
    figure = style(15, 20, SEMIBOLD, tabular=True)
    figure.draw(painter, number, row.number, theme.text, RIGHT)
    small = style(14, 18, REGULAR, tabular=True)
    _two_lines(painter, column, row.column, theme)
    small.draw(painter, value, small.elided(row.value, value.width()), theme.text2)
    _two_lines(painter, why, row.why, theme)


def _two_lines(painter: QPainter, cell: QRectF, text: str, theme: Theme) -> None:
    letters = style(14, 18, MEDIUM)
    lines = letters.lines(text, cell.width(), 2)
    top = cell.center().y() - len(lines) * letters.height / 2
    letters.draw_lines(painter, QRectF(cell.left(), top, cell.width(), 0), lines, theme.text)


def paint_report(painter: QPainter, theme: Theme, area: QRectF, view: ReportView) -> None:
    """The band of the state, what is so and what to do, the bar while it runs, the numbers below."""
    state = theme.state(view.tone)
    calm = view.tone in (Tone.GREY, Tone.BLUE, Tone.GREEN)
    box(painter, area, CARD_RADIUS, theme.surface if calm else state.tint)
    painter.save()
    painter.setClipPath(rounded(area, CARD_RADIUS))
    band = QRectF(area.left(), area.top(), area.width(), BAND)
    painter.fillRect(band, state.solid)
    painter.restore()
    square = QRectF(band.left() + INSET, band.center().y() - 13, 26, 26)
    mark(painter, view.tone, square, state.on_solid, state.solid)
    room = band.width() - 2 * INSET - 38
    word = fitting([style(px, px + 6, SEMIBOLD) for px in (23, 21, 19)], view.word, room)
    word.draw(painter, QRectF(square.right() + 12, band.top(), room, BAND), view.word, state.on_solid)
    row = QRectF(area.left() + INSET, band.bottom() + 10, area.width() - 2 * INSET, 0)
    what, do = style(18, 24, MEDIUM), style(16, 22)
    used = what.draw_lines(painter, row, what.lines(view.what, row.width(), 2), theme.text)
    do.draw_lines(painter, row.translated(0, used + 2), do.lines(view.do, row.width(), 2), theme.text2)
    if view.part is not None:
        bar = QRectF(row.left(), band.bottom() + WORDS - BAR, row.width(), BAR)
        box(painter, bar, BAR / 2, theme.surface2, theme.edge)
        done = bar.adjusted(2, 2, -2, -2)
        done.setWidth(max(done.height(), done.width() * view.part))
        box(painter, done, done.height() / 2, theme.focus)
    _paint_figures(painter, theme, area, view)
    box(painter, area, CARD_RADIUS, None, state.border, 2)


def _paint_figures(painter: QPainter, theme: Theme, area: QRectF, view: ReportView) -> None:
    top = area.top() + BAND + WORDS
    hairline(painter, area.left() + 2, top + 4, area.width() - 4, theme.line)
    if not view.figures:
        return
    inner = area.adjusted(INSET, 0, -INSET, 0)
    width = inner.width() / len(view.figures)
    for number, figure in enumerate(view.figures):
        cell = QRectF(inner.left() + number * width, top + 6, width - 10, FIGURES - 12)
        _paint_figure(painter, theme, cell, figure)


def _paint_figure(painter: QPainter, theme: Theme, cell: QRectF, figure: FigureView) -> None:
    label = fitting([style(px, 18) for px in (14, 13, 12)], figure.label, cell.width())
    upper = QRectF(cell.left(), cell.top() + 2, cell.width(), 18)
    label.draw(painter, upper, label.elided(figure.label, cell.width()), theme.text2)
    lower = QRectF(cell.left(), upper.bottom() + 2, cell.width(), 30)
    left, ink = 0.0, theme.text
    if figure.tone:
        colours = theme.state(figure.tone)
        square = QRectF(lower.left(), lower.center().y() - 9, 18, 18)
        mark(painter, figure.tone, square, colours.solid, colours.on_solid)
        left, ink = 24.0, colours.fg
    sizes = [style(px, px + 6, SEMIBOLD, tabular=True) for px in (22, 19, 16)]
    value = fitting(sizes, figure.value, cell.width() - left)
    value.draw(painter, lower.adjusted(left, 0, 0, 0), figure.value, ink, LEFT)
