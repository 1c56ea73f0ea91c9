"""The state panel: takes the place of quick keys and tenders while a payment is on."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos.flow.ports import Frame
from pos.qt.camera_preview import CameraPreview
from pos.qt.marks import mark
from pos.qt.painting import CARD_RADIUS, box, hairline, painter_on, rounded
from pos.qt.panel_actions import ActionButton, CodeRow, FooterAction
from pos.qt.panel_blocks import Advice, Block, Evidence, Lead, Steps
from pos.qt.panel_paid import paint_paid
from pos.qt.panel_sizes import PanelSizes, densities
from pos.qt.ring import Ring
from pos.qt.theme import Look, Theme
from pos.qt.typeset import MEDIUM, RIGHT, SEMIBOLD, Type, style
from pos.screens.views import ActionView, Intent, PanelView, Tone

BORDER, INSET, ACTION_INSET, ACTION_GAP, FOOTER = 2, 22, 18, 8, 50
NOTHING = PanelView(tone=Tone.GREY, word="")


class StatePanel(QWidget):
    """Band, body, buttons. It lays its parts out itself, in the first density in which all of them fit."""

    pressed = Signal(object)

    def __init__(self, look: Look, parent: QWidget, *, shows_mark: bool = True) -> None:
        super().__init__(parent)
        self.look = look
        self.view = NOTHING
        self._text_left = 64 if shows_mark else 22
        self._placed: list[tuple[Block, QRectF]] = []
        self._sizes = densities(536, 465)[0]
        self._buttons: list[ActionButton] = []
        self._ring: Ring | None = None
        self._camera: CameraPreview | None = None
        self._code: CodeRow | None = None
        self._footer: FooterAction | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def render_panel(self, view: PanelView) -> None:
        """Show `view`."""
        if view == self.view:
            return
        before, self.view = self.view, view
        self.setAccessibleName(view.word)
        told = (view.headline, view.money, f"{view.advice_label} {view.advice}".strip())
        self.setAccessibleDescription(". ".join(part for part in told if part))
        self._sync_parts()
        self._place()
        if replace(before, steps=view.steps, ring=view.ring) == view:
            self._update_steps()  # a step was done: the rest of the panel stands as it is
        else:
            self.update()
        told_before = (before.tone, before.word, before.headline, before.money)
        if QAccessible.isActive() and told_before != (view.tone, view.word, view.headline, view.money):
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _update_steps(self) -> None:
        for block, area in self._placed:
            if isinstance(block, Steps):
                self.update(area.toAlignedRect())

    def show_frame(self, frame: Frame) -> None:
        """A new picture of the camera."""
        if self._camera and self.view.shows_camera:
            self._camera.show_frame(frame)

    def copy_code(self) -> bool:
        """Copy the code if there is one; returns whether there was."""
        if self._code is None or not self.view.code:
            return False
        self._code.copy()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Lay out anew."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Everything but the children; only the blocks that the event asks for."""
        painter = painter_on(self)
        theme, area = self.look.theme, QRectF(self.rect())
        if self.view.tone is Tone.GREEN:
            paint_paid(painter, theme, self.view, area, self._bottom_height())
        else:
            self._paint_body(painter, theme, area)
            wanted = QRectF(event.rect())
            for block, place in self._placed:
                if wanted.intersects(place):
                    block.paint(painter, theme, place)
        painter.end()

    def _sync_parts(self) -> None:
        """Make the children that this state needs, hide those it does not."""
        view = self.view
        if view.ring and self._ring is None:
            self._ring = Ring(self.look, self)
        if self._ring:
            self._ring.start(view.ring)
            self._ring.setVisible(view.ring is not None)
        if view.shows_camera and self._camera is None:
            self._camera = CameraPreview(self.look, self)
        if self._camera:
            if not view.shows_camera:
                self._camera.forget()
            self._camera.setVisible(view.shows_camera)
        self._sync_actions()
        if view.code and self._code is None:
            self._code = CodeRow(self.look, self)
        if self._code:
            self._code.render_code(view.code)
            self._code.raise_()

    def _sync_actions(self) -> None:
        actions = self._button_actions()
        solid = self.look.theme.state(Tone.GREEN).on_solid if self.view.tone is Tone.GREEN else None
        while len(self._buttons) < len(actions):
            button = ActionButton(self.look, self)
            button.clicked.connect(
                lambda _checked=False, button=button: self.pressed.emit(button.view.intent)
            )
            self._buttons.append(button)
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(actions))
            if number < len(actions):
                button.render_action(actions[number], solid)
        next_sale = self._next_sale()
        if self.view.tone is Tone.GREEN and self._footer is None:
            self._footer = FooterAction(self.look, self)
            self._footer.clicked.connect(lambda: self.pressed.emit(Intent.NEXT_SALE))
        if self._footer:
            self._footer.setVisible(self.view.tone is Tone.GREEN and bool(next_sale or self.view.advice))
            self._footer.setEnabled(next_sale is not None)
            self._footer.render_action(next_sale or ActionView(Intent.NEXT_SALE, "", ""), self.view.advice)

    def _next_sale(self) -> ActionView | None:
        if self.view.tone is not Tone.GREEN:
            return None
        return next((action for action in self.view.actions if action.intent is Intent.NEXT_SALE), None)

    def _button_actions(self) -> list[ActionView]:
        """Recommended first and left; «next sale» has its own place on the green panel."""
        shown = [action for action in self.view.actions if action is not self._next_sale()]
        return sorted(shown, key=lambda action: not action.recommended)

    def _actions_height(self, sizes: PanelSizes) -> int:
        rows = -(-len(self._button_actions()) // 2)
        return rows * sizes.action + max(0, rows - 1) * ACTION_GAP

    def _bottom_height(self) -> int:
        """What the green panel's buttons and footer take."""
        buttons = self._actions_height(self._sizes)
        footer = FOOTER if self._footer and not self._footer.isHidden() else 16
        code = self._sizes.code if self.view.code else 0
        return footer + code + (buttons + 12 if buttons else 0)

    def _band(self) -> tuple[Type, tuple[str, ...], int]:
        """The band's letters, its lines and its height: the usual size, then 22, then two lines."""
        usual = densities(self.width(), self.height())[0]
        side = style(14, 20, MEDIUM, tabular=True).width(self.view.side)
        room = self.width() - self._text_left - 20 - (side + 16 if side else 0)
        for px in (usual.band_px, 22):
            letters = style(px, px + 5, SEMIBOLD)
            if letters.width(self.view.word) <= room:
                return letters, (self.view.word,), usual.band
        letters = style(22, 28, SEMIBOLD)
        return letters, letters.lines(self.view.word, room, 2), max(76, usual.band)

    def _blocks(self, sizes: PanelSizes, theme: Theme) -> list[Block]:
        view = self.view
        found: list[Block] = []
        lead = Lead(view, sizes)
        if view.headline or lead.said or view.ring:
            found.append(lead)
        if view.steps:
            found.append(Steps(view.steps, sizes))
        if view.evidence:
            found.append(Evidence(view.evidence[: sizes.most_cells], theme.state(view.tone).border, sizes))
        if view.advice and lead.said != view.advice:
            found.append(Advice(view.advice_label, view.advice, sizes))
        return found

    def _place(self) -> None:
        """Choose the density and put everything in its place."""
        self._placed = []
        if self.view.tone is Tone.GREEN:
            self._sizes = densities(self.width(), self.height())[0]
            shown = self._footer is not None and not self._footer.isHidden()
            self._place_bottom(self.height() - (FOOTER + 12 if shown else ACTION_INSET))
            if self._footer:
                self._footer.setGeometry(0, self.height() - FOOTER, self.width(), FOOTER)
            return
        top = self._band()[2] + BORDER
        for sizes in densities(self.width(), self.height()):
            self._sizes = sizes
            blocks = self._blocks(sizes, self.look.theme)
            room = self._room(sizes, top)
            camera = sizes.camera_least + sizes.gap if self.view.shows_camera else 0
            heights = [block.height(room.width()) for block in blocks]
            used = camera + sum(heights) + sizes.gap * max(0, len(blocks) - 1)
            if used <= room.height():
                break
        self._stack(blocks, heights, room, max(0.0, room.height() - used))
        self._place_bottom(self.height() - ACTION_INSET)

    def _room(self, sizes: PanelSizes, top: int) -> QRectF:
        """What is left for blocks between the band and the buttons."""
        actions = self._actions_height(sizes)
        code = sizes.code if self.view.code else 0
        bottom = ACTION_INSET + actions + code + (sizes.gap if actions or code else 0)
        above = min(16, sizes.gap + 2)
        return QRectF(INSET, top + above, self.width() - 2 * INSET, self.height() - top - above - bottom)

    def _stack(self, blocks: list[Block], heights: list[float], room: QRectF, spare: float) -> None:
        sizes, y = self._sizes, room.top()
        if self.view.shows_camera and self._camera:
            most = room.width() * 0.62
            height = min(sizes.camera_least + spare, most)
            self._camera.setGeometry(QRectF(room.left(), y, room.width(), height).toRect())
            y += height + sizes.gap
        for block, height in zip(blocks, heights, strict=True):
            area = QRectF(room.left(), y, room.width(), height)
            if isinstance(block, (Evidence, Advice)) and self.view.evidence:
                area.adjust(ACTION_INSET - INSET, 0, INSET - ACTION_INSET, 0)
            if isinstance(block, Lead) and self._ring and self.view.ring:
                self._ring.setGeometry(block.picture(area).toRect())
            self._placed.append((block, area))
            y += height + sizes.gap

    def _place_bottom(self, bottom: int) -> None:
        """Buttons in two columns from the bottom up, the code above them."""
        sizes, buttons = self._sizes, [button for button in self._buttons if not button.isHidden()]
        width = self.width() - 2 * ACTION_INSET
        half = (width - ACTION_GAP) // 2
        top = bottom - self._actions_height(sizes)
        for number, button in enumerate(buttons):
            button.px = sizes.action_px
            alone = number == len(buttons) - 1 and number % 2 == 0
            left = ACTION_INSET + (number % 2) * (half + ACTION_GAP)
            row = top + (number // 2) * (sizes.action + ACTION_GAP)
            button.setGeometry(QRect(left, row, width if alone else half, sizes.action))
        if self._code:
            self._code.setVisible(bool(self.view.code and sizes.code))
            self._code.setGeometry(INSET, top - sizes.code, self.width() - 2 * INSET, sizes.code)

    def _paint_body(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        tone = self.view.tone
        state = theme.state(tone)
        calm = tone in (Tone.GREY, Tone.BLUE)
        letters, lines, height = self._band()
        box(painter, area, CARD_RADIUS, theme.surface if calm else state.tint)
        painter.setClipPath(rounded(area, CARD_RADIUS))
        band = QRectF(0, 0, area.width(), height + BORDER)
        painter.fillRect(band, state.solid)
        if state.border != state.solid:
            hairline(painter, 0, band.bottom() - 1, area.width(), state.border)
            hairline(painter, 0, band.bottom() - 2, area.width(), state.border)
        painter.setClipping(False)
        middle = band.center().y() + BORDER / 2
        if self._text_left > INSET:
            mark(painter, tone, QRectF(20, middle - 15, 30, 30), state.on_solid, state.solid)
        top = middle - len(lines) * letters.height / 2
        letters.draw_lines(painter, QRectF(self._text_left, top, area.width(), 0), lines, state.on_solid)
        side = style(14, 20, MEDIUM, tabular=True)
        side.draw(
            painter, QRectF(0, middle - 15, area.width() - 20, 30), self.view.side, state.on_solid, RIGHT
        )
        box(painter, area, CARD_RADIUS, None, state.border, BORDER)
