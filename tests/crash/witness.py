"""A connection of SQLite that says what each COMMIT makes durable, by the tables alone, before and after it.

It does not know who writes, only what is there at BEGIN and what is new at COMMIT.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

News = tuple[str, ...]
"""What, of which payment, and, for a link of the chain, its state."""

MINOR = frozenset({"code released", "search verified", "fact"})
"""What gives a commit its name only where there is nothing else in it."""


@dataclass
class Before:
    """What is there when a transaction begins."""

    has_tables: bool = False
    last_seq: int = 0
    receipts: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()
    released: int = 0
    goods: int = 0


class Witness(sqlite3.Connection):
    """`passage` and `note` are of the victim; they are set once for all connections."""

    passage: Callable[[str], None]
    note: Callable[..., None]
    _before = Before()

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:  # noqa: ANN401 - as sqlite3 has it
        """As ever, with a passage before and after each COMMIT."""
        word = sql.lstrip().partition(" ")[0].rstrip(";").upper()
        if word == "COMMIT" and self.in_transaction:
            news = self._news()
            name = name_of(news)
            type(self).passage(f"before commit: {name}")
            cursor = super().execute(sql, parameters)
            type(self).note("durable", *news)
            type(self).passage(f"after commit: {name}")
            return cursor
        cursor = super().execute(sql, parameters)
        if word == "BEGIN":
            self._before = self._look()
        return cursor

    def _rows(self, sql: str, parameters: Iterable[object] = ()) -> list[Any]:
        cursor = self.cursor()
        cursor.row_factory = None
        return cursor.execute(sql, tuple(parameters)).fetchall()

    def _look(self) -> Before:
        if not self._rows("SELECT 1 FROM sqlite_master WHERE name = 'payment_events'"):
            return Before()
        return Before(
            True,
            self._rows("SELECT coalesce(max(seq), 0) FROM payment_events")[0][0],
            {row[0]: row for row in self._rows("SELECT payment_id, state, sends, why FROM fiscal_outbox")},
            frozenset(row[0] for row in self._rows("SELECT name FROM facts")),
            self._rows("SELECT count(*) FROM payments WHERE otp_fingerprint IS NULL")[0][0],
            self._rows("SELECT count(*) FROM goods")[0][0],
        )

    def _news(self) -> list[News]:
        before, now = self._before, self._look()
        if now.has_tables and not before.has_tables:
            return [("schema", "")]
        news: list[News] = self._rows(
            "SELECT note, transaction_id, state FROM payment_events WHERE seq > ? ORDER BY seq",
            [before.last_seq],
        )
        for payment_id, row in now.receipts.items():
            if row != (old := before.receipts.get(payment_id)):
                news.append((f"fiscal {_receipt_news(old, row)}", str(payment_id)))
        if now.released > before.released:
            news.append(("code released", news[0][1] if news else ""))
        for name in now.facts - before.facts:
            news.append(("search verified" if name.startswith("mti_verified") else "fact", name))
        if now.goods != before.goods:
            news.append(("goods", ""))
        return news


def _receipt_news(old: tuple[Any, ...] | None, new: tuple[Any, ...]) -> str:
    if old is None or old[1] == "none":
        return "put"
    if new[2] > old[2]:
        return "sending"
    return "done" if new[1] == "done" else "waits"


def name_of(news: list[News]) -> str:
    """What the commit is called: its links and receipts, else whatever is in it."""
    whats = [what for what, *_ in news]
    major = [what for what in whats if what not in MINOR]
    return " + ".join(major or whats) or "other"
