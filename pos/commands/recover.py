"""`pos recover`: end what a crash or a lost answer left, by reading, and submit what the OFD lacks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from pos.bootstrap import Parts
from pos.commands.output import DONE, UNKNOWN, Output
from pos.commands.payment_json import row_json
from pos.commands.payments import row_of
from pos.core.payment import Payment
from pos.doctor import not_over
from pos.starts import Starts

MOST_WINDOWS = 6


async def recover(parts: Parts, output: Output, *, as_json: bool) -> int:
    """Wait at most six windows for final states. Never charges, never confirms. Exit 0 when all is final."""
    from pos.screens.payment_words import payment_in_words

    Starts(parts.home).well()  # a person asks for it: the till may begin anew, too (K14)
    taken = [*parts.books.payments.open_payments(), *parts.recovery.begin()]
    waiting = list(dict.fromkeys(payment.transaction_id for payment in taken))
    limit_s = MOST_WINDOWS * parts.timers.window_s
    try:
        async with asyncio.timeout(limit_s):
            await asyncio.gather(*(parts.checkout.after.finished(tid) for tid in waiting))
            await _empty_queue(parts)
    except TimeoutError:
        pass  # what is still open is counted below
    touched = [parts.books.payments.payment(tid) for tid in waiting]
    for payment in touched:
        output.err(payment_in_words(payment, output.words))
    unresolved = [parts.books.payments.payment(tid) for tid in not_over(parts.books.journal)]
    _say_what_to_do(parts, unresolved, output)
    queue = parts.checkout.fiscalizing.waiting()
    if as_json:
        newest_first = sorted({*touched, *unresolved}, key=lambda payment: payment.created_at, reverse=True)
        seen = [row_json(row_of(parts, payment)) for payment in newest_first]
        output.json({"payments": seen, "unresolved": len(unresolved), "fiscal_pending": queue})
    elif not unresolved and not queue:
        output.out(output.words.say("All payments are final"))
    else:
        output.out(
            output.words.say(
                "Not final: {count}. Waiting for the OFD: {queue}", count=len(unresolved), queue=queue
            )
        )
    return UNKNOWN if unresolved or queue else DONE


def _say_what_to_do(parts: Parts, unresolved: Sequence[Payment], output: Output) -> None:
    """For each payment that is left: which, how much, and decide or wait."""
    from pos.core.tashkent import local_text
    from pos.screens.evidence import what_to_do

    for payment in unresolved:
        money = output.words.money(payment.amount)
        output.err(f"{payment.transaction_id} · {local_text(payment.created_at)} · {money}")
        followed = parts.checkout.after.is_following(payment.transaction_id)
        output.err("  " + what_to_do(payment, output.words, is_followed=followed))


async def _empty_queue(parts: Parts) -> None:
    """Work the OFD queue until it is empty; the caller limits the time."""
    while await parts.checkout.fiscalizing.work_all():
        await parts.clock.sleep(parts.timers.poll_s)
