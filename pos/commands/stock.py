"""`pos stock BARCODE`: what lies on the shelf, and what of that is kept for nobody."""

from __future__ import annotations

import argparse

from pos.bootstrap import Parts
from pos.commands.output import DONE, Output
from pos.core.errors import UnknownGood
from pos.core.money import Quantity


async def stock(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    """Count it anew where that is asked for, and tell. Raises UnknownGood, BadInput, JournalTrouble."""
    if parts.books.catalogue.find(options.barcode) is None:
        raise UnknownGood("not in the catalogue", barcode=options.barcode[:40])
    shelf = parts.online.stock
    if options.uncounted:
        shelf.count(options.barcode, None)
    elif options.count is not None:
        count = Quantity(0) if options.count == "0" else Quantity.parse(options.count)
        shelf.count(options.barcode, count)
    counted, free = shelf.counted(options.barcode), shelf.free(options.barcode)
    if options.json:
        output.json({"barcode": options.barcode, "counted": _digits(counted), "free": _digits(free)})
    elif counted is None or free is None:
        output.out(output.words.say("Nobody counts this good"))
    else:
        output.out(
            output.words.say(
                "On the shelf: {counted}, free: {free}", counted=_digits(counted), free=_digits(free)
            )
        )
    return DONE


def _digits(thousandths: int | None) -> str | None:
    return None if thousandths is None else Quantity(thousandths).digits()
