"""`pos till` in a process of its own, offscreen: one owner per home, commands handed to it, every end."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos.control import owner_of
from pos.paths import Home
from pos.simulator import Scenario
from tests.end2end.conftest import CANARY, Ran, Shop

LIMIT_S = 30.0


def until(happened: Callable[[], object], process: subprocess.Popen[str]) -> None:
    """Wait for something that `process` will do."""
    deadline, pause = time.monotonic() + LIMIT_S, threading.Event()
    while not happened():
        assert process.poll() is None, process.communicate()
        if time.monotonic() > deadline:
            process.kill()
            raise AssertionError(f"it never happened: {process.communicate()}")
        pause.wait(0.02)


def is_ready(shop: Shop) -> bool:
    """Whether a till owns the home and takes commands."""
    owner = owner_of(Home(shop.home))
    return owner is not None and owner.kind == "till" and owner.port > 0


def ended(process: subprocess.Popen[str]) -> Ran:
    """How it ended; it is about to."""
    out, err = process.communicate(timeout=LIMIT_S)
    assert "Traceback" not in out + err, err
    err = "".join(line for line in err.splitlines(keepends=True) if "This plugin does not" not in line)
    return Ran(process.returncode, out, err)


@pytest.fixture
def till(shop: Shop) -> Iterator[subprocess.Popen[str]]:
    """A till that is ready to sell."""
    process = shop.begin("till")
    until(lambda: is_ready(shop), process)
    yield process
    process.kill()
    process.communicate()


# ── one till for several commands ────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def open_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with its simulator and a till that runs all the time."""
    shop = Shop(tmp_path_factory.mktemp("shop") / "home")
    shop.start_simulator()
    process = shop.begin("till")
    until(lambda: is_ready(shop), process)
    yield shop
    process.terminate()
    assert ended(process).code == 0
    shop.stop_simulator()


def test_a_second_till_on_the_same_home_leaves_the_first_in_front(open_shop: Shop) -> None:
    first = owner_of(Home(open_shop.home))
    again = open_shop.pos("till")
    assert (again.code, again.out) == (0, "")
    assert "already open" in again.err
    assert owner_of(Home(open_shop.home)) == first


def test_a_payment_is_made_by_the_running_till_with_the_same_json_and_exit_code(open_shop: Shop) -> None:
    shop = open_shop
    code = shop.code()
    ran = shop.pos("pay", "--otp", code, "--item", "4780012340016*2", "--json")
    assert ran.code == 0, ran.err
    said = ran.json
    assert (said["state"], said["confirmed"], said["fiscal"], said["amount_tiyin"]) == (
        "paid", True, "done", 3300000,
    )  # fmt: skip
    [booked] = [row for row in shop.ledger() if row["transaction_id"] == said["transaction_id"]]
    assert (booked["state"], booked["payment_id"]) == ("captured", said["payment_id"])
    listed = {row["transaction_id"]: row["state"] for row in shop.pos("payments", "--json").json}
    assert listed[said["transaction_id"]] == "paid"
    shown = shop.pos("payments", "show", said["transaction_id"])
    assert (shown.code, "confirms the payment at CLICK" in shown.out) == (0, True), shown.out
    bad = shop.pos("pay", "--otp", shop.code(), "--amount", "0")
    assert (bad.code, bad.out) == (2, "")
    assert shop.pos("recover", "--json").json == {"payments": [], "unresolved": 0, "fiscal_pending": 0}
    for secret in (CANARY, code):
        for file in shop.home.rglob("*"):
            assert not file.is_file() or secret.encode() not in file.read_bytes(), file


def test_the_till_takes_the_code_from_the_callers_input_and_answers_in_the_callers_language(
    open_shop: Shop,
) -> None:
    """The caller has no key; the till has it."""
    environ = {**open_shop.environ(), "POS_LANGUAGE": "ru", "POS_CLICK__SECRET_KEY": ""}
    for scenario, exit_code in ((Scenario.APPROVED, 0), (Scenario.DECLINED, 3)):
        done = subprocess.run(
            [sys.executable, "-m", "pos", "pay", "--otp", "-", "--amount", "500"],
            env=environ, input=open_shop.code(scenario) + "\n", capture_output=True, text=True,
            encoding="utf-8", timeout=LIMIT_S, check=False,
        )  # fmt: skip
        assert done.returncode == exit_code, done.stderr
    assert "Деньги не списаны" in done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["state"] == "refused"


# ── begin and end ────────────────────────────────────────────────────────────────────────────────


