"""What the page of online orders paints: a row, the head of an order, its band, what happened to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from pos.qt.icons import icon
from pos.qt.marks import mark
from pos.qt.painting import CARD_RADIUS, box, cap_width, hairline, key_cap, rounded
from pos.qt.pressable import Pressable
from pos.qt.table_parts import cells, paint_tone
from pos.qt.theme import Look, Theme
from pos.qt.typeset import LEFT, MEDIUM, REGULAR, RIGHT, SEMIBOLD, Type, style
from pos.screens.orders_views import OrderDetailView, OrderRowView, OrderTab, OrderTabView, PickLineView
from pos.screens.views import EvidenceView, StepView, Tone

ROW, PICK_ROW, BAND, INSET, FACT, STEP = 56, 52, 52, 18, 24, 22
SENTENCE_GAP, QUANTITY = 5, 108.0
CELL_GAP = 14
WIDTHS = (0.25, 0.22, 0.35, 0.18)
"""Number over source, sum, state over the payer's minutes, time; parts of the row's width."""
FIGURES = frozenset({1})
QUIET_ICONS = {Tone.GREEN: "tick", Tone.RED: "cross"}
"""A settled order has a thin sign instead of a filled mark: nobody has to look at it."""


def fitting(sizes: Sequence[Type], text: str, width: float) -> Type:
    """The first of `sizes` in which `text` is no wider than `width`, else the last."""
    return next((letters for letters in sizes if letters.width(text) <= width), sizes[-1])


def words_of(row: OrderRowView) -> str:
    """A row for a screen reader."""
    parts = (row.number, row.state, row.left, row.amount, row.source, row.time)
    return ", ".join(part for part in parts if part)


def paint_order(painter: QPainter, theme: Theme, area: QRectF, row: OrderRowView) -> None:
    """One order of the list."""
    number, amount, state, time = cells(area, WIDTHS, CELL_GAP)
    ink = theme.text2 if row.settled else theme.text
    weight = REGULAR if row.settled else SEMIBOLD
    loud = fitting([style(px, 22, weight, tabular=True) for px in (17, 15, 13)], row.number, number.width())
    small = style(13, 18, REGULAR, tabular=True)
    _two(painter, number, (loud, row.number, ink), (small, row.source, theme.text2))
    sums = [style(px, 22, weight, tabular=True) for px in (17, 15, 13)]
    fitting(sums, row.amount, amount.width()).draw(painter, amount, row.amount, ink, RIGHT)
    _paint_state(painter, theme, state, row)
    day, _space, clock = row.time.partition(" ")
    _two(painter, time, (style(15, 20, REGULAR, tabular=True), clock, ink), (small, day, theme.text2))


def _paint_state(painter: QPainter, theme: Theme, cell: QRectF, row: OrderRowView) -> None:
    words = cell.adjusted(26, 0, 0, 0)
    if row.settled:
        icon(painter, QUIET_ICONS[row.tone], cell.left() + 1, cell.center().y() - 8, 16, theme.text3)
        ink = theme.text2
    else:
        paint_tone(painter, theme, cell, row.tone)
        ink = theme.state(row.tone).fg
    loud = style(15, 19, REGULAR if row.settled else MEDIUM)
    if row.left:
        left = style(15, 19, SEMIBOLD, tabular=True)
        _two(painter, words, (loud, row.state, ink), (left, row.left, ink))
        return
    lines = loud.lines(row.state, words.width(), 2)
    top = words.center().y() - len(lines) * loud.height / 2
    loud.draw_lines(painter, QRectF(words.left(), top, words.width(), 0), lines, ink)


def _two(
    painter: QPainter, cell: QRectF, upper: tuple[Type, str, QColor], lower: tuple[Type, str, QColor]
) -> None:
    """Two lines in the middle of `cell`, or the one that there is."""
    shown = [line for line in (upper, lower) if line[1]]
    top = cell.center().y() - sum(letters.height for letters, _text, _ink in shown) / 2
    for letters, text, ink in shown:
        line = QRectF(cell.left(), top, cell.width(), letters.height)
        letters.draw(painter, line, letters.elided(text, cell.width()), ink)
        top += letters.height


def words_of_line(line: PickLineView) -> str:
    """A line of the order for a screen reader."""
    return ", ".join(part for part in (line.quantity, line.name, line.barcode, line.labels) if part)


def paint_pick(painter: QPainter, theme: Theme, area: QRectF, line: PickLineView) -> None:
    """How much and of what, to be read from an arm's length."""
    inner = area.adjusted(INSET, 0, -INSET, 0)
    figure = style(22, 28, SEMIBOLD, tabular=True)
    column = max(QUANTITY, figure.width(line.quantity) + 14)
    figure.draw(painter, QRectF(inner.left(), inner.top(), column, inner.height()), line.quantity, theme.text)
    words = inner.adjusted(column, 0, -_paint_labels(painter, theme, inner, line), 0)
    name, small = style(19, 24, MEDIUM), style(14, 18, REGULAR, tabular=True)
    if name.width(line.name) <= words.width():
        _two(painter, words, (name, line.name, theme.text), (small, line.barcode, theme.text2))
        return
    for narrow in (style(17, 21, MEDIUM), style(15, 18, MEDIUM)):
        lines = narrow.lines(line.name, words.width(), 2)
        if not lines[-1].endswith("…"):
            break
    top = words.center().y() - len(lines) * narrow.height / 2
    narrow.draw_lines(painter, QRectF(words.left(), top, words.width(), 0), lines, theme.text)


