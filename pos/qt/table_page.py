"""A page of rows with buttons below: the OFD queue, the payments set aside. Decides nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent

from pos.qt.keys import cap_name
from pos.qt.marks import mark
from pos.qt.page import Page
from pos.qt.painting import painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.rows_list import RowsList
from pos.qt.table_parts import HEADER, cells, paint_card, paint_sentence, paint_tone
from pos.qt.theme import Look, Theme
from pos.qt.typeset import LEFT, MEDIUM, REGULAR, RIGHT, SEMIBOLD, style
from pos.screens.page_views import TableRowView, TableView
from pos.screens.views import Intent, Tone

TITLE, ROW, BUTTON, GAP, WIDE_BUTTON, CELL_GAP = 44, 56, 52, 12, 268, 18


class TablePage(Page):
    """One `render`. A chosen row and a press of Enter on it are told by its ref."""

    row_opened = Signal(str)
    pressed = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: TableView | None = None
        self._widths: tuple[float, ...] = ()
        self._figures: frozenset[int] = frozenset()
        self.list: RowsList[TableRowView] = RowsList(
            look,
            self,
            height=ROW,
            words=_words_of,
            paint_row=self._paint_row,
            moved=lambda _row: None,
        )
        self.list.clicked.connect(self._clicked)
        self._buttons: list[ActionButton] = []

    def render(self, view: TableView) -> None:  # type: ignore[override]
        """Show `view`; the chosen row stays chosen while it is there."""
        if view == self._view:
            return
        self._view = view
        self._widths, self._figures = view.widths, view.figures
        self.setAccessibleName(view.title)
        self.list.setAccessibleName(view.title)
        chosen = self.list.chosen.ref if self.list.chosen else ""
        at = next((number for number, row in enumerate(view.rows) if row.ref == chosen), 0)
        self.list.show_rows(view.rows, at if view.rows else -1)
        self._sync_buttons(view)
        self._place()
        self.update()

    def begin(self) -> None:
        """Arrows choose at once; no button has the focus."""
        if self.list.rows:
            self.list.setFocus()
        else:
            self.setFocus()

    def passes(self, key: str) -> bool:
        """What the others mean to the sale below is not asked for here."""
        return key in ("F1", "F11")

    def key_pressed(self, name: str) -> bool:
        """Arrows choose, Enter opens the chosen row, the keys on the buttons press them, Esc closes."""
        if name in ("Up", "Down") and not self.list.hasFocus():
            self.list.step(1 if name == "Down" else -1)
            return True
        if name == "Enter" and self.list.hasFocus():
            self._open_chosen()
            return True
        actions = self._view.actions if self._view else ()
        for action in actions:
            if cap_name(action.key) == name and action.intent not in (Intent.BACK, Intent.RECALL):
                self.pressed.emit(action.intent)
                return True
        if name.startswith("F") and not self.passes(name):
            return True
        return super().key_pressed(name)

    def restyle(self) -> None:
        """Take the theme's colours."""
        self.list.restyle()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title and summary, the card of the list, or the sentence instead of rows."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter = painter_on(self)
        theme = self.look.theme
        title = style(25, 30, SEMIBOLD)
        row = QRectF(2, 0, self.width() - 4, TITLE - 8)
        title.draw(painter, row, view.title, theme.text)
        ink = theme.state(Tone.RED).fg if view.is_late else theme.text2
        style(17, 24, MEDIUM, tabular=True).draw(painter, row, view.summary, ink, RIGHT)
        self._paint_card(painter, theme, view)
        painter.end()

    def _sync_buttons(self, view: TableView) -> None:
        while len(self._buttons) < len(view.actions):
            button = ActionButton(self.look, self)
            button.clicked.connect(partial(self._press, button))
            self._buttons.append(button)
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(view.actions))
            if number < len(view.actions):
                button.render_action(view.actions[number])

    def _press(self, button: ActionButton, _checked: bool = False) -> None:
        match button.view.intent:
            case Intent.BACK:
                self.closed.emit()
            case Intent.RECALL:
                self._open_chosen()
            case other:
                self.pressed.emit(other)

    def _open_chosen(self) -> None:
        if self.list.chosen:
            self.row_opened.emit(self.list.chosen.ref)

    def _clicked(self, index: QModelIndex) -> None:
        view = self._view
        opens = view is not None and any(action.intent is Intent.RECALL for action in view.actions)
        if opens and 0 <= index.row() < len(self.list.rows):
            self.row_opened.emit(self.list.rows[index.row()].ref)

    def _card(self) -> QRectF:
        return QRectF(0, TITLE, self.width(), self.height() - TITLE - BUTTON - GAP)

    def _place(self) -> None:
        self.list.setGeometry(self._card().adjusted(1, HEADER + 1, -1, -8).toRect())
        shown = [button for button in self._buttons if not button.isHidden()]
        width = min(WIDE_BUTTON, (self.width() - 8 * max(0, len(shown) - 1)) // max(1, len(shown)))
        left, top = self.width() - len(shown) * (width + 8) + 8, self.height() - BUTTON
        for number, button in enumerate(shown):
            button.setGeometry(left + number * (width + 8), top, width, BUTTON)

    def _paint_card(self, painter: QPainter, theme: Theme, view: TableView) -> None:
        area = self._card()
        paint_card(painter, theme, area, view.columns, self._widths, gap=CELL_GAP, figures=self._figures)
        if view.error:
            self._paint_error(painter, theme, view.error)
        elif view.hint:
            self._paint_hint(painter, theme, view.hint)
        if not view.rows and not view.error:
            paint_sentence(painter, area, view.empty or view.loading, theme.text2, 520)

    def _paint_error(self, painter: QPainter, theme: Theme, sentence: str) -> None:
        """What went wrong, at the left of the buttons: the rows that were read stay."""
        red = theme.state(Tone.RED)
        room = max(100, self.width() - (WIDE_BUTTON + 8) * len(self._buttons) - 60)
        letters = style(15, 20, MEDIUM)
        lines = letters.lines(sentence, room, 3)
        middle = self.height() - BUTTON / 2
        mark(painter, Tone.RED, QRectF(4, middle - 12, 24, 24), red.solid, red.on_solid)
        row = QRectF(40, middle - len(lines) * letters.height / 2, room, 0)
        letters.draw_lines(painter, row, lines, red.fg)

    def _paint_hint(self, painter: QPainter, theme: Theme, sentence: str) -> None:
        """What else can be done here, at the left of the buttons."""
        shown = sum(not button.isHidden() for button in self._buttons)
        letters = style(15, 20, MEDIUM)
        lines = letters.lines(sentence, max(100, self.width() - (WIDE_BUTTON + 8) * shown - 24), 2)
        top = self.height() - BUTTON / 2 - len(lines) * letters.height / 2
        letters.draw_lines(painter, QRectF(4, top, self.width(), 0), lines, theme.text2)

    def _paint_row(self, painter: QPainter, theme: Theme, area: QRectF, row: TableRowView) -> None:
        """Each cell: an upper line over a quieter lower one; the tone's mark where the state stands."""
        state = theme.state(row.tone)
        loud = style(16, 21, MEDIUM, tabular=True)
        quiet = style(13, 18, REGULAR, tabular=True)
        for number, (cell, (upper, lower)) in enumerate(
            zip(cells(area, self._widths, CELL_GAP), row.cells, strict=True)
        ):
            align = RIGHT if number in self._figures else LEFT
            is_state = number == 2
            place = cell.adjusted(26, 0, 0, 0) if is_state else cell
            if is_state:
                paint_tone(painter, theme, cell, row.tone)
            ink = state.fg if is_state else theme.text
            if row.is_late and number == len(row.cells) - 1:
                ink = theme.state(Tone.RED).fg
            top = place.center().y() - ((loud.height + quiet.height) / 2 if lower else loud.height / 2)
            line = QRectF(place.left(), top, place.width(), loud.height)
            loud.draw(painter, line, loud.elided(upper, place.width()), ink, align)
            below = line.translated(0, loud.height)
            below.setHeight(quiet.height)
            quiet.draw(painter, below, quiet.elided(lower, place.width()), theme.text2, align)


def _words_of(row: TableRowView) -> str:
    return ", ".join(part for cell in row.cells for part in cell if part)
