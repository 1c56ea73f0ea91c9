"""Answers Prepare and Complete from the order book (click-docs «Click-API – Запросы»). Engine thread.

Each answer is made inside one durable step, and leaves only after it (A3): `OneCommit` opens it. Moves no
money: CLICK has moved it, or has not.
"""

from __future__ import annotations

from collections.abc import Callable

from pos.core.order import Attempt, AttemptState, Order, OrderKind
from pos.core.shop_rules import Complete, Judgement, Prepare, ShopRules, judge_complete, judge_prepare
from pos.flow.one_commit import OneCommit
from pos.flow.order_ports import OrderBook
from pos.flow.ports import Clock


class OnlineOrders:
    """`told` hears of every attempt that changed, after its change is durable."""

    def __init__(
        self,
        book: OrderBook,
        commit: OneCommit,
        rules: ShopRules,
        clock: Clock,
        told: Callable[[Attempt], None] = lambda _attempt: None,
    ) -> None:
        self._book = book
        self._commit = commit
        self._rules = rules
        self._clock = clock
        self._told = told

    async def prepare(self, name: str, request: Prepare) -> Judgement:
        """Answer a Prepare for the order of this name. Raises JournalTrouble: nothing was written."""
        return self._tell(await self._commit.run(lambda: self._prepare(name, request)))

    async def complete(self, name: str, prepare_id: int, request: Complete) -> Judgement:
        """Answer a Complete. Raises JournalTrouble: nothing was written, CLICK is to ask again."""
        return self._tell(await self._commit.run(lambda: self._complete(name, prepare_id, request)))

    def _prepare(self, name: str, request: Prepare) -> Judgement:
        book = self._book
        order = book.order(name)
        attempts = book.attempts(order.order_id) if order else ()
        judged = judge_prepare(
            request, order, attempts, self._rules, now=self._clock.now(), next_id=book.next_prepare_id()
        )
        return self._written(judged)

    def _complete(self, name: str, prepare_id: int, request: Complete) -> Judgement:
        order, attempt = self._book.order(name), self._book.attempt(prepare_id)
        deliverable = order is not None and attempt is not None and self._is_deliverable(order, attempt)
        return self._written(judge_complete(request, order, attempt, self._rules, deliverable=deliverable))

    def _is_deliverable(self, order: Order, attempt: Attempt) -> bool:
        """Not when the shop cancelled the order, another payer paid for it, or the shelf is empty."""
        if order.kind is OrderKind.ACCOUNT:
            return not order.cancelled
        others = (one for one in self._book.attempts(order.order_id) if one.prepare_id != attempt.prepare_id)
        paid_by_another = any(one.state is AttemptState.PAID for one in others)
        return not order.cancelled and not paid_by_another and self._book.has_goods(attempt)

    def _written(self, judged: Judgement) -> Judgement:
        if judged.written is not None:
            self._book.write(judged.written)
        return judged

    def _tell(self, judged: Judgement) -> Judgement:
        if judged.written is not None:
            self._told(judged.written)
        return judged
