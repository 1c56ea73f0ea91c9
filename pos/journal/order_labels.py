"""Labels that were scanned for an online order on this till. Engine thread.

They stand beside the order, not in it: what other tills pull and what CLICK asks for never has them.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from pos.core.errors import BadInput, LabelRefused
from pos.core.order import OrderId
from pos.core.order_labels import OrderLabel
from pos.journal.database import Journal


class JournalOrderLabels:
    """The `OrderLabels` of the flow. Each change is durable when it returns."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def add(self, order_id: OrderId, label: OrderLabel, at: datetime) -> None:
        """Keep the label of one piece; `at` is aware.

        Raises LabelRefused when the order has it (the OFD would not tell the two apart), BadInput when there
        is no such order or its goods are with the customer, JournalTrouble.
        """

        def step(connection: sqlite3.Connection) -> None:
            there = connection.execute(
                "SELECT 1 FROM order_labels WHERE order_id = ? AND substr(label, 1, 21) = substr(?, 1, 21)",
                (order_id, label.label),
            )
            if there.fetchone():
                raise LabelRefused("the label is there already", why="twice")
            connection.execute(
                "INSERT INTO order_labels (order_id, line, label, at) VALUES (?, ?, ?, ?)",
                (order_id, label.line, label.label, at.isoformat()),
            )

        try:
            self._journal.write(step)
        except sqlite3.IntegrityError as error:
            raise BadInput("the order takes no labels", field="id", value=order_id) from error

    def drop_last(self, order_id: OrderId) -> None:
        """Take off the label that was scanned last. Raises BadInput when there is none, or it is too late."""

        def step(connection: sqlite3.Connection) -> None:
            done = connection.execute(
                "DELETE FROM order_labels WHERE seq = (SELECT max(seq) FROM order_labels WHERE order_id = ?)",
                (order_id,),
            )
            if done.rowcount != 1:
                raise BadInput("the order has no label", field="id", value=order_id)

        try:
            self._journal.write(step)
        except sqlite3.IntegrityError as error:
            raise BadInput("the customer has the goods", field="id", value=order_id) from error


def labels_of(journal: Journal, order_id: str) -> tuple[OrderLabel, ...]:
    """The labels of an order, in the order of their scans."""
    rows = journal.rows("SELECT line, label FROM order_labels WHERE order_id = ? ORDER BY seq", (order_id,))
    return tuple(OrderLabel(int(str(row["line"])), str(row["label"])) for row in rows)
