"""A till's copy of another host's orders: whole at every moment, nothing twice, and nothing goes back."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from pos.core.errors import BadInput, JournalBusy
from pos.core.hosted import Change, Changes
from pos.core.money import Money, Quantity
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind, PrepareId
from pos.core.order_card import Hold, NewOrder, OrderCard, OrderSource, OrderStage
from pos.core.payment import TransactionId
from pos.core.sale import Sale, SaleId
from pos.journal.order_book import FIRST_PREPARE_ID
from pos.journal.order_feed import name_of
from pos.journal.order_mirror import JournalMirror
from tests.core.kit import BREAD, MILK
from tests.fakes.clock import FakeClock
from tests.journal.kit import Books, open_books, outside
from tests.journal.order_kit import ACCOUNT, ONE, RESERVED, TWO, OrderBooks, milk
from tests.journal.test_disk_faults import LONG, MakeBelieveRoom
from tests.journal.test_order_feed import OTHER, Host

ONE_SHOT, OF_ACCOUNT = OrderKind.ONE_SHOT, OrderKind.ACCOUNT
PREPARED, PAID, CANCELLED = AttemptState
FIRST = TransactionId("L" + "1" * 24 + "A")
News = list[OrderId | Attempt]


class Till:
    """Another journal, which may be closed and opened again."""

    def __init__(self, path: Path, clock: FakeClock) -> None:
        self._path, self._clock = path, clock
        self._open()

    def _open(self) -> None:
        books = open_books(self._path, self._clock)
        self.journal, self.online = books.journal, OrderBooks(books)
        self.mirror = JournalMirror(books.journal, self.online.book, self._clock)
        self.name = name_of(books.journal)

    def reopen(self) -> None:
        """The till starts again."""
        self.journal.close()
        self._open()

    def take(self, page: Changes) -> News:
        """Read a page; what was new."""
        return list(self.mirror.take(page))

    def card(self, name: OrderId = ONE) -> OrderCard:
        """An order that is here."""
        found = self.online.orders.find(name)
        assert found is not None
        return found

    def stage(self, name: OrderId = ONE) -> OrderStage:
        """Where an order stands here, now."""
        return self.card(name).stage(self._clock.now())

    def state(self) -> list[list[dict[str, object]]]:
        """All that is written of orders, but for the place."""
        return [self.online.rows(table) for table in ("orders", "order_goods", "attempts")]

    def to_book(self) -> set[tuple[OrderId, int]]:
        """What this till is about to book."""
        return {(one.order_id, one.click_trans_id) for _card, one in self.online.orders.to_book()}


@pytest.fixture
def host(books: Books) -> Host:
    return Host(books)


@pytest.fixture
def till(tmp_path: Path, clock: FakeClock) -> Iterator[Till]:
    made = Till(tmp_path / "till.sqlite3", clock)
    yield made
    made.journal.close()


def page_of(host: Host, place: tuple[str, int], limit: int = 200) -> Changes:
    """What a host tells to somebody who is at a place."""
    feed, after = place
    newest = host.feed.newest()
    if feed != host.feed.name or after > newest:
        after = 0
    found = host.feed.changes(after, limit)
    reached = found[-1][0] if found else min(after + limit, newest)
    return Changes(host.feed.name, reached, tuple(change for _, change in found), reached >= newest)


def sync(host: Host, till: Till, limit: int = 200) -> News:
    """Read to the end; what was new."""
    told: News = []
    while True:
        page = page_of(host, till.mirror.place(), limit)
        told += till.take(page)
        assert till.mirror.place() == (page.feed, page.after)  # else it would never end
        if page.is_last:
            return told


def whole(host: Host) -> Changes:
    """All that there is, as it is now."""
    return page_of(host, ("", 0), 1_000)


def page(host: Host, *changes: Change) -> Changes:
    """A page of these alone; the place in the list stays."""
    return Changes(host.feed.name, host.feed.newest(), changes, is_last=True)


def told(host: Host, name: OrderId = ONE, trans: int | None = None) -> Change:
    """An order as its host tells it now."""
    found = host.feed.change(name, trans)
    assert found is not None
    return found


def known(online: OrderBooks) -> dict[str, object]:
    """What a journal knows of its orders, but for whose they are and the numbers of attempts."""
    names = [str(row["order_id"]) for row in online.rows("orders")]
    cards = [online.orders.find(name, with_attempts=False) for name in names]
    attempts = {
        f"{row['order_id']} {row['click_trans_id']}": (
            row["kind"], row["click_paydoc_id"], row["amount_tiyin"], row["state"],
            row["reserved_until"], row["owes_reversal"], row["claimed_by"],
        )
        for row in online.rows("attempts")
    }  # fmt: skip
    return {**{card.order.order_id: replace(card, origin="") for card in cards if card}, **attempts}


# ---- the same as on the host ----------------------------------------------------------------------------


def test_an_order_is_copied_with_all_that_is_known_of_it(host: Host, till: Till) -> None:
    sale = Sale(SaleId("")).add(MILK.barcode, MILK, Quantity.pieces(2)).add(BREAD.barcode, BREAD)
    order = Order(ONE, ONE_SHOT, sale.total, expires_at=host.clock.now() + timedelta(days=1), training=True)
    new = NewOrder(
        order, OrderSource.WOOCOMMERCE, sale, (milk(2),), "№ 17 «Oʻzbekiston» 🥛", "https://shop.uz/t"
    )
    host.orders.add([(new, "secret-page")], host.clock.now())
    host.clock.pass_s(100)
    attempt = host.paid()
    host.orders.pick(ONE, host.clock.now())
    assert sync(host, till) == [replace(attempt, prepare_id=PrepareId(FIRST_PREPARE_ID))]
    card = host.card()
    assert till.card() == replace(card, origin=host.feed.name)
    assert till.online.orders.by_token("secret-page") == till.card()
    assert (till.stage(), till.card().created_at) == (OrderStage.PICKED, card.created_at)


def test_a_copy_is_not_answered_to_click_and_its_attempts_have_numbers_of_this_journal(
    host: Host, till: Till
) -> None:
    till.online.add(TWO)
    here = till.online.begin(TWO)
    host.add()
    there = host.begin()
    assert here.prepare_id == there.prepare_id
    sync(host, till)
    [copied] = till.card().attempts
    assert copied == replace(there, prepare_id=PrepareId(here.prepare_id + 1))
    assert till.online.book.attempt(here.prepare_id) == here
    assert [till.online.book.order(ONE), till.online.book.order(TWO) is None] == [None, False]


def test_goods_of_a_copy_that_somebody_pays_are_kept_from_the_shelf_here_too(host: Host, till: Till) -> None:
    till.online.stock.count(MILK.barcode, Quantity.pieces(5))
    host.add(holds=[milk(2)])
    sync(host, till)
    assert till.online.stock.free(MILK.barcode) == 5_000
    begun = host.begin()
    sync(host, till)
    assert till.online.stock.free(MILK.barcode) == 3_000
    host.end(begun, CANCELLED)
    sync(host, till)
    assert till.online.stock.free(MILK.barcode) == 5_000


class Pulling(RuleBasedStateMachine):
    """A host at work and a till that reads now and then, in pages of every size, again, and from before."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = FakeClock()
        self.host = Host(open_books(self.folder / "host.sqlite3", self.clock))
        self.till = Till(self.folder / "till.sqlite3", self.clock)
        self.names: list[tuple[OrderId, OrderKind]] = []
        self.live: list[Attempt] = []
        self.paid: list[Attempt] = []
        self.pages: list[Changes] = []
        self.news: Counter[tuple[str, int, AttemptState]] = Counter()

    # What happens on the host.

    @precondition(lambda self: len(self.names) < 5)
    @rule(kind=st.sampled_from([ONE_SHOT, OF_ACCOUNT]), pieces=st.integers(0, 2), is_from_till=st.booleans())
    def make(self, kind: OrderKind, pieces: int, is_from_till: bool) -> None:
        name = OrderId(f"N{len(self.names)}A")
        self.host.add(name, kind, holds=[milk(pieces)] if pieces else [])
        self.names.append((name, kind))
        if is_from_till and self.till.mirror.place()[0]:
            self.till.mirror.put(told(self.host, name))

    @precondition(lambda self: self.names)
    @rule(which=st.integers(0, 4))
    def prepare(self, which: int) -> None:
        self.live.append(self.host.begin(*self.names[which % len(self.names)]))

    @precondition(lambda self: self.live)
    @rule(which=st.integers(0, 9))
    def renew(self, which: int) -> None:
        self.clock.pass_s(RESERVED.total_seconds())
        which %= len(self.live)
        self.live[which] = replace(self.live[which], reserved_until=self.clock.now() + RESERVED)
        self.host.book.write(self.live[which])

    @precondition(lambda self: self.live)
    @rule(which=st.integers(0, 9), is_late=st.booleans())
    def pay(self, which: int, is_late: bool) -> None:
        attempt = self.live.pop(which % len(self.live))
        owed = attempt.kind is ONE_SHOT and (is_late or self.host.book.is_paid_by_another(attempt))
        ended = self.host.end(attempt, owes_reversal=owed)
        if not owed:
            self.paid.append(ended)

    @precondition(lambda self: self.live)
    @rule(which=st.integers(0, 9))
    def drop(self, which: int) -> None:
        self.host.end(self.live.pop(which % len(self.live)), CANCELLED)

    @precondition(lambda self: self.names)
    @rule(which=st.integers(0, 4), seconds=st.integers(0, 5))
    def cancel(self, which: int, seconds: int) -> None:
        self.clock.pass_s(seconds)
        with suppress(BadInput):
            self.host.orders.cancel(self.names[which % len(self.names)][0], self.clock.now())

    @precondition(lambda self: self.paid)
    @rule(which=st.integers(0, 9), seconds=st.integers(0, 5))
    def pick(self, which: int, seconds: int) -> None:
        self.clock.pass_s(seconds)
        with suppress(BadInput):
            self.host.orders.pick(self.paid[which % len(self.paid)].order_id, self.clock.now())

    @precondition(lambda self: self.paid)
    @rule(which=st.integers(0, 9), is_mine=st.booleans(), by=st.sampled_from(["", "Малика"]))
    def claim(self, which: int, is_mine: bool, by: str) -> None:
        attempt = self.paid[which % len(self.paid)]
        if is_mine and self._state_here(attempt) is not PAID:
            return  # a till claims what it shows as paid
        with suppress(BadInput):
            self.host.claim(attempt, self.till.name if is_mine else OTHER, by)
            if is_mine:
                self.till.mirror.put(told(self.host, attempt.order_id, attempt.click_trans_id))

    # What the till does.

    @rule(limit=st.integers(1, 5))
    def read_a_page(self, limit: int) -> None:
        self.pages.append(page_of(self.host, self.till.mirror.place(), limit))
        self._take(self.pages[-1])

    @rule(limit=st.integers(1, 9))
    def read_to_the_end(self, limit: int) -> None:
        while True:
            self.read_a_page(limit)
            if self.pages[-1].is_last:
                break
        assert known(self.till.online) == known(self.host)
        assert self.till.mirror.place() == (self.host.feed.name, self.host.feed.newest())

    @precondition(lambda self: self.pages)
    @rule(which=st.integers(0, 19), times=st.integers(1, 2))
    def read_again(self, which: int, times: int) -> None:
        """A page of before, as it was then: what is known by now stays."""
        chosen = self.pages[-1 - which % len(self.pages)]
        before = self._settled()
        self._take(chosen)
        for _ in range(times):
            rows = self.till.state()
            assert self.till.take(chosen) == []
            assert self.till.state() == rows
        assert before.items() <= self._settled().items()

    @rule()
    def start_again(self) -> None:
        place, rows = self.till.mirror.place(), self.till.state()
        self.till.reopen()
        assert (self.till.mirror.place(), self.till.state()) == (place, rows)

    def teardown(self) -> None:
        try:
            self.read_to_the_end(3)
            ended = [row for row in self.host.rows("attempts") if row["state"] != "prepared"]
            names = [(row["order_id"], row["click_trans_id"], AttemptState(row["state"])) for row in ended]
            assert {name: self.news[name] for name in names} == dict.fromkeys(names, 1)
        finally:
            self.host.journal.close()
            self.till.journal.close()
            shutil.rmtree(self.folder)

    def _take(self, one: Changes) -> None:
        news_of_it = self.till.take(one)
        assert self.till.mirror.place() == (one.feed, one.after)  # else reading would never end
        for news in news_of_it:
            if isinstance(news, Attempt) and news.state is not PREPARED:
                self.news[news.order_id, news.click_trans_id, news.state] += 1

    def _state_here(self, attempt: Attempt) -> AttemptState | None:
        for row in self.till.online.rows("attempts"):
            if (row["order_id"], row["click_trans_id"]) == (attempt.order_id, attempt.click_trans_id):
                return AttemptState(row["state"])
        return None

    def _settled(self) -> dict[tuple[object, ...], object]:
        """What the till knows and must not forget."""
        orders: dict[tuple[object, ...], object] = {
            (row["order_id"], column): row[column]
            for row in self.till.online.rows("orders")
            for column in ("cancelled_at", "picked_at", "handed_at", "handed_by")
            if row[column]
        }
        attempts: dict[tuple[object, ...], object] = {
            (row["order_id"], row["click_trans_id"], column): row[column]
            for row in self.till.online.rows("attempts")
            if row["state"] != "prepared"
            for column in ("state", "owes_reversal", "claimed_by", "ended_at")
            if row[column] != ""
        }
        return {**orders, **attempts}


