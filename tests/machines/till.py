"""The till in a machine: the real flow and a real journal file; fakes at CLICK, the clock and the disk."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pos.core.errors import DiskFull
from pos.core.fiscal import FiscalDefaults
from pos.core.payment import Timers
from pos.core.receipt import Shop
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
from tests.fakes.counter import MILK
from tests.machines.bank import WINDOW_S, Bank
from tests.machines.world import World, WorldClock, WorldLoop

SERVICE_ID = 31


class CrampedJournal(Journal):
    """A journal on a disk that may be full: every commit fails then."""

    def __init__(self, path: Path, world: World) -> None:
        self._world = world
        super().__init__(path)

    def _commit(self, connection: sqlite3.Connection) -> None:
        if self._world.disk_is_full:
            raise DiskFull("no room", folder="", free_mb=0)
        super()._commit(connection)


@dataclass
class Till:
    """One life of a process."""

    loop: WorldLoop
    checkout: Checkout
    recovery: Recovery
    fiscalizing: Fiscalizing
    journal: Journal
    outbox: JournalOutbox
    events: Events
    timers: Timers

    def sale(self) -> Sale:
        """A sale of one bottle of milk."""
        return Sale(self.checkout.new_sale_id()).add(MILK.barcode, MILK)

    def begin(self) -> None:
        """What a start does: take up what is open, and work the queue."""

        async def start() -> None:
            self.recovery.begin()
            self.checkout.after.work_queue()

        self.loop.do(start()).result()

    def rows(self, sql: str, *parameters: object) -> list[Any]:
        """What the file says."""
        return self.journal.db.conn.execute(sql, parameters).fetchall()

    def kill(self) -> None:
        """End without a word."""
        self.journal.close()
        self.loop.abandon()


def open_till(path: Path, world: World, bank: Bank) -> Till:
    """Open the journal and connect everything. Nothing has begun yet."""
    loop = WorldLoop(world)
    asyncio.events.set_event_loop(loop)
    clock, events, timers = WorldClock(world), Events(), Timers.for_window(WINDOW_S)
    journal = CrampedJournal(path, world)
    payments, sales, outbox = JournalPayments(journal, clock), JournalSales(journal), JournalOutbox(journal)
    parts = PaymentParts(
        gateway=bank, journal=payments, services=JournalServices(journal), sales=sales, clock=clock,
        settlements=JournalSettlements(journal),
        ids=SystemIds(b"k" * 32), events=events, timers=timers, service_id=SERVICE_ID, cashbox_code="K1",
        expects_confirm_mode=bank.personality.confirm_mode,
    )  # fmt: skip
    fiscalizing = Fiscalizing(
        gateway=bank, outbox=outbox, clock=clock, events=events, timers=timers,
        defaults=FiscalDefaults(tin="123456789"), settlement_of=parts.settlements.settlement,
    )  # fmt: skip
    printing = Printing(
        printers=(), shop=Shop(name="Магазин"), say=lambda text: text, clock=clock, events=events
    )
    checkout = Checkout(
        parts=parts, sales=sales, catalogue=JournalCatalogue(journal), history=JournalHistory(journal),
        fiscalizing=fiscalizing, printing=printing,
    )  # fmt: skip
    return Till(
        loop, checkout, Recovery(parts, sales, checkout), fiscalizing, journal, outbox, events, timers
    )


def seen_events(till: Till) -> list[Event]:
    """A list that grows with what the till tells its screens."""
    seen: list[Event] = []
    till.events.subscribe(seen.append)
    return seen
