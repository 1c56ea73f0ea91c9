"""The goods in the order of their names, a page at a time. Engine thread; reads only."""

from __future__ import annotations

from collections.abc import Sequence

from pos.core.catalogue import Barcode
from pos.journal.database import Journal


class GoodsList:
    """Gives codes; the goods themselves are the catalogue's."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def first(self, limit: int) -> Sequence[Barcode]:
        """The codes of the first goods by name."""
        rows = self._journal.rows("SELECT barcode FROM goods ORDER BY name LIMIT ?", (limit,))
        return [Barcode(str(row["barcode"])) for row in rows]
