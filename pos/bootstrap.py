"""The composition root: the only module that knows every part. Plain keyword arguments, no globals.

Heavy parts (httpx, sqlite-utils) are imported inside the functions: the window is on screen before them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pos.core.catalogue import Good
from pos.core.errors import JournalTrouble, SettingsMissing
from pos.core.money import Money
from pos.core.payment import Timers
from pos.core.receipt import Picture, Say
from pos.core.secret import SecretKey
from pos.flow.events import AlarmKind, AlarmRaised, Event, Events
from pos.flow.ports import PrintOut
from pos.paths import Home
from pos.settings import Settings, variable

if TYPE_CHECKING:
    from pos.click_api.client import ClickClient
    from pos.click_api.gateway import ClickGateway
    from pos.clock import SystemClock
    from pos.flow.checkout import Checkout
    from pos.flow.fiscalizing import Fiscalizing
    from pos.flow.payment_parts import PaymentParts
    from pos.flow.print_queue import Spool
    from pos.flow.printing import Printing
    from pos.flow.recovery import Recovery
    from pos.ids import SystemIds
    from pos.journal.catalogue import JournalCatalogue
    from pos.journal.classifier import JournalClassifier
    from pos.journal.database import Journal
    from pos.journal.history import JournalHistory
    from pos.journal.outbox import JournalOutbox
    from pos.journal.payments import JournalPayments
    from pos.journal.sales import JournalSales
    from pos.journal.services import JournalServices
    from pos.journal.settlements import JournalSettlements
    from pos.journal.stock import JournalStock
    from pos.online import Online
    from pos.shop_api.orders_host import HostClient
    from pos.shop_api.serving import Serving


@dataclass(frozen=True, slots=True)
class Books:
    """The open journal, one object per noun.

    `trouble` says why it may only be read; every attempt to write then raises it. None when all is well.
    """

    journal: Journal
    payments: JournalPayments
    services: JournalServices
    outbox: JournalOutbox
    sales: JournalSales
    catalogue: JournalCatalogue
    history: JournalHistory
    stock: JournalStock
    classifier: JournalClassifier
    settlements: JournalSettlements
    trouble: JournalTrouble | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """One till, open. Lives in the thread that made it."""

    home: Home
    settings: Settings
    timers: Timers
    clock: SystemClock
    events: Events
    books: Books
    client: ClickClient
    gateway: ClickGateway
    checkout: Checkout
    recovery: Recovery
    online: Online

    async def close(self) -> None:
        """Let go of everything; what is open is found by the next start."""
        await self.online.close()
        await self.checkout.after.stop()
        await self.client.aclose()
        self.books.journal.close()


def with_key(home: Home, settings: Settings, *, to_charge: bool = True) -> Settings:
    """The settings with the key from the vault; `to_charge` demands all that charging needs.

    An address on loopback is a simulator: what is not set gets the training credentials. The vault may
    take a quarter of a second to load: the window does not wait for it.

    Raises:
        SettingsMissing: something that charging needs is not set.
        Unavailable: the vault is locked.
    """
    if settings.is_simulator:
        settings = with_training_credentials(settings)
    if not settings.click.secret_key:
        settings = settings.with_secret_key(_key_from_vault(home))
    if to_charge and (names := settings.missing()):
        shown = ", ".join(f"{name} ({variable(name)})" for name in names)
        raise SettingsMissing(shown, names=shown, where="settings", why="missing")
    return settings


def _key_from_vault(home: Home) -> SecretKey:
    from pos.vault import open_vault

    return open_vault(home).load()


def with_training_credentials(settings: Settings) -> Settings:
    """The same with the simulator's own service, user and key where none are set."""
    click = settings.click
    if not settings.missing() and click.cashbox_code:
        return settings
    from pos.simulator import options

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
    spool: Spool | None = None,
    logo: Callable[[], Picture | None] = lambda: None,
) -> Parts:
    """Open the journal and connect everything. Sends nothing. Call it in the thread that will use it.

    With a `spool` papers wait there for their printer, and outlive the program; only a till has one.

    Raises:
        JournalTrouble: the journal cannot be opened.
        BadSettings: the settings do not fit.
    """
    from pos.click_api.gateway import ClickGateway
    from pos.clock import SystemClock
    from pos.flow.fiscalizing import Fiscalizing
    from pos.flow.print_queue import PrintQueue
    from pos.flow.printing import Auto, Printing
    from pos.ids import SystemIds

    clock = SystemClock()
    timers = Timers.for_window(settings.click.confirm_window_s)
    events = Events()
    for listener in listeners:
        events.subscribe(listener)
    client = _client(settings, clock, timers, events)
    gateway = ClickGateway(client)
    books = _open_books(home, clock, demo=settings.is_simulator)
    fiscalizing = Fiscalizing(
        gateway=gateway, outbox=books.outbox, clock=clock, events=events, timers=timers,
        defaults=settings.fiscal,
        settlement_of=books.settlements.settlement,
    )  # fmt: skip
    shop = settings.receipt_shop(training=settings.is_simulator)
    printing = Printing(
        printers=printers,
        shop=shop,
        say=say,
        clock=clock,
        events=events,
        order_of=books.history.order_of,
        settlement_of=books.settlements.settlement,
        logo=logo,
        queue=PrintQueue(printers=printers, clock=clock, events=events, spool=spool) if spool else None,
    )
    printing.auto = Auto(settings.printer.auto, settings.printer.auto_fiscal_copy)
    ids = SystemIds.of_home(home, training=settings.is_simulator)
    payment_parts = _payment_parts(ids, settings, gateway, books, events, timers, clock)
    checkout, recovery = _use_cases(payment_parts, books, fiscalizing, printing)
    online = _online(home, ids, settings, books, payment_parts, checkout)
    return Parts(home, settings, timers, clock, events, books, client, gateway, checkout, recovery, online)


