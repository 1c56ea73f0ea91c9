"""The server over a real journal and real sockets, in this process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pos.core.money import Money
from pos.core.order import Order, OrderId, OrderKind
from pos.core.order_card import Hold, NewOrder, OrderSource
from pos.core.secret import SecretKey
from pos.core.shop_rules import Judgement, ShopRules
from pos.flow.one_commit import OneCommit
from pos.flow.online_orders import OnlineOrders
from pos.journal.order_book import JournalOrderBook
from pos.journal.orders import JournalOrders
from pos.journal.stock import JournalStock
from pos.shop_api.server import Service, ShopApi
from pos.shop_api.serving import Serving
from tests.journal.kit import Books, open_books
from tests.shop_api.kit import COMPLETE, KEY, PREPARE, form, signed
from tests.shop_api.raw_http import Address, Answer, Line, ask, request

SERVICE_ID = 123
TO_PREPARE, TO_COMPLETE = "/click/prepare", "/click/complete"
ORDER, ACCOUNT = "ORDER1A", "ACCOUNT1A"


class LiveShop:
    """Two orders of 1000 sum: ORDER is for goods, ACCOUNT a balance. `bugs` is what it reported."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.bugs: list[tuple[str, BaseException | None]] = []
        self.alarms: list[str] = []
        self.told: list[tuple[str, Judgement]] = []
        self.begin()
        self.add(ORDER)
        self.add(ACCOUNT, OrderKind.ACCOUNT)

    def begin(self) -> None:
        """Everything but the file and the clock is new, as after a start."""
        journal, clock = self.books.journal, self.books.clock
        self.orders, self.stock = JournalOrders(journal), JournalStock(journal, clock)
        self.book = JournalOrderBook(journal, self.stock, clock)
        answers = OnlineOrders(
            self.book,
            OneCommit(journal.together),
            ShopRules(),
            clock,
            lambda name, judged: self.told.append((name, judged)),
        )
        service = Service(SERVICE_ID, SecretKey(KEY))
        api = ShopApi(
            service,
            answers,
            clock,
            report=lambda where, error: self.bugs.append((where, error)),
            trouble=self.alarms.append,
        )
        self.serving = Serving(api.routes())

    async def restart(self) -> None:
        """End, and begin again on the same file."""
        path, clock = self.books.journal.path, self.books.clock
        await self.serving.stop()
        self.books.journal.close()
        self.books = open_books(path, clock)
        self.begin()
        await self.start()

    async def start(self) -> None:
        """Listen on a free port."""
        self.address: Address = await self.serving.start("127.0.0.1", 0)

    def add(
        self,
        name: str,
        kind: OrderKind = OrderKind.ONE_SHOT,
        *,
        holds: Sequence[Hold] = (),
        expires_at: datetime | None = None,
        training: bool = False,
    ) -> None:
        """An order of 1000 sum."""
        order = Order(OrderId(name), kind, Money.of_sum(1000), expires_at=expires_at, training=training)
        new = NewOrder(order, OrderSource.COMMAND, holds=tuple(holds))
        self.orders.add([(new, f"page-of-{name}")], self.books.clock.now())

    async def post(self, path: str, body: bytes) -> Answer:
        """A form, on a connection of its own."""
        return await ask(self.address, request(path, body))

    async def prepare(self, name: str = ORDER, trans: int = 1, **changes: str) -> Answer:
        """A signed Prepare."""
        return await self.post(TO_PREPARE, prepare_form(name, trans, **changes))

    async def complete(self, number: int, name: str = ORDER, trans: int = 1, **changes: str) -> Answer:
        """A signed Complete."""
        return await self.post(TO_COMPLETE, complete_form(number, name, trans, **changes))

    async def prepared(self, name: str = ORDER, trans: int = 1) -> int:
        """The merchant_prepare_id of a Prepare that was answered by 0."""
        got = await self.prepare(name, trans)
        assert got.error == 0, got
        return got.prepare_id

    async def line(self) -> Line:
        """A connection."""
        return await Line.open(self.address)

    def attempts(self) -> list[dict[str, Any]]:
        """All attempts as the file has them."""
        return self.books.journal.rows("SELECT * FROM attempts ORDER BY prepare_id")

    def states(self) -> list[str]:
        """The states of all attempts."""
        return [one["state"] for one in self.attempts()]

    def inbox(self) -> list[tuple[str, dict[str, str], int]]:
        """Path, fields, answer of each call that was kept."""
        rows = self.books.journal.rows("SELECT path, fields, reply FROM callback_inbox ORDER BY seq")
        return [(str(row["path"]), json.loads(str(row["fields"])), int(str(row["reply"]))) for row in rows]

    async def close(self) -> None:
        """End."""
        await self.serving.stop()
        self.books.journal.close()


def prepare_form(name: str = ORDER, trans: int = 1, **changes: str) -> bytes:
    """The body of a signed Prepare."""
    return form(signed(PREPARE, merchant_trans_id=name, click_trans_id=str(trans), **changes))


def complete_form(number: int, name: str = ORDER, trans: int = 1, **changes: str) -> bytes:
    """The body of a signed Complete."""
    told = {"merchant_trans_id": name, "click_trans_id": str(trans), "merchant_prepare_id": str(number)}
    return form(signed(COMPLETE, **{**told, **changes}))


def copy_of(empty: Path, folder: Path) -> Path:
    """A new journal in `folder`, without the wait of making one."""
    path = folder / "journal.sqlite3"
    path.write_bytes(empty.read_bytes())
    return path
