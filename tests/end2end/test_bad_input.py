"""Bad input: one clear sentence, an exit code, nothing lost, no traceback."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from pos.simulator import make_code
from pos.simulator.codes import Scenario
from tests.end2end.conftest import Shop

CODE = make_code(Scenario.APPROVED, 77)


@pytest.fixture
def bare(tmp_path: Path) -> Shop:
    """A shop whose CLICK is not there: what is refused before the wire never needs it."""
    return Shop(tmp_path / "home")


@pytest.mark.parametrize(
    "amount", ["", "0", "-5", "1.005", "1e3", "abc", "999999999999999", "NaN", "１００", "1,2,3"]
)
def test_a_bad_amount_is_refused(bare: Shop, amount: str) -> None:
    ran = bare.pos("pay", "--otp", CODE, f"--amount={amount}")
    assert ran.code == 2
    assert "amount" in ran.err
    assert bare.pos("payments", "--json").json == []


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
def test_bad_use_is_named(bare: Shop, args: list[str], word: str) -> None:
    ran = bare.pos(*args)
    assert ran.code == 2
    assert word in ran.err


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("4780012340016", "CLICK Pass"),
        ("https://ofd.soliq.uz/check?t=1", "fiscal receipt"),
        ("12", "CLICK Pass"),
    ],
)
def test_the_wrong_kind_of_code_is_refused_without_a_request(bare: Shop, code: str, word: str) -> None:
    ran = bare.pos("pay", "--otp", code, "--amount", "5")
    assert (ran.code, ran.json["state"], ran.json["transaction_id"]) == (3, "refused", None)
    assert word in ran.err
    assert bare.pos("payments", "--json").json == []


def test_a_broken_settings_file_is_named_with_its_line(bare: Shop) -> None:
    bare.home.mkdir()
    (bare.home / "settings.toml").write_text('language = "en"\n[click]\nservice_id = "many"\n')
    ran = bare.pos("pay", "--otp", CODE, "--amount", "5")
    assert ran.code == 2
    assert "settings.toml" in ran.err
    assert "3" in ran.err


def test_an_address_without_tls_is_refused(bare: Shop) -> None:
    ran = bare.pos(
        "pay", "--otp", CODE, "--amount", "5", POS_CLICK__BASE_URL="http://api.click.uz/v2/merchant/"
    )
    assert ran.code == 2
    assert "https" in ran.err


def test_missing_settings_are_named(bare: Shop) -> None:
    ran = bare.pos(
        "pay", "--otp", CODE, "--amount", "5", POS_CLICK__BASE_URL="https://api.click.uz/v2/merchant/"
    )
    assert ran.code == 2
    assert "POS_CLICK__SERVICE_ID" in ran.err


def test_a_home_that_cannot_be_made_is_said(bare: Shop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ran = bare.pos("pay", "--otp", CODE, "--amount", "5", "--home", str(tmp_path / "file" / "home"))
    assert ran.code == 2
    assert "file" in ran.err


def test_a_newer_journal_is_left_alone(bare: Shop) -> None:
    bare.pos("payments")
    journal = bare.home / "journal.sqlite3"
    with sqlite3.connect(journal) as connection:
        connection.execute("PRAGMA user_version=999")
    connection.close()
    ran = bare.pos("pay", "--otp", CODE, "--amount", "5")
    assert ran.code == 2
    assert "newer" in ran.err


def test_a_file_that_is_no_journal_is_left_alone(bare: Shop) -> None:
    bare.home.mkdir()
    journal = bare.home / "journal.sqlite3"
    journal.write_bytes(b"holiday pictures" * 400)
    ran = bare.pos("pay", "--otp", CODE, "--amount", "5")
    assert ran.code == 2
    assert journal.read_bytes() == b"holiday pictures" * 400


def test_pictures_that_are_none_are_said(bare: Shop, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("not a picture")
    ran = bare.pos("read-codes", str(tmp_path / "text.png"), str(tmp_path / "absent.jpg"), "--json")
    assert ran.code == 2
    assert len(ran.out.splitlines()) == 2
    assert "text.png" in ran.err
