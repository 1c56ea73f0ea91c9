"""The till's copy of the orders of another host. Engine thread.

Whatever is told twice changes nothing, and nothing goes back: a host that was restored from an older copy
takes no payment and no hand-over out of this journal.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from pos.core.errors import Bug
from pos.core.hosted import Change, Changes
from pos.core.order import Attempt, AttemptState, OrderId
from pos.core.order_card import NewOrder
from pos.flow.ports import Clock
from pos.journal.database import Journal
from pos.journal.order_book import JournalOrderBook
from pos.journal.order_rows import ATTEMPT_COLUMNS, attempt_of
from pos.journal.orders import insert_order


class JournalMirror:
    """The `OrderMirror` of the flow."""

    def __init__(self, journal: Journal, book: JournalOrderBook, clock: Clock) -> None:
        self._journal = journal
        self._book = book
        self._clock = clock
        self._odd: list[OrderId] = []

    def place(self) -> tuple[str, int]:
        """The list that was read, and up to where; an empty name before the first time."""
        rows = self._journal.rows("SELECT name, place FROM order_feed WHERE role = 'host'")
        return (str(rows[0]["name"]), int(str(rows[0]["place"]))) if rows else ("", 0)

    def odd(self) -> Sequence[OrderId]:
        """Orders of the newest page that did not fit what is here."""
        return tuple(self._odd)

    def take(self, page: Changes) -> Sequence[OrderId | Attempt]:
        """Write a page and its place in one step; what is new by it: orders, or attempts as they are here."""
        return self._journal.write(lambda connection: self._take(connection, page))

    def put(self, change: Change) -> None:
        """Write one answer of the host; the place in its list stays. Durable when it returns."""
        self._odd = []
        origin, _place = self.place()
        self._journal.write(lambda connection: self._put(connection, change, origin))

    def _take(self, connection: sqlite3.Connection, page: Changes) -> list[OrderId | Attempt]:
        self._odd = []  # here, not before: the step may be done once more
        told = [self._put(connection, change, page.feed) for change in page.changes]
        new = [one for one in told if one is not None]
        connection.execute("INSERT OR REPLACE INTO order_feed VALUES ('host', ?, ?)", (page.feed, page.after))
        return new

    def _put(self, connection: sqlite3.Connection, change: Change, origin: str) -> OrderId | Attempt | None:
        """What is new by it, if anything is."""
        order_id = change.card.order.order_id
        row = connection.execute("SELECT origin FROM orders WHERE order_id = ?", (order_id,)).fetchone()
        if row is not None and not row[0]:
            self._odd.append(order_id)  # this till has an order of its own by that id
            return None
        connection.execute("SAVEPOINT one_change")
        try:
            if row is None:
                self._insert(connection, change, origin)
            changed = self._update(connection, change) or row is None
            attempt = change.attempt and self._attempt(connection, change.attempt, change.claimed_by)
        except (Bug, sqlite3.IntegrityError):
            # The journal refuses it, and keeps nothing of it: the rest of the page must not wait for it.
            connection.execute("ROLLBACK TO one_change")
            self._odd.append(order_id)
            return None
        finally:
            connection.execute("RELEASE one_change")
        return attempt or (order_id if changed else None)

    @staticmethod
    def _insert(connection: sqlite3.Connection, change: Change, origin: str) -> None:
        card = change.card
        new = NewOrder(card.order, card.source, card.sale, card.holds, card.number, card.return_url)
        insert_order(connection, new, card.token, card.created_at, origin or "host")

    def _update(self, connection: sqlite3.Connection, change: Change) -> bool:
        card = change.card
        told = {
            "cancelled_at": self._clock.now() if card.order.cancelled else None,
            "picked_at": card.picked_at,
            "handed_at": card.handed_at,
        }
        changed = False
        for column, at in told.items():
            if at is None:
                continue
            more, facts = "", [at.isoformat()]
            if column == "handed_at":
                more, facts = ", handed_by = ?", [at.isoformat(), card.handed_by]
            done = connection.execute(
                f"UPDATE orders SET {column} = ?{more} WHERE order_id = ? AND {column} IS NULL",  # noqa: S608
                (*facts, card.order.order_id),
            )
            changed = changed or done.rowcount == 1
        return changed

    def _attempt(self, connection: sqlite3.Connection, told: Attempt, claimed_by: str) -> Attempt | None:
        """Its prepare_id is one of this journal's; what names it here and there is CLICK's click_trans_id."""
        sql = f"SELECT {ATTEMPT_COLUMNS} FROM attempts WHERE order_id = ? AND click_trans_id = ?"  # noqa: S608
        row = connection.execute(sql, (told.order_id, told.click_trans_id)).fetchone()
        here = attempt_of(row) if row else None
        mine = replace(told, prepare_id=here.prepare_id if here else self._book.next_prepare_id())
        is_over = here is not None and here.state is not AttemptState.PREPARED
        ended = (mine.state, mine.owes_reversal)
        if is_over and here is not None and (here.state, here.owes_reversal) != ended:
            self._odd.append(told.order_id)
            return None
        if not is_over:
            self._write(mine, here)
        if claimed_by:
            connection.execute(
                "UPDATE attempts SET claimed_by = ? WHERE prepare_id = ? AND claimed_by = ''",
                (claimed_by, mine.prepare_id),
            )
        return None if is_over or mine == here else mine

    def _write(self, mine: Attempt, here: Attempt | None) -> None:
        """It begins prepared, here as everywhere; a reservation that was renewed meanwhile is told, too."""
        began = replace(mine, state=AttemptState.PREPARED, owes_reversal=False)
        if began != here:
            self._book.write(began)
        if mine != began:
            self._book.write(mine)
