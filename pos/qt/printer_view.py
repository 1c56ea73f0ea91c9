"""The set-up of the printer as a page: form at the left, its paper at the right. Decides nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos.qt.page import Page
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.paper_preview import PaperPreview
from pos.qt.pressable import Pressable
from pos.qt.printer_form import PrinterForm
from pos.qt.receipt_rows import Sheet
from pos.qt.tester_parts import ProgressPanel
from pos.qt.theme import Look
from pos.qt.typeset import MEDIUM, RIGHT, SEMIBOLD, style
from pos.screens.printer_views import PrinterAct, PrinterView
from pos.screens.views import ActionView, Intent

TITLE, PANEL, BUTTON, GAP, HEAD = 44, 72, 52, 12, 34
WIDE, PAPER_WIDE, PAPER_NARROW = 1200, 420, 330

LEFT_TO_THE_WINDOW = frozenset({"F11", "Ctrl F1"})
"""Every other key with a meaning for the sale below does nothing: what is typed here would be lost."""


class PrinterPage(Page):
    """One `render`, and signals named for what happened."""

    field_changed = Signal(str, str)
    field_stepped = Signal(str, int)
    acted = Signal(object)
    backed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: PrinterView | None = None
        self.form = PrinterForm(look, self)
        self.form.changed.connect(self.field_changed)
        self.form.stepped.connect(self.field_stepped)
        self.progress = ProgressPanel(look, self)
        self.paper = PaperPreview(look, self)
        self.buttons: list[ActionButton] = []
        self.restyle()

    @property
    def field(self) -> QLineEdit | None:
        """The field that has the focus; typing elsewhere on the page goes nowhere."""
        focus = QApplication.focusWidget()
        return next((edit for edit in self.form.edits if edit is focus and not edit.isReadOnly()), None)

    @property
    def stays_while_typing(self) -> bool:
        """A scan must not take it away."""
        return True

    def render(self, view: PrinterView) -> None:  # type: ignore[override]
        """Show `view`."""
        before, self._view = self._view, view
        if view == before:
            return
        self.setAccessibleName(view.title)
        self.form.render_fields(view.fields, asking=view.asking)
        self.progress.render_progress(view.progress)
        self.paper.show_receipt(view.paper, Sheet(view.columns, float(view.paper_mm)), from_top=False)
        self._show_buttons(view)
        if view.asking and not (before and before.asking):
            self.setFocus()  # Enter must not answer by itself
        if before is None or len(before.buttons) != len(view.buttons):
            self._place()
        self.update()

    def begin(self) -> None:
        """The first choice: where paper comes out."""
        (self.form.stops[0] if self.form.stops else self).setFocus(Qt.FocusReason.TabFocusReason)

    def passes(self, key: str) -> bool:
        """The others are the page's own."""
        return key in LEFT_TO_THE_WINDOW

    def key_pressed(self, name: str) -> bool:
        """The buttons' own keys; Up and Down go through the form; Enter presses what has the focus."""
        shown = self._view.buttons if self._view else ()
        for button, view in zip(self.buttons, shown, strict=False):
            if view.key == name:
                button.click()
                return True
        focus = QApplication.focusWidget()
        match name:
            case "Esc":
                self.backed.emit()
            case "Enter" | "Space":
                return not isinstance(focus, Pressable) and not (name == "Space" and self.field is not None)
            case "Up" | "Down" if focus is self.paper:
                return False
            case "Up" | "Down":
                self.focusNextPrevChild(name == "Down")
            case "Ctrl C" | "Del" | "+" | "-":
                return False
            case _:
                return name not in LEFT_TO_THE_WINDOW
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab goes through the form, the paper and the buttons; it does not leave the page."""
        if not self.isVisible():
            return super().focusNextPrevChild(forward)  # Qt moves the focus out of a page that goes
        parts: list[QWidget] = [*self.form.stops, self.paper, *self.buttons]
        order = [part for part in parts if part.isVisible() and part.isEnabled()]
        focus = QApplication.focusWidget()
        at = next((number for number, part in enumerate(order) if part is focus), None)
        to = (0 if forward else len(order) - 1) if at is None else (at + (1 if forward else -1)) % len(order)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        order[to].setFocus(reason)
        return True

    def restyle(self) -> None:
        """Take the theme's colours."""
        self.form.restyle()
        self.paper.restyle()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title, and the card of the paper with its own."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter = painter_on(self)
        theme = self.look.theme
        row = QRectF(2, 0, self.width() - 4, TITLE - 8)
        style(25, 30, SEMIBOLD).draw(painter, row, view.title, theme.text)
        style(15, 20, MEDIUM).draw(painter, row, view.intro, theme.text, RIGHT)
        card = QRectF(self._paper_area())
        border, thick = (theme.focus, 2) if self.paper.hasFocus() else (theme.line, 1)
        box(painter, card, CARD_RADIUS, theme.surface2, border, thick)
        head = QRectF(card.left() + 16, card.top(), card.width() - 32, HEAD)
        letters = style(14, 20, MEDIUM)
        letters.draw(painter, head, letters.elided(view.paper_title, head.width()), theme.text)
        painter.end()

    def _show_buttons(self, view: PrinterView) -> None:
        while len(self.buttons) < len(view.buttons):
            made = ActionButton(self.look, self)
            made.clicked.connect(partial(self._press, len(self.buttons)))
            self.buttons.append(made)
        for number, button in enumerate(self.buttons):
            button.setVisible(number < len(view.buttons))
            if number < len(view.buttons):
                one = view.buttons[number]
                button.setEnabled(one.enabled)
                button.render_action(ActionView(Intent.BACK, one.word, one.key, recommended=one.recommended))

    def _press(self, number: int, _checked: bool = False) -> None:
        shown = self._view.buttons if self._view else ()
        if number >= len(shown):
            return
        if shown[number].act is PrinterAct.BACK:
            self.backed.emit()
        else:
            self.acted.emit(shown[number].act)

    def _paper_area(self) -> QRect:
        width = PAPER_WIDE if self.width() >= WIDE else PAPER_NARROW
        return QRect(self.width() - width, TITLE, width, self.height() - TITLE - BUTTON - GAP)

    def _place(self) -> None:
        paper = self._paper_area()
        self.paper.setGeometry(paper.adjusted(2, HEAD, -2, -8))
        left = paper.left() - GAP
        self.form.setGeometry(0, TITLE, left, paper.height() - PANEL - GAP)
        self.progress.setGeometry(0, TITLE + paper.height() - PANEL, left, PANEL)
        count = len(self._view.buttons) if self._view else 1
        width = (self.width() - (count - 1) * 8) // max(1, count)
        for number, button in enumerate(self.buttons):
            button.setGeometry(number * (width + 8), self.height() - BUTTON, width, BUTTON)
