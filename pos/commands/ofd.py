"""`pos ofd attach PAYMENT LINK`: CLICK gets the receipt of the shop's fiscal device. Moves no money."""

from __future__ import annotations

import argparse

from pos.bootstrap import Parts
from pos.commands.output import DONE, REFUSED, UNKNOWN, Output
from pos.core.fiscal import REFUSED as REFUSAL
from pos.core.fiscal import FiscalState
from pos.flow.fiscal_ports import FiscalEntry


async def attach(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    """Keep the link, send it, read it back. Exit 0 done, 3 CLICK refused it, 4 it waits in the OFD queue.

    A wrong link, another payment's one, or a payment that waits for none: exit 2, nothing was kept.
    Raises BadInput: no such payment.
    """
    fiscalizing = parts.checkout.fiscalizing
    payment = parts.books.payments.payment(options.ref)
    kept = fiscalizing.device.take(payment, options.link)
    entry = await fiscalizing.work(kept.payment_id)
    say = output.words.say
    if entry.state is FiscalState.DONE:
        output.err(say("The fiscal receipt is at CLICK: {link}", link=entry.link))
        code = DONE
    elif entry.why.startswith(REFUSAL):
        output.err(say("CLICK refused: {note}", note=entry.why.removeprefix(REFUSAL)))
        code = REFUSED
    else:
        output.err(say("The fiscal receipt is in the queue, the sale is safe"))
        code = UNKNOWN
    if options.json:
        output.json(entry_json(entry))
    return code


def entry_json(entry: FiscalEntry) -> dict[str, object]:
    """How a receipt stands, by stable names."""
    return {
        "sale_id": entry.sale_id,
        "transaction_id": entry.transaction_id,
        "payment_id": entry.payment_id,
        "fiscal": str(entry.state),
        "link": entry.link,
        "why": entry.why,
        "sends": entry.sends,
    }