def _online(
    home: Home, ids: SystemIds, settings: Settings, books: Books, parts: PaymentParts, checkout: Checkout
) -> Online:
    from pos.online import open_online

    return open_online(
        settings=settings,
        journal=books.journal,
        catalogue=books.catalogue,
        stock=books.stock,
        parts=parts,
        after=checkout.after,
        check_now=checkout.check_now,
        ids=ids,
        make_serving=lambda online, chosen: _make_serving(online, with_site_keys(home, chosen)),
        host=_orders_host(home, settings) if settings.shop_api.pull_url else None,
    )


def _orders_host(home: Home, settings: Settings) -> HostClient:
    from pos.click_api.exchange import tls_context
    from pos.logs import redact_also
    from pos.shop_api.orders_host import HostClient
    from pos.vault import open_vault

    key = settings.shop_api.pull_key or open_vault(home, "pull").load()
    redact_also(key.reveal())
    return HostClient(settings.shop_api.pull_url, key, tls_context)


def with_site_keys(home: Home, settings: Settings) -> Settings:
    """The settings with what site and tills prove themselves by: of the environment, else of the vault.

    Raises Unavailable: the vault is locked.
    """
    from pos.logs import redact_also
    from pos.vault import open_vault

    shop = settings.shop_api
    api = shop.api_key or open_vault(home, "api").load()
    woocommerce = shop.woocommerce_secret or open_vault(home, "woocommerce").load()
    till = shop.till_key or open_vault(home, "till").load()
    for key in (api, woocommerce, till):
        redact_also(key.reveal())
    known = replace(shop, api_key=api, woocommerce_secret=woocommerce, till_key=till)
    return replace(settings, shop_api=known)


def _make_serving(online: Online, settings: Settings) -> Serving:
    from pos.online_server import make_serving

    return make_serving(online, settings)


