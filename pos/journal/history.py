"""The history as a list, and what of it still needs somebody. Engine thread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pos.core.fiscal import FiscalState
from pos.core.payment import TransactionId, Word
from pos.flow.ports import HistoryRow, Unsettled
from pos.journal.database import Journal
from pos.journal.rows import NOT_OVER, payment_of

_WORDS = ", ".join(f"'{word}'" for word in Word)
_ANSWERS = frozenset({Word.HANDED_OVER, Word.LEFT_TO_MANAGER})
_STILL_OPEN_QUESTIONS = frozenset({Word.CANCEL_WISHED, Word.TO_RETURN})
_UNSETTLED = f"""
SELECT payments.*,
    (SELECT note FROM payment_events AS said WHERE said.transaction_id = payments.transaction_id
        AND said.note IN ({_WORDS}) ORDER BY said.seq DESC LIMIT 1) AS word,
    EXISTS (SELECT 1 FROM payment_events AS began WHERE began.transaction_id = payments.transaction_id
        AND began.note = 'recovered') AS recovered
FROM payments WHERE {{which}} ORDER BY created_at
"""  # noqa: S608 - our own words
_ORDER = (
    "(SELECT coalesce(nullif(orders.number, ''), orders.order_id) FROM attempts JOIN orders USING (order_id)"
    " WHERE attempts.transaction_id = payments.transaction_id) AS ordered"
)


class JournalHistory:
    """The `History` of the flow."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def rows(self, limit: int) -> Sequence[HistoryRow]:
        """The newest `limit` payments with their fiscal state."""
        rows: list[dict[str, Any]] = self._journal.rows(
            f"SELECT payments.*, fiscal_outbox.state AS fiscal, {_ORDER} FROM payments"  # noqa: S608
            " LEFT JOIN fiscal_outbox USING (payment_id)"
            " ORDER BY payments.created_at DESC, payments.rowid DESC LIMIT ?",
            (limit,),
        )
        return [_history_row(row) for row in rows]

    def order_of(self, transaction_id: TransactionId) -> str:
        """What the customer calls the online order of this payment; empty for a sale at the counter."""
        sql = f"SELECT {_ORDER} FROM payments WHERE transaction_id = ?"  # noqa: S608 - our own words
        rows = self._journal.rows(sql, (transaction_id,))
        return str(rows[0]["ordered"] or "") if rows else ""

    def unsettled(self, since: datetime) -> Sequence[Unsettled]:
        """All that are not over, and those paid after `since` whose question has no answer."""
        waiting = [_unsettled(row) for row in self._journal.rows(_UNSETTLED.format(which=NOT_OVER))]
        paid = [
            _unsettled(row)
            for row in self._journal.rows(
                _UNSETTLED.format(which="created_at > ? AND state = 'paid' AND reason <> 'decided'"),
                (since.isoformat(),),
            )
        ]
        asked = [
            one
            for one in paid
            if one.word in _STILL_OPEN_QUESTIONS or (one.recovered and one.word not in _ANSWERS)
        ]
        return [*asked, *waiting]


def _unsettled(row: dict[str, Any]) -> Unsettled:
    word = Word(row["word"]) if row["word"] else None
    return Unsettled(payment_of(row), word, recovered=bool(row["recovered"]))


def _history_row(row: dict[str, Any]) -> HistoryRow:
    payment = payment_of(row)
    return HistoryRow(
        sale_id=payment.sale_id,
        transaction_id=payment.transaction_id,
        payment_id=payment.payment_id,
        state=payment.state,
        amount=payment.amount,
        confirmed=payment.confirmed,
        fiscal=FiscalState(row["fiscal"] or "none"),
        created_at=payment.created_at,
        card=payment.card,
        order=row["ordered"] or "",
    )
