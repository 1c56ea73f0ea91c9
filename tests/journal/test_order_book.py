"""The order book in the journal: attempts are begun once, end once, and nothing that CLICK sent is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.errors import Bug, JournalTrouble
from pos.core.order import AttemptState, OrderKind
from pos.core.payment import PaymentState, TransactionId
from pos.journal.database import Journal
from pos.journal.order_book import FIRST_PREPARE_ID, MOST_PREPARE_ID
from tests.core.kit import quick
from tests.fakes.clock import FakeClock
from tests.journal.kit import Books, open_books, outside
from tests.journal.order_kit import ACCOUNT, ONE, RESERVED, TWO, OrderBooks, milk, renumbered

S = PaymentState


@pytest.fixture
def online(books: Books) -> OrderBooks:
    return OrderBooks(books)


def test_an_attempt_comes_back_as_it_was_written(online: OrderBooks) -> None:
    online.add()
    begun = online.begin()
    assert online.book.attempt(begun.prepare_id) == begun
    ended = online.end(begun, owes_reversal=True)
    assert online.book.attempt(begun.prepare_id) == ended
    assert online.book.attempt(begun.prepare_id + 1) is None
    assert online.book.attempt(-1) is None
    assert online.book.attempt(2**63 - 1) is None


def test_every_prepare_id_has_ten_digits_and_is_given_once(books: Books, online: OrderBooks) -> None:
    online.add(kind=OrderKind.ACCOUNT)
    numbers = [online.begin(kind=OrderKind.ACCOUNT).prepare_id for _ in range(3)]
    assert numbers == [FIRST_PREPARE_ID, FIRST_PREPARE_ID + 1, FIRST_PREPARE_ID + 2]
    assert {len(str(number)) for number in (FIRST_PREPARE_ID, MOST_PREPARE_ID)} == {10}
    again = open_books(books.journal.path, books.clock)
    assert OrderBooks(again).book.next_prepare_id() == FIRST_PREPARE_ID + 3
    again.journal.close()


def test_when_all_prepare_ids_are_given_it_says_so(online: OrderBooks) -> None:
    online.add(kind=OrderKind.ACCOUNT)
    online.book.write(renumbered(replace(online.begin(), click_trans_id=99), MOST_PREPARE_ID))
    with pytest.raises(JournalTrouble):
        online.book.next_prepare_id()


def test_an_attempt_ends_once(online: OrderBooks) -> None:
    online.add()
    begun = online.begin()
    online.end(begun)
    for to in (AttemptState.PAID, AttemptState.CANCELLED):
        with pytest.raises(Bug):
            online.end(begun, to)
    assert [row["state"] for row in online.rows("attempts")] == ["paid"]


def test_an_attempt_that_never_began_cannot_end(online: OrderBooks) -> None:
    online.add()
    with pytest.raises(Bug):
        online.end(renumbered(online.begin(), 7))


def test_a_renewed_reservation_is_the_same_attempt(online: OrderBooks) -> None:
    online.add()
    begun = online.begin()
    later = replace(begun, reserved_until=begun.reserved_until + RESERVED)
    online.book.write(later)
    assert [online.book.attempt(begun.prepare_id), len(online.rows("attempts"))] == [later, 1]


def test_one_click_trans_id_is_one_attempt_of_an_order(online: OrderBooks) -> None:
    online.add()
    begun = online.begin()
    with pytest.raises(Bug):
        online.book.write(renumbered(begun, begun.prepare_id + 1))


def test_the_file_itself_refuses_a_second_payer_of_the_same_goods(online: OrderBooks) -> None:
    online.add()
    first, second = online.begin(), online.begin()
    online.end(first)
    with pytest.raises(Bug):
        online.end(second)
    online.end(second, owes_reversal=True)
    assert online.book.is_paid_by_another(second)
    assert not online.book.is_paid_by_another(first)


def test_an_account_is_paid_as_often_as_it_likes(online: OrderBooks) -> None:
    online.add(ACCOUNT, OrderKind.ACCOUNT)
    for _ in range(3):
        online.paid(ACCOUNT, OrderKind.ACCOUNT)
    assert [row["state"] for row in online.rows("attempts")] == ["paid"] * 3


def test_the_file_itself_keeps_what_was_written(online: OrderBooks) -> None:
    online.add()
    online.paid()
    with outside(online.journal.path) as other:
        for harm in (
            "DELETE FROM attempts",
            "UPDATE attempts SET state = 'cancelled'",
            "UPDATE attempts SET state = 'prepared'",
            "UPDATE attempts SET amount_tiyin = 1",
            "UPDATE attempts SET click_trans_id = 7",
            "DELETE FROM orders",
            "UPDATE orders SET amount_tiyin = 1",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                other.execute(harm)


def test_of_a_one_shot_order_all_attempts_matter_of_others_the_same_payer(online: OrderBooks) -> None:
    online.add(ONE)
    online.add(ACCOUNT, OrderKind.ACCOUNT)
    goods = [online.begin(ONE), online.begin(ONE)]
    balance = [online.begin(ACCOUNT, OrderKind.ACCOUNT) for _ in range(2)]
    one, account = online.book.order(ONE), online.book.order(ACCOUNT)
    assert one is not None
    assert account is not None
    assert list(online.book.attempts(one, 12345)) == goods
    assert list(online.book.attempts(account, balance[1].click_trans_id)) == [balance[1]]
    assert list(online.book.attempts(account, 12345)) == []


def test_an_order_is_found_by_exactly_its_name(online: OrderBooks) -> None:
    new = online.add(ONE)
    assert online.book.order(ONE) == new.order
    for other in ("order1a", "ORDER1A ", " ORDER1A", "ORDER1A\x00", "ORDER1", "ORDER1%", "", "' OR 1=1 --"):
        assert online.book.order(other) is None


def test_a_sale_of_the_till_is_an_order_by_its_transaction_id(books: Books, online: OrderBooks) -> None:
    for states, cancelled, paid in (
        ([], False, False),
        ([S.UNKNOWN], False, False),
        ([S.REFUSED], True, False),
    ):
        payment = books.walk(books.intent(), *states)
        order = online.book.order(payment.transaction_id)
        assert order is not None
        assert (order.kind, order.amount) == (OrderKind.TILL, payment.amount)
        assert (order.cancelled, order.paid, order.training) == (cancelled, paid, False)
    order = online.book.order(books.paid().transaction_id)
    assert order is not None
    assert order.paid
    assert online.book.order(TransactionId("L" + "9" * 24 + "A")) is None


def test_goods_are_there_for_the_order_that_reserved_them(online: OrderBooks) -> None:
    online.stock.count(milk(1).barcode, milk(3).quantity)
    online.add(ONE, holds=[milk(2)])
    online.add(TWO, holds=[milk(2)])
    first = online.begin(ONE)
    second = replace(first, order_id=TWO)
    assert online.book.has_goods(first)
    assert not online.book.has_goods(second)
    online.end(first, AttemptState.CANCELLED)
    assert online.book.has_goods(second)
    assert online.book.holds(ONE) == [milk(2)]


def test_a_call_is_kept_as_it_came_but_for_its_signature(online: OrderBooks) -> None:
    fields = {"amount": "500.00", "sign_string": "ab" * 16, "error_note": "🛒" * 400, "x" * 400: "\ud800"}
    online.book.receive("/click/prepare" + "a" * 400, fields, -1)
    [row] = online.rows("callback_inbox")
    kept = json.loads(row["fields"])
    assert (len(row["path"]), row["reply"], row["at"]) == (300, -1, online.clock.now().isoformat())
    assert kept == {"amount": "500.00", "sign_string": "…", "error_note": "🛒" * 300, "x" * 300: "?"}
    with outside(online.journal.path) as other, pytest.raises(sqlite3.IntegrityError):
        other.execute("UPDATE callback_inbox SET reply = 0")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrderBooks]:
    """One journal for all examples."""
    books = open_books(tmp_path_factory.mktemp("kept") / "journal.sqlite3", FakeClock())
    yield OrderBooks(books)
    books.journal.close()


@quick
@given(
    fields=st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=10), reply=st.integers(-9, 0)
)
def test_any_call_can_be_kept(kept: OrderBooks, fields: dict[str, str], reply: int) -> None:
    with kept.journal.together():
        kept.book.receive("/click/prepare", fields, reply)
    assert kept.rows("callback_inbox")[-1]["reply"] == reply


def test_what_belongs_to_one_step_is_kept_whole_or_not_at_all(online: OrderBooks) -> None:
    online.add()
    begun = online.begin()

    def broken_step() -> None:
        with online.journal.together():
            online.end(begun)
            online.book.receive("/click/complete", {"error": "0"}, 0)
            online.end(begun)

    with pytest.raises(Bug):
        broken_step()
    assert online.book.attempt(begun.prepare_id) == begun
    assert online.rows("callback_inbox") == []
    again = Journal(online.journal.path)
    assert again.rows("SELECT state FROM attempts") == [{"state": "prepared"}]
    again.close()
