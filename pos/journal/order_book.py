"""The order book of the SHOP-API server: what a Prepare and a Complete read and write. Engine thread.

Every call belongs to the step that `OneCommit` has open: several requests share one wait for the disk.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

from pos.core.errors import Bug, JournalTrouble
from pos.core.money import Money, Quantity
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind, PrepareId
from pos.core.order_card import Hold
from pos.core.payment import MONEY_RETURNED, PaymentState
from pos.flow.ports import Clock
from pos.journal.database import Journal
from pos.journal.order_rows import ATTEMPT_COLUMNS, ORDER_COLUMNS, attempt_of, order_of
from pos.journal.rows import writable
from pos.journal.stock import JournalStock

FIRST_PREPARE_ID, MOST_PREPARE_ID = 1_000_000_001, 2**31 - 1
"""All have ten digits: merchant_prepare_id and amount are signed side by side, and no digit may move (A8)."""

MOST_FIELD = 300
_HIDDEN = frozenset({"sign_string"})
_PAID = frozenset({PaymentState.PAID, PaymentState.REVERSING})
_as_json = json.JSONEncoder(ensure_ascii=False).encode
TRAINING = "T"  # an attempt of training begins with it (pos/ids.py)


class JournalOrderBook:
    """The `OrderBook` of the flow, and the inbox of the server."""

    def __init__(self, journal: Journal, stock: JournalStock, clock: Clock) -> None:
        self._journal = journal
        self._stock = stock
        self._clock = clock

    def order(self, name: str) -> Order | None:
        """The order with exactly this merchant_trans_id, or the till's sale with this transaction_id."""
        live = self._journal.live()
        # A copy of another host's order is answered there: two that answer would take the money twice.
        sql = f"SELECT {ORDER_COLUMNS} FROM orders WHERE order_id = ? AND origin = ''"  # noqa: S608
        row = live.execute(sql, (name,)).fetchone()
        return order_of(row) if row else self._till_sale(name)

    def _till_sale(self, name: str) -> Order | None:
        row = (
            self._journal.live()
            .execute("SELECT amount_tiyin, state FROM payments WHERE transaction_id = ?", (name,))
            .fetchone()
        )
        if row is None:
            return None
        state = PaymentState(row[1])
        return Order(
            OrderId(name),
            OrderKind.TILL,
            Money(row[0]),
            cancelled=state in MONEY_RETURNED,
            training=name.startswith(TRAINING),
            paid=state in _PAID,
        )

    def attempts(self, order: Order, click_trans_id: int) -> Sequence[Attempt]:
        """Those that matter to a Prepare: the one with this click_trans_id, and all of a one-shot order."""
        sql = f"SELECT {ATTEMPT_COLUMNS} FROM attempts WHERE order_id = ?"  # noqa: S608
        known: tuple[object, ...] = (order.order_id,)
        if order.kind is not OrderKind.ONE_SHOT:
            sql, known = f"{sql} AND click_trans_id = ?", (order.order_id, click_trans_id)
        rows = self._journal.live().execute(f"{sql} ORDER BY prepare_id", known)
        return [attempt_of(row) for row in rows]

    def attempt(self, prepare_id: int) -> Attempt | None:
        """The attempt that a merchant_prepare_id names."""
        sql = f"SELECT {ATTEMPT_COLUMNS} FROM attempts WHERE prepare_id = ?"  # noqa: S608
        row = self._journal.live().execute(sql, (prepare_id,)).fetchone()
        return attempt_of(row) if row else None

    def is_paid_by_another(self, attempt: Attempt) -> bool:
        """Whether the goods of its order are owed to another payer already."""
        sql = (
            "SELECT 1 FROM attempts WHERE order_id = ? AND prepare_id <> ? AND state = 'paid'"
            " AND owes_reversal = 0"
        )
        found = self._journal.live().execute(sql, (attempt.order_id, attempt.prepare_id)).fetchone()
        return found is not None

    def next_prepare_id(self) -> PrepareId:
        """One that was never given: sequential, at most 2³¹ − 1. Raises JournalTrouble when all are given."""
        [newest] = self._journal.live().execute("SELECT max(prepare_id) FROM attempts").fetchone()
        following = max(int(newest or 0) + 1, FIRST_PREPARE_ID)
        if following > MOST_PREPARE_ID:
            raise JournalTrouble("no merchant_prepare_id is left", file=str(self._journal.path))
        return PrepareId(following)

    def write(self, attempt: Attempt) -> None:
        """Add an attempt, renew its reservation, or end it. Raises Bug for one that has ended."""
        try:
            self._journal.write(lambda connection: self._write(connection, attempt))
        except sqlite3.IntegrityError as error:
            raise Bug(f"the journal refused an attempt: {error}") from error

    def _write(self, connection: sqlite3.Connection, one: Attempt) -> None:
        now = self._clock.now().isoformat()
        if one.state is AttemptState.PREPARED:
            connection.execute(
                "INSERT INTO attempts (prepare_id, order_id, kind, click_trans_id, click_paydoc_id,"
                " amount_tiyin, state, reserved_until, prepared_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (prepare_id) DO UPDATE SET reserved_until = excluded.reserved_until",
                (
                    one.prepare_id, one.order_id, str(one.kind), one.click_trans_id, one.click_paydoc_id,
                    one.amount.tiyin, str(one.state), one.reserved_until.isoformat(), now,
                ),
            )  # fmt: skip
            return
        done = connection.execute(
            "UPDATE attempts SET state = ?, owes_reversal = ?, ended_at = ?"
            " WHERE prepare_id = ? AND state = 'prepared'",
            (str(one.state), int(one.owes_reversal), now, one.prepare_id),
        )
        if done.rowcount != 1:
            raise Bug("the attempt has ended already")

    def has_goods(self, attempt: Attempt) -> bool:
        """Whether what the attempt is for is on the shelf and not kept for others."""
        return self._stock.has(self.holds(attempt.order_id), attempt.order_id)

    def holds(self, order_id: OrderId) -> list[Hold]:
        """What an order takes from the shelf."""
        rows = self._journal.live().execute(
            "SELECT barcode, thousandths FROM order_goods WHERE order_id = ?", (order_id,)
        )
        return [Hold(row[0], Quantity(row[1])) for row in rows]

    def receive(self, path: str, fields: Mapping[str, str], reply: int) -> None:
        """Keep a call of CLICK as it came, without its signature, and what it was answered."""
        told = {_short(name): "…" if name in _HIDDEN else _short(value) for name, value in fields.items()}
        row = (self._clock.now().isoformat(), path[:MOST_FIELD], _as_json(told), reply)
        self._journal.write(
            lambda connection: connection.execute(
                "INSERT INTO callback_inbox (at, path, fields, reply) VALUES (?, ?, ?, ?)", row
            )
        )


def _short(text: str) -> str:
    return (text if text.isascii() else writable(text))[:MOST_FIELD]