@pytest.mark.timeout(400)
def test_whatever_happens_and_however_it_is_read_the_copy_is_the_same() -> None:
    like_this = settings(
        max_examples=int(os.environ.get("MACHINE_EXAMPLES") or 45),
        stateful_step_count=40,
        phases=[Phase.generate, Phase.shrink],
        derandomize="MACHINE_EXAMPLES" not in os.environ,
        database=None,
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Pulling, settings=like_this)


# ---- once, and nothing goes back ------------------------------------------------------------------------


def busy_day(host: Host) -> Attempt:
    """One order is handed over by a till, another one cancelled, an account is paid."""
    host.add(ONE, holds=[milk(1)])
    host.add(TWO)
    host.add(ACCOUNT, OF_ACCOUNT)
    paid = host.paid(ONE)
    host.orders.pick(ONE, host.clock.now())
    host.claim(paid, OTHER)
    host.end(host.begin(TWO), CANCELLED)
    host.orders.cancel(TWO, host.clock.now())
    host.paid(ACCOUNT, OF_ACCOUNT)
    host.begin(ACCOUNT, OF_ACCOUNT)
    return paid


def test_what_is_read_twice_is_new_once_and_changes_no_row(host: Host, till: Till) -> None:
    busy_day(host)
    page = whole(host)
    first = till.take(page)
    assert {one.order_id for one in first if isinstance(one, Attempt)} == {ONE, TWO, ACCOUNT}
    rows = till.state()
    host.clock.pass_s(3_600)
    for _ in range(2):
        assert till.take(page) == []
        assert till.state() == rows
        till.reopen()
    assert [list(till.mirror.odd()), till.state()] == [[], rows]


