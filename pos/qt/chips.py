"""What works now: one chip for cash, CLICK, OFD and printer, always in the same order."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from pos.qt.icons import icon
from pos.qt.painting import TILE_RADIUS, box
from pos.qt.pressable import Pressable
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, REGULAR, SEMIBOLD, style
from pos.screens.views import ChipView, Tone

HEIGHT, PAD, ICON, GAP, BETWEEN = 28, 10, 16, 7, 8
ICONS = {"fine": "tick", "queue": "hourglass", "down": "cross", "checking": "question"}


class Chip(Pressable):
    """One chip, 28 px high; what can be pressed is the whole height of the strip."""

    radius = TILE_RADIUS

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._view = ChipView(name="", word="")
        self._with_detail = True
        self.px = 14

    def render_chip(self, view: ChipView) -> None:
        """Show `view`; only a chip that opens something can be pressed."""
        if view != self._view:
            self._view = view
            self.setAccessibleName(" ".join(part for part in (view.word, view.detail) if part))
            self.setAccessibleDescription(view.hint)
            self.setToolTip(view.hint)
            pressable = bool(view.payment_ref or view.intent)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus if pressable else Qt.FocusPolicy.NoFocus)
            # One with a hint still hears the pointer, so that the hint can be read.
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not (pressable or view.hint))
            self.update()

    @property
    def view(self) -> ChipView:
        """What it shows."""
        return self._view

    def show_detail(self, *, shown: bool) -> None:
        """Whether there is room for details; one that needs the cashier, or a mere number, stays."""
        shown = shown or self._view.look in ("down", "checking") or self._view.detail.isdecimal()
        if shown != self._with_detail:
            self._with_detail = shown
            self.update()

    def width_wanted(self) -> int:
        """What its words take."""
        word, detail = style(self.px, 20, self._weight()), style(self.px, 20, self._detail_weight())
        width = PAD + ICON + GAP + word.width(self._view.word) + PAD + 1
        if self._with_detail and self._view.detail:
            width += GAP + detail.width(self._view.detail)
        return round(width)

    def focus_rect(self) -> QRect:
        """The visible chip."""
        return QRect(0, (self.height() - HEIGHT) // 2, self.width(), HEIGHT)

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Ground, icon, word, detail."""
        view = self._view
        ground, border, ink, quiet, sign = self._colours(theme)
        rect = QRectF(self.focus_rect())
        box(painter, rect, self.radius, ground, border)
        icon(painter, ICONS[view.look], PAD, rect.center().y() - ICON / 2, ICON, sign)
        word, detail = style(self.px, 20, self._weight()), style(self.px, 20, self._detail_weight())
        row = QRectF(PAD + ICON + GAP, rect.top(), 0, rect.height())
        word.draw(painter, row, view.word, ink)
        if self._with_detail and view.detail:
            detail.draw(painter, row.translated(word.width(view.word) + GAP, 0), view.detail, quiet)

    def _weight(self) -> int:
        return SEMIBOLD if self._view.look == "checking" else MEDIUM

    def _detail_weight(self) -> int:
        return MEDIUM if self._view.look == "checking" else REGULAR

    def _colours(self, theme: Theme) -> tuple[QColor, QColor, QColor, QColor, QColor]:
        """Ground, border, word, detail, icon."""
        red, amber = theme.state(Tone.RED), theme.state(Tone.AMBER)
        match self._view.look:
            case "down":
                return red.tint, red.fg, red.fg, red.fg, red.fg
            case "checking":
                border = amber.border if not self.hovered else theme.text
                return amber.solid, border, amber.on_solid, amber.on_solid, amber.on_solid
            case "queue":
                return theme.surface2, theme.line, theme.text, theme.text2, theme.text2
            case _:
                green = theme.state(Tone.GREEN)
                return theme.surface2, theme.line, theme.text, theme.text2, green.fg


class ChipRow(QWidget):
    """The chips in a row, in the middle of whatever room there is."""

    pressed = Signal(str)
    intent = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._chips: list[Chip] = []
        self._room = QRect()
        self._details = True

    def render_chips(self, views: tuple[ChipView, ...]) -> None:
        """Show `views` in order."""
        while len(self._chips) < len(views):
            chip = Chip(self.look, self)
            chip.clicked.connect(lambda _checked=False, chip=chip: self._press(chip.view))
            self._chips.append(chip)
        for number, chip in enumerate(self._chips):
            chip.setVisible(number < len(views))
            if number < len(views):
                chip.render_chip(views[number])
        self._place()

    def _press(self, view: ChipView) -> None:
        if view.payment_ref:
            self.pressed.emit(view.payment_ref)
        elif view.intent:
            self.intent.emit(view.intent)

    def fill(self, room: QRect, *, details: bool, px: int) -> None:
        """Stand in the middle of `room`, which is in the parent's coordinates."""
        self._room, self._details = room, details
        for chip in self._chips:
            chip.px = px
        self._place()

    def _place(self) -> None:
        shown = [chip for chip in self._chips if not chip.isHidden()]
        for details in (self._details, False):
            for chip in shown:
                chip.show_detail(shown=details)
            width = sum(chip.width_wanted() for chip in shown) + BETWEEN * max(0, len(shown) - 1)
            if width <= self._room.width():
                break
        left = self._room.left() + max(0, (self._room.width() - width) // 2)
        self.setGeometry(left, self._room.top(), width, self._room.height())
        left = 0
        for chip in shown:
            wide = chip.width_wanted()
            chip.setGeometry(left, 0, wide, self._room.height())
            left += wide + BETWEEN
