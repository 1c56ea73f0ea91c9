"""The training phone, a window of its own: a fresh CLICK Pass code, and the trouble chosen before it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPaintEvent

from pos.flow.ports import Frame
from pos.qt.icons import icon
from pos.qt.painting import painter_on
from pos.qt.panel_actions import ActionButton
from pos.qt.phone_choice import PhoneChoice
from pos.qt.phone_picture import Picture, camera_view, grey_of, paint_phone, rgb_of
from pos.qt.theme import Look
from pos.qt.till_window import TillWindow
from pos.qt.typeset import SEMIBOLD, style
from pos.screens.views import ActionView, Intent, PhoneView

EDGE, TITLE, BUTTON, GAP = 12, 40, 52, 8
CHOICE, CHOICE_GAP = 44, 4
"""The choices are one list in which a finger that slips chooses again and moves no money: 4 px suffice."""

TWO_COLUMNS = 600


class PhoneWindow(TillWindow):
    """One `render`; narrow beside the till, or two columns where it stands alone."""

    chosen = Signal(str)
    show_pressed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: PhoneView | None = None
        self._seen: tuple[str, QImage] | None = None
        self._choices: list[PhoneChoice] = []
        self._button = ActionButton(look, self)
        self._button.clicked.connect(self.show_pressed)
        self.setMinimumSize(300, 480)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the window itself, so that no button is armed
        self.setFocus()
        self.resize(780, 492)

    def render(self, view: PhoneView) -> None:  # type: ignore[override]
        """Show `view`."""
        before, self._view = self._view, view
        if view == before:
            return
        self.setWindowTitle(view.title)
        while len(self._choices) < len(view.choices):
            choice = PhoneChoice(self.look, self)
            choice.clicked.connect(
                lambda _checked=False, choice=choice: self.chosen.emit(choice.view.scenario)
            )
            self._choices.append(choice)
        for number, choice in enumerate(self._choices):
            choice.setVisible(number < len(view.choices))
            if number < len(view.choices):
                shown = view.choices[number]
                choice.render_choice(shown, chosen=shown.scenario == view.chosen)
        self._button.render_action(
            ActionView(Intent.NEW_CODE, view.show_word, "", recommended=not view.showing)
        )
        if before is None or len(before.choices) != len(view.choices):
            self.lay_out()
        self.update()

    def picture(self) -> QImage:
        """What the camera sees while the phone is held to it. Drawn once per code. GUI thread."""
        view = self._view
        code, text = (view.code, view.code_text) if view else ("", "")
        if self._seen is None or self._seen[0] != code:
            self._seen = (code, camera_view(code, text))
        return self._seen[1]

    def grey_picture(self) -> Picture:
        """The same as grey bytes for the decoder."""
        return grey_of(self.picture())

    def frame(self) -> Frame:
        """The same for the preview in the state panel."""
        image = self.picture()
        return Frame(rgb_of(image), image.width(), image.height())

    def sizeHint(self) -> QSize:  # noqa: N802
        """Phone and choices side by side."""
        return QSize(780, 492)

    def lay_out(self) -> None:
        """The phone, its button, the choices."""
        inside = self.inside().adjusted(EDGE, 0, -EDGE, -EDGE)
        phone = self._phone_area()
        top = round(phone.bottom()) + GAP
        left, width = inside.left(), self._phone_column()
        self._button.setGeometry(left, top, width, BUTTON)
        if self._is_wide():
            left += width + 2 * EDGE
            width = inside.right() + 1 - left
            top = inside.top() + TITLE
        else:
            top += BUTTON + GAP + 22
        for number, choice in enumerate(self._choices):
            choice.setGeometry(left, top + number * (CHOICE + CHOICE_GAP), width, CHOICE)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Title, phone, the heading of the choices."""
        super().paintEvent(event)
        view = self._view
        if view is None:
            return
        painter = painter_on(self)
        theme = self.look.theme
        inside = QRectF(self.inside()).adjusted(EDGE, 0, -EDGE, 0)
        icon(painter, "person", inside.left(), inside.top() + TITLE / 2 - 8, 16, theme.text2)
        title = QRectF(inside.left() + 24, inside.top(), self._phone_column() - 24, TITLE)
        letters = style(15, 20, SEMIBOLD)
        letters.draw(painter, title, letters.elided(view.title, title.width()), theme.text)
        paint_phone(painter, self._phone_area(), view.code, view.code_text, view.refresh_word)
        if self._choices:
            first = self._choices[0].geometry()
            heading = QRectF(first.left(), first.top() - 24, first.width(), 20)
            small = style(14, 20)
            small.draw(painter, heading, small.elided(view.choices_title, heading.width()), theme.text2)
        painter.end()

    def _is_wide(self) -> bool:
        return self.inside().width() >= TWO_COLUMNS

    def _phone_column(self) -> int:
        inner = self.inside().width() - 2 * EDGE
        return min(inner // 2 - EDGE, 360) if self._is_wide() else inner

    def _phone_area(self) -> QRectF:
        """As large as the rest allows; the phone keeps its proportions."""
        inside = self.inside()
        top = inside.top() + TITLE
        below = GAP + BUTTON + EDGE
        if not self._is_wide():
            below += GAP + 22 + len(self._choices) * (CHOICE + CHOICE_GAP)
        height = max(170.0, min(340.0, inside.bottom() + 1 - top - below))
        width = min(float(self._phone_column()), height * 0.96)
        left = inside.left() + EDGE + (self._phone_column() - width) / 2
        return QRectF(left, top, width, height)
