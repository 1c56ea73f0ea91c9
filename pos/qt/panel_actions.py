"""The buttons of a state panel and its copyable code."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QPainter
from PySide6.QtWidgets import QWidget

from pos.qt.icons import icon
from pos.qt.painting import box, cap_width, hairline, key_cap
from pos.qt.pressable import Pressable
from pos.qt.theme import Look, Theme
from pos.qt.typeset import SEMIBOLD, Type, style
from pos.screens.views import ActionView, Intent, Tone

NOTHING = ActionView(intent=Intent.BACK, word="", key="")
INSET = 15


class ActionButton(Pressable):
    """One action. The recommended one is ink, so that it never competes with the state's colour."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.view = NOTHING
        self.on_solid: QColor | None = None
        self.px = 16

    def render_action(self, view: ActionView, on_solid: QColor | None = None) -> None:
        """Show `view`; `on_solid` is the colour of words when the whole panel is a solid colour."""
        self.view, self.on_solid = view, on_solid
        self.setAccessibleName(view.word)
        self.update()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Word at the left in at most two lines, key at the right."""
        ground, border, ink = self._colours(theme)
        area = QRectF(self.rect())
        box(painter, area, self.radius, ground, border, 2 if self.on_solid else 1)
        cap = cap_width(self.view.key) if self.view.key else 0
        key_cap(painter, area.right() - INSET, area.center().y(), self.view.key, ink, self._cap(theme, ink))
        room = area.adjusted(INSET, 0, -INSET - cap - (10 if cap else 0), 0)
        letters, lines = _fitted(self.view.word, room.width(), self.px)
        top = area.center().y() - len(lines) * letters.height / 2
        letters.draw_lines(painter, QRectF(room.left(), top, room.width(), 0), lines, ink)

    def _cap(self, theme: Theme, ink: QColor) -> QColor:
        if not self.isEnabled():
            return theme.line
        return ink if self.on_solid or self.view.recommended else theme.edge

    def _colours(self, theme: Theme) -> tuple[QColor | None, QColor, QColor]:
        """Ground, border, ink."""
        if not self.isEnabled():
            return theme.surface2, theme.line, theme.text3
        if self.on_solid:
            return (theme.text if self.isDown() else None), self.on_solid, self.on_solid
        if self.view.recommended:
            ground = theme.text2 if self.isDown() or self.hovered else theme.text
            return ground, ground, theme.surface
        ground = theme.line if self.isDown() else theme.surface2 if self.hovered else theme.surface
        return ground, theme.edge, theme.text


def _fitted(word: str, width: float, px: int) -> tuple[Type, tuple[str, ...]]:
    """One line at the usual size, else two lines in the largest letters that need no more: never elided."""
    letters = style(px, px + 4, SEMIBOLD)
    if letters.width(word) <= width:
        return letters, (word,)
    for smaller in (15, 14, 13, 12):
        letters = style(smaller, smaller + 3, SEMIBOLD)
        lines = letters.lines(word, width)
        if len(lines) <= 2 and all(letters.width(line) <= width for line in lines):
            break
    return letters, lines


class FooterAction(Pressable):
    """The last line of the green panel: what will happen by itself, and the key that does it at once."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.view = NOTHING
        self.advice = ""

    def focus_rect(self) -> QRect:
        """Inside the panel, where the ring can be seen."""
        return self.rect().adjusted(6, 6, -6, -6)

    def render_action(self, view: ActionView, advice: str) -> None:
        """Show `view` with the sentence before it."""
        self.view, self.advice = view, advice
        self.setAccessibleName(f"{advice} {view.word}".strip())
        self.update()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Sentence at the left; key and word at the right."""
        green = theme.state(Tone.GREEN)
        ink, area = green.on_solid, QRectF(self.rect())
        letters = style(16, 22)
        pale = QColor(ink)
        pale.setAlphaF(0.45)
        hairline(painter, 0, 0, area.width(), pale)
        if self.isDown() or self.hovered:
            pale.setAlphaF(0.15)
            painter.fillRect(area, pale)
        row = area.adjusted(24, 0, -24, 0)
        word = letters.width(self.view.word)
        letters.draw(painter, QRectF(row.right() - word, 0, word, area.height()), self.view.word, ink)
        right = row.right() - word - (11 if word else 0)
        cap = key_cap(painter, right, area.center().y(), self.view.key, ink, ink)
        room = right - cap - 12 - row.left()
        if letters.width(self.advice) > room:
            letters = style(14, 18)
        lines = letters.lines(self.advice, room, 2)
        top = area.center().y() - len(lines) * letters.height / 2
        letters.draw_lines(painter, QRectF(row.left(), top, room, 0), lines, ink)


class CodeRow(Pressable):
    """The code of what happened: last, small, and copied by a press or Ctrl C."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.code = ""
        self.clicked.connect(self.copy)

    def render_code(self, code: str) -> None:
        """Show `code`."""
        self.code = code
        self.setAccessibleName(code)
        self.update()

    def focus_rect(self) -> QRect:
        """The line of text."""
        return self.rect().adjusted(0, 8, 0, -10)

    def copy(self) -> None:
        """Put the code on the clipboard."""
        if self.code:
            QGuiApplication.clipboard().setText(self.code)

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Hairline, code, how to copy it."""
        area = QRectF(self.rect())
        hairline(painter, 0, 0, area.width(), theme.line)
        row = QRectF(0, 1, area.width(), 38)
        letters = style(13, 18, tabular=True)
        hint = "Ctrl\u00a0C"
        room = area.width() - letters.width(hint) - 36
        ink = theme.text if self.hovered else theme.text2
        letters.draw(painter, row, letters.elided(self.code, room), ink)
        left = area.width() - letters.width(hint)
        letters.draw(painter, QRectF(left, row.top(), 0, row.height()), hint, ink)
        icon(painter, "copy", left - 22, row.center().y() - 8, 15, ink)
