"""What tills ask of a host, over real HTTP: with the key alone, as often as they like, and never half."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import socket
import sqlite3
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest

from pos.core.errors import BadInput, HostTrouble
from pos.core.hosted import Change, Changes
from pos.core.money import Money, Quantity
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind, moved
from pos.core.order_card import NewOrder, OrderCard, OrderSource, OrderStage, holds_of
from pos.core.sale import Sale, SaleId
from pos.core.secret import SecretKey
from pos.flow.events import Event, OrderChanged, OrderNews
from pos.flow.host_desk import LOOKS_EVERY_S, MOST_CHANGES, MOST_WAIT_S
from pos.ids import SystemIds
from pos.journal.catalogue import JournalCatalogue
from pos.journal.stock import JournalStock
from pos.online import Online, open_online
from pos.settings import ClickSettings, Settings, ShopApiSettings
from pos.shop_api import patience
from pos.shop_api.orders_host import HostClient
from pos.shop_api.serving import Serving
from pos.shop_api.till_routes import TillRoutes
from pos.shop_api.till_wire import write_card
from tests.core.kit import BREAD, MILK
from tests.fakes.clock import START, FakeClock
from tests.fakes.counter import Counter, open_counter
from tests.shop_api.test_till_wire import WRONG, changed, nested, paths, shown

pytestmark = pytest.mark.anyio
KEY = "a-key-of-the-tills-0123456789abcdef"
TILL, OTHER = "0123456789abcdef", "fedcba9876543210"
ONE, TWO = OrderId("ORDER1A"), OrderId("ORDER2A")
SUM = Money.of_sum(500)
LIMIT_S = 10.0
LIVE = Settings(
    click=ClickSettings(service_id=31, merchant_id=7, merchant_user_id=5, secret_key=SecretKey("k")),
    shop_api=ShopApiSettings(host="127.0.0.1", port=0),
)


class HeldClock(FakeClock):
    """Time stands still, whoever sleeps, until the test passes it."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = asyncio.Event()
        self._moved = asyncio.Event()

    def pass_s(self, seconds: float) -> None:
        super().pass_s(seconds)
        self.asleep.clear()
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep(self, seconds: float) -> None:
        ends_s = self.elapsed_s + seconds
        self.slept.append(seconds)
        self.asleep.set()
        while self.elapsed_s < ends_s:
            await self._moved.wait()


@dataclass
class Host:
    """A home whose server tills may ask."""

    counter: Counter
    clock: HeldClock
    online: Online
    url: str = ""
    heard: list[Event] = field(default_factory=list)
    trans: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def serve(self) -> None:
        """Listen."""
        address, port = await self.online.serve()
        self.url = f"http://{address}:{port}/"

    def make(self, *names: OrderId, kind: OrderKind = OrderKind.ONE_SHOT) -> None:
        """New orders."""
        new = [NewOrder(Order(name, kind, SUM), OrderSource.API) for name in names]
        self.online.desk.make(new)

    def begin(self, name: OrderId = ONE, kind: OrderKind = OrderKind.ONE_SHOT) -> Attempt:
        """A payer is at it."""
        book, number = self.online.book, next(self.trans)
        until = self.clock.now() + (START.replace(hour=1) - START.replace(hour=0))
        state = AttemptState.PREPARED
        begun = Attempt(book.next_prepare_id(), name, number, number, SUM, state, until, kind=kind)
        book.write(begun)
        return begun

    def paid(self, name: OrderId = ONE, kind: OrderKind = OrderKind.ONE_SHOT) -> Attempt:
        """Somebody paid."""
        ended = moved(self.begin(name, kind), AttemptState.PAID)
        self.online.book.write(ended)
        return ended

    def card(self, name: OrderId = ONE) -> OrderCard:
        """An order that is there."""
        found = self.online.orders.find(name)
        assert found is not None
        return found

    def stage(self, name: OrderId = ONE) -> OrderStage:
        """Where an order stands."""
        return self.card(name).stage(self.clock.now())

    def state(self) -> list[list[dict[str, object]]]:
        """All that is written of orders."""
        tables = ("orders", "order_goods", "attempts", "order_changes")
        return [self.counter.journal.rows(f"SELECT * FROM {table}") for table in tables]  # noqa: S608

    @property
    def connection(self) -> sqlite3.Connection:
        """Of its journal."""
        found: sqlite3.Connection = self.counter.journal.db.conn
        return found


def no_tls() -> ssl.SSLContext:
    raise AssertionError("nobody asks for TLS on this machine")


def raw_client(url: str, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
    """Whoever says what he likes; without the roots of TLS, which take long to read."""
    bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, verify=bare)