def test_a_place_is_written_with_the_page_and_survives_a_start(host: Host, till: Till) -> None:
    assert till.mirror.place() == ("", 0)
    busy_day(host)
    for limit in (1, 3, 2):
        page = page_of(host, till.mirror.place(), limit)
        till.take(page)
        till.reopen()
        assert till.mirror.place() == (host.feed.name, page.after)
    sync(host, till)
    assert known(till.online) == known(host)


def test_an_older_page_undoes_nothing(host: Host, till: Till) -> None:
    host.add()
    begun = host.begin()
    pages = [whole(host)]
    paid = host.end(begun)
    pages.append(whole(host))
    host.orders.pick(ONE, host.clock.now())
    pages.append(whole(host))
    host.claim(paid, OTHER, "Малика")
    till.take(whole(host))
    rows = till.state()
    for older in pages:
        host.clock.pass_s(1)
        assert till.take(older) == []
        assert till.state() == rows
    assert (till.stage(), till.card().handed_by) == (OrderStage.HANDED_OVER, "Малика")


def test_an_order_that_was_cancelled_stays_so_though_an_older_page_comes(host: Host, till: Till) -> None:
    host.add()
    before = whole(host)
    host.orders.cancel(ONE, host.clock.now())
    assert sync(host, till) == [ONE]
    rows = till.state()
    assert (till.take(before), till.state(), till.stage()) == ([], rows, OrderStage.CANCELLED)


