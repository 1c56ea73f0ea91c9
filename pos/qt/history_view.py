"""Today's payments at the left, the paper of the chosen one at the right. Decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent

from pos.qt.page import Page
from pos.qt.painting import CARD_RADIUS, box, hairline, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.paper_preview import PaperPreview
from pos.qt.rows_list import RowsList
from pos.qt.table_parts import HEADER, cells, paint_card, paint_sentence, paint_tone
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, REGULAR, RIGHT, SEMIBOLD, Type, style
from pos.screens.views import ActionView, HistoryRowView, HistoryView, Intent, Tone

TITLE, ROW, BUTTON, GAP, CELL_GAP = 44, 52, 52, 12, 14
PAPER_WIDTH, PAPER_NARROW, DETAIL = 404, 360, 24
WIDTHS = (0.25, 0.18, 0.30, 0.27)
"""Time over number, sum, state, card over its fiscal word; parts of the row's width."""


class HistoryPage(Page):
    """One `render`."""

    row_chosen = Signal(str)
    print_pressed = Signal(str)
    open_pressed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: HistoryView | None = None
        self.list: RowsList[HistoryRowView] = RowsList(
            look, self, height=ROW, words=_words_of, paint_row=_paint_row, moved=self._chose
        )
        self.list.clicked.connect(self._clicked)
        self.paper = PaperPreview(look, self)
        self.print_button = ActionButton(look, self)
        self.print_button.clicked.connect(self._print)
        self.close_button = ActionButton(look, self)
        self.close_button.clicked.connect(self.closed)
        self.open_button = ActionButton(look, self)
        self.open_button.clicked.connect(self._open)
        self.open_button.hide()

    def render(self, view: HistoryView) -> None:  # type: ignore[override]
        """Show `view`."""
        if view == self._view:
            return
        self._view = view
        self.setAccessibleName(view.title)
        self.list.setAccessibleName(view.title)
        chosen = next((row for row, shown in enumerate(view.rows) if shown.ref == view.selected), -1)
        self.list.show_rows(view.rows, chosen)
        self.paper.show_receipt(view.paper)
        self.paper.setVisible(view.paper is not None)
        ready = view.paper is not None and bool(view.selected)
        self.print_button.setEnabled(ready)
        self.print_button.render_action(ActionView(Intent.PRINT, view.print_word, "Enter", recommended=ready))
        self.close_button.render_action(ActionView(Intent.BACK, view.close_word, "Esc"))
        self.open_button.render_action(ActionView(Intent.RECALL, view.open_word, "F6", recommended=True))
        self.open_button.setVisible(bool(view.open_word))
        self._place()
        self.update()

    def begin(self) -> None:
        """Arrows choose at once."""
        self.list.setFocus()

    def key_pressed(self, name: str) -> bool:
        """Up and Down choose from anywhere, Enter prints from the list, Esc closes."""
        if name in ("Up", "Down") and not self.list.hasFocus() and not self.paper.hasFocus():
            self.list.step(1 if name == "Down" else -1)
            return True
        if name == "Enter" and self.list.hasFocus():
            self._print()
            return True
        if name == "F6" and not self.open_button.isHidden():
            self._open()
            return True
        return super().key_pressed(name)

    def restyle(self) -> None:
        """Take the theme's colours."""
        self.list.restyle()
        self.paper.restyle()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title, the card of the list, the card of the paper."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter = painter_on(self)
        theme = self.look.theme
        style(25, 30, SEMIBOLD).draw(painter, QRectF(2, 0, self.width(), TITLE - 8), view.title, theme.text)
        self._paint_list(painter, theme, view)
        paper = self._paper_area()
        box(painter, paper, CARD_RADIUS, theme.surface2, theme.line)
        self._paint_details(painter, theme, view, paper)
        painter.end()

    def _paper_width(self) -> int:
        return PAPER_WIDTH if self.width() >= 1200 else PAPER_NARROW

    def _list_area(self) -> QRectF:
        return QRectF(0, TITLE, self.width() - self._paper_width() - GAP, self.height() - TITLE)

    def _paper_area(self) -> QRectF:
        more = BUTTON + 8 if self._view and self._view.open_word else 0
        height = self.height() - TITLE - BUTTON - GAP - more
        return QRectF(self.width() - self._paper_width(), TITLE, self._paper_width(), height)

    def _details_height(self) -> int:
        count = len(self._view.details) if self._view else 0
        return count * DETAIL + (20 if count else 0)

    def _place(self) -> None:
        area, paper = self._list_area(), self._paper_area()
        self.list.setGeometry(area.adjusted(1, HEADER + 1, -1, -8).toRect())
        self.paper.setGeometry(paper.adjusted(1, 8, -1, -self._details_height() - 2).toRect())
        top, half = self.height() - BUTTON, (self._paper_width() - 8) // 2
        left = round(paper.left())
        self.open_button.setGeometry(left, top - BUTTON - 8, self._paper_width(), BUTTON)
        self.print_button.setGeometry(left, top, half + 30, BUTTON)
        self.close_button.setGeometry(left + half + 38, top, self._paper_width() - half - 38, BUTTON)

    def _paint_list(self, painter: QPainter, theme: Theme, view: HistoryView) -> None:
        area = self._list_area()
        time, number_word, amount, state, card, fiscal = (*view.columns, *("",) * 6)[:6]
        names = (_joined(time, number_word), amount, state, _joined(card, fiscal))
        paint_card(painter, theme, area, names, WIDTHS, gap=CELL_GAP, figures={1})
        said = view.error or view.empty or ("" if view.rows else view.loading)
        red = theme.state(Tone.RED).fg
        if said and not view.rows:
            paint_sentence(painter, area, said, red if view.error else theme.text2, 460)
        elif view.error:
            paint_sentence(painter, self._paper_area(), view.error, red, 460)

    def _paint_details(self, painter: QPainter, theme: Theme, view: HistoryView, paper: QRectF) -> None:
        top = paper.bottom() - self._details_height() + 10
        if view.details:
            hairline(painter, paper.left(), top - 10, paper.width(), theme.line)
        label, value = style(14, 20, REGULAR), style(14, 20, MEDIUM, tabular=True)
        for number, detail in enumerate(view.details):
            row = QRectF(paper.left() + 16, top + number * DETAIL, paper.width() - 32, DETAIL)
            label.draw(painter, row, detail.label, theme.text2)
            room = row.width() - label.width(detail.label) - 12
            value.draw(painter, row, value.elided(detail.value, room), theme.text, RIGHT)

    def _chose(self, row: HistoryRowView) -> None:
        self.row_chosen.emit(row.ref)

    def _clicked(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.list.rows):
            self.row_chosen.emit(self.list.rows[index.row()].ref)

    def _open(self) -> None:
        if self._view:
            self.open_pressed.emit(self._view.selected)

    def _print(self) -> None:
        if self._view and self.print_button.isEnabled():
            self.print_pressed.emit(self._view.selected)


