"""`pos payments show`: the story in words, the card of what is not over, the bundle for CLICK's support."""

from __future__ import annotations

import json
import os

import pytest

from pos.core.payment import PaymentState
from pos.simulator import TRAINING_SECRET_KEY, Scenario
from tests.commands.journals import CARD, PHONE, left
from tests.commands.kit import Click, Pos

OLD_KEYS = {
    *(
        "sale_id",
        "transaction_id",
        "payment_id",
        "state",
        "amount_tiyin",
        "confirmed",
        "fiscal",
        "created_at",
    ),
    *("error_note", "timeline"),
}


@pytest.fixture
def shop(pos: Pos, click: Click) -> Pos:
    pos.environ |= {"POS_CLICK__BASE_URL": click.base_url, "POS_CLICK__CONFIRM_WINDOW_S": "3"}
    return pos


def test_a_paid_payment_is_a_story_without_a_card(shop: Pos, click: Click) -> None:
    tid = shop("pay", "--otp", click.code(), "--amount", "500", "--json").json["transaction_id"]
    told = shop("payments", "show", tid).out
    assert "What happened (Tashkent time)" in told
    assert "The till wrote the payment down and sends it to CLICK" in told
    assert "CLICK took the confirmation: the money is the shop's" in told
    assert "Confirmation mode: on" in told
    assert "What to do" not in told
    assert "confirming" not in told  # no inner names where words are asked for


def test_for_programs_the_old_names_stay_and_words_come_beside_them(shop: Pos, click: Click) -> None:
    tid = shop("pay", "--otp", click.code(), "--amount", "500", "--json").json["transaction_id"]
    shown = shop("payments", "show", tid, "--json").json
    assert shown.keys() >= OLD_KEYS
    assert (shown["state"], shown["confirm_mode"], shown["click_status"]) == ("paid", True, 2)
    assert shown["evidence"] == []
    first, last = shown["timeline"][0], shown["timeline"][-1]
    assert first.keys() == {"at", "state", "note", "click_status", "remarks", "said"}
    assert (first["note"], last["state"]) == ("intent", "paid")


def test_an_unknown_payment_has_its_card(shop: Pos, click: Click) -> None:
    code = click.code(Scenario.ANSWER_LOST)
    tid = shop("pay", "--otp", code, "--amount", "500", "--no-wait", "--json").json["transaction_id"]
    told = shop("payments", "show", tid).out
    assert "Where the payment is" in told
    assert "Last answer: none yet" in told
    assert "Next check: with the next start of the till, or by “pos recover”" in told
    assert "Tell the customer: “You need not pay again" in told
    labels = [cell["label"] for cell in shop("payments", "show", tid, "--json").json["evidence"]]
    assert labels[0] == "Attempt"
    assert labels[-1] == "What to do"


@pytest.mark.parametrize("language", ["ru", "uz", "uz_Cyrl", "en"])
def test_a_manual_payment_names_the_command_that_ends_it(pos: Pos, language: str) -> None:
    tid = left(pos.home)
    assert f"pos payments decide {tid}" in pos("payments", "show", tid, POS_LANGUAGE=language).out


def test_neither_a_whole_card_nor_a_whole_phone_is_shown(pos: Pos) -> None:
    tid = left(pos.home, PaymentState.UNKNOWN, payment_id=77, note=f"card_number={CARD}")
    for argv in (["payments", "show", tid], ["payments", "show", tid, "--json"]):
        ran = pos(*argv)
        assert CARD not in ran.out + ran.err
        assert PHONE not in ran.out + ran.err


# ── the bundle ───────────────────────────────────────────────────────────────────────────────────


def test_a_bundle_is_a_new_file_for_this_user_with_nothing_secret_in_it(shop: Pos, click: Click) -> None:
    code = click.code()
    tid = shop("pay", "--otp", code, "--amount", "500", "--json").json["transaction_id"]
    file = shop.home / "story.txt"
    ran = shop("payments", "show", tid, "--bundle", str(file))
    assert ran.code == 0
    assert str(file) in ran.err
    text = file.read_text("utf-8")
    for part in ("Click POS", tid, "service_id: ", "payment_id: ", "Confirmation mode", "last_hash: "):
        assert part in text
    assert code not in text
    assert TRAINING_SECRET_KEY not in text
    events = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert [event["note"] for event in events][:1] == ["intent"]
    assert len(text.split("last_hash: ")[1].strip()) == 64
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_bundle_never_goes_over_a_file_that_is_there(pos: Pos) -> None:
    tid = left(pos.home)
    file = pos.home / "story.txt"
    file.write_text("mine", "utf-8")
    ran = pos("payments", "show", tid, "--bundle", str(file))
    assert (ran.code, ran.out) == (2, "")
    assert "is there already" in ran.err
    assert file.read_text("utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_said(pos: Pos) -> None:
    tid = left(pos.home)
    ran = pos("payments", "show", tid, "--bundle", str(pos.home / "none" / "story.txt"))
    assert ran.code == 2
    assert "could not be written" in ran.err


def test_the_bundle_of_a_masked_payment_shows_no_more_than_the_mask(pos: Pos) -> None:
    tid = left(pos.home, payment_id=77, note="otp=880101698207133392")
    file = pos.home / "story.txt"
    assert pos("payments", "show", tid, "--bundle", str(file)).code == 0
    text = file.read_text("utf-8")
    assert CARD not in text
    assert PHONE not in text
    assert "880101698207133392" not in text
    assert "860002******8331" in text