@asynccontextmanager
async def hosting(folder: Path, key: str = KEY, settings: Settings = LIVE) -> AsyncIterator[Host]:
    """A host that listens until the end."""
    clock = HeldClock()
    counter = open_counter(folder / "host.sqlite3", clock)
    online = open_online(
        settings=settings,
        journal=counter.journal,
        catalogue=JournalCatalogue(counter.journal),
        stock=JournalStock(counter.journal, clock),
        parts=counter.parts,
        after=counter.checkout.after,
        check_now=counter.checkout.check_now,
        ids=SystemIds(b"k" * 32),
        make_serving=lambda online, _: Serving(TillRoutes(online.host_desk, SecretKey(key)).routes()),
    )
    host = Host(counter, clock, online, heard=counter.events)
    await host.serve()
    try:
        yield host
    finally:
        online.host_desk.close()
        clock.pass_s(MOST_WAIT_S)  # whoever still waits is answered
        await online.close()
        counter.journal.close()


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[Host]:
    async with hosting(tmp_path) as made:
        yield made


@asynccontextmanager
async def reaching(url: str, key: str = KEY) -> AsyncIterator[HostClient]:
    """A till's way to a host."""
    client = HostClient(url, SecretKey(key), no_tls)
    try:
        yield client
    finally:
        await client.aclose()


@pytest.fixture
async def client(host: Host) -> AsyncIterator[HostClient]:
    async with reaching(host.url) as made:
        yield made


@pytest.fixture
async def raw(host: Host) -> AsyncIterator[httpx.AsyncClient]:
    """Whoever has the key."""
    async with raw_client(host.url, {"Authorization": f"Bearer {KEY}"}) as made:
        yield made


def card_of(name: OrderId = ONE, token: str = "", **facts: object) -> OrderCard:
    """An order as a till sends it."""
    sale = Sale(SaleId("")).add(MILK.barcode, MILK, Quantity.pieces(2)).add(BREAD.barcode, BREAD)
    order = Order(name, OrderKind.ONE_SHOT, sale.total)
    token = token or f"page-of-{name}"
    made = OrderCard(
        order, sale, OrderSource.TILL, "№ 17 🥛", token, "https://shop.uz/t", START, holds_of(sale)
    )
    return replace(made, **facts)  # type: ignore[arg-type]


async def in_time(work: Awaitable[Changes]) -> Changes:
    """What comes of it; a failure where nothing does."""
    return await asyncio.wait_for(work, LIMIT_S)


async def trouble_of(work: Awaitable[object]) -> object:
    """Why the host could not be asked; a failure where it could."""
    with pytest.raises(HostTrouble) as trouble:
        await work
    return trouble.value.facts["why"]


def names(page: Changes) -> list[str]:
    return [change.card.order.order_id for change in page.changes]


# ---- the key --------------------------------------------------------------------------------------------

REQUESTS: list[tuple[str, str, object]] = [
    ("GET", "till/changes?feed=&after=0&wait=0", None),
    ("POST", "till/orders", write_card(card_of(TWO))),
    ("POST", f"till/orders/{ONE}/cancel", {}),
    ("POST", f"till/orders/{ONE}/pick", {}),
    ("POST", f"till/orders/{ONE}/claim", {"click_trans_id": 1, "till": TILL, "by": ""}),
]
WRONG_KEYS: list[dict[str, str]] = [
    {},
    {"Authorization": "Bearer another"},
    {"Authorization": "Bearer"},
    {"Authorization": KEY},
    {"Authorization": f"Basic {KEY}"},
    {"Authorization": f"Bearer {KEY}x"},
    {"Authorization": f"Bearer {KEY[:-1]}"},
    {"Authorization": f"Bearer {KEY.upper()}"},
    {"Authorization": f"Bearer {KEY} {KEY}"},
    {"X-Api-Key": KEY},
]


async def refused_everywhere(host: Host, headers: dict[str, str]) -> None:
    """Each request is answered by 401; nothing is told, nothing is done."""
    before = host.state()
    assert before[0]
    async with raw_client(host.url, headers) as stranger:
        for method, path, body in REQUESTS:
            answer = await stranger.request(method, path, json=body)
            assert (answer.status_code, list(answer.json())) == (401, ["error"]), (path, headers)
            assert answer.headers["www-authenticate"] == "Bearer"
            assert ONE not in answer.text
            assert TWO not in answer.text
    assert host.state() == before


async def test_nobody_without_the_key_is_told_or_does_anything(host: Host) -> None:
    host.make(ONE)
    host.paid()
    for headers in WRONG_KEYS:
        await refused_everywhere(host, headers)


async def test_where_no_key_is_set_nobody_gets_in(tmp_path: Path) -> None:
    async with hosting(tmp_path, key="") as closed:
        closed.make(ONE)
        closed.paid()
        for headers in (*WRONG_KEYS, {"Authorization": f"Bearer {KEY}"}):
            await refused_everywhere(closed, headers)


