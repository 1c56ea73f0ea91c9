"""The oracle's reading of the evidence: CLICK's ledger, the journals by plain sqlite3, the screen, the wire.

No import from `pos` here: what the program believes of itself proves nothing.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.history import Entry, Evidence, LedgerPayment

FIRST_HASH = "0" * 64
OPEN = frozenset({"sending", "unknown", "held", "confirming", "reversing"})
RETURNED = frozenset({"refused", "cancelled", "reversed"})


@dataclass(slots=True)
class Event:
    """One link of the chain as the file has it."""

    seq: int
    tid: str
    state: str
    note: str
    facts: dict[str, object]


@dataclass(slots=True)
class Journal:
    """One file: its events in order, its projection, its OFD queue, and what is wrong with the chain."""

    events: list[Event] = field(default_factory=list)
    payments: dict[str, dict[str, object]] = field(default_factory=dict)
    fiscal: dict[int, dict[str, object]] = field(default_factory=dict)
    plans: dict[str, dict[str, object]] = field(default_factory=dict)
    """How sales are settled that CLICK does not pay alone, by the payment's id."""
    trouble: list[str] = field(default_factory=list)

    def cash_of(self, tid: object) -> int:
        """What is paid in cash of the sale of this payment, in tiyin."""
        plan = self.plans.get(str(tid))
        return int(str(plan["cash_tiyin"])) if plan else 0


def read_journal(path: Path) -> Journal:
    """Read a journal file with plain sqlite3 and follow its chain with our own hand."""
    journal = Journal()
    connection = sqlite3.connect(path)
    try:
        connection.row_factory = sqlite3.Row
        for row in connection.execute("SELECT * FROM payments"):
            journal.payments[row["transaction_id"]] = dict(row)
        for row in connection.execute("SELECT * FROM fiscal_outbox"):
            journal.fiscal[row["payment_id"]] = dict(row)
        for row in connection.execute("SELECT * FROM settlements"):
            journal.plans[row["ref"]] = dict(row)
        previous = FIRST_HASH
        events = connection.execute("SELECT * FROM payment_events ORDER BY seq")
        for number, row in enumerate(events, start=1):
            facts = row["facts"]
            parts = [str(row[name]) for name in ("seq", "transaction_id", "at", "state", "note")]
            link = hashlib.sha256("\x1f".join((previous, *parts, facts)).encode()).hexdigest()
            if row["seq"] != number or row["previous_hash"] != previous or row["hash"] != link:
                journal.trouble.append(f"link {row['seq']} does not verify")
            previous = row["hash"]
            journal.events.append(
                Event(row["seq"], row["transaction_id"], row["state"], row["note"], json.loads(facts))
            )
    finally:
        connection.close()
    return journal


@dataclass(slots=True)
class Attempt:
    """One attempt, from all sides. `commits` are (index in the history, time, seq, state) in order."""

    tid: str
    till: str
    sale: str = ""
    amount: int = 0
    posts: list[tuple[int, Entry]] = field(default_factory=list)
    confirms: list[tuple[int, Entry]] = field(default_factory=list)
    reads: list[tuple[int, Entry]] = field(default_factory=list)
    reversals: list[tuple[int, Entry]] = field(default_factory=list)
    screens: list[tuple[int, Entry]] = field(default_factory=list)
    commits: list[tuple[int, float, int, str]] = field(default_factory=list)
    ledger: list[LedgerPayment] = field(default_factory=list)

    def state_at(self, index: int) -> str:
        """The newest committed state before that place of the history."""
        state = ""
        for at, _, _, committed in self.commits:
            if at >= index:
                break
            state = committed
        return state


def _first(evidence: Evidence, what: str) -> dict[str, float]:
    """When that first happened, by attempt."""
    found: dict[str, float] = {}
    for entry in evidence.entries:
        if entry.what == what:
            found.setdefault(entry.tid, entry.at)
    return found


class Case:
    """The evidence, indexed once for all checks."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.journals = {till: read_journal(path) for till, path in evidence.journals.items()}
        self.attempts: dict[str, Attempt] = {}
        self.answers: dict[object, tuple[int, Entry]] = {}
        self.executed: dict[object, Entry] = {}
        self.calls: dict[str, list[tuple[int, Entry]]] = {"submit": [], "read_link": [], "fsend": []}
        self.cash = {what: _first(evidence, what) for what in ("cash", "cash_taken")}
        self.disturbed: list[tuple[int, Entry]] = []
        self.bugs: list[Entry] = []
        self.by_pid = {payment.pid: payment for payment in evidence.payments}
        self._tid_of_pid = self._pids()
        for payment in evidence.payments:
            self.attempt(payment.tid, "?").ledger.append(payment)
        for index, entry in enumerate(evidence.entries):
            self._sort_in(index, entry)
        for till, journal in self.journals.items():
            for tid, row in journal.payments.items():
                attempt = self.attempt(tid, till)
                attempt.sale, attempt.amount = str(row["sale_id"]), int(str(row["amount_tiyin"]))

    def attempt(self, tid: str, till: str) -> Attempt:
        """The attempt of this id; made when it is new."""
        found = self.attempts.get(tid)
        if found is None:
            found = self.attempts[tid] = Attempt(tid, till)
        elif found.till == "?":
            found.till = till
        return found

    def _pids(self) -> dict[int, str]:
        known = {payment.pid: payment.tid for payment in self.evidence.payments}
        for journal in self.journals.values():
            for tid, row in journal.payments.items():
                if row["payment_id"] is not None:
                    known.setdefault(int(str(row["payment_id"])), tid)
        return known

    def _sort_in(self, index: int, entry: Entry) -> None:
        what = entry.what
        if what == "commit":
            seq = entry.more[0] if isinstance(entry.more, tuple) else 0
            self.attempt(entry.tid, entry.till).commits.append((index, entry.at, seq, entry.note))
        elif what == "answer":
            self.answers[entry.more] = (index, entry)
        elif what == "executed":
            self.executed[entry.more] = entry
        elif what == "screen":
            attempt = self.attempt(entry.tid, entry.till)
            attempt.screens.append((index, entry))
            attempt.sale = attempt.sale or entry.sale
        elif what == "post":
            attempt = self.attempt(entry.tid, entry.till)
            attempt.posts.append((index, entry))
            attempt.sale = attempt.sale or entry.sale
        elif what in ("confirm", "status", "look_up", "reverse"):
            self._sort_call(index, entry)
        elif what in self.calls:
            self.calls[what].append((index, entry))
        elif what == "bug":
            self.bugs.append(entry)
        if what in ("crash", "start", "suspend", "disk_full", "stall"):
            self.disturbed.append((index, entry))

    def _sort_call(self, index: int, entry: Entry) -> None:
        tid = entry.tid or self._tid_of_pid.get(entry.pid, f"nobody's {entry.pid}")
        attempt = self.attempt(tid, entry.till)
        calls = {"confirm": attempt.confirms, "reverse": attempt.reversals}.get(entry.what, attempt.reads)
        calls.append((index, entry))

    def was_sent(self, call: Entry) -> bool:
        """Whether a byte of it may have left the PC."""
        answer = self.answers.get(call.more)
        return answer is None or answer[1].note != "not_sent"
