"""A till with its real windows, driven sale by sale, with frames arriving at 30 fps."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, QTimer

from pos.bootstrap import Parts, open_parts, with_training_credentials
from pos.commands.station_run import StationRun
from pos.devices.camera import Camera, PictureSource
from pos.paths import Home
from pos.qt.drive import live_for, wait_until
from pos.screens.views import Intent, Tone
from pos.screens.words import Words
from pos.settings import CameraSettings, ClickSettings, PrinterSettings, Settings

GOODS = ("4780012340016", "4780012340023")  # in turn: the same one at once would be a bounce
TICK_MS = 5
IDLE_S = 0.05  # both the till and its floor start from an idle processor


class TillUnderTest:
    """One station in this process against a simulator in another."""

    def __init__(self, folder: Path, base_url: str) -> None:
        home = Home(folder).make()
        settings = with_training_credentials(
            Settings(
                click=ClickSettings(base_url=base_url),
                printer=PrinterSettings(kind="none"),
                camera=CameraSettings(source=""),
            )
        )

        async def opened(run: StationRun) -> Parts:
            self.parts = open_parts(
                home=home, settings=settings, say=run.receipt_words.say, listeners=(run.on_event,)
            )
            return self.parts

        self.run = StationRun(home=home, settings=settings, words=Words("ru"), owned=None, opened=opened)
        self.run.look.motion = False
        self.station = self.run.station
        self._sold = 0
        self._paid_at = 0.0
        panel = self.station.window.panel
        paint = panel.repaint

        def painted() -> None:
            paint()  # returns when the panel is on the screen; the fade is off
            if panel.view.tone is Tone.GREEN and not self._paid_at:
                self._paid_at = time.perf_counter()

        panel.repaint = painted  # type: ignore[method-assign,assignment]
        self.run.begin()
        self._late_ms: list[float] = []
        self._last = 0.0
        self._ticking = QTimer(self.station.window)
        self._ticking.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticking.setInterval(TICK_MS)
        self._ticking.timeout.connect(self._tick)
        picture = np.full((720, 1280, 3), 120, np.uint8)
        self._camera = Camera(
            PictureSource(lambda: picture),
            on_frame=lambda frame: self.run.bridge.post(lambda: self.station.show_frame(frame)),
            on_codes=lambda _codes: None,
            on_trouble=lambda error: None,
            fps=30,
        )
        self._wait("quick keys", lambda: bool(self.station.view and self.station.view.quick_keys))

    def sell(self, code: str) -> float:
        """Seconds from the decoded code to PAID on the screen; the next sale is begun."""
        presenter = self.station.presenter
        self._sold += 1
        presenter.scanned(GOODS[self._sold % 2], "wedge")
        self._wait("a line", lambda: bool(self.station.view and self.station.view.lines))
        presenter.intent(Intent.CLICK_PASS)
        self._wait("waiting", lambda: self._tone() is Tone.GREY)
        live_for(IDLE_S)  # the customer takes out the phone: «waiting» is painted by then
        self._paid_at = 0.0
        begun = time.perf_counter()
        presenter.scanned(code, "camera")
        self._wait("paid", lambda: bool(self._paid_at))
        presenter.intent(Intent.NEXT_SALE)
        self._wait("an empty receipt", lambda: not (self.station.view and self.station.view.lines))
        # In a shop the fiscal receipt is made long before the next code is shown.
        self._wait("the fiscal receipt", lambda: self.parts.checkout.after.is_idle)
        live_for(IDLE_S)
        return self._paid_at - begun

    def begin_watching(self) -> None:
        """Frames at 30 fps, and a timer whose lateness is written down."""
        self._camera.start()
        self._last = time.perf_counter()
        self._ticking.start()

    def end_watching(self) -> list[float]:
        """How late each tick was, in ms."""
        self._ticking.stop()
        self._camera.stop()
        return self._late_ms

    def _tick(self) -> None:
        now = time.perf_counter()
        self._late_ms.append(max(0.0, (now - self._last) * 1e3 - TICK_MS))
        self._last = now

    @staticmethod
    def memory_mb() -> float:
        """Resident memory of this process."""
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def close(self) -> None:
        """End the till."""
        self.run.end()

    def _tone(self) -> Tone | None:
        view = self.station.view
        return view.panel.tone if view and view.panel else None

    @staticmethod
    def _wait(what: str, condition: object) -> None:
        assert callable(condition)
        if not wait_until(condition, 60):
            raise AssertionError(f"waited in vain: {what}")
