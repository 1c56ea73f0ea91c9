"""An order book in dictionaries; a step that fails takes back what it wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from pos.core.errors import JournalTrouble
from pos.core.order import Attempt, AttemptState, Order, OrderId, PrepareId


class FakeBook:
    """`full` makes every commit fail; `empty_shelf` says that nothing is there to be handed over."""

    def __init__(self, *orders: Order) -> None:
        self.orders = {order.order_id: order for order in orders}
        self.kept: dict[int, Attempt] = {}
        self.inbox: list[int] = []
        self.full = self.empty_shelf = False

    @contextmanager
    def together(self) -> Iterator[None]:
        before = dict(self.kept)
        try:
            yield
            if self.full:
                raise JournalTrouble("no room")
        except BaseException:
            self.kept = before
            raise

    def order(self, name: str) -> Order | None:
        return self.orders.get(OrderId(name))

    def attempts(self, order: Order, click_trans_id: int) -> Sequence[Attempt]:
        return [one for one in self.kept.values() if one.order_id == order.order_id]

    def is_paid_by_another(self, attempt: Attempt) -> bool:
        return any(
            one.state is AttemptState.PAID and not one.owes_reversal
            for one in self.kept.values()
            if one.order_id == attempt.order_id and one.prepare_id != attempt.prepare_id
        )

    def attempt(self, prepare_id: int) -> Attempt | None:
        return self.kept.get(prepare_id)

    def next_prepare_id(self) -> PrepareId:
        return PrepareId(len(self.kept) + 1)

    def write(self, attempt: Attempt) -> None:
        self.kept[attempt.prepare_id] = attempt

    def receive(self, path: str, fields: Mapping[str, str], reply: int) -> None:
        self.inbox.append(reply)

    def has_goods(self, attempt: Attempt) -> bool:
        return not self.empty_shelf
