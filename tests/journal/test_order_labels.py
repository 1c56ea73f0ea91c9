"""Labels of online orders in the journal: there at once, once in an order, and fixed with the hand-over."""

from __future__ import annotations

import sqlite3

import pytest

from pos.core.errors import BadInput, LabelRefused
from pos.core.order import OrderId
from pos.core.order_labels import OrderLabel
from pos.core.payment import TransactionId
from pos.journal.order_feed import JournalFeed
from pos.journal.order_labels import JournalOrderLabels
from tests.journal.kit import Books
from tests.journal.order_kit import ONE, TWO, OrderBooks

FIRST = OrderLabel(1, "0104780012340016" + "21AAAA1")
SECOND = OrderLabel(1, "0104780012340016" + "21BBBB2")
TRANSACTION = TransactionId("L" + "1" * 24 + "A")


class Labels:
    """Two orders that are paid, and the labels of the first."""

    def __init__(self, books: Books) -> None:
        self.online = OrderBooks(books)
        self.kept = JournalOrderLabels(books.journal)
        for name in (ONE, TWO):
            self.online.add(name)
            self.online.paid(name)

    def add(self, label: OrderLabel, name: OrderId = ONE) -> None:
        self.kept.add(name, label, self.online.clock.now())

    def of(self, name: OrderId = ONE) -> tuple[OrderLabel, ...]:
        card = self.online.orders.find(name)
        assert card is not None
        return card.labels

    def handed(self) -> None:
        self.online.orders.hand_over(ONE, TRANSACTION, self.online.clock.now(), "Малика")


@pytest.fixture
def labels(books: Books) -> Labels:
    return Labels(books)


def test_a_label_stands_beside_its_order_in_the_order_of_the_scans(labels: Labels) -> None:
    labels.add(SECOND)
    labels.add(FIRST)
    assert labels.of() == (SECOND, FIRST)
    assert labels.of(TWO) == ()
    assert [card.labels for card in labels.online.orders.in_work()] == [(SECOND, FIRST), ()]


def test_a_label_comes_once_in_an_order_even_when_only_its_end_differs(labels: Labels) -> None:
    labels.add(FIRST)
    with pytest.raises(LabelRefused) as refused:
        labels.add(FIRST)
    assert refused.value.facts["why"] == "twice"
    long = OrderLabel(1, "0104780012340016" + "21CCCCCCCC1")
    labels.add(long)
    with pytest.raises(LabelRefused):
        labels.add(OrderLabel(2, long.label[:-1] + "2"))
    labels.add(FIRST, TWO)
    assert labels.of() == (FIRST, long)


def test_the_last_one_comes_off_and_another_piece_goes_in(labels: Labels) -> None:
    labels.add(FIRST)
    labels.add(SECOND)
    labels.kept.drop_last(ONE)
    assert labels.of() == (FIRST,)
    labels.add(SECOND)
    assert labels.of() == (FIRST, SECOND)
    with pytest.raises(BadInput):
        labels.kept.drop_last(TWO)


def test_with_the_hand_over_they_are_fixed(labels: Labels) -> None:
    labels.add(FIRST)
    labels.handed()
    with pytest.raises(BadInput):
        labels.add(SECOND)
    with pytest.raises(BadInput):
        labels.kept.drop_last(ONE)
    assert labels.of() == (FIRST,)


def test_an_order_that_is_not_here_has_none(labels: Labels) -> None:
    with pytest.raises(BadInput):
        labels.add(FIRST, OrderId("NOBODY"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE order_labels SET label = '010478001234001621ZZZZ9'",
        "UPDATE order_labels SET line = 2",
        "DELETE FROM order_labels",
        "INSERT INTO order_labels (order_id, line, label, at)"
        " VALUES ('ORDER1A', 1, '010478001234001621ZZZZ9', 'x')",
    ],
)
def test_the_database_itself_keeps_them(labels: Labels, statement: str) -> None:
    labels.add(FIRST)
    labels.handed()
    with pytest.raises(sqlite3.IntegrityError):
        labels.online.journal.write(lambda connection: connection.execute(statement))
    assert labels.of() == (FIRST,)


def test_no_other_till_is_told_of_them(labels: Labels) -> None:
    feed = JournalFeed(labels.online.journal, labels.online.orders)
    newest = feed.newest()
    labels.add(FIRST)
    assert feed.newest() == newest
    change = feed.change(ONE)
    assert change is not None
    assert not any(line.labels for line in change.card.sale.lines)
