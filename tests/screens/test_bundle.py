"""The text for CLICK's support: all that is needed to find a payment, nothing that must stay here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from pos.core.fiscal import FiscalState
from pos.core.payment import CardFacts, PaymentId, PaymentState
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.ports import ModeAsked, ModeKnown
from pos.screens.bundle import BundleFacts, bundle_name, bundle_text
from pos.screens.words import LANGUAGES, Words
from tests.screens.stories import AT, PAYMENT, entry

S = PaymentState
KEY = "CANARY-KEY-7f3a9c"
CODE = "880101698207133392"
CARD = "8600020123458331"
PHONE = "998901234567"
UNKNOWN = replace(
    PAYMENT,
    state=S.UNKNOWN,
    payment_id=PaymentId(2388672086123),
    click_status=1,
    confirm_mode=True,
    card=CardFacts("private", "UZCARD", CARD, PHONE),
    error_note=f"otp_data={CODE} secret_key={KEY} card {CARD}",
)
FACTS: dict[str, object] = {
    "transaction_id": PAYMENT.transaction_id,
    "payment_id": 2388672086123,
    "amount_tiyin": 12500050,
    "card_number": CARD,
    "phone_number": PHONE,
    "error_note": UNKNOWN.error_note,
    "otp_data": CODE,
    "secret": KEY,
    "remarks": {"by": "Анвар", "why": f"pin={KEY}"},
}
EVENTS = [
    {"seq": 7, "at": AT.isoformat(), "state": "sending", "note": "intent", "facts": json.dumps(FACTS)},
    {"seq": 8, "at": AT.isoformat(), "state": "unknown", "note": "answer_lost", "facts": "not json"},
]
MODE = ModeKnown(seen=True, seen_at=AT - timedelta(days=1), asked=ModeAsked(on=True, at=AT), expected=True)
BESIDE = BundleFacts(
    program="Click POS 9.9", made_at=AT + timedelta(minutes=5), mode=MODE, fiscal=None, last_hash="e" * 64
)
TIMELINE = [entry("intent", S.SENDING), entry("answer_lost", S.UNKNOWN, after_s=12)]


def made(language: str = "ru", beside: BundleFacts = BESIDE) -> str:
    return bundle_text(UNKNOWN, TIMELINE, EVENTS, Words(language), beside)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("canary", [KEY, CODE, CARD, PHONE])
def test_no_secret_is_in_it(language: str, canary: str) -> None:
    assert canary not in made(language)


def test_it_holds_what_support_needs() -> None:
    text = made()
    for part in (
        "Click POS 9.9",
        "service_id: 31",
        f"transaction_id (merchant_trans_id): {PAYMENT.transaction_id}",
        "payment_id: 2388672086123",
        "125\xa0000,50 (12500050 tiyin)",
        "created_at: 2026-11-24T09:32:06Z (24.11.2026 14:32:06 Asia/Tashkent)",
        "made_at: 2026-11-24T09:37:06Z (24.11.2026 14:37:06 Asia/Tashkent)",
        "payment_status: 1",
        "last_hash: " + "e" * 64,
        "Режим подтверждения",
        "14:32:18  Запрос ушёл, понятного ответа нет: деньги могли списаться",
    ):
        assert part in text
    assert text.endswith("\n")


def test_events_are_lines_of_json_in_order_and_one_that_is_broken_is_still_named() -> None:
    lines = made().split("events:\n", 1)[1].splitlines()
    first, second = json.loads(lines[0]), json.loads(lines[1])
    assert (first["seq"], first["note"]) == (7, "intent")
    assert first["facts"]["payment_id"] == 2388672086123
    assert first["facts"]["card_number"] == "860002******8331"
    assert first["facts"]["phone_number"] == "998*******67"
    assert first["facts"]["remarks"]["by"] == "Анвар"
    assert {"otp_data", "secret"}.isdisjoint(first["facts"])
    assert (second["seq"], second["facts"]) == (8, {})


def test_the_confirmation_mode_says_what_was_seen_asked_and_set() -> None:
    text = made("en")
    assert "in the newest payment: on 2026-11-23T09:32:06Z" in text
    assert "in the settings: on" in text
    assert "asked for: on 2026-11-24T09:32:06Z" in text
    never = made("en", replace(BESIDE, mode=ModeKnown(None, None, None, expected=False)))
    assert "in the newest payment: never seen" in never
    assert "in the settings: off" in never
    assert "Confirmation mode\n" not in made("en", replace(BESIDE, mode=None))


def test_the_fiscal_receipt_is_named_with_its_link() -> None:
    link = "https://ofd.soliq.uz/epi?t=EZ0&r=1&c=2&s=3"
    fiscal = FiscalEntry(
        PaymentId(1), PAYMENT.sale_id, PAYMENT.transaction_id, FiscalState.DONE, b"", link, None, 1, "", AT
    )
    text = made("en", replace(BESIDE, fiscal=fiscal))
    assert "fiscal: done" in text
    assert f"ofd: {link}" in text


def test_a_file_name_has_nothing_in_it_that_a_system_could_misread() -> None:
    assert bundle_name(PAYMENT) == f"click-pos-{PAYMENT.transaction_id}.txt"
    strange = replace(PAYMENT, transaction_id=type(PAYMENT.transaction_id)("../../A:B"))
    assert bundle_name(strange) == "click-pos-AB.txt"


def test_an_event_without_facts_does_not_stop_it() -> None:
    bare: list[Mapping[str, object]] = [{"seq": 1, "at": "", "state": "", "note": "", "facts": "[]"}]
    text = bundle_text(PAYMENT, [], bare, Words("en"), BESIDE)
    assert '"facts": {}' in text
