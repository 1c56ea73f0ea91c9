"""Online orders as the screens reach them: over parts that are opened once, and closed in order."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pos.core.errors import BadInput, EmptySale, JournalTrouble, RecoveryStopped
from pos.core.order import OrderId
from pos.core.order_card import OrderSource, OrderStage
from pos.core.sale import Sale
from pos.flow.order_ports import OrderDesk
from pos.till_door import TillDoor
from tests.test_till_door import Register, sugar_on

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / "home")


async def test_a_receipt_becomes_an_order_that_can_be_found_linked_and_cancelled(register: Register) -> None:
    door = register.door()
    desk: OrderDesk = door.desk
    sale = await sugar_on(door)
    made = await desk.order_from_sale(sale)
    order_id = made.card.order.order_id
    assert (made.card.source, made.card.sale.total) == (OrderSource.TILL, sale.total)
    assert made.url.startswith("http")
    assert (await desk.order_link(order_id)).url == made.url
    assert [card.order.order_id for card in await desk.orders(5)] == [order_id]
    cancelled = await desk.cancel_order(order_id)
    assert cancelled.order.cancelled
    assert (await desk.order(order_id)).order.cancelled
    assert register.opened == 1
    await door.close(1)


async def test_the_first_question_opens_the_parts(register: Register) -> None:
    door = register.door()
    assert list(await door.desk.orders(5)) == []
    assert register.opened == 1
    await door.close(1)


async def test_what_was_not_paid_is_neither_picked_nor_handed_over(register: Register) -> None:
    door = register.door()
    order_id = (await door.desk.order_from_sale(await sugar_on(door))).card.order.order_id
    with pytest.raises(BadInput):
        await door.desk.pick_order(order_id)
    with pytest.raises(BadInput):
        await door.desk.hand_over_order(order_id, "Malika")
    card = await door.desk.order(order_id)
    assert card.stage((await door.parts()).clock.now()) is OrderStage.WAITING
    await door.close(1)


async def test_an_empty_receipt_becomes_no_order(register: Register) -> None:
    door = register.door()
    with pytest.raises(EmptySale):
        await door.desk.order_from_sale(Sale(door.new_sale_id()))
    with pytest.raises(BadInput):
        await door.desk.order(OrderId("NOBODY"))
    assert list(await door.desk.orders(5)) == []
    await door.close(1)


async def test_in_safe_mode_orders_are_shown_and_not_changed(register: Register) -> None:
    door = register.door()
    made = await door.desk.order_from_sale(await sugar_on(door))
    door._trouble = RecoveryStopped("the recovery never came to its end", starts=3)
    order_id = made.card.order.order_id
    sale = await sugar_on(door)
    for change in (
        door.desk.order_from_sale(sale),
        door.desk.cancel_order(order_id),
        door.desk.pick_order(order_id),
        door.desk.hand_over_order(order_id, ""),
    ):
        with pytest.raises(JournalTrouble):
            await change
    assert [card.order.order_id for card in await door.desk.orders(5)] == [order_id]
    assert (await door.desk.order_link(order_id)).card == made.card
    await door.close(1)


async def test_closing_waits_for_an_order_that_is_being_written(register: Register) -> None:
    door: TillDoor = register.door()
    sale = await sugar_on(door)
    await door.close(1)
    gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    register.before_opening = lambda: gate
    other = register.door()
    writing = asyncio.create_task(other.desk.order_from_sale(sale))
    await asyncio.sleep(0)
    closing = asyncio.create_task(other.close(5))
    await asyncio.sleep(0)
    gate.set_result(None)
    made = await writing
    await closing
    register.before_opening = lambda: None
    again = register.door()
    assert (await again.desk.order(made.card.order.order_id)).sale.total == sale.total
    await again.close(1)