def test_a_reservation_that_was_renewed_while_nobody_read_is_the_same_here_and_is_new_once(
    host: Host, till: Till
) -> None:
    """CLICK asks once more after a reservation ended, and takes the money, all between two pages."""
    host.add()
    begun = host.begin()
    sync(host, till)
    host.clock.pass_s(RESERVED.total_seconds())
    renewed = replace(begun, reserved_until=host.clock.now() + RESERVED)
    host.book.write(renewed)
    paid = host.end(renewed)
    assert sync(host, till) == [paid]
    assert known(till.online) == known(host)
    host.claim(paid, OTHER)  # tells the attempt again
    assert sync(host, till) == [ONE]
    assert till.take(whole(host)) == []


def test_a_reservation_that_goes_on_is_new(host: Host, till: Till) -> None:
    host.add()
    begun = host.begin()
    sync(host, till)
    host.clock.pass_s(RESERVED.total_seconds())
    assert till.stage() is OrderStage.WAITING
    renewed = replace(begun, reserved_until=host.clock.now() + RESERVED)
    host.book.write(renewed)
    assert sync(host, till) == [renewed]
    assert till.stage() is OrderStage.RESERVED


def test_one_answer_of_the_host_leaves_the_place_where_it_was(host: Host, till: Till) -> None:
    host.add(ONE)
    sync(host, till)
    place = till.mirror.place()
    paid = host.paid(ONE)
    host.add(TWO)
    host.claim(paid, till.name, "Малика")
    till.mirror.put(told(host, ONE, paid.click_trans_id))
    assert (till.mirror.place(), till.stage()) == (place, OrderStage.HANDED_OVER)
    rows = till.state()
    till.mirror.put(told(host, ONE, paid.click_trans_id))
    assert till.state() == rows
    assert sync(host, till) == [TWO]
    assert known(till.online) == known(host)


