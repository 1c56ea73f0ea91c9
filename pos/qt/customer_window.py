"""The customer's screen: lines, total, state and ring. No controls; no key does anything here.

Drawn on a grid of 1024×600 and scaled to whatever screen it stands on.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos.qt.customer_state import paint_state, ring_square
from pos.qt.link_view import LinkCard
from pos.qt.painting import CARD_RADIUS, box, hairline, painter_on, rounded
from pos.qt.ring import Ring
from pos.qt.theme import Look, Theme
from pos.qt.till_window import TillWindow
from pos.qt.total_block import TotalBlock, TotalSizes
from pos.qt.typeset import CENTRE, MEDIUM, REGULAR, RIGHT, SEMIBOLD, style
from pos.screens.link_screen import LinkView
from pos.screens.views import CustomerView, LineView, Tone

GRID_WIDTH, GRID_HEIGHT = 1024.0, 600.0
HEAD, EDGE, LINES, ROW = 56.0, 16.0, 520.0, 65.0
TOTAL, TOTAL_GAP = 118, 14.0
TOTAL_SIZES = TotalSizes(block=TOTAL, digits_px=72, unit_px=26, cells=0, label_px=18)


class CustomerWindow(TillWindow):
    """One `render`."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: CustomerView | None = None
        self._total = _ScaledTotal(look, self)
        self._ring = Ring(look, self)
        self.link = LinkCard(look, self)
        self.link.hide()
        # The keyboard and the hand scanner belong to the cashier's window, whatever is shown here.
        self.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.resize(round(GRID_WIDTH), round(GRID_HEIGHT))

    def render(self, view: CustomerView) -> None:  # type: ignore[override]
        """Show `view`."""
        if view == self._view:
            return
        self._view = view
        self.setWindowTitle(view.shop)
        self.set_training(view.training_word)
        self._total.block.render_total(view.total)
        self._ring.start(view.ring)
        self.setAccessibleName(f"{view.word} {view.detail}".strip())
        self.lay_out()
        self.update()

    def show_link(self, view: LinkView | None) -> None:
        """Lay the QR of an order over everything; None takes it away."""
        self.link.render_link(view)
        self.link.setVisible(view is not None)
        self.link.raise_()

    def show_on_second_screen(self, main: QWidget | None = None) -> bool:
        """Fill the screen where `main` is not. Without a second screen: False, and nothing is shown."""
        own = main.screen() if main else QGuiApplication.primaryScreen()
        other = next((screen for screen in QGuiApplication.screens() if screen is not own), None)
        if other is None:
            return False
        self.setGeometry(other.geometry())
        self.showFullScreen()
        return True

    def lay_out(self) -> None:
        """Place total and ring on the scaled grid, the QR over all of it."""
        view = self._view
        welcome = view is not None and _welcomes(view)
        self._total.setVisible(not welcome)
        self._total.scale = self._scale()
        self._total.setGeometry(self._to_pixels(self._total_area()))
        self._ring.setVisible(bool(view and view.ring and not welcome))
        self._ring.setGeometry(self._to_pixels(ring_square(self._panel_area())))
        self.link.setGeometry(self.inside())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Head, lines, state."""
        super().paintEvent(event)
        if self._view is None:
            return
        painter = painter_on(self)
        painter.translate(self.inside().topLeft())
        painter.scale(self._scale(), self._scale())
        theme = self.look.theme
        self._paint_head(painter, theme, self._view)
        if _welcomes(self._view):
            self._paint_welcome(painter, theme, self._view)
        else:
            self._paint_lines(painter, theme, self._view.lines)
            if self._view.detail or self._view.ring or self._view.tone is not Tone.GREY:
                paint_state(painter, theme, self._view, self._panel_area())
        painter.end()

    def _scale(self) -> float:
        inside = self.inside()
        return max(0.1, min(inside.width() / GRID_WIDTH, inside.height() / GRID_HEIGHT))

    def _grid(self) -> QRectF:
        """The inside in grid units; wider or higher than 1024×600 when the screen is of another shape."""
        inside, scale = self.inside(), self._scale()
        return QRectF(0, 0, inside.width() / scale, inside.height() / scale)

    def _to_pixels(self, area: QRectF) -> QRect:
        scale, corner = self._scale(), self.inside().topLeft()
        return QRectF(
            corner.x() + area.left() * scale,
            corner.y() + area.top() * scale,
            area.width() * scale,
            area.height() * scale,
        ).toRect()

    def _lines_area(self) -> QRectF:
        grid = self._grid()
        wide = LINES + (grid.width() - GRID_WIDTH) / 2
        return QRectF(EDGE, HEAD + EDGE, wide, grid.height() - HEAD - 2 * EDGE)

    def _total_area(self) -> QRectF:
        lines = self._lines_area()
        left = lines.right() + EDGE
        return QRectF(left, lines.top(), self._grid().width() - EDGE - left, TOTAL)

    def _panel_area(self) -> QRectF:
        total, lines = self._total_area(), self._lines_area()
        top = total.bottom() + TOTAL_GAP
        return QRectF(total.left(), top, total.width(), lines.bottom() - top)

    def _paint_head(self, painter: QPainter, theme: Theme, view: CustomerView) -> None:
        row = QRectF(0, 0, self._grid().width(), HEAD)
        painter.fillRect(row, theme.surface)
        hairline(painter, 0, HEAD - 1, row.width(), theme.line)
        letters = style(22, 28, SEMIBOLD)
        inner = row.adjusted(24, 0, -24, 0)
        letters.draw(painter, inner, letters.elided(view.shop, inner.width() * 0.6), theme.text)
        style(18, 24).draw(painter, inner, view.greeting, theme.text2, RIGHT)

    def _paint_welcome(self, painter: QPainter, theme: Theme, view: CustomerView) -> None:
        area = self._grid().adjusted(40, HEAD, -40, 0)
        loud, quiet = style(52, 60, SEMIBOLD), style(25, 32)
        lines = loud.lines(view.greeting, area.width(), 2)
        top = area.center().y() - len(lines) * loud.height / 2 - 24
        used = loud.draw_lines(painter, QRectF(area.left(), top, area.width(), 0), lines, theme.text, CENTRE)
        below = QRectF(area.left(), top + used + 8, area.width(), quiet.height)
        quiet.draw(painter, below, view.shop, theme.text2, CENTRE)

    def _paint_lines(self, painter: QPainter, theme: Theme, lines: tuple[LineView, ...]) -> None:
        """The newest lines that fit, the newest last."""
        area = self._lines_area()
        box(painter, area, CARD_RADIUS, theme.surface)
        painter.save()
        painter.setClipPath(rounded(area, CARD_RADIUS))
        room = int(area.height() // ROW)
        shown = lines[-room:] if room else ()
        for number, line in enumerate(shown):
            row = QRectF(area.left(), area.top() + number * ROW, area.width(), ROW)
            self._paint_line(painter, theme, row, line)
        painter.restore()
        box(painter, area, CARD_RADIUS, None, theme.line)

    def _paint_line(self, painter: QPainter, theme: Theme, row: QRectF, line: LineView) -> None:
        inner = row.adjusted(21, 0, -21, -1)
        total = style(23, 28, SEMIBOLD, tabular=True)
        total.draw(painter, inner, line.total, theme.text, RIGHT)
        name, meta = style(20, 25, MEDIUM), style(16, 21, REGULAR, tabular=True)
        width = inner.width() - total.width(line.total) - 16
        top = inner.center().y() - (name.height + meta.height) / 2
        name.draw(
            painter, QRectF(inner.left(), top, width, name.height), name.elided(line.name, width), theme.text
        )
        below = QRectF(inner.left(), top + name.height, width, meta.height)
        meta.draw(painter, below, meta.elided(line.meta, width), theme.text2)
        hairline(painter, row.left(), row.bottom() - 1, row.width(), theme.line)


class _ScaledTotal(QWidget):
    """The cashier's total block, drawn at the scale of this screen."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.scale = 1.0
        self.block = TotalBlock(look, self)
        self.block.use_sizes(TOTAL_SIZES)
        self.block.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Let the block paint in grid units."""
        painter = painter_on(self)
        painter.scale(self.scale, self.scale)
        self.block.paint_into(painter, QRectF(0, 0, self.width() / self.scale, self.height() / self.scale))
        painter.end()


def _welcomes(view: CustomerView) -> bool:
    """Nobody is being served."""
    return bool(view.greeting) and not view.lines and view.tone is Tone.GREY and not view.detail
