"""Devices on the counter: opened when needed, closed when not, chosen by the settings."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pos.core.errors import CameraTrouble, PrinterTrouble, UnreadablePicture
from pos.core.receipt import Pair, Receipt, Text, WaitingPaper
from pos.core.sale import SaleId
from pos.counter_devices import (
    Eye,
    LazyPrintOut,
    LazySounds,
    escpos_printers,
    paper_spool,
    shop_logo,
    video_source,
)
from pos.devices.camera import Picture, VideoSource
from pos.devices.print_profiles import GENERIC_58, GENERIC_80
from pos.flow.ports import Frame
from pos.paths import Home
from pos.screens.sounds import Sound
from pos.settings import CameraSettings, PrinterSettings
from tests.devices.pictures import CLICK_CODE, drawn, on_white

LIMIT_S = 10.0
PAPER = Receipt("sale-1", (Text("Чек 1"), Pair("Итого", "16 500")))


# ── the camera ───────────────────────────────────────────────────────────────────────────────────


@dataclass
class Film:
    """A source that shows one picture, and says when it was opened and closed and by which thread."""

    picture: Picture
    broken: bool = False
    paced: bool = False
    opened: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)
    times: int = 0
    thread: str = ""

    def open(self) -> None:
        self.thread = threading.current_thread().name
        self.times += 1
        self.opened.set()
        if self.broken:
            raise CameraTrouble("no such camera", device="film")

    def read(self) -> Picture:
        return self.picture

    def close(self) -> None:
        self.closed.set()


class Watcher:
    """An eye on a film and what it saw."""

    def __init__(self, film: Film, *, exists: bool = True) -> None:
        self.film = film
        self.made = 0
        self.codes: list[str] = []
        self.frame = threading.Event()
        self.code = threading.Event()
        self.trouble = threading.Event()
        self.eye = Eye(
            self._source, self._framed, self._coded, lambda _e: self.trouble.set(), fps=60, exists=exists
        )

    def _source(self) -> Film:
        self.made += 1
        return self.film

    def _framed(self, _frame: Frame) -> None:
        self.frame.set()

    def _coded(self, text: str) -> None:
        self.codes.append(text)
        self.code.set()


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    made = Watcher(Film(on_white(drawn("QRCode", CLICK_CODE))))
    yield made
    made.eye.close()


def test_the_camera_is_not_touched_before_somebody_looks(watcher: Watcher) -> None:
    watcher.eye.look(False)
    watcher.eye.close()
    assert (watcher.made, watcher.film.times) == (0, 0)


def test_looking_opens_the_camera_off_the_callers_thread_and_reads_codes(watcher: Watcher) -> None:
    watcher.eye.look(True)
    assert watcher.code.wait(LIMIT_S)
    assert watcher.frame.wait(LIMIT_S)  # shown by another thread than the one that reads
    assert set(watcher.codes) == {CLICK_CODE}
    assert watcher.film.thread != threading.current_thread().name


def test_looking_twice_opens_one_camera(watcher: Watcher) -> None:
    watcher.eye.look(True)
    watcher.eye.look(True)
    assert watcher.film.opened.wait(LIMIT_S)
    watcher.eye.look(True)
    assert watcher.code.wait(LIMIT_S)
    assert (watcher.made, watcher.film.times) == (1, 1)


def test_looking_away_lets_go_of_the_camera_and_looking_again_opens_it_anew(watcher: Watcher) -> None:
    watcher.eye.look(True)
    assert watcher.film.opened.wait(LIMIT_S)
    watcher.eye.look(False)
    assert watcher.film.closed.wait(LIMIT_S)
    watcher.code.clear()
    watcher.eye.look(True)
    assert watcher.code.wait(LIMIT_S)
    assert watcher.film.times == 2


def test_a_nervous_hand_ends_with_what_was_asked_last(watcher: Watcher) -> None:
    for on in (True, False, True, False, True):
        watcher.eye.look(on)
    assert watcher.code.wait(LIMIT_S)
    for on in (False, True, False):
        watcher.eye.look(on)
    watcher.eye.close()
    assert watcher.film.closed.is_set()
    assert watcher.film.times == watcher.made


def test_closing_waits_until_the_camera_is_let_go(watcher: Watcher) -> None:
    watcher.eye.look(True)
    assert watcher.frame.wait(LIMIT_S)
    watcher.eye.close()
    assert watcher.film.closed.is_set()
    names = {thread.name for thread in threading.enumerate()}
    assert not [name for name in names if name.startswith("camera")]
    watcher.eye.close()


def test_a_till_without_a_camera_never_opens_one() -> None:
    watcher = Watcher(Film(np.zeros((4, 4), np.uint8)), exists=False)
    watcher.eye.look(True)
    watcher.eye.close()
    assert watcher.made == 0


def test_a_camera_that_cannot_be_opened_is_told_and_can_still_be_closed() -> None:
    watcher = Watcher(Film(np.zeros((4, 4), np.uint8), broken=True))
    watcher.eye.look(True)
    assert watcher.trouble.wait(LIMIT_S)
    watcher.eye.close()
    assert watcher.film.closed.is_set()


def test_a_camera_is_named_by_number_or_by_address(tmp_path: Path) -> None:
    for source in ("0", "rtsp://camera.shop/1", str(tmp_path / "tape.avi")):
        made = video_source(CameraSettings(source=source))
        assert isinstance(made, VideoSource)
        assert made.paced is (source == "0")


# ── the printers ─────────────────────────────────────────────────────────────────────────────────


class Tray:
    """A printer that counts."""

    def __init__(self) -> None:
        self.papers: list[Receipt] = []

    def print(self, receipt: Receipt) -> None:
        self.papers.append(receipt)


def test_a_printer_is_made_by_its_first_paper_and_kept() -> None:
    made: list[Tray] = []

    def make() -> Tray:
        made.append(Tray())
        return made[-1]

    printer = LazyPrintOut(make)
    assert made == []
    printer.print(PAPER)
    printer.print(PAPER)
    assert [len(tray.papers) for tray in made] == [2]


def test_two_papers_at_once_make_one_printer() -> None:
    made: list[Tray] = []
    both_are_here = threading.Barrier(2)

    def make() -> Tray:
        made.append(Tray())
        return made[-1]

    printer = LazyPrintOut(make)

    def work() -> None:
        both_are_here.wait(LIMIT_S)
        printer.print(PAPER)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT_S)
    assert [len(tray.papers) for tray in made] == [2]


def test_a_printer_that_could_not_be_made_is_tried_again_with_the_next_paper() -> None:
    tries: list[int] = []

    def make() -> Tray:
        tries.append(1)
        if len(tries) == 1:
            raise PrinterTrouble("no library", device="printer")
        return Tray()

    printer = LazyPrintOut(make)
    with pytest.raises(PrinterTrouble):
        printer.print(PAPER)
    printer.print(PAPER)
    assert len(tries) == 2


@pytest.mark.parametrize("kind", ["none", "pdf", "system"])
def test_only_escpos_needs_no_window(kind: str) -> None:
    assert escpos_printers(PrinterSettings(kind=kind)) == ()


def test_a_till_that_does_not_print_by_itself_has_its_printer_for_the_history() -> None:
    assert len(escpos_printers(PrinterSettings(kind="escpos_file", path="/dev/null", auto=False))) == 1


def test_the_file_of_the_settings_gets_the_paper(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    [printer] = escpos_printers(PrinterSettings(kind="escpos_file", path=str(path)))
    assert not path.exists()
    printer.print(PAPER)
    once = path.stat().st_size
    printer.print(PAPER)
    assert path.stat().st_size == 2 * once > 0
    assert "Итого".encode("cp866") in path.read_bytes()


def test_a_file_that_cannot_be_written_is_printer_trouble(tmp_path: Path) -> None:
    [printer] = escpos_printers(PrinterSettings(kind="escpos_file", path=str(tmp_path / "no" / "lp0")))
    with pytest.raises(PrinterTrouble):
        printer.print(PAPER)


@pytest.mark.parametrize(
    ("width_chars", "dots"), [(32, GENERIC_58.dots), (48, GENERIC_80.dots), (64, GENERIC_80.dots)]
)
def test_the_paper_is_as_wide_as_the_settings_say(tmp_path: Path, width_chars: int, dots: int) -> None:
    """A line that must be drawn is a picture as wide as the paper."""
    settings = PrinterSettings(kind="escpos_file", path=str(tmp_path / "lp0"), width_chars=width_chars)
    [printer] = escpos_printers(settings)
    printer.print(Receipt("r", (Text("Қоғоз ғишт"),)))
    data = (tmp_path / "lp0").read_bytes()
    at = data.index(b"\x1dv0")  # GS v 0: a raster picture; its width in bytes comes after the mode
    assert int.from_bytes(data[at + 4 : at + 6], "little") * 8 == dots


def test_the_profile_of_the_settings_is_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    settings = PrinterSettings(kind="escpos_file", path=str(path), profile="generic-58-cp1251", cut="full")
    [printer] = escpos_printers(settings)
    printer.print(PAPER)
    data = path.read_bytes()
    assert "Итого".encode("cp1251") in data
    assert data.endswith(b"\x1dV\x00")


def test_the_logo_of_the_settings_fits_their_paper(tmp_path: Path) -> None:
    assert shop_logo(PrinterSettings()) is None
    Image.new("L", (1000, 100), 0).save(tmp_path / "logo.png")
    logo = shop_logo(PrinterSettings(logo=str(tmp_path / "logo.png"), profile="generic-58"))
    assert logo is not None
    assert (logo.width, logo.height) == (384, 38)
    with pytest.raises(UnreadablePicture):
        shop_logo(PrinterSettings(logo=str(tmp_path / "none.png")))


def test_papers_of_a_home_wait_in_its_own_folder(tmp_path: Path) -> None:
    spool = paper_spool(Home(tmp_path))
    assert spool.waiting() == ()
    spool.keep(WaitingPaper(1, PAPER, SaleId("S1"), datetime(2026, 11, 24, tzinfo=UTC), "КОПИЯ"))
    assert [path.parent for path in tmp_path.rglob("*.json")] == [tmp_path / "spool"]


def test_the_network_printer_of_the_settings_gets_the_paper() -> None:
    got: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(LIMIT_S)

        def serve() -> None:
            line, _ = server.accept()
            with line, line.makefile("rb") as data:
                got.append(data.read())

        thread = threading.Thread(target=serve)
        thread.start()
        port = server.getsockname()[1]
        [printer] = escpos_printers(PrinterSettings(kind="escpos_network", host="127.0.0.1", port=port))
        printer.print(PAPER)
        thread.join(LIMIT_S)
    assert "Итого".encode("cp866") in got[0]


# ── sounds ───────────────────────────────────────────────────────────────────────────────────────


def played(home: Home, name: str) -> list[str]:
    """The files that playing `name` made."""
    LazySounds(home).play(name)
    for thread in threading.enumerate():
        if thread.name.startswith("sound-"):
            thread.join(LIMIT_S)
    return sorted(path.name for path in home.folder.glob("sounds/*"))


@pytest.mark.parametrize("sound", Sound)
def test_every_sound_of_the_screens_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: Sound
) -> None:
    monkeypatch.setenv("PATH", "")  # nothing to play it with: the tests are silent
    assert played(Home(tmp_path / "home").make(), sound) == [f"{sound}.wav"]


def test_a_name_without_a_sound_is_silent(tmp_path: Path) -> None:
    assert played(Home(tmp_path / "home").make(), "applause") == []
