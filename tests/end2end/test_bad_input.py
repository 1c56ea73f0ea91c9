"""Bad input: one clear sentence, an exit code, nothing lost, no traceback.

What needs no process of its own (`real`) calls the same `main` in this one: a start costs half a second.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.simulator import make_code
from pos.simulator.codes import Scenario
from tests.commands.kit import Pos, without_log_files
from tests.end2end.conftest import Shop

CODE = make_code(Scenario.APPROVED, 77)


@pytest.fixture
def real(tmp_path: Path) -> Shop:
    """A shop whose CLICK is not there: what is refused before the wire never needs it."""
    return Shop(tmp_path / "home")


@pytest.fixture
def bare(real: Shop, capsys: pytest.CaptureFixture[str]) -> Iterator[Pos]:
    """The same without a process."""
    environ = {name: value for name, value in real.environ().items() if name.startswith("POS_")}
    with without_log_files():
        yield Pos(real.home, capsys, environ)


@pytest.mark.parametrize(
    "amount", ["", "0", "-5", "1.005", "1e3", "abc", "999999999999999", "NaN", "１００", "1,2,3"]
)
def test_a_bad_amount_is_refused(bare: Pos, amount: str) -> None:
    ran = bare("pay", "--otp", CODE, f"--amount={amount}")
    assert ran.code == 2
    assert "amount" in ran.err
    assert bare("payments", "--json").json == []


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["pay", "--otp", CODE, "--item", "4600000000000"], "4600000000000"),
        (["pay", "--otp", CODE], "amount"),
        (["pay", "--otp", CODE, "--item", "4780012340016*1,5"], "1,500"),
        (["pay", "--otp", CODE, "--item", "4780012340016", "--amount", "1"], "1"),
        (["pay"], "--otp"),
        (["pay", "--otp", CODE, "--amount", "5", "--colour", "red"], "--colour"),
        (["fly"], "fly"),
        (["payments", "show", "nothing"], "nothing"),
        (["simulator", "--host", "0.0.0.0"], "0.0.0.0"),
        (["simulator", "--window", "0"], "seconds"),
    ],
)
def test_bad_use_is_named(bare: Pos, args: list[str], word: str) -> None:
    ran = bare(*args)
    assert ran.code == 2
    assert word in ran.err


def test_bad_use_in_a_process_of_its_own(real: Shop) -> None:
    for args, word in ((["fly"], "fly"), (["pay", "--otp", CODE, "--amount=0"], "amount")):
        ran = real.pos(*args)
        assert (ran.code, ran.out) == (2, "")
        assert word in ran.err


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("4780012340016", "CLICK Pass"),
        ("https://ofd.soliq.uz/check?t=1", "fiscal receipt"),
        ("12", "CLICK Pass"),
    ],
)
def test_the_wrong_kind_of_code_is_refused_without_a_request(bare: Pos, code: str, word: str) -> None:
    ran = bare("pay", "--otp", code, "--amount", "5")
    assert (ran.code, ran.json["state"], ran.json["transaction_id"]) == (3, "refused", None)
    assert word in ran.err
    assert bare("payments", "--json").json == []


def test_a_broken_settings_file_is_named_with_its_line(real: Shop) -> None:
    real.home.mkdir()
    (real.home / "settings.toml").write_text('language = "en"\n[click]\nservice_id = "many"\n')
    ran = real.pos("pay", "--otp", CODE, "--amount", "5")
    assert ran.code == 2
    assert "settings.toml" in ran.err
    assert "3" in ran.err


def test_an_address_without_tls_is_refused(bare: Pos) -> None:
    ran = bare("pay", "--otp", CODE, "--amount", "5", POS_CLICK__BASE_URL="http://api.click.uz/v2/merchant/")
    assert ran.code == 2
    assert "https" in ran.err


def test_missing_settings_are_named(real: Shop) -> None:
    ran = real.pos(
        "pay", "--otp", CODE, "--amount", "5", POS_CLICK__BASE_URL="https://api.click.uz/v2/merchant/"
    )
    assert ran.code == 2
    assert "POS_CLICK__SERVICE_ID" in ran.err


def test_a_home_that_cannot_be_made_is_said(real: Shop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ran = real.pos("pay", "--otp", CODE, "--amount", "5", "--home", str(tmp_path / "file" / "home"))
    assert ran.code == 2
    assert "file" in ran.err


def test_a_newer_journal_is_left_alone(real: Shop) -> None:
    real.pos("payments")
    journal = real.home / "journal.sqlite3"
    with sqlite3.connect(journal) as connection:
        connection.execute("PRAGMA user_version=999")
    connection.close()
    ran = real.pos("pay", "--otp", CODE, "--amount", "5")
    assert ran.code == 2
    assert "newer" in ran.err


def test_a_file_that_is_no_journal_is_left_alone(real: Shop) -> None:
    real.home.mkdir()
    journal = real.home / "journal.sqlite3"
    journal.write_bytes(b"holiday pictures" * 400)
    ran = real.pos("pay", "--otp", CODE, "--amount", "5")
    assert ran.code == 2
    assert journal.read_bytes() == b"holiday pictures" * 400


def test_pictures_that_are_none_are_said(real: Shop, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("not a picture")
    ran = real.pos("read-codes", str(tmp_path / "text.png"), str(tmp_path / "absent.jpg"), "--json")
    assert ran.code == 2
    assert len(ran.out.splitlines()) == 2
    assert "text.png" in ran.err
