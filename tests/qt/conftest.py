"""One application with the bundled fonts; windows are made by fixtures and closed by pytest-qt."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos.paths import resource
from pos.qt.main_window import MainWindow
from pos.qt.scan_guard import ScanGuard
from pos.qt.theme import Look
from pos.qt.typeset import load_fonts
from tests.qt import samples

OFFSCREEN_SAYS = "This plugin does not support"
"""Of raising windows and of size hints: true, and of no consequence."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN_SAYS))


@pytest.fixture(scope="session", autouse=True)
def _fonts(qapp: QApplication) -> None:
    QApplication.setStyle("fusion")
    load_fonts(resource("fonts"))


@pytest.fixture
def look(qapp: QApplication) -> Look:
    return Look(motion=False)


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> MainWindow:
    """The till's window with a sale on it, shown and focused."""
    made = MainWindow(look)
    qtbot.addWidget(made)
    made.render(samples.SALE)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.input.setFocus()
    return made


class Clock:
    """Time that moves when told."""

    def __init__(self) -> None:
        self.ms = 1000.0

    def now_s(self) -> float:
        return self.ms / 1000


class Keyboard:
    """Presses keys at chosen moments, as a person or as a scanner."""

    def __init__(self, qtbot: QtBot, guard: ScanGuard, clock: Clock) -> None:
        self._qtbot = qtbot
        self.guard = guard
        self.clock = clock
        self.scans: list[str] = []
        guard.scanned.connect(self.scans.append)

    def press(self, key: int, text: str = "", after_ms: float = 200.0, *, to: QWidget | None = None) -> None:
        self.clock.ms += after_ms
        target = to or QApplication.focusWidget()
        assert target is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(
                target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, 0, 0, 0, text)
            )

    def type(self, text: str, apart_ms: float = 200.0, *, to: QWidget | None = None) -> None:
        for letter in text:
            self.press(ord(letter.upper()), letter, apart_ms, to=to)

    def enter(self, after_ms: float = 200.0, *, to: QWidget | None = None) -> None:
        self.press(Qt.Key.Key_Return, "\r", after_ms, to=to)

    def scan(self, text: str) -> None:
        self.clock.ms += 500
        self.type(text, 5)
        self.enter(5)


@pytest.fixture
def keyboard(qtbot: QtBot, qapp: QApplication, window: MainWindow) -> Iterator[Keyboard]:
    clock = Clock()
    guard = ScanGuard(qapp, stamp=lambda _event: clock.ms, now_s=clock.now_s)
    guard.watch(window, window)
    yield Keyboard(qtbot, guard, clock)
    qapp.removeEventFilter(guard)
    guard.deleteLater()