# ---- what does not fit ----------------------------------------------------------------------------------


def test_an_order_of_this_till_by_the_same_id_is_left_alone_and_the_rest_is_written(
    host: Host, till: Till
) -> None:
    till.online.add(ONE)
    mine = till.online.begin(ONE)
    for name in (ONE, TWO):
        host.add(name)
    host.orders.cancel(ONE, host.clock.now())
    host.paid(ONE)
    rows = [table[0] for table in till.state() if table]
    assert sync(host, till) == [TWO]
    assert set(till.mirror.odd()) == {ONE}
    assert [table[0] for table in till.state() if table] == rows
    assert (till.card(ONE).attempts, till.card(ONE).origin, till.stage(TWO)) == (
        (mine,),
        "",
        OrderStage.WAITING,
    )
    sync(host, till)
    assert list(till.mirror.odd()) == []


@pytest.mark.parametrize(("here", "there"), [(PAID, CANCELLED), (CANCELLED, PAID), (PAID, PREPARED)])
def test_what_ended_otherwise_there_stays_as_it_is_and_is_odd(
    host: Host, till: Till, here: AttemptState, there: AttemptState
) -> None:
    host.add(ONE)
    begun = host.begin(ONE)
    till.take(page(host, Change(told(host).card, replace(begun, state=here))))
    rows = till.state()
    host.add(TWO)
    contradiction = Change(told(host).card, replace(begun, state=there), OTHER)
    assert till.take(page(host, contradiction, told(host, TWO))) == [TWO]
    assert list(till.mirror.odd()) == [ONE]
    assert (till.state()[2], till.card().attempts[0].state) == (rows[2], here)


@pytest.mark.parametrize("owed_here", [False, True])
def test_money_that_is_owed_back_on_one_side_alone_is_odd_and_not_new_with_every_page(
    host: Host, till: Till, owed_here: bool
) -> None:
    host.add()
    ended = host.end(host.begin(), owes_reversal=owed_here)
    sync(host, till)
    rows = till.state()
    contradiction = page(host, Change(told(host).card, replace(ended, owes_reversal=not owed_here)))
    for _ in range(2):
        assert till.take(contradiction) == []
        assert (list(till.mirror.odd()), till.state()) == ([ONE], rows)


def test_a_host_that_was_restored_from_an_older_copy_takes_nothing_out_of_this_journal(
    host: Host, till: Till, tmp_path: Path
) -> None:
    host.add()
    begun = host.begin()
    copy = tmp_path / "older.sqlite3"
    with outside(host.journal.path) as other:
        other.execute("VACUUM INTO ?", (str(copy),))
    paid = host.end(begun)
    host.orders.pick(ONE, host.clock.now())
    host.claim(paid, till.name, "Малика")
    host.add(TWO)
    sync(host, till)
    rows = till.state()
    restored = Host(open_books(copy, host.clock))
    assert restored.feed.name == host.feed.name
    assert sync(restored, till) == []
    assert (till.state(), list(till.mirror.odd())) == (rows, [ONE])
    assert till.mirror.place() == (host.feed.name, restored.feed.newest())
    restored.journal.close()


