"""How the shop's scales write their labels, in the `facts` of the journal. Engine thread. No money.

In the journal and not in the settings: a manager teaches it at the till, and the next scan reads by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from pos.core.errors import BadInput
from pos.core.scales import DEFAULT, read_schemes, write_schemes
from pos.core.weighed import WeighedScheme
from pos.journal.database import Journal

_NAME = "scales"


class JournalScales:
    """One line of text; `pos.core.scales` reads and writes it."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def schemes(self) -> Sequence[WeighedScheme]:
        """What was said last; the default while nobody has said anything, or it cannot be read."""
        rows = self._journal.rows("SELECT value FROM facts WHERE name = ?", (_NAME,))
        try:
            return read_schemes(str(rows[0]["value"])) if rows else DEFAULT
        except BadInput:
            return DEFAULT  # written by a later version: labels of grams are what most scales print

    def save(self, schemes: Sequence[WeighedScheme]) -> None:
        """Read labels by these from now on. Durable when it returns. Raises JournalTrouble."""
        fact = (_NAME, write_schemes(schemes))
        self._journal.write(
            lambda connection: connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", fact)
        )