def _words_of(row: HistoryRowView) -> str:
    return ", ".join(part for part in (row.time, row.amount, row.state, row.card, row.fiscal) if part)


def _paint_row(painter: QPainter, theme: Theme, area: QRectF, row: HistoryRowView) -> None:
    time, amount, state, card = cells(area, WIDTHS, CELL_GAP)
    plain, figure = style(15, 20, REGULAR, tabular=True), style(17, 22, SEMIBOLD, tabular=True)
    _paint_two(painter, time, (plain, row.time, theme.text), (_small(), row.number, theme.text2))
    figure.draw(painter, amount, row.amount, theme.text, RIGHT)
    paint_tone(painter, theme, state, row.tone)
    words = state.adjusted(26, 0, 0, 0)
    loud = style(15, 19, MEDIUM)
    lines = loud.lines(row.state, words.width(), 2)
    top = words.center().y() - len(lines) * loud.height / 2
    loud.draw_lines(painter, QRectF(words.left(), top, words.width(), 0), lines, theme.state(row.tone).fg)
    _paint_two(painter, card, (_small(), row.card, theme.text), (_small(), row.fiscal, theme.text2))


def _small() -> Type:
    return style(13, 18, REGULAR, tabular=True)


def _paint_two(
    painter: QPainter, cell: QRectF, upper: tuple[Type, str, QColor], lower: tuple[Type, str, QColor]
) -> None:
    """Two lines in the middle of `cell`, or the one that there is."""
    shown = [line for line in (upper, lower) if line[1]]
    top = cell.center().y() - sum(letters.height for letters, _, _ in shown) / 2
    for letters, text, ink in shown:
        line = QRectF(cell.left(), top, cell.width(), letters.height)
        letters.draw(painter, line, letters.elided(text, cell.width()), ink)
        top += letters.height


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)
