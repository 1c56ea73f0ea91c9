"""A SHOP-API server in a dictionary, over the real rules: something for the tester to test."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from pos.core.money import Money
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind, PrepareId
from pos.core.shop_rules import Complete, Judgement, Prepare, Reply, ShopRules, judge_complete, judge_prepare
from pos.shop_api.admission import admit
from pos.shop_api.wire import Call, answer

ACCOUNT = Order(OrderId("ACCOUNT1A"), OrderKind.ACCOUNT, Money.of_sum(500))
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class ModelShop:
    """`bodies` are what it was sent; `paid` says how many attempts ended paid."""

    def __init__(self, service_id: int, key: str, order: Order = ACCOUNT) -> None:
        self._service_id, self._key, self._order = service_id, key, order
        self._attempts: dict[int, Attempt] = {}
        self.rules = ShopRules()
        self.bodies: list[str] = []

    @property
    def paid(self) -> int:
        return sum(1 for one in self._attempts.values() if one.state is AttemptState.PAID)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(request.content.decode())
        at_complete = request.url.path.endswith("complete")
        admitted = admit(
            request.content, at_complete=at_complete, service_id=self._service_id, secret_key=self._key
        )
        number = None
        reply = admitted.reply
        if admitted.call is not None:
            judged = self._complete(admitted.call) if at_complete else self._prepare(admitted.call)
            reply = judged.reply
            if judged.written is not None:
                self._attempts[judged.written.prepare_id] = judged.written
            if judged.attempt is not None:
                name = "merchant_confirm_id" if at_complete else "merchant_prepare_id"
                number = (name, int(judged.attempt.prepare_id))
        return httpx.Response(Reply.SUCCESS + 200, content=answer(admitted.fields, reply, number))

    def _of(self, name: str) -> Order | None:
        return self._order if name == self._order.order_id else None

    def _prepare(self, call: Call) -> Judgement:
        asked = Prepare(call.click_trans_id, call.click_paydoc_id, call.amount, call.error)
        attempts = list(self._attempts.values())
        return judge_prepare(
            asked, self._of(call.merchant_trans_id), attempts, self.rules,
            now=NOW, next_id=PrepareId(len(attempts) + 1),
        )  # fmt: skip

    def _complete(self, call: Call) -> Judgement:
        attempt = self._attempts.get(call.merchant_prepare_id or 0)
        told = Complete(call.amount, call.error)
        return judge_complete(told, self._of(call.merchant_trans_id), attempt, self.rules, deliverable=True)
