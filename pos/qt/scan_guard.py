"""Keys of a hand scanner, told from those of a person, before any widget sees them.

A burst (keys at most 35 ms apart, 6 characters or more, then Enter) is a scan: its Enter can never
press a button, and for 300 ms after it Enter and Space press nothing. What is typed anywhere in a
watched window goes to that window's input line. Works also while a menu or a page is open.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QWidget

from pos.qt.keys import key_name

BURST_GAP_MS = 35
BURST_LEAST = 6
HUSH_MS = 300
GROUP_SEPARATOR = "\x1d"
"""Inside marking codes; scanners send it as a control character."""


ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
OF_A_FIELD = frozenset({"Del", "Ctrl Del", "Ctrl C", "Ctrl Z"})
"""Keys that belong to a field with text in it before they mean anything to the till."""
MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
)


class Home(Protocol):
    """A window that takes typed text and named keys."""

    def typed_text(self) -> str:
        """What stands in its input now."""
        ...

    def take(self, text: str) -> None:
        """Put typed text into the input, and the focus with it."""
        ...

    def put_back(self, text: str) -> None:
        """Make the input read `text` again: what came after it was a scan."""
        ...

    def key_pressed(self, name: str) -> bool:
        """A key that writes nothing (`F8`, `Esc`, `+` in an empty input); returns whether it was used."""
        ...


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key of a possible burst. `native` is the physical key, whatever layout the PC has."""

    text: str
    native: int
    at_ms: float


def decoded(strokes: Sequence[Stroke]) -> str:
    """The text of a burst. The one place where layouts will be undone by the physical keys."""
    return "".join(stroke.text for stroke in strokes)


def stamp_ms(event: QKeyEvent) -> float:
    """When the key was pressed; the window system's own time where it gives one."""
    return float(event.timestamp()) or time.monotonic() * 1000


