"""The log of one step: title, verdict, advice, then request and answer. Can be read and copied."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from pos.qt.styling import on_ground, scroll_bar_sheet
from pos.qt.theme import Look
from pos.qt.typeset import MEDIUM, REGULAR, SEMIBOLD, font
from pos.screens.tester_views import TONES, LogPartView, LogView, StepState

MARGIN = 16


class LogPane(QTextEdit):
    """Draws a `LogView` as text; Tab leaves it, arrows scroll it."""

    focus_moved = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._view: LogView | None = None
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.document().setDocumentMargin(MARGIN)
        self.restyle()

    def render_log(self, view: LogView) -> None:
        """Show `view` from its beginning."""
        if view != self._view:
            self._view = view
            self._write(view)

    def restyle(self) -> None:
        """Take the theme's colours; the text is written anew in them."""
        on_ground(self, self.look.theme, self.look.theme.surface)
        self.verticalScrollBar().setStyleSheet(scroll_bar_sheet(self.look.theme))
        if self._view is not None:
            self._write(self._view)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The border of the card shows it."""
        super().focusInEvent(event)
        self.focus_moved.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The border of the card shows it."""
        super().focusOutEvent(event)
        self.focus_moved.emit()

    def _write(self, view: LogView) -> None:
        theme = self.look.theme
        self.clear()
        pen = self.textCursor()
        _line(pen, view.title, 17, SEMIBOLD, theme.text, above=0)
        if view.verdict:
            went = view.state in (StepState.PASSED, StepState.FAILED)
            ink = theme.state(TONES[view.state]).fg if went else theme.text2
            _line(pen, view.verdict, 15, MEDIUM, ink, above=6)
        if view.advice:
            _line(pen, view.advice, 15, REGULAR, theme.text if view.verdict else theme.text2, above=6)
        for part in view.parts:
            self._write_part(pen, part)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _write_part(self, pen: QTextCursor, part: LogPartView) -> None:
        """Names stand back, values stand out; what is no `name=value` is plain."""
        theme = self.look.theme
        _line(pen, part.label, 13, MEDIUM, theme.text2, above=16)
        for number, text in enumerate(part.text.splitlines()):
            name, equals, value = text.partition("=")
            above = 4 if number == 0 else 1
            if equals and name.isidentifier():
                _line(pen, f"{name} = ", 14, REGULAR, theme.text2, above=above)
                pen.insertText(value, _letters(14, MEDIUM, theme.text))
            else:
                _line(pen, text, 14, REGULAR, theme.text, above=above)


def _line(pen: QTextCursor, text: str, px: int, weight: int, ink: QColor, *, above: int) -> None:
    """Begin a line of its own, `above` pixels below the one before, and write `text` on it."""
    block = QTextBlockFormat()
    block.setTopMargin(above)
    indent = len(text) - len(text.lstrip(" "))
    block.setLeftMargin(indent * 7)
    if pen.atStart():
        pen.setBlockFormat(block)
    else:
        pen.insertBlock(block)
    pen.insertText(text.lstrip(" "), _letters(px, weight, ink))


def _letters(px: int, weight: int, ink: QColor) -> QTextCharFormat:
    letters = QTextCharFormat()
    letters.setFont(font(px, weight, tabular=True))
    letters.setForeground(ink)
    return letters