def _paint_labels(painter: QPainter, theme: Theme, area: QRectF, line: PickLineView) -> float:
    """How many labels are scanned, at the right: a tick when all are there. The width that it takes."""
    if not line.labels:
        return 0
    letters = style(15, 20, SEMIBOLD, tabular=True)
    ink = theme.state(Tone.GREEN if line.labelled else Tone.BLUE).fg
    letters.draw(painter, area, line.labels, ink, RIGHT)
    width = letters.width(line.labels) + 24
    if line.labelled:
        icon(painter, "tick", area.right() - width, area.center().y() - 8, 16, ink, 2.4)
    return width + 12


class TabButton(Pressable):
    """One of the two lists: its name, how many, and the key on the one that is not shown."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.view = OrderTabView(OrderTab.TO_DO, "", "", chosen=False, key="")

    def render_tab(self, view: OrderTabView) -> None:
        """Show `view`."""
        if view != self.view:
            self.view = view
            self.setAccessibleName(f"{view.word} {view.count}")
            self.update()

    def width_wanted(self) -> int:
        """What its words take, with the key that comes and goes."""
        word, count = style(15, 20, SEMIBOLD), style(15, 20, SEMIBOLD, tabular=True)
        return round(
            16 + word.width(self.view.word) + 8 + count.width(self.view.count) + 12 + cap_width("F3") + 12
        )

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """The shown list is blue and framed twice as thick."""
        area, chosen = QRectF(self.rect()), self.view.chosen
        ground = theme.line if self.isDown() else theme.surface2 if self.hovered else theme.surface
        border, thick = (theme.focus, 2) if chosen else (theme.edge, 1)
        box(painter, area, self.radius, theme.sel if chosen else ground, border, thick)
        ink = theme.focus if chosen else theme.text
        word, count = style(15, 20, SEMIBOLD if chosen else MEDIUM), style(15, 20, SEMIBOLD, tabular=True)
        row = area.adjusted(16, 0, -12, 0)
        word.draw(painter, row, self.view.word, ink)
        after = row.adjusted(word.width(self.view.word) + 8, 0, 0, 0)
        count.draw(painter, after, self.view.count, ink if chosen else theme.text2)
        key_cap(painter, row.right(), area.center().y(), self.view.key, theme.text2, theme.edge)


def paint_head(painter: QPainter, theme: Theme, area: QRectF, view: OrderDetailView) -> None:
    """The number the customer knows at the left, the sum at the right, where it is from below."""
    box(painter, area, CARD_RADIUS, theme.surface, theme.line)
    inner = area.adjusted(INSET, 0, -INSET, 0)
    half = QRectF(inner.left(), area.top() + 10, inner.width(), 42)
    sum_type = fitting(_sums(), view.amount, inner.width() * 0.56)
    sum_type.draw(painter, half, view.amount, theme.text, RIGHT)
    room = inner.width() - sum_type.width(view.amount) - 16
    number = fitting([style(px, px + 6, SEMIBOLD) for px in (25, 22, 19, 17)], view.number, room)
    number.draw(painter, half, number.elided(view.number, room), theme.text)
    below = QRectF(inner.left(), half.bottom(), inner.width(), 22)
    source = style(15, 20, REGULAR, tabular=True)
    source.draw(painter, below, source.elided(view.source, inner.width()), theme.text2)


def _sums() -> tuple[Type, ...]:
    return tuple(style(px, px + 6, SEMIBOLD, tabular=True) for px in (36, 30, 25, 22))


def paint_band(painter: QPainter, theme: Theme, area: QRectF, view: OrderDetailView) -> None:
    """The panel's frame with the band of its state: mark, word, the payer's minutes."""
    state = theme.state(view.tone)
    calm = view.tone in (Tone.GREY, Tone.BLUE, Tone.GREEN)
    box(painter, area, CARD_RADIUS, theme.surface if calm else state.tint)
    painter.save()
    painter.setClipPath(rounded(area, CARD_RADIUS))
    band = QRectF(area.left(), area.top(), area.width(), BAND)
    painter.fillRect(band, state.solid)
    painter.restore()
    if state.border != state.solid:
        hairline(painter, band.left(), band.bottom() - 1, band.width(), state.border)
    mark(
        painter,
        view.mark or view.tone,
        QRectF(band.left() + INSET, band.center().y() - 13, 26, 26),
        state.on_solid,
        state.solid,
    )
    side = style(22, 28, SEMIBOLD, tabular=True)
    room = band.width() - INSET * 2 - 38 - (side.width(view.side) + 14 if view.side else 0)
    word = fitting([style(px, px + 6, SEMIBOLD) for px in (23, 21, 19, 17)], view.word, room)
    left = band.left() + INSET + 38
    word.draw(painter, QRectF(left, band.top(), room, BAND), word.elided(view.word, room), state.on_solid)
    side.draw(painter, band.adjusted(0, 0, -INSET, 0), view.side, state.on_solid, RIGHT)
    box(painter, area, CARD_RADIUS, None, state.border, 2)


def _sentences(theme: Theme, view: OrderDetailView) -> tuple[tuple[Type, str, QColor], ...]:
    """What to do now, who has the money, what else to know, the code for support."""
    loud = view.tone in (Tone.RED, Tone.AMBER, Tone.VIOLET)
    return (
        (style(21, 27, SEMIBOLD), view.headline, theme.state(view.tone).fg if loud else theme.text),
        (style(16, 22, MEDIUM), view.money, theme.text if loud else theme.text2),
        (style(17, 23, MEDIUM), view.advice, theme.text),
        (style(13, 18, REGULAR), view.code, theme.text2),
    )


def sentences_height(theme: Theme, width: float, view: OrderDetailView) -> float:
    """How high the sentences under the band are at this width."""
    found = [(letters, letters.lines(text, width, 4)) for letters, text, _ink in _sentences(theme, view)]
    return sum(len(lines) * letters.height + SENTENCE_GAP for letters, lines in found if lines)


def paint_sentences(painter: QPainter, theme: Theme, area: QRectF, view: OrderDetailView) -> None:
    """The sentences under the band, from the top down."""
    row = QRectF(area.left(), area.top(), area.width(), 0)
    for letters, text, ink in _sentences(theme, view):
        lines = letters.lines(text, area.width(), 4)
        used = letters.draw_lines(painter, row, lines, ink)
        row.translate(0, used + (SENTENCE_GAP if lines else 0))


def history_height(facts: Sequence[EvidenceView], story: Sequence[StepView]) -> int:
    """How high the foot of the panel wants to be."""
    return len(facts) * FACT + len(story) * STEP + (16 if facts or story else 0)


def paint_history(
    painter: QPainter, theme: Theme, area: QRectF, facts: Sequence[EvidenceView], story: Sequence[StepView]
) -> None:
    """CLICK's number, then what happened, as many of the newest steps as there is room for."""
    if not facts and not story:
        return
    hairline(painter, area.left(), area.top(), area.width(), theme.line)
    inner = area.adjusted(INSET, 8, -INSET, -6)
    label, value = style(14, 20, REGULAR), style(14, 20, SEMIBOLD, tabular=True)
    top = inner.top()
    for fact in facts:
        row = QRectF(inner.left(), top, inner.width(), FACT)
        label.draw(painter, row, fact.label, theme.text2)
        value.draw(painter, row, fact.value, theme.text, RIGHT)
        top += FACT
    fits = max(1, int((inner.bottom() - top) // STEP))
    for step in story[-fits:]:
        _paint_step(painter, theme, QRectF(inner.left(), top, inner.width(), STEP), step)
        top += STEP


def _paint_step(painter: QPainter, theme: Theme, row: QRectF, step: StepView) -> None:
    said, time = style(14, 18, REGULAR), style(14, 18, REGULAR, tabular=True)
    sign, ink = ("tick", theme.text2) if step.done else ("arc", theme.state(Tone.BLUE).fg)
    icon(painter, sign, row.left(), row.center().y() - 7, 14, ink, 2.4)
    room = row.adjusted(22, 0, -(time.width(step.time) + 12 if step.time else 0), 0)
    said.draw(painter, room, said.elided(step.word, room.width()), theme.text, LEFT)
    time.draw(painter, row, step.time, theme.text2, RIGHT)
