"""Commands on a journal: alone as the owner of the home, or by a till that owns it."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos.control import CommandResult, ControlServer, Ownership, own
from pos.engine import Engine
from pos.paths import Home
from pos.simulator import Endpoint, Fault, Scenario, State
from tests.commands.kit import LIMIT_S, NOWHERE, Click, Pos

FISCAL = {
    "POS_FISCAL__TIN": "123456789",
    "POS_FISCAL__DEFAULT_NAME": "Услуга (раз)",
    "POS_FISCAL__DEFAULT_SPIC": "10305008002000000",
    "POS_FISCAL__DEFAULT_PACKAGE_CODE": "1514296",
    "POS_FISCAL__DEFAULT_VAT_PERCENT": "12",
}


@pytest.fixture
def shop(pos: Pos, click: Click) -> Pos:
    """The command line of a shop whose CLICK is there."""
    pos.environ |= {"POS_CLICK__BASE_URL": click.base_url, "POS_CLICK__CONFIRM_WINDOW_S": "3", **FISCAL}
    return pos


# ── alone ────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_home_has_no_payments_and_needs_no_settings(pos: Pos) -> None:
    ran = pos("payments", "--json")
    assert (ran.code, ran.json, ran.err) == (0, [], "")
    assert "no payments" in pos("payments").out
    assert (pos.home / "journal.sqlite3").exists()


def test_to_charge_or_to_recover_the_settings_must_be_there(pos: Pos, click: Click) -> None:
    for argv in (["pay", "--otp", click.code(), "--amount", "5"], ["recover"]):
        ran = pos(*argv, POS_CLICK__MERCHANT_USER_ID="4")
        assert (ran.code, ran.out) == (2, "")
        assert "POS_CLICK__SERVICE_ID" in ran.err
        assert "POS_CLICK__SECRET_KEY" in ran.err
        assert "MERCHANT_USER_ID" not in ran.err
    assert pos("payments", "--json").json == []


def test_a_payment_that_is_not_there_is_said(pos: Pos) -> None:
    ran = pos("payments", "show", "1795498382138")
    assert (ran.code, ran.out) == (2, "")
    assert "1795498382138" in ran.err


def test_nothing_to_recover_is_final(shop: Pos) -> None:
    ran = shop("recover", "--json")
    assert (ran.code, ran.json) == (0, {"payments": [], "unresolved": 0, "fiscal_pending": 0})
    assert "All payments are final" in shop("recover").out


def test_a_payment_is_listed_and_shown_by_each_of_its_numbers(shop: Pos, click: Click) -> None:
    paid = shop("pay", "--otp", click.code(), "--amount", "1 250,50", "--json")
    assert paid.code == 0
    said = paid.json
    assert said.keys() == {
        *("sale_id", "transaction_id", "payment_id", "state", "amount_tiyin", "confirmed", "fiscal"),
        "error_note",
    }
    [row] = shop("payments", "--json").json
    assert row.keys() == {
        *("sale_id", "transaction_id", "payment_id", "state", "amount_tiyin", "confirmed", "fiscal"),
        "created_at",
    }
    assert (row["state"], row["amount_tiyin"], row["fiscal"]) == ("paid", 125050, "done")
    assert said["transaction_id"] in shop("payments").out
    for name in ("sale_id", "transaction_id", "payment_id"):
        shown = shop("payments", "show", str(said[name]), "--json").json
        assert shown["transaction_id"] == said["transaction_id"]
        states = [event["state"] for event in shown["timeline"]]
        assert states[0] == "sending"
        assert states[-1] == "paid"
    timeline = shop("payments", "show", said["transaction_id"]).out
    assert "1\xa0250,50" in timeline
    assert "confirms the payment at CLICK" in timeline


def test_the_code_may_come_by_the_standard_input(
    shop: Pos, click: Click, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{click.code()}\n"))
    assert shop("pay", "--otp", "-", "--amount", "500", "--json").json["state"] == "paid"


def test_an_empty_standard_input_is_no_code(shop: Pos, click: Click, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert shop("pay", "--otp", "-", "--amount", "500").code == 3
    assert click.asked == 0


@pytest.mark.parametrize(
    "fault",
    [Fault.wrong_types(), Fault.html(), Fault.truncated(), Fault.reset_after()],
    ids=["wrong types", "html", "truncated", "reset"],
)
def test_an_answer_that_cannot_be_read_is_looked_up_and_paid_in_time(
    shop: Pos, click: Click, fault: Fault
) -> None:
    click.fault(Endpoint.PAYMENT, fault)
    ran = shop("pay", "--otp", click.code(), "--amount", "500", "--json")
    assert (ran.code, ran.json["state"]) == (0, "paid")
    assert click.charges == 1
    assert [payment.state for payment in click.payments] == [State.CAPTURED]


def test_a_request_that_click_never_carried_out_is_refused_in_the_end(pos: Pos) -> None:
    with Click(window_s=1.5) as click:
        click.fault(Endpoint.PAYMENT, Fault.status_before(500))
        pos.environ |= {"POS_CLICK__BASE_URL": click.base_url, "POS_CLICK__CONFIRM_WINDOW_S": "1.5"}
        ran = pos("pay", "--otp", click.code(), "--amount", "500", "--json")
        assert (ran.code, ran.json["state"]) == (3, "refused")
        assert (click.charges, click.payments) == (1, [])


def test_not_waiting_leaves_an_unknown_payment_for_later(shop: Pos, click: Click) -> None:
    code = click.code(Scenario.ANSWER_LOST)
    ran = shop("pay", "--otp", code, "--amount", "500", "--no-wait", "--json")
    assert (ran.code, ran.json["state"], ran.json["payment_id"]) == (4, "unknown", None)
    assert ran.json["error_note"]
    assert "do not repeat" in ran.err


# ── by a till that owns the home ─────────────────────────────────────────────────────────────────


@contextmanager
def till(home: Path, answer: CommandResult, taken: list[list[str]]) -> Iterator[Ownership]:
    """Another owner of the home that runs what it is handed."""

    async def handle(argv: list[str]) -> CommandResult:
        taken.append(argv)
        return answer

    engine = Engine(lambda _where, _error: "")
    engine.start()
    with own(Home(home).make(), "till") as owned:
        server = ControlServer(handle, lambda _where, _error: "")
        engine.submit(server.start(owned)).result(LIMIT_S)
        try:
            yield owned
        finally:
            engine.submit(server.stop()).result(LIMIT_S)
            engine.stop(LIMIT_S)


@pytest.mark.parametrize("code", [0, 2, 3, 4])
def test_a_running_till_answers_for_the_command_with_its_lines_and_its_exit_code(pos: Pos, code: int) -> None:
    taken: list[list[str]] = []
    with till(pos.home, CommandResult(code, "one\n[]\n", "a card\n"), taken):
        ran = pos("payments", "--json")
    assert (ran.code, ran.out, ran.err) == (code, "one\n[]\n", "a card\n")
    assert len(taken) == 1
    assert not (pos.home / "journal.sqlite3").exists()


def test_the_caller_needs_no_key_when_the_till_has_one(pos: Pos) -> None:
    taken: list[list[str]] = []
    with till(pos.home, CommandResult(0, "{}\n"), taken):
        assert pos("pay", "--otp", "880000000000000001", "--amount", "5").code == 0
    assert len(taken) == 1


def test_the_till_is_told_the_callers_language_and_the_code_from_its_standard_input(
    pos: Pos, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("880000000000000001\n"))
    taken: list[list[str]] = []
    with till(pos.home, CommandResult(0, "{}\n"), taken):
        pos("pay", "--otp", "-", "--amount", "5", POS_LANGUAGE="uz")
    assert taken == [
        ["--language", "uz", "pay", "--otp", "-", "--amount", "5", "--otp=880000000000000001"],
    ]


def test_a_wrong_use_is_not_handed_over(pos: Pos) -> None:
    taken: list[list[str]] = []
    with till(pos.home, CommandResult(0), taken):
        assert pos("pay", "--amount", "5").code == 2
    assert taken == []


def test_a_broken_settings_file_is_told_before_anything_is_handed_over(pos: Pos) -> None:
    pos.home.mkdir()
    (pos.home / "settings.toml").write_text("[click]\nservice_id = yes\n")
    ran = pos("pay", "--otp", "880000000000000001", "--amount", "5", POS_CLICK__BASE_URL=NOWHERE)
    assert ran.code == 2
    assert "settings.toml:2" in ran.err


def test_a_newer_journal_is_not_touched_by_any_command(shop: Pos, click: Click) -> None:
    shop("payments")
    journal = shop.home / "journal.sqlite3"
    connection = sqlite3.connect(journal)
    connection.execute("PRAGMA user_version=999")
    connection.close()
    before = journal.read_bytes()
    for argv in (["pay", "--otp", click.code(), "--amount", "5"], ["recover"], ["payments"]):
        ran = shop(*argv)
        assert ran.code == 2
        assert "newer" in ran.err
    assert journal.read_bytes() == before
    assert click.asked == 0
