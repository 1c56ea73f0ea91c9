"""The list of changes to this journal's own orders, for tills that pull them from here. Engine thread.

The database itself writes the list, in the step of each change (migration 4): it can neither lag nor skip.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from pos.core.errors import BadInput
from pos.core.hosted import Change
from pos.core.order import Attempt, OrderId
from pos.journal.database import Journal
from pos.journal.order_rows import ATTEMPT_COLUMNS, attempt_of
from pos.journal.orders import JournalOrders
from pos.journal.rows import writable

MOST_LINES = 1_000
"""Of goods in one answer: an order may have 500."""


class JournalFeed:
    """The `OrderFeed` of the flow."""

    def __init__(self, journal: Journal, orders: JournalOrders) -> None:
        self._journal = journal
        self._orders = orders

    @property
    def name(self) -> str:
        """Of this journal, the same for ever."""
        return name_of(self._journal)

    def newest(self) -> int:
        """The last place in the list."""
        [row] = self._journal.rows("SELECT max(seq) AS newest FROM order_changes")
        return int(str(row["newest"] or 0))

    def changes(self, after: int, limit: int) -> Sequence[tuple[int, Change]]:
        """At most so many, oldest first, each with its place; what was changed again stands there once."""
        rows = self._journal.rows(
            "SELECT max(seq) AS seq, order_id, click_trans_id FROM"
            " (SELECT * FROM order_changes WHERE seq > ? ORDER BY seq LIMIT ?)"
            " GROUP BY order_id, click_trans_id ORDER BY seq",
            (after, limit),
        )
        found: list[tuple[int, Change]] = []
        lines = 0
        for row in rows:
            trans_id = row["click_trans_id"]
            change = self.change(
                OrderId(str(row["order_id"])), None if trans_id is None else int(str(trans_id))
            )
            if change is None:
                continue
            lines += len(change.card.sale.lines)
            if found and lines > MOST_LINES:
                break
            found.append((int(str(row["seq"])), change))
        return found

    def change(self, order_id: OrderId, click_trans_id: int | None = None) -> Change | None:
        """An own order, with one of its attempts, as it is now."""
        card = self._orders.find(order_id, with_attempts=False)
        if card is None or card.origin:
            return None
        if click_trans_id is None:
            return Change(card)
        row = self._attempt(order_id, click_trans_id)
        return Change(card, row[0], row[1]) if row else None

    def _attempt(self, order_id: OrderId, click_trans_id: int) -> tuple[Attempt, str] | None:
        sql = (
            f"SELECT {ATTEMPT_COLUMNS}, claimed_by FROM attempts"  # noqa: S608 - our own words
            " WHERE order_id = ? AND click_trans_id = ?"
        )
        rows = [list(row.values()) for row in self._journal.rows(sql, (order_id, click_trans_id))]
        return (attempt_of(rows[0]), str(rows[0][-1])) if rows else None

    def claim(self, order_id: OrderId, click_trans_id: int, till: str, by: str, at: datetime) -> None:
        """This till has the payment; of goods: they are handed over by `by`. Durable when it returns.

        The same till may ask again. Raises BadInput for what is not paid, or is another's already.
        """

        def step(connection: sqlite3.Connection) -> None:
            done = connection.execute(
                "UPDATE attempts SET claimed_by = ? WHERE order_id = ? AND click_trans_id = ?"
                " AND state = 'paid' AND owes_reversal = 0 AND transaction_id IS NULL"
                " AND claimed_by IN ('', ?)",
                (till, order_id, click_trans_id, till),
            )
            if done.rowcount != 1:
                raise BadInput("only a paid order is handed over, once", field="id", value=order_id)
            connection.execute(
                "UPDATE orders SET handed_at = ?, handed_by = ?"
                " WHERE order_id = ? AND kind = 'one_shot' AND handed_at IS NULL",
                (at.isoformat(), writable(by)[:60], order_id),
            )

        self._journal.write(step)


def name_of(journal: Journal) -> str:
    """The name of a journal's own list; it also names the till when it claims."""
    rows = journal.rows("SELECT name FROM order_feed WHERE role = 'own'")
    return str(rows[0]["name"]) if rows else ""