async def test_a_stranger_is_not_made_to_wait_for_news(host: Host) -> None:
    async with raw_client(host.url) as stranger:
        answer = await stranger.get("till/changes?feed=&after=0&wait=15")
    assert (answer.status_code, host.clock.slept) == (401, [])


@pytest.mark.parametrize("key", ["another", ""])
async def test_a_till_with_another_key_or_none_knows_that_it_is_the_key(host: Host, key: str) -> None:
    async with reaching(host.url, key) as client:
        assert await trouble_of(client.changes("", 0, 0)) == "key"
        assert await trouble_of(client.cancel(ONE)) == "key"
        assert await trouble_of(client.claim(ONE, 1, TILL, "")) == "key"


async def test_the_key_is_shown_and_logged_nowhere(host: Host, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "httpcore")  # the program's own log keeps it quiet, once it was set up
    host.make(ONE)
    troubles: list[BaseException] = []
    other = f"{KEY}x"
    for key in (KEY, other):
        async with reaching(host.url, key) as client:
            assert key not in f"{client!r} {client} {vars(client)}"
            calls: list[Callable[[], Awaitable[object]]] = [
                lambda: client.changes("", 0, 0), lambda: client.pick(ONE), lambda: client.cancel(TWO),
            ]  # fmt: skip
            for call in calls:
                try:
                    await call()
                except (HostTrouble, BadInput) as error:
                    troubles.append(error)
    async with reaching(silent_address()) as client:
        with pytest.raises(HostTrouble) as nobody:
            await client.changes("", 0, 0)
        troubles.append(nobody.value)
    assert len(troubles) == 6
    shown = [f"{one!r} {one} {one.args} {vars(one)} {one.__cause__!r}" for one in troubles]
    assert "httpcore" in {record.name.partition(".")[0] for record in caplog.records}
    for text in (caplog.text, *shown, *(str(vars(record)) for record in caplog.records)):
        assert KEY not in text


# ---- changes --------------------------------------------------------------------------------------------


async def test_what_is_there_is_told_at_once(host: Host, client: HostClient) -> None:
    host.make(ONE)
    attempt = host.begin()
    page = await in_time(client.changes("", 0, 15))
    card = replace(host.card(), attempts=())
    feed = page.feed
    assert page == Changes(feed, 2, (Change(card), Change(card, attempt)), is_last=True, training=False)
    assert (len(feed), host.clock.slept) == (16, [])
    again = await in_time(client.changes(feed, 1, 0))
    assert (again.changes, again.after) == (page.changes[1:], 2)


async def test_a_till_that_waits_hears_at_once_of_what_happens(host: Host, client: HostClient) -> None:
    host.make(ONE)
    page = await in_time(client.changes("", 0, 15))
    asking = asyncio.create_task(client.changes(page.feed, page.after, 15))
    await asyncio.wait_for(host.clock.asleep.wait(), LIMIT_S)
    assert not asking.done()
    host.make(TWO)
    host.clock.pass_s(LOOKS_EVERY_S)
    told = await in_time(asking)
    assert (names(told), told.is_last, told.after) == ([TWO], True, page.after + 1)
    assert host.clock.elapsed_s < 1


async def test_every_till_that_waits_hears_of_it(host: Host) -> None:
    async with reaching(host.url) as first, reaching(host.url) as second:
        asking = [asyncio.create_task(one.changes("", 0, 15)) for one in (first, second)]
        while len(host.clock.slept) < 2:
            host.clock.asleep.clear()
            await asyncio.wait_for(host.clock.asleep.wait(), LIMIT_S)
        host.make(ONE)
        host.clock.pass_s(LOOKS_EVERY_S)
        assert [names(await in_time(task)) for task in asking] == [[ONE], [ONE]]


async def waited(host: Host, asking: asyncio.Task[Changes]) -> float:
    """How long, by its clock, a host lets a till wait for nothing."""
    begun_s = host.clock.elapsed_s
    while not asking.done():
        asleep = asyncio.create_task(host.clock.asleep.wait())
        await asyncio.wait({asking, asleep}, timeout=LIMIT_S, return_when=asyncio.FIRST_COMPLETED)
        asleep.cancel()
        if not asking.done():
            host.clock.pass_s(LOOKS_EVERY_S)
    return host.clock.elapsed_s - begun_s


