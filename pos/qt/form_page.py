"""A form as a page: fields at the left, what they mean at the right, buttons below. Decides nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos.qt.form_field import HEIGHT, FormField
from pos.qt.form_side import FormSide
from pos.qt.goods_rows import paint_trouble
from pos.qt.keys import cap_name
from pos.qt.page import Page
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.pressable import Pressable
from pos.qt.theme import Look
from pos.qt.typeset import SEMIBOLD, style
from pos.screens.form_views import FormView
from pos.screens.views import ActionView, FieldView, Intent

TITLE, INTRO, BUTTON, GAP, INSET, SPARE = 44, 30, 52, 12, 16, 14
RIGHT_WIDE, RIGHT_NARROW, WIDEST_BUTTON = 480, 400, 260
TO_THE_WINDOW = frozenset({"F1", "F11", "Ctrl F1"})
"""Every other key with a meaning for the sale below does nothing while the page is open."""


class FormPage(Page):
    """One `render`. A field is told by its name, a button by its act, a choice by its name."""

    edited = Signal(str, str)
    acted = Signal(object)
    chosen = Signal(str)
    scanned = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: FormView | None = None
        self._is_fresh = True  # nobody has done anything on it yet
        self.fields: list[FormField] = []
        self.buttons: list[ActionButton] = []
        self.side = FormSide(look, self)
        self.side.chosen.connect(self.chosen)
        self.restyle()

    @property
    def field(self) -> QLineEdit | None:
        """The field that has the focus; typing elsewhere on the page goes nowhere."""
        focus = QApplication.focusWidget()
        return next((one.edit for one in self.fields if one.edit is focus), None)

    @property
    def stays_while_typing(self) -> bool:
        """A scan must not take it away."""
        return True

    def take_scan(self, text: str) -> bool:
        """A code is the page's: it must not sell anything."""
        self.scanned.emit(text)
        return True

    def render(self, view: FormView) -> None:  # type: ignore[override]
        """Show `view`."""
        before, self._view = self._view, view
        if view == before:
            return
        self.setAccessibleName(view.title)
        self._sync_fields([field for row in view.rows for field in row])
        self._sync_buttons(view)
        self.side.render_side(view)
        self._place()
        self.update()
        if self._is_fresh and self.isVisible():
            self.begin()  # what is wrong with it was read only now

    def begin(self) -> None:
        """The first field that is wrong, else the first."""
        shown = [field for row in self._view.rows for field in row] if self._view else []
        at = next((number for number, one in enumerate(shown) if one.error), 0)
        if self.fields:
            self.fields[at].setFocus()

    def passes(self, key: str) -> bool:
        """The others are the page's own."""
        return key in TO_THE_WINDOW

    def key_pressed(self, name: str) -> bool:
        """Enter and the arrows go on to the next part; the keys on the buttons press them."""
        focus, self._is_fresh = QApplication.focusWidget(), False
        if name == "Enter" and isinstance(focus, Pressable):
            return False
        if name in ("Up", "Down", "Enter"):
            self.focusNextPrevChild(name != "Up")
            return True
        for button in self.buttons:
            if cap_name(button.view.key) == name and not button.isHidden():
                button.click()
                return True
        return name not in TO_THE_WINDOW

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab goes around on the page; it does not leave it."""
        if not self.isVisible():
            return super().focusNextPrevChild(forward)  # Qt moves the focus out of a page that goes
        parts: list[QWidget] = [*(field.edit for field in self.fields), *self.side.choices, *self.buttons]
        order = [part for part in parts if part.isVisible() and part.isEnabled()]
        if order:
            focus = QApplication.focusWidget()
            at = next((number for number, part in enumerate(order) if part is focus), -1 if forward else 0)
            to = order[(at + (1 if forward else -1)) % len(order)]
            to.setFocus()
            if to in self.side.choices:
                self.side.area.ensureWidgetVisible(to)
        return True

    def restyle(self) -> None:
        """Take the theme's colours."""
        for field in self.fields:
            field.restyle()
        self.side.restyle()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title, what the page is for, the card of the fields, what went wrong."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter, theme = painter_on(self), self.look.theme
        style(25, 30, SEMIBOLD).draw(
            painter, QRectF(2, 0, self.width() - 4, TITLE - 8), view.title, theme.text
        )
        intro, line = style(16, 22), QRectF(2, TITLE - 6, self.width() - 4, INTRO - 4)
        intro = next((one for one in (intro, style(14, 20)) if one.width(view.intro) <= line.width()), intro)
        intro.draw(painter, line, intro.elided(view.intro, line.width()), theme.text2)
        box(painter, self._card(), CARD_RADIUS, theme.surface, theme.line)
        if view.error:
            left = min((button.x() for button in self.buttons if not button.isHidden()), default=self.width())
            paint_trouble(painter, theme, QRectF(0, self.height() - BUTTON, left - GAP, BUTTON), view.error)
        painter.end()

    def _sync_fields(self, shown: list[FieldView]) -> None:
        while len(self.fields) < len(shown):
            field = FormField(self.look, self)
            field.changed.connect(self._edit)
            field.show()
            self.fields.append(field)
        for field, view in zip(self.fields, shown, strict=False):
            field.setObjectName(view.name)
            field.render_field(view)

    def _edit(self, name: str, text: str) -> None:
        self._is_fresh = False
        self.edited.emit(name, text)

    def _sync_buttons(self, view: FormView) -> None:
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

    def _right(self) -> int:
        return RIGHT_WIDE if self.width() >= 1200 else RIGHT_NARROW

    def _card(self) -> QRectF:
        top = TITLE + INTRO
        return QRectF(0, top, self.width() - self._right() - GAP, self.height() - top - BUTTON - GAP)

    def _place(self) -> None:
        card, rows = self._card().toRect(), self._view.rows if self._view else ()
        apart = min(SPARE, max(0, card.height() - 2 * INSET - len(rows) * HEIGHT) // max(1, len(rows)))
        at, top = 0, card.top() + INSET
        for row in rows:
            one = (card.width() - 2 * INSET - GAP * (len(row) - 1)) // len(row)
            for number in range(len(row)):
                self.fields[at].setGeometry(INSET + number * (one + GAP), top, one, HEIGHT)
                at += 1
            top += HEIGHT + apart
        self.side.setGeometry(card.right() + 1 + GAP, card.top(), self._right(), card.height())
        shown = [button for button in self.buttons if not button.isHidden()]
        wide = min(WIDEST_BUTTON, (self.width() - 8 * (len(shown) - 1)) // max(1, len(shown)))
        left = self.width() - len(shown) * (wide + 8) + 8
        for number, button in enumerate(shown):
            button.setGeometry(left + number * (wide + 8), self.height() - BUTTON, wide, BUTTON)
