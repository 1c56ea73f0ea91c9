"""What is known of one shop: CLICK's ledger, the SQLite file by plain sqlite3, what the victims said.

Nothing of `pos` is imported here, nor by the two modules that judge it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Line = Sequence[Any]

NOT_TAKEN = {"refused", "cancelled"}
OPEN = {"sending", "unknown", "held", "confirming", "reversing"}
NOT_EVENTS = {"code released", "search verified", "fact", "goods", "schema"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one shop after its recovery.

    Attributes:
        ledger: the answer of GET /__ledger.
        journal: the SQLite file; it is opened for reading.
        said: what the commands printed as JSON, in order.
        traces: for each victim its command and the lines of its trace: ["point", name],
            ["durable", [what, which, state], …] after a COMMIT that returned, and
            ["told", transaction_id, state] when the till told its screens.
        secrets: texts that no file of the home may hold.
    """

    ledger: Mapping[str, Any]
    journal: Path
    said: Sequence[Mapping[str, Any]] = ()
    traces: Sequence[tuple[str, Sequence[Line]]] = ()
    secrets: Sequence[str] = ()


@dataclass(slots=True)
class Books:
    """Both ledgers, indexed."""

    payments: list[Row]
    events: list[Row]
    sales: list[Row]
    receipts: list[Row]
    facts: list[Row]
    goods: int
    booked: list[Mapping[str, Any]]
    breaches: list[str] = field(default_factory=list)

    def captured(self, transaction_id: str) -> list[Mapping[str, Any]]:
        """Payments of this attempt whose money the shop has."""
        return [
            each
            for each in self.booked
            if each["transaction_id"] == transaction_id and each["state"] == "captured"
        ]

    def breach(self, rule: str, text: str) -> None:
        """Note one."""
        self.breaches.append(f"{rule}: {text}")


def states(journal: Path) -> dict[str, str]:
    """State of each payment by its transaction_id; nothing where there is no journal yet."""
    rows = table(journal, "SELECT transaction_id, state FROM payments") if _has_tables(journal) else []
    return {row["transaction_id"]: row["state"] for row in rows}


def waiting_receipts(journal: Path) -> int:
    """How many receipts wait for the OFD."""
    if not _has_tables(journal):
        return 0
    return len(table(journal, "SELECT 1 FROM fiscal_outbox WHERE state = 'pending'"))


def table(journal: Path, sql: str) -> list[Row]:
    connection = sqlite3.connect(journal)
    try:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql)]
    finally:
        connection.close()


def _has_tables(journal: Path) -> bool:
    return journal.exists() and bool(table(journal, "SELECT 1 FROM sqlite_master WHERE name = 'payments'"))


def read(evidence: Evidence) -> tuple[Books | None, list[str]]:
    journal = evidence.journal
    trouble = []
    try:
        found = [row for row in table(journal, "PRAGMA integrity_check") if row["integrity_check"] != "ok"]
        trouble += [f"S10: integrity_check: {row}" for row in found]
        trouble += [f"S10: foreign_key_check: {row}" for row in table(journal, "PRAGMA foreign_key_check")]
        books = Books(
            payments=table(journal, "SELECT * FROM payments"),
            events=table(journal, "SELECT * FROM payment_events ORDER BY seq"),
            sales=table(journal, "SELECT * FROM sales"),
            receipts=table(journal, "SELECT * FROM fiscal_outbox"),
            facts=table(journal, "SELECT * FROM facts"),
            goods=len(table(journal, "SELECT 1 FROM goods LIMIT 1")),
            booked=list(evidence.ledger["payments"]),
        )
    except sqlite3.Error as error:
        return None, [*trouble, f"S10: the journal cannot be read: {error}"]
    return books, trouble
