"""A service, or goods without a barcode, is rung up by its sum alone."""

from __future__ import annotations

import pytest

from pos.core.fiscal import BY_AMOUNT
from pos.core.money import Money
from pos.screens.views import Intent
from tests.fakes.till import MILK, OTP
from tests.screens.counter_kit import Kit


@pytest.fixture
def kit() -> Kit:
    return Kit("ru")


def test_the_sum_is_asked_for_and_becomes_a_line(kit: Kit) -> None:
    kit.press(Intent.AMOUNT)
    assert kit.mode == "quantity"
    kit.screen.typed("12 500,50")
    [line] = kit.view.lines
    assert (line.name, line.total) == (BY_AMOUNT, Money(1_250_050).digits())
    kit.scan(MILK.barcode)
    kit.press(Intent.CLICK_PASS)
    kit.scan(OTP, "camera")
    assert len(kit.till.charges) == 1


def test_a_sum_that_was_typed_before_is_the_answer(kit: Kit) -> None:
    kit.screen.edited("7000")
    kit.press(Intent.AMOUNT)
    assert kit.view.total.digits == Money.of_sum(7_000).digits()
    kit.press(Intent.UNDO)
    assert not kit.view.lines


@pytest.mark.parametrize("text", ["0", "-5", "x", "1,234", OTP])
def test_what_is_no_sum_is_asked_for_again(kit: Kit, text: str) -> None:
    kit.press(Intent.AMOUNT)
    kit.screen.typed(text)
    assert kit.alert
    assert kit.mode == "quantity"
    assert not kit.view.lines
    assert OTP not in str(kit.view)


def test_it_has_a_discount_and_a_price_like_any_goods(kit: Kit) -> None:
    kit.press(Intent.AMOUNT)
    kit.screen.typed("10000")
    kit.press(Intent.DISCOUNT)
    kit.screen.typed("10%")
    assert kit.view.total.digits == Money.of_sum(9_000).digits()


def test_a_scan_instead_of_the_sum_rings_the_goods_up(kit: Kit) -> None:
    kit.press(Intent.AMOUNT)
    kit.scan(MILK.barcode)
    assert [line.name for line in kit.view.lines] == [MILK.name]
    assert kit.mode == "goods"
