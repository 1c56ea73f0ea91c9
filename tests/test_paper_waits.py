"""A printer that is off: the sale goes on, the paper waits through a restart, and comes out later, once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pos.bootstrap import Parts, open_parts
from pos.commands.demo_parts import training_settings
from pos.core.errors import PrinterTrouble
from pos.core.payment import PaymentState
from pos.core.receipt import Receipt
from pos.core.sale import Sale
from pos.counter_devices import paper_spool
from pos.flow.events import Event, PrintChanged
from pos.paths import Home
from pos.screens.words import Words
from pos.simulator import Simulator, SimulatorOptions
from pos.till_life import TillLife

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Printer:
    def __init__(self) -> None:
        self.is_on = False
        self.papers: list[Receipt] = []

    def print(self, receipt: Receipt) -> None:
        if not self.is_on:
            raise PrinterTrouble("it is off", device="printer", begun=False)
        self.papers.append(receipt)


def a_till(home: Home, click: Simulator, printer: Printer, hear: Callable[[Event], None]) -> TillLife:
    settings = training_settings(3, "ru")
    settings = replace(settings, click=replace(settings.click, base_url=click.base_url))

    async def opened() -> Parts:
        return open_parts(
            home=home, settings=settings, say=Words("ru").say, printers=(printer,), listeners=(hear,),
            spool=paper_spool(home),
        )  # fmt: skip

    return TillLife(opened)


async def test_a_paper_waits_for_its_printer_through_a_restart_and_comes_out_once(tmp_path: Path) -> None:
    home, printer = Home(tmp_path).make(), Printer()
    printed = asyncio.Event()

    def hear(event: Event) -> None:
        if isinstance(event, PrintChanged) and event.ok:
            printed.set()

    async with Simulator(SimulatorOptions(window_s=3)) as click:
        first = a_till(home, click, printer, hear)
        parts = await first.parts()
        good = parts.books.catalogue.quick_keys()[0]
        sale = Sale(parts.checkout.new_sale_id()).add(good.barcode, good)
        payment = await parts.checkout.pay(sale, click.issue_code())
        await parts.checkout.after.finished(payment.transaction_id)
        assert parts.books.payments.payment(payment.transaction_id).state is PaymentState.PAID
        assert (parts.checkout.printing.waiting, printer.papers) == (1, [])
        await first.close(3)
        printer.is_on = True
        second = a_till(home, click, printer, hear)
        await second.parts()
        async with asyncio.timeout(20):
            await printed.wait()
        [paper] = printer.papers
        assert payment.transaction_id in paper.name
        assert (await second.parts()).checkout.printing.waiting == 0
        await second.close(3)
        third = a_till(home, click, printer, hear)
        queue = (await third.parts()).checkout.printing.queue
        assert queue is not None
        assert await queue.print_waiting() == 0
        assert len(printer.papers) == 1
        await third.close(3)
