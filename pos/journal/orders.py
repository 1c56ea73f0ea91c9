"""Online orders as the shop keeps them: made, cancelled, picked, handed over. Engine thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pos.core.errors import BadInput
from pos.core.money import Quantity
from pos.core.order import Attempt, OrderId
from pos.core.order_card import Hold, NewOrder, OrderCard
from pos.core.payment import TransactionId
from pos.core.sale_text import lines_of
from pos.journal.database import Journal
from pos.journal.order_labels import labels_of
from pos.journal.order_rows import ATTEMPT_COLUMNS, attempt_of, card_of
from pos.journal.rows import writable

MOST_ATTEMPTS_SHOWN = 20
_INSERT = (
    "INSERT INTO orders (order_id, kind, amount_tiyin, lines, source, number, token, return_url, training,"
    " created_at, expires_at, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# Somebody pays, or somebody in the shop has something to do.
_IN_WORK = (
    "orders.handed_at IS NULL AND EXISTS (SELECT 1 FROM attempts WHERE attempts.order_id = orders.order_id"
    " AND attempts.state <> 'cancelled' AND orders.kind = 'one_shot')"
)


class JournalOrders:
    """The `Orders` of the flow."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def add(self, orders: Iterable[tuple[NewOrder, str]], at: datetime) -> None:
        """Write new orders with the secrets of their pages, all or none. Durable when it returns.

        Raises BadInput when one of the ids is taken, or the secret of a page is.
        """
        made = [(new.checked(), token) for new, token in orders]

        def step(connection: sqlite3.Connection) -> None:
            for new, token in made:
                name = new.order.order_id
                if connection.execute("SELECT 1 FROM orders WHERE order_id = ?", (name,)).fetchone():
                    raise BadInput("there is such an order", field="id", value=name)
                insert_order(connection, new, token, at)

        try:
            self._journal.write(step)
        except sqlite3.IntegrityError as error:
            raise BadInput("an order like this cannot be kept", field="id", value=str(error)[:80]) from error

    def find(self, order_id: str, *, with_attempts: bool = True) -> OrderCard | None:
        """The order with exactly this id."""
        return self._one("order_id", order_id, with_attempts=with_attempts)

    def by_token(self, token: str) -> OrderCard | None:
        """The order whose page has this secret in its address."""
        return self._one("token", token)

    def _one(self, column: str, value: str, *, with_attempts: bool = True) -> OrderCard | None:
        rows = self._journal.rows(f"SELECT * FROM orders WHERE {column} = ?", (writable(value),))  # noqa: S608
        return self._card(rows[0], with_attempts=with_attempts) if rows else None

    def in_work(self) -> Sequence[OrderCard]:
        """Those that somebody pays, picks, hands over or must return; oldest first."""
        rows = self._journal.rows(f"SELECT * FROM orders WHERE {_IN_WORK} ORDER BY created_at")  # noqa: S608
        return [self._card(row) for row in rows]

    def newest(self, limit: int) -> Sequence[OrderCard]:
        """The newest first."""
        rows = self._journal.rows(
            "SELECT * FROM orders ORDER BY created_at DESC, rowid DESC LIMIT ?", (limit,)
        )
        return [self._card(row) for row in rows]

    def to_return(self) -> Sequence[tuple[OrderCard, Attempt]]:
        """What was paid and cannot be delivered, oldest first: the manager gives the money back."""
        return self._with_cards("owes_reversal = 1")

    def _with_cards(self, condition: str) -> list[tuple[OrderCard, Attempt]]:
        rows = self._journal.rows(
            f"SELECT {ATTEMPT_COLUMNS} FROM attempts WHERE {condition} ORDER BY prepare_id"  # noqa: S608
        )
        found = [attempt_of(list(row.values())) for row in rows]
        return [(card, one) for one in found if (card := self.find(one.order_id)) is not None]

    def cancel(self, order_id: OrderId, at: datetime) -> None:
        """The shop's own word. Durable when it returns. Raises BadInput for one that is paid or cancelled."""
        self._stamp(
            "cancelled_at = ?",
            "cancelled_at IS NULL AND NOT EXISTS (SELECT 1 FROM attempts WHERE kind = 'one_shot'"
            " AND attempts.order_id = orders.order_id AND state = 'paid')",
            order_id,
            (at.isoformat(),),
        )

    def pick(self, order_id: OrderId, at: datetime) -> None:
        """Its goods lie ready. Raises BadInput for one that is picked already."""
        self._stamp("picked_at = ?", "picked_at IS NULL AND handed_at IS NULL", order_id, (at.isoformat(),))

    def hand_over(self, order_id: OrderId, transaction_id: TransactionId, at: datetime, by: str) -> None:
        """The customer has the goods; `transaction_id` is the payment's in the journal. Raises BadInput."""
        facts = (at.isoformat(), writable(by)[:60], transaction_id)
        self._stamp("handed_at = ?, handed_by = ?, transaction_id = ?", "handed_at IS NULL", order_id, facts)

    def to_book(self) -> Sequence[tuple[OrderCard, Attempt]]:
        """Payments to accounts that no payment of the journal stands for yet, oldest first.

        Not those that another till claimed; and of goods those that this one claimed from another host, and
        did not come to book.
        """
        unbooked = "state = 'paid' AND owes_reversal = 0 AND transaction_id IS NULL"
        mine = "(SELECT name FROM order_feed WHERE role = 'own')"
        accounts = self._with_cards(f"kind = 'account' AND {unbooked} AND claimed_by IN ('', {mine})")
        goods = self._with_cards(
            f"kind = 'one_shot' AND {unbooked} AND claimed_by = {mine} AND claimed_by <> ''"
        )
        return [*accounts, *goods]

    def book(self, attempt: Attempt, transaction_id: TransactionId) -> None:
        """From now on this payment stands for the attempt. Raises BadInput when another one does."""

        def step(connection: sqlite3.Connection) -> None:
            done = connection.execute(
                "UPDATE attempts SET transaction_id = ? WHERE prepare_id = ? AND transaction_id IS NULL"
                " AND claimed_by IN ('', (SELECT name FROM order_feed WHERE role = 'own'))",
                (transaction_id, attempt.prepare_id),
            )
            if done.rowcount != 1:
                raise BadInput("it is booked already", field="prepare_id", value=str(attempt.prepare_id))

        self._journal.write(step)

    def booked(self, attempt: Attempt) -> TransactionId | None:
        """The payment that stands for an attempt in the journal, once there is one."""
        rows = self._journal.rows(
            "SELECT transaction_id FROM attempts WHERE prepare_id = ?", (attempt.prepare_id,)
        )
        found = rows[0]["transaction_id"] if rows else None
        return None if found is None else TransactionId(str(found))

    def _stamp(self, changes: str, condition: str, order_id: OrderId, facts: tuple[object, ...]) -> None:
        self._journal.write(lambda connection: self._stamped(connection, changes, condition, order_id, facts))

    @staticmethod
    def _stamped(
        connection: sqlite3.Connection,
        changes: str,
        condition: str,
        order_id: OrderId,
        facts: tuple[object, ...],
    ) -> None:
        sql = f"UPDATE orders SET {changes} WHERE order_id = ? AND {condition}"  # noqa: S608 - our own words
        if connection.execute(sql, (*facts, order_id)).rowcount != 1:
            raise BadInput("the order is not in that state", field="id", value=order_id)

    def _card(self, row: dict[str, Any], *, with_attempts: bool = True) -> OrderCard:
        name = row["order_id"]
        goods = self._journal.rows(
            "SELECT barcode, thousandths FROM order_goods WHERE order_id = ? ORDER BY rowid", (name,)
        )
        tried = self._journal.rows(
            f"SELECT {ATTEMPT_COLUMNS} FROM attempts WHERE order_id = ?"  # noqa: S608
            " ORDER BY prepare_id DESC LIMIT ?",
            (name, MOST_ATTEMPTS_SHOWN if with_attempts else 0),
        )
        holds = tuple(Hold(str(one["barcode"]), Quantity(int(str(one["thousandths"])))) for one in goods)
        attempts = tuple(attempt_of(list(one.values())) for one in reversed(tried))
        return replace(card_of(row, holds, attempts), labels=labels_of(self._journal, name))


def insert_order(
    connection: sqlite3.Connection, new: NewOrder, token: str, at: datetime, origin: str = ""
) -> None:
    """Write a new order with its goods, as a part of the step that is open."""
    order = new.order
    row = (
        order.order_id, str(order.kind), None if order.amount is None else order.amount.tiyin,
        lines_of(new.sale), str(new.source), writable(new.number)[:64], token, writable(new.return_url)[:500],
        int(order.training), at.isoformat(), order.expires_at.isoformat() if order.expires_at else None,
        origin,
    )  # fmt: skip
    connection.execute(_INSERT, row)
    connection.executemany(
        "INSERT INTO order_goods VALUES (?, ?, ?)",
        [(order.order_id, hold.barcode, hold.quantity.thousandths) for hold in new.holds],
    )