def of_twice_the_same_good(host: Host, _till: Till) -> Change:
    bare = told(host)
    return replace(bare, card=replace(bare.card, holds=(milk(1), milk(2))))


def of_nothing_of_a_good(host: Host, _till: Till) -> Change:
    bare = told(host)
    return replace(bare, card=replace(bare.card, holds=(milk(1), Hold(BREAD.barcode, Quantity(0)))))


def with_a_page_of_another(host: Host, till: Till) -> Change:
    till.online.add(ACCOUNT, OF_ACCOUNT)
    bare = told(host)
    return replace(bare, card=replace(bare.card, token=till.card(ACCOUNT).token))


def with_an_attempt_for_nothing(host: Host, _till: Till) -> Change:
    return replace(told(host), attempt=replace(host.begin(), amount=Money(0)))


def paid_a_second_time(host: Host, till: Till) -> Change:
    first = host.begin()
    till.take(page(host, replace(told(host), attempt=replace(first, state=PAID))))
    return replace(told(host), attempt=replace(host.begin(), state=PAID))


def paid_a_second_time_by_a_known_payer(host: Host, till: Till) -> Change:
    first, second = host.begin(), host.begin()
    till.take(whole(host))
    till.take(page(host, replace(told(host), attempt=replace(first, state=PAID))))
    return replace(told(host), attempt=replace(second, state=PAID))


OF_ORDERS = [of_twice_the_same_good, of_nothing_of_a_good, with_a_page_of_another]
OF_ATTEMPTS = [with_an_attempt_for_nothing, paid_a_second_time, paid_a_second_time_by_a_known_payer]


@pytest.mark.parametrize("made", [*OF_ORDERS, *OF_ATTEMPTS], ids=lambda made: made.__name__)
def test_what_the_journal_refuses_is_left_out_whole_and_the_rest_is_written(
    host: Host, till: Till, made: Callable[[Host, Till], Change]
) -> None:
    host.add(ONE)
    refused = made(host, till)
    before = till.state()
    assert till.take(page(host, refused)) == []
    assert list(till.mirror.odd()) == [ONE]
    if made in OF_ORDERS:
        assert till.state() == before
    else:  # the order itself may be known
        assert till.state()[2] == before[2]
    host.add(TWO)
    assert till.take(page(host, refused, told(host, TWO))) == [TWO]
    assert (list(till.mirror.odd()), till.stage(TWO)) == ([ONE], OrderStage.WAITING)


def test_an_answer_that_does_not_fit_is_odd_and_writes_nothing(host: Host, till: Till) -> None:
    till.online.add(ONE)
    host.add(ONE)
    rows = till.state()
    till.mirror.put(told(host))
    assert (list(till.mirror.odd()), till.state()) == ([ONE], rows)
    host.add(TWO)
    till.mirror.put(told(host, TWO))
    assert list(till.mirror.odd()) == []


# ---- one step -------------------------------------------------------------------------------------------


def test_while_the_journal_is_busy_nothing_of_a_page_is_written_and_its_place_is_kept(
    host: Host, till: Till
) -> None:
    host.add(ONE)
    sync(host, till)
    place, rows = till.mirror.place(), till.state()
    busy_page = page_of(host, place)
    host.add(TWO)
    page = page_of(host, place)
    assert page != busy_page
    till.journal.db.conn.execute("PRAGMA busy_timeout=1")
    with outside(till.journal.path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalBusy):
            till.take(page)
        with pytest.raises(JournalBusy):
            till.mirror.put(page.changes[0])
        assert (till.mirror.place(), till.state()) == (place, rows)
        other.execute("ROLLBACK")
    assert till.take(page) == [TWO]


def test_a_page_that_needs_the_ballast_is_written_once_and_what_is_odd_is_named_once(
    host: Host, till: Till
) -> None:
    till.online.add(ONE)
    host.add(ONE)
    bare = told(host).card
    large = replace(
        bare,
        order=replace(bare.order, order_id=TWO),
        token="large",
        sale=sale_with_a_long_name(),
        holds=(milk(1),),
    )
    room = MakeBelieveRoom(till.journal.path.parent)
    room.connection = till.journal.db.conn
    till.journal.room = room
    [pages] = till.journal.db.conn.execute("PRAGMA page_count").fetchone()
    till.journal.db.conn.execute(f"PRAGMA max_page_count={pages}")
    assert till.take(page(host, Change(bare), Change(large))) == [TWO]
    assert (room.given_up, list(till.mirror.odd()), till.card(TWO).sale) == (1, [ONE], large.sale)


