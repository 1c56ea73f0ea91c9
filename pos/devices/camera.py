"""The camera: one thread takes pictures and keeps only the newest, one decodes it. Nothing waits for the GUI.

Callbacks come on these two threads; they must hand over and return at once.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, Protocol, TypeAlias

# OpenCV says on the console what CameraTrouble says to the cashier. Set before it is loaded.
os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")

import cv2
import numpy as np
from numpy.typing import NDArray

from pos.core.errors import CameraTrouble
from pos.devices.decode import Code, Grey, decode, is_linear, to_grey
from pos.flow.ports import Frame

Picture: TypeAlias = NDArray[Any]
"""Grey or BGR, 8 bits."""

PREVIEW_WIDTH_PX = 640
SECOND_READING_WITHIN_S = 1.0
_STOP_WAITS_S = 2.0


class FrameSource(Protocol):
    """Where pictures come from. All three methods are called by the capture thread alone."""

    @property
    def paced(self) -> bool:
        """Whether `read` itself waits for the next picture, as a live camera does."""
        ...

    def open(self) -> None:
        """Make ready; may take seconds. Raises CameraTrouble."""
        ...

    def read(self) -> Picture | None:
        """The next picture; None when there will be no more."""
        ...

    def close(self) -> None:
        """Let go of the device; may be called when not open."""
        ...


class VideoSource:
    """A camera by its number, or a recording: a video file, or a pattern of pictures such as `f_%04d.jpg`."""

    def __init__(self, where: int | str, width: int = 1280, height: int = 720) -> None:
        self._where = where
        self._size = (width, height)
        self._capture: cv2.VideoCapture | None = None

    @property
    def paced(self) -> bool:
        """A camera gives pictures at its own pace, a recording as fast as it is asked."""
        return isinstance(self._where, int)

    def open(self) -> None:
        """Open it. Raises CameraTrouble when there is no such camera or file."""
        self.close()
        capture = self._opened()
        if not capture.isOpened():
            capture.release()
            raise CameraTrouble("cannot be opened", device=str(self._where))
        self._capture = capture

    def read(self) -> Picture | None:
        """The next picture in BGR; None at the end of a recording, or when the camera is gone."""
        if self._capture is None:
            return None
        there, picture = self._capture.read()
        return picture if there else None

    def close(self) -> None:
        """Release the device."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _opened(self) -> cv2.VideoCapture:
        if isinstance(self._where, str):
            return cv2.VideoCapture(self._where)
        # On Windows the default back end can take 20 s to open a camera; DirectShow does not.
        capture = cv2.VideoCapture(self._where, cv2.CAP_DSHOW if sys.platform == "win32" else cv2.CAP_ANY)
        # MJPG before the size: uncompressed 720p does not fit through USB 2 at 30 fps.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._size[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._size[1])
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        return capture


class PictureSource:
    """Pictures made by the program: `current` gives the one of this moment, or None when there is none now.

    `current` is called on the capture thread and must not touch a widget.
    """

    paced = False

    def __init__(self, current: Callable[[], Picture | None]) -> None:
        self._current = current
        self._nothing: Grey = np.full((360, 480), 90, np.uint8)

    def open(self) -> None:
        """Nothing to open."""

    def read(self) -> Picture:
        """The picture of this moment; plain grey when there is none. Never ends."""
        picture = self._current()
        return self._nothing if picture is None else picture

    def close(self) -> None:
        """Nothing to close."""


