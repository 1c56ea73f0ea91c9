"""What happened at the till beside CLICK's payments, as a chain of hashes of its own. Engine thread.

A cash sale that is erased or changed breaks it: `verify` says so.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import Any

from pos.journal.chain import FIRST_HASH, event_hash

SETTLED = "settled"
"""A sale was paid: in cash, by a card on a separate terminal, or CLICK's payment got its cash."""


def append(
    connection: sqlite3.Connection, at: datetime, kind: str, subject: str, facts: dict[str, Any]
) -> None:
    """Write the next link; a part of the step that the caller has open."""
    last = connection.execute("SELECT seq, hash FROM till_events ORDER BY seq DESC LIMIT 1").fetchone()
    seq, previous = (last[0] + 1, last[1]) if last else (1, FIRST_HASH)
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    hashed = event_hash(previous, seq, at.isoformat(), kind, subject, text)
    connection.execute(
        "INSERT INTO till_events VALUES (?, ?, ?, ?, ?, ?, ?)",
        (seq, at.isoformat(), kind, subject, text, previous, hashed),
    )


def first_flaw(connection: sqlite3.Connection, last: int | None) -> tuple[str, int | None, str] | None:
    """What is wrong with the newest `last` links, or with None all: a word of `Flaw`, which link, English.

    Only reads. Every settlement that was paid must stand in a link as its row has it.
    """
    newest = connection.execute("SELECT max(seq) FROM till_events").fetchone()[0] or 0
    first = 1 if last is None else max(1, newest - last + 1)
    before = connection.execute("SELECT hash FROM till_events WHERE seq = ?", (first - 1,)).fetchone()
    if first > 1 and before is None:
        return "gap", first - 1, f"till link {first - 1} is missing"
    expected, previous = first, before[0] if before else FIRST_HASH
    for seq, at, kind, subject, facts, named, hashed in connection.execute(
        "SELECT * FROM till_events WHERE seq >= ? ORDER BY seq", (first,)
    ):
        if seq != expected:
            return "gap", expected, f"till link {expected} is missing"
        if named != previous:
            return "order", seq, f"till link {seq} does not follow the one before it"
        if hashed != event_hash(previous, seq, at, kind, subject, facts):
            return "changed", seq, f"till link {seq} was changed: its hash does not fit"
        if kind == SETTLED and (wrong := _differs(connection, subject, facts)):
            return "projection", seq, wrong
        expected, previous = seq + 1, hashed
    settled = connection.execute(
        "SELECT ref FROM settlements WHERE settled_at IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM till_events WHERE subject = settlements.ref AND kind = ?)"
        " ORDER BY planned_at DESC LIMIT ?",
        (SETTLED, 1 if last is None else last),
    ).fetchone()
    return ("projection", None, f"settlement {settled[0]} has no link") if settled else None


def _differs(connection: sqlite3.Connection, ref: str, facts: str) -> str:
    cursor = connection.execute("SELECT * FROM settlements WHERE ref = ?", (ref,))
    row = cursor.fetchone()
    if row is None:
        return f"settlement {ref} of the chain is missing"
    known = dict(zip((column[0] for column in cursor.description), row, strict=True))
    try:
        said: dict[str, Any] = json.loads(facts)
    except ValueError:
        said = {"facts": None}
    differing = sorted(name for name, fact in said.items() if name not in known or known[name] != fact)
    return f"settlement {ref} differs: {', '.join(differing)}" if differing else ""
