"""Checks that the journal is whole: the file, the chain of hashes, and what was made of it. Only reads.

A link is good when its number follows, it carries the hash of the one before, and its own hash follows from
what is written in it. A payment is good when it begins with its intent, moves by the table of `core.payment`,
and its row says what its newest link says.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from pos.core.payment import MOVES, PaymentState
from pos.core.sale_text import fingerprint_of
from pos.journal.chain import FIRST_HASH, event_hash
from pos.journal.till_chain import first_flaw
from pos.journal.troubles import is_damage

AT_START = 1000
"""How many of the newest links are checked at every start (E06)."""

_NEXT = {str(state): frozenset(map(str, nexts)) for state, nexts in MOVES.items()}


class Flaw(StrEnum):
    """What is wrong; empty when nothing is."""

    NONE = ""
    FILE = "file"
    GAP = "gap"
    ORDER = "order"
    CHANGED = "changed"
    INTENT = "intent"
    MOVE = "move"
    PROJECTION = "projection"
    SALE = "sale"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: links and payments checked, the newest link, and the first flaw.

    `trouble` is English, for support; empty when all is well. `broken_seq` is None where no link is at fault.
    """

    links: int = 0
    payments: int = 0
    head_seq: int = 0
    head_hash: str = FIRST_HASH
    flaw: Flaw = Flaw.NONE
    broken_seq: int | None = None
    trouble: str = ""

    @property
    def ok(self) -> bool:
        """Whether the journal is whole."""
        return self.flaw is Flaw.NONE


class OpenJournal(Protocol):
    """An open journal, also one that may only be read."""

    def live(self) -> sqlite3.Connection:
        """Its connection."""
        ...


def verify(journal: OpenJournal, last: int | None = AT_START) -> Report:
    """Check the newest `last` links and their payments, or with None everything. Only reads.

    Raises:
        JournalTrouble, sqlite3.Error: the disk failed while reading; this says nothing about the journal.
    """
    return check(journal.live(), last)


def check(connection: sqlite3.Connection, last: int | None) -> Report:
    """The same on a connection. Raises sqlite3.Error where it is not the file that is at fault."""
    try:
        wrong = _file_trouble(connection, thorough=last is None)
        if wrong:
            return Report(flaw=Flaw.FILE, trouble=wrong)
        return _with_till_chain(connection, last, _Scan(connection, last).run())
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return Report(flaw=Flaw.FILE, trouble=str(error))


def _with_till_chain(connection: sqlite3.Connection, last: int | None, report: Report) -> Report:
    """The same for the chain of what CLICK has no part in, which older journals do not have yet."""
    has = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'till_events'").fetchone()
    if report.ok and has and (found := first_flaw(connection, last)):
        return replace(report, flaw=Flaw(found[0]), broken_seq=found[1], trouble=found[2])
    return report


