"""The goods that the OFD would refuse, in pieces, so that a payment never waits for all of them.

Engine thread; reads only.
"""

from __future__ import annotations

from collections.abc import Iterator

from pos.core.catalogue import Barcode
from pos.journal.database import Journal

PIECE = 300


def red_goods(journal: Journal) -> Iterator[list[Barcode]]:
    """Their barcodes, out of so many goods at a time; a piece may be empty."""
    [row] = journal.rows("SELECT coalesce(max(good_id), 0) AS newest FROM goods")
    for start in range(0, int(str(row["newest"])), PIECE):
        rows = journal.rows(
            "SELECT barcode FROM goods WHERE good_id > ? AND good_id <= ? AND ready = 'red'",
            (start, start + PIECE),
        )
        yield [Barcode(str(one["barcode"])) for one in rows]
