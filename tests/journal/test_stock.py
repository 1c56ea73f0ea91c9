"""The count of goods: what is kept for one payer is not there for another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos.core.order import AttemptState, OrderKind
from pos.core.payment import TransactionId
from tests.journal.kit import Books
from tests.journal.order_kit import ACCOUNT, MILK, ONE, RESERVED, TWO, OrderBooks, milk

FIRST = TransactionId("L" + "1" * 24 + "A")


@pytest.fixture
def online(books: Books) -> OrderBooks:
    made = OrderBooks(books)
    made.stock.count(MILK, milk(5).quantity)
    made.add(ONE, holds=[milk(2)])
    made.add(TWO, holds=[milk(4)])
    return made


def free(online: OrderBooks) -> float | None:
    """How many lie there for anybody."""
    thousandths = online.stock.free(MILK)
    return None if thousandths is None else thousandths / 1000


def test_what_nobody_counts_is_never_short(online: OrderBooks) -> None:
    online.stock.count(MILK, None)
    assert (online.stock.counted(MILK), free(online)) == (None, None)
    assert online.stock.has([milk(1000)], ONE)
    online.stock.take("sale-1", [milk(1000)])
    assert online.rows("stock_taken") == []


def test_a_new_count_is_what_lies_there(online: OrderBooks) -> None:
    online.stock.count(MILK, milk(7).quantity)
    online.stock.count(MILK, milk(3).quantity)
    assert (online.stock.counted(MILK), free(online)) == (3000, 3)


def test_a_waiting_order_keeps_nothing_a_payer_keeps_it_until_his_time_is_over(online: OrderBooks) -> None:
    assert free(online) == 5
    online.begin(ONE)
    assert free(online) == 3
    assert online.stock.has([milk(4)], ONE)
    assert not online.stock.has([milk(4)], TWO)
    online.clock.pass_s(RESERVED.total_seconds() - 1)
    assert free(online) == 3
    online.clock.pass_s(1)
    assert free(online) == 5


def test_two_payers_of_one_order_keep_its_goods_once(online: OrderBooks) -> None:
    online.begin(ONE)
    online.begin(ONE)
    assert free(online) == 3


def test_what_is_paid_is_kept_until_it_is_handed_over(online: OrderBooks) -> None:
    online.paid(ONE)
    online.clock.pass_s(timedelta(days=30).total_seconds())
    assert free(online) == 3
    online.stock.take("hand-over", [milk(2)])
    online.orders.hand_over(ONE, FIRST, online.clock.now(), "")
    assert (online.stock.counted(MILK), free(online)) == (3000, 3)


def test_what_is_cancelled_or_to_be_returned_is_free_again(online: OrderBooks) -> None:
    online.end(online.begin(ONE), AttemptState.CANCELLED)
    online.end(online.begin(TWO), owes_reversal=True)
    assert free(online) == 5


def test_goods_are_taken_once_for_a_reason(online: OrderBooks) -> None:
    for _ in range(3):
        online.stock.take("sale-1", [milk(2)])
    online.stock.take("sale-2", [milk(1)])
    assert online.stock.counted(MILK) == 2000


def test_a_sale_of_more_than_was_counted_is_no_error(online: OrderBooks) -> None:
    online.stock.take("sale-1", [milk(7)])
    assert (online.stock.counted(MILK), free(online)) == (-2000, -2)
    assert not online.stock.has([milk(1)], ONE)


def test_goods_are_taken_within_a_step_or_not_at_all(online: OrderBooks) -> None:
    def broken_step() -> None:
        with online.journal.together():
            online.stock.take("sale-1", [milk(2)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_step()
    assert online.stock.counted(MILK) == 5000
    online.stock.take("sale-1", [milk(2)])
    assert online.stock.counted(MILK) == 3000


def test_an_account_keeps_no_goods(online: OrderBooks) -> None:
    online.add(ACCOUNT, OrderKind.ACCOUNT)
    online.paid(ACCOUNT, OrderKind.ACCOUNT)
    assert free(online) == 5
