"""`pos recover`: end what a crash or a lost answer left, by reading, and submit what the OFD lacks."""

from __future__ import annotations

import asyncio

from pos.bootstrap import Parts
from pos.commands.output import DONE, UNKNOWN, Output
from pos.commands.payment_json import row_json
from pos.core.payment import PaymentState

MOST_WINDOWS = 6
MOST = 1000


async def recover(parts: Parts, output: Output, *, as_json: bool) -> int:
    """Wait at most six windows for final states. Never charges, never confirms. Exit 0 when all is final."""
    from pos.screens.payment_words import payment_in_words

    parts.recovery.begin()
    waiting = [p.transaction_id for p in parts.books.payments.open_payments()]
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
    rows = await parts.checkout.history(MOST)
    unresolved = [row for row in rows if not row.state.is_final or row.state is PaymentState.MANUAL]
    queue = parts.checkout.fiscalizing.waiting()
    if as_json:
        seen = [row_json(row) for row in rows if row.transaction_id in waiting or row in unresolved]
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


async def _empty_queue(parts: Parts) -> None:
    """Work the OFD queue until it is empty; the caller limits the time."""
    while await parts.checkout.fiscalizing.work_all():
        await parts.clock.sleep(parts.timers.poll_s)