def test_of_two_tills_begun_at_once_one_stays(shop: Shop) -> None:
    both = [shop.begin("till"), shop.begin("till")]
    pause, deadline = threading.Event(), time.monotonic() + LIMIT_S
    while all(process.poll() is None for process in both) and time.monotonic() < deadline:
        pause.wait(0.02)
    [stays] = [process for process in both if process.poll() is None]
    [left] = [process for process in both if process.poll() is not None]
    assert ended(left).code == 0
    until(lambda: is_ready(shop), stays)
    stays.terminate()
    assert ended(stays).code == 0


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_till_that_is_asked_to_end_ends_in_order(
    shop: Shop, till: subprocess.Popen[str], name: str
) -> None:
    till.send_signal(getattr(signal, name))
    ran = ended(till)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert not (shop.home / "owner.json").exists()
    assert not (shop.home / "journal.sqlite3-wal").exists()  # the journal was closed, not left


@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_a_till_that_ends_in_the_middle_of_a_payment_leaves_it_to_recover(
    shop: Shop, till: subprocess.Popen[str], name: str
) -> None:
    shop.fault("payment", answer="never")
    caller = shop.begin("pay", "--otp", shop.code(), "--amount", "500", "--json")
    until(lambda: [row["state"] for row in shop.ledger()] == ["held"], caller)
    till.send_signal(getattr(signal, name))
    assert ended(till).code == (0 if name == "SIGTERM" else -signal.SIGKILL)
    assert (shop.home / "owner.json").exists() is (name == "SIGKILL")  # it had no time to tidy up
    answer = ended(caller)
    if answer.code == 4:
        assert "not charge again" in answer.err or "do not repeat" in answer.err
    recovered = shop.pos("recover", "--json")
    assert (recovered.code, recovered.json["unresolved"]) == (0, 0)
    [row] = shop.pos("payments", "--json").json
    [booked] = shop.ledger()
    assert (row["state"], booked["state"]) in {("cancelled", "cancelled"), ("paid", "captured")}
    # Whoever was told that nothing is known, or that it is paid or not, was told the truth.
    assert answer.code in ({4, 0} if row["state"] == "paid" else {4, 3})


def test_a_newer_journal_is_said_by_the_till_to_whoever_asks_and_nothing_is_sold(shop: Shop) -> None:
    shop.pos("payments")
    connection = sqlite3.connect(shop.home / "journal.sqlite3")
    connection.execute("PRAGMA user_version=999")
    connection.close()
    till = shop.begin("till")
    until(lambda: is_ready(shop), till)
    assert shop.pos("till").code == 0  # it has a window, and that is brought to the front
    for argv in (["pay", "--otp", shop.code(), "--amount", "500"], ["payments"]):
        ran = shop.pos(*argv)
        assert (ran.code, ran.out) == (2, "")
        assert "Install the newer Click POS" in ran.err
    till.terminate()
    ran = ended(till)
    assert ran.code == 2
    assert "Install the newer Click POS" in ran.err
    assert shop.ledger() == []


def test_a_broken_settings_file_ends_a_till_that_nobody_sees(tmp_path: Path) -> None:
    """Where somebody sees it there is a window; a script must get its exit code instead."""
    shop = Shop(tmp_path / "home")
    shop.home.mkdir()
    (shop.home / "settings.toml").write_text('language = "en"\n\n[click]\nservice_id = "many"\n')
    ran = shop.pos("till", QT_QPA_PLATFORM="offscreen")
    assert (ran.code, ran.out) == (2, "")
    assert "settings.toml:4" in ran.err
    assert not (shop.home / "owner.json").exists()


def test_missing_settings_end_a_till_that_nobody_sees(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "home", base_url="https://api.click.uz/v2/merchant/")
    ran = shop.pos("till", QT_QPA_PLATFORM="offscreen", POS_CLICK__SECRET_KEY="")
    assert ran.code == 2
    assert "POS_CLICK__SERVICE_ID" in ran.err
    half = shop.pos(
        "till", QT_QPA_PLATFORM="offscreen", POS_CLICK__SECRET_KEY="",
        POS_CLICK__SERVICE_ID="5", POS_CLICK__MERCHANT_USER_ID="6",
    )  # fmt: skip
    assert half.code == 2
    assert "POS_CLICK__SECRET_KEY" in half.err
    assert "POS_CLICK__SERVICE_ID" not in half.err


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_a_till_without_a_screen_says_so(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "home")
    ran = shop.pos("till", QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert (ran.code, ran.out) == (2, "")
    assert "DISPLAY" in ran.err
    assert not shop.home.exists()
