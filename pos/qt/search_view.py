"""Goods found by a part of their name: a field, the rows, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from pos.qt.icons import icon
from pos.qt.page import Page
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.rows_list import RowsList
from pos.qt.styling import on_ground
from pos.qt.theme import Look, Theme
from pos.qt.typeset import CENTRE, MEDIUM, RIGHT, SEMIBOLD, font, style
from pos.screens.views import ActionView, Intent, QuickKeyView, SearchView

TITLE, FIELD, ROW, GAP, CLOSE = 44, 52, 52, 8, 180


class SearchPage(Page):
    """One `render`. The page's field takes what is typed while it is open."""

    edited = Signal(str)
    chosen = Signal(str)
    first_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: SearchView | None = None
        self._field = QLineEdit(self)
        self._field.setFrame(False)
        self._field.setFont(font(17))
        self._field.textEdited.connect(self.edited)
        self._field.installEventFilter(self)
        self.list: RowsList[QuickKeyView] = RowsList(
            look, self, height=ROW, words=_words_of, paint_row=_paint_row, moved=lambda _row: None
        )
        self.list.clicked.connect(self._clicked)
        self.close_button = ActionButton(look, self)
        self.close_button.clicked.connect(self.closed)
        self.restyle()

    @property
    def field(self) -> QLineEdit | None:
        """Typing goes here."""
        return self._field

    def render(self, view: SearchView) -> None:  # type: ignore[override]
        """Show `view`; what is being typed stays unless `view` brings another text."""
        before, self._view = self._view, view
        if view == before:
            return
        self.setAccessibleName(view.title)
        self._field.setAccessibleName(view.placeholder)
        if view.text != self._field.text():
            self._field.setText(view.text)
        if before is None or view.rows != before.rows:
            self.list.show_rows(view.rows)
        self.close_button.render_action(ActionView(Intent.BACK, view.close_word, "Esc"))
        self.update()

    def begin(self) -> None:
        """Type at once."""
        self._field.setFocus()

    def key_pressed(self, name: str) -> bool:
        """Arrows choose while one types; Enter takes the chosen row, or the first."""
        if name in ("Up", "Down") and not self.list.hasFocus():
            self.list.step(1 if name == "Down" else -1)
            return True
        if name == "Enter" and (self._field.hasFocus() or self.list.hasFocus()):
            chosen = self.list.chosen
            if chosen:
                self.chosen.emit(chosen.barcode)
            else:
                self.first_wanted.emit()
            return True
        return super().key_pressed(name)

    def restyle(self) -> None:
        """Take the theme's colours."""
        on_ground(self._field, self.look.theme, QColor(0, 0, 0, 0))
        self.list.restyle()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Repaint the border when the focus comes or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        self._field.setGeometry(46, TITLE + 4, self.width() - CLOSE - GAP - 58, FIELD - 8)
        self.close_button.setGeometry(self.width() - CLOSE, TITLE, CLOSE, FIELD)
        self.list.setGeometry(self._list_area().adjusted(1, 6, -1, -6).toRect())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title, field, the card of the list."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter = painter_on(self)
        theme = self.look.theme
        title = QRectF(2, 0, self.width(), TITLE - 8)
        style(25, 30, SEMIBOLD).draw(painter, title, view.title, theme.text)
        line = QRectF(0, TITLE, self.width() - CLOSE - GAP, FIELD)
        focused = self._field.hasFocus()
        border, thick = (theme.focus, 2) if focused else (theme.edge, 1)
        box(painter, line, CARD_RADIUS, theme.surface, border, thick)
        icon(painter, "search", 17, line.center().y() - 10, 20, theme.focus if focused else theme.text2)
        if not self._field.text():
            room = line.adjusted(50, 0, -12, 0)
            letters = style(17, 22)
            letters.draw(painter, room, letters.elided(view.placeholder, room.width()), theme.text3)
        area = self._list_area()
        box(painter, area, CARD_RADIUS, theme.surface, theme.line)
        if not view.rows:
            self._paint_empty(painter, theme, area, view.empty)
        painter.end()

    def _list_area(self) -> QRectF:
        top = TITLE + FIELD + GAP
        return QRectF(0, top, self.width(), self.height() - top)

    @staticmethod
    def _paint_empty(painter: QPainter, theme: Theme, area: QRectF, sentence: str) -> None:
        letters = style(17, 24, MEDIUM)
        lines = letters.balanced(sentence, min(area.width() - 60, 520))
        top = area.center().y() - len(lines) * letters.height / 2
        place = QRectF(area.left(), top, area.width(), 0)
        letters.draw_lines(painter, place, lines, theme.text2, CENTRE)

    def _clicked(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.list.rows):
            self.chosen.emit(self.list.rows[index.row()].barcode)


def _words_of(row: QuickKeyView) -> str:
    return f"{row.name}, {row.detail}"


def _paint_row(painter: QPainter, theme: Theme, area: QRectF, row: QuickKeyView) -> None:
    inner = area.adjusted(18, 0, -18, 0)
    detail = style(15, 20, tabular=True)
    name = style(17, 22, MEDIUM)
    room = inner.width() - detail.width(row.detail) - 16
    name.draw(painter, inner, name.elided(row.name, room), theme.text)
    detail.draw(painter, inner, row.detail, theme.text2, RIGHT)
