"""Judges a journal against what was told to others and against CLICK's own book. Imports nothing of the till.

Every breach is one sentence that begins with the invariant it breaks (reliability.md §1.2).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.powercut.wire import Told

FINAL = {"paid", "refused", "cancelled", "reversed"}
BODIED = {"payment", "confirm", "submit_items"}
"""Calls whose body says which payment they are about."""


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal as it lies on the disk."""

    payments: dict[str, dict[str, Any]]
    events: list[dict[str, Any]]
    fiscal: dict[int, dict[str, Any]]
    damage: list[str]

    def states_of(self, transaction_id: str) -> list[str]:
        """Every state that a payment was written in, oldest first."""
        return [event["state"] for event in self.events if event["transaction_id"] == transaction_id]


def read_journal(path: Path) -> Journal:
    """Open it as SQLite opens it (a WAL is replayed), and read all of it. A file that is not there is empty.

    A file that SQLite cannot read is all damage.
    """
    if not path.exists():
        return Journal({}, [], {}, [])
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        damage = [
            f"S10 integrity: {row[0]}"
            for row in connection.execute("PRAGMA integrity_check")
            if row[0] != "ok"
        ]
        damage += [f"S10 foreign key: {tuple(row)}" for row in connection.execute("PRAGMA foreign_key_check")]
        if not {"payments", "payment_events", "fiscal_outbox"} <= tables:
            half = tables & {"payments", "payment_events", "fiscal_outbox"}
            return Journal({}, [], {}, damage + [f"K11 half a schema: {half}"] * bool(half))
        payments = {row["transaction_id"]: dict(row) for row in connection.execute("SELECT * FROM payments")}
        events = [dict(row) for row in connection.execute("SELECT * FROM payment_events ORDER BY seq")]
        fiscal = {row["payment_id"]: dict(row) for row in connection.execute("SELECT * FROM fiscal_outbox")}
    except sqlite3.DatabaseError as error:
        return Journal({}, [], {}, [f"S10 unreadable: {error}"])
    finally:
        connection.close()
    journal = Journal(payments, events, fiscal, damage)
    damage.extend(_chain(journal))
    return journal


def _chain(journal: Journal) -> Iterator[str]:
    previous = "0" * 64
    for number, event in enumerate(journal.events, 1):
        parts = (
            previous,
            str(number),
            *(event[name] for name in ("transaction_id", "at", "state", "note", "facts")),
        )
        if event["seq"] != number or event["previous_hash"] != previous:
            yield f"S10 the chain does not hold at {event['seq']}"
        if hashlib.sha256("\x1f".join(parts).encode()).hexdigest() != event["hash"]:
            yield f"S10 a link does not verify: {event['seq']}"
        previous = event["hash"]
    for transaction_id, payment in journal.payments.items():
        states = journal.states_of(transaction_id)
        if not states or states[-1] != payment["state"]:
            yield f"S10 {transaction_id} is {payment['state']}, its events say {states}"


def lost(journal: Journal, told: Told, cut: int) -> list[str]:
    """What had been told to others before the log was `cut` long and is not in the journal."""
    found = [*_not_written_before_it_was_sent(journal, told, cut), *_not_written_but_said(journal, told, cut)]
    return list(dict.fromkeys(found))