def _file_trouble(connection: sqlite3.Connection, *, thorough: bool) -> str:
    pragma = "integrity_check(1)" if thorough else "quick_check(1)"
    said = str(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
    if said != "ok":
        return said
    if thorough and (row := connection.execute("PRAGMA foreign_key_check").fetchone()):
        return f"a row of {row[0]} belongs to nothing"
    return ""


class _FlawFoundError(Exception):
    def __init__(self, flaw: Flaw, seq: int | None, text: str) -> None:
        super().__init__(text)
        self.flaw, self.seq, self.text = flaw, seq, text


_LINKS = (
    "SELECT seq, transaction_id, at, state, note, facts, previous_hash, hash FROM payment_events"
    " WHERE seq >= ? ORDER BY seq"
)
_PAYMENTS = (
    "SELECT payments.*, payment_events.facts AS newest_facts, payment_events.seq AS newest_seq,"
    " sales.lines AS lines FROM payments"
    " LEFT JOIN payment_events ON payment_events.seq ="
    " (SELECT max(seq) FROM payment_events WHERE transaction_id = payments.transaction_id)"
    " LEFT JOIN sales ON sales.sale_id = payments.sale_id AND sales.cart_hash = payments.cart_hash"
)


class _Scan:
    """One pass over the links, then over the payments that they name."""

    def __init__(self, connection: sqlite3.Connection, last: int | None) -> None:
        self._connection = connection
        newest = connection.execute("SELECT seq, hash FROM payment_events ORDER BY seq DESC LIMIT 1")
        self._head: tuple[int, str] = newest.fetchone() or (0, FIRST_HASH)
        self._first = 1 if last is None else max(1, self._head[0] - last + 1)
        self._links = 0
        self._payments = 0
        self._states: dict[str, str] = {}

    def run(self) -> Report:
        flaw, seq, text = Flaw.NONE, None, ""
        try:
            self._scan_links()
            self._scan_payments()
        except _FlawFoundError as found:
            flaw, seq, text = found.flaw, found.seq, found.text
        return Report(self._links, self._payments, *self._head, flaw, seq, text)

    def _scan_links(self) -> None:
        expected, before = self._first, self._hash_before()
        for seq, tid, at, state, note, facts, previous, hashed in self._connection.execute(
            _LINKS, (self._first if self._first > 1 else -(2**63),)
        ):
            if seq != expected:
                raise _FlawFoundError(Flaw.GAP, expected, f"link {expected} is missing")
            if previous != before:
                raise _FlawFoundError(Flaw.ORDER, seq, f"link {seq} does not follow the one before it")
            if hashed != event_hash(previous, seq, tid, at, state, note, facts):
                raise _FlawFoundError(Flaw.CHANGED, seq, f"link {seq} was changed: its hash does not fit")
            self._move(seq, tid, state, note)
            expected, before = expected + 1, hashed
            self._links += 1

    def _hash_before(self) -> str:
        if self._first == 1:
            return FIRST_HASH
        row = self._connection.execute(
            "SELECT hash FROM payment_events WHERE seq = ?", (self._first - 1,)
        ).fetchone()
        if row is None:
            raise _FlawFoundError(Flaw.GAP, self._first - 1, f"link {self._first - 1} is missing")
        return str(row[0])

    def _move(self, seq: int, tid: str, state: str, note: str) -> None:
        before = self._states.get(tid) or self._state_before(tid)
        if before is None:
            if note != "intent" or state != PaymentState.SENDING:
                raise _FlawFoundError(Flaw.INTENT, seq, f"link {seq}: payment {tid} has no intent")
        elif state != before and state not in _NEXT.get(before, ()):
            raise _FlawFoundError(Flaw.MOVE, seq, f"link {seq}: no move from {before} to {state}")
        self._states[tid] = state

    def _state_before(self, tid: str) -> str | None:
        """Where a payment stood before the links that are checked."""
        if self._first == 1:
            return None
        row = self._connection.execute(
            "SELECT state FROM payment_events WHERE transaction_id = ? AND seq < ? ORDER BY seq DESC LIMIT 1",
            (tid, self._first),
        ).fetchone()
        return None if row is None else str(row[0])

    def _scan_payments(self) -> None:
        if self._first == 1:
            self._check_rows(self._connection.execute(_PAYMENTS))
        else:
            where = " WHERE payments.transaction_id = ?"
            for tid in self._states:
                self._check_rows(self._connection.execute(_PAYMENTS + where, (tid,)))
        if self._payments < len(self._states):
            raise _FlawFoundError(Flaw.PROJECTION, None, "a payment of the chain is missing")

    def _check_rows(self, cursor: sqlite3.Cursor) -> None:
        names = [column[0] for column in cursor.description]
        for values in cursor:
            self._check_row(dict(zip(names, values, strict=True)))
            self._payments += 1

    def _check_row(self, row: dict[str, Any]) -> None:
        tid, seq, newest = row["transaction_id"], row["newest_seq"], row["newest_facts"]
        if newest is None:
            raise _FlawFoundError(Flaw.INTENT, None, f"payment {tid} has no link at all")
        facts = _facts_of(newest)
        differing = sorted(name for name, fact in facts.items() if name not in row or row[name] != fact)
        if differing:
            raise _FlawFoundError(Flaw.PROJECTION, seq, f"payment {tid} differs: {', '.join(differing)}")
        if row["state"] != self._states.get(tid, row["state"]):
            raise _FlawFoundError(Flaw.PROJECTION, seq, f"payment {tid} is not where its links end")
        if row["lines"] is None or fingerprint_of(row["lines"]) != row["cart_hash"]:
            raise _FlawFoundError(Flaw.SALE, seq, f"payment {tid} has no sale, or another one")


def _facts_of(text: str) -> dict[str, object]:
    """What a link says of its payment; remarks are not of the payment."""
    try:
        facts: dict[str, object] = json.loads(text)
    except ValueError:
        return {"facts": None}
    facts.pop("remarks", None)
    return facts
