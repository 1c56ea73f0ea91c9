"""One whole till for tests: real windows, engine and journal, hands at its keys, CLICK in another thread."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos.bootstrap import Parts, open_parts, with_training_credentials
from pos.commands.station_run import StationRun
from pos.commands.training_phone import PhoneEye
from pos.core.fiscal import FiscalDefaults
from pos.flow.history_ports import HistoryRow
from pos.paths import Home
from pos.screens.views import ChipView, PanelView, SaleView, Tone
from pos.screens.words import Words
from pos.settings import ClickSettings, PrinterSettings, Settings
from tests.commands.kit import Click, without_log_files
from tests.fakes.counter import PaperTray

WINDOW_S = 3.0
WAIT_MS = 15_000
PROBE_MS = 5
SUGAR, OIL = "4780012340139", "4780012340207"
KEYS = {
    **{f"F{number}": getattr(Qt.Key, f"Key_F{number}") for number in range(1, 13)},
    "Esc": Qt.Key.Key_Escape,
    "Enter": Qt.Key.Key_Return,
    "Space": Qt.Key.Key_Space,
    "Tab": Qt.Key.Key_Tab,
}
WRITING = {"Enter": "\r", "Space": " "}


class Hands:
    """Keys of a person and of a hand scanner, with the window system's own times on them."""

    def __init__(self) -> None:
        self._at_ms = 1000

    def press(
        self,
        key: int,
        text: str = "",
        after_ms: int = 400,
        with_key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        self._at_ms += after_ms
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            target = QApplication.focusWidget() or QApplication.activeWindow()
            assert target is not None
            event = QKeyEvent(kind, key, with_key, text)
            event.setTimestamp(self._at_ms)
            QApplication.sendEvent(target, event)

    def burst(self, text: str) -> None:
        """A scanner: letters 4 ms apart, then Enter."""
        for number, letter in enumerate(text):
            self.press(ord(letter.upper()), letter, 4 if number else 700)
        self.press(Qt.Key.Key_Return, "\r", 4)


class StallProbe:
    """How long the GUI thread did not come to its timers while the test only waited; seconds.

    `longest_s` holds what other threads and programs took from it as well; `busiest_s` is its own work.
    """

    def __init__(self) -> None:
        self.longest_s = self.busiest_s = 0.0
        self._last_s = self._last_work_s = 0.0
        self._timer = QTimer(QApplication.instance())  # not Python's: it must end in the GUI thread
        self._timer.setInterval(PROBE_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        self._last_s, self._last_work_s = time.monotonic(), time.thread_time()
        self._timer.start()

    def end(self) -> None:
        self._timer.stop()

    def close(self) -> None:
        self._timer.deleteLater()

    def _tick(self) -> None:
        now_s, work_s = time.monotonic(), time.thread_time()
        self.longest_s = max(self.longest_s, now_s - self._last_s - PROBE_MS / 1000)
        self.busiest_s = max(self.busiest_s, work_s - self._last_work_s)
        self._last_s, self._last_work_s = now_s, work_s


class Till:
    """One running till."""

    def __init__(
        self,
        qtbot: QtBot,
        folder: Path,
        click: Click,
        window_s: float = WINDOW_S,
        *,
        confirm_mode: Literal["on", "off"] = "on",
        fiscal: FiscalDefaults | None = None,
    ) -> None:
        self.qtbot, self.click = qtbot, click
        self.sounds: list[str] = []
        self.stall = StallProbe()
        self.home = Home(folder).make()
        self.tray = PaperTray()
        self.hands = Hands()
        self.eye = PhoneEye()
        settings = Settings(
            click=ClickSettings(
                base_url=click.base_url, confirm_window_s=window_s, confirm_mode=confirm_mode
            ),
            printer=PrinterSettings(kind="none"),
            fiscal=fiscal or FiscalDefaults(),
            language="en",
            theme="light",
        )
        self.run = StationRun(
            home=self.home,
            settings=with_training_credentials(settings),
            words=Words("en"),
            owned=None,
            opened=self._open,
            source=self.eye.source,
            extra_printers=(self.tray,),
        )
        self.station = self.run.station
        self.station.presenter.counter.play = self.sounds.append
        self.ended = self.closed = False

    async def _open(self, run: StationRun) -> Parts:
        return open_parts(
            home=self.home,
            settings=run.settings,
            say=run.receipt_words.say,
            printers=run.printers,
            listeners=(run.on_event,),
        )

    def begin(self) -> None:
        self.run.begin()
        assert self.run.outer is not None
        self.run.outer.activateWindow()
        self.wait(self.run.outer.isActiveWindow)

    def ready(self) -> None:
        self.begin()
        self.wait(lambda: bool(self.view.quick_keys))

    def end(self) -> None:
        if self.closed:
            return
        self.closed = True
        self.stall.close()
        if not self.ended:
            self.ended = True
            self.run.end()
        self.station._ticking.stop()
        self.run.app.removeEventFilter(self.station.guard)
        if self.run.outer is not None:
            # Gone for good: a hidden one would be taken by the next till, and offscreen it cannot be
            # activated again. What stood in it stays, since something may still be drawn there.
            self.station.window.setParent(None)
            self.run.outer.deleteLater()
            self.run.outer = None
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        for window in QApplication.topLevelWidgets():
            window.hide()
        gc.unfreeze()
        gc.collect()  # the windows of this till may go, here, in their own thread

    def wait(self, condition: Callable[[], bool]) -> None:
        self.stall.begin()
        try:
            self.qtbot.waitUntil(condition, timeout=WAIT_MS)
        finally:
            self.stall.end()

    @property
    def view(self) -> SaleView:
        assert self.station.view is not None
        return self.station.view

    @property
    def panel(self) -> PanelView:
        assert self.view.panel is not None
        return self.view.panel

    @property
    def tone(self) -> Tone | None:
        return self.view.panel.tone if self.view.panel else None

    @property
    def page(self) -> QWidget | None:
        return self.station.window.page

    def key(self, name: str) -> None:
        """A person's key. Enter and Space press nothing for a moment after a scan: people are slower."""
        if name in WRITING:
            self.wait(lambda: not self.station.guard._hushed)
        self.hands.press(KEYS[name], WRITING.get(name, ""))

    def ctrl(self, name: str) -> None:
        """Ctrl and a key."""
        self.hands.press(KEYS[name], with_key=Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> None:
        """A person types."""
        for letter in text:
            self.hands.press(0, letter)

    def becomes(self, tone: Tone | None) -> None:
        self.wait(lambda: self.tone is tone)

    def ring_up(self, *barcodes: str) -> None:
        for barcode in barcodes:
            before = len(self.view.lines)
            self.hands.burst(barcode)
            self.wait(lambda before=before: len(self.view.lines) == before + 1)  # type: ignore[misc]

    def waiting(self, goods: str = SUGAR) -> None:
        """A line on the receipt and F8 pressed. The same goods twice within 0.2 s are a scanner's bounce."""
        self.ring_up(goods)
        self.key("F8")
        self.becomes(Tone.GREY)

    def paid(self) -> None:
        self.waiting()
        self.station.seen(self.click.code())
        self.becomes(Tone.GREEN)

    def chip(self, name: str) -> ChipView:
        return next(chip for chip in self.view.chips if chip.name == name)

    def rows(self) -> list[HistoryRow]:
        """The journal's payments, read through the engine."""
        found = self.run.engine.submit(self.run.door.history(50)).result(WAIT_MS / 1000)
        return list(found)


@pytest.fixture
def click() -> Iterator[Click]:
    with Click(WINDOW_S) as made:
        yield made


@pytest.fixture
def cold(qtbot: QtBot, tmp_path: Path, click: Click) -> Iterator[Till]:
    """A till that has not begun."""
    hooks = sys.excepthook, threading.excepthook
    with without_log_files():
        made = Till(qtbot, tmp_path / "home", click)
        yield made
        made.end()
    sys.excepthook, threading.excepthook = hooks


@pytest.fixture
def till(cold: Till) -> Till:
    """A till that is ready to sell."""
    cold.ready()
    return cold
