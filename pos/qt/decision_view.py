"""The manager's decision as a page: the evidence at the left, the finding and its reason, who signs.

Opens with the focus on the page itself, so that Enter presses nothing; a scan writes nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos.qt.decision_paint import paint_evidence, paint_question, paint_title
from pos.qt.form_field import HEIGHT as FIELD_HEIGHT
from pos.qt.form_field import FormField
from pos.qt.marks import mark
from pos.qt.page import Page
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.pressable import Pressable
from pos.qt.radio_row import RadioRow
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, style
from pos.screens.page_views import ChoiceView, DecisionView
from pos.screens.views import Tone

TITLE, HEAD, BUTTON, GAP, INSET = 44, 40, 52, 12, 16
Said = Callable[[str], None]

STAYS_OPEN_FOR = frozenset({"F1", "F11"})
"""Keys that the page leaves to the window; every other function key does nothing while it is open."""


class DecisionPage(Page):
    """One `render`."""

    chosen = Signal(str)
    reason_chosen = Signal(str)
    edited = Signal(str, str)
    went_on = Signal()
    signed = Signal()
    backed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: DecisionView | None = None
        self.choices: list[RadioRow] = []
        self.reasons: list[RadioRow] = []
        self.fields: list[FormField] = []
        self.back_button = ActionButton(look, self)
        self.back_button.clicked.connect(self.backed)
        self.next_button = ActionButton(look, self)
        self.next_button.clicked.connect(self._next)

    @property
    def field(self) -> QLineEdit | None:
        """The field that has the focus; typing elsewhere on the page goes nowhere."""
        focus = QApplication.focusWidget()
        fields = (field.edit for field in self.fields if not field.isHidden())
        return next((edit for edit in fields if edit is focus), None)

    @property
    def stays_while_typing(self) -> bool:
        """A scan must not take it away."""
        return True

    def render(self, view: DecisionView) -> None:  # type: ignore[override]
        """Show `view`."""
        before, self._view = self._view, view
        if view == before:
            return
        self.setAccessibleName(view.title)
        asks = view.step == "choose"
        self._sync_rows(self.choices, view.choices if asks else (), self.chosen.emit)
        self._sync_rows(self.reasons, view.reasons if asks else (), self.reason_chosen.emit)
        self._sync_fields(view)
        back, onward = view.actions
        self.back_button.render_action(back)
        self.next_button.render_action(onward)
        self.next_button.setEnabled(asks or view.can_go_on)
        if before is not None and before.step != view.step:
            self.setFocus()  # no press of the step before goes on here
        self._place()
        self.update()

    def passes(self, key: str) -> bool:
        """The others are the page's own."""
        return key in STAYS_OPEN_FOR

    def key_pressed(self, name: str) -> bool:
        """Esc is one step back. Enter presses only the button that has the focus."""
        if name == "Esc":
            self.backed.emit()
            return True
        if name == "Enter":
            return not isinstance(QApplication.focusWidget(), Pressable)
        return name not in STAYS_OPEN_FOR

    def restyle(self) -> None:
        """Take the theme's colours."""
        for field in self.fields:
            field.restyle()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title, the evidence, the cards behind the rows, or the question of the second step."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter = painter_on(self)
        theme = self.look.theme
        paint_title(painter, theme, QRectF(2, 0, self.width() - 4, TITLE - 8), view)
        left, middle, right = self._columns()
        paint_evidence(painter, theme, left, view)
        if view.step == "confirm":
            paint_question(painter, theme, middle.united(right), view)
        else:
            self._paint_cards(painter, theme, middle, right, view)
        self._paint_error(painter, theme, view.error)
        painter.end()

    def _next(self) -> None:
        if self._view is None:
            return
        if self._view.step == "confirm":
            self.signed.emit()
        else:
            self.went_on.emit()

    def _sync_rows(self, rows: list[RadioRow], views: tuple[ChoiceView, ...], said: Said) -> None:
        while len(rows) < len(views):
            row = RadioRow(self.look, self)
            row.clicked.connect(partial(self._say_row, row, said))
            rows.append(row)
        for number, row in enumerate(rows):
            row.setVisible(number < len(views))
            if number < len(views):
                row.render_choice(views[number])

    @staticmethod
    def _say_row(row: RadioRow, said: Said, _checked: bool = False) -> None:
        said(row.view.name)

    def _sync_fields(self, view: DecisionView) -> None:
        shown = view.fields if view.step == "choose" else ()
        while len(self.fields) < len(shown):
            field = FormField(self.look, self)
            field.changed.connect(self.edited)
            self.fields.append(field)
        for number, field in enumerate(self.fields):
            field.setVisible(number < len(shown))
            if number < len(shown):
                field.render_field(shown[number])

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab goes down each column, from left to right, then to the buttons; it does not leave the page."""
        if not self.isVisible():
            return super().focusNextPrevChild(forward)  # Qt moves the focus out of a page that goes
        edits = [field.edit for field in self.fields]
        parts: list[QWidget] = [*self.choices, *self.reasons, *edits, self.back_button, self.next_button]
        order = [part for part in parts if part.isVisible() and part.isEnabled()]
        focus = QApplication.focusWidget()
        at = next((number for number, part in enumerate(order) if part is focus), None)
        step = 1 if forward else -1
        to = (0 if forward else len(order) - 1) if at is None else (at + step) % len(order)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        order[to].setFocus(reason)
        return True

    def _columns(self) -> tuple[QRectF, QRectF, QRectF]:
        height = self.height() - TITLE - BUTTON - GAP
        room = self.width() - 2 * GAP
        left, middle = round(room * 0.29), round(room * 0.37)
        return (
            QRectF(0, TITLE, left, height),
            QRectF(left + GAP, TITLE, middle, height),
            QRectF(left + middle + 2 * GAP, TITLE, room - left - middle, height),
        )

    def _place(self) -> None:
        _left, middle, right = self._columns()
        inner = round(middle.width()) - 2 * 8
        top = round(middle.top()) + HEAD
        for row in [row for row in self.choices if not row.isHidden()]:
            height = row.height_wanted(inner)
            row.setGeometry(round(middle.left()) + 8, top, inner, height)
            top += height + 8
        top += HEAD + GAP
        for row in [row for row in self.reasons if not row.isHidden()]:
            height = row.height_wanted(inner)
            row.setGeometry(round(middle.left()) + 8, top, inner, height)
            top += height + 8
        top = round(right.top()) + INSET
        for field in [field for field in self.fields if not field.isHidden()]:
            width = round(right.width()) - 2 * INSET
            field.setGeometry(round(right.left()) + INSET, top, width, FIELD_HEIGHT)
            top += FIELD_HEIGHT + 10
        width = (self.width() - round(middle.left()) - 8) // 2
        for number, button in enumerate((self.back_button, self.next_button)):
            left = round(middle.left()) + number * (width + 8)
            button.setGeometry(left, self.height() - BUTTON, width, BUTTON)

    def _paint_cards(
        self, painter: QPainter, theme: Theme, middle: QRectF, right: QRectF, view: DecisionView
    ) -> None:
        letters = style(17, 22, MEDIUM)
        rows = [row for row in self.choices if not row.isHidden()]
        foot = rows[-1].geometry().bottom() + 9 if rows else round(middle.top()) + HEAD
        upper = QRectF(middle.left(), middle.top(), middle.width(), foot - middle.top())
        box(painter, upper, CARD_RADIUS, theme.surface, theme.line)
        head = QRectF(middle.left() + INSET, middle.top(), middle.width(), HEAD)
        letters.draw(painter, head, view.choices_title, theme.text)
        box(painter, right, CARD_RADIUS, theme.surface, theme.line)
        if view.reasons:
            lower = QRectF(middle.left(), foot + GAP - 1, middle.width(), middle.bottom() - foot - GAP + 1)
            box(painter, lower, CARD_RADIUS, theme.surface, theme.line)
            head = QRectF(middle.left() + INSET, lower.top(), middle.width(), HEAD)
            letters.draw(painter, head, view.reasons_title, theme.text)

    def _paint_error(self, painter: QPainter, theme: Theme, sentence: str) -> None:
        """At the left of the buttons."""
        if not sentence:
            return
        left, _middle, _right = self._columns()
        red = theme.state(Tone.RED)
        letters = style(14, 18, MEDIUM)
        lines = letters.lines(sentence, left.width() - 40, 3)
        middle = self.height() - BUTTON / 2
        mark(painter, Tone.RED, QRectF(2, middle - 12, 24, 24), red.solid, red.on_solid)
        row = QRectF(34, middle - len(lines) * letters.height / 2, left.width() - 40, 0)
        letters.draw_lines(painter, row, lines, red.fg)
