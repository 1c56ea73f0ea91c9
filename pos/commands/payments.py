"""`pos payments` and `pos payments show ID`: what the journal says. Reads; `--bundle` writes a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pos.bootstrap import Parts
from pos.commands.output import BAD_USE, DONE, Output
from pos.commands.payment_json import row_json
from pos.core.fiscal import FiscalState
from pos.core.payment import Payment
from pos.core.tashkent import local_text
from pos.flow.history_ports import HistoryRow
from pos.flow.ports import TimelineEntry
from pos.logs import redacted

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


async def show_payment(parts: Parts, ref: str, output: Output, *, as_json: bool, bundle: str | None) -> int:
    """One payment as a timeline in words, above it its evidence card while it is not over.

    With `bundle` its whole redacted story goes into that new file. Raises BadInput when there is no such
    payment; exit 2 when the file cannot be made.
    """
    payment = parts.books.payments.payment(ref)
    timeline = await parts.checkout.timeline(payment.transaction_id)
    if bundle is not None and not await _write_bundle(parts, payment, Path(bundle), output):
        return BAD_USE
    if as_json:
        output.json(_shown(parts, payment, timeline, output))
    else:
        _say(parts, payment, timeline, output)
    return DONE


def _say(parts: Parts, payment: Payment, timeline: Sequence[TimelineEntry], output: Output) -> None:
    from pos.screens.evidence import card, facts, steps
    from pos.screens.payment_words import payment_in_words

    words = output.words
    output.out(payment_in_words(payment, words))
    for fact in facts(payment, words):
        output.out(f"  {fact.label}: {fact.value}")
    if cells := card(payment, timeline, words, is_followed=_is_followed(parts, payment)):
        output.out(words.say("Where the payment is"))
        for cell in cells:
            output.out(f"  {cell.label}: {cell.value}")
    output.out(words.say("What happened (Tashkent time)"))
    for step in steps(timeline, words):
        output.out(f"  {step}")


def _shown(
    parts: Parts, payment: Payment, timeline: Sequence[TimelineEntry], output: Output
) -> dict[str, object]:
    """The payment for other programs: facts by stable names, sentences beside them."""
    from pos.screens.evidence import card, masked_card, masked_phone, steps
    from pos.screens.payment_words import payment_in_words

    words = output.words
    told = steps(timeline, words)
    cells = card(payment, timeline, words, is_followed=_is_followed(parts, payment))
    return {
        **row_json(row_of(parts, payment)),
        "error_note": redacted(payment.error_note),
        "error_code": payment.error_code,
        "reason": payment.reason,
        "service_id": payment.service_id,
        "click_status": payment.click_status,
        "confirm_mode": payment.confirm_mode,
        "checks": payment.checks,
        "card": masked_card(payment.card.card_number),
        "processing_type": payment.card.processing_type,
        "phone": masked_phone(payment.card.phone_number),
        "said": payment_in_words(payment, words),
        "evidence": [{"label": cell.label, "value": cell.value} for cell in cells],
        "timeline": [
            {
                "at": entry.at.isoformat(),
                "state": str(entry.state),
                "note": entry.note,
                "click_status": entry.status,
                "remarks": dict(entry.remarks),
                "said": step.said,
            }
            for entry, step in zip(timeline, told, strict=True)
        ],
    }


def row_of(parts: Parts, payment: Payment) -> HistoryRow:
    """The payment's line of the history, however old it is."""
    entry = parts.books.outbox.entry(payment.payment_id) if payment.payment_id is not None else None
    return HistoryRow(
        sale_id=payment.sale_id,
        transaction_id=payment.transaction_id,
        payment_id=payment.payment_id,
        state=payment.state,
        amount=payment.amount,
        confirmed=payment.confirmed,
        fiscal=entry.state if entry else FiscalState.NONE,
        created_at=payment.created_at,
        card=payment.card,
    )


def _is_followed(parts: Parts, payment: Payment) -> bool:
    return parts.checkout.after.is_following(payment.transaction_id)


async def _write_bundle(parts: Parts, payment: Payment, file: Path, output: Output) -> bool:
    """Write the story into a new file that only this user can read; never over one that is there."""
    from pos.bundling import bundle_of
    from pos.paths import write_new

    text = await bundle_of(parts, payment, output.words)
    say = output.words.say
    try:
        write_new(file, text.encode("utf-8", "replace"))
    except FileExistsError:
        output.err(say("{file} is there already: nothing was written. Give another name", file=file))
        return False
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        output.err(say("{file} could not be written: {why}", file=file, why=why))
        return False
    output.err(say("Written for CLICK's support: {file}", file=file))
    return True
