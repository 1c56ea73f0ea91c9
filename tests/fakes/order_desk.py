"""An OrderDesk that remembers what it was asked for and answers as the test says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pos.core.errors import BadInput
from pos.core.money import Money
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind, PrepareId
from pos.core.order_card import Hold, OrderCard, OrderSource
from pos.core.order_labels import OrderLabel, line_of, read_label
from pos.core.sale import Sale, SaleId
from pos.flow.order_ports import OrderLink
from tests.fakes.till import BAG, MILK, START

GOODS = Sale(SaleId("SALE0001X")).add(MILK.barcode, MILK).add(BAG.barcode, BAG)
PAYMENT = 2_184_559_070


def card(name: str, *attempts: Attempt, **facts: object) -> OrderCard:
    """An order of two goods, or of `sale`, made at START; its attempts are given its id and its sum."""
    sale = facts.pop("sale", GOODS)
    assert isinstance(sale, Sale)
    order = Order(OrderId(name), OrderKind.ONE_SHOT, sale.total)
    made = OrderCard(
        order=order,
        sale=sale,
        source=OrderSource.API,
        number="",
        token="TOKEN",
        return_url="",
        created_at=START,
        holds=tuple(Hold(line.scanned, line.quantity) for line in sale.live_lines),
        attempts=tuple(replace(one, order_id=order.order_id, amount=sale.total) for one in attempts),
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def attempt(number: int, state: AttemptState, until: datetime = START, *, owed: bool = False) -> Attempt:
    """Somebody's try to pay, reserved until `until`."""
    return Attempt(
        PrepareId(number),
        OrderId(""),
        100 + number,
        PAYMENT + number,
        Money(1),
        state,
        until,
        owes_reversal=owed,
    )


def waiting(name: str, **facts: object) -> OrderCard:
    """Nobody pays for it."""
    return card(name, **facts)


def reserved(name: str, seconds: float, number: int = 1, /, **facts: object) -> OrderCard:
    """A payer is at it for so many seconds from START."""
    until = START + timedelta(seconds=seconds)
    return card(name, attempt(number, AttemptState.PREPARED, until), **facts)


def paid(name: str, number: int = 1, /, *, owed: bool = False, **facts: object) -> OrderCard:
    """CLICK took the money; `owed`: it has to be returned."""
    return card(name, attempt(number, AttemptState.PAID, owed=owed), **facts)


class FakeDesk:
    """`error` is raised by every step, `read_error` by reading. `asked` lists the steps and their orders."""

    def __init__(self, *cards: OrderCard) -> None:
        self.cards = {one.order.order_id: one for one in cards}
        self.asked: list[tuple[str, str]] = []
        self.handed_by: list[str] = []
        self.reads = 0
        self.error: Exception | None = None
        self.read_error: Exception | None = None

    async def orders(self, limit: int) -> Sequence[OrderCard]:
        self.reads += 1
        if self.read_error:
            raise self.read_error
        return list(self.cards.values())[:limit]

    async def order(self, order_id: OrderId) -> OrderCard:
        if order_id not in self.cards:
            raise BadInput("no such order", field="order", value=order_id)
        return self.cards[order_id]

    async def order_link(self, order_id: OrderId) -> OrderLink:
        self._step("link", order_id)
        return OrderLink(await self.order(order_id), f"https://shop.uz/pay/{order_id}")

    async def order_from_sale(self, sale: Sale) -> OrderLink:
        made = card("FROM-SALE", sale=sale, source=OrderSource.TILL)
        self._step("make", made.order.order_id)
        self.cards[made.order.order_id] = made
        return OrderLink(made, f"https://shop.uz/pay/{made.order.order_id}")

    async def cancel_order(self, order_id: OrderId) -> OrderCard:
        self._step("cancel", order_id)
        order = replace(self.cards[order_id].order, cancelled=True)
        return self._keep(replace(self.cards[order_id], order=order))

    async def pick_order(self, order_id: OrderId) -> OrderCard:
        self._step("pick", order_id)
        return self._keep(replace(self.cards[order_id], picked_at=START))

    async def label_order(self, order_id: OrderId, text: str) -> OrderCard:
        """As the flow: the label must be one of the order's goods; the catalogue has no other barcodes."""
        self._step("label", order_id)
        marking = read_label(text)
        changed = self.cards[order_id]
        line = line_of(changed.labelled, marking, marking.barcodes)
        label = OrderLabel(line.number, marking.label)
        return self._keep(replace(changed, labels=(*changed.labels, label)))

    async def unlabel_order(self, order_id: OrderId) -> OrderCard:
        self._step("unlabel", order_id)
        return self._keep(replace(self.cards[order_id], labels=self.cards[order_id].labels[:-1]))

    async def hand_over_order(self, order_id: OrderId, by: str) -> OrderCard:
        self._step("hand_over", order_id)
        self.handed_by.append(by)
        return self._keep(replace(self.cards[order_id], handed_at=START, handed_by=by))

    def _step(self, name: str, order_id: OrderId) -> None:
        self.asked.append((name, order_id))
        if self.error:
            raise self.error

    def _keep(self, changed: OrderCard) -> OrderCard:
        self.cards[changed.order.order_id] = changed
        return changed
