"""How much lies on the shelf, of goods that the shop counts, and who keeps some of it. Engine thread.

A good without a count is never short. What an order keeps still lies on the shelf until it is handed over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from pos.core.money import Quantity
from pos.core.order import OrderId
from pos.core.order_card import Hold
from pos.flow.ports import Clock
from pos.journal.database import Journal

# A payer is at it and his time is not over, or it is paid and the goods are still owed.
_KEPT = (
    "SELECT coalesce(sum(goods.thousandths), 0) FROM order_goods AS goods JOIN orders USING (order_id)"
    " WHERE goods.barcode = ? AND goods.order_id <> ? AND orders.handed_at IS NULL AND EXISTS ("
    "SELECT 1 FROM attempts WHERE attempts.order_id = goods.order_id AND attempts.state <> 'cancelled'"
    " AND (attempts.state = 'prepared' AND attempts.reserved_until > ?"
    " OR attempts.state = 'paid' AND attempts.owes_reversal = 0))"
)


class JournalStock:
    """The count of goods. Every change is a part of the step that its caller has open, or one of its own."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock

    def count(self, barcode: str, quantity: Quantity | None) -> None:
        """Say how much lies there, or that it is not counted. Durable when it returns."""

        def step(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM stock WHERE barcode = ?", (barcode,))
            if quantity is not None:
                connection.execute("INSERT INTO stock VALUES (?, ?)", (barcode, quantity.thousandths))

        self._journal.write(step)

    def count_all(self, counts: Mapping[str, Quantity]) -> None:
        """Say how much of these lies there. Durable when it returns, or a part of the step that is open."""
        if not counts:
            return
        rows = [(barcode, quantity.thousandths) for barcode, quantity in counts.items()]
        self._journal.write(
            lambda connection: connection.executemany("INSERT OR REPLACE INTO stock VALUES (?, ?)", rows)
        )

    def all(self) -> dict[str, int]:
        """Thousandths of every good that is counted."""
        rows = self._journal.rows("SELECT barcode, thousandths FROM stock")
        return {str(row["barcode"]): int(str(row["thousandths"])) for row in rows}

    def counted(self, barcode: str) -> int | None:
        """Thousandths on the shelf, also below nothing; None for a good that nobody counts."""
        row = (
            self._journal.live()
            .execute("SELECT thousandths FROM stock WHERE barcode = ?", (barcode,))
            .fetchone()
        )
        return None if row is None else int(row[0])

    def free(self, barcode: str, but: OrderId | None = None) -> int | None:
        """What lies there and is kept for nobody (other than order `but`), in thousandths."""
        counted = self.counted(barcode)
        if counted is None:
            return None
        now = self._clock.now().isoformat()
        [kept] = self._journal.live().execute(_KEPT, (barcode, but or "", now)).fetchone()
        return counted - int(kept)

    def has(self, holds: Iterable[Hold], but: OrderId) -> bool:
        """Whether all this lies there for order `but`."""
        for hold in holds:
            free = self.free(hold.barcode, but)
            if free is not None and free < hold.quantity.thousandths:
                return False
        return True

    def take(self, reason: str, holds: Iterable[Hold]) -> None:
        """Take goods from the shelf, once for each `reason`. Durable when it returns.

        Where nobody counts them nothing is written, and nothing is waited for.
        """
        holds = [hold for hold in holds if self.counted(hold.barcode) is not None]
        if not holds:
            return
        at: datetime = self._clock.now()

        def step(connection: sqlite3.Connection) -> None:
            for hold in holds:
                amount = hold.quantity.thousandths
                taken = connection.execute(
                    "INSERT OR IGNORE INTO stock_taken SELECT ?, barcode, ?, ? FROM stock WHERE barcode = ?",
                    (reason, amount, at.isoformat(), hold.barcode),
                )
                if taken.rowcount == 1:
                    connection.execute(
                        "UPDATE stock SET thousandths = thousandths - ? WHERE barcode = ?",
                        (amount, hold.barcode),
                    )

        self._journal.write(step)
