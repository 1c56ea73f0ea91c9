"""What the pages of goods paint: a good of a list, how many are how ready, all that is known of one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from pos.qt.marks import mark
from pos.qt.orders_rows import fitting
from pos.qt.painting import CARD_RADIUS, box, hairline, painter_on, rounded
from pos.qt.styling import on_ground, scroll_bar_sheet
from pos.qt.table_parts import cells, paint_tone
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, REGULAR, RIGHT, SEMIBOLD, style
from pos.screens.goods_views import GoodDetailView, GoodRowView, LackView, LevelView
from pos.screens.views import EvidenceView, Tone

ROW, BAND, INSET, FACT, CELL_GAP = 48, 48, 18, 26, 14
WIDTHS = (0.40, 0.20, 0.17, 0.23)
"""Name, barcode, price, readiness; parts of the row's width."""
FIGURES = frozenset({2})
MARGINS = 28.0


def aligned(widths: Sequence[float], card: float, rows: QWidget) -> tuple[float, ...]:
    """The parts of a head that is `card` wide, over rows that a scroll bar may have made narrower."""
    part = (rows.width() - MARGINS) / max(1.0, card - MARGINS)
    return tuple(width * part for width in widths)


def words_of(row: GoodRowView) -> str:
    """A row for a screen reader."""
    return ", ".join(part for part in (row.name, row.word, row.price, row.barcode, row.why) if part)


def paint_good(painter: QPainter, theme: Theme, area: QRectF, row: GoodRowView) -> None:
    """One good; a row that cannot be one says why over its other cells."""
    name, code, price, ready = cells(area, WIDTHS, CELL_GAP)
    letters = fitting([style(px, 22, MEDIUM) for px in (16, 15, 14)], row.name, name.width())
    letters.draw(painter, name, letters.elided(row.name, name.width()), theme.text)
    if row.why:
        room = QRectF(code.left(), code.top(), price.right() - code.left(), code.height())
        _paint_why(painter, room, row.why, theme)
    else:
        narrow = fitting(
            [style(px, 20, REGULAR, tabular=True) for px in (14, 13, 12)], row.barcode, code.width()
        )
        narrow.draw(painter, code, narrow.elided(row.barcode, code.width()), theme.text2)
        sums = [style(px, 22, SEMIBOLD, tabular=True) for px in (16, 14, 13)]
        fitting(sums, row.price, price.width()).draw(painter, price, row.price, theme.text, RIGHT)
    paint_tone(painter, theme, ready, row.tone)
    room = ready.adjusted(26, 0, CELL_GAP, 0)
    word = fitting([style(px, 20, MEDIUM) for px in (15, 14, 13)], row.word, room.width())
    word.draw(painter, room, word.elided(row.word, room.width()), theme.state(row.tone).fg)


def _paint_why(painter: QPainter, room: QRectF, why: str, theme: Theme) -> None:
    """Why a row is refused, in two lines where one is too short."""
    letters = fitting([style(px, px + 5, REGULAR, tabular=True) for px in (14, 13)], why, room.width())
    lines = letters.lines(why, room.width(), 2)
    row = QRectF(room.left(), room.center().y() - len(lines) * letters.height / 2, room.width(), 0)
    letters.draw_lines(painter, row, lines, theme.state(Tone.RED).fg)


def levels_width(levels: Sequence[LevelView], px: int = 15) -> float:
    """How wide the totals are."""
    letters = style(px, 20, MEDIUM, tabular=True)
    return sum(24 + letters.width(one.word) + 18 for one in levels)


def paint_levels(painter: QPainter, theme: Theme, area: QRectF, levels: Sequence[LevelView]) -> None:
    """Mark, word and number of each level, at the right of `area`; smaller where room is short."""
    px = next((px for px in (15, 14, 13) if levels_width(levels, px) <= area.width()), 13)
    letters = style(px, 20, MEDIUM, tabular=True)
    left = area.right() - levels_width(levels, px) + 18
    for one in levels:
        colours = theme.state(one.tone)
        square = QRectF(left, area.center().y() - 9, 18, 18)
        mark(painter, one.tone, square, colours.solid, colours.on_solid)
        letters.draw(painter, QRectF(left + 24, area.top(), 0, area.height()), one.word, theme.text)
        left += 24 + letters.width(one.word) + 18


