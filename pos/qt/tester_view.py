"""The SHOP-API tester as a page: form at the left, how the run stands, table, log. Decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from pos.qt.page import Page
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.rows_list import RowsList
from pos.qt.table_parts import HEADER, paint_card
from pos.qt.tester_form import TesterFormView
from pos.qt.tester_log import LogPane
from pos.qt.tester_parts import CELL_GAP, FIGURES, ProgressPanel, paint_step, widths_for
from pos.qt.theme import Look
from pos.qt.typeset import RIGHT, SEMIBOLD, style
from pos.screens.tester_views import ButtonView, StepRowView, TesterView
from pos.screens.views import ActionView, Intent

TITLE, PANEL, ROW, BUTTON, GAP = 44, 80, 52, 52, 12
WIDE = 1200
"""Below this the log lies under the table."""

LEFT_TO_THE_WINDOW = frozenset({"F1", "F11", "Ctrl F1"})
"""Every other key with a meaning for the sale below does nothing while the page is open."""


class TesterPage(Page):
    """One `render`, and signals named for what happened."""

    __test__ = False  # its name is no test's

    field_changed = Signal(str, str)
    row_chosen = Signal(int)
    run_pressed = Signal()
    step_pressed = Signal(int)
    stop_pressed = Signal()
    save_pressed = Signal()
    back_pressed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: TesterView | None = None
        self.form = TesterFormView(look, self)
        self.form.changed.connect(self.field_changed)
        self.progress = ProgressPanel(look, self)
        self.list: RowsList[StepRowView] = RowsList(
            look, self, height=ROW, words=_words_of, paint_row=paint_step,
            moved=lambda row: self.row_chosen.emit(row.number),
        )  # fmt: skip
        self.list.clicked.connect(self._clicked)
        self.log = LogPane(look, self)
        self.log.focus_moved.connect(self.update)
        self.run_button, self.step_button, self.save_button, self.back_button = (
            ActionButton(look, self) for _ in range(4)
        )
        self.run_button.clicked.connect(self.run_pressed)
        self.step_button.clicked.connect(self._step)
        self.save_button.clicked.connect(self.save_pressed)
        self.back_button.clicked.connect(self._back)
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

    def render(self, view: TesterView) -> None:  # type: ignore[override]
        """Show `view`."""
        before, self._view = self._view, view
        if view == before:
            return
        self.setAccessibleName(view.title)
        self.list.setAccessibleName(view.title)
        self.form.render_form(view)
        self.progress.render_progress(view.progress)
        chosen = next((at for at, row in enumerate(view.rows) if row.number == view.selected), -1)
        self.list.show_rows(view.rows, chosen)
        self.log.render_log(view.log)
        for button, shown in zip(self._buttons, (view.run, view.step, view.save, view.back), strict=True):
            _show(button, shown)
        if before is None or before.title != view.title or before.columns != view.columns:
            self.update()

    def begin(self) -> None:
        """The first field that is empty, else the table."""
        fields = self._view.fields if self._view else ()
        empty = (e for e, f in zip(self.form.edits, fields, strict=False) if not (f.value or f.secret))
        (next(empty, None) or self.list).setFocus()

    def passes(self, key: str) -> bool:
        """The others are the page's own."""
        return key in LEFT_TO_THE_WINDOW

    def key_pressed(self, name: str) -> bool:
        """F8 runs all, Enter on a row its step, F10 saves, Esc stops or leaves; arrows choose anywhere."""
        focus = QApplication.focusWidget()
        match name:
            case "Esc":
                self._back()
            case "F8":
                self.run_button.click()
            case "F10":
                self.save_button.click()
            case "Enter" if focus is self.list:
                self.step_button.click()
            case "Enter":
                return not isinstance(focus, QAbstractButton)
            case "Up" | "Down" if focus is self.log or focus is self.list:
                return False
            case "Up" | "Down":
                self.list.step(1 if name == "Down" else -1)
            case "Ctrl C":
                return False
            case _:
                return name not in LEFT_TO_THE_WINDOW
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab goes through the form, the table, the log and the buttons; it does not leave the page."""
        if not self.isVisible():
            return super().focusNextPrevChild(forward)  # Qt moves the focus out of a page that goes
        parts: list[QWidget] = [*self.form.edits, self.list, self.log, *self._buttons]
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
        self.list.restyle()
        self.log.restyle()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        left, right = self._columns()
        self.form.setGeometry(left)
        self.progress.setGeometry(right.left(), right.top(), right.width(), PANEL)
        table, log = self._cards()
        self.list.setGeometry(table.adjusted(1, HEADER + 1, -1, -6))
        self.log.setGeometry(log.adjusted(2, 4, -2, -4))
        width = (right.width() - 3 * 8) // 4
        for number, button in enumerate(self._buttons):
            button.setGeometry(right.left() + number * (width + 8), self.height() - BUTTON, width, BUTTON)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Another page took its place, or the window goes: nothing runs on unseen."""
        super().hideEvent(event)
        if not event.spontaneous() and self._view is not None and self._view.running:
            self.stop_pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title, and the cards behind table and log."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter = painter_on(self)
        theme = self.look.theme
        row = QRectF(2, 0, self.width() - 4, TITLE - 8)
        style(25, 30, SEMIBOLD).draw(painter, row, view.title, theme.text)
        style(15, 20).draw(painter, row, view.intro, theme.text2, RIGHT)
        table, log = (QRectF(card) for card in self._cards())
        widths = widths_for(table.width(), self.list.verticalScrollBar().sizeHint().width() + 2)
        paint_card(painter, theme, table, view.columns, widths, gap=CELL_GAP, figures=FIGURES)
        border, thick = (theme.focus, 2) if self.log.hasFocus() else (theme.line, 1)
        box(painter, log, CARD_RADIUS, theme.surface, border, thick)
        painter.end()

    @property
    def _buttons(self) -> tuple[ActionButton, ...]:
        return self.run_button, self.step_button, self.save_button, self.back_button

    def _back(self) -> None:
        if self._view is not None and self._view.running:
            self.stop_pressed.emit()
        else:
            self.back_pressed.emit()

    def _step(self) -> None:
        if self.list.chosen is not None:
            self.step_pressed.emit(self.list.chosen.number)

    def _clicked(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.list.rows):
            self.row_chosen.emit(self.list.rows[index.row()].number)

    def _columns(self) -> tuple[QRect, QRect]:
        form = 348 if self.width() >= WIDE else 324
        left = QRect(0, TITLE, form, self.height() - TITLE)
        return left, QRect(form + GAP, TITLE, self.width() - form - GAP, self.height() - TITLE)

    def _cards(self) -> tuple[QRect, QRect]:
        """Table and log: side by side, or one over the other."""
        _left, right = self._columns()
        room = right.adjusted(0, PANEL + GAP, 0, -BUTTON - GAP)
        if self.width() >= WIDE:
            table = round(room.width() * 0.65)
            return (
                QRect(room.left(), room.top(), table, room.height()),
                QRect(room.left() + table + GAP, room.top(), room.width() - table - GAP, room.height()),
            )
        table = round(room.height() * 0.56)
        return (
            QRect(room.left(), room.top(), room.width(), table),
            QRect(room.left(), room.top() + table + GAP, room.width(), room.height() - table - GAP),
        )


def _show(button: ActionButton, view: ButtonView) -> None:
    button.setEnabled(view.enabled)
    button.render_action(ActionView(Intent.BACK, view.word, view.key, recommended=view.recommended))


def _words_of(row: StepRowView) -> str:
    return ", ".join(part for part in (str(row.number), row.title, row.word, row.meta, row.tag) if part)
