"""`pos payments decide`: a manager's word closes a payment for good, with who and why in the chain."""

from __future__ import annotations

import io

import pytest

from pos.commands.decide import user_name
from pos.core.payment import PaymentState
from tests.commands.journals import left
from tests.commands.kit import Click, Pos


@pytest.fixture
def shop(pos: Pos, click: Click) -> Pos:
    pos.environ |= {"POS_CLICK__BASE_URL": click.base_url, "POS_CLICK__CONFIRM_WINDOW_S": "3"}
    return pos


@pytest.mark.parametrize(
    ("verdict", "state", "words"),
    [
        ("--not-taken", "cancelled", "NOT PAID, by the manager's decision"),
        ("--returned", "reversed", "The money was returned, by the manager's decision"),
    ],
)
def test_the_word_of_the_manager_ends_it_and_stands_in_the_chain(
    shop: Pos, verdict: str, state: str, words: str
) -> None:
    tid = left(shop.home)
    ran = shop("payments", "decide", tid, verdict, "--reason", "в кабинете нет", "--by", "Анвар", "--json")
    assert ran.code == 0
    assert words in ran.err
    assert (ran.json["state"], ran.json["verdict"]) == (state, verdict.removeprefix("--").replace("-", "_"))
    last = shop("payments", "show", tid, "--json").json["timeline"][-1]
    assert (last["note"], last["state"]) == ("decided", state)
    assert (last["remarks"]["by"], last["remarks"]["why"]) == ("Анвар", "в кабинете нет")
    assert shop("recover").code == 0


def test_paid_needs_the_number_that_click_gave_and_gets_its_receipt(shop: Pos, click: Click) -> None:
    tid = left(shop.home)
    ran = shop("payments", "decide", tid, "--paid", "--reason", "есть в кабинете")
    assert ran.code == 2
    assert "--payment-id" in ran.err
    assert shop("payments", "show", tid, "--json").json["state"] == "manual"
    ran = shop("payments", "decide", tid, "--paid", "--reason", "есть", "--payment-id", "4321", "--json")
    assert (ran.code, ran.json["state"], ran.json["payment_id"]) == (0, "paid", 4321)
    assert ran.json["fiscal"] in ("none", "pending", "done")
    assert click.charges == 0


@pytest.mark.parametrize("number", ["12x", "-1", "١٢", "1" * 20, ""])
def test_a_number_that_is_none_decides_nothing(shop: Pos, number: str) -> None:
    tid = left(shop.home)
    ran = shop("payments", "decide", tid, "--paid", "--reason", "r", f"--payment-id={number}")
    assert (ran.code, ran.out) == (2, "")
    assert shop("payments", "show", tid, "--json").json["state"] == "manual"


def test_the_number_of_another_payment_decides_nothing(shop: Pos) -> None:
    left(shop.home, payment_id=77)
    tid = left(shop.home)
    ran = shop("payments", "decide", tid, "--paid", "--reason", "r", "--payment-id", "77")
    assert ran.code == 2
    assert "belongs to another payment" in ran.err


def test_only_what_waits_for_the_manager_is_decided(shop: Pos) -> None:
    tid = left(shop.home, PaymentState.UNKNOWN)
    ran = shop("payments", "decide", tid, "--not-taken", "--reason", "r")
    assert (ran.code, ran.out) == (3, "")
    assert "does not wait for a manager" in ran.err
    tid = left(shop.home)
    assert shop("payments", "decide", tid, "--returned", "--reason", "r").code == 0
    assert shop("payments", "decide", tid, "--not-taken", "--reason", "r").code == 3


@pytest.mark.parametrize(
    "argv", [["--not-taken"], ["--reason", "r"], ["--paid", "--returned", "--reason", "r"]]
)
def test_a_verdict_and_a_reason_are_needed(shop: Pos, argv: list[str]) -> None:
    tid = left(shop.home)
    assert shop("payments", "decide", tid, *argv).code == 2


def test_an_empty_reason_is_none(shop: Pos) -> None:
    tid = left(shop.home)
    ran = shop("payments", "decide", tid, "--not-taken", "--reason", "  ")
    assert ran.code == 2
    assert "--reason" in ran.err


def test_a_payment_that_is_not_there_is_said(shop: Pos) -> None:
    ran = shop("payments", "decide", "NOSUCH", "--not-taken", "--reason", "r")
    assert ran.code == 2
    assert "NOSUCH" in ran.err


# ── at a terminal ────────────────────────────────────────────────────────────────────────────────


class Terminal(io.StringIO):
    """A standard input with a person before it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("answer", ["16 500", "16500", "16\xa0500,00", "yes", "Да"])
def test_a_person_repeats_the_sum_and_sees_what_is_decided(
    shop: Pos, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    tid = left(shop.home)
    monkeypatch.setattr("sys.stdin", Terminal(answer + "\n"))
    ran = shop("payments", "decide", tid, "--not-taken", "--reason", "r", "--by", "Olim")
    assert ran.code == 0
    assert "16\xa0500" in ran.err
    assert tid in ran.err


@pytest.mark.parametrize("answer", ["", "no", "16 501", "165"])
def test_another_answer_decides_nothing(shop: Pos, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    tid = left(shop.home)
    monkeypatch.setattr("sys.stdin", Terminal(answer + "\n"))
    ran = shop("payments", "decide", tid, "--not-taken", "--reason", "r")
    assert ran.code == 2
    assert "Nothing was decided" in ran.err
    assert shop("payments", "show", tid, "--json").json["state"] == "manual"


def test_a_script_with_yes_is_not_asked(shop: Pos, monkeypatch: pytest.MonkeyPatch) -> None:
    tid = left(shop.home)
    monkeypatch.setattr("sys.stdin", Terminal(""))
    assert shop("payments", "decide", tid, "--not-taken", "--reason", "r", "--yes").code == 0


def test_a_payment_that_waits_for_nobody_is_not_even_asked_about(
    shop: Pos, monkeypatch: pytest.MonkeyPatch
) -> None:
    tid = left(shop.home, PaymentState.UNKNOWN)
    monkeypatch.setattr("sys.stdin", Terminal("yes\n"))
    assert shop("payments", "decide", tid, "--not-taken", "--reason", "r").code == 3


def test_without_a_name_the_user_of_the_computer_has_decided(shop: Pos) -> None:
    tid = left(shop.home)
    assert shop("payments", "decide", tid, "--not-taken", "--reason", "r").code == 0
    last = shop("payments", "show", tid, "--json").json["timeline"][-1]
    assert last["remarks"]["by"] == user_name() != ""


# ── what recover says of it ──────────────────────────────────────────────────────────────────────


def test_recover_says_of_each_payment_that_is_left_what_to_do(shop: Pos) -> None:
    tid = left(shop.home)
    ran = shop("recover", "--json")
    assert (ran.code, ran.json["unresolved"]) == (4, 1)
    assert f"pos payments decide {tid}" in ran.err
    [row] = ran.json["payments"]
    assert (row["transaction_id"], row["state"]) == (tid, "manual")
