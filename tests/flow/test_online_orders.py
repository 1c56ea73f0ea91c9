"""Prepare and Complete over a book: once, together, and when the journal or the goods fail."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from pos.core.errors import JournalTrouble
from pos.core.money import Money
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind
from pos.core.shop_rules import Complete, Judgement, Prepare, Reply, ShopRules
from pos.flow.one_commit import OneCommit
from pos.flow.online_orders import OnlineOrders
from pos.flow.order_ports import Received
from tests.fakes.clock import FakeClock
from tests.fakes.order_book import FakeBook

pytestmark = pytest.mark.anyio
SUM = Money.of_sum(500)
NAME = "ORDER1A"
ORDER = Order(OrderId(NAME), OrderKind.ONE_SHOT, SUM)
ACCOUNT = replace(ORDER, order_id=OrderId("ACCOUNT1A"), kind=OrderKind.ACCOUNT)
TAKEN = Complete(SUM, 0)
CAME = Received("/click/prepare", {"error": "0"})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Shop:
    def __init__(self) -> None:
        self.book = FakeBook(ORDER, ACCOUNT)
        self.clock = FakeClock()
        self.told: list[Attempt] = []
        self.odd: list[Reply] = []
        commit = OneCommit(self.book.together)
        self.orders = OnlineOrders(self.book, commit, ShopRules(), self.clock, self._hear)

    def _hear(self, _name: str, judged: Judgement) -> None:
        if judged.written is not None:
            self.told.append(judged.written)
        else:
            self.odd.append(judged.reply)

    async def prepare(self, trans: int = 1, name: str = NAME) -> Judgement:
        return await self.orders.prepare(name, Prepare(trans, 16853761, SUM, 0), CAME)

    async def complete(self, number: int, name: str = NAME) -> Judgement:
        return await self.orders.complete(name, number, TAKEN, CAME)

    async def begun(self, trans: int = 1, name: str = NAME) -> int:
        judged = await self.prepare(trans, name)
        assert judged.attempt is not None
        return judged.attempt.prepare_id


@pytest.fixture
def shop() -> Shop:
    return Shop()


async def test_a_payment_from_prepare_to_complete_is_told_twice(shop: Shop) -> None:
    number = await shop.begun()
    assert (await shop.complete(number)).reply is Reply.SUCCESS
    assert [one.state for one in shop.told] == [AttemptState.PREPARED, AttemptState.PAID]


async def test_of_many_completes_at_once_one_is_answered_by_zero(shop: Shop) -> None:
    number = await shop.begun()
    answers = await asyncio.gather(*(shop.complete(number) for _ in range(16)))
    assert Counter(answer.reply for answer in answers) == {Reply.SUCCESS: 1, Reply.ALREADY_PAID: 15}
    assert [one.state for one in shop.told].count(AttemptState.PAID) == 1


async def test_of_two_payers_at_once_one_may_go_on(shop: Shop) -> None:
    answers = await asyncio.gather(shop.prepare(1), shop.prepare(2))
    assert {answer.reply for answer in answers} == {Reply.SUCCESS, Reply.NOT_DONE}


async def test_a_commit_that_cannot_be_made_is_no_answer_and_no_news(shop: Shop) -> None:
    number = await shop.begun()
    shop.told.clear()
    shop.book.full = True
    with pytest.raises(JournalTrouble):
        await shop.complete(number)
    assert shop.told == []
    shop.book.full = False
    assert (await shop.complete(number)).reply is Reply.SUCCESS


async def test_what_was_paid_after_the_shop_cancelled_it_is_owed_back(shop: Shop) -> None:
    number = await shop.begun()
    shop.book.orders[ORDER.order_id] = replace(ORDER, cancelled=True)
    answer = await shop.complete(number)
    assert answer.reply is Reply.SUCCESS
    assert shop.told[-1].owes_reversal


async def test_the_payer_who_lost_the_goods_to_another_is_owed_his_money(shop: Shop) -> None:
    late = await shop.begun(1)
    shop.clock.elapsed_s += timedelta(minutes=16).total_seconds()
    winner = await shop.begun(2)
    assert not (await shop.complete(winner)).written.owes_reversal  # type: ignore[union-attr]
    answer = await shop.complete(late)
    assert answer.reply is Reply.SUCCESS
    assert shop.told[-1].owes_reversal


async def test_an_empty_shelf_owes_the_money_of_an_order_but_not_of_an_account(shop: Shop) -> None:
    goods, balance = await shop.begun(1), await shop.begun(2, ACCOUNT.order_id)
    shop.book.empty_shelf = True
    await shop.complete(goods)
    await shop.complete(balance, ACCOUNT.order_id)
    assert [one.owes_reversal for one in shop.told[-2:]] == [True, False]


async def test_an_unknown_order_or_number_changes_nothing(shop: Shop) -> None:
    number = await shop.begun()
    shop.told.clear()
    assert (await shop.prepare(9, "NOBODY")).reply is Reply.NO_ORDER
    assert (await shop.complete(number, "NOBODY")).reply is Reply.NO_ORDER
    assert (await shop.complete(999)).reply is Reply.NO_ATTEMPT
    assert (await shop.complete(number, ACCOUNT.order_id)).reply is Reply.NO_ATTEMPT
    assert shop.told == []


async def test_nobody_begins_to_pay_for_what_is_not_on_the_shelf(shop: Shop) -> None:
    shop.book.empty_shelf = True
    assert (await shop.prepare()).reply is Reply.NOT_DONE
    assert shop.book.kept == {}


async def test_every_call_is_kept_with_its_answer_in_the_same_step(shop: Shop) -> None:
    number = await shop.begun()
    await shop.complete(number)
    await shop.orders.refuse(CAME, Reply.BAD_SIGN)
    assert shop.book.inbox == [Reply.SUCCESS, Reply.SUCCESS, Reply.BAD_SIGN]


async def test_what_does_not_fit_is_told_too(shop: Shop) -> None:
    number = await shop.begun()
    await shop.orders.complete(NAME, number, Complete(Money.of_sum(499), 0), CAME)
    await shop.complete(999)
    assert shop.odd == [Reply.BAD_AMOUNT, Reply.NO_ATTEMPT]
