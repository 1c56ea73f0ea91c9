"""The till of a case: put together as the program does it, with a watched gateway over the real one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pos import bootstrap
from pos.click_api.client import ClickClient
from pos.click_api.gateway import ClickGateway
from pos.clock import SystemClock
from pos.core.fiscal import FiscalDefaults
from pos.core.payment import Payment, PaymentId, Timers, TransactionId
from pos.core.receipt import Shop
from pos.core.sale import Sale
from pos.core.secret import SecretKey
from pos.flow.checkout import Checkout
from pos.flow.events import Event, Events
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.fiscalizing import Fiscalizing
from pos.flow.printing import Printing
from pos.ids import SystemIds
from pos.paths import Home
from pos.settings import ClickSettings, Settings
from pos.simulator import TRAINING_MERCHANT_USER_ID, TRAINING_SECRET_KEY, TRAINING_SERVICE_ID
from tests.fakes.counter import MILK
from tests.journal.kit import broken_link
from tests.wire.calls import Striker, WatchedGateway


@dataclass
class Till:
    """One till over a home of its own."""

    books: bootstrap.Books
    checkout: Checkout
    client: ClickClient
    gateway: WatchedGateway
    timers: Timers
    events: list[Event]

    def sale(self) -> Sale:
        """A sale of one bottle of milk."""
        return Sale(self.checkout.new_sale_id()).add(MILK.barcode, MILK)

    def payment(self, tid: TransactionId) -> Payment:
        """As the journal has it."""
        return self.books.payments.payment(tid)

    def entry(self, payment_id: PaymentId) -> FiscalEntry | None:
        """As the OFD queue has it."""
        return self.books.outbox.entry(payment_id)

    def broken_link(self) -> int | None:
        """The first event whose hash is wrong."""
        return broken_link(self.books.journal.db.conn)

    async def close(self) -> None:
        """Let go of everything."""
        await self.checkout.after.stop()
        await self.client.aclose()
        self.books.journal.close()


def open_till(
    folder: Path, base_url: str, striker: Striker, *, window_s: float, confirms: bool = True
) -> Till:
    """A till that asks `base_url`; `confirms` is what its settings expect of CLICK."""
    home = Home(folder).make()
    settings = Settings(
        click=ClickSettings(
            base_url=base_url,
            service_id=TRAINING_SERVICE_ID,
            merchant_user_id=TRAINING_MERCHANT_USER_ID,
            secret_key=SecretKey(TRAINING_SECRET_KEY),
            cashbox_code="KASSA-1",
            confirm_window_s=window_s,
            confirm_mode="on" if confirms else "off",
        ),
        fiscal=FiscalDefaults(tin="123456789"),
    )
    clock, timers, events = SystemClock(), Timers.for_window(window_s), Events()
    seen: list[Event] = []
    events.subscribe(seen.append)
    books = bootstrap._open_books(home, clock, demo=True)
    client = bootstrap._client(settings, clock, timers, events)
    gateway = WatchedGateway(ClickGateway(client), striker)
    fiscalizing = Fiscalizing(
        gateway=gateway, outbox=books.outbox, clock=clock, events=events, timers=timers,
        settlement_of=lambda _payment: None, defaults=settings.fiscal,
    )  # fmt: skip
    printing = Printing(
        printers=(), shop=Shop(name="Магазин"), say=lambda text: text, clock=clock, events=events
    )
    ids = SystemIds.of_home(home, training=settings.is_simulator)
    parts = bootstrap._payment_parts(ids, settings, gateway, books, events, timers, clock)  # type: ignore[arg-type]
    checkout, _ = bootstrap._use_cases(parts, books, fiscalizing, printing)
    return Till(books, checkout, client, gateway, timers, seen)
