"""A payment's story in words: every step has a sentence, nothing secret is in it, unknown is never unpaid."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

import pos.flow
from pos.core.payment import CardFacts, Payment, PaymentId, PaymentState
from pos.flow.ports import TimelineEntry
from pos.screens.evidence import IN_DOUBT, NOTES, card, facts, masked_card, masked_phone, steps
from pos.screens.payment_words import payment_in_words
from pos.screens.words import LANGUAGES, Words
from tests.screens.stories import AT, PAYMENT, entry

S = PaymentState
FLOW = Path(pos.flow.__path__[0])
WRITERS = {"write", "record", "emergency", "_append"}
"""Methods that take a note, as text, after what they write."""


def notes_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
            for argument in node.args[1:]:
                yield from (
                    inner.value
                    for inner in ast.walk(argument)
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
                )


def written_notes() -> set[str]:
    files = [*FLOW.glob("*.py"), FLOW.parent / "journal" / "payments.py"]
    return {note for file in files for note in notes_of(ast.parse(file.read_text("utf-8")))}


def test_the_look_for_notes_finds_what_is_surely_written() -> None:
    assert {
        "intent",
        "answer_lost",
        "confirming",
        "paid",
        "confirmed",
        "status_read",
        "given_up",
    } <= written_notes()


def test_every_note_that_the_flow_writes_has_words() -> None:
    assert written_notes() - NOTES.keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_is_another_sentence_in_every_language(language: str) -> None:
    words = Words(language)
    assert len({words.say(sentence) for sentence in NOTES.values()}) == len(NOTES)


def test_a_timeline_tells_local_time_what_happened_and_what_click_said_once() -> None:
    told = steps(
        [
            entry("intent", S.SENDING),
            entry("answer_lost", S.UNKNOWN, after_s=12),
            entry("found_in_window", S.HELD, after_s=13, status=1),
            entry("confirming", S.CONFIRMING, after_s=13, status=1),
            entry("paid", S.PAID, after_s=14, status=2),
        ],
        Words("ru"),
    )
    assert [step.time for step in told] == ["14:32:06", "14:32:18", "14:32:19", "14:32:19", "14:32:20"]
    assert told[1].said == "Запрос ушёл, понятного ответа нет: деньги могли списаться"
    assert [step.click for step in told] == [
        "",
        "",
        "CLICK: в обработке, 1",
        "",
        "CLICK: успешно, 2",
    ]
    assert str(told[4]) == "14:32:20  CLICK принял подтверждение: деньги у магазина  (CLICK: успешно, 2)"


@pytest.mark.parametrize(
    ("status", "words"), [(-9, "отменён или не прошёл, -9"), (0, "создан, 0"), (7, "неизвестный статус, 7")]
)
def test_every_status_of_click_has_words(status: int, words: str) -> None:
    [step] = steps([entry("status_read", S.HELD, status=status)], Words("ru"))
    assert step.click == f"CLICK: {words}"


def test_a_step_of_a_newer_program_is_shown_by_its_name() -> None:
    [step] = steps([entry("something_new", S.HELD)], Words("en"))
    assert step.said == "A step of the program: something_new"


def test_a_decision_names_what_who_and_why_without_what_must_not_be_shown() -> None:
    remarks = {"by": "Анвар", "why": "в кабинете отменён, карта 8600 0201 2345 8331", "verdict": "not_taken"}
    [step] = steps([replace(entry("decided", S.CANCELLED), remarks=remarks)], Words("ru"))
    assert step.said.startswith(
        "Решил менеджер: Деньги не списаны · кто: Анвар · причина: в кабинете отменён"
    )
    assert "0201" not in step.said


# ── the card ─────────────────────────────────────────────────────────────────────────────────────


def shown(payment: Payment, *timeline: TimelineEntry, followed: bool = False) -> dict[str, str]:
    cells = card(payment, timeline, Words("en"), is_followed=followed)
    return {cell.label: cell.value for cell in cells}


def test_the_card_of_an_unknown_payment_says_everything_that_a_person_asks() -> None:
    payment = replace(PAYMENT, state=S.UNKNOWN, checks=3)
    told = shown(payment, entry("intent", S.SENDING), entry("answer_lost", S.UNKNOWN, after_s=12))
    assert told == {
        "Attempt": PAYMENT.transaction_id,
        "Asked": "24.11.2026 14:32",
        "Last answer": "none yet",
        "Checked by itself": "times: 3",
        "Next check": "with the next start of the till, or by “pos recover”",
        "Tell the customer": (
            "“You need not pay again. If the payment does not go through, CLICK returns the money by itself”"
        ),
        "What to do": (
            "Run “pos recover”, or start the till: it finds it out by itself. Do not charge again"
        ),
    }


def test_the_last_answer_is_the_newest_status_and_when_it_was_first_seen() -> None:
    told = shown(
        replace(PAYMENT, state=S.UNKNOWN),
        entry("held", S.HELD, after_s=1, status=1),
        entry("confirming", S.CONFIRMING, after_s=2, status=1),
        entry("status_read", S.CONFIRMING, after_s=3, status=2),
        entry("window_over", S.UNKNOWN, after_s=30, status=2),
    )
    assert told["Last answer"] == "CLICK: success, 2 · 14:32:09"


def test_a_till_that_follows_the_payment_says_wait() -> None:
    told = shown(replace(PAYMENT, state=S.UNKNOWN), followed=True)
    assert told["Next check"] == "the till asks CLICK by itself"
    assert told["What to do"].startswith("Wait")


def test_a_manual_payment_is_for_the_manager_with_the_command_that_ends_it() -> None:
    told = shown(replace(PAYMENT, state=S.MANUAL))
    assert f"pos payments decide {PAYMENT.transaction_id}" in told["What to do"]
    assert "returns the money by itself" not in told["Tell the customer"]


def test_without_confirmation_nobody_promises_that_click_returns_the_money() -> None:
    told = shown(replace(PAYMENT, state=S.UNKNOWN, confirm_mode=False))
    assert "by itself" not in told["Tell the customer"]


@pytest.mark.parametrize("state", sorted(S))
def test_only_a_payment_that_is_not_over_has_a_card(state: PaymentState) -> None:
    over = {S.PAID, S.REFUSED, S.CANCELLED, S.REVERSED}
    assert bool(shown(replace(PAYMENT, state=state))) is (state not in over)
    assert (state in IN_DOUBT) is (state not in over)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", sorted(IN_DOUBT - {S.REVERSING, S.HELD}))
def test_a_payment_in_doubt_is_never_called_not_paid(state: PaymentState, language: str) -> None:
    words = Words(language)
    payment = replace(PAYMENT, state=state)
    not_paid = words.say("NOT PAID. No money was taken — it may be repeated")
    told = [
        payment_in_words(payment, words),
        *(cell.value for cell in card(payment, [], words, is_followed=True)),
    ]
    assert not any(not_paid.split(".")[0] in text for text in told)


# ── masks ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("860002******8331", "860002******8331"),
        ("8600020123458331", "860002******8331"),
        ("8600 0201 2345 8331", "860002******8331"),
        ("86000201234*8331", "860002******8331"),
        ("", ""),
    ],
)
def test_a_card_shows_ten_digits_at_most(given: str, expected: str) -> None:
    assert masked_card(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("99822***4567", "99822***4567"),
        ("998901234567", "998*******67"),
        ("+998 90 123-45-67", "998*******67"),
        ("901234567", "901*******67"),
        ("", ""),
    ],
)
def test_a_phone_is_masked_where_click_did_not(given: str, expected: str) -> None:
    assert masked_phone(given) == expected


def test_the_facts_are_masked_and_say_only_what_is_known() -> None:
    bare = {fact.label for fact in facts(PAYMENT, Words("en"))}
    assert bare == {"Date", "Amount", "Attempt"}
    whole = replace(
        PAYMENT,
        payment_id=PaymentId(2388672086),
        confirm_mode=True,
        card=CardFacts("private", "UZCARD", "8600020123458331", "998901234567"),
        error_note="token=abcdef",
    )
    told = {fact.label: fact.value for fact in facts(whole, Words("en"))}
    assert told["Card"] == "UZCARD 860002******8331"
    assert told["Phone"] == "998*******67"
    assert told["Confirmation mode"] == "on"
    assert "abcdef" not in told["CLICK says"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decided_payment_says_whose_word_it_was(language: str) -> None:
    words = Words(language)
    for state in (S.PAID, S.CANCELLED, S.REVERSED):
        plain, decided = replace(PAYMENT, state=state), replace(PAYMENT, state=state, reason="decided")
        assert payment_in_words(plain, words) != payment_in_words(decided, words)


def test_times_are_of_tashkent_whatever_the_zone_of_the_entry() -> None:
    moved = replace(entry("intent", S.SENDING), at=AT.astimezone(UTC) + timedelta(hours=10))
    assert steps([moved], Words("ru"))[0].time == "00:32:06"
