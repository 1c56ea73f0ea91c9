"""The papers of payments: their queue, their logo, their cashier."""

from __future__ import annotations

import asyncio

from pos.core.errors import PrinterTrouble, UnreadablePicture
from pos.core.payment import TransactionId
from pos.core.receipt import Pair, Picture, Receipt, ReceiptKind, Shop
from pos.flow.events import Event, Events, PrintChanged
from pos.flow.print_queue import PrintQueue
from pos.flow.printing import Printing
from tests.core.kit import MILK, payment_for, sale_of
from tests.fakes.clock import FakeClock

SALE = sale_of(MILK)
PAYMENT = payment_for(SALE)
LOGO = Picture(8, 1, b"\xff")


class Tray:
    """A printer that may be empty."""

    def __init__(self) -> None:
        self.papers: list[Receipt] = []
        self.is_empty = False

    def print(self, receipt: Receipt) -> None:
        if self.is_empty:
            raise PrinterTrouble("out of paper", device="tray", begun=False)
        self.papers.append(receipt)


def test_with_a_queue_a_paper_waits_and_comes_later() -> None:
    tray, clock, events = Tray(), FakeClock(), Events()
    seen: list[Event] = []
    events.subscribe(seen.append)
    queue = PrintQueue(printers=(tray,), clock=clock, events=events)
    printing = Printing(
        printers=(tray,), shop=Shop("Баракат"), say=lambda text: text, clock=clock, events=events, queue=queue
    )
    paper = printing.paper(SALE, PAYMENT, None)
    tray.is_empty = True
    assert not asyncio.run(printing.print(paper, PAYMENT.sale_id))
    assert (printing.waiting, printing.oldest) == (1, clock.now())
    tray.is_empty = False
    assert asyncio.run(printing.print_waiting()) == 1
    assert tray.papers == [paper]
    assert (printing.waiting, printing.oldest) == (0, None)
    assert seen == [
        PrintChanged(SALE.sale_id, ok=False, why="out of paper", waiting=1),
        PrintChanged(SALE.sale_id, ok=True),
    ]


def test_without_a_queue_nothing_waits() -> None:
    tray, clock = Tray(), FakeClock()
    printing = Printing(
        printers=(tray,), shop=Shop("Баракат"), say=lambda text: text, clock=clock, events=Events()
    )
    tray.is_empty = True
    assert not asyncio.run(printing.print(printing.paper(SALE, PAYMENT, None), PAYMENT.sale_id))
    assert (printing.waiting, printing.oldest, asyncio.run(printing.print_waiting())) == (0, None, 0)


def test_the_logo_is_loaded_once_and_stands_on_every_paper() -> None:
    asked: list[int] = []

    def load() -> Picture:
        asked.append(1)
        return LOGO

    printing = Printing(
        printers=(), shop=Shop(), say=lambda text: text, clock=FakeClock(), events=Events(), logo=load
    )
    assert asked == []
    for kind in ReceiptKind:
        assert LOGO in printing.paper(SALE, PAYMENT, None, kind).rows
    assert asked == [1]


def test_a_logo_that_cannot_be_read_stops_no_paper() -> None:
    def load() -> Picture:
        raise UnreadablePicture("damaged", file="logo.png", why="damaged")

    printing = Printing(
        printers=(), shop=Shop(), say=lambda text: text, clock=FakeClock(), events=Events(), logo=load
    )
    assert not [row for row in printing.paper(SALE, PAYMENT, None).rows if isinstance(row, Picture)]


def test_the_cashier_of_the_payment_stands_on_its_paper() -> None:
    def cashier_of(transaction_id: TransactionId) -> str:
        return "Азиза" if transaction_id == PAYMENT.transaction_id else ""

    printing = Printing(
        printers=(), shop=Shop(), say=lambda text: text, clock=FakeClock(), events=Events(),
        cashier_of=cashier_of,
    )  # fmt: skip
    assert Pair("Cashier", "Азиза") in printing.paper(SALE, PAYMENT, None).rows
