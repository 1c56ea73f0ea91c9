"""Online orders at the left, the chosen one with its goods at the right. Decides nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos.qt.goods_rows import paint_trouble
from pos.qt.keys import cap_name
from pos.qt.link_view import paint_code
from pos.qt.list_page import BUTTON, COLUMN_GAP, ERROR, GAP, TITLE, ListPage
from pos.qt.orders_rows import (
    BAND,
    CELL_GAP,
    FIGURES,
    INSET,
    PICK_ROW,
    ROW,
    WIDTHS,
    fitting,
    history_height,
    paint_band,
    paint_head,
    paint_history,
    paint_order,
    paint_pick,
    paint_sentences,
    sentences_height,
    words_of,
    words_of_line,
)
from pos.qt.painting import CARD_RADIUS, box, hairline, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.pressable import Pressable
from pos.qt.rows_list import RowsList
from pos.qt.table_parts import paint_card, paint_sentence
from pos.qt.theme import Look, Theme
from pos.qt.typeset import CENTRE, MEDIUM, RIGHT, SEMIBOLD, style
from pos.screens.orders_views import OrderActionView, OrderDetailView, OrderRowView, OrdersView, PickLineView
from pos.screens.views import ActionView, Intent

HEAD, RIGHT_WIDE, RIGHT_NARROW, GOODS_HEAD = 88, 536, 424, 30
LEAST_GOODS = 2 * PICK_ROW
TO_THE_WINDOW = ("F1", "F11", "Ctrl C", "Ctrl F1", "Ctrl F7", "Ctrl F9", "Ctrl F10")
"""Keys that mean the same over this page as without it; the others belong to the sale below."""


class OrderPanel(QWidget):
    """The chosen order: its head, its state with the next step, its goods, its story, what can be pressed."""

    acted = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._view: OrderDetailView | None = None
        self._actions: tuple[OrderActionView, ...] = ()
        self.goods: RowsList[PickLineView] = RowsList(
            look, self, height=PICK_ROW, words=words_of_line, paint_row=paint_pick, moved=lambda _line: None
        )
        self.goods.hide()
        self.buttons: list[ActionButton] = []

    def render_detail(self, view: OrderDetailView | None, actions: tuple[OrderActionView, ...]) -> None:
        """Show `view`; without one, only what can be pressed."""
        if (view, actions) == (self._view, self._actions):
            return
        self._view, self._actions = view, actions
        lines = view.lines if view and not view.link else ()
        if lines != self.goods.rows:
            self.goods.show_rows(lines)
        self.goods.setAccessibleName(view.lines_title if view else "")
        told = (view.number, view.word, view.side, view.headline, view.money, view.advice) if view else ()
        self.setAccessibleName(", ".join(part for part in told if part))
        self._sync_buttons()
        self._place()
        self.update()

    def button_of(self, name: str) -> ActionButton | None:
        """The button that key `name` presses now."""
        shown = (button for button in self.buttons if not button.isHidden() and button.isEnabled())
        return next((button for button in shown if cap_name(button.view.key) == name), None)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Head, band, sentences; then the QR, or the title of the goods and the story."""
        painter, theme, card, view = painter_on(self), self.look.theme, self._card(), self._view
        if view is None:
            box(painter, card.adjusted(0, -HEAD - GAP, 0, 0), CARD_RADIUS, theme.surface2, theme.line)
            painter.end()
            return
        paint_head(painter, theme, QRectF(0, 0, self.width(), HEAD), view)
        paint_band(painter, theme, card, view)
        words = self._words_area()
        paint_sentences(painter, theme, words, view)
        below = QRectF(card.left(), words.bottom(), card.width(), card.bottom() - words.bottom())
        if view.link:
            self._paint_link(painter, theme, below, view.link.url, view.link.hint)
        else:
            hairline(painter, below.left() + 2, below.top(), below.width() - 4, theme.line)
            title = QRectF(words.left(), below.top() + 4, words.width(), GOODS_HEAD - 4)
            style(14, 20, MEDIUM).draw(painter, title, view.lines_title, theme.text2)
            paint_history(painter, theme, self._foot(), view.facts, view.story)
        painter.end()

    @staticmethod
    def _paint_link(painter: QPainter, theme: Theme, area: QRectF, url: str, hint: str) -> None:
        """The code as large as there is room for, with one sentence below."""
        letters = style(16, 22, MEDIUM)
        lines = letters.balanced(hint, area.width() - 2 * INSET, 3)
        words = len(lines) * letters.height
        side = min(area.width() - 2 * INSET, area.height() - words - 28)
        top = area.top() + (area.height() - side - words - 12) / 2
        paint_code(painter, theme, QRectF(area.center().x() - side / 2, top, side, side), url)
        row = QRectF(area.left() + INSET, top + side + 12, area.width() - 2 * INSET, 0)
        letters.draw_lines(painter, row, lines, theme.text, CENTRE)

    def _card(self) -> QRectF:
        """The framed panel: below the head, above the buttons."""
        rows = (len(self._actions) + 1) // 2
        return QRectF(0, HEAD + GAP, self.width(), self.height() - HEAD - GAP - rows * (BUTTON + GAP))

    def _words_area(self) -> QRectF:
        """Under the band, as high as its sentences are."""
        card, view = self._card(), self._view
        area = card.adjusted(INSET, BAND + 12, -INSET, 0)
        area.setHeight(sentences_height(self.look.theme, area.width(), view) + 6 if view else 0)
        return area

    def _foot(self) -> QRectF:
        """Where CLICK's number and the story stand: as high as they want, if the goods keep two rows."""
        card, view = self._card().adjusted(2, 2, -2, -2), self._view
        if view is None or view.link:
            return QRectF(card.left(), card.bottom(), card.width(), 0)
        least = LEAST_GOODS if view.lines else 0
        room = card.bottom() - self._words_area().bottom() - GOODS_HEAD - least
        height = min(float(history_height(view.facts, view.story)), max(0.0, room))
        return QRectF(card.left(), card.bottom() - height, card.width(), height)

    def _place(self) -> None:
        top, foot = self._words_area().bottom() + GOODS_HEAD, self._foot()
        area = QRectF(foot.left(), top, foot.width(), max(0.0, foot.top() - top))
        self.goods.setGeometry(area.toRect())
        shown = [button for button in self.buttons if not button.isHidden()]
        half = (self.width() - GAP) // 2
        rows = (len(shown) + 1) // 2
        for number, button in enumerate(shown):
            row, column = divmod(number, 2)
            is_alone = column == 0 and number == len(shown) - 1
            left, y = column * (half + GAP), self.height() - (rows - row) * (BUTTON + GAP) + GAP
            button.setGeometry(left, y, self.width() if is_alone else half, BUTTON)

    def _sync_buttons(self) -> None:
        while len(self.buttons) < len(self._actions):
            button = ActionButton(self.look, self)
            button.clicked.connect(partial(self._press, len(self.buttons)))
            self.buttons.append(button)
        for number, button in enumerate(self.buttons):
            button.setVisible(number < len(self._actions))
            if number < len(self._actions):
                shown = self._actions[number]
                button.setEnabled(shown.enabled)
                button.render_action(ActionView(Intent.BACK, shown.word, shown.key, shown.recommended))

    def _press(self, number: int, _checked: bool = False) -> None:
        if number < len(self._actions):
            self.acted.emit(self._actions[number].act)