def _not_written_before_it_was_sent(journal: Journal, told: Told, cut: int) -> Iterator[str]:
    by_payment_id = {row["payment_id"]: row for row in journal.payments.values() if row["payment_id"]}
    submits: dict[int, int] = {}
    for request in told.requests:
        if request.begun > cut or (request.call in BODIED and not request.body):
            continue  # given up between its head and its body: it names no payment, and CLICK never had it
        of_it = by_payment_id.get(request.payment_id or 0)
        states = journal.states_of(of_it["transaction_id"]) if of_it else []
        match request.call:
            case "payment" if not journal.states_of(request.body.get("transaction_id", "")):
                yield f"W1 no INTENT of a request that left: {request.body.get('transaction_id')}"
            case "confirm" if "confirming" not in states:
                yield f"W3 no CONFIRMING of a confirm that left: {request.payment_id} {states}"
            case "reversal" if "reversing" not in states:
                yield f"W5 no REVERSING of a reversal that left: {request.payment_id} {states}"
            case "submit_items" if request.payment_id is not None:
                submits[request.payment_id] = submits.get(request.payment_id, 0) + 1
            case _:
                pass
    for payment_id, count in submits.items():
        written = journal.fiscal.get(payment_id, {"sends": 0})["sends"]
        if written < count:
            yield f"W5 {count} receipts of {payment_id} left, FSEND is written {written} times"


def _not_written_but_said(journal: Journal, told: Told, cut: int) -> Iterator[str]:
    for line in told.lines:
        if line.ended > cut:
            break
        for row in line.rows:
            transaction_id, state = row["transaction_id"], row["state"]
            states = journal.states_of(transaction_id)
            if not states or (state in FINAL and state not in states):
                yield f"W4 {transaction_id} was said to be {state}; the journal has {states}"
            if row["fiscal"] == "done":
                entry = journal.fiscal.get(row["payment_id"])
                if entry is None or entry["state"] != "done":
                    yield f"W4 the receipt of {row['payment_id']} was said to be done"


def not_a_beginning(journal: Journal, hashes: list[str]) -> list[str]:
    """After a cut it is the journal that was, up to some moment: nothing is new, none is left out."""
    found = [event["hash"] for event in journal.events]
    return [] if found == hashes[: len(found)] else ["S10 the events are not the first of those written"]


def disagreements(journal: Journal, ledger: list[dict[str, Any]]) -> list[str]:
    """Where the journal and CLICK's book differ, when all is over."""
    found = list(journal.damage)
    for row in journal.payments.values():
        found.extend(_payment(row, ledger))
    known = {row["transaction_id"]: row for row in journal.payments.values()}
    captured: dict[str, int] = {}
    for booked in ledger:
        if booked["transaction_id"] not in known:
            found.append(f"S3 CLICK has a payment that the journal lacks: {booked['transaction_id']}")
            continue
        row = known[booked["transaction_id"]]
        if row["amount_tiyin"] != booked["amount_tiyin"]:
            found.append(f"S7 {row['transaction_id']}: {row['amount_tiyin']} and {booked['amount_tiyin']}")
        if booked["state"] == "captured":
            captured[row["sale_id"]] = captured.get(row["sale_id"], 0) + 1
        found.extend(_receipts(row, booked, journal.fiscal.get(booked["payment_id"])))
    found += [f"S1 {count} payments are captured of {sale}" for sale, count in captured.items() if count > 1]
    return found


def _payment(row: dict[str, Any], ledger: list[dict[str, Any]]) -> Iterator[str]:
    booked = [each for each in ledger if each["transaction_id"] == row["transaction_id"]]
    has_it = [each for each in booked if each["state"] == "captured"]
    name = f"{row['transaction_id']} is {row['state']}, CLICK has {[each['state'] for each in booked]}"
    if row["state"] not in FINAL:
        yield f"L2 not final: {name}"
    elif row["state"] == "paid":
        if [each["payment_id"] for each in has_it] != [row["payment_id"]]:
            yield f"S2 {name}"
    elif has_it:
        yield f"S4 {name}"


def _receipts(row: dict[str, Any], booked: dict[str, Any], entry: dict[str, Any] | None) -> Iterator[str]:
    sums = [receipt["total_tiyin"] for receipt in booked["receipts"]]
    wanted = [booked["amount_tiyin"]] if booked["state"] == "captured" else []
    if sums != wanted:
        yield f"S8 {row['transaction_id']} ({booked['state']}) has receipts of {sums}"
    if wanted and (entry is None or entry["state"] != "done"):
        yield f"S8 the queue does not know the receipt of {row['transaction_id']}"
