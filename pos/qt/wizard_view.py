"""The first start: what CLICK gave the shop, a test of the connection, saving. Decides nothing."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from pos.qt.form_field import HEIGHT, FormField
from pos.qt.marks import mark
from pos.qt.painting import CARD_RADIUS, TILE_RADIUS, box, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.styling import on_ground, scroll_bar_sheet
from pos.qt.theme import Look, Theme
from pos.qt.till_window import TillWindow
from pos.qt.typeset import MEDIUM, SEMIBOLD, style
from pos.qt.wizard_mode import ModeCard
from pos.screens.views import ActionView, Intent, Tone, WizardView
from pos.screens.wizard_mode import ModeView

EDGE, GAP, ROW_GAP, BUTTON, INSET = 24, 24, 10, 52, 20


class _Form(QWidget):
    """The fields in two columns, in reading order."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.fields: list[FormField] = []

    def fit(self, width: int) -> None:
        """Be as high as the rows are."""
        columns = 2 if width >= 640 else 1
        one = (width - 2 * INSET - GAP * (columns - 1)) // columns
        rows = -(-len(self.fields) // columns)
        self.resize(width, rows * (HEIGHT + ROW_GAP) + 2 * INSET)
        for number, field in enumerate(self.fields):
            left = INSET + (number % columns) * (one + GAP)
            field.setGeometry(left, INSET + (number // columns) * (HEIGHT + ROW_GAP), one, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The ground of the card."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.theme.surface)
        painter.end()


class WizardWindow(TillWindow):
    """`render` for the form, `render_mode` for the question that comes after a good test."""

    field_changed = Signal(str, str)
    test_pressed = Signal()
    save_pressed = Signal()
    cancelled = Signal()
    mode_on_pressed = Signal()
    mode_off_pressed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: WizardView | None = None
        self._form = _Form(look)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._form)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._mode = ModeCard(look, self)
        self._mode.on_pressed.connect(self.mode_on_pressed)
        self._mode.off_pressed.connect(self.mode_off_pressed)
        self._test, self._save, self._cancel = (ActionButton(look, self) for _ in range(3))
        self._test.clicked.connect(self.test_pressed)
        self._save.clicked.connect(self.save_pressed)
        self._cancel.clicked.connect(self.cancelled)
        self.resize(960, 768)
        self.restyle()

    def render(self, view: WizardView) -> None:  # type: ignore[override]
        """Show `view`."""
        before, self._view = self._view, view
        if view == before:
            return
        self.setWindowTitle(view.title)
        self._sync_fields(view)
        self._test.render_action(ActionView(Intent.CHECK_NOW, view.test_word, ""))
        self._test.setEnabled(not view.testing)
        self._render_save(view)
        self._cancel.render_action(ActionView(Intent.BACK, view.cancel_word, "Esc"))
        self.lay_out()
        self.update()

    def render_mode(self, view: ModeView) -> None:
        """Show the question; the keyboard goes to it, later to saving, unless somebody types."""
        before = self._mode.view
        self._mode.render_mode(view)
        if self._view is not None:
            self._render_save(self._view)
        self.lay_out()
        self.update()
        if any(field.edit.hasFocus() for field in self._form.fields):
            return
        if view.title and not before.title:
            self._mode.on.setFocus(Qt.FocusReason.TabFocusReason)
        elif view.answered and not before.answered:
            self._save.setFocus(Qt.FocusReason.TabFocusReason)

    def _render_save(self, view: WizardView) -> None:
        """One button is recommended at a time: first the question's."""
        recommended = view.can_save and not self._mode.asks
        self._save.render_action(ActionView(Intent.NEXT_SALE, view.save_word, "", recommended=recommended))
        self._save.setEnabled(view.can_save)

    def _sync_fields(self, view: WizardView) -> None:
        fields = self._form.fields
        fresh = len(fields) < len(view.fields)
        while len(fields) < len(view.fields):
            field = FormField(self.look, self._form)
            field.changed.connect(self.field_changed)
            field.show()
            fields.append(field)
        for field, shown in zip(fields, view.fields, strict=False):
            field.render_field(shown)
        if fresh:
            order = [field.edit for field in fields]
            for before, after in pairwise(
                [*order, self._test, self._mode.on, self._mode.off, self._save, self._cancel]
            ):
                QWidget.setTabOrder(before, after)
            order[0].setFocus()

    def restyle(self) -> None:
        """Take the theme's colours."""
        on_ground(self._scroll, self.look.theme, self.look.theme.surface)
        self._scroll.verticalScrollBar().setStyleSheet(scroll_bar_sheet(self.look.theme))
        for field in self._form.fields:
            field.restyle()

    def lay_out(self) -> None:
        """Title and intro above, the form between, result and buttons below."""
        inside = self.inside().adjusted(EDGE, 16, -EDGE, -EDGE)
        top = inside.top() + self._head_height(inside.width())
        buttons = inside.bottom() + 1 - BUTTON
        mode = self._mode.height_for(inside.width())
        self._mode.fit(QRect(inside.left(), buttons - 16 - mode, inside.width(), mode))
        bottom = buttons - 16 - mode
        bottom -= self._warning_height(inside.width()) + self._result_height(inside.width())
        self._scroll.setGeometry(inside.left() + 1, top + 6, inside.width() - 2, bottom - top - 12)
        self._form.fit(self._scroll.width() - self._scroll.verticalScrollBar().sizeHint().width())
        third = (inside.width() - 2 * 8) // 3
        for number, button in enumerate((self._test, self._save, self._cancel)):
            button.setGeometry(QRect(inside.left() + number * (third + 8), buttons, third, BUTTON))

    def key_pressed(self, name: str) -> bool:
        """Esc leaves."""
        if name == "Esc":
            self.cancelled.emit()
        return name == "Esc"

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """What neither a field nor a button used; no window around this one hands keys on."""
        if event.key() != Qt.Key.Key_Escape or not self.key_pressed("Esc"):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Everything but fields and buttons."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter = painter_on(self)
        theme = self.look.theme
        inside = QRectF(self.inside()).adjusted(EDGE, 16, -EDGE, -EDGE)
        title, intro = style(25, 30, SEMIBOLD), style(16, 22)
        title.draw(painter, QRectF(inside.left(), inside.top(), inside.width(), 34), view.title, theme.text)
        lines = intro.lines(view.intro, inside.width())
        below = QRectF(inside.left(), inside.top() + 36, inside.width(), 0)
        intro.draw_lines(painter, below, lines, theme.text2)
        card = QRectF(self._scroll.geometry()).adjusted(-1, -6, 1, 6)
        box(painter, card, CARD_RADIUS, theme.surface, theme.line)
        top = card.bottom()
        top += self._paint_said(painter, theme, QRectF(inside.left(), top, inside.width(), 0), view.warning)
        self._paint_result(painter, theme, QRectF(inside.left(), top, inside.width(), 0), view)
        painter.end()

    def _head_height(self, width: int) -> int:
        lines = style(16, 22).lines(self._view.intro, width) if self._view else ()
        return 36 + len(lines) * 22 + 12

    def _warning_height(self, width: int) -> int:
        return self._said_height(self._view.warning if self._view else "", width)

    def _result_height(self, width: int) -> int:
        return self._said_height(self._view.test_result if self._view else "", width)

    @staticmethod
    def _said_height(text: str, width: int) -> int:
        return len(style(15, 20, MEDIUM).lines(text, width - 58)) * 20 + 32 if text else 0

    def _paint_said(self, painter: QPainter, theme: Theme, at: QRectF, text: str) -> float:
        return self._paint_box(painter, theme, at, text, Tone.AMBER)

    def _paint_result(self, painter: QPainter, theme: Theme, at: QRectF, view: WizardView) -> float:
        return self._paint_box(painter, theme, at, view.test_result, view.test_tone)

    def _paint_box(self, painter: QPainter, theme: Theme, at: QRectF, text: str, tone: Tone) -> float:
        """A tinted sentence with the mark of its tone; returns its height with the gap above."""
        height = self._said_height(text, round(at.width()))
        if not height:
            return 0.0
        state = theme.state(tone)
        area = QRectF(at.left(), at.top() + 8, at.width(), height - 8)
        calm = tone in (Tone.GREY, Tone.BLUE)
        box(painter, area, TILE_RADIUS, state.tint, state.border if tone is Tone.AMBER else None)
        square = QRectF(area.left() + 14, area.center().y() - 10, 20, 20)
        mark(painter, tone, square, state.fg if calm else state.solid, state.on_solid)
        letters = style(15, 20, MEDIUM)
        lines = letters.lines(text, area.width() - 58)
        top = area.center().y() - len(lines) * 10
        ink = theme.text if tone is Tone.AMBER else state.fg
        letters.draw_lines(painter, QRectF(area.left() + 46, top, area.width() - 58, 0), lines, ink)
        return float(height)
