"""The devices on the counter as the settings name them: printers, camera, sounds. Level of bootstrap."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pos.core.errors import CameraTrouble
from pos.core.receipt import Picture, Receipt
from pos.flow.ports import Frame, PrintOut
from pos.paths import Home, resource
from pos.settings import CameraSettings, PrinterSettings

if TYPE_CHECKING:
    from pos.devices.camera import Camera, FrameSource
    from pos.devices.decode import Code
    from pos.devices.print_profiles import PrinterProfile
    from pos.devices.print_spool import FolderSpool
    from pos.devices.printers import Paper
    from pos.devices.sounds import Sounds


class LazyPrintOut:
    """A printer whose library is loaded by its first print-out: that costs 0.3 s, off the GUI thread."""

    def __init__(self, make: Callable[[], PrintOut]) -> None:
        self._make = make
        self._made: PrintOut | None = None
        self._lock = threading.Lock()

    def print(self, receipt: Receipt) -> None:
        """As the printer itself. Raises PrinterTrouble."""
        with self._lock:
            self._made = self._made or self._make()
        self._made.print(receipt)


def escpos_printers(settings: PrinterSettings) -> tuple[PrintOut, ...]:
    """The ESC/POS printer that the settings name, if they name one; it needs no window."""
    if settings.kind not in {"escpos_file", "escpos_network"}:
        return ()
    return (LazyPrintOut(lambda: _escpos(settings)),)


def printer_profile(settings: PrinterSettings) -> PrinterProfile:
    """What the printer of the settings can do."""
    from pos.devices.print_profiles import profile_of

    return profile_of(settings.profile, settings.width_chars, settings.cut, settings.drawer)


def shop_logo(settings: PrinterSettings) -> Picture | None:
    """The logo of the settings, as wide as their paper at most; None when there is none.

    Raises UnreadablePicture with `file` and `why`.
    """
    if not settings.logo:
        return None
    from pos.devices.print_logo import load_logo

    return load_logo(Path(settings.logo), printer_profile(settings).dots)


def paper_spool(home: Home) -> FolderSpool:
    """Where papers of this home wait for their printer."""
    from pos.devices.print_spool import FolderSpool

    return FolderSpool(home.folder / "spool")


def code_page_printer(settings: PrinterSettings) -> PrintOut:
    """The ESC/POS printer of the settings, for the paper that shows its code pages."""
    from pos.devices.print_test import CodePagePaper

    return _on_wire(settings, CodePagePaper(*_FONTS, printer_profile(settings)))


def _escpos(settings: PrinterSettings) -> PrintOut:
    from pos.devices.escpos import EscPosPaper

    return _on_wire(settings, EscPosPaper(*_FONTS, printer_profile(settings)))


_FONTS = (resource("fonts", "Inter-Regular.otf"), resource("fonts", "Inter-SemiBold.otf"))


def _on_wire(settings: PrinterSettings, paper: Paper) -> PrintOut:
    from pos.devices.printers import FilePrinter, NetworkPrinter

    if settings.kind == "escpos_file":
        return FilePrinter(Path(settings.path), paper)
    return NetworkPrinter(settings.host, paper, port=settings.port, asks_status=settings.asks_status)


class Eye:
    """The camera, opened when somebody looks and closed when nobody does. GUI thread; callbacks elsewhere."""

    def __init__(
        self,
        source: Callable[[], FrameSource],
        on_frame: Callable[[Frame], None],
        on_code: Callable[[str], None],
        on_trouble: Callable[[CameraTrouble], None],
        fps: float = 30.0,
        *,
        exists: bool = True,
    ) -> None:
        """`exists` is False for a till without a camera: looking does nothing then."""
        self._source = source
        self._on_frame = on_frame
        self._on_code = on_code
        self._on_trouble = on_trouble
        self._fps = fps
        self.exists = exists
        self._camera: Camera | None = None
        self._wanted = threading.Event()
        self._lock = threading.Lock()

    def look(self, on: bool) -> None:
        """Open or close the eye; returns at once (opening a camera may take seconds on Windows)."""
        if not self.exists or on == self._wanted.is_set():
            return
        if on:
            self._wanted.set()
        else:
            self._wanted.clear()
        threading.Thread(target=self._follow, name="eye", daemon=True).start()

    def _follow(self) -> None:
        with self._lock:
            if self._wanted.is_set() and self._camera is None:
                from pos.devices.camera import Camera

                self._camera = Camera(
                    self._source(), self._on_frame, self._codes, self._on_trouble, fps=self._fps, retry_s=3.0
                )
                self._camera.start()
            elif not self._wanted.is_set() and self._camera is not None:
                self._camera.stop()
                self._camera = None

    def _codes(self, codes: tuple[Code, ...]) -> None:
        for code in codes:
            self._on_code(code.text)

    def close(self) -> None:
        """Let go of the camera; waits for its threads."""
        self._wanted.clear()
        self._follow()


def video_source(settings: CameraSettings) -> FrameSource:
    """The camera or recording that the settings name."""
    from pos.devices.camera import VideoSource

    where = settings.source
    return VideoSource(int(where) if where.isdigit() else where, settings.width, settings.height)


class LazySounds:
    """Sounds whose module is loaded by the first of them."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._sounds: Sounds | None = None

    def play(self, name: str) -> None:
        """Begin to play and return at once; a name without a sound is silent."""
        from pos.devices.sounds import TONES, Sounds

        self._sounds = self._sounds or Sounds(self._home.folder / "sounds")
        known = next((sound for sound in TONES if sound == name), None)
        if known is not None:
            self._sounds.play(known)
