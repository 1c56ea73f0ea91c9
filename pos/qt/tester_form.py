"""The form of the SHOP-API tester: fields as CLICK lists them, the numbers of the server below. Scrolls."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QWidget

from pos.qt.form_field import HEIGHT, FormField
from pos.qt.painting import CARD_RADIUS, box, hairline, painter_on
from pos.qt.styling import on_ground, scroll_bar_sheet
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, RIGHT, style
from pos.screens.tester_views import TesterView
from pos.screens.views import EvidenceView, FieldView

ROWS = ((0,), (1,), (2, 3), (4,), (5, 6))
"""Which fields share a row."""

INSET, GAP, FACT, SPARE = 16, 12, 26, 8


class LockableField(FormField):
    """A field that shows that it takes no text while steps run."""

    def render_field(self, view: FieldView) -> None:
        """Show `view`; an address that nobody types is read from its beginning."""
        super().render_field(view)
        if not self.edit.hasFocus():
            self.edit.setCursorPosition(0)

    def lock(self, locked: bool) -> None:
        """Take text or not."""
        if locked != self.edit.isReadOnly():
            self.edit.setReadOnly(locked)
            self.update()

    def _paint_box(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        if self.edit.isReadOnly() and not self.edit.hasFocus():
            box(painter, area, CARD_RADIUS, theme.surface2, theme.line)
        else:
            super()._paint_box(painter, theme, area)


class _Sheet(QWidget):
    """What scrolls."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.fields: list[LockableField] = []
        self.facts: tuple[EvidenceView, ...] = ()

    def fit(self, width: int, least: int) -> None:
        """Be as high as the rows and the facts are, and at least `least`; rows take some of what is left."""
        foot = len(self.facts) * FACT + 22
        needed = 14 + len(ROWS) * HEIGHT + foot
        apart = min(SPARE, max(0, least - needed) // len(ROWS))
        top = 14
        for row in ROWS:
            here = [self.fields[number] for number in row if number < len(self.fields)]
            one = (width - 2 * INSET - GAP * (len(row) - 1)) // len(row)
            for number, field in enumerate(here):
                field.setGeometry(INSET + number * (one + GAP), top, one, HEIGHT)
            top += HEIGHT + apart
        self.resize(width, max(least, needed))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The ground, and the numbers that the server gave."""
        painter = painter_on(self)
        theme = self.look.theme
        painter.fillRect(self.rect(), theme.surface)
        top = self.height() - len(self.facts) * FACT - 8
        hairline(painter, 0, top - 6, self.width(), theme.line)
        for fact in self.facts:
            row = QRectF(INSET, top, self.width() - 2 * INSET, FACT)
            style(14, 20).draw(painter, row, fact.label, theme.text2)
            style(14, 20, MEDIUM, tabular=True).draw(painter, row, fact.value, theme.text, RIGHT)
            top += FACT
        painter.end()


class TesterFormView(QWidget):
    """A card with the sheet in it; typing is told by the field's name."""

    changed = Signal(str, str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._sheet = _Sheet(look)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._sheet)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def edits(self) -> list[QLineEdit]:
        """The fields in their order."""
        return [field.edit for field in self._sheet.fields]

    def render_form(self, view: TesterView) -> None:
        """Show the fields and the facts."""
        fields = self._sheet.fields
        while len(fields) < len(view.fields):
            fields.append(self._made(view.fields[len(fields)]))
        for field, shown in zip(fields, view.fields, strict=True):
            field.render_field(shown)
            field.lock(view.locked)
        if self._sheet.facts != view.facts:
            self._sheet.facts = view.facts
            self._sheet.update()
        self._fit()

    def restyle(self) -> None:
        """Take the theme's colours."""
        on_ground(self._scroll, self.look.theme, self.look.theme.surface)
        self._scroll.verticalScrollBar().setStyleSheet(scroll_bar_sheet(self.look.theme))
        for field in self._sheet.fields:
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

    def _made(self, view: FieldView) -> LockableField:
        field = LockableField(self.look, self._sheet)
        field.changed.connect(self.changed)
        field.setObjectName(view.name)
        field.show()
        return field

    def _fit(self) -> None:
        """Leave room for the bar only where the sheet is higher than the card."""
        width, height = self._scroll.width(), self._scroll.height()
        self._sheet.fit(width, height)
        if self._sheet.height() > height:
            self._sheet.fit(width - self._scroll.verticalScrollBar().sizeHint().width(), height)
