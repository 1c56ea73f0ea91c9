"""How a table stands: is it looked at, right, wrong, written; and the rows that are refused."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos.qt.goods_import_parts import (
    BAD_ROW,
    BAD_WIDTHS,
    CELL_GAP,
    REPORT,
    paint_bad,
    paint_report,
    words_of_bad,
)
from pos.qt.goods_rows import aligned
from pos.qt.painting import CARD_RADIUS, box, painter_on
from pos.qt.rows_list import RowsList
from pos.qt.table_parts import HEADER, paint_card
from pos.qt.theme import Look
from pos.qt.typeset import style
from pos.screens.goods_views import BadRowView, ReportView

GAP, FOOT = 12, 26


class ReportPane(QWidget):
    """One `render_report`."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._view: ReportView | None = None
        self.bad: RowsList[BadRowView] = RowsList(
            look, self, height=BAD_ROW, words=words_of_bad, paint_row=paint_bad, moved=lambda _row: None
        )
        self.bad.installEventFilter(self)

    def render_report(self, view: ReportView) -> None:
        """Show `view`; the chosen row stays chosen."""
        if view == self._view:
            return
        self._view = view
        self.bad.show_rows(view.bad, max(0, self.bad.currentIndex().row()) if view.bad else -1)
        self.bad.setAccessibleName(view.word)
        self.setAccessibleName(", ".join(part for part in (view.word, view.what, view.do) if part))
        self._place()
        self.update()

    def restyle(self) -> None:
        """Take the theme's colours."""
        self.bad.restyle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The frame follows the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the list."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The panel, and the card behind the refused rows."""
        view = self._view
        if view is None:
            return
        painter, theme = painter_on(self), self.look.theme
        paint_report(painter, theme, QRectF(0, 0, self.width(), REPORT), view)
        if view.bad:
            card = self._card()
            widths = aligned(BAD_WIDTHS, card.width(), self.bad.viewport())
            paint_card(painter, theme, card, view.bad_heads, widths, gap=CELL_GAP, figures=frozenset({0}))
            if self.bad.hasFocus():
                box(painter, card, CARD_RADIUS, None, theme.focus, 2)
            foot = QRectF(card.left() + 16, card.bottom(), card.width() - 32, FOOT)
            style(14, 20).draw(painter, foot, view.foot, theme.text2)
        painter.end()

    def _card(self) -> QRectF:
        foot = FOOT if self._view and self._view.foot else 0
        return QRectF(0, REPORT + GAP, self.width(), self.height() - REPORT - GAP - foot)

    def _place(self) -> None:
        self.bad.setGeometry(self._card().adjusted(2, HEADER + 1, -2, -6).toRect())