class ScanGuard(QObject):
    """An application-wide event filter. Keep one, and tell it which windows to watch."""

    scanned = Signal(str)

    def __init__(
        self,
        app: QApplication,
        stamp: Callable[[QKeyEvent], float] = stamp_ms,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(app)
        self._stamp, self._now_s = stamp, now_s
        self._homes: dict[int, tuple[QWidget, Home | None]] = {}
        self._strokes: list[Stroke] = []
        self._before = ""
        self._field: QLineEdit | None = None
        self._hushed_until_s = 0.0
        self._held: tuple[Home, str] | None = None
        self._holding = QTimer(self)
        self._holding.setSingleShot(True)
        self._holding.setInterval(BURST_GAP_MS + 5)
        self._holding.timeout.connect(self._let_go)
        app.installEventFilter(self)

    def watch(self, window: QWidget, home: Home | None) -> None:
        """Guard `window`. Its text goes to `home`; without one, scans into it are dropped."""
        self._homes[id(window)] = (window, home)

    def hush(self) -> None:
        """A code has just been read: let Enter and Space press nothing for a moment."""
        self._hushed_until_s = self._now_s() + HUSH_MS / 1000

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """See every key press first."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(watched, QWidget):
            return False
        if not isinstance(event, QKeyEvent):
            return False
        watch = self._watch_of(watched)
        return self._press(watched, event, watch[1]) if watch else False

    def _watch_of(self, widget: QWidget) -> tuple[QWidget, Home | None] | None:
        """The watched window that `widget` is in; a menu belongs to the window that opened it."""
        at: QWidget | None = widget
        while at is not None:
            if found := self._homes.get(id(at)):
                return found
            at = at.parentWidget()
        return None

    @property
    def _hushed(self) -> bool:
        return self._now_s() < self._hushed_until_s

    def _press(self, watched: QWidget, event: QKeyEvent, home: Home | None) -> bool:
        if event.key() in MODIFIERS:
            return False  # a scanner presses Shift for each capital letter: the burst goes on
        at_ms = self._stamp(event)
        in_burst = bool(self._strokes) and at_ms - self._strokes[-1].at_ms <= BURST_GAP_MS
        if event.key() in ENTER_KEYS or event.text() in ("\r", "\n") or (in_burst and _is_tab(event)):
            return self._enter(watched, event, home, in_burst=in_burst)
        if not _writes(event):
            self._strokes.clear()
            return not event.isAutoRepeat() and self._named(watched, event, home)
        stroke = Stroke(event.text(), event.nativeScanCode(), at_ms)
        if in_burst:
            return self._write(watched, stroke, home)
        self._strokes.clear()
        if event.text() == " " and (self._hushed or isinstance(watched, (QAbstractButton, QMenu))):
            return self._hushed  # Space presses the button that has the focus
        if home and _is_sign(watched, event, home):
            return self._hold(stroke, home)
        return self._write(watched, stroke, home)

    def _enter(self, watched: QWidget, event: QKeyEvent, home: Home | None, *, in_burst: bool) -> bool:
        strokes, self._strokes = self._strokes, []
        if in_burst and len(strokes) >= BURST_LEAST:
            self._finish(decoded(strokes), home)
            return True
        if self._hushed or event.isAutoRepeat():
            return True
        return bool(home) and self._named(watched, event, home)

    def _finish(self, text: str, home: Home | None) -> None:
        """Undo what the burst wrote, then hand it over as a scan."""
        self._take_held()
        self.hush()
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            menu.close()
        if home:
            home.put_back(self._before)
            self.scanned.emit(text)
        elif self._field is not None:
            self._field.setText(self._before)
        self._field = None

    def _write(self, watched: QWidget, stroke: Stroke, home: Home | None) -> bool:
        """Text goes into the field that has the focus, else into the window's input."""
        held = self._take_held()
        field = watched if isinstance(watched, QLineEdit) and not watched.isReadOnly() else None
        if not self._strokes:
            self._field = field
            self._before = home.typed_text() if home else field.text() if field else ""
        self._strokes.append(stroke)
        if field:
            if held:
                field.insert(held)
            return False
        if home:
            home.take(held + stroke.text)
        return True

    def _named(self, watched: QWidget, event: QKeyEvent, home: Home | None) -> bool:
        name = key_name(event)
        if not home or not name or isinstance(watched, QMenu):
            return False
        if name in OF_A_FIELD and isinstance(watched, QLineEdit) and watched.text():
            return False
        return home.key_pressed(name)

    def _hold(self, stroke: Stroke, home: Home) -> bool:
        """A sign may be the first character of a code: wait an instant before it counts as a command."""
        self._strokes.append(stroke)
        self._before, self._field = home.typed_text(), None
        self._held = (home, stroke.text)
        self._holding.start()
        return True

    def _take_held(self) -> str:
        """The held sign turned out to be the first of more text."""
        self._holding.stop()
        held, self._held = self._held, None
        return held[1] if held else ""

    def _let_go(self) -> None:
        """Nothing followed: it was a command."""
        held, self._held = self._held, None
        self._strokes.clear()
        if held:
            held[0].key_pressed("Space" if held[1] == " " else held[1])


def _is_tab(event: QKeyEvent) -> bool:
    """Some scanners end a code with Tab instead of Enter."""
    return event.key() == Qt.Key.Key_Tab


def _is_sign(watched: QWidget, event: QKeyEvent, home: Home) -> bool:
    """A plus, a minus or a space that is a command: nothing has been typed that it could belong to."""
    if event.text() not in ("+", "-", " ") or event.isAutoRepeat():
        return False
    return not home.typed_text() and not (isinstance(watched, QLineEdit) and watched.text())


def _writes(event: QKeyEvent) -> bool:
    text = event.text()
    if not text or event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        return False
    if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier):
        return text == GROUP_SEPARATOR
    return text.isprintable() or text == GROUP_SEPARATOR
