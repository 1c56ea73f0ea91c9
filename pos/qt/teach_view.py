"""The form for a new good: fields and codes of the classifier at the left, how ready it is at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos.qt.form_field import HEIGHT
from pos.qt.goods_rows import GoodPanel, paint_trouble
from pos.qt.page import Page
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.pressable import Pressable
from pos.qt.radio_row import RadioRow
from pos.qt.rows_list import RowsList
from pos.qt.table_parts import paint_sentence
from pos.qt.tester_form import LockableField
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, RIGHT, SEMIBOLD, style
from pos.screens.teach_views import CodeRowView, TeachView

TITLE, BUTTON, GAP, APART, ROW, HEAD, ERROR = 44, 52, 8, 12, 48, 32, 48
RIGHT_WIDE, RIGHT_NARROW = 440, 330
PLACES: tuple[tuple[tuple[str, int], ...], ...] = (
    (("name", 1),),
    (("barcode", 1), ("price", 1)),
    (("spic", 1), ("package_code", 1)),
    (("unit", 2), ("vat_percent", 1), ("marked", 3)),
)
"""The rows of the form: which fields share one, and how wide each is beside the others."""

TO_THE_WINDOW = frozenset({"F1", "F11", "Ctrl C", "Ctrl F1"})
"""Keys that mean the same over this page as without it; the others are the page's own or nobody's."""


class MarkedSwitch(RadioRow):
    """A switch with a border, as high as the boxes beside it."""

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Ground and border, then ring and words."""
        box(painter, QRectF(self.rect()), CARD_RADIUS, theme.surface)
        super().draw(painter, theme)
        box(painter, QRectF(self.rect()), CARD_RADIUS, None, theme.edge)


