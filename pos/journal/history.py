"""The history as a list, and what of it still needs somebody. Engine thread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pos.core.fiscal import FiscalState
from pos.core.payment import CardFacts, PaymentState, TransactionId, Word
from pos.flow.history_ports import HistoryRow, Unsettled
from pos.journal.database import Journal
from pos.journal.rows import NOT_OVER, payment_of
from pos.journal.settlements import JournalSettlements, settlement_of

_WORDS = ", ".join(f"'{word}'" for word in Word)
_ANSWERS = frozenset({Word.HANDED_OVER, Word.LEFT_TO_MANAGER})
_STILL_OPEN_QUESTIONS = frozenset({Word.CANCEL_WISHED, Word.TO_RETURN})
_ORDER = (
    "(SELECT coalesce(nullif(orders.number, ''), orders.order_id) FROM attempts JOIN orders USING (order_id)"
    " WHERE attempts.transaction_id = payments.transaction_id) AS ordered"
)

_PLAN_COLUMNS = (
    "ref", "sale_id", "cart_hash", "click_tiyin", "card_tiyin", "cash_tiyin", "rounding_tiyin",
    "planned_at", "settled_at", "handed_tiyin",
)  # fmt: skip
_PLAN = ", ".join(f"settlements.{name} AS plan_{name}" for name in _PLAN_COLUMNS)
_UNSETTLED = f"""
SELECT payments.*, {_PLAN},
    (SELECT note FROM payment_events AS said WHERE said.transaction_id = payments.transaction_id
        AND said.note IN ({_WORDS}) ORDER BY said.seq DESC LIMIT 1) AS word,
    EXISTS (SELECT 1 FROM payment_events AS began WHERE began.transaction_id = payments.transaction_id
        AND began.note = 'recovered') AS recovered
FROM payments LEFT JOIN settlements ON settlements.ref = payments.transaction_id
WHERE {{which}} ORDER BY created_at
"""  # noqa: S608 - our own words
_CASH_DUE = "transaction_id IN (SELECT ref FROM settlements WHERE settled_at IS NULL) AND state = 'paid'"


class JournalHistory:
    """The `History` of the flow."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._settlements = JournalSettlements(journal)

    def rows(self, limit: int) -> Sequence[HistoryRow]:
        """The newest `limit` payments with their fiscal state."""
        rows: list[dict[str, Any]] = self._journal.rows(
            f"SELECT payments.*, fiscal_outbox.state AS fiscal, {_ORDER}, {_PLAN} FROM payments"  # noqa: S608
            " LEFT JOIN fiscal_outbox USING (payment_id)"
            " LEFT JOIN settlements ON settlements.ref = payments.transaction_id"
            " ORDER BY payments.created_at DESC, payments.rowid DESC LIMIT ?",
            (limit,),
        )
        found = [_history_row(row) for row in rows]
        for settlement in self._settlements.without_click(limit):
            found.append(
                HistoryRow(
                    sale_id=settlement.sale_id,
                    transaction_id=settlement.ref,
                    payment_id=None,
                    state=PaymentState.PAID,
                    amount=settlement.split.paid,
                    confirmed=False,
                    fiscal=FiscalState.NONE,
                    created_at=settlement.planned_at,
                    card=CardFacts(),
                    split=settlement.split,
                )
            )
        found.sort(key=lambda row: row.created_at, reverse=True)  # stable: equal times keep their order
        return found[:limit]

    def order_of(self, transaction_id: TransactionId) -> str:
        """What the customer calls the online order of this payment; empty for a sale at the counter."""
        sql = f"SELECT {_ORDER} FROM payments WHERE transaction_id = ?"  # noqa: S608 - our own words
        rows = self._journal.rows(sql, (transaction_id,))
        return str(rows[0]["ordered"] or "") if rows else ""

    def unsettled(self, since: datetime) -> Sequence[Unsettled]:
        """All that are not over, paid ones whose cash is due, those paid after `since` with a question."""
        waiting = self._unsettled(NOT_OVER)
        due = [one for one in self._unsettled(_CASH_DUE) if one.word is not Word.LEFT_TO_MANAGER]
        known = {one.payment.transaction_id for one in due}
        paid = self._unsettled("created_at > ? AND state = 'paid' AND reason <> 'decided'", since.isoformat())
        asked = [
            one
            for one in paid
            if one.payment.transaction_id not in known
            and (one.word in _STILL_OPEN_QUESTIONS or (one.recovered and one.word not in _ANSWERS))
        ]
        return [*due, *asked, *waiting]

    def _unsettled(self, which: str, *parameters: str) -> list[Unsettled]:
        return [_unsettled(row) for row in self._journal.rows(_UNSETTLED.format(which=which), parameters)]


def _unsettled(row: dict[str, Any]) -> Unsettled:
    word = Word(row["word"]) if row["word"] else None
    due = (
        settlement_of(_plan(row)) if row["plan_ref"] is not None and row["plan_settled_at"] is None else None
    )
    return Unsettled(payment_of(row), word, recovered=bool(row["recovered"]), due=due)


def _plan(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[f"plan_{name}"] for name in _PLAN_COLUMNS}


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
        split=None if row["plan_ref"] is None else settlement_of(_plan(row)).split,
        cash_due=row["plan_ref"] is not None and row["plan_settled_at"] is None and payment.is_paid,
    )
