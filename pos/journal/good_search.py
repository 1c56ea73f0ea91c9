"""Finds goods while somebody types: beginnings of words first, then parts of them. Engine thread.

Two indexes of SQLite: words with their first letters (`good_words`), and every three letters (`good_parts`).
Both hold the one spelling of `core.folding`, and so does what is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from pos.core.folding import beginnings_of, fold
from pos.journal.database import Journal

MOST_LOOKED_AT = 200
"""Who types one letter gets the first so many, and types on."""

LEAST_PART = 3


class GoodSearch:
    """`ids` gives numbers of goods; the nearest first."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def ids(self, text: str, limit: int) -> Sequence[int]:
        """At most `limit`: the exact code, names that begin so, words that begin so, parts of words."""
        asked = beginnings_of(text)
        if not asked or limit <= 0:
            return []
        rows = self._begun(asked)
        if len(rows) < limit:
            known = {row["good_id"] for row in rows}
            rows += [row for row in self._within(asked) if row["good_id"] not in known]
        whole, code = fold(text), text.strip()

        def place(row: dict[str, object]) -> tuple[int, str]:
            name = str(row["name"])
            if row["barcode"] == code:
                return 0, name
            return (1 if str(row["words"]).startswith(whole) else int(str(row["rank"]))), name

        return [int(str(row["good_id"])) for row in sorted(rows, key=place)[:limit]]

    def _begun(self, asked: Sequence[tuple[str, ...]]) -> list[dict[str, object]]:
        match = " AND ".join("(" + " OR ".join(f'"{one}"*' for one in some) + ")" for some in asked)
        return self._journal.rows(
            "SELECT goods.good_id, goods.barcode, goods.name, good_words.words, 2 AS rank"
            " FROM good_words CROSS JOIN goods ON goods.good_id = good_words.rowid"
            " WHERE good_words MATCH ? LIMIT ?",
            (match, MOST_LOOKED_AT),
        )

    def _within(self, asked: Sequence[tuple[str, ...]]) -> list[dict[str, object]]:
        """Words of three letters and more anywhere in a word; shorter ones still begin one."""
        long = [some[0] for some in asked if len(some[0]) >= LEAST_PART]
        short = [some for some in asked if len(some[0]) < LEAST_PART]
        if not long:
            return []
        rows = self._journal.rows(
            "SELECT goods.good_id, goods.barcode, goods.name, good_parts.words, 3 AS rank"
            " FROM good_parts CROSS JOIN goods ON goods.good_id = good_parts.rowid"
            " WHERE good_parts MATCH ? LIMIT ?",
            (" AND ".join(f'"{word}"' for word in long), MOST_LOOKED_AT),
        )
        return [row for row in rows if all(_begins(str(row["words"]), some) for some in short)]


def _begins(words: str, some: tuple[str, ...]) -> bool:
    return any(f" {one}" in f" {words}" for one in some)
