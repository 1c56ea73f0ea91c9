"""`pos doctor`: it says something useful whatever is broken, moves nothing, and shows no secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pos.bootstrap import open_parts, with_key
from pos.commands.arguments import parse
from pos.commands.on_journal import dispatch
from pos.commands.output import Output
from pos.control import CommandResult, ControlServer, own
from pos.engine import Engine
from pos.paths import Home
from pos.screens.doctor_words import TITLES
from pos.screens.words import LANGUAGES, Words
from pos.settings import load
from pos.simulator import TRAINING_SECRET_KEY, Endpoint, Fault
from tests.commands.journals import left
from tests.commands.kit import LIMIT_S, NOWHERE, Click, Pos, Ran


@pytest.fixture
def shop(pos: Pos, click: Click) -> Pos:
    pos.environ |= {"POS_CLICK__BASE_URL": click.base_url, "POS_CLICK__CONFIRM_WINDOW_S": "3"}
    return pos


def levels(ran: Ran) -> dict[str, str]:
    return {check["name"]: check["level"] for check in ran.json["checks"]}


def test_over_a_simulator_nothing_is_red_and_one_question_was_asked(shop: Pos, click: Click) -> None:
    assert shop("pay", "--otp", click.code(), "--amount", "500").code == 0
    before, charges = click.asked, click.charges
    ran = shop("doctor", "--json")
    assert (ran.code, ran.json["ok"]) == (0, True)
    assert list(levels(ran)) == list(TITLES)
    assert "red" not in levels(ran).values()
    assert [levels(ran)[n] for n in ("click", "key", "journal", "confirm_mode", "payments")] == ["green"] * 5
    assert (click.asked, click.charges) == (before + 1, charges)


@pytest.mark.parametrize("language", LANGUAGES)
def test_for_a_person_it_is_lines_in_each_language_without_the_key(shop: Pos, language: str) -> None:
    ran = shop("doctor", POS_LANGUAGE=language)
    assert ran.code == 0
    assert len(ran.out.splitlines()) > len(TITLES)
    assert TRAINING_SECRET_KEY not in ran.out + ran.err


def test_before_the_first_start_it_looks_and_makes_nothing(pos: Pos) -> None:
    ran = pos("doctor", "--offline", "--json")
    assert (ran.code, levels(ran)["settings"], levels(ran)["home"]) == (3, "red", "yellow")
    assert not pos.home.exists()


def test_a_wrong_key_is_red_and_the_network_is_not(shop: Pos) -> None:
    ran = shop("doctor", "--json", POS_CLICK__SECRET_KEY="CANARY-KEY-7f3a9c")
    assert (ran.code, levels(ran)["key"], levels(ran)["click"]) == (3, "red", "green")
    assert "CANARY" not in ran.out + ran.err


def test_a_click_that_is_not_there_is_red_and_the_rest_is_told(pos: Pos) -> None:
    ran = pos("doctor", "--json", POS_CLICK__BASE_URL=NOWHERE)
    assert (ran.code, levels(ran)["click"], levels(ran)["key"]) == (3, "red", "yellow")
    assert levels(ran)["versions"] == "green"


def test_offline_click_is_not_asked(shop: Pos, click: Click) -> None:
    ran = shop("doctor", "--offline", "--json")
    assert (ran.code, levels(ran)["click"], click.asked) == (0, "yellow", 0)


def test_an_answer_that_says_nothing_is_yellow(shop: Pos, click: Click) -> None:
    click.fault(Endpoint.STATUS_BY_MTI, Fault.html())
    ran = shop("doctor", "--json")
    assert (levels(ran)["click"], levels(ran)["key"]) == ("yellow", "yellow")


def test_broken_settings_are_a_finding(pos: Pos) -> None:
    pos.home.mkdir()
    (pos.home / "settings.toml").write_text("[click]\nservice_id = yes\n", "utf-8")
    ran = pos("doctor", "--json")
    assert (ran.code, levels(ran)["settings"]) == (3, "red")
    assert "settings.toml:2" in ran.out


def test_a_journal_that_is_none_is_a_finding_and_is_left_alone(shop: Pos) -> None:
    shop.home.mkdir()
    journal = shop.home / "journal.sqlite3"
    journal.write_bytes(b"this is no journal " * 300)
    before = journal.read_bytes()
    ran = shop("doctor", "--json")
    assert (ran.code, levels(ran)["journal"], levels(ran)["click"]) == (3, "red", "green")
    assert journal.read_bytes() == before


def test_a_payment_that_waits_for_the_manager_is_red(shop: Pos) -> None:
    left(shop.home)
    ran = shop("doctor", "--json")
    assert (ran.code, levels(ran)["payments"]) == (3, "red")
    assert "pos payments decide" in ran.out


def test_a_wrong_use_is_told(pos: Pos) -> None:
    assert pos("doctor", "--frobnicate").code == 2


# ── while a till owns the home ───────────────────────────────────────────────────────────────────


@contextmanager
def till(home: Path, answers: Any) -> Iterator[list[list[str]]]:  # noqa: ANN401 - a Handle
    """An owner of the home; `answers` runs what it is handed. What it was handed comes out."""
    taken: list[list[str]] = []

    async def handle(argv: list[str]) -> CommandResult:
        taken.append(argv)
        result: CommandResult = await answers(argv)
        return result

    engine = Engine(lambda _where, _error: "")
    engine.start()
    with own(Home(home).make(), "till") as owned:
        server = ControlServer(handle, lambda _where, _error: "")
        engine.submit(server.start(owned)).result(LIMIT_S)
        try:
            yield taken
        finally:
            engine.submit(server.stop()).result(LIMIT_S)
            engine.stop(LIMIT_S)


def test_the_till_examines_itself_over_its_own_journal(shop: Pos, click: Click) -> None:
    shop("pay", "--otp", click.code(), "--amount", "500")
    home = Home(shop.home)
    settings = with_key(home, load(home, shop.environ))

    async def examined(argv: list[str]) -> CommandResult:
        out: list[str] = []
        words = Words("en")
        parts = open_parts(home=home, settings=settings, say=words.say)
        try:
            code = await dispatch(parts, parse(argv), Output(out.append, out.append, words))
        finally:
            await parts.close()
        return CommandResult(code, "\n".join(out) + "\n")

    with till(shop.home, examined) as taken:
        ran = shop("doctor", "--json")
    assert taken == [["--language", "en", "doctor", "--json"]]
    assert (ran.code, ran.json["ok"], levels(ran)["journal"]) == (0, True, "green")


@pytest.mark.parametrize("code", [0, 3])
def test_what_the_till_says_is_said(pos: Pos, code: int) -> None:
    async def says(_argv: list[str]) -> CommandResult:
        return CommandResult(code, '{"ok": true, "checks": []}\n', "")

    with till(pos.home, says):
        ran = pos("doctor", "--json")
    assert (ran.code, ran.json) == (code, {"ok": True, "checks": []})


def test_a_till_that_cannot_answer_is_looked_at_from_here(shop: Pos, click: Click) -> None:
    shop("pay", "--otp", click.code(), "--amount", "500")

    async def fails(_argv: list[str]) -> CommandResult:
        return CommandResult(2, "", "the journal is damaged\n")

    with till(shop.home, fails) as taken:
        ran = shop("doctor", "--json")
    assert len(taken) == 1
    assert (ran.code, levels(ran)["journal"]) == (0, "green")


def test_a_short_command_that_has_the_home_is_not_waited_for(shop: Pos) -> None:
    with own(Home(shop.home).make(), "command"):
        ran = shop("doctor", "--json")
    assert ran.code == 0
