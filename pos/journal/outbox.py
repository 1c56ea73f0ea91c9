"""The OFD queue: what must reach the tax service, exactly once; nothing is dropped. Engine thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pos.core.device_receipt import SCAN_THE_PAPER
from pos.core.errors import Bug
from pos.core.fiscal import FiscalState
from pos.core.payment import Payment, PaymentId, TransactionId
from pos.core.sale import SaleId
from pos.flow.fiscal_ports import FiscalEntry
from pos.journal.database import Journal
from pos.journal.rows import payment_of, writable


class JournalOutbox:
    """The `FiscalOutbox` of the flow. Each call is durable when it returns; a refused one is a Bug."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def put(self, entry: FiscalEntry) -> None:
        """Queue it once per payment; a second put of the same payment changes nothing.

        An entry that only said what was missing (state none, no bytes) is replaced by the newer one.
        """
        self._write(
            "INSERT INTO fiscal_outbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (payment_id) DO UPDATE"
            " SET state = excluded.state, frozen = excluded.frozen, why = excluded.why"
            " WHERE fiscal_outbox.state = 'none'",
            (
                entry.payment_id,
                entry.sale_id,
                entry.transaction_id,
                str(entry.state),
                entry.frozen,
                entry.link,
                None,
                0,
                writable(entry.why),
                entry.created_at.isoformat(),
            ),
        )

    def sending(self, payment_id: PaymentId, at: datetime) -> None:
        """Write FSEND before the bytes go (W5)."""
        self._set(payment_id, "sent_at = ?, sends = sends + 1, why = 'sent'", at.isoformat())

    def done(self, payment_id: PaymentId, link: str) -> None:
        """The link is there; the first one stays."""
        self._set(payment_id, "state = 'done', why = '', link = coalesce(link, ?)", link)

    def waits(self, payment_id: PaymentId, why: str) -> None:
        """It stays in the queue, for this reason."""
        self._set(payment_id, "why = ?", why)

    def refreeze(self, payment_id: PaymentId, frozen: bytes) -> bool:
        """Put other bytes in place of those that were refused; False when they may have been taken."""
        sql = (
            "UPDATE fiscal_outbox SET frozen = ?, why = '' WHERE payment_id = ? AND state = 'pending'"
            " AND link IS NULL AND why LIKE 'refused: %'"
        )
        return self._write(sql, (frozen, payment_id)) == 1

    def _set(self, payment_id: PaymentId, change: str, value: str) -> None:
        sql = f"UPDATE fiscal_outbox SET {change} WHERE payment_id = ?"  # noqa: S608 - ours, above
        if self._write(sql, (writable(value), payment_id)) != 1:
            raise Bug("a receipt that is not in the queue")  # W5: nothing is sent that is not written

    def _write(self, sql: str, parameters: tuple[object, ...]) -> int:
        """How many rows were written, durably."""
        try:
            return self._journal.write(lambda connection: connection.execute(sql, parameters).rowcount)
        except sqlite3.IntegrityError as error:
            raise Bug(f"the queue refused a change: {error}") from error

    def entry(self, payment_id: PaymentId) -> FiscalEntry | None:
        """Read one."""
        rows = self._journal.rows("SELECT * FROM fiscal_outbox WHERE payment_id = ?", (payment_id,))
        return _entry_of(rows[0]) if rows else None

    def pending(self) -> Sequence[FiscalEntry]:
        """What waits, oldest first."""
        rows = self._journal.rows("SELECT * FROM fiscal_outbox WHERE state = 'pending' ORDER BY created_at")
        return [_entry_of(row) for row in rows]

    def waiting(self) -> Sequence[FiscalEntry]:
        """What waits or lacks settings (state none), oldest first."""
        rows = self._journal.rows("SELECT * FROM fiscal_outbox WHERE state <> 'done' ORDER BY created_at")
        return [_entry_of(row) for row in rows]

    def naming(self, sign: str) -> Sequence[FiscalEntry]:
        """All, also those that are done, in whose link or bytes this fiscal sign stands; reads the table."""
        rows = self._journal.rows(
            "SELECT * FROM fiscal_outbox WHERE instr(coalesce(link, ''), ?)"
            " OR instr(coalesce(frozen, x''), CAST(? AS BLOB)) ORDER BY created_at",
            (sign, sign),
        )
        return [_entry_of(row) for row in rows]

    def unqueued(self) -> Sequence[Payment]:
        """Paid payments that a crash kept from the queue, or whose entry lacked settings (state none).

        What waits for the QR of a fiscal device's paper lacks nothing, and is left as it is.
        """
        rows = self._journal.rows(
            "SELECT payments.* FROM payments LEFT JOIN fiscal_outbox USING (payment_id)"
            " WHERE payments.state = 'paid' AND payments.payment_id IS NOT NULL"
            " AND (fiscal_outbox.payment_id IS NULL"
            " OR (fiscal_outbox.state = 'none' AND fiscal_outbox.why <> ?))"
            " ORDER BY payments.created_at",
            (SCAN_THE_PAPER,),
        )
        return [payment_of(row) for row in rows]


def _entry_of(row: dict[str, Any]) -> FiscalEntry:
    return FiscalEntry(
        payment_id=PaymentId(row["payment_id"]),
        sale_id=SaleId(row["sale_id"]),
        transaction_id=TransactionId(row["transaction_id"]),
        state=FiscalState(row["state"]),
        frozen=row["frozen"],
        link=row["link"],
        sent_at=None if row["sent_at"] is None else datetime.fromisoformat(row["sent_at"]),
        sends=row["sends"],
        why=row["why"],
        created_at=datetime.fromisoformat(row["created_at"]),
    )
