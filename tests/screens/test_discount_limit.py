"""No cashier takes off more than the shop allows, by whatever key."""

from __future__ import annotations

import pytest

from pos.core.discount_limit import given_percent, require_within
from pos.core.errors import OverLimit
from pos.core.money import Money
from pos.screens.views import Intent
from tests.fakes.till import MILK
from tests.screens.counter_kit import FIRST_SALE, Kit


@pytest.fixture
def kit() -> Kit:
    made = Kit("ru", discount_limit=1_000)
    made.scan(MILK.barcode)
    return made


@pytest.mark.parametrize("keys", [(Intent.DISCOUNT,), (Intent.DISCOUNT, Intent.DISCOUNT)])
def test_a_discount_above_the_limit_is_refused_with_both_figures(kit: Kit, keys: tuple[Intent, ...]) -> None:
    before = kit.view.total.digits
    kit.press(*keys)
    kit.screen.typed("15%")
    assert "15 %" in kit.alert
    assert "10 %" in kit.alert
    assert kit.view.total.digits == before
    assert kit.mode == "quantity"
    kit.screen.typed("10%")
    assert kit.view.total.digits == Money.of_sum(14_850).digits()


def test_a_lower_price_counts_as_well(kit: Kit) -> None:
    kit.press(Intent.PRICE)
    kit.screen.typed("10000")
    assert "39,39 %" in kit.alert
    kit.screen.typed("15 000")
    assert kit.view.total.digits == Money.of_sum(15_000).digits()
    kit.press(Intent.PRICE)
    kit.screen.typed("20000")
    assert kit.view.total.digits == Money.of_sum(20_000).digits()


def test_other_edits_of_a_sale_that_is_above_it_already_go_on() -> None:
    cheap = FIRST_SALE.set_price(1, Money.of_sum(1_000))
    assert given_percent(cheap) == 9_394
    require_within(cheap, cheap.set_note("вскрыто", 1), 1_000)
    with pytest.raises(OverLimit):
        require_within(FIRST_SALE, cheap, 1_000)
    require_within(FIRST_SALE, cheap, 10_000)
