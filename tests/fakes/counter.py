"""A whole counter over a real journal file: fakes only at CLICK, the clock and the printer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pos.core.catalogue import Barcode, Good
from pos.core.errors import PrinterTrouble
from pos.core.fiscal import FiscalDefaults
from pos.core.money import Money
from pos.core.payment import Timers
from pos.core.receipt import Receipt, Shop
from pos.core.sale import Sale
from pos.flow.checkout import Checkout
from pos.flow.events import Event, Events
from pos.flow.fiscalizing import Fiscalizing
from pos.flow.payment_parts import PaymentParts
from pos.flow.printing import Printing
from pos.flow.recovery import Recovery
from pos.ids import SystemIds
from pos.journal.catalogue import JournalCatalogue
from pos.journal.database import Journal
from pos.journal.history import JournalHistory
from pos.journal.outbox import JournalOutbox
from pos.journal.payments import JournalPayments
from pos.journal.sales import JournalSales
from pos.journal.services import JournalServices
from pos.journal.settlements import JournalSettlements
from tests.fakes.click import FakeClick
from tests.fakes.clock import FakeClock

MILK = Good(
    barcode=Barcode("4780012340018"),
    name="Молоко «Мусаффо» 3,2 %, 1 л",
    price=Money.of_sum(16_500),
    spic="00401001001000001",
    package_code="1514296",
)
CODE = "880101698207133392"


class PaperTray:
    """A printer that keeps what it printed."""

    def __init__(self) -> None:
        self.papers: list[Receipt] = []
        self.broken = False

    def print(self, receipt: Receipt) -> None:
        if self.broken:
            raise PrinterTrouble("no paper", device="tray")
        self.papers.append(receipt)


@dataclass
class Counter:
    """Everything that one till is made of."""

    checkout: Checkout
    recovery: Recovery
    parts: PaymentParts
    journal: Journal
    payments: JournalPayments
    outbox: JournalOutbox
    click: FakeClick
    clock: FakeClock
    tray: PaperTray
    events: list[Event]

    def sale(self) -> Sale:
        return Sale(self.checkout.new_sale_id()).add(MILK.barcode, MILK)


def open_counter(
    path: Path,
    clock: FakeClock | None = None,
    *,
    expects_confirm_mode: bool = True,
    way: Literal["click", "device"] = "click",
) -> Counter:
    """A till over the journal file at `path`; opening it again is a restart."""
    clock = clock or FakeClock()
    click = FakeClick(clock)
    tray = PaperTray()
    events = Events()
    seen: list[Event] = []
    events.subscribe(seen.append)
    journal = Journal(path)
    payments = JournalPayments(journal, clock)
    outbox = JournalOutbox(journal)
    sales = JournalSales(journal)
    timers = Timers.for_window(30)
    parts = PaymentParts(
        gateway=click, journal=payments, services=JournalServices(journal), sales=sales, clock=clock,
        settlements=JournalSettlements(journal), ids=SystemIds(b"k" * 32), events=events, timers=timers,
        service_id=31, cashbox_code="KASSA-1", expects_confirm_mode=expects_confirm_mode,
    )  # fmt: skip
    fiscalizing = Fiscalizing(
        gateway=click, outbox=outbox, clock=clock, events=events, timers=timers,
        defaults=FiscalDefaults(tin="123456789", way=way), settlement_of=parts.settlements.settlement,
    )  # fmt: skip
    printing = Printing(
        printers=(tray,),
        shop=Shop(name="Магазин", fiscal_device=way == "device"),
        say=lambda text: text,
        clock=clock,
        events=events,
        settlement_of=parts.settlements.settlement,
    )
    catalogue = JournalCatalogue(journal)
    catalogue.load([MILK])
    checkout = Checkout(
        parts=parts, sales=sales, catalogue=catalogue, history=JournalHistory(journal),
        fiscalizing=fiscalizing, printing=printing,
    )  # fmt: skip
    recovery = Recovery(parts, sales, checkout)
    return Counter(checkout, recovery, parts, journal, payments, outbox, click, clock, tray, seen)