class TeachPage(Page):
    """One `render`. Fields are told by their names, codes by their place."""

    edited = Signal(str, str)
    marked_pressed = Signal()
    code_chosen = Signal(int)
    code_taken = Signal(int)
    save_pressed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: TeachView | None = None
        self.fields: dict[str, LockableField] = {}
        self.marked = MarkedSwitch(look, self)
        self.marked.clicked.connect(self.marked_pressed)
        self.list: RowsList[CodeRowView] = RowsList(
            look, self, height=ROW, words=_words_of, paint_row=_paint_code,
            moved=lambda row: self.code_chosen.emit(row.ref),
        )  # fmt: skip
        self.list.clicked.connect(self._clicked)
        self.panel = GoodPanel(look, self)
        self.save_button, self.close_button = ActionButton(look, self), ActionButton(look, self)
        self.save_button.clicked.connect(self.save_pressed)
        self.close_button.clicked.connect(self.closed)
        self.restyle()

    @property
    def field(self) -> QLineEdit | None:
        """The field that has the focus; typing elsewhere on the page goes nowhere."""
        focus = QApplication.focusWidget()
        return next((one.edit for one in self.fields.values() if one.edit is focus), None)

    @property
    def stays_while_typing(self) -> bool:
        """A scan must not take away what was typed."""
        return True

    def render(self, view: TeachView) -> None:  # type: ignore[override]
        """Show `view`."""
        before, self._view = self._view, view
        if view == before:
            return
        self.setAccessibleName(view.title)
        for shown in view.fields:
            field = self.fields.get(shown.name) or self._made(shown.name)
            field.render_field(shown)
            field.lock(shown.name in view.locked)
        self.marked.render_choice(view.marked)
        self.list.setAccessibleName(view.codes_title)
        self.list.show_rows(view.codes, view.selected)
        self.panel.render_detail(view.detail)
        self.save_button.render_action(view.save)
        self.save_button.setEnabled(view.can_save)
        self.close_button.render_action(view.close)
        if view.focus and (before is None or view.focus != before.focus):
            self._go_to(view.focus)
        self._place()
        self.update()

    def begin(self) -> None:
        """The first field."""
        self._go_to(self._view.focus if self._view and self._view.focus else "name")

    def passes(self, key: str) -> bool:
        """The others are the page's own."""
        return key in TO_THE_WINDOW

    def key_pressed(self, name: str) -> bool:
        """Enter goes on to the next field or takes a code, arrows go to the codes, F6, F10 and Esc."""
        focus = QApplication.focusWidget()
        match name:
            case "Esc":
                self.closed.emit()
            case "F6":
                self.marked.click()
            case "F10":
                self.save_button.click()
            case "Enter" if focus is self.list:
                if self.list.chosen is not None:
                    self.code_taken.emit(self.list.chosen.ref)
            case "Enter" if isinstance(focus, Pressable):
                return False
            case "Enter":
                self.focusNextPrevChild(True)
            case "Up" | "Down":
                return self._to_codes(1 if name == "Down" else -1)
            case _:
                return name not in TO_THE_WINDOW
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab goes through the form, the codes, the good, the buttons; it does not leave the page."""
        if not self.isVisible():
            return super().focusNextPrevChild(forward)  # Qt moves the focus out of a page that goes
        locked = self._view.locked if self._view else frozenset()
        names = [name for row in PLACES for name, _width in row]
        parts: list[QWidget] = [
            self.marked if name == "marked" else self.fields[name].edit
            for name in names
            if name not in locked and (name == "marked" or name in self.fields)
        ]
        parts += [self.list, self.panel.area, self.save_button, self.close_button]
        order = [part for part in parts if part.isVisible() and part.isEnabled()]
        focus = QApplication.focusWidget()
        at = next((number for number, part in enumerate(order) if part is focus), None)
        to = (0 if forward else len(order) - 1) if at is None else (at + (1 if forward else -1)) % len(order)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        order[to].setFocus(reason)
        return True

    def restyle(self) -> None:
        """Take the theme's colours."""
        for field in self.fields.values():
            field.restyle()
        self.list.restyle()
        self.panel.restyle()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title, the card of the codes with its head, what went wrong."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter, theme = painter_on(self), self.look.theme
        row = QRectF(2, 0, self.width() - 4, TITLE - 8)
        title = style(25, 30, SEMIBOLD)
        title.draw(painter, row, view.title, theme.text)
        room = row.adjusted(title.width(view.title) + 24, 0, 0, 0)
        intro = style(15, 20)
        intro.draw(painter, room, intro.elided(view.intro, room.width()), theme.text2, RIGHT)
        card = self._card()
        if card.height() > HEAD + ROW:
            box(painter, card, CARD_RADIUS, theme.surface, theme.line)
            head = QRectF(card.left() + 18, card.top(), card.width() - 36, HEAD)
            style(14, 20, MEDIUM).draw(painter, head, view.codes_title, theme.text2)
            if not view.codes:
                paint_sentence(painter, card.adjusted(0, HEAD, 0, 0), view.empty, theme.text2, 460)
        if view.error:
            below = QRectF(0, self.height() - ERROR, self._left(), ERROR)
            paint_trouble(painter, theme, below, view.error)
        painter.end()

    # ---- places ---------------------------------------------------------------------------------------

    def _left(self) -> int:
        """How wide the column of the form is."""
        return self.width() - APART - (RIGHT_WIDE if self.width() >= 1200 else RIGHT_NARROW)

    def _card(self) -> QRectF:
        """The card of the codes: what the form leaves."""
        top = TITLE + len(PLACES) * HEIGHT + GAP
        foot = ERROR if self._view and self._view.error else 0
        return QRectF(0, top, self._left(), self.height() - top - foot)

    def _place(self) -> None:
        top, left = TITLE, self._left()
        for row in PLACES:
            parts = sum(width for _name, width in row)
            room, at = left - APART * (len(row) - 1), 0
            for name, width in row:
                wide = room * width // parts
                if name == "marked":
                    self.marked.setGeometry(at, top + 18, wide, 58)
                elif name in self.fields:
                    self.fields[name].setGeometry(at, top, wide, HEIGHT)
                at += wide + APART
            top += HEIGHT
        card = self._card()
        self.list.setGeometry(card.adjusted(1, HEAD, -1, -6).toRect())
        column = left + APART
        width = self.width() - column
        self.panel.setGeometry(column, TITLE, width, self.height() - TITLE - BUTTON - GAP)
        half, foot = (width - GAP) * 3 // 5, self.height() - BUTTON
        self.save_button.setGeometry(column, foot, half, BUTTON)
        self.close_button.setGeometry(column + half + GAP, foot, width - half - GAP, BUTTON)

    # ---- presses --------------------------------------------------------------------------------------

    def _made(self, name: str) -> LockableField:
        field = self.fields[name] = LockableField(self.look, self)
        field.setObjectName(name)
        field.changed.connect(self.edited)
        field.show()
        return field

    def _go_to(self, name: str) -> None:
        if name in self.fields:
            self.fields[name].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_codes(self, rows: int) -> bool:
        if self.list.hasFocus() or self.panel.area.hasFocus() or not self.list.rows:
            return False
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.list.step(rows)
        return True

    def _clicked(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.list.rows):
            self.code_taken.emit(self.list.rows[index.row()].ref)


def _words_of(row: CodeRowView) -> str:
    return ", ".join(part for part in (row.name, row.code, row.package) if part)


def _paint_code(painter: QPainter, theme: Theme, area: QRectF, row: CodeRowView) -> None:
    inner = area.adjusted(18, 0, -18, 0)
    code = style(14, 20, tabular=True)
    told = f"{row.code} · {row.package}" if row.package else row.code
    name = style(15, 20, MEDIUM)
    room = inner.width() - code.width(told) - 16
    name.draw(painter, inner, name.elided(row.name, room), theme.text)
    code.draw(painter, inner, told, theme.text2, RIGHT)
