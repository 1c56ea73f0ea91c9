"""What the tests of the journal share: adapters over one file, a payment to write, a look from outside."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pos.core.catalogue import Good
from pos.core.payment import Payment, PaymentId, PaymentState, TransactionId, move
from pos.core.sale import Sale, SaleId
from pos.core.tashkent import business_day
from pos.journal.black_box import BlackBox
from pos.journal.catalogue import JournalCatalogue
from pos.journal.chain import FIRST_HASH, event_hash
from pos.journal.database import Journal
from pos.journal.history import JournalHistory
from pos.journal.outbox import JournalOutbox
from pos.journal.payments import JournalPayments
from pos.journal.sales import JournalSales
from pos.journal.services import JournalServices
from pos.journal.settlements import JournalSettlements
from tests.core.kit import CARD, MILK, PID
from tests.fakes.clock import FakeClock

S = PaymentState


@dataclass
class Books:
    """Every adapter over one journal."""

    journal: Journal
    clock: FakeClock
    payments: JournalPayments
    services: JournalServices
    sales: JournalSales
    outbox: JournalOutbox
    catalogue: JournalCatalogue
    history: JournalHistory
    settlements: JournalSettlements
    numbers: Iterator[int]

    def sale(self, *goods: Good) -> Sale:
        """A sale that is in the journal."""
        sale = Sale(SaleId(f"S{next(self.numbers):018}A"))
        for good in goods or (MILK,):
            sale = sale.add(good.barcode, good)
        self.sales.save(sale, self.clock.now())
        return sale

    def intent(self, sale: Sale | None = None, code: str | None = None) -> Payment:
        """An attempt whose INTENT is in the journal."""
        sale = sale or self.sale()
        now = self.clock.now()
        number = next(self.numbers)
        payment = Payment(
            transaction_id=TransactionId(f"L{number:024}A"),
            sale_id=sale.sale_id,
            amount=sale.total,
            service_id=31,
            cashbox_code="KASSA-1",
            business_day=business_day(now),
            created_at=now,
            cart_hash=sale.fingerprint(),
        )
        instant = (self.clock.boot_id(), self.clock.monotonic_s())
        self.payments.begin(payment, code or f"fingerprint-{number}", instant)
        return payment

    def walk(self, payment: Payment, *states: PaymentState, **facts: object) -> Payment:
        """Move a payment on, each step recorded; the facts come with the first."""
        for state in states:
            payment = move(payment, state, **facts)
            facts = {}
            self.payments.record(payment, str(state))
        return payment

    def paid(self, payment_id: PaymentId = PID, sale: Sale | None = None) -> Payment:
        """A payment on its usual way to PAID."""
        return self.walk(
            self.intent(sale), S.HELD, S.CONFIRMING, S.PAID,
            payment_id=payment_id, click_status=2, confirm_mode=True, card=CARD,
        )  # fmt: skip


def open_books(path: Path, clock: FakeClock, black_box: BlackBox | None = None) -> Books:
    journal = Journal(path, black_box=black_box)
    return Books(
        journal,
        clock,
        JournalPayments(journal, clock),
        JournalServices(journal),
        JournalSales(journal),
        JournalOutbox(journal),
        JournalCatalogue(journal),
        JournalHistory(journal),
        JournalSettlements(journal),
        itertools.count(1),
    )


@contextmanager
def outside(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program's connection, with none of our settings but what SQLite keeps in the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def broken_link(connection: sqlite3.Connection) -> int | None:
    """The number of the first event whose hash does not follow from what is written, or None."""
    previous = FIRST_HASH
    for seq, tid, at, state, note, facts, before, hashed in connection.execute(
        "SELECT seq, transaction_id, at, state, note, facts, previous_hash, hash FROM payment_events"
        " ORDER BY seq"
    ):
        if before != previous or hashed != event_hash(previous, seq, tid, at, state, note, facts):
            return int(seq)
        previous = hashed
    return None
