"""Online orders in the journal, as the shop sees them: made, cancelled, picked, handed over, returned."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos.core.errors import BadInput
from pos.core.money import Quantity
from pos.core.order import AttemptState, Order, OrderId, OrderKind
from pos.core.order_card import NewOrder, OrderSource, OrderStage
from pos.core.payment import TransactionId
from pos.core.sale import Sale, SaleId
from tests.core.kit import BREAD, MILK
from tests.journal.kit import Books
from tests.journal.order_kit import ACCOUNT, ONE, SUM, TWO, OrderBooks, milk

FIRST, SECOND = TransactionId("L" + "1" * 24 + "A"), TransactionId("L" + "2" * 24 + "A")


@pytest.fixture
def online(books: Books) -> OrderBooks:
    return OrderBooks(books)


def stage_of(online: OrderBooks, name: OrderId = ONE) -> OrderStage:
    """Where it stands now."""
    card = online.orders.find(name)
    assert card is not None
    return card.stage(online.clock.now())


def test_an_order_comes_back_as_it_was_made(online: OrderBooks) -> None:
    sale = Sale(SaleId("")).add(MILK.barcode, MILK, Quantity.pieces(2)).add(BREAD.barcode, BREAD)
    expires = online.clock.now() + timedelta(days=1)
    order = Order(ONE, OrderKind.ONE_SHOT, sale.total, expires_at=expires, training=True)
    new = NewOrder(order, OrderSource.WOOCOMMERCE, sale, (milk(2),), "№ 17", "https://shop.uz/thanks")
    online.orders.add([(new, "secret-page")], online.clock.now())
    card = online.orders.find(ONE)
    assert card is not None
    assert (card.order, card.sale, card.source, card.holds) == (order, sale, new.source, new.holds)
    assert (card.number, card.token, card.return_url) == ("№ 17", "secret-page", "https://shop.uz/thanks")
    assert (card.created_at, card.attempts, card.picked_at, card.handed_at) == (
        online.clock.now(),
        (),
        None,
        None,
    )
    assert online.orders.by_token("secret-page") == card
    assert [online.orders.find("order1a"), online.orders.by_token("secret"), online.orders.by_token("")] == [
        None
    ] * 3


def test_orders_are_taken_in_all_or_none(online: OrderBooks) -> None:
    online.add(TWO)
    news = [NewOrder(Order(name, OrderKind.ONE_SHOT, SUM), OrderSource.IMPORT) for name in (ONE, TWO)]
    with pytest.raises(BadInput) as refused:
        online.orders.add([(new, f"new-{new.order.order_id}") for new in news], online.clock.now())
    assert refused.value.facts["value"] == TWO
    assert [card.order.order_id for card in online.orders.newest(9)] == [TWO]


def test_the_newest_come_first(online: OrderBooks) -> None:
    for number in range(5):
        online.add(OrderId(f"N{number}A"))
        online.clock.pass_s(number % 2)
    assert [card.order.order_id for card in online.orders.newest(3)] == ["N4A", "N3A", "N2A"]


def test_in_work_is_what_somebody_pays_or_waits_for(online: OrderBooks) -> None:
    names = [OrderId(f"W{number}A") for number in range(5)]
    for name in names:
        online.add(name)
        online.clock.pass_s(1)
    online.add(ACCOUNT, OrderKind.ACCOUNT)
    online.paid(ACCOUNT, OrderKind.ACCOUNT)
    online.end(online.begin(names[1]), AttemptState.CANCELLED)
    for name in names[2:]:
        online.paid(name)
    online.orders.hand_over(names[4], FIRST, online.clock.now(), "Малика")
    assert [card.order.order_id for card in online.orders.in_work()] == names[2:4]
    online.begin(names[0])
    assert [card.order.order_id for card in online.orders.in_work()] == [names[0], *names[2:4]]


def test_an_order_goes_from_the_payer_to_the_customer(online: OrderBooks) -> None:
    online.add()
    assert stage_of(online) is OrderStage.WAITING
    begun = online.begin()
    assert stage_of(online) is OrderStage.RESERVED
    online.end(begun)
    assert stage_of(online) is OrderStage.TO_PICK
    online.orders.pick(ONE, online.clock.now())
    assert stage_of(online) is OrderStage.PICKED
    online.orders.hand_over(ONE, FIRST, online.clock.now(), "Малика " * 20)
    assert stage_of(online) is OrderStage.HANDED_OVER
    card = online.orders.find(ONE)
    assert card is not None
    assert len(card.handed_by) == 60


def test_what_was_done_once_is_not_done_again(online: OrderBooks) -> None:
    online.add(ONE)
    online.add(TWO)
    now = online.clock.now()
    online.paid(ONE)
    online.orders.pick(ONE, now)
    with pytest.raises(BadInput):
        online.orders.pick(ONE, now)
    online.orders.hand_over(ONE, FIRST, now, "")
    with pytest.raises(BadInput):
        online.orders.hand_over(ONE, SECOND, now, "")
    with pytest.raises(BadInput):
        online.orders.pick(ONE, now)
    for name in (ONE, OrderId("NOBODY")):
        with pytest.raises(BadInput):
            online.orders.cancel(name, now)
    assert online.rows("orders")[0]["transaction_id"] == FIRST


def test_the_shop_cancels_what_is_not_paid(online: OrderBooks) -> None:
    now = online.clock.now()
    for name in (ONE, TWO):
        online.add(name)
    online.begin(ONE)
    online.orders.cancel(ONE, now)
    with pytest.raises(BadInput):
        online.orders.cancel(ONE, now)
    order = online.book.order(ONE)
    assert order is not None
    assert order.cancelled
    online.paid(TWO)
    with pytest.raises(BadInput):
        online.orders.cancel(TWO, now)


def test_an_account_may_be_closed_though_it_was_paid(online: OrderBooks) -> None:
    online.add(ACCOUNT, OrderKind.ACCOUNT)
    online.paid(ACCOUNT, OrderKind.ACCOUNT)
    online.orders.cancel(ACCOUNT, online.clock.now())
    assert stage_of(online, ACCOUNT) is OrderStage.CANCELLED


def test_what_cannot_be_delivered_is_to_be_returned(online: OrderBooks) -> None:
    online.add()
    first, second = online.begin(), online.begin()
    owed = online.end(second, owes_reversal=True)
    assert stage_of(online) is OrderStage.TO_RETURN
    online.end(first)
    assert [(card.order.order_id, one) for card, one in online.orders.to_return()] == [(ONE, owed)]
    assert stage_of(online) is OrderStage.TO_PICK


def test_a_payment_to_an_account_is_booked_once(online: OrderBooks) -> None:
    online.add(ONE)
    online.paid(ONE)
    online.add(ACCOUNT, OrderKind.ACCOUNT)
    first, second = (online.paid(ACCOUNT, OrderKind.ACCOUNT) for _ in range(2))
    online.begin(ACCOUNT, OrderKind.ACCOUNT)
    assert [one for _, one in online.orders.to_book()] == [first, second]
    online.orders.book(first, FIRST)
    assert (online.orders.booked(first), online.orders.booked(second)) == (FIRST, None)
    with pytest.raises(BadInput):
        online.orders.book(first, SECOND)
    assert [one for _, one in online.orders.to_book()] == [second]
    assert online.orders.booked(first) == FIRST
