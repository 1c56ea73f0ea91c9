"""`pos payments` and `pos payments show ID`: what the journal says. Reads only."""

from __future__ import annotations

import json
from datetime import datetime

from pos.bootstrap import Parts
from pos.commands.output import DONE, Output
from pos.commands.payment_json import row_json
from pos.core.money import Money
from pos.core.payment import Payment
from pos.core.tashkent import clock_text, local_text

MOST = 1000


async def list_payments(parts: Parts, output: Output, *, as_json: bool) -> int:
    """All payments, newest first; with `as_json` one array on the last line."""
    rows = await parts.checkout.history(MOST)
    if as_json:
        output.json([row_json(row) for row in rows])
        return DONE
    if not rows:
        output.out(output.words.say("There are no payments yet"))
    for row in rows:
        money = output.words.money(row.amount)
        output.out(
            f"{local_text(row.created_at)}  {row.transaction_id}  {row.state:<10}  {money}  {row.fiscal}"
        )
    return DONE


async def show_payment(parts: Parts, ref: str, output: Output, *, as_json: bool) -> int:
    """One payment as a timeline in words. Raises BadInput when there is none."""
    from pos.screens.payment_words import payment_in_words

    payment = parts.books.payments.payment(ref)
    events = parts.books.payments.events(payment.transaction_id)
    if as_json:
        rows = await parts.checkout.history(MOST)
        row = next(row for row in rows if row.transaction_id == payment.transaction_id)
        timeline = [{"at": e["at"], "state": e["state"], "note": e["note"]} for e in events]
        output.json({**row_json(row), "error_note": payment.error_note, "timeline": timeline})
        return DONE
    output.out(payment_in_words(payment, output.words))
    for name, value in _facts(payment, output):
        output.out(f"  {output.words.say(name)}: {value}")
    for event in events:
        at = datetime.fromisoformat(str(event["at"]))
        output.out(f"  {clock_text(at)}  {event['state']:<10}  {event['note']}{_status(str(event['facts']))}")
    return DONE


def _facts(payment: Payment, output: Output) -> list[tuple[str, str]]:
    money: Money = payment.amount
    facts = [
        ("Date", local_text(payment.created_at)),
        ("Amount", output.words.money(money)),
        ("Attempt", payment.transaction_id),
        ("CLICK payment", str(payment.payment_id or "")),
        ("Card", " ".join(filter(None, (payment.card.processing_type, payment.card.card_number)))),
        ("Phone", payment.card.phone_number),
        ("CLICK says", payment.error_note),
    ]
    return [(name, value) for name, value in facts if value]


def _status(facts: str) -> str:
    status = json.loads(facts).get("click_status")
    return "" if status is None else f"  (payment_status {status})"
