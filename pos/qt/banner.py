"""The manager's banner: stands under the receipt until somebody has read it; never over the total."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos.qt.marks import mark
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.theme import Look
from pos.qt.typeset import REGULAR, SEMIBOLD, style
from pos.screens.views import BannerView, Intent

LEAST, PAD, MARK, BUTTON, BUTTON_WIDTH = 68, 12, 28, 44, 176


class Banner(QWidget):
    """One sentence, what to do, how many others wait behind it, and the button that takes it away."""

    pressed = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._view: BannerView | None = None
        self.button = ActionButton(look, self)
        self.button.clicked.connect(lambda: self.pressed.emit(Intent.DISMISS))
        self.hide()

    def render_banner(self, view: BannerView | None) -> bool:
        """Show `view`, or nothing; returns whether the room it takes may differ now."""
        if view == self._view:
            return False
        self._view = view
        self.setVisible(view is not None)
        if view is not None:
            self.setAccessibleName(f"{view.what}. {view.do}")
            self.button.render_action(view.dismiss)
            self.raise_()
            self.update()
        return True

    def height_wanted(self, width: int) -> int:
        """How high it is at `width`; 0 while there is nothing to say."""
        if self._view is None:
            return 0
        what, do = self._lines(self._view, self._room(width))
        return max(LEAST, len(what) * 21 + len(do) * 19 + 2 * PAD)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The button stands at the right."""
        super().resizeEvent(event)
        top = (self.height() - BUTTON) // 2
        self.button.setGeometry(self.width() - PAD - BUTTON_WIDTH, top, BUTTON_WIDTH, BUTTON)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Ground, mark, the two sentences."""
        view = self._view
        if view is None:
            return
        painter = painter_on(self)
        theme, area = self.look.theme, QRectF(self.rect())
        state = theme.state(view.tone)
        painter.fillRect(area, theme.bg)
        box(painter, area, CARD_RADIUS, state.tint, state.border, 2)
        square = QRectF(PAD + 4, area.center().y() - MARK / 2, MARK, MARK)
        mark(painter, view.tone, square, state.solid, state.on_solid)
        self._paint_words(painter, view)
        painter.end()

    def _paint_words(self, painter: QPainter, view: BannerView) -> None:
        theme = self.look.theme
        what, do = self._lines(view, self._room(self.width()))
        top = (self.height() - len(what) * 21 - len(do) * 19) / 2
        row = QRectF(PAD + 4 + MARK + 14, top, self._room(self.width()), 0)
        row.translate(0, style(16, 21, SEMIBOLD).draw_lines(painter, row, what, theme.text))
        style(14, 19, REGULAR).draw_lines(painter, row, do, theme.text)

    @staticmethod
    def _room(width: int) -> float:
        return float(width - 2 * PAD - MARK - 18 - BUTTON_WIDTH - 14)

    @staticmethod
    def _lines(view: BannerView, room: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        do = f"{view.do} · {view.more}" if view.more else view.do
        return style(16, 21, SEMIBOLD).lines(view.what, room), style(14, 19, REGULAR).lines(do, room)
