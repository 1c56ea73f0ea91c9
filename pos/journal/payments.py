"""Payments: append-only, hash-chained events and their projection, in one transaction. Engine thread."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from pos.core.errors import BadInput, Bug, CodeAlreadyUsed, JournalTrouble, SaleAlreadyInPayment
from pos.core.payment import (
    MONEY_RETURNED,
    Payment,
    PaymentId,
    PaymentState,
    TransactionId,
    move,
)
from pos.flow.ports import Clock
from pos.journal.black_box import line_of
from pos.journal.chain import FIRST_HASH, event_hash
from pos.journal.database import Journal
from pos.journal.rows import FIXED, NOT_OVER, payment_of, row_of, writable

CODE_KEPT_FOR = timedelta(minutes=15)
GREATEST_ID = 2**63 - 1
_NONE: Mapping[str, str] = {}


class JournalPayments:
    """The `PaymentJournal` of the flow."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._begun: list[Payment] = []
        self._doubtful: list[Payment] = []

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside becomes durable at its end, all or nothing, with one wait for the disk."""
        if self._journal.is_in_step:
            yield
            return
        try:
            with self._journal.together():
                yield
        except JournalTrouble:
            if self._journal.is_dead:
                self._doubtful += self._begun
            raise
        finally:
            self._begun.clear()

    def begin(self, payment: Payment, otp_fingerprint: str | None, instant: tuple[str, float]) -> None:
        """Write the INTENT (W1); durable when it returns.

        Raises:
            CodeAlreadyUsed: the same QR within 15 minutes.
            SaleAlreadyInPayment: the sale has an attempt that is open or paid.
            DiskFull: less than 200 MB are free; also while a ballast would still make room (E01).
        """
        if self._journal.room is not None:
            self._journal.room.require()
        row = {
            **row_of(payment),
            "boot_id": instant[0],
            "intent_s": instant[1],
            "otp_fingerprint": otp_fingerprint,
        }
        begun = self._begun if self._journal.is_in_step else []
        try:
            with self._journal.transaction() as connection:
                self._end_doubtful(connection)
                self._forget_old_codes(connection)
                names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
                connection.execute(f"INSERT INTO payments ({names}) VALUES ({marks})", row)  # noqa: S608
                self._append(connection, payment, "intent")
        except sqlite3.IntegrityError as error:
            raise self._why_not(payment, otp_fingerprint, error) from error
        except JournalTrouble:
            if self._journal.is_dead:
                self._doubtful.append(payment)
            raise
        begun.append(payment)

    def _end_doubtful(self, connection: sqlite3.Connection) -> None:
        """An INTENT whose commit failed may be on the disk all the same (E05). It never left: nobody owes."""
        for payment in self._doubtful:
            found = connection.execute(
                "SELECT state FROM payments WHERE transaction_id = ?", (payment.transaction_id,)
            ).fetchone()
            if found is not None and found[0] == PaymentState.SENDING:
                self._change(
                    connection, move(payment, PaymentState.REFUSED, reason="JournalTrouble"), "never_sent", {}
                )
                self._release(connection, payment.transaction_id)

    def _why_not(self, payment: Payment, fingerprint: str | None, error: sqlite3.IntegrityError) -> Exception:
        if self._journal.rows("SELECT 1 FROM payments WHERE otp_fingerprint = ?", (fingerprint,)):
            return CodeAlreadyUsed("this QR was already sent")
        live = self._journal.rows(
            "SELECT state FROM payments WHERE sale_id = ? AND state NOT IN (?, ?, ?)",
            (payment.sale_id, *sorted(MONEY_RETURNED)),
        )
        if live:
            return SaleAlreadyInPayment("the sale is being paid or is paid", state=live[0]["state"])
        if "paid_while_settled" in str(error):
            return SaleAlreadyInPayment("the sale is being paid or is paid", state="paid")
        return Bug(f"the intent was not taken: {error}")

    def _forget_old_codes(self, connection: sqlite3.Connection) -> None:
        oldest = (self._clock.now() - CODE_KEPT_FOR).isoformat()
        # By the index of the codes, of which there are few: by time it would be every payment there ever was.
        connection.execute(
            "UPDATE payments SET otp_fingerprint = NULL WHERE otp_fingerprint > '' AND +created_at < ?",
            (oldest,),
        )

    def record(self, payment: Payment, note: str, remarks: Mapping[str, str] | None = None) -> None:
        """Write the new state or facts and one event, durably. Raises Bug for a wrong edge.

        `remarks` (who, why) stand in the event's facts and are hashed with them.
        """
        try:
            self._journal.write(lambda connection: self._change(connection, payment, note, remarks or {}))
        except sqlite3.IntegrityError as error:
            raise Bug(f"the journal refused a move: {error}") from error

    def _change(
        self, connection: sqlite3.Connection, payment: Payment, note: str, remarks: Mapping[str, str]
    ) -> None:
        row = {name: value for name, value in row_of(payment).items() if name not in FIXED}
        changes = ", ".join(f"{name} = :{name}" for name in row)
        done = connection.execute(
            f"UPDATE payments SET {changes} WHERE transaction_id = :tid",  # noqa: S608
            {**row, "tid": payment.transaction_id},
        )
        if done.rowcount != 1:
            raise Bug("a payment without an intent")
        self._append(connection, payment, note, remarks)

    def emergency(self, payment: Payment, note: str) -> None:
        """Put a line into the black box, synced, where the journal takes none (E02). Never raises.

        Without room it is written where the ballast was.
        """
        box, room = self._journal.black_box, self._journal.room
        if box is None:
            return
        line = line_of(None, self._clock.now().isoformat(), row_of(payment), note, "")
        if not box.emergency(line) and room is not None and room.give_up_ballast():
            box.emergency(line)

    def _append(
        self,
        connection: sqlite3.Connection,
        payment: Payment,
        note: str,
        remarks: Mapping[str, str] = _NONE,
    ) -> None:
        last = connection.execute("SELECT seq, hash FROM payment_events ORDER BY seq DESC LIMIT 1").fetchone()
        seq, previous = (last[0] + 1, last[1]) if last else (1, FIRST_HASH)
        row = row_of(payment)
        said = {"remarks": {name: writable(text) for name, text in remarks.items()}} if remarks else {}
        facts = json.dumps({**row, **said}, sort_keys=True, ensure_ascii=False)
        at = self._clock.now().isoformat()
        chained = event_hash(previous, seq, payment.transaction_id, at, payment.state, note, facts)
        connection.execute(
            "INSERT INTO payment_events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (seq, payment.transaction_id, at, payment.state, note, facts, previous, chained),
        )
        self._journal.after_commit(line_of(seq, at, row, note, chained))

    def release_code(self, transaction_id: TransactionId) -> None:
        """Forget the QR's fingerprint: the attempt surely never left (decision 4)."""
        self._journal.write(lambda connection: self._release(connection, transaction_id))

    @staticmethod
    def _release(connection: sqlite3.Connection, transaction_id: TransactionId) -> None:
        connection.execute(
            "UPDATE payments SET otp_fingerprint = NULL WHERE transaction_id = ?", (transaction_id,)
        )

    def payment(self, ref: str) -> Payment:
        """By transaction_id, sale_id (its newest) or payment_id. Raises BadInput when there is none."""
        ref = writable(ref)  # a console hands on bytes that are no text
        number = int(ref) if ref.isascii() and ref.isdigit() and len(ref) <= 19 else 0
        rows = self._journal.rows(
            "SELECT * FROM payments WHERE transaction_id = :ref OR sale_id = :ref OR payment_id = :number"
            " ORDER BY created_at DESC, rowid DESC LIMIT 1",
            {"ref": ref, "number": number if 0 < number <= GREATEST_ID else None},
        )
        if not rows:
            raise BadInput("no such payment", field="payment", value=ref[:40])
        return payment_of(rows[0])

    def holder_of(self, payment_id: PaymentId) -> TransactionId | None:
        """Which attempt already has this payment_id (P26)."""
        rows = self._journal.rows("SELECT transaction_id FROM payments WHERE payment_id = ?", (payment_id,))
        return TransactionId(str(rows[0]["transaction_id"])) if rows else None

    def instant_of(self, transaction_id: TransactionId) -> tuple[str, float]:
        """Boot id and monotonic second of the INTENT."""
        row: Any = self._journal.rows(
            "SELECT boot_id, intent_s FROM payments WHERE transaction_id = ?", (transaction_id,)
        )[0]
        return row["boot_id"], row["intent_s"]

    def open_payments(self) -> Sequence[Payment]:
        """All that the program must still bring to an end, oldest first."""
        rows = self._journal.rows(
            f"SELECT * FROM payments WHERE {NOT_OVER} AND state <> 'manual' ORDER BY created_at"  # noqa: S608
        )
        return [payment_of(row) for row in rows]

    def newest(self, limit: int) -> Sequence[Payment]:
        """The newest first."""
        rows = self._journal.rows(
            "SELECT * FROM payments ORDER BY created_at DESC, rowid DESC LIMIT ?", (limit,)
        )
        return [payment_of(row) for row in rows]

    def events(self, transaction_id: TransactionId) -> list[dict[str, object]]:
        """The timeline of one payment: seq, at, state, note, facts (JSON, with `remarks` where there are)."""
        return self._journal.rows(
            "SELECT seq, at, state, note, facts FROM payment_events WHERE transaction_id = ? ORDER BY seq",
            (transaction_id,),
        )
