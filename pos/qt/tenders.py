"""How the customer pays: CLICK Pass as the main button, the others under it, and why they are closed."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos.qt.icons import icon
from pos.qt.marks import mark
from pos.qt.metrics import NORMAL, Metrics
from pos.qt.painting import TILE_RADIUS, box, cap_width, key_cap, painter_on
from pos.qt.pressable import Pressable
from pos.qt.theme import Look, Theme
from pos.qt.typeset import SEMIBOLD, style
from pos.screens.views import Intent, TenderView, Tone

ICONS = {
    Intent.CLICK_PASS: "qr",
    Intent.CASH: "banknote",
    Intent.CARD: "card",
    Intent.MIXED: "cards",
    Intent.BY_LINK: "phone",
    Intent.BACK: "undo",
    Intent.HOLD: "hourglass",
    Intent.GIVE_BACK: "person",
}

ROOMY = 110
"""From this width on a small tender has the usual inset."""


class TenderButton(Pressable):
    """One tender. The main one is a blue bar, the others have their icon over the word."""

    def __init__(self, look: Look, view: TenderView, parent: QWidget, *, main: bool) -> None:
        super().__init__(look, parent)
        self.main = main
        self.view = view
        self.word_px = NORMAL.main_px if main else NORMAL.tender_px
        self.render_tender(view)

    def render_tender(self, view: TenderView) -> None:
        """Show `view`."""
        self.view = view
        self.setAccessibleName(view.word)
        self.setEnabled(view.enabled)
        self.update()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """By state: usual, under the pointer, pressed, closed."""
        ground, border, ink = self._colours(theme)
        area = QRectF(self.rect())
        box(painter, area, self.radius, ground, border)
        if self.main and self.hovered and not self.isDown():
            box(painter, area.adjusted(2, 2, -2, -2), self.radius - 2, None, theme.state(Tone.BLUE).tint, 2)
        name = ICONS.get(self.view.intent, "card")
        if self.main:
            self._draw_main(painter, theme, area, name, ink)
        else:
            self._draw_small(painter, theme, area, name, ink)

    def _draw_main(self, painter: QPainter, theme: Theme, area: QRectF, name: str, ink: QColor) -> None:
        icon(painter, name, 21, area.center().y() - 14, 28, ink)
        key_cap(
            painter,
            area.right() - 21,
            area.center().y(),
            self.view.key,
            ink,
            self._cap(theme, ink),
            large=True,
        )
        row = area.adjusted(59, 0, -21 - cap_width(self.view.key, large=True) - 12, 0)
        letters = next(
            (
                made
                for px in (self.word_px, 20, 17)
                if (made := style(px, 28, SEMIBOLD)).width(self.view.word) <= row.width()
            ),
            style(16, 20, SEMIBOLD),
        )
        lines = letters.lines(self.view.word, row.width(), 2)
        top = area.center().y() - len(lines) * letters.height / 2
        letters.draw_lines(painter, QRectF(row.left(), top, row.width(), 0), lines, ink)

    def _draw_small(self, painter: QPainter, theme: Theme, area: QRectF, name: str, ink: QColor) -> None:
        third = area.height() / 3
        inset = 12 if area.width() >= ROOMY else 8
        if area.width() >= 2 * inset + 24 + 4 + cap_width(self.view.key):
            icon(painter, name, inset, third - 12, 24, ink)
        key_cap(painter, area.right() - inset, third - 2, self.view.key, ink, self._cap(theme, ink))
        row = QRectF(inset, 0, area.width() - 2 * inset, 22)
        letters = next(
            (
                made
                for px in (self.word_px, 15, 14)
                if (made := style(px, 22, SEMIBOLD)).width(self.view.word) <= row.width()
            ),
            style(13, 20, SEMIBOLD),
        )
        row.moveTop(area.bottom() - 31)
        letters.draw(painter, row, self.view.word, ink)

    def _cap(self, theme: Theme, ink: QColor) -> QColor:
        if not self.isEnabled():
            return theme.line
        return ink if self.main else theme.edge

    def _colours(self, theme: Theme) -> tuple[QColor, QColor, QColor]:
        """Ground, border, ink."""
        if not self.isEnabled():
            return theme.surface2, theme.line, theme.text3
        if self.main:
            blue = theme.state(Tone.BLUE)
            return (
                (theme.text, theme.text, theme.surface)
                if self.isDown()
                else (blue.solid, blue.solid, blue.on_solid)
            )
        ground = theme.line if self.isDown() else theme.surface2 if self.hovered else theme.surface
        return ground, theme.edge, theme.text


class Blocked(QWidget):
    """One red sentence above closed tenders."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._sentence = ""
        self.hide()

    def say(self, sentence: str) -> None:
        """Show the sentence, or nothing when it is empty."""
        if sentence != self._sentence:
            self._sentence = sentence
            self.setAccessibleName(sentence)
            self.update()

    def height_wanted(self, width: int) -> int:
        """40 for one line, more for two, 0 without a sentence."""
        if not self._sentence:
            return 0
        return 40 if style(15, 20, SEMIBOLD).width(self._sentence) <= width - 50 else 56

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Octagon and sentence on a red tint."""
        painter = painter_on(self)
        red, area = self.look.theme.state(Tone.RED), QRectF(self.rect())
        box(painter, area, TILE_RADIUS, red.tint)
        mark(painter, Tone.RED, QRectF(12, area.center().y() - 9, 18, 18), red.solid, red.tint)
        letters = style(15, 20, SEMIBOLD)
        lines = letters.lines(self._sentence, area.width() - 50, 2)
        top = area.center().y() - len(lines) * letters.height / 2
        letters.draw_lines(painter, QRectF(38, top, area.width() - 50, 0), lines, red.fg)
        painter.end()


class Tenders(QWidget):
    """All tenders with the sentence above them. CLICK Pass is the first of the views."""

    pressed = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.blocked = Blocked(look, self)
        self._views: tuple[TenderView, ...] = ()
        self._buttons: list[TenderButton] = []
        self._metrics = NORMAL

    def render_tenders(self, views: tuple[TenderView, ...], blocked: str) -> None:
        """Show `views`, and why they are closed."""
        self.blocked.say(blocked)
        if views == self._views:
            return
        self._views = views
        for number, view in enumerate(views):
            if number == len(self._buttons):
                button = TenderButton(self.look, view, self, main=number == 0)
                button.clicked.connect(
                    lambda _checked=False, button=button: self.pressed.emit(button.view.intent)
                )
                self._buttons.append(button)
                self.use_metrics(self._metrics)
            self._buttons[number].render_tender(view)
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(views))

    def use_metrics(self, metrics: Metrics) -> None:
        """Lay out by `metrics`."""
        self._metrics = metrics
        for button in self._buttons:
            button.word_px = metrics.main_px if button.main else metrics.tender_px

    def height_wanted(self, width: int) -> int:
        """What the tenders take at this width."""
        metrics = self._metrics
        sentence = self.blocked.height_wanted(width)
        small = metrics.tender + metrics.gap if len(self._views) > 1 else 0
        main = metrics.main_tender if self._views else 0
        return (sentence + metrics.gap if sentence else 0) + main + small

    def place(self, area: QRect) -> None:
        """Fill `area`, which is in the parent's coordinates."""
        metrics = self._metrics
        self.setGeometry(area)
        width, top = area.width(), 0
        sentence = self.blocked.height_wanted(width)
        self.blocked.setVisible(bool(sentence))
        self.blocked.setGeometry(0, 0, width, sentence)
        if sentence:
            top = sentence + metrics.gap
        shown = len(self._views)
        if not shown:
            return
        self._buttons[0].setGeometry(0, top, width, metrics.main_tender)
        top += metrics.main_tender + metrics.gap
        small = shown - 1
        for number in range(small):
            one = (width - metrics.gap * (small - 1)) / small
            left = round(number * (one + metrics.gap))
            self._buttons[number + 1].setGeometry(left, top, round(one), metrics.tender)
