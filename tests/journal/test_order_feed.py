"""The list of changes that tills pull: nothing left out, nothing of others told, each payment one till's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pos.core.errors import BadInput, JournalTrouble
from pos.core.hosted import Change, Changes
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind
from pos.core.order_card import NewOrder, OrderCard, OrderSource
from pos.core.payment import TransactionId
from pos.core.sale import Sale, SaleId, SaleLine
from pos.journal.database import Journal
from pos.journal.order_feed import MOST_LINES, JournalFeed, name_of
from pos.journal.order_mirror import JournalMirror
from tests.core.kit import MILK
from tests.journal.kit import Books, outside
from tests.journal.order_kit import ACCOUNT, ONE, RESERVED, SUM, TWO, OrderBooks, milk

ONE_SHOT, OF_ACCOUNT, OF_TILL = OrderKind.ONE_SHOT, OrderKind.ACCOUNT, OrderKind.TILL
FIRST, SECOND = TransactionId("L" + "1" * 24 + "A"), TransactionId("L" + "2" * 24 + "A")
TILL, OTHER = "0123456789abcdef", "fedcba9876543210"
Key = tuple[OrderId, int | None]


class Host(OrderBooks):
    """Online orders over one journal, with the list of their changes."""

    def __init__(self, books: Books) -> None:
        super().__init__(books)
        self.feed = JournalFeed(books.journal, self.orders)

    def claim(self, attempt: Attempt, till: str = TILL, by: str = "Малика") -> None:
        """A till has it."""
        self.feed.claim(attempt.order_id, attempt.click_trans_id, till, by, self.clock.now())

    def since(self, place: int) -> list[Key]:
        """What changed after a place."""
        return [key_of(change) for _place, change in self.feed.changes(place, 1_000)]

    def card(self, name: OrderId = ONE) -> OrderCard:
        """An order that is there."""
        found = self.orders.find(name)
        assert found is not None
        return found

    def state(self) -> list[list[dict[str, object]]]:
        """All that is written of orders."""
        return [self.rows(table) for table in ("orders", "order_goods", "attempts", "order_changes")]


@pytest.fixture
def host(books: Books) -> Host:
    return Host(books)


def key_of(change: Change) -> Key:
    """What a change is about."""
    return change.card.order.order_id, change.attempt.click_trans_id if change.attempt else None


# ---- every change is in it ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """A change after what was before, what is told then, and how it is told."""

    act: Callable[[Host, Attempt], object]
    told: list[Key]
    shows: Callable[[Change], object]
    kind: OrderKind = ONE_SHOT
    is_paid: bool = False


def renew(host: Host, begun: Attempt) -> None:
    host.book.write(replace(begun, reserved_until=begun.reserved_until + RESERVED))


PAYER: list[Key] = [(ONE, 1)]
ORDER: list[Key] = [(ONE, None)]
WAYS = {
    "an order is made": Way(
        lambda host, _: host.add(TWO, holds=[milk(2)]),
        [(TWO, None)],
        lambda told: told.card.holds == (milk(2),),
    ),
    "somebody begins to pay": Way(
        lambda host, _: host.begin(ONE),
        [(ONE, 2)],
        lambda told: told.attempt and told.attempt.click_trans_id == 2,
    ),
    "a reservation is renewed": Way(
        renew,
        PAYER,
        lambda told: told.attempt and told.attempt.reserved_until > told.card.created_at + RESERVED,
    ),
    "it is paid": Way(
        lambda host, begun: host.end(begun),
        PAYER,
        lambda told: told.attempt and told.attempt.state is AttemptState.PAID,
    ),
    "it is paid and must be returned": Way(
        lambda host, begun: host.end(begun, owes_reversal=True),
        PAYER,
        lambda told: told.attempt and told.attempt.owes_reversal,
    ),
    "CLICK did not take it": Way(
        lambda host, begun: host.end(begun, AttemptState.CANCELLED),
        PAYER,
        lambda told: told.attempt and told.attempt.state is AttemptState.CANCELLED,
    ),
    "the shop cancels": Way(
        lambda host, _: host.orders.cancel(ONE, host.clock.now()),
        ORDER,
        lambda told: told.card.order.cancelled,
    ),
    "it is picked": Way(
        lambda host, _: host.orders.pick(ONE, host.clock.now()),
        ORDER,
        lambda told: told.card.picked_at,
        is_paid=True,
    ),
    "it is handed over here": Way(
        lambda host, _: host.orders.hand_over(ONE, FIRST, host.clock.now(), "Малика"),
        ORDER,
        lambda told: told.card.handed_by == "Малика",
        is_paid=True,
    ),
    "a payment for goods is claimed": Way(
        lambda host, paid: host.claim(paid),
        [(ONE, 1), (ONE, None)],
        lambda told: told.card.handed_by == "Малика" and told.claimed_by == (TILL if told.attempt else ""),
        is_paid=True,
    ),
    "a payment to an account is claimed": Way(
        lambda host, paid: host.claim(paid),
        [(ACCOUNT, 1)],
        lambda told: told.claimed_by == TILL and told.card.handed_at is None,
        OF_ACCOUNT,
        is_paid=True,
    ),
    "a payment is booked here": Way(
        lambda host, paid: host.orders.book(paid, FIRST),
        [(ACCOUNT, 1)],
        lambda told: told.attempt and told.attempt.state is AttemptState.PAID,
        OF_ACCOUNT,
        is_paid=True,
    ),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_every_change_is_told_as_it_is_now(host: Host, way: Way) -> None:
    name = ONE if way.kind is ONE_SHOT else ACCOUNT
    host.add(name, way.kind)
    attempt = host.paid(name, way.kind) if way.is_paid else host.begin(name, way.kind)
    place = host.feed.newest()
    way.act(host, attempt)
    told = host.feed.changes(place, 1_000)
    assert [key_of(change) for _place, change in told] == way.told
    assert (place < told[0][0], told[-1][0]) == (True, host.feed.newest())
    for _place, change in told:
        assert change.card == replace(host.card(change.card.order.order_id), attempts=())
        assert change == host.feed.change(*key_of(change))
        assert way.shows(change)


def test_of_an_attempt_the_list_has_what_the_book_has(host: Host) -> None:
    host.add()
    begun = host.begin()
    assert host.feed.change(ONE, 1) == Change(replace(host.card(), attempts=()), begun)
    ended = host.end(begun)
    assert host.feed.change(ONE, 1) == Change(replace(host.card(), attempts=()), ended)
    assert host.feed.change(ONE) == Change(replace(host.card(), attempts=()))
    assert [host.feed.change(TWO), host.feed.change(ONE, 2)] == [None, None]


def test_what_fails_is_not_told(host: Host) -> None:
    host.add()
    place = host.feed.newest()
    with pytest.raises(BadInput):
        host.add()
    with pytest.raises(BadInput):
        host.claim(host.begin())
    assert host.since(place) == [(ONE, 1)]


def test_a_sale_at_the_counter_is_no_order_and_is_not_told(host: Host) -> None:
    sale = OrderId("L0000000000000000000000001A")
    host.end(host.begin(sale, OF_TILL))
    assert (host.feed.newest(), host.since(0), host.feed.change(sale, 1)) == (0, [], None)


def test_a_copy_of_another_hosts_order_is_not_told_again(host: Host) -> None:
    host.add()
    paid = replace(host.paid(), order_id=TWO)
    mirror = JournalMirror(host.journal, host.book, host.clock)
    copied = replace(host.card(), order=Order(TWO, ONE_SHOT, SUM), token="another page", attempts=())
    mirror.take(Changes("another host", 5, (Change(copied), Change(copied, paid)), is_last=True))
    assert host.card(TWO).paid is not None
    assert host.since(0) == [(ONE, None), (ONE, 1)]
    assert [host.feed.change(TWO), host.feed.change(TWO, paid.click_trans_id)] == [None, None]
    assert walked(host.feed, 1) == dict(zip([(ONE, None), (ONE, 1)], changes_of(host.feed), strict=True))


# ---- once, page by page ---------------------------------------------------------------------------------


def changes_of(feed: JournalFeed) -> list[Change]:
    return [change for _place, change in feed.changes(0, 1_000)]


def pages(feed: JournalFeed, limit: int) -> list[list[Change]]:
    """The whole list as a till reads it, in pages of so many; fails where it does not go on."""
    found: list[list[Change]] = []
    after = 0
    while after < feed.newest():
        page = feed.changes(after, limit)
        places = [place for place, _change in page]
        assert len(page) <= limit
        assert places == sorted(set(places))
        reached = places[-1] if places else min(after + limit, feed.newest())
        assert reached > after
        assert not places or places[0] > after
        found.append([change for _place, change in page])
        after = reached
    return found


def walked(feed: JournalFeed, limit: int) -> dict[Key, Change]:
    """What a till knows when it came to the end."""
    return {key_of(change): change for page in pages(feed, limit) for change in page}


def test_what_was_changed_again_stands_there_once_and_at_its_newest_place(host: Host) -> None:
    host.add(ONE)
    host.add(TWO)
    begun = host.begin(ONE)
    host.orders.pick(ONE, host.clock.now())
    host.end(begun)
    assert host.feed.newest() == 5
    told = host.feed.changes(0, 1_000)
    assert [(place, key_of(change)) for place, change in told] == [
        (2, (TWO, None)), (4, (ONE, None)), (5, (ONE, 1)),
    ]  # fmt: skip
    assert host.since(4) == [(ONE, 1)]
    assert host.since(5) == []


def busy_week(host: Host) -> None:
    """Orders and payers one over the other, with places in the list of which nothing is told."""
    mirror = JournalMirror(host.journal, host.book, host.clock)
    host.add(ONE)
    copied = replace(host.card(), order=Order(OrderId("COPY1A"), ONE_SHOT, SUM), token="a copy")
    host.add(TWO)
    first, second = host.begin(ONE), host.begin(TWO)
    for picked_at in (None, host.clock.now()):
        mirror.put(Change(replace(copied, picked_at=picked_at)))
    host.add(ACCOUNT, OF_ACCOUNT)
    host.end(first, AttemptState.CANCELLED)
    renew(host, second)
    for _ in range(3):
        host.claim(host.paid(ACCOUNT, OF_ACCOUNT))
    host.end(second)
    host.orders.pick(TWO, host.clock.now())
    host.claim(second)
    host.orders.cancel(ONE, host.clock.now())
    mirror.put(Change(replace(copied, handed_at=host.clock.now())))


def test_pages_of_every_size_visit_everything_and_come_to_an_end(host: Host) -> None:
    busy_week(host)
    whole = {key_of(change): change for change in changes_of(host.feed)}
    assert set(whole) == {(ONE, None), (TWO, None), (ACCOUNT, None), (ONE, 1), (TWO, 2),
                          (ACCOUNT, 3), (ACCOUNT, 4), (ACCOUNT, 5)}  # fmt: skip
    for limit in range(1, host.feed.newest() + 2):
        assert walked(host.feed, limit) == whole, limit


def test_what_changes_while_a_till_reads_comes_in_a_later_page(host: Host) -> None:
    host.add(ONE)
    host.add(TWO)
    begun = host.begin(ONE)
    [(place, change)] = host.feed.changes(0, 1)
    assert key_of(change) == (ONE, None)
    host.end(begun)
    host.orders.pick(ONE, host.clock.now())
    assert host.since(place) == [(TWO, None), (ONE, 1), (ONE, None)]


def order_of_lines(host: Host, name: OrderId, count: int) -> None:
    line = SaleLine(1, MILK.barcode, MILK)
    sale = Sale(SaleId(""), tuple(replace(line, number=number + 1) for number in range(count)))
    new = NewOrder(Order(name, ONE_SHOT, sale.total), OrderSource.API, sale)
    host.orders.add([(new, f"page-of-{name}")], host.clock.now())


def test_large_orders_cut_a_page_and_nothing_is_skipped(host: Host) -> None:
    sizes = [400, 400, 400, 1, MOST_LINES + 1, 1, MOST_LINES, 1]
    names = [OrderId(f"BIG{number}A") for number in range(len(sizes))]
    for name, size in zip(names, sizes, strict=True):
        order_of_lines(host, name, size)
    found = pages(host.feed, 200)
    assert [[len(change.card.sale.lines) for change in page] for page in found] == [
        [400, 400], [400, 1], [MOST_LINES + 1], [1], [MOST_LINES], [1],
    ]  # fmt: skip
    assert [change.card.order.order_id for page in found for change in page] == names


def test_a_large_order_that_changes_while_it_waits_for_its_page_is_told_once(host: Host) -> None:
    names = [OrderId(f"BIG{number}A") for number in range(3)]
    for name in names:
        order_of_lines(host, name, MOST_LINES // 2)
    first = host.feed.changes(0, 200)
    assert [key_of(change)[0] for _place, change in first] == names[:2]
    host.orders.pick(names[2], host.clock.now())
    assert host.since(first[-1][0]) == [(names[2], None)]


def test_a_list_has_the_name_of_its_journal_for_ever(host: Host, tmp_path: Path) -> None:
    name = host.feed.name
    assert len(name) == 16
    assert int(name, 16) >= 0
    host.journal.close()
    again, another = Journal(host.journal.path), Journal(tmp_path / "another.sqlite3")
    assert name_of(again) == name != name_of(another)
    for journal in (again, another):
        journal.close()


# ---- claims ---------------------------------------------------------------------------------------------


def test_the_first_till_that_claims_has_it_and_may_ask_again(host: Host) -> None:
    host.add()
    paid = host.paid()
    at = host.clock.now()
    host.claim(paid)
    host.clock.pass_s(60)
    host.claim(paid, by="Дилшод")
    told = host.feed.change(ONE, 1)
    assert told is not None
    assert (told.claimed_by, told.card.handed_at, told.card.handed_by) == (TILL, at, "Малика")
    before = host.state()
    with pytest.raises(BadInput) as refused:
        host.claim(paid, OTHER)
    assert refused.value.facts["value"] == ONE
    assert host.state() == before


def test_what_a_till_claimed_is_neither_booked_nor_to_be_booked_here(host: Host) -> None:
    host.add(ACCOUNT, OF_ACCOUNT)
    first, second = host.paid(ACCOUNT, OF_ACCOUNT), host.paid(ACCOUNT, OF_ACCOUNT)
    host.claim(first)
    assert [one for _card, one in host.orders.to_book()] == [second]
    with pytest.raises(BadInput):
        host.orders.book(first, FIRST)
    host.orders.book(second, SECOND)
    assert (host.orders.booked(first), host.orders.booked(second)) == (None, SECOND)


def owed(host: Host) -> Attempt:
    return host.end(host.begin(), owes_reversal=True)


def booked(host: Host) -> Attempt:
    paid = host.paid()
    host.orders.book(paid, FIRST)
    return paid


REFUSED: dict[str, Callable[[Host], Attempt]] = {
    "not paid": lambda host: host.begin(),
    "not taken by CLICK": lambda host: host.end(host.begin(), AttemptState.CANCELLED),
    "owed back": owed,
    "booked here": booked,
    "another payment": lambda host: replace(host.paid(), click_trans_id=99),
    "another order": lambda host: replace(host.paid(), order_id=TWO),
}


@pytest.mark.parametrize("made", REFUSED.values(), ids=REFUSED.keys())
def test_no_till_gets_what_is_not_to_be_had(host: Host, made: Callable[[Host], Attempt]) -> None:
    host.add()
    attempt = made(host)
    before = host.state()
    with pytest.raises(BadInput):
        host.claim(attempt)
    assert host.state() == before


def test_of_two_payments_for_goods_the_one_that_is_owed_back_hands_nothing_over(host: Host) -> None:
    host.add()
    late, paid = host.begin(), host.paid()
    late = host.end(late, owes_reversal=True)
    with pytest.raises(BadInput):
        host.claim(late)
    assert host.card().handed_at is None
    host.claim(paid)
    assert host.card().handed_at == host.clock.now()


def test_each_payment_to_an_account_is_claimed_for_itself_and_hands_nothing_over(host: Host) -> None:
    host.add(ACCOUNT, OF_ACCOUNT)
    first, second = host.paid(ACCOUNT, OF_ACCOUNT), host.paid(ACCOUNT, OF_ACCOUNT)
    host.claim(first)
    host.claim(second, OTHER)
    assert [row["claimed_by"] for row in host.rows("attempts")] == [TILL, OTHER]
    assert (host.card(ACCOUNT).handed_at, host.card(ACCOUNT).handed_by) == (None, "")


@pytest.mark.parametrize(
    ("by", "kept"), [("Малика " * 20, ("Малика " * 20)[:60]), ("Mal\ud800ika", "Mal?ika"), ("", "")]
)
def test_who_handed_it_over_is_kept_as_far_as_a_file_takes_it(host: Host, by: str, kept: str) -> None:
    host.add()
    host.claim(host.paid(), by=by)
    assert host.card().handed_by == kept


# ---- what the database itself refuses -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "guard"),
    [
        ("UPDATE attempts SET claimed_by = 'another'", "a_claim_never_changes_hands"),
        ("UPDATE attempts SET claimed_by = ''", "a_claim_never_changes_hands"),
        ("UPDATE order_changes SET seq = seq + 100", "order_changes_never_change"),
        ("UPDATE order_changes SET order_id = 'X'", "order_changes_never_change"),
        ("UPDATE order_changes SET click_trans_id = 7", "order_changes_never_change"),
        ("DELETE FROM order_changes", "order_changes_are_never_deleted"),
        ("DELETE FROM order_changes WHERE seq = 1", "order_changes_are_never_deleted"),
        ("UPDATE orders SET origin = 'elsewhere'", "order_origin_never_changes"),
    ],
)
def test_the_database_itself_refuses(host: Host, sql: str, guard: str) -> None:
    host.add()
    host.claim(host.paid())
    before = host.state()
    with outside(host.journal.path) as other, pytest.raises(sqlite3.IntegrityError, match=guard):
        other.execute(sql)
    assert host.state() == before


def test_whoever_changes_an_order_or_an_attempt_the_list_has_it(host: Host) -> None:
    host.add()
    host.begin()
    place = host.feed.newest()
    with outside(host.journal.path) as other:
        other.execute("UPDATE orders SET handed_by = 'a hand'")
        other.execute("UPDATE attempts SET ended_at = prepared_at")
    assert host.since(place) == [(ONE, None), (ONE, 1)]


# ---- a disk that fails ----------------------------------------------------------------------------------

READINGS: dict[str, Callable[[Host], object]] = {
    "the name": lambda host: host.feed.name,
    "the newest place": lambda host: host.feed.newest(),
    "changes": lambda host: host.feed.changes(0, 10),
    "an order": lambda host: host.feed.change(ONE),
    "an order with an attempt": lambda host: host.feed.change(ONE, 1),
    "a claim": lambda host: host.feed.claim(ONE, 1, TILL, "", host.clock.now()),
}


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS.keys())
def test_what_cannot_be_read_is_a_trouble_of_the_journal(
    host: Host, reading: Callable[[Host], object]
) -> None:
    host.add()
    host.paid()
    connection: sqlite3.Connection = host.journal.db.conn
    connection.set_progress_handler(lambda: 1, 1)  # SQLite gives up in the middle of whatever it does
    try:
        with pytest.raises(JournalTrouble):
            reading(host)
    finally:
        connection.set_progress_handler(None, 0)
    reading(host)


def test_an_attempt_that_cannot_be_read_is_a_trouble_of_the_journal_though_its_order_can(host: Host) -> None:
    host.add()
    host.paid()
    connection: sqlite3.Connection = host.journal.db.conn

    def deny(_action: int, table: str | None, column: str | None, *_: object) -> int:
        hidden = (table, column) == ("attempts", "claimed_by")
        return sqlite3.SQLITE_DENY if hidden else sqlite3.SQLITE_OK

    connection.set_authorizer(deny)
    try:
        with pytest.raises(JournalTrouble):
            host.feed.change(ONE, 1)
    finally:
        connection.set_authorizer(None)
