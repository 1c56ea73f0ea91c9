"""A shop with a fiscal device of its own, to the end: scan, journal, submit_qrcode; simulator, real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from pos.bootstrap import Parts, open_parts
from pos.commands.demo_parts import training_settings
from pos.core.device_receipt import awaits_paper
from pos.core.errors import ReceiptNotAwaited, ReceiptTaken, WrongReceiptLink
from pos.core.fiscal import FiscalState
from pos.core.payment import Payment, PaymentState, TransactionId
from pos.core.receipt import Text
from pos.core.sale import Sale
from pos.doctor.books import read_books
from pos.flow.events import Event, FiscalChanged
from pos.flow.fiscal_ports import FiscalEntry
from pos.ids import SystemIds
from pos.paths import Home
from pos.screens.words import Words
from pos.simulator import Endpoint, Fault, Simulator, SimulatorOptions
from pos.till_door import TillDoor
from tests.fakes.counter import PaperTray
from tests.simulator.kit import until

pytestmark = pytest.mark.anyio

PAPER = "https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20261124143300&s=248429044289"
OTHER_PAPER = "https://ofd.soliq.uz/check?t=UZ170703100189&r=644&c=20261124143800&s=555429044290"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Shop:
    """One home; `start` opens it anew, as after a restart."""

    folder: Path
    click: Simulator
    tray: PaperTray = field(default_factory=PaperTray)
    events: list[Event] = field(default_factory=list)
    opened: list[Parts] = field(default_factory=list)

    def start(self) -> Parts:
        settings = training_settings(3, "ru")
        settings = replace(
            settings,
            click=replace(settings.click, base_url=self.click.base_url),
            fiscal=replace(settings.fiscal, way="device"),
        )
        parts = open_parts(
            home=Home(self.folder).make(),
            settings=settings,
            say=Words("en").say,
            printers=(self.tray,),
            listeners=(self.events.append,),
        )
        self.opened.append(parts)
        return parts

    async def sell(self, parts: Parts) -> Payment:
        good = parts.books.catalogue.quick_keys()[0]
        sale = Sale(parts.checkout.new_sale_id()).add(good.barcode, good)
        payment = await parts.checkout.pay(sale, self.click.issue_code())
        payment = await parts.checkout.after.finished(payment.transaction_id)
        assert payment.state is PaymentState.PAID
        return payment

    def at_click(self, payment: Payment) -> list[tuple[str, int]]:
        """The links and how many items of what CLICK was sent."""
        assert payment.payment_id is not None
        return [
            (made.url, len(made.items)) for made in self.click.ledger.payments[payment.payment_id].receipts
        ]


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with Simulator(SimulatorOptions(window_s=3)) as click:
        made = Shop(tmp_path, click)
        yield made
        await made.opened[-1].close()


def entry_of(parts: Parts, payment: Payment) -> FiscalEntry:
    assert payment.payment_id is not None
    entry = parts.books.outbox.entry(payment.payment_id)
    assert entry is not None
    return entry


async def test_the_scanned_paper_reaches_click_as_it_was_scanned(shop: Shop) -> None:
    parts = shop.start()
    payment = await shop.sell(parts)
    waiting = entry_of(parts, payment)
    assert awaits_paper(waiting.state, waiting.why)
    assert shop.at_click(payment) == []
    [paper] = shop.tray.papers
    assert Words("en").say("The fiscal receipt is issued by the fiscal device") in [
        row.text for row in paper.rows if isinstance(row, Text)
    ]
    kept = parts.checkout.fiscalizing.device.take(payment, PAPER)
    assert (kept.state, kept.sends) == (FiscalState.PENDING, 0)
    done = await parts.checkout.fiscalizing.work(kept.payment_id)
    assert (done.state, done.link, done.sends) == (FiscalState.DONE, PAPER, 1)
    assert shop.at_click(payment) == [(PAPER, 0)]
    shown = await parts.checkout.paper(payment.transaction_id)
    assert PAPER in [row.text for row in shown.rows if isinstance(row, Text)]


async def test_stopped_at_each_step_it_is_found_again_and_sent_once(shop: Shop) -> None:
    parts = shop.start()
    payment = await shop.sell(parts)
    await parts.close()
    parts = shop.start()
    assert parts.recovery.begin() == []
    waiting = entry_of(parts, payment)
    assert awaits_paper(waiting.state, waiting.why)
    parts.checkout.fiscalizing.device.take(payment, PAPER)
    await parts.close()
    parts = shop.start()
    assert parts.recovery.begin() == []
    assert await parts.checkout.send_queue() == 0
    await parts.close()
    parts = shop.start()
    assert await parts.checkout.send_queue() == 0
    assert entry_of(parts, payment).link == PAPER
    assert shop.at_click(payment) == [(PAPER, 0)]


async def test_a_lost_answer_is_read_before_anything_is_sent_again(shop: Shop) -> None:
    parts = shop.start()
    payment = await shop.sell(parts)
    shop.click.faults.add(Endpoint.SUBMIT_QRCODE, Fault.drop_after())
    kept = parts.checkout.fiscalizing.device.take(payment, PAPER)
    lost = await parts.checkout.fiscalizing.work(kept.payment_id)
    assert (lost.state, lost.why, lost.sends) == (FiscalState.PENDING, "OutcomeUnknown", 1)
    found = await parts.checkout.fiscalizing.work(kept.payment_id)
    assert (found.state, found.link, found.sends) == (FiscalState.DONE, PAPER, 1)
    assert shop.at_click(payment) == [(PAPER, 0)]


async def test_one_paper_for_one_payment_and_nothing_else_is_taken(shop: Shop) -> None:
    parts = shop.start()
    first, second = await shop.sell(parts), await shop.sell(parts)
    device = parts.checkout.fiscalizing.device
    device.take(first, PAPER)
    with pytest.raises(ReceiptTaken):
        device.take(second, PAPER)
    for wrong in (OTHER_PAPER + "&x=\N{SNOWMAN}", "https://ofd.soliq.uz/", "4780012340018"):
        with pytest.raises(WrongReceiptLink):
            device.take(second, wrong)
    await parts.checkout.fiscalizing.work(entry_of(parts, first).payment_id)
    with pytest.raises(ReceiptNotAwaited):
        device.take(first, OTHER_PAPER)
    with pytest.raises(ReceiptTaken):
        device.take(second, PAPER)
    assert (shop.at_click(first), shop.at_click(second)) == ([(PAPER, 0)], [])


async def test_the_door_keeps_it_and_lets_it_go_by_itself(shop: Shop) -> None:
    async def opening() -> Parts:
        return shop.start()

    door = TillDoor(SystemIds.of_home(Home(shop.folder).make(), training=True).sale_id, opening)
    parts = await door.parts()
    payment = await shop.sell(parts)
    [entry] = await door.ofd_queue()
    assert read_books(parts.books.journal, parts.settings.click.service_id, None).queue == [entry]
    assert awaits_paper(entry.state, entry.why)
    await door.attach_receipt(TransactionId(payment.transaction_id), PAPER)
    told = [event.state for event in shop.events if isinstance(event, FiscalChanged)]
    assert told == [FiscalState.NONE, FiscalState.PENDING], "said before it is sent"
    await until(lambda: entry_of(parts, payment).state is FiscalState.DONE)
    assert shop.at_click(payment) == [(PAPER, 0)]