@pytest.mark.parametrize(("wait_s", "most_s"), [(0, 0), (3, 3), (100_000, MOST_WAIT_S)])
async def test_a_till_waits_as_long_as_it_said_and_not_for_ever(
    host: Host, client: HostClient, wait_s: int, most_s: float
) -> None:
    host.make(ONE)
    feed = (await in_time(client.changes("", 0, 0))).feed
    asking = asyncio.create_task(client.changes(feed, 1, wait_s))
    assert await waited(host, asking) == pytest.approx(most_s, abs=2 * LOOKS_EVERY_S)
    assert asking.result() == Changes(feed, 1, (), is_last=True)


async def test_who_waits_for_news_is_not_cut_off_as_too_slow(
    host: Host, client: HostClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SLOWEST_S", 0.1)
    asking = asyncio.create_task(client.changes("", 0, 15))
    await asyncio.wait({asking}, timeout=0.4)
    assert not asking.done()
    host.make(ONE)
    host.clock.pass_s(LOOKS_EVERY_S)
    assert names(await in_time(asking)) == [ONE]


async def test_a_till_that_hangs_up_while_it_waits_is_nobodys_matter(host: Host, client: HostClient) -> None:
    asking = asyncio.create_task(client.changes("", 0, 15))
    await asyncio.wait_for(host.clock.asleep.wait(), LIMIT_S)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    host.make(ONE)
    assert names(await in_time(client.changes("", 0, 15))) == [ONE]


async def test_when_the_server_ends_nobody_waits_any_longer(host: Host, client: HostClient) -> None:
    asking = asyncio.create_task(client.changes("", 0, 15))
    await asyncio.wait_for(host.clock.asleep.wait(), LIMIT_S)
    ending = asyncio.create_task(host.online.stop_serving())
    await asyncio.sleep(0)
    host.clock.pass_s(LOOKS_EVERY_S)
    assert (await in_time(asking)).changes == ()
    await asyncio.wait_for(ending, LIMIT_S)


async def test_a_server_that_began_again_lets_a_till_wait_as_before(host: Host) -> None:
    await host.online.stop_serving()
    await host.serve()
    async with reaching(host.url) as client:
        asking = asyncio.create_task(client.changes("", 0, 3))
        assert await waited(host, asking) == pytest.approx(3, abs=2 * LOOKS_EVERY_S)


async def test_a_long_list_comes_in_pages(host: Host, client: HostClient) -> None:
    made = [OrderId(f"N{number:03}A") for number in range(MOST_CHANGES + 5)]
    host.make(*made)
    first = await in_time(client.changes("", 0, 15))
    assert (names(first), first.is_last) == (made[:MOST_CHANGES], False)
    second = await in_time(client.changes(first.feed, first.after, 15))
    assert (names(second), second.is_last) == (made[MOST_CHANGES:], True)


@pytest.mark.parametrize(("feed", "after"), [("", 0), ("", 2), ("another list", 1), ("another list", 10**9)])
async def test_another_list_is_read_from_its_beginning(
    host: Host, client: HostClient, feed: str, after: int
) -> None:
    host.make(ONE, TWO)
    assert names(await in_time(client.changes(feed, after, 15))) == [ONE, TWO]


async def test_a_list_that_is_shorter_than_it_was_is_read_from_its_beginning(
    host: Host, client: HostClient
) -> None:
    host.make(ONE, TWO)
    feed = (await in_time(client.changes("", 0, 0))).feed
    assert names(await in_time(client.changes(feed, 3, 15))) == [ONE, TWO]
    assert names(await in_time(client.changes(feed, 2, 0))) == []


@pytest.mark.parametrize("training", [True, False])
async def test_a_host_says_whether_its_money_is_of_training(tmp_path: Path, training: bool) -> None:
    base = "http://127.0.0.1:1/v2/merchant/" if training else LIVE.click.base_url
    settings = replace(LIVE, click=replace(LIVE.click, base_url=base))
    async with hosting(tmp_path, settings=settings) as host, reaching(host.url) as client:
        assert (await in_time(client.changes("", 0, 0))).training is training


# ---- what a till does -----------------------------------------------------------------------------------


async def test_an_order_of_a_till_is_taken_in_once_with_all_that_it_said(
    host: Host, client: HostClient
) -> None:
    sent = card_of()
    told = [await client.create(sent) for _ in range(2)]
    kept = host.card()
    assert kept == replace(sent, created_at=host.clock.now())
    assert told == [Change(kept)] * 2
    assert [event.news for event in host.heard if isinstance(event, OrderChanged)] == [OrderNews.CREATED]
    assert len(host.state()[0]) == 1


async def test_two_tills_that_send_one_order_at_once_make_one(host: Host) -> None:
    async with reaching(host.url) as first, reaching(host.url) as second:
        told = await asyncio.gather(*(one.create(card_of()) for one in (first, second)))
    assert told[0] == told[1]
    assert len(host.state()[0]) == 1


async def test_another_order_by_a_taken_id_is_refused(host: Host, client: HostClient) -> None:
    await client.create(card_of(ONE, "the first one's page"))
    before = host.state()
    with pytest.raises(BadInput) as refused:
        await client.create(card_of(ONE, "another page"))
    assert refused.value.facts["value"] == ONE
    assert host.state() == before


async def test_an_order_with_the_page_of_another_one_is_refused(host: Host, client: HostClient) -> None:
    await client.create(card_of(ONE, "a page"))
    before = host.state()
    with pytest.raises(BadInput):
        await client.create(card_of(TWO, "a page"))
    assert host.state() == before


BARE = Sale(SaleId(""))
IMPOSSIBLE = [
    card_of(order=Order(ONE, OrderKind.ONE_SHOT, None)),
    card_of(order=Order(ONE, OrderKind.ONE_SHOT, Money(0)), sale=BARE),
    card_of(order=Order(ONE, OrderKind.ONE_SHOT, Money(-500)), sale=BARE),
    card_of(order=Order(ONE, OrderKind.ONE_SHOT, SUM)),
    *(card_of(OrderId(name)) for name in ("", " A", "A" * 65, "A\nB")),
]


async def test_an_order_that_cannot_be_is_refused(host: Host, client: HostClient) -> None:
    for impossible in IMPOSSIBLE:
        with pytest.raises(BadInput):
            await client.create(impossible)
    assert host.state() == [[], [], [], []]


async def test_what_is_not_paid_is_cancelled_once_however_often_it_is_said(
    host: Host, client: HostClient
) -> None:
    host.make(ONE)
    host.begin()
    for _ in range(2):
        told = await client.cancel(ONE)
        assert (told.card.order.cancelled, told.attempt) == (True, None)
    assert host.stage() is OrderStage.CANCELLED
    news = [event.news for event in host.heard if isinstance(event, OrderChanged)]
    assert news == [OrderNews.CREATED, OrderNews.CANCELLED]


async def test_what_is_paid_is_not_cancelled(host: Host, client: HostClient) -> None:
    host.make(ONE)
    host.paid()
    before = host.state()
    with pytest.raises(BadInput) as refused:
        await client.cancel(ONE)
    assert refused.value.facts["value"] == ONE
    assert host.state() == before


async def test_what_is_paid_is_picked_once_however_often_it_is_said(host: Host, client: HostClient) -> None:
    host.make(ONE)
    with pytest.raises(BadInput):
        await client.pick(ONE)
    paid = host.paid()
    told = [await client.pick(ONE) for _ in range(2)]
    assert told == [Change(replace(host.card(), attempts=()))] * 2
    assert host.card().picked_at == host.clock.now()
    await client.claim(ONE, paid.click_trans_id, TILL, "")
    with pytest.raises(BadInput):
        await client.pick(ONE)


async def test_of_two_tills_that_claim_at_once_one_has_it(host: Host) -> None:
    host.make(ONE)
    paid = host.paid()
    async with reaching(host.url) as first, reaching(host.url) as second:
        calls = [
            client.claim(ONE, paid.click_trans_id, till, by)
            for client, till, by in ((first, TILL, "Малика"), (second, OTHER, "Дилшод"))
        ]
        answers = await asyncio.gather(*calls, return_exceptions=True)
        [had] = [one for one in answers if isinstance(one, Change)]
        [refused] = [one for one in answers if isinstance(one, BadInput)]
        assert refused.facts["value"] == ONE
        assert had.claimed_by in (TILL, OTHER)
        assert had.card.handed_by == ("Малика" if had.claimed_by == TILL else "Дилшод")
        host.clock.pass_s(60)
        again = await first.claim(ONE, paid.click_trans_id, had.claimed_by, "another name")
    assert again == had
    assert [row["claimed_by"] for row in host.state()[2]] == [had.claimed_by]
    news = [event.news for event in host.heard if isinstance(event, OrderChanged)]
    assert news == [OrderNews.CREATED, OrderNews.HANDED_OVER]


async def test_a_payment_to_an_account_is_claimed_without_handing_anything_over(
    host: Host, client: HostClient
) -> None:
    host.make(ONE, kind=OrderKind.ACCOUNT)
    paid = host.paid(kind=OrderKind.ACCOUNT)
    told = await client.claim(ONE, paid.click_trans_id, TILL, "Малика")
    assert told == Change(replace(host.card(), attempts=()), paid, TILL)
    assert told.card.handed_at is None


async def test_what_nobody_paid_is_not_claimed(host: Host, client: HostClient) -> None:
    host.make(ONE)
    host.begin()
    for number in (1, 99, 0, -1, 2**63 - 1):
        with pytest.raises(BadInput):
            await client.claim(ONE, number, TILL, "")
    assert host.card().handed_at is None


async def test_an_order_that_is_not_there_is_refused_by_its_name(host: Host, client: HostClient) -> None:
    calls: list[Callable[[], Awaitable[Change]]] = [
        lambda: client.cancel(TWO), lambda: client.pick(TWO), lambda: client.claim(TWO, 1, TILL, ""),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(BadInput) as refused:
            await call()
        assert refused.value.facts["value"] == TWO


PLAIN_IDS = [
    "a b", "Буюртма № 17", "Oʻzbek", "🥛", "a?b#c", "a+b&c=d", "100%", "a%2Fb", "%2e%2e%2f", "a;b,c", "a\\b",
    "claim", "A" * 64, "ё" * 64,
]  # fmt: skip
IDS_WITH_SLASHES = ["A/B", "INV/2026/17", "a//b", "/", "/a", "a/", "x/cancel", "x/cancel/pick"]
IDS_OF_DOTS = [".", "..", "../orders/x", "a/../b"]


async def not_reached(host: Host, client: HostClient, name: OrderId) -> str:
    """At which step an order was not reached; empty when it was, to the end."""
    made = await client.create(card_of(name))
    assert made.card.order.order_id == name
    trans = host.paid(name).click_trans_id
    steps: list[tuple[str, Callable[[], Awaitable[Change]]]] = [
        ("pick", lambda: client.pick(name)),
        ("claim", lambda: client.claim(name, trans, TILL, "Малика")),
        ("cancel", lambda: client.cancel(name)),
    ]
    for word, step in steps:
        try:
            told = await step()
        except HostTrouble as trouble:
            return f"{name}: {word}: {trouble}"
        except BadInput as refused:
            is_this = word == "cancel" and refused.facts["value"] == name  # it is paid
            return "" if is_this else f"{name}: {word}: refused"
        assert told.card.order.order_id == name
    return f"{name}: it was cancelled"


@pytest.mark.parametrize(
    "odd", [PLAIN_IDS, IDS_WITH_SLASHES, IDS_OF_DOTS], ids=["signs", "slashes", "dots alone"]
)
async def test_an_order_is_reached_whatever_its_id(host: Host, client: HostClient, odd: list[str]) -> None:
    missed = [await not_reached(host, client, OrderId(name)) for name in odd]
    assert [why for why in missed if why] == []
    told = await in_time(client.changes("", 0, 0))
    assert set(names(told)) == set(odd)


# ---- what cannot be said --------------------------------------------------------------------------------

QUERIES = [
    "", "feed=x", "after=", "after=-1", "after=1.5", "after=x", "after=0x1", "after=٣", "after=1%20",
    "after=" + "1" * 16, "after=+1", "after=1&after=x", "after=0&wait=", "after=0&wait=-1",
    "after=0&wait=1.5", "after=0&wait=1e3", "after=0&wait=nan", "after=0&wait=" + "9" * 16,
]  # fmt: skip


async def test_a_question_that_cannot_be_is_refused(host: Host, raw: httpx.AsyncClient) -> None:
    host.make(ONE)
    for query in QUERIES:
        answer = await raw.get(f"till/changes?{query}")
        assert (answer.status_code, list(answer.json())) == (400, ["error"]), query
    assert host.clock.slept == []


BODIES = [
    b"", b"null", b"[]", b'"text"', b"1", b"{", b"{}", b'{"id":', b"\xff\xfe", b"{\x00}", b"NaN",
    b"[" * 100_000, b'{"a":' * 90_000, b"9" * 10_000, b'{"id": 1}', b"id=A&amount=1",
    b'{"click_trans_id": NaN}',
]  # fmt: skip


@pytest.mark.parametrize("path", ["till/orders", f"till/orders/{ONE}/claim"])
async def test_a_body_that_cannot_be_is_refused(host: Host, raw: httpx.AsyncClient, path: str) -> None:
    host.make(ONE)
    host.paid()
    before = host.state()
    for body in BODIES:
        answer = await raw.post(path, content=body)
        assert (answer.status_code, list(answer.json())) == (400, ["error"]), body[:20]
    assert host.state() == before


CLAIM = {"click_trans_id": 1, "till": TILL, "by": "Малика"}
NO_TILLS: list[object] = ["", "till", TILL.upper(), f"{TILL}0", f"{TILL}\n", None, 1, [TILL]]
NO_NUMBERS: list[object] = ["1", True, 1.0, None, [1]]
NOBODY: list[object] = [None, 1, []]
NOT_CLAIMS = [
    *({"till": till} for till in NO_TILLS),
    *({"click_trans_id": number} for number in NO_NUMBERS),
    *({"by": by} for by in NOBODY),
]


async def test_a_claim_that_cannot_be_is_refused(host: Host, raw: httpx.AsyncClient) -> None:
    host.make(ONE)
    host.paid()
    before = host.state()
    for wrong in NOT_CLAIMS:
        for body in ({**CLAIM, **wrong}, {name: CLAIM[name] for name in CLAIM if name not in wrong}):
            answer = await raw.post(f"till/orders/{ONE}/claim", json=body)
            assert (answer.status_code, list(answer.json())) == (400, ["error"]), body
    assert host.state() == before
    assert (await raw.post(f"till/orders/{ONE}/claim", json=CLAIM)).status_code == 200


async def test_a_claim_of_a_number_that_no_payment_has_is_refused(host: Host, raw: httpx.AsyncClient) -> None:
    host.make(ONE)
    host.paid()
    before = host.state()
    for trans in (2**63, -(2**63) - 1, 10**30):
        answer = await raw.post(f"till/orders/{ONE}/claim", json={**CLAIM, "click_trans_id": trans})
        assert answer.status_code in {400, 409}, trans
        assert "error" in answer.json()
    assert host.state() == before


async def test_a_name_that_no_file_takes_hands_over_all_the_same(host: Host, raw: httpx.AsyncClient) -> None:
    host.make(ONE)
    host.paid()
    body = json.dumps({**CLAIM, "by": "Mal\ud800ika"})
    answer = await raw.post(f"till/orders/{ONE}/claim", content=body)
    assert (answer.status_code, host.card().handed_by) == (200, "Mal?ika")


EXTREMES: list[object] = [
    -1,
    2**31,
    2**63,
    10**30,
    "\ud83e",
    "x" * 70,
    "\x00",
    nested(50),
    [["a", 1], ["a", 2]],
]


async def test_an_order_with_anything_anywhere_is_taken_in_or_refused_and_never_breaks_the_server(
    host: Host, raw: httpx.AsyncClient
) -> None:
    sent = json.loads(json.dumps(write_card(card_of())))
    broke: list[str] = []
    for path in paths(sent):
        for value in (*WRONG, *EXTREMES):
            number = next(host.trans)
            told = changed({**sent, "id": f"N{number}A", "token": f"page {number}"}, path, value)
            answer = await raw.post("till/orders", content=json.dumps(told))
            if answer.status_code not in {200, 400, 409} or not isinstance(answer.json(), dict):
                broke.append(f"{shown(path)}={value!r:.20}: {answer.status_code}")
    assert broke == []


async def test_a_body_beyond_measure_is_not_read(host: Host, raw: httpx.AsyncClient) -> None:
    answer = await raw.post("till/orders", content=b" " * (512 * 1024 + 1))
    assert (answer.status_code, host.state()[0]) == (413, [])


ELSEWHERE = [
    ("POST", "till/changes?after=0", 405),
    ("GET", "till/orders", 405),
    ("GET", f"till/orders/{ONE}", 404),
    ("GET", f"till/orders/{ONE}/cancel", 405),
    ("POST", f"till/orders/{ONE}/pay", 404),
    ("GET", "till", 404),
]


async def test_another_address_or_method_is_not_there(host: Host, raw: httpx.AsyncClient) -> None:
    host.make(ONE)
    for method, path, status in ELSEWHERE:
        answer = await raw.request(method, path)
        assert (answer.status_code, answer.content) == (status, b""), path


# ---- troubles -------------------------------------------------------------------------------------------


async def test_a_journal_that_cannot_be_written_is_a_trouble_and_the_same_call_works_afterwards(
    host: Host, client: HostClient, raw: httpx.AsyncClient
) -> None:
    host.make(ONE)
    paid = host.paid()
    host.connection.execute("PRAGMA query_only=ON")
    calls: list[Callable[[], Awaitable[Change]]] = [
        lambda: client.create(card_of(TWO)),
        lambda: client.pick(ONE),
        lambda: client.claim(ONE, paid.click_trans_id, TILL, "Малика"),
        lambda: client.cancel(TWO),
    ]
    assert [await trouble_of(call()) for call in calls[:3]] == ["answer"] * 3
    answer = await raw.post(f"till/orders/{ONE}/pick")
    assert (answer.status_code, list(answer.json())) == (503, ["error"])
    assert (await in_time(client.changes("", 0, 0))).after == 3
    host.connection.execute("PRAGMA query_only=OFF")
    for call in calls:
        assert isinstance(await call(), Change)
    assert (host.stage(ONE), host.stage(TWO)) == (OrderStage.HANDED_OVER, OrderStage.CANCELLED)


async def test_a_journal_that_cannot_be_read_is_a_trouble_and_the_same_call_works_afterwards(
    host: Host, client: HostClient, raw: httpx.AsyncClient
) -> None:
    host.make(ONE)
    host.connection.set_progress_handler(lambda: 1, 1)  # SQLite gives up in the middle of whatever it does
    try:
        answers = [await raw.request(method, path, json=body) for method, path, body in REQUESTS]
        assert await trouble_of(client.changes("", 0, 0)) == "answer"
    finally:
        host.connection.set_progress_handler(None, 0)
    assert [answer.status_code for answer in answers] == [503] * len(REQUESTS)
    assert names(await in_time(client.changes("", 0, 0))) == [ONE]


def silent_address() -> str:
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}/"


async def test_a_host_that_is_gone_is_silent_and_is_found_when_it_is_back(
    host: Host, client: HostClient
) -> None:
    host.make(ONE)
    assert names(await in_time(client.changes("", 0, 0))) == [ONE]
    port = int(host.url.rsplit(":", 1)[1].strip("/"))
    await host.online.stop_serving()
    assert await trouble_of(client.changes("", 0, 0)) == "silent"
    assert await trouble_of(client.cancel(ONE)) == "silent"
    settings = replace(LIVE, shop_api=replace(LIVE.shop_api, port=port))
    await host.online.serve(settings)
    assert names(await in_time(client.changes("", 0, 0))) == [ONE]


@dataclass
class Elsewhere:
    """Another server, which answers all with the same bytes and hangs up."""

    answer: bytes
    url: str = ""
    asked: list[bytes] = field(default_factory=list)

    async def heard(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def elsewhere(answer: bytes) -> AsyncIterator[Elsewhere]:
    made = Elsewhere(answer)
    server = await asyncio.start_server(made.heard, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with server:
        yield made


def http(status: str, body: bytes, more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


NO_ANSWERS = {
    "a page": http("200 OK", "<html>Войдите</html>".encode(), "Content-Type: text/html\r\n"),
    "a page of a proxy": http("502 Bad Gateway", b"<html>nginx</html>"),
    "nothing": http("200 OK", b""),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "not found": http("404 Not Found", b""),
    "another object": http("200 OK", b'{"ok": true}'),
    "no object": http("200 OK", b"null"),
    "a list": http("200 OK", b"[]"),
    "another format": http(
        "200 OK", b'{"format": 99, "feed": "x", "after": 0, "is_last": true, "changes": []}'
    ),
    "no text": http("200 OK", b"\xff\xfe\x00"),
    "without end": http("200 OK", b"[" * 100_000),
    "a large number": http("200 OK", b"9" * 10_000),
    "a refusal of somebody else": http("409 Conflict", b"[]"),
    "an error": http("500 Internal Server Error", b'{"error": "x"}'),
}


@pytest.mark.parametrize("answer", NO_ANSWERS.values(), ids=NO_ANSWERS.keys())
async def test_whatever_else_is_answered_is_no_answer(answer: bytes) -> None:
    async with elsewhere(answer) as other, reaching(other.url) as client:
        assert await trouble_of(client.changes("", 0, 0)) == "answer"
        assert await trouble_of(client.create(card_of())) == "answer"
        assert await trouble_of(client.claim(ONE, 1, TILL, "")) == "answer"
        assert len(other.asked) == 3


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"SSH-2.0-x\r\n",
    ],
    ids=["nothing", "half a head", "half a body", "another protocol"],
)
async def test_an_answer_that_does_not_come_whole_is_silence(answer: bytes) -> None:
    async with elsewhere(answer) as other, reaching(other.url) as client:
        assert await trouble_of(client.changes("", 0, 0)) == "silent"
        assert await trouble_of(client.pick(ONE)) == "silent"


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"])
async def test_the_key_goes_to_this_address_and_to_no_other(status: str) -> None:
    async with elsewhere(http("200 OK", b"{}")) as thief:
        answer = http(status, b"{}", f"Location: {thief.url}\r\n")
        async with elsewhere(answer) as other, reaching(other.url) as client:
            assert await trouble_of(client.changes("", 0, 0)) == "answer"
            assert await trouble_of(client.cancel(ONE)) == "answer"
            assert [KEY.encode() in asked for asked in other.asked] == [True, True]
        assert thief.asked == []


async def test_a_refusal_is_told_in_the_hosts_words() -> None:
    body = json.dumps({"error": "another till has it", "value": ONE}).encode()
    async with elsewhere(http("409 Conflict", body)) as other, reaching(other.url) as client:
        with pytest.raises(BadInput, match="another till has it") as refused:
            await client.claim(ONE, 1, TILL, "")
    assert refused.value.facts == {"field": "id", "value": ONE}


async def test_what_is_let_go_of_can_be_asked_again(host: Host, client: HostClient) -> None:
    host.make(ONE)
    for _ in range(2):
        assert names(await in_time(client.changes("", 0, 0))) == [ONE]
        await client.aclose()
        await client.aclose()