CLOCK_MAY_DIFFER_S = 30
"""G8: CLICK's own limit is not documented; the till corrects `Auth` by the difference and says so."""


def _client(settings: Settings, clock: SystemClock, timers: Timers, events: Events) -> ClickClient:
    from pos.click_api.client import ClickClient

    click = settings.click

    def on_skew(skew_s: int) -> None:
        if abs(skew_s) > CLOCK_MAY_DIFFER_S:
            events.publish(AlarmRaised(AlarmKind.CLOCK_WRONG, clock.now(), {"skew_s": skew_s}))

    return ClickClient(
        base_url=click.base_url,
        service_id=click.service_id,
        merchant_user_id=click.merchant_user_id,
        secret_key=click.secret_key,
        clock=clock,
        timers=timers,
        on_skew=on_skew,
    )


def _open_books(home: Home, clock: SystemClock, *, demo: bool) -> Books:
    from pos.journal.black_box import BlackBox
    from pos.journal.catalogue import JournalCatalogue
    from pos.journal.classifier import JournalClassifier
    from pos.journal.database import open_safely
    from pos.journal.history import JournalHistory
    from pos.journal.outbox import JournalOutbox
    from pos.journal.payments import JournalPayments
    from pos.journal.room import Room
    from pos.journal.sales import JournalSales
    from pos.journal.services import JournalServices
    from pos.journal.settlements import JournalSettlements
    from pos.journal.stock import JournalStock

    room = Room(home.ballast)
    if not demo:
        room.lay_ballast()  # the training has no money to keep it for
    journal = open_safely(home.journal, BlackBox(home.black_box), room)
    catalogue = JournalCatalogue(journal)
    if demo and journal.trouble is None and catalogue.is_empty():
        catalogue.load(demo_goods())
    return Books(
        journal=journal,
        payments=JournalPayments(journal, clock),
        services=JournalServices(journal),
        outbox=JournalOutbox(journal),
        sales=JournalSales(journal),
        catalogue=catalogue,
        history=JournalHistory(journal),
        stock=JournalStock(journal, clock),
        classifier=JournalClassifier(journal),
        settlements=JournalSettlements(journal),
        trouble=journal.trouble,
    )


def _payment_parts(
    ids: SystemIds,
    settings: Settings,
    gateway: ClickGateway,
    books: Books,
    events: Events,
    timers: Timers,
    clock: SystemClock,
) -> PaymentParts:
    from pos.flow.payment_parts import PaymentParts

    click = settings.click
    return PaymentParts(
        gateway=gateway,
        journal=books.payments,
        services=books.services,
        sales=books.sales,
        settlements=books.settlements,
        clock=clock,
        ids=ids,
        events=events,
        timers=timers,
        service_id=click.service_id,
        cashbox_code=click.cashbox_code,
        expects_confirm_mode=click.confirm_mode == "on",
        # The simulator's search is ours; with the confirmation off even its lost answers ask for proof.
        trusts_search=settings.is_simulator and click.confirm_mode == "on",
    )


def _use_cases(
    parts: PaymentParts, books: Books, fiscalizing: Fiscalizing, printing: Printing
) -> tuple[Checkout, Recovery]:
    from pos.flow.checkout import Checkout
    from pos.flow.recovery import Recovery

    checkout = Checkout(
        parts=parts,
        sales=books.sales,
        catalogue=books.catalogue,
        history=books.history,
        fiscalizing=fiscalizing,
        printing=printing,
        stock=books.stock,
    )
    return checkout, Recovery(parts, books.sales, checkout)


def demo_goods() -> list[Good]:
    """The goods of the training mode (resources/demo/catalogue.toml)."""
    import tomllib

    from pos.paths import resource

    rows = tomllib.loads(resource("demo", "catalogue.toml").read_text("utf-8"))["goods"]
    return [Good(price=Money.of_sum(row.pop("price_sum")), **row) for row in rows]
