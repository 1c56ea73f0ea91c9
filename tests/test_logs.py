"""The log: one line per record, private, bounded, and nothing secret in it."""

import json
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos import logs
from pos.logs import FILE, MASK, JsonLine, LogFile, redact_also, redacted, report_bug, set_up, tear_down

CANARY = "canary-5ecret"
CODE = "881234567890123456"
DIGEST = "356a192b7913b04c54574d18c28d46e6395428ab"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    level = logging.getLogger().level
    handler = set_up(tmp_path, logging.DEBUG)
    yield tmp_path
    tear_down(handler)
    logging.getLogger().setLevel(level)


def lines(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / FILE).read_bytes().split(b"\n") if line]


@pytest.mark.parametrize(
    "text",
    [
        f"scanned {CODE}",
        "card 8600 1234 5678 9012",
        "card 8600-1234-5678-9012 declined",
        f"Auth: 12:{DIGEST}:1700000000",
        "Auth: 12:short-canary:1",
        "{'Auth': '12:canary:1700000000', 'Accept': 'json'}",
        "[(b'Auth', b'12:canary:1700000000')]",
        "Authorization: Bearer canary",
        f"sign {DIGEST[:32]}",
        f"sign={DIGEST.upper()}",
        'otp_data": "canary"',
        "{'secret_key': 'canary two words'}",
        "?token=canary&x=1",
        "pin=canary",
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str) -> None:
    shown = redacted(text)
    for secret in (CODE, "8600", "9012", DIGEST, DIGEST[:32], DIGEST.upper(), "canary"):
        if secret in text:
            assert secret not in shown
    assert MASK in shown


def test_a_phone_keeps_two_digits() -> None:
    assert redacted("of +998 90 123 45 67.") == "of +998***67."
    assert redacted("998901234567") == "998***67"


@pytest.mark.parametrize(
    "text",
    [
        "payment 2345678901 is paid after 1.25 s",
        "L7H2K9D4M0QXS8ZP3VW5NT1BAC moved to held",
        "at 2026-11-24T14:32:06.123456+00:00",
        "the author of 12 sales",
        "5 of 1150.35 sum",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


@given(st.text(max_size=40), st.integers(10**12, 10**19 - 1), st.text(max_size=40))
def test_no_card_gets_through_whatever_stands_around_it(before: str, card: int, after: str) -> None:
    assert str(card) not in redacted(f"{before} {card} {after}")


def test_a_known_secret_is_masked_everywhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_known", [])
    redact_also(CANARY)
    redact_also("abc")  # too short: it would mask half of every word
    logging.getLogger("pos").info("%s in %s, abc", CANARY, {"k": CANARY}, extra={"state": CANARY})
    assert CANARY not in (folder / FILE).read_text("utf-8")
    assert lines(folder)[0]["text"] == f"{MASK} in {{'k': '{MASK}'}}, abc"


def test_a_record_is_one_line_whatever_it_says(folder: Path) -> None:
    text = 'one\r\n{"level": "FORGED"}\x85two\u2028three\u2029\x1b[31m Ўзбек ғ'
    logging.getLogger("pos.flow").info(text, extra={"payment_id": 5, "otp_data": "canary"})
    raw = (folder / FILE).read_text("utf-8")
    assert len(raw.splitlines()) == 1
    assert "Ўзбек ғ" in raw
    assert "canary" not in raw  # only the named fields of `extra` are written
    (line,) = lines(folder)
    assert line["text"] == text
    assert (line["level"], line["where"], line["payment_id"]) == ("INFO", "pos.flow", "5")
    assert line["at"].endswith("+00:00")


def test_an_exception_is_logged_without_the_values_of_its_variables(
    folder: Path, allow_warnings: None
) -> None:
    secret_in_a_local = "canary-local"
    try:
        raise ValueError(f"refused {CODE}")
    except ValueError as error:
        bug = report_bug("till", error)
    assert secret_in_a_local
    (line,) = lines(folder)
    assert bug == line["bug"]
    assert f"bug {bug} in till" in line["text"]
    assert "ValueError: refused ***" in line["error"]
    assert "canary-local" not in line["error"].replace('secret_in_a_local = "canary-local"', "")


def test_a_bug_without_an_exception_has_an_id_too(folder: Path, allow_warnings: None) -> None:
    assert report_bug("engine", None) != report_bug("engine", None)
    assert "error" not in lines(folder)[0]


def test_a_wrong_format_is_logged_and_does_not_raise() -> None:
    record = logging.makeLogRecord({"msg": "%d sales", "args": ("many",)})
    assert json.loads(JsonLine().format(record))["text"] == "%d sales"


def test_libraries_that_write_addresses_are_silenced(folder: Path) -> None:
    logging.getLogger("httpx").info("GET https://api.example/bot123:canary/sendMessage")
    logging.getLogger("httpcore").debug("headers")
    assert not (folder / FILE).exists()


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's here")
def test_the_files_are_for_this_user_alone_and_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (handler,) = (one for one in logging.getLogger().handlers if isinstance(one, LogFile))
    assert (handler.maxBytes, handler.backupCount) == (2 * 1024 * 1024, 4)
    monkeypatch.setattr(handler, "maxBytes", 300)
    for number in range(40):
        logging.getLogger("pos").info("line %d", number)
    files = sorted(folder.iterdir())
    assert [path.name for path in files] == [FILE, *(f"{FILE}.{number}" for number in range(1, 5))]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert lines(folder)[-1]["text"] == "line 39"


def test_a_file_that_cannot_be_turned_over_goes_on_growing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, when another program holds the file. Here a folder stands in the way."""
    (handler,) = (one for one in logging.getLogger().handlers if isinstance(one, LogFile))
    (folder / f"{FILE}.1").mkdir()
    (folder / f"{FILE}.1" / "x").touch()
    monkeypatch.setattr(handler, "maxBytes", 300)
    monkeypatch.setattr(handler, "backupCount", 1)
    for number in range(20):
        logging.getLogger("pos").info("line %d", number)
    assert [line["text"] for line in lines(folder)] == [f"line {number}" for number in range(20)]


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_a_full_disk_is_silent(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / FILE).symlink_to("/dev/full")
    handler = set_up(tmp_path, logging.INFO)
    logging.getLogger("pos").info("lost")
    tear_down(handler)
    assert capfd.readouterr() == ("", "")


def test_set_up_twice_writes_once_into_the_newest_folder(folder: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    handler = set_up(second, logging.INFO)
    logging.getLogger("pos").info("here")
    tear_down(handler)
    assert not (folder / FILE).exists()
    assert len(lines(second)) == 1
