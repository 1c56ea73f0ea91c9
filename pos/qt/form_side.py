"""The right side of a form: a band in words, sentences below it, then what may be chosen. Scrolls."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from pos.qt.marks import mark
from pos.qt.orders_rows import fitting
from pos.qt.painting import CARD_RADIUS, box, hairline, painter_on, rounded
from pos.qt.radio_row import RadioRow
from pos.qt.styling import on_ground, scroll_bar_sheet
from pos.qt.theme import Look
from pos.qt.typeset import MEDIUM, REGULAR, SEMIBOLD, style
from pos.screens.form_views import FormView
from pos.screens.goods_views import LackView

BAND, INSET = 48, 16


class _Sheet(QWidget):
    """What scrolls."""

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.rows: list[RadioRow] = []
        self.view: FormView | None = None

    def fit(self, width: int, least: int) -> None:
        """Be as high as everything is, and at least `least`."""
        view = self.view
        if view is None:
            return
        top = self._lay(None, width)
        for row in self.rows[: len(view.choices)]:
            height = row.height_wanted(width - 2 * INSET + 8)
            row.setGeometry(INSET - 8, round(top), width - 2 * INSET + 8, height)
            top += height + 2
        self.resize(width, max(least, round(top) + 10))

    def show_choices(self, view: FormView) -> None:
        """A row for each choice."""
        self.view = view
        while len(self.rows) < len(view.choices):
            row = RadioRow(self.look, self)
            row.clicked.connect(partial(self._press, len(self.rows)))
            self.rows.append(row)
        for number, row in enumerate(self.rows):
            row.setVisible(number < len(view.choices))
            if number < len(view.choices):
                row.render_choice(view.choices[number])
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The sentences; the rows paint themselves."""
        painter = painter_on(self)
        painter.fillRect(self.rect(), self.look.theme.surface)
        self._lay(painter, self.width())
        painter.end()

    def _lay(self, painter: QPainter | None, width: float) -> float:
        """Paint it, or only measure; returns where the choices begin."""
        view, theme, room, top = self.view, self.look.theme, width - 2 * INSET, 12.0
        if view is None:
            return top
        for sentence in view.sentences:
            top = self._lay_sentence(painter, top, room, sentence)
        if view.sentences and painter:
            hairline(painter, INSET, top, room, theme.line)
        top += 8 if view.sentences else 0
        for text, letters, ink in (
            (view.choices_title, style(15, 20, SEMIBOLD), theme.text),
            ("" if view.choices else view.side_empty, style(15, 20), theme.text2),
        ):
            lines = letters.lines(text, room) if text else ()
            if painter:
                letters.draw_lines(painter, QRectF(INSET, top, room, 0), lines, ink)
            top += len(lines) * letters.height + (8 if lines else 0)
        return top

    def _lay_sentence(self, painter: QPainter | None, top: float, room: float, told: LackView) -> float:
        theme, colours = self.look.theme, self.look.theme.state(told.tone)
        what, do = style(15, 20, MEDIUM), style(14, 19, REGULAR)
        upper = what.lines(told.what, room - 30)
        lower = do.lines(told.do, room - 30) if told.do else ()
        if painter:
            mark(painter, told.tone, QRectF(INSET, top + 1, 18, 18), colours.solid, colours.on_solid)
            row = QRectF(INSET + 30, top, room - 30, 0)
            used = what.draw_lines(painter, row, upper, colours.fg)
            do.draw_lines(painter, row.translated(0, used), lower, theme.text2)
        return top + len(upper) * 20 + len(lower) * 19 + 10

    def _press(self, number: int, _checked: bool = False) -> None:
        if self.view and number < len(self.view.choices):
            self.chosen.emit(self.view.choices[number].name)


class FormSide(QWidget):
    """A card with a band and the sheet in it; a choice is told by its name."""

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._view: FormView | None = None
        self._sheet = _Sheet(look)
        self._sheet.chosen.connect(self.chosen)
        self.area = QScrollArea(self)
        self.area.setWidget(self._sheet)
        self.area.setFrameShape(QFrame.Shape.NoFrame)

    @property
    def choices(self) -> list[RadioRow]:
        """The rows that can be pressed."""
        return [row for row in self._sheet.rows if not row.isHidden()]

    def render_side(self, view: FormView) -> None:
        """Show the right side of `view`."""
        self._view = view
        told = [view.side_word, *(f"{one.what}. {one.do}" for one in view.sentences), view.side_empty]
        self.area.setAccessibleName(", ".join(part for part in told if part))
        self._sheet.show_choices(view)
        self._place()
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
        """Band and frame."""
        view = self._view
        if view is None:
            return
        painter, card = painter_on(self), QRectF(self.rect()).adjusted(1, 1, -1, -1)
        theme, state = self.look.theme, self.look.theme.state(view.side_tone)
        box(painter, card, CARD_RADIUS, theme.surface)
        painter.save()
        painter.setClipPath(rounded(card, CARD_RADIUS))
        band = QRectF(card.left(), card.top(), card.width(), BAND)
        painter.fillRect(band, state.solid)
        painter.restore()
        square = QRectF(band.left() + INSET, band.center().y() - 12, 24, 24)
        mark(painter, view.side_tone, square, state.on_solid, state.solid)
        room = band.width() - 2 * INSET - 36
        word = fitting([style(px, px + 6, SEMIBOLD) for px in (20, 18, 16, 14)], view.side_word, room)
        line = QRectF(square.right() + 12, band.top(), room, BAND)
        word.draw(painter, line, word.elided(view.side_word, room), state.on_solid)
        box(painter, card, CARD_RADIUS, None, state.border, 2)
        painter.end()

    def _place(self) -> None:
        self.area.setGeometry(self.rect().adjusted(3, BAND + 2, -3, -4))
        width, height = self.area.width(), self.area.height()
        self._sheet.fit(width, height)
        if self._sheet.height() > height:
            self._sheet.fit(width - self.area.verticalScrollBar().sizeHint().width(), height)
