"""The import of a table of goods as one page: file, columns, check, done. Decides nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos.qt.form_field import HEIGHT as FIELD_HEIGHT
from pos.qt.form_field import FormField
from pos.qt.goods_columns import ColumnsPane
from pos.qt.goods_import_parts import paint_path
from pos.qt.goods_report import ReportPane
from pos.qt.goods_rows import paint_trouble
from pos.qt.icons import icon
from pos.qt.keys import cap_name
from pos.qt.page import Page
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.pressable import Pressable
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, SEMIBOLD, style
from pos.screens.goods_views import ImportAct, ImportStep, ImportView
from pos.screens.views import ActionView, Intent

TITLE, INTRO, BUTTON, GAP, INSET = 44, 30, 52, 12, 20
WIDEST_BUTTON = 280
TO_THE_WINDOW = frozenset({"F1", "F11", "Ctrl F1"})
"""Every other key with a meaning for the sale below does nothing while the page is open."""


class GoodsImportPage(Page):
    """One `render`. What is pressed is told by its act, a column of the file by its place."""

    acted = Signal(object)
    edited = Signal(str)
    dropped = Signal(str)
    column_chosen = Signal(int)
    used_as = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: ImportView | None = None
        self.path = FormField(look, self)
        self.path.changed.connect(lambda _name, text: self.edited.emit(text))
        self.columns = ColumnsPane(look, self)
        self.columns.column_chosen.connect(self.column_chosen)
        self.columns.used_as.connect(self.used_as)
        self.report = ReportPane(look, self)
        self.buttons: list[ActionButton] = []
        self.setAcceptDrops(True)
        self.restyle()

    @property
    def field(self) -> QLineEdit | None:
        """The path, while it is asked for."""
        return None if self.path.isHidden() else self.path.edit

    @property
    def stays_while_typing(self) -> bool:
        """A scan must not take it away."""
        return True

    def render(self, view: ImportView) -> None:  # type: ignore[override]
        """Show `view`."""
        before, self._view = self._view, view
        if view == before:
            return
        self.setAccessibleName(view.title)
        for part, shown in (
            (self.path, view.field),
            (self.columns, view.columns),
            (self.report, view.report),
        ):
            part.setVisible(shown is not None)
        if view.field:
            self.path.render_field(view.field)
        if view.columns:
            self.columns.render_columns(view.columns)
        if view.report:
            self.report.render_report(view.report)
        self._sync_buttons(view)
        self._place()
        if before is None or before.step is not view.step:
            self.begin()
        self.update()

    def begin(self) -> None:
        """The keyboard goes to what the step is about; no button has the focus."""
        places: tuple[QWidget, ...] = (self.path.edit, self.columns.columns)
        next((part for part in places if part.isVisibleTo(self)), self).setFocus()

    def passes(self, key: str) -> bool:
        """The others are the page's own."""
        return key in TO_THE_WINDOW

    def key_pressed(self, name: str) -> bool:
        """Arrows are the lists' own; Enter goes on from the path; the keys on the buttons press them."""
        if name in ("Up", "Down"):
            return False
        focus = QApplication.focusWidget()
        if not self.columns.isHidden() and self.columns.key_pressed(name):
            return True
        if name == "Enter":
            if focus is self.path.edit:
                self.acted.emit(ImportAct.NEXT)
            return not isinstance(focus, Pressable)
        for button in self.buttons:
            if cap_name(button.view.key) == name and not button.isHidden():
                button.click()
                return True
        return name not in TO_THE_WINDOW

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab goes around on the page; it does not leave it."""
        if not self.isVisible():
            return super().focusNextPrevChild(forward)  # Qt moves the focus out of a page that goes
        pane = self.columns
        parts: list[QWidget] = [self.path.edit, pane.columns, pane.choices, pane.preview, self.report.bad]
        order = [part for part in (*parts, *self.buttons) if part.isVisible() and part.isEnabled()]
        if order:
            focus = QApplication.focusWidget()
            at = next((number for number, part in enumerate(order) if part is focus), -1 if forward else 0)
            order[(at + (1 if forward else -1)) % len(order)].setFocus()
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """A file may be dropped while no table is looked at."""
        takes = self._view is not None and self._view.step in (ImportStep.FILE, ImportStep.COLUMNS)
        event.setAccepted(takes and any(url.isLocalFile() for url in event.mimeData().urls()))

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """The first file of what was dropped."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files[0])

    def restyle(self) -> None:
        """Take the theme's colours."""
        self.path.restyle()
        self.columns.restyle()
        self.report.restyle()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title and steps, what the step is about, what went wrong."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter, theme = painter_on(self), self.look.theme
        row = QRectF(2, 0, self.width() - 4, TITLE - 8)
        title = style(25, 30, SEMIBOLD)
        title.draw(painter, row, view.title, theme.text)
        paint_path(painter, theme, row.adjusted(title.width(view.title) + 24, 0, 0, 0), view)
        intro = style(16, 22)
        line = QRectF(2, TITLE - 6, self.width() - 4, INTRO - 4)
        intro.draw(painter, line, intro.elided(view.intro, line.width()), theme.text2)
        if view.field:
            self._paint_file(painter, theme, view)
        if view.error:
            shown = [button.x() for button in self.buttons if not button.isHidden()]
            area = QRectF(0, self.height() - BUTTON, min(shown, default=self.width()) - GAP, BUTTON)
            paint_trouble(painter, theme, area, view.error)
        painter.end()

    def _paint_file(self, painter: QPainter, theme: Theme, view: ImportView) -> None:
        """The card of the path, and below it what a table should be like."""
        card = self._card()
        box(painter, card, CARD_RADIUS, theme.surface, theme.line)
        letters, top = style(16, 22, MEDIUM), float(self.path.geometry().bottom() + 22)
        for hint in view.hints:
            icon(painter, "document", card.left() + INSET, top + 1, 18, theme.text2)
            lines = letters.lines(hint, card.width() - 2 * INSET - 32)
            row = QRectF(card.left() + INSET + 32, top, 0, 0)
            top += letters.draw_lines(painter, row, lines, theme.text) + 14

    def _sync_buttons(self, view: ImportView) -> None:
        while len(self.buttons) < len(view.actions):
            button = ActionButton(self.look, self)
            button.clicked.connect(partial(self._press, len(self.buttons)))
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

    def _card(self) -> QRectF:
        top = TITLE + INTRO
        return QRectF(0, top, self.width(), self.height() - top - BUTTON - GAP)

    def _place(self) -> None:
        shown = [button for button in self.buttons if not button.isHidden()]
        one = min(WIDEST_BUTTON, (self.width() - 8 * (len(shown) - 1)) // max(1, len(shown)))
        left = self.width() - len(shown) * (one + 8) + 8
        for number, button in enumerate(shown):
            button.setGeometry(left + number * (one + 8), self.height() - BUTTON, one, BUTTON)
        card = self._card().toRect()
        self.path.setGeometry(INSET, card.top() + 16, card.width() - 2 * INSET, FIELD_HEIGHT)
        self.columns.setGeometry(card)
        self.report.setGeometry(card)
