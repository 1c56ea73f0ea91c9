"""One start of the program on one PC: the real core, flow and journal, wired as by `pos.bootstrap`."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any

from pos.core.errors import DiskFull, JournalTrouble
from pos.core.fiscal import FiscalDefaults
from pos.core.payment import Payment, PaymentId, PaymentState, Timers, TransactionId
from pos.core.receipt import Shop
from pos.core.sale import SaleId
from pos.flow.checkout import Checkout
from pos.flow.events import AlarmRaised, Event, Events, PaymentChanged
from pos.flow.fiscalizing import Fiscalizing
from pos.flow.payment_parts import PaymentParts
from pos.flow.printing import Printing
from pos.flow.recovery import Recovery
from pos.flow.reversing import Reversing
from pos.ids import SystemIds
from pos.journal.catalogue import JournalCatalogue
from pos.journal.database import Journal
from pos.journal.history import JournalHistory
from pos.journal.outbox import JournalOutbox
from pos.journal.payments import JournalPayments
from pos.journal.sales import JournalSales
from pos.journal.services import JournalServices
from pos.journal.settlements import JournalSettlements
from tests.simulation.chance import Dice
from tests.simulation.kit import Kit
from tests.simulation.machine import Crash, Machine
from tests.simulation.wire import Network, Wire

SERVICE_ID = 31
RUNNING: ContextVar[Till | None] = ContextVar("RUNNING", default=None)
"""Which start of a program a task belongs to; children of a task inherit it."""

_OPEN = "SELECT 1 FROM payments WHERE state IN ('sending','unknown','held','confirming','reversing') LIMIT 1"
_WAITS = "SELECT 1 FROM fiscal_outbox WHERE state <> 'done' LIMIT 1"

TEXT_OF = {
    PaymentState.SENDING: "wait",
    PaymentState.HELD: "wait",
    PaymentState.CONFIRMING: "wait",
    PaymentState.UNKNOWN: "checking",
    PaymentState.PAID: "paid",
    PaymentState.REFUSED: "not_paid",
    PaymentState.CANCELLED: "not_paid",
    PaymentState.MANUAL: "manager",
    PaymentState.REVERSING: "checking",
    PaymentState.REVERSED: "returned",
}
"""The five texts of the screen (cashier.md), and the one of a reversal."""


class WatchedJournal(Journal):
    """The real journal; a crash or a full disk may strike before a commit, a crash also after it."""

    def __init__(self, path: Path, machine: Machine, point: Callable[[str], None]) -> None:
        self._machine, self._point = machine, point
        super().__init__(path)
        self._seen = self._newest()

    def _newest(self) -> int:
        row = self.db.conn.execute("SELECT max(seq) FROM payment_events").fetchone()
        return int(row[0] or 0)

    @contextmanager
    def _step(self) -> Iterator[sqlite3.Connection]:
        with super()._step() as connection:  # every durable step goes through it
            yield connection
            self._point("before a commit")
            if self._machine.disk_is_full:
                raise DiskFull("no room", folder="virtual", free_mb=0)
        self._acknowledge(connection)
        self._point("after a commit")

    def _acknowledge(self, connection: sqlite3.Connection) -> None:
        for seq, tid, state, note in connection.execute(
            "SELECT seq, transaction_id, state, note FROM payment_events WHERE seq > ? ORDER BY seq",
            (self._seen,),
        ):
            self._seen = seq
            self._machine.note("commit", state, tid=tid, more=(seq, note))


class WatchedOutbox(JournalOutbox):
    """The real queue; FSEND is put into the history once it is durable (W5)."""

    def __init__(self, journal: Journal, machine: Machine) -> None:
        super().__init__(journal)
        self._machine = machine

    def sending(self, payment_id: PaymentId, at: datetime) -> None:
        super().sending(payment_id, at)
        self._machine.note("fsend", pid=int(payment_id))


class SeededIds(SystemIds):
    """The real fingerprints, and ids that the seed decides."""

    def __init__(self, dice: Dice) -> None:
        super().__init__(b"k" * 32)
        self._dice = dice

    def sale_id(self) -> SaleId:
        return SaleId(f"S{self._dice.getrandbits(60):018d}A")

    def transaction_id(self) -> TransactionId:
        return TransactionId(f"L{self._dice.getrandbits(76):024d}A")


class NoGoods(JournalCatalogue):
    """Nothing on the shelf: no scanned code is a good, and no question goes to the disk."""

    def find(self, barcode: str) -> None:
        return None


class Till:
    """The program, from its start to its crash."""

    def __init__(
        self,
        *,
        machine: Machine,
        network: Network,
        path: Path,
        ids: SeededIds,
        kit: Kit,
        expects_confirm_mode: bool,
        tell: Callable[[str, str, str], None],
    ) -> None:
        self.machine, self.kit = machine, kit
        self.dead = False
        self.crashed: asyncio.Future[None] = machine.loop.create_future()
        self.tasks: dict[asyncio.Task[Any], None] = {}
        self.asked: set[asyncio.Task[Any]] = set()  # whoever asked hears of their errors
        self.trouble: JournalTrouble | None = None
        self._tell = tell
        events = Events()
        events.subscribe(self._hear)
        timers = kit.timers(Timers.for_window(30))
        clock = kit.clock(machine)
        self.journal = WatchedJournal(path, machine, self.point)
        payments = kit.payments(JournalPayments(self.journal, clock), self)
        sales = JournalSales(self.journal)
        self.wire = Wire(network, machine, self.point)
        gateway = kit.gateway(self.wire, self)
        self.parts = PaymentParts(
            gateway=gateway, journal=payments, services=kit.services(JournalServices(self.journal)),
            sales=sales, settlements=JournalSettlements(self.journal), clock=clock,
            ids=kit.ids(ids), events=events, timers=timers,
            service_id=SERVICE_ID, cashbox_code="KASSA-1", expects_confirm_mode=expects_confirm_mode,
        )  # fmt: skip
        fiscalizing = Fiscalizing(
            gateway=gateway, outbox=WatchedOutbox(self.journal, machine), clock=clock, events=events,
            timers=timers, defaults=FiscalDefaults(tin="123456789"),
            settlement_of=self.parts.settlements.settlement,
        )  # fmt: skip
        printing = Printing(
            printers=(), shop=Shop(name="Shop"), say=lambda text: text, clock=clock, events=events
        )
        self.checkout = Checkout(
            parts=self.parts, sales=sales, catalogue=NoGoods(self.journal),
            history=JournalHistory(self.journal), fiscalizing=fiscalizing, printing=printing,
        )  # fmt: skip
        self._reversing = Reversing(self.parts)
        self.recovery = kit.recovery(Recovery(self.parts, sales, self.checkout), self)
        kit.finish(self)

    async def begin(self) -> None:
        """As `pos.till_door` begins: recovery, then the queue."""
        try:
            self.recovery.begin()
            self.checkout.after.work_queue()
        except JournalTrouble as trouble:
            self.trouble = trouble  # the till says so instead of selling, until it is started again

    async def reverse(self, tid: TransactionId) -> Payment:
        """A manager gives a payment back. What cannot be finished now is followed, as `pay` does."""
        payment = self.parts.journal.payment(tid)
        try:
            return await self._reversing.reverse(payment, by="manager", why="the goods came back")
        except JournalTrouble:
            sale = await self.checkout.sale_of(tid)
            self.checkout.after.follow(sale, self.parts.journal.payment(tid), may_confirm=False)
            raise

    async def take_cash(self, tid: TransactionId) -> bool:
        """Book the cash of a mixed sale, unless it is booked; what was taken before a crash stays taken."""
        settling = self.checkout.settling
        due = settling.settlement(tid)
        if due is not None and due.is_due:
            settling.take_cash(tid, due.split.cash)
        return due is not None

    def point(self, where: str) -> None:
        """A place where the PC's plan may strike. Raises Crash."""
        if self.dead:
            raise Crash
        blow = self.machine.next_blow(where)
        if blow is not None:
            self.die(where, blow.amount, reboot=blow.reboot)
            raise Crash

    def die(self, where: str, down_s: float, *, reboot: bool) -> None:
        """The program is gone: no task of it runs on, an open transaction is rolled back."""
        self.dead = True
        self.machine.note("crash", where, more=(down_s, reboot))
        self.down = (down_s, reboot)
        self.machine.loop.call_soon(self._bury)

    def _bury(self) -> None:
        for task in list(self.tasks):
            task.cancel()
        self.close()
        if not self.crashed.done():
            self.crashed.set_result(None)

    def close(self) -> None:
        """Let go of the file."""
        with suppress(sqlite3.Error):
            self.journal.db.conn.rollback()
        self.journal.close()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run something as a part of this program."""
        token = RUNNING.set(self)
        try:
            return self.machine.loop.create_task(work)
        finally:
            RUNNING.reset(token)

    def _hear(self, event: Event) -> None:
        if self.dead:
            return
        if isinstance(event, PaymentChanged):
            payment = event.payment
            self._tell(
                str(payment.sale_id), str(payment.transaction_id), self.kit.text(TEXT_OF[payment.state])
            )
        elif isinstance(event, AlarmRaised):
            self.machine.note("alarm", str(event.kind))

    def is_idle(self) -> bool:
        """Whether everything of this till is at its end: nothing open, nothing in the OFD queue."""
        if not self.checkout.after.is_idle:
            return False
        connection = self.journal.db.conn
        return not any(connection.execute(question).fetchone() for question in (_OPEN, _WAITS))
