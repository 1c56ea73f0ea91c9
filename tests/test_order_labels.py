"""Marked goods in online orders over whole tills: from the scan to the OFD, with the simulator as CLICK."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pos.bootstrap import Parts, open_parts
from pos.commands.demo_parts import connect_shop, training_settings
from pos.core.catalogue import Barcode
from pos.core.errors import ClickRefused, LabelRefused, LabelsLacking
from pos.core.fiscal import FiscalState
from pos.core.money import Money, Quantity
from pos.core.order import Order, OrderId, OrderKind
from pos.core.order_card import NewOrder, OrderCard, OrderSource, OrderStage, holds_of
from pos.core.payment import Payment, PaymentState
from pos.core.sale import Sale, SaleId
from pos.paths import Home
from pos.screens.words import Words
from pos.simulator import Simulator, SimulatorOptions
from tests import test_pull
from tests.core.kit import MILK

pytestmark = pytest.mark.anyio
pulling = test_pull.shop
"""A host and the tills that pull from it."""

JUICE = replace(MILK, barcode=Barcode("4780012340016"), name="Сок", price=Money.of_sum(20_000), marked=True)
LABELS = tuple(f"010478001234001621{serial}\x1d93abcd" for serial in ("AAAA1", "BBBB2-and-more"))
IN_OFD = ["010478001234001621AAA", "010478001234001621BBB"]
S = OrderStage


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def order_of(parts: Parts, name: str = "WEB-7A") -> NewOrder:
    """Two bottles of marked juice and a milk of the demo goods, as the site sends them."""
    milk = parts.books.catalogue.quick_keys()[0]
    sale = Sale(SaleId("")).add(JUICE.barcode, JUICE, Quantity.pieces(2)).add(milk.barcode, milk)
    order = Order(OrderId(name), OrderKind.ONE_SHOT, sale.total, training=True)
    return NewOrder(order, OrderSource.API, sale, holds_of(sale))


@dataclass
class Till:
    """One till that CLICK calls; it can be closed and opened again."""

    home: Home
    click: Simulator
    parts: Parts

    @staticmethod
    async def at(home: Home, click: Simulator) -> Till:
        settings = training_settings(3, "ru")
        settings = replace(settings, click=replace(settings.click, base_url=click.base_url))
        parts = open_parts(home=home, settings=settings, say=Words("ru").say, printers=())
        parts.books.catalogue.load([JUICE])
        await connect_shop(parts, click)
        return Till(home, click, parts)

    async def restarted(self) -> Till:
        await self.parts.close()
        return await Till.at(self.home, self.click)

    async def paid(self) -> OrderCard:
        """An order with two marked pieces that its customer has paid."""
        [card] = self.parts.online.desk.make([order_of(self.parts)])
        assert card.order.amount is not None
        await self.click.pay_order(card.order.order_id, card.order.amount.tiyin)
        return await self.parts.online.desk.order(card.order.order_id)

    async def booked(self, card: OrderCard) -> Payment:
        tid = self.parts.online.desk.payment_of(card)
        assert tid is not None
        return await self.parts.checkout.after.finished(tid)

    def stage(self, card: OrderCard) -> OrderStage:
        return card.stage(self.parts.clock.now())


@pytest.fixture
async def till(tmp_path: Path) -> AsyncIterator[Till]:
    async with Simulator(SimulatorOptions(window_s=3, shop_pauses_s=(0.05,))) as click:
        made = await Till.at(Home(tmp_path).make(), click)
        yield made
        await made.parts.close()


async def test_scanned_labels_reach_the_ofd_and_the_sale_in_the_journal(till: Till) -> None:
    card = await till.paid()
    desk, order_id = till.parts.online.desk, card.order.order_id
    for text in LABELS:
        card = await desk.label_order(order_id, text)
    await desk.pick_order(order_id)
    card = await desk.hand_over_order(order_id, "Анна")
    payment = await till.booked(card)
    assert (payment.state, payment.amount, till.stage(card)) == (
        PaymentState.PAID,
        card.order.amount,
        S.HANDED_OVER,
    )
    assert payment.payment_id is not None
    entry = till.parts.books.outbox.entry(payment.payment_id)
    assert entry is not None
    assert entry.state is FiscalState.DONE
    [sent] = till.click.ledger.payments[payment.payment_id].receipts
    assert [item.get("Labels") for item in sent.items] == [IN_OFD, None]
    kept = await till.parts.checkout.sale_of(payment.transaction_id)
    assert kept.lines[0].labels == ("010478001234001621AAAA1", "010478001234001621BBBB2-and-more")
    assert kept.total == payment.amount


async def test_without_all_labels_nothing_is_handed_over_booked_or_asked_of_click(till: Till) -> None:
    card = await till.paid()
    desk, order_id = till.parts.online.desk, card.order.order_id
    [attempt] = card.attempts
    till.click.ledger.payments.pop(attempt.click_paydoc_id)  # were CLICK asked first, it would deny
    for text in (None, LABELS[0]):
        if text:
            await desk.label_order(order_id, text)
        with pytest.raises(LabelsLacking):
            await desk.hand_over_order(order_id, "Анна")
    card = await desk.order(order_id)
    assert (till.stage(card), desk.payment_of(card)) == (S.TO_PICK, None)
    assert list(till.parts.books.payments.newest(5)) == []


async def test_labels_are_there_after_a_restart(till: Till) -> None:
    card = await till.paid()
    order_id = card.order.order_id
    await till.parts.online.desk.label_order(order_id, LABELS[0])
    again = await till.restarted()
    card = await again.parts.online.desk.label_order(order_id, LABELS[1])
    assert [one.label for one in card.labels] == [
        "010478001234001621AAAA1",
        "010478001234001621BBBB2-and-more",
    ]
    await again.booked(await again.parts.online.desk.hand_over_order(order_id, ""))
    till.parts = again.parts


async def test_a_label_that_was_taken_off_is_not_told_to_the_ofd(till: Till) -> None:
    card = await till.paid()
    desk, order_id = till.parts.online.desk, card.order.order_id
    for text in LABELS:
        await desk.label_order(order_id, text)
    card = await desk.unlabel_order(order_id)
    assert len(card.labels) == 1
    with pytest.raises(LabelsLacking):
        await desk.hand_over_order(order_id, "")
    await desk.label_order(order_id, "010478001234001621CCCC3\x1d93abcd")
    payment = await till.booked(await desk.hand_over_order(order_id, ""))
    assert payment.payment_id is not None
    [sent] = till.click.ledger.payments[payment.payment_id].receipts
    assert sent.items[0]["Labels"] == [IN_OFD[0], "010478001234001621CCC"]


async def test_an_order_that_nobody_paid_or_that_is_gone_takes_no_labels(till: Till) -> None:
    desk = till.parts.online.desk
    [waits] = desk.make([order_of(till.parts, "WEB-8A")])
    card = await till.paid()
    for text in LABELS:
        await desk.label_order(card.order.order_id, text)
    await till.booked(await desk.hand_over_order(card.order.order_id, ""))
    for order_id in (waits.order.order_id, card.order.order_id):
        with pytest.raises(LabelRefused) as refused:
            await desk.label_order(order_id, "010478001234001621CCCC3\x1d93abcd")
        assert refused.value.facts["why"] == "state"
        with pytest.raises(LabelRefused):
            await desk.unlabel_order(order_id)


async def test_no_label_comes_off_while_click_is_asked(till: Till) -> None:
    card = await till.paid()
    desk, order_id = till.parts.online.desk, card.order.order_id
    for text in LABELS:
        await desk.label_order(order_id, text)
    handing = asyncio.create_task(desk.hand_over_order(order_id, ""))
    await asyncio.sleep(0)  # it has begun
    with pytest.raises(LabelRefused):
        await desk.unlabel_order(order_id)
    card = await handing
    assert len(card.labels) == 2
    await till.booked(card)


async def test_a_second_barcode_of_the_goods_is_known_by_the_catalogue(till: Till) -> None:
    """The package says another GTIN than the barcode by which the site sells it."""
    till.parts.books.catalogue.load([replace(JUICE, more_barcodes=(Barcode("4600439931256"),))])
    card = await till.paid()
    card = await till.parts.online.desk.label_order(
        card.order.order_id, "0104600439931256" + "21AAAA1\x1d93abcd"
    )
    assert [(one.line, one.label) for one in card.labels] == [(1, "010460043993125621AAAA1")]


async def test_of_a_pulled_order_the_labels_stay_on_the_till_that_hands_it_over(
    pulling: test_pull.Shop,
) -> None:
    host = await pulling.host()
    one, two = pulling.till("one"), pulling.till("two")
    [card] = host.parts.online.desk.make([order_of(host.parts)])
    order_id = card.order.order_id
    await pulling.pays(card)
    for till in (one, two):
        await till.sees(order_id, S.TO_PICK)
    desk = one.parts.online.desk
    with pytest.raises(LabelsLacking):
        await desk.hand_over_order(order_id, "Анна")
    assert host.stage(order_id) is S.TO_PICK, "it was not claimed either"
    for text in LABELS:
        await desk.label_order(order_id, text)
    await desk.hand_over_order(order_id, "Анна")
    await one.booked()
    await two.sees(order_id, S.HANDED_OVER)
    [payment] = one.payments()
    assert payment.payment_id is not None
    [sent] = pulling.click.ledger.payments[payment.payment_id].receipts
    assert sent.items[0]["Labels"] == IN_OFD
    assert [len(till.card(order_id).labels) for till in (one, two, host)] == [2, 0, 0]


async def test_what_click_does_not_confirm_keeps_its_labels(till: Till) -> None:
    card = await till.paid()
    desk, order_id = till.parts.online.desk, card.order.order_id
    for text in LABELS:
        await desk.label_order(order_id, text)
    [attempt] = card.attempts
    till.click.ledger.payments.pop(attempt.click_paydoc_id)
    with pytest.raises(ClickRefused):
        await desk.hand_over_order(order_id, "")
    assert len((await desk.order(order_id)).labels) == 2
