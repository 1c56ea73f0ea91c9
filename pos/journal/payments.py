"""Payments: append-only, hash-chained events and their projection, in one transaction. Engine thread."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from pos.core.errors import BadInput, Bug, CodeAlreadyUsed, SaleAlreadyInPayment
from pos.core.money import Money
from pos.core.payment import (
    MONEY_RETURNED,
    OPEN_STATES,
    CardFacts,
    Payment,
    PaymentId,
    PaymentState,
    TransactionId,
)
from pos.core.sale import SaleId
from pos.flow.ports import Clock
from pos.journal.database import Journal

CODE_KEPT_FOR = timedelta(minutes=15)
FIRST_HASH = "0" * 64
_OPEN = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))


class JournalPayments:
    """The `PaymentJournal` of the flow."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside becomes durable at its end, all or nothing, with one wait for the disk."""
        with self._journal.transaction():
            yield

    def begin(self, payment: Payment, otp_fingerprint: str, instant: tuple[str, float]) -> None:
        """Write the INTENT (W1); durable when it returns.

        Raises:
            CodeAlreadyUsed: the same QR within 15 minutes.
            SaleAlreadyInPayment: the sale has an attempt that is open or paid.
        """
        row = {
            **_row(payment),
            "boot_id": instant[0],
            "intent_s": instant[1],
            "otp_fingerprint": otp_fingerprint,
        }
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        try:
            with self._journal.transaction() as connection:
                self._forget_old_codes(connection)
                connection.execute(f"INSERT INTO payments ({names}) VALUES ({marks})", row)  # noqa: S608
                self._append(connection, payment, "intent")
        except sqlite3.IntegrityError as error:
            raise self._why_not(payment, otp_fingerprint, error) from error

    def _why_not(self, payment: Payment, fingerprint: str, error: sqlite3.IntegrityError) -> Exception:
        if self._journal.rows("SELECT 1 FROM payments WHERE otp_fingerprint = ?", (fingerprint,)):
            return CodeAlreadyUsed("this QR was already sent")
        live = self._journal.rows(
            "SELECT state FROM payments WHERE sale_id = ? AND state NOT IN (?, ?, ?)",
            (payment.sale_id, *sorted(MONEY_RETURNED)),
        )
        if live:
            return SaleAlreadyInPayment("the sale is being paid or is paid", state=live[0]["state"])
        return Bug(f"the intent was not taken: {error}")

    def _forget_old_codes(self, connection: sqlite3.Connection) -> None:
        oldest = (self._clock.now() - CODE_KEPT_FOR).isoformat()
        connection.execute(
            "UPDATE payments SET otp_fingerprint = NULL WHERE otp_fingerprint IS NOT NULL AND created_at < ?",
            (oldest,),
        )

    def record(self, payment: Payment, note: str) -> None:
        """Write the new state or facts and one event, durably. Raises Bug for a wrong edge."""
        row = {name: value for name, value in _row(payment).items() if name not in _FIXED}
        changes = ", ".join(f"{name} = :{name}" for name in row)
        try:
            with self._journal.transaction() as connection:
                done = connection.execute(
                    f"UPDATE payments SET {changes} WHERE transaction_id = :tid",  # noqa: S608
                    {**row, "tid": payment.transaction_id},
                )
                if done.rowcount != 1:
                    raise Bug("a payment without an intent")
                self._append(connection, payment, note)
        except sqlite3.IntegrityError as error:
            raise Bug(f"the journal refused a move: {error}") from error

    def _append(self, connection: sqlite3.Connection, payment: Payment, note: str) -> None:
        last = connection.execute("SELECT seq, hash FROM payment_events ORDER BY seq DESC LIMIT 1").fetchone()
        seq, previous = (last[0] + 1, last[1]) if last else (1, FIRST_HASH)
        facts = json.dumps(_row(payment), sort_keys=True, ensure_ascii=False)
        at = self._clock.now().isoformat()
        chained = event_hash(previous, seq, payment.transaction_id, at, payment.state, note, facts)
        connection.execute(
            "INSERT INTO payment_events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (seq, payment.transaction_id, at, payment.state, note, facts, previous, chained),
        )

    def release_code(self, transaction_id: TransactionId) -> None:
        """Forget the QR's fingerprint: the attempt surely never left (decision 4)."""
        with self._journal.transaction() as connection:
            connection.execute(
                "UPDATE payments SET otp_fingerprint = NULL WHERE transaction_id = ?", (transaction_id,)
            )

    def payment(self, ref: str) -> Payment:
        """By transaction_id, sale_id (its newest) or payment_id. Raises BadInput when there is none."""
        rows = self._journal.rows(
            "SELECT * FROM payments WHERE transaction_id = :ref OR sale_id = :ref OR payment_id = :number"
            " ORDER BY created_at DESC, rowid DESC LIMIT 1",
            {"ref": ref, "number": int(ref) if ref.isascii() and ref.isdigit() and len(ref) < 19 else None},
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
        rows = self._journal.rows(f"SELECT * FROM payments WHERE state IN ({_OPEN}) ORDER BY created_at")  # noqa: S608
        return [payment_of(row) for row in rows]

    def newest(self, limit: int) -> Sequence[Payment]:
        """The newest first."""
        rows = self._journal.rows(
            "SELECT * FROM payments ORDER BY created_at DESC, rowid DESC LIMIT ?", (limit,)
        )
        return [payment_of(row) for row in rows]

    def events(self, transaction_id: TransactionId) -> list[dict[str, object]]:
        """The timeline of one payment: seq, at, state, note, facts (JSON)."""
        return self._journal.rows(
            "SELECT seq, at, state, note, facts FROM payment_events WHERE transaction_id = ? ORDER BY seq",
            (transaction_id,),
        )

    def confirm_mode_seen(self, service_id: int) -> bool | None:
        """confirm_mode of the newest answered payment (decision 7)."""
        rows = self._journal.rows(
            "SELECT confirm_mode FROM payments WHERE service_id = ? AND confirm_mode IS NOT NULL"
            " ORDER BY created_at DESC, rowid DESC LIMIT 1",
            (service_id,),
        )
        return bool(rows[0]["confirm_mode"]) if rows else None

    def mti_verified(self, service_id: int) -> bool:
        """Whether status_by_mti was seen to find our transaction_id (decision 6)."""
        return bool(self._journal.rows("SELECT 1 FROM facts WHERE name = ?", (_mti(service_id),)))

    def set_mti_verified(self, service_id: int) -> None:
        """Remember that it was."""
        with self._journal.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO facts VALUES (?, 'yes')", (_mti(service_id),))


_FIXED = frozenset({
    "transaction_id", "sale_id", "amount_tiyin", "service_id", "cashbox_code", "business_day",
    "created_at", "cart_hash",
})  # fmt: skip


def event_hash(previous: str, seq: int, *parts: str) -> str:
    """The link of the chain: sha256 over the previous link and every field of this one."""
    return hashlib.sha256("\x1f".join((previous, str(seq), *parts)).encode()).hexdigest()


def _mti(service_id: int) -> str:
    return f"mti_verified:{service_id}"


def _row(payment: Payment) -> dict[str, object]:
    card = payment.card
    return {
        "transaction_id": payment.transaction_id,
        "sale_id": payment.sale_id,
        "cart_hash": payment.cart_hash,
        "amount_tiyin": payment.amount.tiyin,
        "service_id": payment.service_id,
        "cashbox_code": payment.cashbox_code,
        "business_day": payment.business_day.isoformat(),
        "created_at": payment.created_at.isoformat(),
        "state": str(payment.state),
        "payment_id": payment.payment_id,
        "click_status": payment.click_status,
        "confirm_mode": None if payment.confirm_mode is None else int(payment.confirm_mode),
        "confirmed": int(payment.confirmed),
        "card_type": card.card_type,
        "processing_type": card.processing_type,
        "card_number": card.card_number,
        "phone_number": card.phone_number,
        "error_code": payment.error_code,
        "error_note": payment.error_note,
        "reason": payment.reason,
        "checks": payment.checks,
    }


def payment_of(row: dict[str, Any]) -> Payment:
    """A payment from its row."""
    return Payment(
        transaction_id=TransactionId(row["transaction_id"]),
        sale_id=SaleId(row["sale_id"]),
        amount=Money(row["amount_tiyin"]),
        service_id=row["service_id"],
        cashbox_code=row["cashbox_code"],
        business_day=date.fromisoformat(row["business_day"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        cart_hash=row["cart_hash"],
        state=PaymentState(row["state"]),
        payment_id=None if row["payment_id"] is None else PaymentId(row["payment_id"]),
        click_status=row["click_status"],
        confirm_mode=None if row["confirm_mode"] is None else bool(row["confirm_mode"]),
        confirmed=bool(row["confirmed"]),
        card=CardFacts(row["card_type"], row["processing_type"], row["card_number"], row["phone_number"]),
        error_code=row["error_code"],
        error_note=row["error_note"],
        reason=row["reason"],
        checks=row["checks"],
    )
