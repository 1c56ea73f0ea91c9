"""What the window of the SHOP-API tester paints: the state of the run with its bar, a row of the table."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos.qt.marks import mark
from pos.qt.painting import CAP_RADIUS, CARD_RADIUS, box, painter_on
from pos.qt.table_parts import cells
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, REGULAR, RIGHT, SEMIBOLD, style
from pos.screens.tester_views import TONES, ProgressView, StepRowView, StepState
from pos.screens.views import Tone

NUMBER, EXPECTED, GOT, STATE, CELL_GAP = 56, 96, 84, 134, 20
BAR, MARK = 8, 28
FIGURES = frozenset({2, 3})
"""Columns that stand at the right of their cells: the codes."""


def widths_for(width: float, bar: float = 0.0) -> tuple[float, ...]:
    """The parts of a row's width: number, step, expected and received code, state.

    The head of the table is wider than its rows by `bar`, the scroll bar's width; its columns are not.
    """
    inner = max(1.0, width - 28)
    step = inner - bar - NUMBER - EXPECTED - GOT - STATE
    return tuple(part / inner for part in (NUMBER, max(80.0, step), EXPECTED, GOT, STATE))


class ProgressPanel(QWidget):
    """Draws a `ProgressView`: at rest a plain card, else tinted, with a mark and, while it runs, a bar."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.view = ProgressView(None, "", "")

    def render_progress(self, view: ProgressView) -> None:
        """Show `view`."""
        if view != self.view:
            self.view = view
            self.setAccessibleName(". ".join(part for part in (view.word, view.side, view.detail) if part))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Mark, word over detail, how many at the right."""
        painter = painter_on(self)
        theme, view = self.look.theme, self.view
        area = QRectF(self.rect())
        state = theme.state(view.tone or Tone.GREY)
        if view.tone is None:
            box(painter, area, CARD_RADIUS, theme.surface, theme.line)
        else:
            box(painter, area, CARD_RADIUS, state.tint, state.border, 2)
        room = area.adjusted(16, 0, -20, 0)
        if view.tone is not None:
            calm = view.tone in (Tone.GREY, Tone.BLUE)
            square = QRectF(room.left(), area.center().y() - MARK / 2, MARK, MARK)
            mark(painter, view.tone, square, state.fg if calm else state.solid, state.on_solid)
            room.adjust(MARK + 14, 0, 0, 0)
        side = style(25, 30, SEMIBOLD, tabular=True)
        ink = theme.text if view.tone is None else state.fg
        side.draw(painter, room, view.side, ink, RIGHT)
        room.adjust(0, 0, -(side.width(view.side) + 24 if view.side else 0), 0)
        self._paint_bar(painter, theme, room)
        self._paint_words(painter, theme, room)
        painter.end()

    def _paint_words(self, painter: QPainter, theme: Theme, room: QRectF) -> None:
        view = self.view
        ink = theme.text if view.tone is None else theme.state(view.tone).fg
        word = style(19, 24, SEMIBOLD)
        detail = style(15, 20)
        lines = detail.lines(view.detail, room.width(), 1 if view.count else 2)
        height = word.height + len(lines) * detail.height + (BAR + 6 if view.count else 0)
        top = room.center().y() - height / 2
        row = QRectF(room.left(), top, room.width(), word.height)
        word.draw(painter, row, word.elided(view.word, room.width()), ink)
        below = QRectF(room.left(), top + word.height, room.width(), 0)
        fitting = tuple(detail.elided(line, room.width()) for line in lines)  # an address has no spaces
        detail.draw_lines(painter, below, fitting, theme.text)

    def _paint_bar(self, painter: QPainter, theme: Theme, room: QRectF) -> None:
        """One part for each step that has its answer. It steps, it does not glide."""
        view = self.view
        if not view.count:
            return
        state = theme.state(view.tone or Tone.BLUE)
        track = QRectF(room.left(), room.bottom() - BAR - 10, room.width(), BAR)
        box(painter, track, CAP_RADIUS, theme.line)
        if view.done:
            filled = QRectF(track.left(), track.top(), track.width() * view.done / view.count, BAR)
            box(painter, filled, CAP_RADIUS, state.solid)


def paint_step(painter: QPainter, theme: Theme, area: QRectF, row: StepRowView) -> None:
    """Number, title over what is sent or was wrong, the two codes, the state with its mark."""
    if row.begins_ours:
        painter.fillRect(QRectF(area.left(), area.top(), area.width(), 2), theme.edge)
    number, step, expected, got, state = cells(area, widths_for(area.width()), CELL_GAP)
    colours = theme.state(TONES[row.state])
    went = row.state in (StepState.PASSED, StepState.FAILED)
    figure, word = style(15, 20, MEDIUM, tabular=True), style(14, 20, MEDIUM)
    _paint_number(painter, theme, number, row)
    _paint_title(painter, theme, step, row)
    figure.draw(painter, expected, row.expected, theme.text2, RIGHT)
    figure.draw(painter, got, row.got, colours.fg if went else theme.text3, RIGHT)
    if row.state is not StepState.NOT_RUN:
        square = QRectF(state.left(), state.center().y() - 9, 18, 18)
        mark(painter, TONES[row.state], square, colours.solid if went else colours.fg, colours.on_solid)
    place = state.adjusted(26, 0, CELL_GAP, 0)
    ink = theme.text3 if row.state is StepState.NOT_RUN else colours.fg
    word.draw(painter, place, word.elided(row.word, place.width()), ink)


def _paint_number(painter: QPainter, theme: Theme, cell: QRectF, row: StepRowView) -> None:
    """The number, and below it whose step it is when it is not CLICK's."""
    number, tag = style(14, 20, tabular=True), style(12, 15, MEDIUM)
    if not row.tag:
        number.draw(painter, cell, str(row.number), theme.text2)
        return
    top = cell.center().y() - 17
    number.draw(painter, QRectF(cell.left(), top, cell.width(), 19), str(row.number), theme.text2)
    below = QRectF(cell.left(), top + 19, cell.width() + CELL_GAP - 4, 15)
    tag.draw(painter, below, tag.elided(row.tag, below.width()), theme.text2)


def _paint_title(painter: QPainter, theme: Theme, cell: QRectF, row: StepRowView) -> None:
    """A long title takes the second line, too, unless that says what was wrong."""
    title, meta = style(15, 19, MEDIUM), style(13, 18, REGULAR, tabular=True)
    failed = row.state is StepState.FAILED
    lines = title.lines(row.title, cell.width(), 1 if failed else 2)
    height = title.height * len(lines) + (meta.height if len(lines) == 1 else 0)
    top = cell.center().y() - height / 2
    used = title.draw_lines(painter, QRectF(cell.left(), top, cell.width(), 0), lines, theme.text)
    if len(lines) > 1:
        return
    below = QRectF(cell.left(), top + used, cell.width() + CELL_GAP - 8, meta.height)
    ink = theme.state(Tone.RED).fg if failed else theme.text2
    meta.draw(painter, below, meta.elided(row.meta, below.width()), ink)
