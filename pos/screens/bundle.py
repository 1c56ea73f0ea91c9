"""One payment's whole story as a text for CLICK's support. Pure; no secret, no whole card or phone in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pos.core.payment import Payment
from pos.core.tashkent import TASHKENT
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.ports import ModeKnown, TimelineEntry
from pos.logs import redacted
from pos.screens.evidence import card, masked_card, masked_phone, mode_words, steps
from pos.screens.evidence import facts as known_of
from pos.screens.payment_words import payment_in_words
from pos.screens.words import Words

PLAIN_FACTS = frozenset({
    "transaction_id", "sale_id", "cart_hash", "amount_tiyin", "service_id", "cashbox_code", "business_day",
    "created_at", "state", "payment_id", "click_status", "confirm_mode", "confirmed", "card_type",
    "processing_type", "error_code", "reason", "checks",
})  # fmt: skip
"""What of an event goes out as it stands. What is named neither here nor below does not go out at all."""


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """What the bundle says beside the payment.

    Attributes:
        program: name and version, for example `Click POS 1.0`.
        made_at: when the bundle is made; aware.
        mode: what is known of the confirmation mode; None when it cannot be read.
        fiscal: the payment's place in the OFD queue; None when it has none.
        last_hash: of the payment's newest event.
    """

    program: str
    made_at: datetime
    mode: ModeKnown | None
    fiscal: FiscalEntry | None
    last_hash: str


def bundle_text(
    payment: Payment,
    timeline: Sequence[TimelineEntry],
    events: Sequence[Mapping[str, object]],
    words: Words,
    facts: BundleFacts,
) -> str:
    """The text of a bundle, ending in a line break.

    Args:
        payment: as the journal has it now.
        timeline: its steps, oldest first.
        events: the journal's rows (seq, at, state, note, facts as JSON), oldest first.
        words: the language of the story; names of fields stay CLICK's.
        facts: what the till knows beside it.
    """
    blocks = (
        [facts.program, payment_in_words(payment, words)],
        _numbers(payment, facts),
        _mode(facts.mode, words),
        [f"{fact.label}: {fact.value}" for fact in known_of(payment, words)],
        [f"{cell.label}: {cell.value}" for cell in card(payment, timeline, words, is_followed=False)],
        [words.say("What happened (Tashkent time)"), *(f"  {step}" for step in steps(timeline, words))],
        ["events:", *(_event_line(event) for event in events)],
        [f"last_hash: {facts.last_hash}"],
    )
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def bundle_name(payment: Payment) -> str:
    """A file name for the bundle of `payment`; safe on every system."""
    safe = "".join(letter for letter in payment.transaction_id if letter.isascii() and letter.isalnum())
    return f"click-pos-{safe}.txt"


def _numbers(payment: Payment, facts: BundleFacts) -> list[str]:
    lines = [
        f"service_id: {payment.service_id}",
        f"cashbox_code: {payment.cashbox_code}",
        f"transaction_id (merchant_trans_id): {payment.transaction_id}",
        f"payment_id: {'' if payment.payment_id is None else payment.payment_id}",
        f"amount: {payment.amount.digits()} ({payment.amount.tiyin} tiyin)",
        f"state: {payment.state}",
        f"payment_status: {'' if payment.click_status is None else payment.click_status}",
        f"error_code: {'' if payment.error_code is None else payment.error_code}",
        f"created_at: {_both(payment.created_at)}",
        f"made_at: {_both(facts.made_at)}",
    ]
    if facts.fiscal is not None:
        lines.append(f"fiscal: {facts.fiscal.state} {redacted(facts.fiscal.why)}".rstrip())
        if facts.fiscal.link:
            lines.append(f"ofd: {facts.fiscal.link}")
    return lines


def _mode(mode: ModeKnown | None, words: Words) -> list[str]:
    """The confirmation mode: seen, asked for, set by the shop (decision 7)."""
    if mode is None:
        return []
    say = words.say
    seen = mode_words(mode.seen, words) or say("never seen")
    lines = [
        say("Confirmation mode"),
        f"  {say('in the newest payment')}: {seen} {_both(mode.seen_at) if mode.seen_at else ''}".rstrip(),
        f"  {say('in the settings')}: {mode_words(mode.expected, words)}",
    ]
    if mode.asked:
        lines.append(f"  {say('asked for')}: {mode_words(mode.asked.on, words)} {_both(mode.asked.at)}")
    return lines


def _both(at: datetime) -> str:
    utc = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"{utc} ({at.astimezone(TASHKENT):%d.%m.%Y %H:%M:%S} Asia/Tashkent)"


def _event_line(event: Mapping[str, object]) -> str:
    """One event as JSON, with nothing in it that is not named here."""
    facts = _loaded(str(event.get("facts", "")))
    shown: dict[str, object] = {name: facts[name] for name in sorted(facts.keys() & PLAIN_FACTS)}
    if "card_number" in facts:
        shown["card_number"] = masked_card(str(facts["card_number"]))
    if "phone_number" in facts:
        shown["phone_number"] = masked_phone(str(facts["phone_number"]))
    if "error_note" in facts:
        shown["error_note"] = redacted(str(facts["error_note"]))
    remarks = facts.get("remarks")
    if isinstance(remarks, dict):
        shown["remarks"] = {str(name): redacted(str(said)) for name, said in remarks.items()}
    line = {name: event.get(name) for name in ("seq", "at", "state", "note")}
    return json.dumps({**line, "facts": shown}, ensure_ascii=False)


def _loaded(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
