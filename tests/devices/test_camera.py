"""The camera over recordings, made pictures and sources that fail."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest

from pos.core.errors import CameraTrouble
from pos.devices.camera import (
    PREVIEW_WIDTH_PX,
    Camera,
    FrameSource,
    Picture,
    PictureSource,
    TwoReadings,
    VideoSource,
    preview,
)
from pos.devices.decode import Code, Grey
from pos.flow.ports import Frame
from tests.devices.pictures import CLICK_CODE, EAN_13, drawn, on_white

WAIT_S = 10.0
QR = Code(CLICK_CODE, "QRCode")
BARS = Code(EAN_13, "EAN13")


class Watcher:
    """Keeps what a camera reports, in order of each kind."""

    def __init__(self) -> None:
        self.frames: queue.Queue[Frame] = queue.Queue()
        self.codes: queue.Queue[tuple[Code, ...]] = queue.Queue()
        self.troubles: queue.Queue[CameraTrouble] = queue.Queue()
        self.threads: set[int] = set()

    def note_codes(self, codes: tuple[Code, ...]) -> None:
        self.threads.add(threading.get_ident())
        self.codes.put(codes)

    @contextmanager
    def watching(self, source: FrameSource, *, retry_s: float | None = None) -> Iterator[Camera]:
        camera = Camera(source, self.frames.put, self.note_codes, self.troubles.put, fps=100, retry_s=retry_s)
        camera.start()
        try:
            yield camera
        finally:
            camera.stop()
            assert not [t.name for t in threading.enumerate() if t.name.startswith("camera")]


def scene(code: Grey) -> Grey:
    """Put the code into a 720p picture, as a recording needs equal sizes."""
    picture = np.full((720, 1280), 200, np.uint8)
    picture[200 : 200 + code.shape[0], 400 : 400 + code.shape[1]] = code
    return picture


QR_SCENE = scene(on_white(drawn("QRCode", CLICK_CODE, 6), 10))
EMPTY_SCENE = np.full((720, 1280), 200, np.uint8)


def as_folder(folder: Path, pictures: list[Grey]) -> str:
    for number, picture in enumerate(pictures):
        (folder / f"f_{number:04d}.jpg").write_bytes(cv2.imencode(".jpg", picture)[1].tobytes())
    return str(folder / "f_%04d.jpg")


def as_avi(folder: Path, pictures: list[Grey]) -> str:
    path = str(folder / "film.avi")
    writer = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"MJPG"), 30, (1280, 720), isColor=True)
    for picture in pictures:
        writer.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    writer.release()
    return path


@pytest.mark.parametrize("recorded", [as_folder, as_avi])
def test_a_recording_is_read_and_its_end_is_reported(
    tmp_path: Path, recorded: Callable[[Path, list[Grey]], str]
) -> None:
    watcher = Watcher()
    source = VideoSource(recorded(tmp_path, [EMPTY_SCENE] * 3 + [QR_SCENE] * 5))
    with watcher.watching(source):
        assert watcher.codes.get(timeout=WAIT_S) == (QR,)
        assert watcher.troubles.get(timeout=WAIT_S).detail == "no more pictures"
    frame = watcher.frames.get_nowait()
    assert (frame.width, frame.height, len(frame.pixels)) == (640, 360, 640 * 360 * 3)
    assert watcher.frames.qsize() == 7


def test_made_pictures_are_read_off_the_callers_thread() -> None:
    watcher = Watcher()
    shown = [EMPTY_SCENE, QR_SCENE]
    with watcher.watching(PictureSource(lambda: shown[0])):
        watcher.frames.get(timeout=WAIT_S)
        shown.reverse()
        assert watcher.codes.get(timeout=WAIT_S) == (QR,)
    assert threading.get_ident() not in watcher.threads


def test_a_moment_without_a_picture_is_no_end() -> None:
    watcher = Watcher()
    pictures = iter([None, None, QR_SCENE])
    with watcher.watching(PictureSource(lambda: next(pictures, None))):
        assert watcher.codes.get(timeout=WAIT_S) == (QR,)
        watcher.frames.get(timeout=WAIT_S)
    assert watcher.troubles.empty()


def test_colour_pictures_are_read_too() -> None:
    watcher = Watcher()
    blue = cv2.merge([np.full_like(QR_SCENE, 180), QR_SCENE, QR_SCENE])
    with watcher.watching(PictureSource(lambda: blue)):
        assert watcher.codes.get(timeout=WAIT_S) == (QR,)


def test_a_camera_that_is_not_there_is_reported(tmp_path: Path) -> None:
    watcher = Watcher()
    with watcher.watching(VideoSource(str(tmp_path / "no.avi"))):
        trouble = watcher.troubles.get(timeout=WAIT_S)
    assert trouble.facts == {"device": str(tmp_path / "no.avi")}


class FlakySource:
    """Fails to open, then breaks off, then works."""

    paced = False

    def __init__(self) -> None:
        self.opened = 0
        self.closed = 0

    def open(self) -> None:
        self.opened += 1
        if self.opened == 1:
            raise CameraTrouble("cannot be opened", device="flaky")

    def read(self) -> Picture | None:
        if self.opened == 2:
            raise cv2.error("the cable was pulled")
        return None if self.opened == 3 else QR_SCENE

    def close(self) -> None:
        self.closed += 1


def test_after_a_trouble_the_source_is_opened_again() -> None:
    watcher = Watcher()
    source = FlakySource()
    with watcher.watching(source, retry_s=0.001):
        for _ in range(3):
            watcher.troubles.get(timeout=WAIT_S)
        assert watcher.codes.get(timeout=WAIT_S) == (QR,)
    assert source.opened == source.closed == 4


def test_a_camera_can_be_stopped_twice_and_started_again() -> None:
    watcher = Watcher()
    with watcher.watching(PictureSource(lambda: QR_SCENE)) as camera:
        watcher.codes.get(timeout=WAIT_S)
        camera.start()
        assert len([t for t in threading.enumerate() if t.name.startswith("camera")]) == 2
        camera.stop()
        camera.stop()
        while not watcher.codes.empty():
            watcher.codes.get()
        camera.start()
        assert watcher.codes.get(timeout=WAIT_S) == (QR,)


class HungSource(FlakySource):
    """Answers only when it is let go, as a camera that was unplugged badly."""

    def __init__(self) -> None:
        super().__init__()
        self.reading = threading.Event()
        self.let_go = threading.Event()

    def open(self) -> None:
        pass

    def read(self) -> Picture | None:
        self.reading.set()
        self.let_go.wait(WAIT_S)
        return None


def test_a_device_that_hangs_does_not_hang_the_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos.devices.camera._STOP_WAITS_S", 0.05)
    source = HungSource()
    camera = Camera(source, lambda _f: None, lambda _c: None, lambda _t: None)
    camera.start()
    assert source.reading.wait(WAIT_S)
    hung = next(t for t in threading.enumerate() if t.name == "camera_capture")
    camera.stop()
    assert hung.is_alive()
    source.let_go.set()
    hung.join(WAIT_S)
    assert not hung.is_alive()


def test_stop_may_be_called_from_a_callback() -> None:
    stopped = threading.Event()
    cameras: list[Camera] = []

    def stop(_codes: tuple[Code, ...]) -> None:
        cameras[0].stop()
        stopped.set()

    cameras.append(Camera(PictureSource(lambda: QR_SCENE), lambda _f: None, stop, lambda _t: None))
    cameras[0].start()
    assert stopped.wait(WAIT_S)


def test_bars_need_a_second_equal_reading_within_a_second() -> None:
    twice = TwoReadings()
    assert twice.agreed((BARS,), 10.0) == ()
    assert twice.agreed((BARS, QR), 10.2) == (BARS, QR)
    assert twice.agreed((Code("4780072345677", "EAN13"),), 10.3) == ()
    assert twice.agreed((), 11.0) == ()
    assert twice.agreed((BARS,), 11.4) == ()
    assert twice.agreed((QR,), 30.0) == (QR,)


def test_bars_held_before_the_camera_are_given_on() -> None:
    watcher = Watcher()
    bars = scene(on_white(drawn("EAN13", EAN_13, 3), 10))
    with watcher.watching(PictureSource(lambda: bars)):
        assert watcher.codes.get(timeout=WAIT_S) == (BARS,)


def test_a_preview_is_small_and_red_stays_red() -> None:
    red = np.zeros((1080, 1920, 3), np.uint8)
    red[:, :, 2] = 255
    frame = preview(red)
    assert (frame.width, frame.height) == (PREVIEW_WIDTH_PX, 360)
    assert frame.pixels[:3] == b"\xff\x00\x00"
    assert len(frame.pixels) == frame.width * frame.height * 3
    assert preview(np.full((10, 20), 7, np.uint8)) == Frame(b"\x07" * 600, 20, 10)
