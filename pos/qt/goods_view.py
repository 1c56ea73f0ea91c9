"""The goods of the shop at the left, the chosen one with what it lacks at the right. Decides nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

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
from pos.qt.list_page import COLUMN_GAP, ERROR, GAP, TITLE, ListPage
from pos.qt.painting import painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.pressable import Pressable
from pos.qt.table_parts import paint_card, paint_sentence
from pos.qt.theme import Look
from pos.qt.typeset import SEMIBOLD, style
from pos.screens.goods_views import GoodRowView, GoodsAct, GoodsView
from pos.screens.views import ActionView, Intent

FOOT, LOW_BUTTON, RIGHT_WIDE, RIGHT_NARROW = 26, 46, 480, 352
TO_THE_WINDOW = ("F1", "F11", "Ctrl C", "Ctrl F1", "Ctrl F7", "Ctrl F8", "Ctrl F9")
"""Keys that mean the same over this page as without it; the others belong to the sale below."""


class GoodsPage(ListPage[GoodRowView]):
    """One `render`. A row is told by its ref, a list by its tab, a button by its act."""

    acted = Signal(object)
    scanned = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            row=ROW,
            words=words_of,
            paint_row=paint_good,
            right=(RIGHT_WIDE, RIGHT_NARROW),
            below_rows=6,
        )
        self._view: GoodsView | None = None
        self.panel = GoodPanel(look, self)
        self.panel.area.installEventFilter(self)
        self.buttons: list[ActionButton] = []
        self.restyle()

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
        self._sync_buttons(view)
        self._place()
        self.update()

    def begin(self) -> None:
        """Who comes here looks for something."""
        self._field.setFocus()

    def passes(self, key: str) -> bool:
        """The others are the page's own."""
        return key in TO_THE_WINDOW

    def take_scan(self, text: str) -> bool:
        """A code looks for its good here: it must not sell anything."""
        self.scanned.emit(text)
        return True

    def key_pressed(self, name: str) -> bool:
        """Arrows choose, F3 shows the other list, the keys on the buttons press them, Esc is a step back."""
        if name in ("Up", "Down"):
            if self.list.hasFocus() or self.panel.area.hasFocus():
                return False
            self.list.setFocus()
            self.list.step(1 if name == "Down" else -1)
            return True
        if name == "Esc":
            self.backed.emit()
            return True
        if name == "Enter" and isinstance(QApplication.focusWidget(), Pressable):
            return False
        if name == "Enter" and self.list.hasFocus() and self._opens_on_enter():
            self.acted.emit(GoodsAct.EDIT)
            return True
        shown = [one for one in self.buttons if not one.isHidden() and one.isEnabled()]
        pressed = [one for one in shown if one.view.key == name]
        pressed_tab = [tab for tab in self.tabs if tab.view.key == name]
        for button in (*pressed, *pressed_tab)[:1]:
            button.click()
            return True
        return name == "Enter" or name not in TO_THE_WINDOW

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab goes from the field to the lists, the good, the buttons; it does not leave the page."""
        if not self.isVisible():
            return super().focusNextPrevChild(forward)  # Qt moves the focus out of a page that goes
        parts: list[QWidget] = [self._field, *self.tabs, self.list, self.panel.area]
        parts += self.buttons
        order = [part for part in parts if part.isVisible() and part.isEnabled()]
        focus = QApplication.focusWidget()
        at = next((number for number, part in enumerate(order) if part is focus), None)
        to = (0 if forward else len(order) - 1) if at is None else (at + (1 if forward else -1)) % len(order)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        order[to].setFocus(reason)
        return True

    def restyle(self) -> None:
        """Take the theme's colours."""
        super().restyle()
        self.panel.restyle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The good's frame follows the focus, too."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.panel.update()
        return super().eventFilter(watched, event)

    def below_list(self) -> int:
        """The sentence of an error, or that there are more goods."""
        view = self._view
        return ERROR if view and view.error else FOOT if view and view.foot else 0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title and totals, field, the card of the list, the sentence instead of rows or below them."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter, theme, area = painter_on(self), self.look.theme, self.list_area()
        row = QRectF(2, 0, self.width() - 4, TITLE - 8)
        title = style(25, 30, SEMIBOLD)
        title.draw(painter, row, view.title, theme.text)
        paint_levels(painter, theme, row.adjusted(title.width(view.title) + 24, 0, 0, 0), view.levels)
        self.paint_field(painter, theme, view.placeholder)
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

    @property
    def import_button(self) -> ActionButton:
        """Takes in a table."""
        return self.button_of(GoodsAct.IMPORT)

    @property
    def close_button(self) -> ActionButton:
        """Goes back to the sale."""
        return self.button_of(GoodsAct.CLOSE)

    def button_of(self, act: GoodsAct) -> ActionButton:
        """The button that asks for `act` now."""
        actions = self._view.actions if self._view else ()
        return next(button for button, one in zip(self.buttons, actions, strict=False) if one.act is act)

    def _opens_on_enter(self) -> bool:
        actions = self._view.actions if self._view else ()
        return any(one.act is GoodsAct.EDIT and one.enabled for one in actions)

    def _sync_buttons(self, view: GoodsView) -> None:
        while len(self.buttons) < len(view.actions):
            button = ActionButton(self.look, self)
            button.clicked.connect(partial(self._press, len(self.buttons)))
            button.show()
            self.buttons.append(button)
        for number, button in enumerate(self.buttons):
            button.setVisible(number < len(view.actions))
            if number < len(view.actions):
                shown = view.actions[number]
                button.setEnabled(shown.enabled)
                button.render_action(ActionView(Intent.BACK, shown.word, shown.key, shown.recommended))

    def _press(self, number: int, _checked: bool = False) -> None:
        if self._view and number < len(self._view.actions):
            self.acted.emit(self._view.actions[number].act)

    def _place(self) -> None:
        super()._place()
        column = self.left_width() + COLUMN_GAP
        width = self.width() - column
        shown = [button for button in self.buttons if not button.isHidden()]
        foot = self.height() - (len(shown) + 1) // 2 * (LOW_BUTTON + GAP)
        self.panel.setGeometry(column, TITLE, width, foot - TITLE)
        half = (width - GAP) // 2
        for number, button in enumerate(shown):
            row, place = divmod(number, 2)
            is_alone = place == 0 and number == len(shown) - 1
            left, top = column + place * (half + GAP), foot + GAP + row * (LOW_BUTTON + GAP)
            button.setGeometry(left, top, width if is_alone else half, LOW_BUTTON)