def paint_trouble(painter: QPainter, theme: Theme, area: QRectF, sentence: str) -> None:
    """What went wrong, with its mark, in at most two lines."""
    red, letters = theme.state(Tone.RED), style(15, 20, MEDIUM)
    lines = letters.lines(sentence, area.width() - 44, 2)
    middle = area.center().y()
    mark(painter, Tone.RED, QRectF(area.left() + 4, middle - 12, 24, 24), red.solid, red.on_solid)
    row = QRectF(area.left() + 40, middle - len(lines) * letters.height / 2, area.width() - 44, 0)
    letters.draw_lines(painter, row, lines, red.fg)


class _Sheet(QWidget):
    """What scrolls: the lacks of a good, then all its fields."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.meaning = ""
        self.lacks: tuple[LackView, ...] = ()
        self.facts: tuple[EvidenceView, ...] = ()

    def height_wanted(self, width: float) -> float:
        """How high all of it is at this width."""
        return self._lay(None, width)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Everything."""
        painter = painter_on(self)
        painter.fillRect(self.rect(), self.look.theme.surface)
        self._lay(painter, self.width())
        painter.end()

    def _lay(self, painter: QPainter | None, width: float) -> float:
        """Paint it, or only measure; returns where it ends."""
        theme, room = self.look.theme, width - 2 * INSET
        meaning = style(16, 22, MEDIUM)
        lines = meaning.lines(self.meaning, room)
        if painter:
            meaning.draw_lines(painter, QRectF(INSET, 12, room, 0), lines, theme.text)
        top = 12.0 + len(lines) * meaning.height + 10
        for lack in self.lacks:
            top = self._lay_lack(painter, top, room, lack)
        if painter:
            hairline(painter, INSET, top, room, theme.line)
        top += 8
        for fact in self.facts:
            top = self._lay_fact(painter, top, room, fact)
        return top + 8

    def _lay_lack(self, painter: QPainter | None, top: float, room: float, lack: LackView) -> float:
        theme, colours = self.look.theme, self.look.theme.state(lack.tone)
        what, do = style(15, 20, SEMIBOLD), style(15, 20, REGULAR)
        upper, lower = what.lines(lack.what, room - 30), do.lines(lack.do, room - 30)
        if painter:
            mark(painter, lack.tone, QRectF(INSET, top + 1, 18, 18), colours.solid, colours.on_solid)
            row = QRectF(INSET + 30, top, room - 30, 0)
            used = what.draw_lines(painter, row, upper, colours.fg)
            do.draw_lines(painter, row.translated(0, used), lower, theme.text)
        return top + (len(upper) + len(lower)) * 20 + 10

    def _lay_fact(self, painter: QPainter | None, top: float, room: float, fact: EvidenceView) -> float:
        theme = self.look.theme
        label, value = style(14, 20, REGULAR), style(14, 20, SEMIBOLD, tabular=True)
        names = label.lines(fact.label, room * 0.44)
        said = value.lines(fact.value, room * 0.54, 3)
        height = max(len(names), len(said), 1) * 20 + FACT - 20
        if painter:
            label.draw_lines(painter, QRectF(INSET, top + 3, room * 0.44, 0), names, theme.text2)
            box_ = QRectF(INSET + room * 0.46, top + 3, room * 0.54, 0)
            value.draw_lines(painter, box_, said, theme.text, RIGHT)
        return top + height