def sale_with_a_long_name() -> Sale:
    return Sale(SaleId("")).add(MILK.barcode, replace(MILK, name=LONG))


# ---- another host ---------------------------------------------------------------------------------------


def test_another_hosts_list_is_read_from_its_beginning_and_what_the_first_one_told_stays(
    host: Host, till: Till, tmp_path: Path
) -> None:
    busy_day(host)
    sync(host, till)
    of_first = till.state()
    second = Host(open_books(tmp_path / "second.sqlite3", host.clock))
    second.add(OrderId("SECOND1A"))
    assert second.feed.name != host.feed.name
    assert second.feed.newest() < till.mirror.place()[1]
    assert sync(second, till) == [OrderId("SECOND1A")]
    assert till.mirror.place() == (second.feed.name, second.feed.newest())
    assert till.card(OrderId("SECOND1A")).origin == second.feed.name
    assert till.card(ONE).origin == host.feed.name
    assert [table[: len(before)] for table, before in zip(till.state(), of_first, strict=True)] == of_first
    assert sync(host, till) == []
    assert till.mirror.place() == (host.feed.name, host.feed.newest())
    second.journal.close()


# ---- what the till books --------------------------------------------------------------------------------


def test_of_payments_to_accounts_a_till_books_what_nobody_or_it_itself_claimed(
    host: Host, till: Till
) -> None:
    host.add(ACCOUNT, OF_ACCOUNT)
    free, mine, others = (host.paid(ACCOUNT, OF_ACCOUNT) for _ in range(3))
    host.claim(mine, till.name)
    host.claim(others, OTHER)
    host.begin(ACCOUNT, OF_ACCOUNT)
    host.end(host.begin(ACCOUNT, OF_ACCOUNT), CANCELLED)
    host.end(host.begin(ACCOUNT, OF_ACCOUNT), owes_reversal=True)
    sync(host, till)
    wanted = {(ACCOUNT, free.click_trans_id), (ACCOUNT, mine.click_trans_id)}
    assert till.to_book() == wanted
    till.reopen()
    assert till.to_book() == wanted
    host.claim(free, OTHER)
    sync(host, till)
    assert till.to_book() == {(ACCOUNT, mine.click_trans_id)}


def test_goods_are_booked_only_by_the_till_that_claimed_them(host: Host, till: Till) -> None:
    names = [OrderId(f"GOODS{number}A") for number in range(3)]
    paid = []
    for name in names:
        host.add(name)
        paid.append(host.paid(name))
    host.claim(paid[1], till.name, "Малика")
    host.claim(paid[2], OTHER)
    sync(host, till)
    assert till.to_book() == {(names[1], paid[1].click_trans_id)}
    assert [till.stage(name) for name in names] == [
        OrderStage.TO_PICK, OrderStage.HANDED_OVER, OrderStage.HANDED_OVER,
    ]  # fmt: skip


def test_what_is_booked_here_is_not_booked_again_and_not_what_another_till_has(
    host: Host, till: Till
) -> None:
    host.add(ACCOUNT, OF_ACCOUNT)
    mine, others = host.paid(ACCOUNT, OF_ACCOUNT), host.paid(ACCOUNT, OF_ACCOUNT)
    host.claim(mine, till.name)
    host.claim(others, OTHER)
    sync(host, till)
    here = {one.click_trans_id: one for one in till.card(ACCOUNT).attempts}
    till.online.orders.book(here[mine.click_trans_id], FIRST)
    with pytest.raises(BadInput):
        till.online.orders.book(here[others.click_trans_id], TransactionId("L" + "2" * 24 + "A"))
    assert till.to_book() == set()
    assert (till.take(whole(host)), till.online.orders.booked(here[mine.click_trans_id])) == ([], FIRST)


def test_a_claim_that_was_told_once_does_not_change_hands_here(host: Host, till: Till) -> None:
    host.add(ACCOUNT, OF_ACCOUNT)
    paid = host.paid(ACCOUNT, OF_ACCOUNT)
    host.claim(paid, till.name)
    sync(host, till)
    for another in (OTHER, ""):
        till.take(page(host, replace(told(host, ACCOUNT, paid.click_trans_id), claimed_by=another)))
        assert till.to_book() == {(ACCOUNT, paid.click_trans_id)}
