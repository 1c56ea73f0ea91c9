"""Answers Prepare and Complete from the order book (click-docs «Click-API – Запросы»). Engine thread.

Each answer is made inside one durable step, and leaves only after it (A3): `OneCommit` opens it. Moves no
money: CLICK has moved it, or has not.
"""

from __future__ import annotations

from collections.abc import Callable

from pos.core.order import Attempt, Order, OrderKind
from pos.core.shop_rules import (
    Complete,
    Judgement,
    Prepare,
    Reply,
    ShopRules,
    judge_complete,
    judge_prepare,
)
from pos.flow.one_commit import OneCommit
from pos.flow.order_ports import OrderBook, Received
from pos.flow.ports import Clock

_ODD = frozenset({Reply.ALREADY_PAID, Reply.NO_ATTEMPT, Reply.BAD_AMOUNT, Reply.CANCELLED})


class OnlineOrders:
    """`told` hears of every attempt that changed, after its change is durable, and of what does not fit."""

    def __init__(
        self,
        book: OrderBook,
        commit: OneCommit,
        rules: ShopRules,
        clock: Clock,
        told: Callable[[str, Judgement], None],
    ) -> None:
        self._book = book
        self._commit = commit
        self._rules = rules
        self._clock = clock
        self._told = told

    async def prepare(self, name: str, request: Prepare, came: Received) -> Judgement:
        """Answer a Prepare for the order of this name. Raises JournalTrouble: nothing was written."""
        judged = await self._commit.run(lambda: self._kept(came, self._prepare(name, request)))
        return self._tell(name, judged)

    async def complete(self, name: str, prepare_id: int, request: Complete, came: Received) -> Judgement:
        """Answer a Complete. Raises JournalTrouble: nothing was written, CLICK is to ask again."""
        judged = await self._commit.run(lambda: self._kept(came, self._complete(name, prepare_id, request)))
        return self._tell(name, judged)

    async def refuse(self, came: Received, reply: Reply) -> None:
        """Keep a call that is refused before its order is looked at. Raises JournalTrouble."""
        await self._commit.run(lambda: self._kept(came, Judgement(reply)))

    def _kept(self, came: Received, judged: Judgement) -> Judgement:
        self._book.receive(came.path, came.fields, int(judged.reply))
        return judged

    def _prepare(self, name: str, request: Prepare) -> Judgement:
        book = self._book
        order = book.order(name)
        attempts = book.attempts(order, request.click_trans_id) if order else ()
        judged = judge_prepare(
            request, order, attempts, self._rules, now=self._clock.now(), next_id=book.next_prepare_id()
        )
        if judged.written is not None and not book.has_goods(judged.written):
            judged = Judgement(
                Reply.NOT_DONE, judged.attempt
            )  # the shelf is empty: CLICK must not take money
        return self._written(judged)

    def _complete(self, name: str, prepare_id: int, request: Complete) -> Judgement:
        order, attempt = self._book.order(name), self._book.attempt(prepare_id)
        deliverable = order is not None and attempt is not None and self._is_deliverable(order, attempt)
        return self._written(judge_complete(request, order, attempt, self._rules, deliverable=deliverable))

    def _is_deliverable(self, order: Order, attempt: Attempt) -> bool:
        """Not when the shop cancelled the order, another payer paid for it, or the shelf is empty."""
        if order.kind is OrderKind.TILL:
            return True
        if order.kind is OrderKind.ACCOUNT:
            return not order.cancelled
        book = self._book
        return not order.cancelled and not book.is_paid_by_another(attempt) and book.has_goods(attempt)

    def _written(self, judged: Judgement) -> Judgement:
        if judged.written is not None:
            self._book.write(judged.written)
        return judged

    def _tell(self, name: str, judged: Judgement) -> Judgement:
        if judged.written is not None or judged.reply in _ODD:
            self._told(name, judged)
        return judged