class GoodPanel(QWidget):
    """The chosen good: name and price, a band that says how ready it is, the sheet below, which scrolls."""

    HEAD, GAP = 84, 8

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._view: GoodDetailView | None = None
        self._sheet = _Sheet(look)
        self.area = QScrollArea(self)
        self.area.setWidget(self._sheet)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.hide()

    def render_detail(self, view: GoodDetailView | None) -> None:
        """Show `view`; without one, an empty card."""
        if view == self._view:
            return
        before, self._view = self._view, view
        if view:
            self._sheet.meaning, self._sheet.lacks, self._sheet.facts = view.meaning, view.lacks, view.facts
            told = [view.name, view.word, view.meaning, *(f"{one.what}. {one.do}" for one in view.lacks)]
            self.area.setAccessibleName(", ".join(told))
        if view is None or before is None or before.ref != view.ref:
            self.area.verticalScrollBar().setValue(0)
        self.area.setVisible(view is not None)
        self._place()
        self._sheet.update()
        self.update()

    def restyle(self) -> None:
        """Take the theme's colours."""
        on_ground(self.area, self.look.theme, self.look.theme.surface)
        self.area.verticalScrollBar().setStyleSheet(scroll_bar_sheet(self.look.theme))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the sheet."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Head, band and frame."""
        painter, theme, view = painter_on(self), self.look.theme, self._view
        if view is None:
            box(painter, QRectF(self.rect()), CARD_RADIUS, theme.surface2, theme.line)
            painter.end()
            return
        self._paint_head(painter, theme, view)
        card, state = self._card(), theme.state(view.tone)
        box(painter, card, CARD_RADIUS, theme.surface)
        painter.save()
        painter.setClipPath(rounded(card, CARD_RADIUS))
        band = QRectF(card.left(), card.top(), card.width(), BAND)
        painter.fillRect(band, state.solid)
        painter.restore()
        square = QRectF(band.left() + INSET, band.center().y() - 12, 24, 24)
        mark(painter, view.tone, square, state.on_solid, state.solid)
        room = band.width() - 2 * INSET - 36
        word = fitting([style(px, px + 6, SEMIBOLD) for px in (21, 19, 17)], view.word, room)
        word.draw(painter, QRectF(square.right() + 12, band.top(), room, BAND), view.word, state.on_solid)
        frame, thick = (theme.focus, 3) if self.area.hasFocus() else (state.border, 2)
        box(painter, card, CARD_RADIUS, None, frame, thick)
        painter.end()

    def _paint_head(self, painter: QPainter, theme: Theme, view: GoodDetailView) -> None:
        area = QRectF(0, 0, self.width(), self.HEAD)
        box(painter, area, CARD_RADIUS, theme.surface, theme.line)
        inner = area.adjusted(INSET, 8, -INSET, -8)
        sizes = [style(px, 28, SEMIBOLD, tabular=True) for px in (22, 20, 18, 16)]
        code = style(15, 20, REGULAR, tabular=True)
        price = fitting(sizes, view.price, inner.width() - code.width(view.below) - 16)
        row = QRectF(inner.left(), inner.bottom() - 28, inner.width(), 28)
        price.draw(painter, row, view.price, theme.text, RIGHT)
        room = row.width() - price.width(view.price) - 16
        code.draw(painter, row, code.elided(view.below, room), theme.text2)
        sizes = [style(px, 26, SEMIBOLD) for px in (20, 18, 16)]
        name = fitting(sizes, view.name, inner.width())
        line = QRectF(inner.left(), inner.top(), inner.width(), inner.height() - 30)
        name.draw(painter, line, name.elided(view.name, inner.width()), theme.text)

    def _card(self) -> QRectF:
        top = self.HEAD + self.GAP
        return QRectF(0, top, self.width(), self.height() - top)

    def _place(self) -> None:
        inner = self._card().adjusted(3, BAND, -3, -4).toRect()
        self.area.setGeometry(inner)
        wanted = round(self._sheet.height_wanted(inner.width()))
        width = inner.width()
        if wanted > inner.height():
            width -= self.area.verticalScrollBar().sizeHint().width()
            wanted = round(self._sheet.height_wanted(width))
        self._sheet.resize(width, max(wanted, inner.height()))
