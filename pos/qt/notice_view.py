"""A full window or a page in words: the till cannot sell, or help. The order is that of a state panel."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent

from pos.qt.keys import cap_name
from pos.qt.page import Page
from pos.qt.panel import StatePanel
from pos.qt.theme import Look
from pos.qt.till_window import TillWindow
from pos.screens.views import Intent, NoticeView, PanelView

WIDEST, HIGHEST = 860, 470


def panel_of(view: NoticeView) -> PanelView:
    """A notice in the form of a state panel: the order of the sentences is the same."""
    return PanelView(
        tone=view.tone,
        word=view.word,
        headline=view.what,
        money=view.money,
        advice=view.do,
        actions=view.actions,
        code=view.code,
    )


def middle_of(area: QRect) -> QRect:
    """Where the notice stands: in the middle, not wider than a sentence can be read."""
    width, height = min(WIDEST, area.width() - 24), min(HIGHEST, area.height() - 24)
    left = area.left() + (area.width() - width) // 2
    return QRect(left, area.top() + (area.height() - height) // 2, width, height)


class NoticeWindow(TillWindow):
    """Instead of the till, when the journal or the settings are broken."""

    intent = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: NoticeView | None = None
        self.panel = StatePanel(look, self)
        self.panel.pressed.connect(self.intent)
        self.resize(1024, 640)

    def render(self, view: NoticeView) -> None:  # type: ignore[override]
        """Show `view`."""
        self._view = view
        self.setWindowTitle(view.word)
        self.panel.render_panel(panel_of(view))
        self.panel.setFocus()

    def lay_out(self) -> None:
        """Keep it in the middle."""
        self.panel.setGeometry(middle_of(self.inside()))

    def typed_text(self) -> str:
        """Nothing is typed here."""
        return ""

    def take(self, text: str) -> None:
        """Nothing is typed here."""

    def put_back(self, text: str) -> None:
        """Nothing is typed here."""

    def key_pressed(self, name: str) -> bool:
        """The keys on the buttons."""
        meant = _meaning(self._view, name)
        if meant is not None:
            self.intent.emit(meant)
        return meant is not None


class NoticePage(Page):
    """The same over the body of the till: help."""

    intent = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: NoticeView | None = None
        self.panel = StatePanel(look, self, shows_mark=False)
        self.panel.pressed.connect(self._pressed)

    def render(self, view: NoticeView) -> None:  # type: ignore[override]
        """Show `view`."""
        self._view = view
        self.setAccessibleName(view.word)
        self.panel.render_panel(panel_of(view))

    def begin(self) -> None:
        """The panel has the focus, not a button."""
        self.panel.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep it in the middle."""
        super().resizeEvent(event)
        self.panel.setGeometry(middle_of(self.rect()))

    def key_pressed(self, name: str) -> bool:
        """Esc, and the keys on the buttons."""
        meant = _meaning(self._view, name)
        if meant is not None:
            self._pressed(meant)
            return True
        return super().key_pressed(name)

    def _pressed(self, intent: Intent) -> None:
        if intent is Intent.BACK:
            self.closed.emit()
        else:
            self.intent.emit(intent)


def _meaning(view: NoticeView | None, name: str) -> Intent | None:
    actions = view.actions if view else ()
    return next((action.intent for action in actions if cap_name(action.key) == name), None)
