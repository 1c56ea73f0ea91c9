"""The goods of the shop at the left, the chosen one with what it lacks at the right. Decides nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos.qt.goods_rows import (
    CELL_GAP,
    FIGURES,
    ROW,
    WIDTHS,
    GoodPanel,
    aligned,
    paint_good,
    paint_levels,
    paint_trouble,
    words_of,
)
from pos.qt.icons import icon
from pos.qt.orders_rows import TabButton
from pos.qt.page import Page
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.pressable import Pressable
from pos.qt.rows_list import RowsList
from pos.qt.styling import on_ground
from pos.qt.table_parts import HEADER, paint_card, paint_sentence
from pos.qt.theme import Look, Theme
from pos.qt.typeset import SEMIBOLD, font, style
from pos.screens.goods_views import GoodRowView, GoodsView
from pos.screens.orders_views import OrderTab
from pos.screens.views import ActionView, Intent

TITLE, FIELD, BUTTON, GAP, ERROR, FOOT = 44, 52, 52, 8, 56, 26
RIGHT_WIDE, RIGHT_NARROW, COLUMN_GAP = 480, 352, 12
TO_THE_WINDOW = ("F1", "F11", "Ctrl C", "Ctrl F1", "Ctrl F7", "Ctrl F8", "Ctrl F9")
"""Keys that mean the same over this page as without it; the others belong to the sale below."""


class GoodsPage(Page):
    """One `render`. A row is told by its ref, a list by whether it holds only what is not ready."""

    row_chosen = Signal(str)
    edited = Signal(str)
    filtered = Signal(bool)
    import_pressed = Signal()
    backed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: GoodsView | None = None
        self._field = QLineEdit(self)
        self._field.setFrame(False)
        self._field.setFont(font(17))
        self._field.textEdited.connect(self.edited)
        self._field.installEventFilter(self)
        self.tabs = [TabButton(look, self), TabButton(look, self)]
        for tab in self.tabs:
            tab.clicked.connect(partial(self._press_tab, tab))
        self.list: RowsList[GoodRowView] = RowsList(
            look, self, height=ROW, words=words_of, paint_row=paint_good, moved=self._chose
        )
        self.list.clicked.connect(self._clicked)
        self.panel = GoodPanel(look, self)
        self.panel.area.installEventFilter(self)
        self.import_button, self.close_button = ActionButton(look, self), ActionButton(look, self)
        self.import_button.clicked.connect(self.import_pressed)
        self.close_button.clicked.connect(self.closed)
        self.restyle()

    @property
    def field(self) -> QLineEdit | None:
        """Typing searches."""
        return self._field

    def render(self, view: GoodsView) -> None:  # type: ignore[override]
        """Show `view`."""
        before, self._view = self._view, view
        if view == before:
            return
        self.setAccessibleName(view.title)
        self._field.setAccessibleName(view.placeholder)
        self.list.setAccessibleName(view.title)
        if view.search != self._field.text():
            self._field.setText(view.search)
        for tab, shown in zip(self.tabs, view.tabs, strict=True):
            tab.render_tab(shown)
        had_focus = self.list.hasFocus()
        self.list.show_rows(
            view.rows, next((n for n, r in enumerate(view.rows) if r.ref == view.selected), -1)
        )
        if had_focus and self.list.isHidden():
            self._field.setFocus()
        self.panel.render_detail(view.detail)
        nothing = not view.rows and not view.search
        self.import_button.render_action(ActionView(Intent.BACK, view.import_word, "F9", recommended=nothing))
        self.close_button.render_action(ActionView(Intent.BACK, view.close_word, "Esc"))
        self._place()
        self.update()

    def begin(self) -> None:
        """Who comes here looks for something."""
        self._field.setFocus()

    def passes(self, key: str) -> bool:
        """The others are the page's own."""
        return key in TO_THE_WINDOW

    def key_pressed(self, name: str) -> bool:
        """Arrows choose, F3 shows the other list, F9 takes in a table, Esc is a step back."""
        if name in ("Up", "Down"):
            if self.list.hasFocus() or self.panel.area.hasFocus():
                return False
            self.list.setFocus()
            self.list.step(1 if name == "Down" else -1)
            return True
        if name == "Esc":
            self.backed.emit()
            return True
        if name == "F9":
            self.import_button.click()
            return True
        if name == "Enter":
            return not isinstance(QApplication.focusWidget(), Pressable)
        if tab := next((tab for tab in self.tabs if tab.view.key == name), None):
            tab.click()
            return True
        return name not in TO_THE_WINDOW

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """A page up or down from the field, which has no use for it."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            fit = max(1, self.list.height() // ROW - 1)
            self.list.step(fit if event.key() == Qt.Key.Key_PageDown else -fit)
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab goes from the field to the lists, the good, the buttons; it does not leave the page."""
        if not self.isVisible():
            return super().focusNextPrevChild(forward)  # Qt moves the focus out of a page that goes
        parts: list[QWidget] = [self._field, *self.tabs, self.list, self.panel.area]
        parts += [self.import_button, self.close_button]
        order = [part for part in parts if part.isVisible() and part.isEnabled()]
        focus = QApplication.focusWidget()
        at = next((number for number, part in enumerate(order) if part is focus), None)
        to = (0 if forward else len(order) - 1) if at is None else (at + (1 if forward else -1)) % len(order)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        order[to].setFocus(reason)
        return True

    def restyle(self) -> None:
        """Take the theme's colours."""
        on_ground(self._field, self.look.theme, QColor(0, 0, 0, 0))
        self.list.restyle()
        self.panel.restyle()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Borders follow the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
            self.panel.update()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title and totals, field, the card of the list, the sentence instead of rows or below them."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter, theme, area = painter_on(self), self.look.theme, self._list_area()
        row = QRectF(2, 0, self.width() - 4, TITLE - 8)
        title = style(25, 30, SEMIBOLD)
        title.draw(painter, row, view.title, theme.text)
        paint_levels(painter, theme, row.adjusted(title.width(view.title) + 24, 0, 0, 0), view.levels)
        self._paint_field(painter, theme, view)
        widths = aligned(WIDTHS, area.width(), self.list.viewport())
        paint_card(painter, theme, area, view.columns, widths, gap=CELL_GAP, figures=FIGURES)
        if not view.rows:
            paint_sentence(painter, area, view.empty or view.loading, theme.text2, 460)
        if view.error:
            below = QRectF(0, area.bottom() + GAP, area.width(), ERROR - GAP)
            paint_trouble(painter, theme, below, view.error)
        elif view.foot:
            foot = QRectF(area.left() + 16, area.bottom(), area.width() - 32, FOOT)
            style(14, 20).draw(painter, foot, view.foot, theme.text2)
        painter.end()

    def _paint_field(self, painter: QPainter, theme: Theme, view: GoodsView) -> None:
        line, focused = self._line(), self._field.hasFocus()
        border, thick = (theme.focus, 2) if focused else (theme.edge, 1)
        box(painter, line, CARD_RADIUS, theme.surface, border, thick)
        icon(painter, "search", 17, line.center().y() - 10, 20, theme.focus if focused else theme.text2)
        if not self._field.text():
            room = line.adjusted(50, 0, -12, 0)
            fits = next(
                (px for px in (17, 15, 14) if style(px, 22).width(view.placeholder) <= room.width()), 14
            )
            letters = style(fits, 22)
            letters.draw(painter, room, letters.elided(view.placeholder, room.width()), theme.text3)

    # ---- places ---------------------------------------------------------------------------------------

    def _left(self) -> int:
        """How wide the column of the list is."""
        return self.width() - COLUMN_GAP - (RIGHT_WIDE if self.width() >= 1200 else RIGHT_NARROW)

    def _line(self) -> QRectF:
        tabs = sum(tab.width_wanted() + GAP for tab in self.tabs)
        return QRectF(0, TITLE, self._left() - tabs, FIELD)

    def _list_area(self) -> QRectF:
        view, top = self._view, TITLE + FIELD + GAP
        foot = ERROR if view and view.error else FOOT if view and view.foot else 0
        return QRectF(0, top, self._left(), self.height() - top - foot)

    def _place(self) -> None:
        line = self._line()
        self._field.setGeometry(line.adjusted(46, 4, -12, -4).toRect())
        left = round(line.right()) + GAP
        for tab in self.tabs:
            tab.setGeometry(left, TITLE, tab.width_wanted(), FIELD)
            left += tab.width_wanted() + GAP
        self.list.setGeometry(self._list_area().adjusted(1, HEADER + 1, -1, -6).toRect())
        column = self._left() + COLUMN_GAP
        width = self.width() - column
        self.panel.setGeometry(column, TITLE, width, self.height() - TITLE - BUTTON - GAP)
        half, top = (width - GAP) // 2, self.height() - BUTTON
        self.import_button.setGeometry(column, top, half, BUTTON)
        self.close_button.setGeometry(column + half + GAP, top, width - half - GAP, BUTTON)

    # ---- presses --------------------------------------------------------------------------------------

    def _press_tab(self, tab: TabButton, _checked: bool = False) -> None:
        self.filtered.emit(tab.view.tab is OrderTab.TO_DO)

    def _chose(self, row: GoodRowView) -> None:
        self.row_chosen.emit(row.ref)

    def _clicked(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.list.rows):
            self.row_chosen.emit(self.list.rows[index.row()].ref)
