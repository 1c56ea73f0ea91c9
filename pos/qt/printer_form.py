"""The form of the printer's set-up: texts and choices in two or three columns. Scrolls after the focus."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QScrollArea, QWidget

from pos.qt.choice_field import ChoiceField
from pos.qt.form_field import HEIGHT
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.styling import on_ground, scroll_bar_sheet
from pos.qt.tester_form import LockableField
from pos.qt.theme import Look
from pos.screens.printer_views import SetUpFieldView

INSET, GAP, ROW_GAP, TOP = 16, 16, 6, 14
THREE_FROM, TWO_FROM = 800, 480


class _Sheet(QWidget):
    """What scrolls."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The ground of the card."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.theme.surface)
        painter.end()


class PrinterForm(QWidget):
    """A card with the fields in reading order; each is kept by its name while the kind changes."""

    changed = Signal(str, str)
    stepped = Signal(str, int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._fields: dict[str, LockableField | ChoiceField] = {}
        self._order: tuple[str, ...] = ()
        self._sheet = _Sheet(look)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._sheet)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    @property
    def fields(self) -> tuple[LockableField | ChoiceField, ...]:
        """Those that are shown, in their order."""
        return tuple(self._fields[name] for name in self._order)

    @property
    def edits(self) -> list[QLineEdit]:
        """The texts among them."""
        return [field.edit for field in self.fields if isinstance(field, LockableField)]

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops."""
        return [field.edit if isinstance(field, LockableField) else field for field in self.fields]

    def render_fields(self, views: tuple[SetUpFieldView, ...], *, asking: bool) -> None:
        """Show them; while `asking` none takes anything."""
        order = tuple(view.field.name for view in views)
        for view in views:
            found = self._fields.get(view.field.name) or self._made(view)
            locked = view.locked or asking
            if isinstance(found, ChoiceField):
                found.render_field(view.field, locked=locked)
            else:
                found.render_field(view.field)
                found.lock(locked)
        if order != self._order:
            self._order = order
            for name, field in self._fields.items():
                field.setVisible(name in order)
            self._fit()

    def restyle(self) -> None:
        """Take the theme's colours."""
        on_ground(self._scroll, self.look.theme, self.look.theme.surface)
        self._scroll.verticalScrollBar().setStyleSheet(scroll_bar_sheet(self.look.theme))
        for field in self._fields.values():
            if isinstance(field, LockableField):
                field.restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The sheet lies inside the card."""
        super().resizeEvent(event)
        self._scroll.setGeometry(self.rect().adjusted(1, 5, -1, -5))
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The card."""
        painter = painter_on(self)
        box(painter, QRectF(self.rect()), CARD_RADIUS, self.look.theme.surface, self.look.theme.line)
        painter.end()

    def _made(self, view: SetUpFieldView) -> LockableField | ChoiceField:
        made: LockableField | ChoiceField
        if view.is_choice:
            made = ChoiceField(self.look, self._sheet)
            made.stepped.connect(self.stepped)
        else:
            made = LockableField(self.look, self._sheet)
            made.changed.connect(self.changed)
        made.setObjectName(view.field.name)
        self._fields[view.field.name] = made
        made.show()
        return made

    def _fit(self) -> None:
        """Rows as high as they are; room for the bar only where they are higher than the card."""
        width, height = self._scroll.width(), self._scroll.height()
        if self._placed(width, height) > height:
            self._placed(width - self._scroll.verticalScrollBar().sizeHint().width(), height)

    def _placed(self, width: int, height: int) -> int:
        """Place the fields in `width`; how high the sheet is then."""
        columns = 3 if width >= THREE_FROM else 2 if width >= TWO_FROM else 1
        one = (width - 2 * INSET - GAP * (columns - 1)) // columns
        rows = -(-len(self._order) // columns)
        needed = 2 * TOP + rows * HEIGHT + max(0, rows - 1) * ROW_GAP
        for number, field in enumerate(self.fields):
            left = INSET + (number % columns) * (one + GAP)
            field.setGeometry(left, TOP + (number // columns) * (HEIGHT + ROW_GAP), one, HEIGHT)
        self._sheet.resize(width, max(needed, height))
        return needed

    def _follow(self) -> None:
        """Bring the field that has the focus into sight."""
        focus = QApplication.focusWidget()
        if focus is not None and self._sheet.isAncestorOf(focus):
            field = focus.parentWidget() if isinstance(focus, QLineEdit) else focus
            if field is not None:
                self._scroll.ensureWidgetVisible(field, 0, TOP)
