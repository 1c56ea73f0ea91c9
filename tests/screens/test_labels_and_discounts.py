"""At the counter: marked pieces, labels of the scales, and what is taken off a line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.catalogue import Barcode
from pos.core.money import Money
from pos.screens.views import Intent
from tests.fakes.till import MILK
from tests.screens.counter_kit import Kit

JUICE = replace(MILK, barcode=Barcode("4780012340016"), name="Сок", price=Money.of_sum(20_000), marked=True)
CHEESE = replace(
    MILK, barcode=Barcode("2800011"), name="Сыр", price=Money.of_sum(98_000), by_weight=True, unit="кг"
)
FIRST, SECOND = "010478001234001621AAAA1\x1d93abcd", "]d2010478001234001621BBBB2\x1d93abcd"


@pytest.fixture
def counter(kit: Kit) -> Kit:
    kit.till.goods |= {good.barcode: good for good in (JUICE, CHEESE)}
    return kit


def payable(kit: Kit) -> bool:
    return next(key.enabled for key in kit.view.keys if key.intent is Intent.CLICK_PASS)


def test_each_piece_of_a_marked_good_is_scanned_by_its_label(counter: Kit) -> None:
    counter.scan(FIRST)
    counter.scan(SECOND)
    [line] = counter.view.lines
    assert (line.quantity, line.total) == ("2 шт", Money.of_sum(40_000).digits())
    assert "2 из 2" in line.meta
    assert payable(counter)


def test_the_same_label_twice_is_one_piece(counter: Kit) -> None:
    counter.scan(FIRST)
    counter.wait(2)
    counter.scan(FIRST)
    [line] = counter.view.lines
    assert line.quantity == "1 шт"
    assert counter.view.input.alert


def test_a_marked_good_without_its_label_closes_the_payment_until_it_is_scanned(counter: Kit) -> None:
    counter.scan(JUICE.barcode)
    assert not payable(counter)
    assert "код маркировки" in counter.view.blocked
    counter.scan(FIRST)
    [line] = counter.view.lines
    assert (line.quantity, payable(counter), counter.view.blocked) == ("1 шт", True, "")


def test_a_label_of_the_scales_brings_its_weight(counter: Kit) -> None:
    counter.scan("2800011004503")
    [line] = counter.view.lines
    assert (line.name, line.quantity, line.total) == ("Сыр", "0,450 кг", Money.of_sum(44_100).digits())


@pytest.mark.parametrize(("typed", "total"), [("10%", 18_000), ("5000", 15_000), ("0", 20_000)])
def test_f4_takes_something_off_the_chosen_line(counter: Kit, typed: str, total: int) -> None:
    counter.scan(FIRST)
    counter.press(Intent.DISCOUNT)
    counter.screen.typed(typed)
    [line] = counter.view.lines
    assert line.total == Money.of_sum(total).digits()
    assert counter.view.total.digits == Money.of_sum(total).digits()
    assert ("скидка" in line.meta) is (total < 20_000)


def test_f4_once_more_takes_it_off_the_whole_receipt(counter: Kit) -> None:
    counter.scan(FIRST)
    counter.scan("2800011004503")
    counter.press(Intent.DISCOUNT, Intent.DISCOUNT)
    counter.screen.typed("10%")
    assert counter.view.total.digits == Money.of_sum(57_690).digits()
    assert [line.total for line in counter.view.lines] == [Money.of_sum(s).digits() for s in (18_000, 39_690)]
    assert any("10" in part for part in counter.view.footer_left)
    counter.press(Intent.DISCOUNT, Intent.DISCOUNT)
    counter.screen.typed("0")
    assert counter.view.total.digits == Money.of_sum(64_100).digits()


@pytest.mark.parametrize("typed", ["101%", "20001", "много"])
def test_what_cannot_be_taken_off_is_said_and_asked_again(counter: Kit, typed: str) -> None:
    counter.scan(FIRST)
    counter.press(Intent.DISCOUNT)
    counter.screen.typed(typed)
    assert counter.view.input.alert
    counter.screen.typed("50%")
    assert counter.view.total.digits == Money.of_sum(10_000).digits()
