"""The command line: stable names, and a sentence for each wrong use."""

from __future__ import annotations

import pytest

from pos import __version__
from pos.commands.arguments import EndedEarly, parse
from pos.commands.display import has_display, is_seen
from pos.core.errors import BadInput
from tests.commands.kit import Pos

WRONG = [
    ([], "COMMAND"),
    (["fly"], "fly"),
    (["till", "--colour", "red"], "--colour"),
    (["till", "now"], "now"),
    (["pay"], "--otp"),
    (["pay", "--otp"], "--otp"),
    (["payments", "show"], "ID"),
    (["payments", "hide"], "hide"),
    (["demo", "--sales", "0"], "from 1 to 10000"),
    (["demo", "--sales", "-1"], "--sales"),
    (["demo", "--sales", "١"], "from 1 to 10000"),
    (["demo", "--window", "nan"], "seconds"),
    (["demo", "--window", "1e9"], "seconds"),
    (["demo", "--window", "soon"], "seconds"),
    (["simulator", "--port", "65536"], "from 0 to 65535"),
    (["simulator", "--confirm-mode", "maybe"], "maybe"),
    (["simulator", "prices"], "prices"),
    (["read-codes"], "FILE"),
    (["--language", "de", "till"], "de"),
]


@pytest.mark.parametrize(("argv", "word"), WRONG, ids=str)
def test_wrong_use_is_named_with_the_usage_and_ends_with_2(pos: Pos, argv: list[str], word: str) -> None:
    ran = pos(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert "usage: pos" in ran.err
    assert word in ran.err
    assert not pos.home.exists()


def test_help_and_version_are_no_errors(pos: Pos) -> None:
    assert pos("--version").out.strip() == f"Click POS {__version__}"
    for argv in (["--help"], ["pay", "--help"], ["payments", "show", "--help"]):
        ran = pos(*argv)
        assert (ran.code, ran.err) == (0, "")
        assert "usage: pos" in ran.out


def test_every_command_of_the_readme_is_known(pos: Pos) -> None:
    said = pos("--help").out
    for command in ("till", "demo", "pay", "payments", "recover", "simulator", "read-codes"):
        assert f"\n    {command} " in said


@pytest.mark.parametrize(
    "argv",
    [
        ["--home", "/a", "--language", "uz", "pay", "--otp", "1"],
        ["pay", "--otp", "1", "--home", "/a", "--language", "uz"],
    ],
)
def test_home_and_language_stand_before_the_command_or_after_it(argv: list[str]) -> None:
    options = parse(argv)
    assert (options.home, options.language, options.command) == ("/a", "uz", "pay")


def test_the_language_after_the_command_wins() -> None:
    """A till is handed the caller's language in front of what the caller typed."""
    assert parse(["--language", "ru", "pay", "--otp", "1", "--language", "en"]).language == "en"
    assert parse(["--language", "ru", "payments", "show", "1"]).language == "ru"


def test_the_last_code_wins() -> None:
    """A till is handed the code that was read from the caller's standard input."""
    assert parse(["pay", "--otp", "-", "--otp=880000000000000001"]).otp == "880000000000000001"


def test_a_till_can_parse_without_being_ended() -> None:
    with pytest.raises(EndedEarly):
        parse(["--version"])
    with pytest.raises(BadInput):
        parse(["fly"])


def test_json_of_payments_show_stands_on_either_side() -> None:
    assert parse(["payments", "--json", "show", "1"]).json is True
    assert parse(["payments", "show", "1", "--json"]).json is True
    assert parse(["payments", "show", "1"]).json is False


@pytest.mark.parametrize(
    ("language", "word"),
    [("ru", "нет"), ("uz", "yoʻq"), ("uz_Cyrl", "йўқ"), ("en", "no payments")],
)
def test_a_command_speaks_the_language_that_was_asked_for(pos: Pos, language: str, word: str) -> None:
    assert word in pos("payments", "--language", language).out
    assert word in pos("payments", POS_LANGUAGE=language).out


def test_the_language_of_the_settings_is_spoken_when_nothing_else_is_said(pos: Pos) -> None:
    pos.home.mkdir()
    (pos.home / "settings.toml").write_text('language = "uz"\n')
    assert "yoʻq" in pos("payments", POS_LANGUAGE="").out
    assert "no payments" in pos("payments", "--language", "en", POS_LANGUAGE="").out


def test_a_mistake_of_ours_is_a_numbered_sentence_and_never_a_traceback(
    pos: Pos, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> int:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("pos.commands.read_codes.read_codes", broken)
    ran = pos("read-codes", "a.png")
    assert ran.code == 1
    [bug] = [record for record in caplog.records if record.exc_info]
    assert f"number {bug.__dict__['bug']}" in ran.err


SCREENS = [
    ({}, False, False),
    ({"DISPLAY": ":0"}, True, True),
    ({"WAYLAND_DISPLAY": "wayland-0"}, True, True),
    ({"DISPLAY": ""}, False, False),
    ({"QT_QPA_PLATFORM": "offscreen"}, True, False),
    ({"QT_QPA_PLATFORM": "offscreen:size=800x600", "DISPLAY": ":0"}, True, False),
    ({"QT_QPA_PLATFORM": "minimal"}, True, False),
    ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":0"}, True, True),
]


@pytest.mark.parametrize(("environ", "there", "seen"), SCREENS)
def test_a_screen_is_there_and_somebody_sees_it(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], there: bool, seen: bool
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert (has_display(environ), is_seen(environ)) == (there, seen)


def test_a_till_without_a_screen_says_so_instead_of_being_aborted_by_qt(pos: Pos) -> None:
    ran = pos("till", DISPLAY="", QT_QPA_PLATFORM="")
    assert ran.code == 2
    assert "DISPLAY" in ran.err
    assert not pos.home.exists()
