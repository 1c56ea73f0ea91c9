"""The composition root: the only module that knows every part. Plain keyword arguments, no globals.

Heavy parts (httpx, sqlite-utils) are imported inside the functions: the window is on screen before them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pos.core.catalogue import Good
from pos.core.errors import SettingsMissing
from pos.core.money import Money
from pos.core.payment import Timers
from pos.core.receipt import Say
from pos.core.secret import SecretKey
from pos.flow.events import Event, Events
from pos.flow.ports import PrintOut
from pos.paths import Home
from pos.settings import Settings, variable
from pos.settings import load as load_settings

if TYPE_CHECKING:
    from pos.click_api.client import ClickClient
    from pos.click_api.gateway import ClickGateway
    from pos.clock import SystemClock
    from pos.flow.checkout import Checkout
    from pos.flow.recovery import Recovery
    from pos.journal.catalogue import JournalCatalogue
    from pos.journal.database import Journal
    from pos.journal.outbox import JournalOutbox
    from pos.journal.payments import JournalPayments


@dataclass(frozen=True, slots=True)
class Parts:
    """One till, open. Lives in the thread that made it."""

    home: Home
    settings: Settings
    timers: Timers
    clock: SystemClock
    events: Events
    journal: Journal
    payments: JournalPayments
    outbox: JournalOutbox
    catalogue: JournalCatalogue
    client: ClickClient
    gateway: ClickGateway
    checkout: Checkout
    recovery: Recovery

    async def close(self) -> None:
        """Let go of everything; what is open is found by the next start."""
        await self.checkout.stop()
        await self.client.aclose()
        self.journal.close()


def ready_settings(home: Home, environ: Mapping[str, str], *, to_charge: bool = True) -> Settings:
    """The settings of this home with the key from the vault; `to_charge` demands all that charging needs.

    An address on loopback is a simulator: what is not set gets the training credentials.

    Raises:
        BadSettings, SettingsMissing, InsecureAddress.
    """
    settings = load_settings(home, environ)
    if not settings.click.secret_key:
        settings = settings.with_secret_key(_key_from_vault(home))
    if settings.is_simulator:
        settings = with_training_credentials(settings)
    if to_charge and (names := settings.missing()):
        shown = ", ".join(f"{name} ({variable(name)})" for name in names)
        raise SettingsMissing(shown, names=shown, where="settings", why="missing")
    return settings


def _key_from_vault(home: Home) -> SecretKey:
    from pos.vault import open_vault

    return open_vault(home).load()


def with_training_credentials(settings: Settings) -> Settings:
    """The same with the simulator's own service, user and key where none are set."""
    from pos.simulator import options

    click = settings.click
    return replace(
        settings,
        click=replace(
            click,
            service_id=click.service_id or options.TRAINING_SERVICE_ID,
            merchant_id=click.merchant_id or options.TRAINING_MERCHANT_ID,
            merchant_user_id=click.merchant_user_id or options.TRAINING_MERCHANT_USER_ID,
            secret_key=click.secret_key or SecretKey(options.TRAINING_SECRET_KEY),
            cashbox_code=click.cashbox_code or "KASSA-1",
        ),
    )


def open_parts(
    *,
    home: Home,
    settings: Settings,
    say: Say,
    printers: tuple[PrintOut, ...] = (),
    listeners: Sequence[Callable[[Event], None]] = (),
) -> Parts:
    """Open the journal and connect everything. Sends nothing. Call it in the thread that will use it.

    Raises:
        JournalTrouble: the journal cannot be opened.
        BadSettings: the settings do not fit.
    """
    from pos.click_api.client import ClickClient
    from pos.click_api.gateway import ClickGateway
    from pos.clock import SystemClock
    from pos.flow.checkout import Checkout
    from pos.flow.fiscalizing import Fiscalizing
    from pos.flow.payment_parts import PaymentParts
    from pos.flow.printing import Printing
    from pos.flow.recovery import Recovery
    from pos.ids import SystemIds
    from pos.journal.catalogue import JournalCatalogue, JournalHistory
    from pos.journal.database import Journal
    from pos.journal.outbox import JournalOutbox
    from pos.journal.payments import JournalPayments
    from pos.journal.sales import JournalSales

    click = settings.click
    training = settings.is_simulator
    clock = SystemClock()
    timers = Timers.for_window(click.confirm_window_s)
    events = Events()
    for listener in listeners:
        events.subscribe(listener)
    client = ClickClient(
        base_url=click.base_url,
        service_id=click.service_id,
        merchant_user_id=click.merchant_user_id,
        secret_key=click.secret_key.reveal(),
        clock=clock,
        timers=timers,
    )
    gateway = ClickGateway(client)
    journal = Journal(home.journal)
    payments = JournalPayments(journal, clock)
    outbox = JournalOutbox(journal)
    sales = JournalSales(journal)
    catalogue = JournalCatalogue(journal)
    if training and catalogue.is_empty():
        catalogue.load(demo_goods())
    parts = PaymentParts(
        gateway=gateway,
        journal=payments,
        clock=clock,
        ids=SystemIds.of_home(home, training=training),
        events=events,
        timers=timers,
        service_id=click.service_id,
        cashbox_code=click.cashbox_code,
        expects_confirm_mode=click.confirm_mode == "on",
    )
    fiscalizing = Fiscalizing(
        gateway=gateway,
        outbox=outbox,
        clock=clock,
        events=events,
        timers=timers,
        defaults=settings.fiscal,
    )
    printing = Printing(
        printers=printers,
        shop=settings.receipt_shop(training=training),
        say=say,
        clock=clock,
        events=events,
    )
    checkout = Checkout(
        parts=parts,
        sales=sales,
        catalogue=catalogue,
        history=JournalHistory(journal),
        fiscalizing=fiscalizing,
        printing=printing,
    )
    return Parts(
        home=home,
        settings=settings,
        timers=timers,
        clock=clock,
        events=events,
        journal=journal,
        payments=payments,
        outbox=outbox,
        catalogue=catalogue,
        client=client,
        gateway=gateway,
        checkout=checkout,
        recovery=Recovery(parts, sales, checkout),
    )


def demo_goods() -> list[Good]:
    """The goods of the training mode (resources/demo/catalogue.toml)."""
    import tomllib

    from pos.paths import resource

    rows = tomllib.loads(resource("demo", "catalogue.toml").read_text("utf-8"))["goods"]
    return [Good(price=Money.of_sum(row.pop("price_sum")), **row) for row in rows]
