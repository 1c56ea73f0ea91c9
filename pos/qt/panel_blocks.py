"""The parts of a state panel's body, each of which knows its height at a width and how to paint itself.

Order is fixed by look.md: what happened, where the money is, evidence or advice, what to press.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from pos.qt.icons import icon
from pos.qt.marks import mark
from pos.qt.painting import TILE_RADIUS, box, hairline, upright
from pos.qt.panel_sizes import PanelSizes
from pos.qt.theme import Theme
from pos.qt.typeset import MEDIUM, REGULAR, RIGHT, SEMIBOLD, Type, style
from pos.screens.views import EvidenceView, PanelView, StepView, Tone

PICTURE_GAP = 24
HEADLINE_GAP = 4
SMALL_VALUE_PX = 14
"""A value of the evidence is written so small when it would not fit otherwise."""
NARROW_TEXT = 180
"""Beside a picture there must be this much for words; else they go below it."""


class Block(Protocol):
    """One part."""

    def height(self, width: float) -> float:
        """How high it is at `width`."""
        ...

    def paint(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        """Draw it into `area`."""
        ...


@dataclass(frozen=True, slots=True)
class Lead:
    """What happened and where the money is, beside the state's picture (a mark, or room for the ring)."""

    view: PanelView
    sizes: PanelSizes

    @property
    def said(self) -> str:
        """The second sentence: where the money is; while one waits, what to do stands in its place."""
        waits = self.view.tone in (Tone.GREY, Tone.BLUE) and not self.view.advice_label
        return self.view.money or (self.view.advice if waits else "")

    @property
    def side(self) -> int:
        """The side of the picture; 0 when there is none."""
        if self.view.ring:
            return self.sizes.ring
        return 0 if self.view.shows_camera or self.view.tone in (Tone.GREY, Tone.BLUE) else self.sizes.mark

    def height(self, width: float) -> float:
        """The higher of picture and words, or both when the words go below."""
        words = self._words_height(self._words_width(width))
        if not self.side:
            return words
        return max(self.side, words) if self._beside(width) else self.side + self.sizes.gap + words

    def picture(self, area: QRectF) -> QRectF:
        """Where the picture stands."""
        if not self._beside(area.width()):
            return QRectF(area.center().x() - self.side / 2, area.top(), self.side, self.side)
        return QRectF(area.left(), area.center().y() - self.side / 2, self.side, self.side)

    def paint(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        """The mark (a ring paints itself) and the words."""
        state = theme.state(self.view.tone)
        if self.side and not self.view.ring:
            mark(painter, self.view.tone, self.picture(area), state.solid, state.on_solid)
        words = self._words(area)
        top = words.center().y() - self._words_height(words.width()) / 2
        headline, money = self._types(words.width())
        ink = state.fg if self.view.tone in (Tone.RED, Tone.VIOLET, Tone.GREEN) else theme.text
        row = QRectF(words.left(), top, words.width(), 0)
        lines = headline.lines(self.view.headline, words.width())
        row.translate(0, headline.draw_lines(painter, row, lines, ink) + HEADLINE_GAP)
        quiet = self.view.tone in (Tone.GREY, Tone.BLUE)
        said = money.lines(self.said, words.width())
        money.draw_lines(painter, row, said, theme.text2 if quiet else theme.text)

    def _beside(self, width: float) -> bool:
        return width - self.side - PICTURE_GAP >= NARROW_TEXT

    def _words_width(self, width: float) -> float:
        return width - self.side - PICTURE_GAP if self.side and self._beside(width) else width

    def _words(self, area: QRectF) -> QRectF:
        if not self.side:
            return area
        if self._beside(area.width()):
            return area.adjusted(self.side + PICTURE_GAP, 0, 0, 0)
        return area.adjusted(0, self.side + self.sizes.gap, 0, 0)

    def _words_height(self, width: float) -> float:
        headline, money = self._types(width)
        return float(
            len(headline.lines(self.view.headline, width)) * headline.height
            + (HEADLINE_GAP if self.said else 0)
            + len(money.lines(self.said, width)) * money.height
        )

    def _types(self, width: float) -> tuple[Type, Type]:
        """Loud where it is about money that did not come or may have gone, calm while one waits."""
        if self.view.tone in (Tone.GREY, Tone.BLUE):
            loud_px = self.sizes.said_px + (5 if self.view.tone is Tone.BLUE else 2)
            loud = style(loud_px, loud_px + 7, SEMIBOLD)
            return loud, style(self.sizes.said_px, self.sizes.said_px + 7, REGULAR)
        leading = self.sizes.leading
        money = style(self.sizes.money_px, self.sizes.money_px + leading, SEMIBOLD)
        for px in self.sizes.headline_px:
            headline = style(px, px + leading, SEMIBOLD)
            if len(headline.lines(self.view.headline, width)) <= 2:
                break
        return headline, money


@dataclass(frozen=True, slots=True)
class Steps:
    """What has been done so far: a tick, or an arc while it runs."""

    steps: tuple[StepView, ...]
    sizes: PanelSizes

    def height(self, width: float) -> float:
        """One row each, under a hairline."""
        return float(len(self.steps) * self.sizes.step + 8)

    def paint(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        """Sign, words, time."""
        hairline(painter, area.left(), area.top(), area.width(), theme.line)
        for number, step in enumerate(self.steps):
            row = QRectF(
                area.left(), area.top() + 8 + number * self.sizes.step, area.width(), self.sizes.step
            )
            tone, name = (Tone.GREEN, "tick") if step.done else (Tone.BLUE, "arc")
            icon(painter, name, row.left(), row.center().y() - 10, 20, theme.state(tone).fg, 2.4)
            letters = style(16, 22, MEDIUM if step.done else SEMIBOLD)
            time = style(15, 20, REGULAR, tabular=True)
            words = row.adjusted(30, 0, -time.width(step.time) - 8, 0)
            letters.draw(painter, words, letters.elided(step.word, words.width()), theme.text)
            time.draw(painter, row, step.time, theme.text2, RIGHT)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The card of what is known about an unknown payment: cells in a framed grid."""

    cells: tuple[EvidenceView, ...]
    border: QColor
    sizes: PanelSizes

    def columns(self, width: float) -> int:
        """Three, or two where a value would not fit into a third."""
        value = style(min(self.sizes.value_px, SMALL_VALUE_PX), 20, SEMIBOLD, tabular=True)
        label = style(self.sizes.label_px, 18)
        for columns in (2,) if len(self.cells) == 4 else (3, 2):
            room = width / columns - 20
            if all(value.width(c.value) <= room and label.width(c.label) <= room for c in self.cells):
                return columns
        return 2 if width >= 300 else 1

    def rows(self, width: float) -> int:
        """How many rows the cells take."""
        return -(-len(self.cells) // self.columns(width))

    def height(self, width: float) -> float:
        """Rows of equal height."""
        return float(self.rows(width) * self.sizes.cell + 1)

    def paint(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        """Labels over values."""
        columns = self.columns(area.width())
        box(painter, area, TILE_RADIUS, theme.surface)
        wide = area.width() / columns
        for number, cell in enumerate(self.cells):
            column, row = number % columns, number // columns
            left, top = area.left() + round(column * wide), area.top() + row * self.sizes.cell
            if column:
                upright(painter, left, top, self.sizes.cell, theme.line)
            if row and not column:
                hairline(painter, area.left(), top, area.width(), theme.line)
            self._paint_cell(painter, theme, QRectF(left + 12, top, wide - 16, self.sizes.cell), cell)
        box(painter, area, TILE_RADIUS, None, self.border)

    def _paint_cell(self, painter: QPainter, theme: Theme, area: QRectF, cell: EvidenceView) -> None:
        label = style(self.sizes.label_px, 18)
        value = style(self.sizes.value_px, 20, SEMIBOLD, tabular=True)
        if value.width(cell.value) > area.width():
            value = style(SMALL_VALUE_PX, 20, SEMIBOLD, tabular=True)
        top = QRectF(
            area.left(), area.center().y() - (20 if self.sizes.value_px < 19 else 22), area.width(), 20
        )
        label.draw(painter, top, label.elided(cell.label, area.width()), theme.text2)
        value.draw(
            painter,
            top.translated(0, 19 if self.sizes.value_px < 19 else 23),
            value.elided(cell.value, area.width()),
            theme.text,
        )


@dataclass(frozen=True, slots=True)
class Advice:
    """What to tell the customer, or what to do."""

    label: str
    text: str
    sizes: PanelSizes

    def height(self, width: float) -> float:
        """Label and wrapped text."""
        letters = self._letters()
        return float((20 if self.label else 0) + len(letters.lines(self.text, width)) * letters.height)

    def paint(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        """Label small, text to be read aloud."""
        row = QRectF(area)
        if self.label:
            row.setHeight(18)
            style(self.sizes.label_px, 18).draw(painter, row, self.label, theme.text2)
            row.translate(0, 20)
        letters = self._letters()
        letters.draw_lines(painter, row, letters.lines(self.text, area.width()), theme.text)

    def _letters(self) -> Type:
        px = self.sizes.advice_px
        leading = min(self.sizes.leading, 5) if self.label else self.sizes.leading + 1
        return style(px, px + leading, MEDIUM if self.label else REGULAR)
