"""A till reads what another host tells: news once, troubles when they last, and on from where it was."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos.core.errors import BadInput, HostTrouble
from pos.core.hosted import Change, Changes
from pos.core.money import Money
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind, PrepareId
from pos.core.order_card import NewOrder, OrderCard, OrderSource, OrderStage
from pos.core.sale import Sale, SaleId
from pos.core.secret import SecretKey
from pos.flow.events import AlarmKind, AlarmRaised, Event, HostChanged, OrderChanged, OrderNews
from pos.flow.order_pull import LEAST_S, LOST_AFTER_S, WAIT_S, OrderPull
from pos.ids import SystemIds
from pos.journal.catalogue import JournalCatalogue
from pos.journal.order_mirror import JournalMirror
from pos.journal.stock import JournalStock
from pos.online import Online, open_online
from pos.settings import ClickSettings, Settings
from pos.shop_api.serving import Serving
from tests.fakes.clock import START, FakeClock
from tests.fakes.counter import Counter, open_counter

pytestmark = pytest.mark.anyio
FEED, OTHER_FEED = "0123456789abcdef", "fedcba9876543210"
ONE, TWO, ACCOUNT = OrderId("ORDER1A"), OrderId("ORDER2A"), OrderId("ACCOUNT1A")
SUM = Money.of_sum(500)
LIMIT_S = 3.0
LIVE = Settings(
    click=ClickSettings(service_id=31, merchant_id=7, merchant_user_id=5, secret_key=SecretKey("k"))
)
PREPARED, PAID, CANCELLED = AttemptState
N = OrderNews
Answer = Changes | Exception | Callable[[], Changes]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class FakeHost:
    """Answers as the script says, then lets the till wait for news for ever."""

    def __init__(self) -> None:
        self.script: list[Answer] = []
        self.asked: list[tuple[str, int, float]] = []
        self.is_done = asyncio.Event()

    @property
    def places(self) -> list[tuple[str, int]]:
        """From where it was asked."""
        return [(feed, after) for feed, after, _wait_s in self.asked]

    async def changes(self, feed: str, after: int, wait_s: float) -> Changes:
        self.asked.append((feed, after, wait_s))
        await asyncio.sleep(0)
        if not self.script:
            self.is_done.set()
            await asyncio.Event().wait()
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Changes) else answer()

    async def create(self, card: OrderCard) -> Change:
        raise AssertionError("nobody made an order")

    async def cancel(self, order_id: OrderId) -> Change:
        raise AssertionError("nobody cancelled")

    async def pick(self, order_id: OrderId) -> Change:
        raise AssertionError("nobody picked")

    async def claim(self, order_id: OrderId, click_trans_id: int, till: str, by: str) -> Change:
        raise AssertionError("nobody claimed")

    async def aclose(self) -> None:
        return


class Clock(FakeClock):
    """Calls `then` when somebody slept."""

    def __init__(self) -> None:
        super().__init__()
        self.then: Callable[[], object] = lambda: None

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        self.then()


@dataclass
class Till:
    """A till over a real journal, and the host that it reads."""

    counter: Counter
    clock: Clock
    online: Online
    host: FakeHost
    mirror: JournalMirror
    heard: list[Event] = field(default_factory=list)

    @property
    def pull(self) -> OrderPull:
        """What is tested."""
        assert self.online.pull is not None
        return self.online.pull

    @property
    def connection(self) -> sqlite3.Connection:
        """Of its journal."""
        found: sqlite3.Connection = self.counter.journal.db.conn
        return found

    async def read(self, *answers: Answer) -> None:
        """Let the till read all this, and stop it when it waits for more."""
        self.host.script = list(answers)
        self.pull.begin()
        try:
            await asyncio.wait_for(self.host.is_done.wait(), LIMIT_S)
        finally:
            await self.pull.stop()

    def news(self) -> list[tuple[OrderId, OrderNews]]:
        """What was said of orders."""
        return [
            (event.card.order.order_id, event.news) for event in self.heard if isinstance(event, OrderChanged)
        ]

    def links(self) -> list[tuple[bool, str]]:
        """What was said of the host."""
        return [(event.ok, event.why) for event in self.heard if isinstance(event, HostChanged)]

    def alarms(self) -> list[tuple[AlarmKind, Mapping[str, object]]]:
        """What the manager hears."""
        return [(event.kind, event.facts) for event in self.heard if isinstance(event, AlarmRaised)]

    def card(self, name: OrderId = ONE) -> OrderCard:
        """An order that is here."""
        found = self.online.orders.find(name)
        assert found is not None
        return found


def open_till(path: Path, clock: Clock) -> Till:
    host = FakeHost()
    counter = open_counter(path, clock)

    def no_server(_online: Online, _settings: Settings) -> Serving:
        raise AssertionError("nobody serves here")

    online = open_online(
        settings=LIVE,
        journal=counter.journal,
        catalogue=JournalCatalogue(counter.journal),
        stock=JournalStock(counter.journal, clock),
        parts=counter.parts,
        after=counter.checkout.after,
        check_now=counter.checkout.check_now,
        ids=SystemIds(b"k" * 32),
        make_serving=no_server,
        host=host,
    )
    mirror = JournalMirror(counter.journal, online.book, clock)
    return Till(counter, clock, online, host, mirror, counter.events)


@pytest.fixture
async def till(tmp_path: Path) -> AsyncIterator[Till]:
    made = open_till(tmp_path / "till.sqlite3", Clock())
    yield made
    await made.online.close()
    made.counter.journal.close()


def card(
    name: OrderId = ONE,
    kind: OrderKind = OrderKind.ONE_SHOT,
    *,
    cancelled: bool = False,
    expires_at: datetime | None = None,
    picked_at: datetime | None = None,
    handed_at: datetime | None = None,
) -> OrderCard:
    """An order as its host tells it."""
    order = Order(name, kind, SUM, expires_at=expires_at, cancelled=cancelled)
    return OrderCard(
        order, Sale(SaleId("")), OrderSource.API, "", f"page-of-{name}", "", START,
        picked_at=picked_at, handed_at=handed_at,
    )  # fmt: skip


def tried(told: OrderCard, state: AttemptState = PAID, trans: int = 1, *, owed: bool = False) -> Change:
    """The same with an attempt."""
    until = START + timedelta(minutes=15)
    name, kind = told.order.order_id, told.order.kind
    return Change(told, Attempt(PrepareId(7), name, trans, trans, SUM, state, until, owed, kind))


def page(
    after: int, *changes: Change, feed: str = FEED, is_last: bool = True, training: bool = False
) -> Changes:
    return Changes(feed, after, changes, is_last, training)


EMPTY = page(0)
SILENT = HostTrouble("nobody", why="silent")

# ---- news -----------------------------------------------------------------------------------------------


def long_list() -> list[Change]:
    """An order at each stage, as a host tells them that has them all."""
    paid = (OrderStage.TO_PICK, OrderStage.PICKED, OrderStage.HANDED_OVER)
    orders = {
        OrderStage.WAITING: card(OrderId("WAITING")),
        OrderStage.EXPIRED: card(OrderId("EXPIRED"), expires_at=START),
        OrderStage.CANCELLED: card(OrderId("CANCELLED"), cancelled=True),
        OrderStage.RESERVED: card(OrderId("RESERVED")),
        OrderStage.TO_PICK: card(OrderId("TO_PICK")),
        OrderStage.PICKED: card(OrderId("PICKED"), picked_at=START),
        OrderStage.HANDED_OVER: card(OrderId("HANDED_OVER"), picked_at=START, handed_at=START),
        OrderStage.TO_RETURN: card(OrderId("TO_RETURN")),
    }
    assert set(orders) == set(OrderStage)
    return [
        *(Change(one) for one in orders.values()),
        tried(orders[OrderStage.CANCELLED], CANCELLED),
        tried(orders[OrderStage.EXPIRED], CANCELLED),
        tried(orders[OrderStage.RESERVED], PREPARED),
        *(tried(orders[stage]) for stage in paid),
        tried(orders[OrderStage.TO_RETURN], owed=True),
    ]


TO_DO = {"RESERVED", "TO_PICK", "PICKED", "TO_RETURN"}


async def test_the_first_reading_tells_what_is_to_be_done_and_nothing_else(till: Till) -> None:
    await till.read(page(15, *long_list()))
    assert {name for name, _news in till.news()} == TO_DO
    for name, news in (
        ("RESERVED", N.RESERVED), ("TO_PICK", N.PAID), ("TO_RETURN", N.TO_RETURN),
    ):  # fmt: skip
        assert (OrderId(name), news) in till.news()
    assert till.alarms() == [(AlarmKind.ORDER_TO_RETURN, {"order_id": "TO_RETURN"})]
    for stage in OrderStage:
        assert till.card(OrderId(stage.name)).stage(till.clock.now()) is stage


@pytest.mark.parametrize("size", [1, 4, 7])
async def test_a_first_reading_of_several_pages_tells_no_more_than_that_of_one(till: Till, size: int) -> None:
    changes = long_list()
    starts = range(0, len(changes), size)
    pages = [
        page(start + size, *changes[start : start + size], is_last=start == starts[-1]) for start in starts
    ]
    await till.read(*pages)
    assert {name for name, _news in till.news()} == TO_DO


async def test_what_happens_later_is_told_once_though_it_is_read_twice(till: Till) -> None:
    steps: list[tuple[Change, tuple[OrderId, OrderNews]]] = [
        (Change(card()), (ONE, N.CREATED)),
        (tried(card(), PREPARED), (ONE, N.RESERVED)),
        (tried(card(), CANCELLED), (ONE, N.RELEASED)),
        (Change(card(TWO)), (TWO, N.CREATED)),
        (tried(card(), PREPARED, 2), (ONE, N.RESERVED)),
        (tried(card(), PAID, 2), (ONE, N.PAID)),
        (Change(card(picked_at=START)), (ONE, N.PICKED)),
        (Change(card(TWO, cancelled=True)), (TWO, N.CANCELLED)),
        (Change(card(picked_at=START, handed_at=START)), (ONE, N.HANDED_OVER)),
        (tried(card(ACCOUNT, OrderKind.ACCOUNT)), (ACCOUNT, N.PAID)),
    ]
    pages = [page(number + 1, change) for number, (change, _news) in enumerate(steps)]
    await till.read(EMPTY, *(one for one in pages for _ in range(2)))
    assert till.news() == [news for _change, news in steps]
    assert till.alarms() == []


async def test_news_is_told_after_it_is_written_and_with_the_order_as_it_is(till: Till) -> None:
    stages: list[OrderStage] = []

    def hear(event: Event) -> None:
        if isinstance(event, OrderChanged):
            assert event.card == till.card(event.card.order.order_id)
            assert till.mirror.place() == (FEED, 2)
            stages.append(event.card.stage(event.at))

    till.counter.parts.events.subscribe(hear)
    await till.read(EMPTY, page(2, tried(card()), Change(card(TWO))))
    assert stages == [OrderStage.TO_PICK, OrderStage.WAITING]


async def test_money_that_must_be_returned_is_the_managers_matter(till: Till) -> None:
    await till.read(EMPTY, page(1, tried(card(), owed=True)), page(1, tried(card(), owed=True)))
    assert till.alarms() == [(AlarmKind.ORDER_TO_RETURN, {"order_id": ONE})]
    assert till.news() == [(ONE, N.TO_RETURN)]


async def test_what_does_not_fit_is_said_and_the_rest_is_told(till: Till) -> None:
    new = NewOrder(Order(ONE, OrderKind.ONE_SHOT, SUM), OrderSource.COMMAND)
    till.online.orders.add([(new, "this till's own")], START)
    await till.read(EMPTY, page(2, tried(card()), Change(card(TWO))))
    assert till.alarms() == [(AlarmKind.ORDER_ODD, {"order_id": ONE, "reply": 0})]
    assert till.news() == [(TWO, N.CREATED)]
    assert (till.card().origin, till.card().attempts) == ("", ())


async def test_another_hosts_list_is_a_first_reading_again(till: Till) -> None:
    other = [Change(card(TWO)), tried(card(ACCOUNT), PREPARED)]
    await till.read(EMPTY, page(1, Change(card())), page(2, *other, feed=OTHER_FEED))
    assert till.news() == [(ONE, N.CREATED), (ACCOUNT, N.RESERVED)]
    assert till.mirror.place() == (OTHER_FEED, 2)


# ---- where it reads -------------------------------------------------------------------------------------


async def test_it_goes_on_from_where_it_was_also_after_a_start(till: Till) -> None:
    await till.read(page(3, Change(card())), page(5, Change(card(TWO))))
    assert till.host.places == [("", 0), (FEED, 3), (FEED, 5)]
    again = open_till(till.counter.journal.path, till.clock)
    await again.read(page(6, Change(card(ACCOUNT))))
    assert again.host.places == [(FEED, 5), (FEED, 6)]
    assert again.news() == [(ACCOUNT, N.CREATED)]
    again.counter.journal.close()


async def test_the_host_may_wait_for_news_once_it_is_known_to_be_there(till: Till) -> None:
    await till.read(EMPTY, page(1, Change(card())), *[SILENT] * 7, EMPTY)
    waits = [wait_s for _feed, _after, wait_s in till.host.asked]
    assert (waits[0], waits[1], waits[-1]) == (0, WAIT_S, WAIT_S)
    assert till.links() == [(True, ""), (False, "silent"), (True, "")]
    assert waits[-2] == 0  # lost: first whether it is there


async def test_a_long_list_is_read_without_a_pause(till: Till) -> None:
    pages = [
        page(number, Change(card(OrderId(f"N{number}A"))), is_last=number == 9) for number in range(1, 10)
    ]
    await till.read(*pages)
    assert till.clock.slept == []


REPEATED = {
    "nothing": EMPTY,
    "more to come, and nothing": page(0, is_last=False),
    "the same": page(5, Change(card())),
    "the same, and more to come": page(5, Change(card()), is_last=False),
}


@pytest.mark.parametrize("repeated", REPEATED.values(), ids=REPEATED.keys())
async def test_a_host_that_answers_the_same_at_once_is_not_asked_without_end(
    till: Till, repeated: Changes
) -> None:
    await till.read(*[repeated] * 50)
    assert till.clock.elapsed_s >= 45 * LEAST_S
    assert len(till.news()) <= 1


async def test_a_host_that_waited_is_asked_at_once(till: Till) -> None:
    def waited() -> Changes:
        till.clock.pass_s(WAIT_S)
        return EMPTY

    await till.read(EMPTY, *[waited] * 5)
    assert till.clock.slept == [LEAST_S]


# ---- a host that is away --------------------------------------------------------------------------------


async def test_a_moment_without_the_host_is_nobodys_matter(till: Till) -> None:
    await till.read(EMPTY, *[SILENT] * 4, page(1, Change(card())), *[SILENT] * 4, EMPTY)
    assert LOST_AFTER_S / 2 < till.clock.elapsed_s < 2 * LOST_AFTER_S
    assert till.links() == [(True, "")]
    assert till.news() == [(ONE, N.CREATED)]


async def test_a_host_that_is_away_for_long_is_said_once_and_once_that_it_is_back(till: Till) -> None:
    await till.read(EMPTY, *[SILENT] * 30, page(1, Change(card())), EMPTY)
    assert till.links() == [(True, ""), (False, "silent"), (True, "")]
    lost, back = [event.at for event in till.heard if isinstance(event, HostChanged)][1:]
    assert lost - START >= timedelta(seconds=LOST_AFTER_S)
    assert lost - START < timedelta(seconds=2 * LOST_AFTER_S) < back - START
    assert till.news() == [(ONE, N.CREATED)]


async def test_a_host_that_was_never_there_is_said_too(till: Till) -> None:
    await till.read(*[SILENT] * 30)
    assert till.links() == [(False, "silent")]


async def test_a_host_that_begins_again_while_a_till_waits_for_its_news_is_nobodys_matter(till: Till) -> None:
    """Nothing is new for a while, then the connection ends: it is away for a moment, not for as long."""

    def cut_off() -> Changes:
        till.clock.pass_s(WAIT_S - 1)
        raise SILENT

    await till.read(EMPTY, cut_off, EMPTY, cut_off, EMPTY)
    assert till.links() == [(True, "")]


@pytest.mark.parametrize("why", ["key", "training"])
async def test_what_does_not_end_by_itself_is_said_at_once_and_once(till: Till, why: str) -> None:
    await till.read(*[HostTrouble("no", why=why)] * 20, EMPTY, EMPTY)
    assert till.links() == [(False, why), (True, "")]
    [lost, _back] = [event.at for event in till.heard if isinstance(event, HostChanged)]
    assert lost == START


async def test_a_host_whose_money_is_of_another_kind_is_not_read(till: Till) -> None:
    await till.read(page(1, tried(card()), training=True), page(1, Change(card(TWO))))
    assert till.links() == [(False, "training"), (True, "")]
    assert till.host.places == [("", 0), ("", 0), (FEED, 1)]
    assert till.online.orders.find(ONE) is None


async def test_a_host_is_asked_more_seldom_the_longer_it_is_away_and_never_given_up(till: Till) -> None:
    await till.read(*[SILENT] * 30)
    assert till.clock.slept == sorted(till.clock.slept)
    assert (len(till.clock.slept), till.clock.slept[0], till.clock.slept[-1]) == (30, 0.5, 5.0)


@pytest.mark.parametrize("why", ["answer", "silent", "key"])
async def test_an_order_is_told_once_though_the_host_failed_in_between(till: Till, why: str) -> None:
    trouble = HostTrouble("no", why=why)
    await till.read(EMPTY, page(1, Change(card())), trouble, page(1, Change(card())), trouble, EMPTY)
    assert till.news() == [(ONE, N.CREATED)]


async def test_a_host_that_refuses_is_asked_again(till: Till) -> None:
    """The port says that any call may be refused; reading must not end by it."""
    refused = BadInput("not now", field="id", value="")
    await till.read(EMPTY, refused, refused, page(1, Change(card())))
    assert till.news() == [(ONE, N.CREATED)]


# ---- a journal that fails -------------------------------------------------------------------------------


async def test_what_could_not_be_written_is_asked_for_again(till: Till) -> None:
    def unwritable() -> Changes:
        till.connection.execute("PRAGMA query_only=ON")
        return page(2, tried(card()), Change(card(TWO)))

    def mended() -> Changes:
        till.connection.execute("PRAGMA query_only=OFF")
        return page(2, tried(card()), Change(card(TWO)))

    await till.read(page(1), unwritable, unwritable, mended)
    assert till.host.places == [("", 0), (FEED, 1), (FEED, 1), (FEED, 1), (FEED, 2)]
    assert till.news() == [(ONE, N.PAID), (TWO, N.CREATED)]
    assert till.links() == [(True, "")]


async def test_while_the_journal_cannot_be_read_nobody_is_asked_and_then_it_goes_on(till: Till) -> None:
    def unreadable() -> Changes:
        till.connection.set_progress_handler(lambda: 1, 1)
        till.clock.then = mend
        return page(2, Change(card(TWO)))

    def mend() -> None:
        if len(till.clock.slept) >= 4:
            till.connection.set_progress_handler(None, 0)

    await till.read(page(1, Change(card())), unreadable, page(2, Change(card(TWO))))
    assert till.host.places == [("", 0), (FEED, 1), (FEED, 1), (FEED, 2)]
    assert till.news() == [(TWO, N.CREATED)]
    assert till.clock.slept[:4] == [0.5, 1.0, 2.0, 5.0]


# ---- the end --------------------------------------------------------------------------------------------


async def test_after_it_was_stopped_nobody_is_asked_any_more(till: Till) -> None:
    others = asyncio.all_tasks()
    await till.read(EMPTY, page(1, Change(card())))
    asked = len(till.host.asked)
    assert asyncio.all_tasks() == others
    for _ in range(20):
        await asyncio.sleep(0)
    assert len(till.host.asked) == asked
    await till.pull.stop()


async def test_it_stops_also_while_the_host_is_away_and_before_it_began(till: Till) -> None:
    await till.pull.stop()
    others = asyncio.all_tasks()
    is_away = asyncio.Event()

    def fifth() -> Changes:
        is_away.set()
        raise SILENT

    till.host.script = [*[SILENT] * 4, fifth, *[SILENT] * 1_000]
    till.pull.begin()
    await asyncio.wait_for(is_away.wait(), LIMIT_S)
    await till.pull.stop()
    asked = len(till.host.asked)
    for _ in range(20):
        await asyncio.sleep(0)
    assert (asyncio.all_tasks(), len(till.host.asked)) == (others, asked)
