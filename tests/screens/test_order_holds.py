"""What online orders keep from the shelf, the chip of orders, and what is heard of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from pos.core.money import Quantity
from pos.core.order_card import Hold, OrderCard
from pos.core.sale import Sale, SaleId
from pos.flow.events import OrderNews
from pos.screens.open_orders import OpenOrders
from pos.screens.order_chip import order_chip, sound_of
from pos.screens.order_holds import called, countdown, hold_note
from pos.screens.sounds import Sound
from pos.screens.words import LANGUAGES, Words
from tests.fakes.order_desk import paid, reserved, waiting
from tests.fakes.till import BAG, MILK, RICE, START

EN = Words("en")
LATER = START + timedelta(seconds=20)


def note(cards: Sequence[OrderCard], barcode: str = MILK.barcode) -> str | None:
    return hold_note(cards, barcode, START, EN)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (250, "04:10"),
        (249.2, "04:10"),
        (59, "00:59"),
        (0.1, "00:01"),
        (0, "00:00"),
        (-7, "00:00"),
        (4500, "75:00"),
    ],
)
def test_a_begun_second_counts_whole_and_nothing_goes_below_zero(seconds: float, shown: str) -> None:
    assert countdown(START + timedelta(seconds=seconds), START) == shown


def test_people_call_an_order_by_its_number_else_by_its_id() -> None:
    assert called(waiting("a", number="1042")) == "1042"
    assert called(waiting("a")) == "a"


def test_the_payers_hold_is_told_with_its_time() -> None:
    assert note([reserved("a", 250, number="1042")]) == "1 pcs are kept by online order No. 1042, 04:10"


@pytest.mark.parametrize("picked_at", [None, START])
def test_what_is_paid_is_kept_until_it_is_handed_over(picked_at: object) -> None:
    one = paid("a", number="7", picked_at=picked_at)
    assert note([one]) == "1 pcs are kept by online order No. 7, already paid"
    assert note([replace(one, handed_at=START)]) is None


def test_nobody_keeps_what_is_not_paid_not_in_the_order_or_over() -> None:
    assert note([]) is None
    assert note([waiting("a"), paid("b", owed=True), reserved("c", 0)]) is None
    assert note([reserved("a", 250)], RICE.barcode) is None


def test_the_hold_that_ends_first_is_named_and_the_pieces_are_added_up() -> None:
    cards = [paid("paid"), reserved("late", 500, number="2"), reserved("soon", 65, number="1")]
    told = "3 pcs are kept by 3 online orders, first No. 1, 01:05"
    assert note(cards) == told
    assert note(list(reversed(cards))) == told


def test_several_holds_of_one_order_are_one_order() -> None:
    one = paid("a", holds=(Hold(BAG.barcode, Quantity.pieces(2)), Hold(BAG.barcode, Quantity.pieces(3))))
    assert note([one], BAG.barcode) == "5 pcs are kept by online order No. a, already paid"


def test_a_weighed_good_is_told_in_its_own_unit() -> None:
    weighed = Sale(SaleId("S")).add(RICE.barcode, RICE, Quantity(385))
    assert (
        note([paid("a", sale=weighed)], RICE.barcode)
        == "0,385 kg are kept by online order No. a, already paid"
    )


# ── the chip ──────────────────────────────────────────────────────────────────────────────────────


def known(*cards: OrderCard) -> OpenOrders:
    orders = OpenOrders()
    for card in cards:
        orders.put(card, START)
    return orders


def test_what_is_known_of_a_good_follows_the_order() -> None:
    orders = known(paid("a"), paid("b"))
    assert {card.order.order_id for card in orders.of_good(MILK.barcode)} == {"a", "b"}
    orders.put(paid("a", picked_at=START, handed_at=START), START)
    assert [card.order.order_id for card in orders.of_good(MILK.barcode)] == ["b"]
    assert (len(orders), "a" in orders, "b" in orders) == (1, False, True)
    orders.put(paid("b", picked_at=START, handed_at=START), START)
    assert list(orders.of_good(MILK.barcode)) == list(orders) == []


def test_the_chip_counts_what_somebody_has_to_go_for() -> None:
    cards = [
        paid("a"),
        paid("b"),
        paid("c", owed=True),
        paid("d", picked_at=START),
        reserved("e", 250),
        waiting("f"),
    ]
    chip = order_chip(known(*cards), EN)
    assert chip is not None
    assert (chip.name, chip.word, chip.detail, chip.look) == ("orders", "Orders", "3", "queue")
    assert chip.hint == "Ctrl F8 opens the online orders · to collect: 2 · money to return: 1"


def test_there_is_no_chip_when_nobody_has_to_go() -> None:
    assert order_chip(known(), EN) is None
    done = paid("a", picked_at=START, handed_at=START)
    assert order_chip(known(done, paid("b", picked_at=START), reserved("c", 250), waiting("d")), EN) is None


@pytest.mark.parametrize("news", OrderNews)
def test_no_order_sounds_like_a_payment_at_the_counter(news: OrderNews) -> None:
    assert sound_of(news) not in {Sound.PAID, Sound.REFUSED, Sound.ALARM, Sound.UNKNOWN}


def test_paid_and_to_be_returned_are_heard_and_differ() -> None:
    heard = {news: sound_of(news) for news in OrderNews if sound_of(news)}
    assert heard == {OrderNews.PAID: Sound.ADDED, OrderNews.TO_RETURN: Sound.RETURNED}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_number_and_the_time(language: str) -> None:
    said = hold_note([reserved("a", 250, number="1042")], MILK.barcode, START, Words(language))
    assert said is not None
    assert "1042" in said
    assert "04:10" in said
