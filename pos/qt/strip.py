"""The top strip: which register, who sells, what works, language, appearance, clock."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from pos.qt.chips import ChipRow
from pos.qt.icons import icon
from pos.qt.metrics import NORMAL, Metrics
from pos.qt.painting import hairline, painter_on
from pos.qt.pressable import Pressable
from pos.qt.styling import menu_sheet
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, RIGHT, SEMIBOLD, font, style
from pos.screens.views import SaleView
from pos.screens.words import LANGUAGE_NAMES, LANGUAGE_SHORT

SIDE = 16


class StripButton(Pressable):
    """A word with an icon, or an icon alone, as high as the strip."""

    def __init__(self, look: Look, name: str, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._icon = name
        self.px = NORMAL.chip_px

    def sizeHint(self) -> QSize:  # noqa: N802
        """At least 44 wide."""
        return QSize(max(44, round(style(self.px, 20).width(self.text())) + 36), 44)

    def focus_rect(self) -> QRect:
        """Inside the strip, so that the ring is not cut off."""
        return self.rect().adjusted(5, 7, -5, -7)

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """The word first, then the icon."""
        ink = theme.text if self.hovered or self.isDown() else theme.text2
        if not self.text():
            size = 20
            icon(painter, self._icon, (self.width() - size) / 2, (self.height() - size) / 2, size, ink)
            return
        row = QRectF(self.rect()).adjusted(8, 0, -28, 0)
        style(self.px, 20).draw(painter, row, self.text(), ink)
        icon(painter, self._icon, self.width() - 24, (self.height() - 14) / 2, 14, ink)


class Strip(QWidget):
    """Left: register and cashier. Middle: chips. Right: language, appearance, clock."""

    chip_pressed = Signal(str)
    language_chosen = Signal(str)
    theme_toggled = Signal()
    intent = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.metrics = NORMAL
        self._register, self._cashier, self._clock = "", "", ""
        self.chips = ChipRow(look, self)
        self.chips.pressed.connect(self.chip_pressed)
        self.chips.intent.connect(self.intent)
        self.language = StripButton(look, "down", self)
        self.language.clicked.connect(self._open_menu)
        self.appearance = StripButton(look, "light", self)
        self.appearance.setAccessibleName("light / dark")
        self.appearance.clicked.connect(self.theme_toggled)
        self.menu: QMenu | None = None

    def use_metrics(self, metrics: Metrics) -> None:
        """Lay out by `metrics`."""
        self.metrics = metrics
        self.language.px = metrics.chip_px
        self._place()

    def render_sale(self, view: SaleView) -> None:
        """Show what stands in `view`."""
        facts = (view.register, view.cashier, view.clock)
        if facts != (self._register, self._cashier, self._clock):
            self._register, self._cashier, self._clock = facts
            self.update()
        word = LANGUAGE_SHORT.get(view.language, view.language)
        if word != self.language.text():
            self.language.setText(word)
            self.language.setAccessibleName(LANGUAGE_NAMES.get(view.language, view.language))
        self.chips.render_chips(view.chips)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the parts."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Ground, the words at the left, the clock at the right."""
        painter = painter_on(self)
        theme = self.look.theme
        painter.fillRect(self.rect(), theme.surface)
        hairline(painter, 0, self.height() - 1, self.width(), theme.line)
        self._paint_left(painter, theme)
        clock = style(self.metrics.clock_px, 24, SEMIBOLD, tabular=True)
        row = QRectF(0, 0, self.width() - SIDE, self.height() - 1)
        clock.draw(painter, row, self._clock, theme.text, RIGHT)
        painter.end()

    def _left_width(self) -> float:
        """Where the words at the left end."""
        return self._paint_left(None, self.look.theme)

    def _paint_left(self, painter: QPainter | None, theme: Theme) -> float:
        """Register in ink, its shift and the cashier quieter; returns where they end."""
        loud, quiet = style(self.metrics.strip_px, 20, SEMIBOLD), style(self.metrics.strip_px, 20)
        first, _, rest = self._register.partition(" · ")
        left = float(SIDE)
        for text, letters, ink in ((first, loud, theme.text), (rest, quiet, theme.text2)):
            if painter:
                letters.draw(painter, QRectF(left, 0, 0, self.height() - 1), text, ink)
            left += letters.width(text) + SIDE if text else 0
        if self._cashier:
            if painter:
                icon(painter, "person", left, (self.height() - 17) / 2, 16, theme.text2)
                row = QRectF(left + 22, 0, 0, self.height() - 1)
                quiet.draw(painter, row, self._cashier, theme.text2)
            left += 22 + quiet.width(self._cashier)
        return left

    def _place(self) -> None:
        clock = style(self.metrics.clock_px, 24, SEMIBOLD, tabular=True).width(self._clock)
        right = self.width() - SIDE - round(clock) - 8
        for button in (self.appearance, self.language):
            width = button.sizeHint().width()
            button.setGeometry(right - width, 0, width, self.height() - 1)
            right -= width
        left = round(self._left_width()) + 12
        self.chips.fill(
            QRect(left, 0, max(0, right - 12 - left), self.height() - 1),
            details=self.metrics.shows_details,
            px=self.metrics.chip_px,
        )

    def _open_menu(self) -> None:
        self.menu = menu = QMenu(self)
        menu.setFont(font(15, MEDIUM))
        menu.setStyleSheet(menu_sheet(self.look.theme))
        for code, name in LANGUAGE_NAMES.items():
            action = menu.addAction(name)
            action.triggered.connect(lambda _checked=False, code=code: self.language_chosen.emit(code))
        corner = self.language.mapToGlobal(QPoint(0, self.language.height()))
        menu.popup(corner)