class OrdersPage(ListPage[OrderRowView]):
    """One `render`. What is pressed is told by its act, a row by its ref, a list by its tab."""

    acted = Signal(object)
    scanned = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            row=ROW,
            words=words_of,
            paint_row=paint_order,
            right=(RIGHT_WIDE, RIGHT_NARROW),
            below_rows=8,
        )
        self._view: OrdersView | None = None
        self.panel = OrderPanel(look, self)
        self.panel.acted.connect(self.acted)
        self.restyle()

    def render(self, view: OrdersView) -> None:  # type: ignore[override]
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
            self.setFocus()
        self.panel.render_detail(view.detail, view.actions)
        self._place()
        self.update()

    def begin(self) -> None:
        """Arrows choose at once; a key that writes goes into the search."""
        if self.list.rows:
            self.list.setFocus()
        else:
            self.setFocus()

    def passes(self, key: str) -> bool:
        """The others are the page's own."""
        return key in TO_THE_WINDOW

    def take_scan(self, text: str) -> bool:
        """A label, while the chosen order has marked goods to collect; else the code is the sale's below."""
        detail = self._view.detail if self._view else None
        if detail is None or not detail.takes_labels:
            return False
        self.scanned.emit(text)
        return True

    def key_pressed(self, name: str) -> bool:
        """Arrows choose, the keys on the buttons press them, F3 shows the other list, Esc is a step back."""
        if name in ("Up", "Down"):
            if self.list.hasFocus() or self.panel.goods.hasFocus():
                return False
            self.list.setFocus()
            self.list.step(1 if name == "Down" else -1)
            return True
        if name == "Esc":
            self.backed.emit()
            return True
        if name == "Enter" and isinstance(QApplication.focusWidget(), Pressable):
            return False
        button = self.panel.button_of(name) or next((tab for tab in self.tabs if tab.view.key == name), None)
        if button is not None:
            button.click()
            return True
        return name not in TO_THE_WINDOW

    def restyle(self) -> None:
        """Take the theme's colours."""
        super().restyle()
        self.panel.goods.restyle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Del at the end of the field's text is the button's key."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_at_end = self._field.cursorPosition() == len(self._field.text())
            if event.key() == Qt.Key.Key_Delete and is_at_end and not self._field.hasSelectedText():
                return event.isAutoRepeat() or self.key_pressed("Del")
        return super().eventFilter(watched, event)

    def below_list(self) -> int:
        """The sentence of an error."""
        return ERROR if self._view and self._view.error else 0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title, field, the card of the list, the sentence instead of rows or below them."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter, theme, area = painter_on(self), self.look.theme, self.list_area()
        row = QRectF(2, 0, area.width() - 4, TITLE - 8)
        title = style(25, 30, SEMIBOLD)
        title.draw(painter, row, view.title, theme.text)
        room = row.width() - title.width(view.title) - 24
        sizes = [style(px, 22, MEDIUM, tabular=True) for px in (16, 14, 13)]
        summary = fitting(sizes, view.summary, room)
        summary.draw(painter, row, summary.elided(view.summary, room), theme.text2, RIGHT)
        self.paint_field(painter, theme, view.placeholder)
        paint_card(painter, theme, area, view.columns, WIDTHS, gap=CELL_GAP, figures=FIGURES)
        if not view.rows:
            paint_sentence(painter, area, view.empty or view.loading, theme.text2, 460)
        if view.error:
            below = QRectF(0, area.bottom() + GAP, area.width(), ERROR - GAP)
            paint_trouble(painter, theme, below, view.error)  # the rows that were read stay
        painter.end()

    def _place(self) -> None:
        super()._place()
        column = self.left_width() + COLUMN_GAP
        self.panel.setGeometry(column, 0, self.width() - column, self.height())
