"""What the columns of a shop's tables mean, by their headers, as somebody said once. Engine thread."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from pos.journal.database import Journal


class JournalImportMappings:
    """Our columns for a header that was seen before, in the `facts` of the journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def remembered(self, header: Sequence[str]) -> tuple[str, ...]:
        """Our columns for exactly this header, place by place; empty when it was never seen."""
        rows = self._journal.rows("SELECT value FROM facts WHERE name = ?", (_name(header),))
        columns = json.loads(str(rows[0]["value"])) if rows else []
        return tuple(str(column) for column in columns) if len(columns) == len(header) else ()

    def remember(self, header: Sequence[str], columns: Sequence[str]) -> None:
        """Keep them for the next table. Durable when it returns; nothing is written when it is known."""
        if self.remembered(header) == tuple(columns):
            return
        fact = (_name(header), json.dumps(list(columns)))
        self._journal.write(
            lambda connection: connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", fact)
        )


def _name(header: Sequence[str]) -> str:
    """The same for the same header, whatever its case and the spaces around its names."""
    told = json.dumps([name.strip().casefold() for name in header], ensure_ascii=False)
    return f"import_mapping:{hashlib.sha256(told.encode()).hexdigest()[:32]}"
