"""What was learnt of CLICK's own settings for a service, by its payments and our requests. Engine thread."""

from __future__ import annotations

from datetime import datetime

from pos.core.payment import ONLINE, Payment, TransactionId
from pos.flow.ports import ModeAsked
from pos.journal.database import Journal
from pos.journal.rows import payment_of


class JournalServices:
    """The `ServiceJournal` of the flow."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def newest_answered(self, service_id: int, but: TransactionId) -> Payment | None:
        """The newest payment of CLICK Pass other than `but` to which CLICK gave a payment_id."""
        rows = self._journal.rows(
            "SELECT * FROM payments WHERE service_id = ? AND payment_id IS NOT NULL AND transaction_id <> ?"
            " AND cashbox_code <> ? ORDER BY created_at DESC, rowid DESC LIMIT 1",
            (service_id, but, ONLINE),
        )
        return payment_of(rows[0]) if rows else None

    def confirm_mode_seen(self, service_id: int) -> tuple[bool, datetime] | None:
        """confirm_mode of the newest answered payment, and when; UTC."""
        rows = self._journal.rows(
            "SELECT confirm_mode, created_at FROM payments"
            " WHERE service_id = ? AND confirm_mode IS NOT NULL ORDER BY created_at DESC, rowid DESC LIMIT 1",
            (service_id,),
        )
        if not rows:
            return None
        return bool(rows[0]["confirm_mode"]), datetime.fromisoformat(str(rows[0]["created_at"]))

    def confirm_mode_asked(self, service_id: int) -> ModeAsked | None:
        """What this till last asked CLICK to switch the confirmation mode to."""
        said = self._fact(f"confirm_mode_asked:{service_id}")
        if said is None:
            return None
        word, _, at = said.partition(" ")
        return ModeAsked(word == "on", datetime.fromisoformat(at))

    def set_confirm_mode_asked(self, service_id: int, asked: ModeAsked) -> None:
        """Remember that CLICK took the request. Durable when it returns."""
        said = f"{'on' if asked.on else 'off'} {asked.at.isoformat()}"
        self._set_fact(f"confirm_mode_asked:{service_id}", said)

    def mti_verified(self, service_id: int) -> bool:
        """Whether status_by_mti was seen to find our transaction_id (decision 6)."""
        return self._fact(f"mti_verified:{service_id}") is not None

    def set_mti_verified(self, service_id: int) -> None:
        """Remember that it was. Durable when it returns."""
        self._set_fact(f"mti_verified:{service_id}", "yes")

    def _fact(self, name: str) -> str | None:
        rows = self._journal.rows("SELECT value FROM facts WHERE name = ?", (name,))
        return str(rows[0]["value"]) if rows else None

    def _set_fact(self, name: str, value: str) -> None:
        self._journal.write(
            lambda connection: connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
        )