class Camera:
    """Runs a source: previews to `on_frame`, readings to `on_codes`, faults to `on_trouble`.

    `on_frame` and `on_trouble` come on the capture thread, `on_codes` on the decode thread. The same code
    comes with each frame that shows it; dropping repetitions is for `core.scan`. A bar code comes from its
    second equal reading within a second on, because one reading of it may be wrong.

    Args:
        source: opened, read and closed on the capture thread.
        on_frame: gets pictures at most `PREVIEW_WIDTH_PX` wide.
        on_codes: gets what a frame showed; never called with nothing.
        on_trouble: the source could not be opened, failed or ended.
        fps: pace for sources that have none of their own.
        retry_s: after a trouble, try to open again so many seconds later; None: give up until `start`.
    """

    def __init__(
        self,
        source: FrameSource,
        on_frame: Callable[[Frame], None],
        on_codes: Callable[[tuple[Code, ...]], None],
        on_trouble: Callable[[CameraTrouble], None],
        *,
        fps: float = 30.0,
        retry_s: float | None = None,
    ) -> None:
        self._source = source
        self._on_frame = on_frame
        self._on_codes = on_codes
        self._on_trouble = on_trouble
        self._interval_s = 1.0 / fps
        self._retry_s = retry_s
        self._run: _Run | None = None

    def start(self) -> None:
        """Begin; returns at once. Does nothing while running."""
        if self._run is not None and self._run.alive:
            return
        self._run = _Run()
        self._run.begin(self._capture, self._decode)

    def stop(self) -> None:
        """End both threads; waits for them, at most two seconds for a device that hangs. May be repeated."""
        if self._run is not None:
            self._run.end()
            self._run = None

    def _capture(self, run: _Run) -> None:
        try:
            while not run.over.is_set():
                try:
                    self._source.open()
                    self._take_pictures(run)
                except CameraTrouble as trouble:
                    self._on_trouble(trouble)
                except cv2.error as error:
                    self._on_trouble(CameraTrouble(error.err or "the source failed"))
                finally:
                    self._source.close()
                if self._retry_s is None or run.over.wait(self._retry_s):
                    return
        finally:
            run.newest.close()

    def _take_pictures(self, run: _Run) -> None:
        """Until stopped. Raises CameraTrouble when the source ends."""
        due_s = monotonic()
        while not run.over.is_set():
            picture = self._source.read()
            if picture is None:
                raise CameraTrouble("no more pictures")
            run.newest.put(picture)
            self._on_frame(preview(picture))
            if not self._source.paced:
                due_s = max(due_s + self._interval_s, monotonic())
                run.over.wait(due_s - monotonic())

    def _decode(self, run: _Run) -> None:
        twice = TwoReadings()
        while (picture := run.newest.take()) is not None:
            codes = twice.agreed(decode(to_grey(picture)), monotonic())
            if codes and not run.over.is_set():
                self._on_codes(codes)


class TwoReadings:
    """Holds a bar code back until a second frame reads the same; QR and DataMatrix correct themselves."""

    def __init__(self) -> None:
        self._read_at_s: dict[Code, float] = {}

    def agreed(self, codes: tuple[Code, ...], at_s: float) -> tuple[Code, ...]:
        """Those of one frame's `codes` that may be believed at monotonic `at_s`."""
        recent = {c: t for c, t in self._read_at_s.items() if at_s - t < SECOND_READING_WITHIN_S}
        self._read_at_s = recent | {code: at_s for code in codes if is_linear(code)}
        return tuple(code for code in codes if not is_linear(code) or code in recent)


def preview(picture: Picture) -> Frame:
    """A small RGB copy for the screen."""
    height, width = picture.shape[:2]
    if width > PREVIEW_WIDTH_PX:
        size = PREVIEW_WIDTH_PX, max(1, height * PREVIEW_WIDTH_PX // width)
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    order = cv2.COLOR_GRAY2RGB if picture.ndim == 2 else cv2.COLOR_BGR2RGB
    rgb = np.ascontiguousarray(cv2.cvtColor(picture, order))
    return Frame(rgb.tobytes(), rgb.shape[1], rgb.shape[0])


class _Newest:
    """One place for one picture: a newer one replaces it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._picture: Picture | None = None
        self._closed = False

    def put(self, picture: Picture) -> None:
        with self._changed:
            self._picture = picture
            self._changed.notify()

    def take(self) -> Picture | None:
        """Wait for a picture; None when no more will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._picture is not None or self._closed)
            picture, self._picture = self._picture, None
            return picture

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()


class _Run:
    """What belongs to one start, so that a thread that hangs in a device does not disturb the next one."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.newest = _Newest()
        self._threads: tuple[threading.Thread, ...] = ()

    @property
    def alive(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def begin(self, *works: Callable[[_Run], None]) -> None:
        self._threads = tuple(
            threading.Thread(target=work, args=(self,), name=f"camera{work.__name__}", daemon=True)
            for work in works
        )
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self.over.set()
        self.newest.close()
        until_s = monotonic() + _STOP_WAITS_S
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, until_s - monotonic()))
