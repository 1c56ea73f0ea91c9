"""The classifier of ИКПУ codes in a table of its own: taken in by pieces, searched offline. Engine thread.

A file has hundreds of thousands of rows. They are written in small steps, so that a payment never waits for
them, as a reading that nobody sees until its last step; a reading that broke off is taken away by the next.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pos.core.catalogue import Good
from pos.core.classifier import SpicEntry
from pos.core.folding import beginnings_of, words_of
from pos.journal.database import Journal

PIECE = 500
MOST_LOOKED_AT = 200
LEAST_LETTERS = 3
_READING = "classifier_reading"
_COLUMNS = "spic, name, name_uz, barcode, package_code"


class JournalClassifier:
    """Codes of the newest whole reading."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def count(self) -> int:
        """How many codes there are."""
        [row] = self._journal.rows(
            "SELECT count(*) AS found FROM spics WHERE reading = ?", (self._reading(),)
        )
        return int(str(row["found"]))

    def take_in(self, entries: Iterable[SpicEntry]) -> Iterator[int]:
        """Write a new reading in small steps, each told by how many codes there are so far.

        Whoever walks through it may wait between the steps; the codes before are found until the last one.
        Raises JournalTrouble, and what `entries` raises: then nothing has changed.
        """
        before = self._reading()
        reading = before + 1
        for _gone in self._take_away(f"reading > {before}"):  # of one that broke off
            yield 0
        source, written = iter(entries), 0
        while piece := list(islice(source, PIECE)):
            self._journal.write(lambda connection, piece=piece: _write(connection, reading, piece))  # type: ignore[misc]
            written += len(piece)
            yield written
        self._journal.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO facts VALUES (?, ?)", (_READING, str(reading))
            )
        )
        for _gone in self._take_away(f"reading < {reading}"):
            yield written

    def by_barcode(self, barcode: str, limit: int = 5) -> Sequence[SpicEntry]:
        """The codes that the classifier gives for a barcode."""
        rows = self._journal.rows(
            f"SELECT {_COLUMNS} FROM spics WHERE barcode = ? AND reading = ? LIMIT ?",  # noqa: S608
            (barcode, self._reading(), limit),
        )
        return [_entry(row) for row in rows] if barcode else []

    def search(self, text: str, limit: int) -> Sequence[SpicEntry]:
        """By a code, a barcode, or the beginnings of words in any script; the nearest first."""
        if text.strip().isdigit() and (found := self._by_code(text.strip(), limit)):
            return found
        return self._matching(" AND ".join(_any(some) for some in beginnings_of(text)), limit)

    def suggestions(self, good: Good, limit: int) -> Sequence[SpicEntry]:
        """Codes that may be a good's: those of its barcodes, then those whose names share most words."""
        found = [entry for code in good.barcodes for entry in self.by_barcode(code, limit)]
        words = {
            word
            for word in words_of(f"{good.name} {good.name_uz}")
            if len(word) >= LEAST_LETTERS and not word.isdigit()
        }
        found += self._matching(" OR ".join(f'"{word}"*' for word in sorted(words)), limit)
        return list({entry.spic: entry for entry in found}.values())[:limit]

    def _by_code(self, digits: str, limit: int) -> Sequence[SpicEntry]:
        rows = self._journal.rows(
            f"SELECT {_COLUMNS} FROM spics WHERE spic >= ? AND spic < ? AND reading = ?"  # noqa: S608
            " ORDER BY spic LIMIT ?",
            (digits, digits + ":", self._reading(), limit),  # a colon comes after every digit
        )
        return [_entry(row) for row in rows] or self.by_barcode(digits, limit)

    def _matching(self, match: str, limit: int) -> list[SpicEntry]:
        """By bm25 among the first that match: the words that few codes have count most."""
        if not match:
            return []
        rows = self._journal.rows(
            f"SELECT {_COLUMNS} FROM spic_words CROSS JOIN spics ON spics.row_id = spic_words.rowid"  # noqa: S608
            " WHERE spic_words MATCH ? AND spics.reading = ? ORDER BY spic_words.rank LIMIT ?",
            (match, self._reading(), limit),
        )
        return [_entry(row) for row in rows]

    def _take_away(self, which: str) -> Iterator[int]:
        """In small steps, too; how many each of them took."""
        sql = f"SELECT row_id FROM spics WHERE {which} LIMIT {PIECE}"  # noqa: S608 - our own words
        while rows := [(row["row_id"],) for row in self._journal.rows(sql)]:
            self._journal.write(lambda connection, rows=rows: _delete(connection, rows))  # type: ignore[misc]
            yield len(rows)

    def _reading(self) -> int:
        rows = self._journal.rows("SELECT value FROM facts WHERE name = ?", (_READING,))
        return int(str(rows[0]["value"])) if rows else 0


def _write(connection: sqlite3.Connection, reading: int, piece: Sequence[SpicEntry]) -> None:
    [newest] = connection.execute("SELECT coalesce(max(row_id), 0) FROM spics").fetchone()
    numbered = list(enumerate(piece, start=newest + 1))
    connection.executemany(
        "INSERT INTO spics VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (number, reading, one.spic, one.name, one.name_uz, one.barcode, one.package_code)
            for number, one in numbered
        ],
    )
    connection.executemany(
        "INSERT INTO spic_words (rowid, words) VALUES (?, ?)",
        [(number, " ".join(words_of(f"{one.name} {one.name_uz}"))) for number, one in numbered],
    )


def _delete(connection: sqlite3.Connection, rows: Sequence[tuple[object]]) -> None:
    connection.executemany("DELETE FROM spic_words WHERE rowid = ?", rows)
    connection.executemany("DELETE FROM spics WHERE row_id = ?", rows)


def _any(some: Sequence[str]) -> str:
    return "(" + " OR ".join(f'"{one}"*' for one in some) + ")"


def _entry(row: dict[str, object]) -> SpicEntry:
    return SpicEntry(*(str(row[name]) for name in _COLUMNS.split(", ")))
