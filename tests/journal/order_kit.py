"""Orders and attempts over an open journal."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pos.core.money import Money, Quantity
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind, PrepareId, moved
from pos.core.order_card import Hold, NewOrder, OrderSource
from pos.journal.order_book import JournalOrderBook
from pos.journal.orders import JournalOrders
from pos.journal.stock import JournalStock
from tests.journal.kit import Books

SUM = Money.of_sum(500)
RESERVED = timedelta(minutes=15)
ONE, TWO = OrderId("ORDER1A"), OrderId("ORDER2A")
ACCOUNT = OrderId("ACCOUNT1A")
MILK = "4780012340016"


class OrderBooks:
    """The adapters of online orders over one journal."""

    def __init__(self, books: Books) -> None:
        self.journal, self.clock = books.journal, books.clock
        self.stock = JournalStock(books.journal, books.clock)
        self.orders = JournalOrders(books.journal)
        self.book = JournalOrderBook(books.journal, self.stock, books.clock)
        self._trans = itertools.count(1)

    def add(
        self, name: OrderId = ONE, kind: OrderKind = OrderKind.ONE_SHOT, *, holds: Sequence[Hold] = ()
    ) -> NewOrder:
        """A new order."""
        new = NewOrder(Order(name, kind, SUM), OrderSource.COMMAND, holds=tuple(holds))
        self.orders.add([(new, f"page-of-{name}")], self.clock.now())
        return new

    def begin(self, name: OrderId = ONE, kind: OrderKind = OrderKind.ONE_SHOT) -> Attempt:
        """A payer is at it."""
        number = next(self._trans)
        attempt = Attempt(
            prepare_id=self.book.next_prepare_id(),
            order_id=name,
            click_trans_id=number,
            click_paydoc_id=16_000_000 + number,
            amount=SUM,
            state=AttemptState.PREPARED,
            reserved_until=self.clock.now() + RESERVED,
            kind=kind,
        )
        self.book.write(attempt)
        return attempt

    def end(
        self, attempt: Attempt, to: AttemptState = AttemptState.PAID, *, owes_reversal: bool = False
    ) -> Attempt:
        """CLICK took the money, or did not."""
        ended = moved(attempt, to, owes_reversal=owes_reversal)
        self.book.write(ended)
        return ended

    def paid(self, name: OrderId = ONE, kind: OrderKind = OrderKind.ONE_SHOT) -> Attempt:
        """Somebody paid."""
        return self.end(self.begin(name, kind))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All of a table."""
        return self.journal.rows(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608 - our own words


def milk(pieces: int) -> Hold:
    """So much milk."""
    return Hold(MILK, Quantity.pieces(pieces))


def renumbered(attempt: Attempt, number: int) -> Attempt:
    """The same with another merchant_prepare_id."""
    return replace(attempt, prepare_id=PrepareId(number))
