"""`pos demo --headless`: whole sales without a screen, with their pictures and receipts, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from tests.end2end.conftest import Ran

STATES = ("idle", "sale", "waiting", "paying", "paid", "refused", "unknown", "unknown-goods", "history")
LIMIT_S = 90.0


@dataclass
class Place:
    """A folder to run in: a user's home, a folder for passing files, a working folder."""

    root: Path

    def begin(self, *argv: str, **environ: str) -> subprocess.Popen[str]:
        for name in ("user", "tmp", "work"):
            (self.root / name).mkdir(exist_ok=True)
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("POS_", "XDG_"))}
        given = {
            "HOME": str(self.root / "user"),
            "TMPDIR": str(self.root / "tmp"),
            "PYTHONIOENCODING": "utf-8",
            # What an owner of a real shop may have set must not reach the training.
            "POS_CLICK__BASE_URL": "https://api.click.uz/v2/merchant/",
            "POS_CLICK__SERVICE_ID": "31",
            "POS_CLICK__SECRET_KEY": "CANARY-KEY-7f3a9c",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "pos", "demo", *argv], env={**clean, **given, **environ},
            cwd=self.root / "work", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            encoding="utf-8",
        )  # fmt: skip

    def run(self, *argv: str, **environ: str) -> Ran:
        return ended(self.begin(*argv, **environ))

    def files(self, name: str) -> list[str]:
        folder = self.root / name
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def ended(process: subprocess.Popen[str]) -> Ran:
    out, err = process.communicate(timeout=LIMIT_S)
    assert "Traceback" not in err + out, err
    return Ran(process.returncode, out, err)


@dataclass
class Demo:
    """One run that all tests look at: it takes seconds."""

    place: Place
    out: Path
    ran: Ran


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    place = Place(tmp_path_factory.mktemp("demo"))
    out = place.root / "out"
    ran = place.run("--headless", "--sales", "2", "--out", str(out), "--json", "--window", "6")
    return Demo(place, out, ran)


def test_all_sales_are_paid_and_the_last_line_says_so(demo: Demo) -> None:
    assert demo.ran.code == 0, demo.ran.err
    said = demo.ran.json
    assert said.keys() == {"sales", "paid", "pictures", "receipts", "troubles"}
    assert (said["sales"], said["paid"], said["troubles"]) == (2, 2, [])


def test_every_state_is_a_picture_of_the_whole_window(demo: Demo) -> None:
    pictures = {Path(path).name: Path(path) for path in demo.ran.json["pictures"]}
    for state in STATES:
        for name in (f"{state}.png", f"{state}-customer.png"):
            picture = cv2.imread(str(pictures[name]))
            assert picture is not None, name
            assert colours(picture) > 20, f"{name} shows nothing"
            if name == f"{state}.png":
                assert picture.shape == (768, 1366, 3)
    assert sorted(pictures) == sorted(path.name for path in demo.out.glob("*.png"))


def colours(picture: NDArray[Any]) -> int:
    return len(np.unique(picture.astype(np.uint32) @ np.array([1, 1 << 8, 1 << 16], np.uint32)))


def test_no_two_states_look_the_same(demo: Demo) -> None:
    contents = {(demo.out / f"{state}.png").read_bytes() for state in STATES}
    assert len(contents) == len(STATES)


def test_the_phone_shows_a_code_that_a_camera_can_read(demo: Demo) -> None:
    picture = cv2.imread(str(demo.out / "waiting-phone.png"), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    [code] = zxingcpp.read_barcodes(picture)
    assert code.text.startswith("88")
    assert len(code.text) == 18


def test_each_paid_sale_leaves_its_receipt_as_pdf_and_png(demo: Demo) -> None:
    receipts = [Path(path) for path in demo.ran.json["receipts"]]
    by_name: dict[str, set[str]] = {}
    for path in receipts:
        by_name.setdefault(path.stem, set()).add(path.suffix)
        start = path.read_bytes()[:8]
        assert start.startswith(b"%PDF-" if path.suffix == ".pdf" else b"\x89PNG\r\n\x1a\n")
    assert len(by_name) >= 2
    assert set(map(frozenset, by_name.values())) == {frozenset({".pdf", ".png"})}
    assert all(path.parent == demo.out / "receipts" for path in receipts)


def test_every_receipt_carries_the_link_of_the_ofd_as_a_qr_that_can_be_read(demo: Demo) -> None:
    for path in demo.out.glob("receipts/*.png"):
        picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        assert picture is not None
        texts = [code.text for code in zxingcpp.read_barcodes(picture)]
        assert any(text.startswith("https://ofd.soliq.uz/") for text in texts), path


def test_the_last_receipt_is_printed_as_text_with_the_words_of_the_training(demo: Demo) -> None:
    lines = demo.ran.out.splitlines()
    assert "УЧЕБНЫЙ" in lines[0]
    assert any("УЧЕБНЫЙ" in line for line in lines[-5:])
    assert any("Магазин «Учебный»" in line for line in lines)
    assert any(line.startswith("ИТОГО") for line in lines)


def test_nothing_is_left_outside_the_folder(demo: Demo) -> None:
    assert demo.place.files("work") == []
    assert demo.place.files("tmp") == []
    assert [name for name in demo.place.files("user") if "fontconfig" not in name] == []
    assert {path.suffix for path in demo.out.rglob("*") if path.is_file()} == {".png", ".pdf"}


def test_without_a_screen_the_plain_demo_says_so_and_does_the_same(tmp_path: Path) -> None:
    place = Place(tmp_path)
    ran = place.run(
        "--out", "left", "--window", "5", "--language", "en",
        DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "There is no display" in ran.err
    assert "Sales paid: 1 of 1" in ran.out
    assert "TRAINING" in ran.out
    names = place.files("work")
    assert {"left/paid.png", "left/history.png"} <= set(names)
    assert all(name.startswith("left/") for name in names)


NO_FOLDER_FOR_FILES = pytest.param("/proc", marks=pytest.mark.skipif(sys.platform != "linux", reason="Linux"))


@pytest.mark.parametrize("out", ["file", "file/inside", NO_FOLDER_FOR_FILES])
def test_a_folder_that_cannot_be_written_is_said_before_anything_is_sold(tmp_path: Path, out: str) -> None:
    place = Place(tmp_path)
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "file").write_text("in the way")
    ran = place.run("--headless", "--out", out, "--language", "en")
    assert (ran.code, ran.out) == (2, "")
    assert out in ran.err
    assert "cannot be made or written" in ran.err
    assert place.files("work") == ["file"]
    assert place.files("tmp") == []


def test_a_run_that_is_interrupted_ends_soon_and_tidies_up(tmp_path: Path) -> None:
    place = Place(tmp_path)
    process = place.begin("--headless", "--sales", "100", "--out", "left", "--json")
    pause, deadline = threading.Event(), time.monotonic() + LIMIT_S
    while not (tmp_path / "work" / "left" / "idle.png").exists() and time.monotonic() < deadline:
        pause.wait(0.02)
    process.send_signal(signal.SIGINT)
    ran = ended(process)
    assert ran.code == 3
    assert ran.json["troubles"] == ["interrupted"]
    assert ran.json["paid"] < 100
    assert place.files("tmp") == []


def test_no_sale_at_all_is_refused_with_the_usage(tmp_path: Path) -> None:
    ran = Place(tmp_path).run("--headless", "--sales", "0")
    assert (ran.code, ran.out) == (2, "")
    assert "--sales" in ran.err
