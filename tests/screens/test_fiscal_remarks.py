"""A line that the OFD would refuse says so before the money, and only where somebody judges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.catalogue import Barcode, Good
from pos.core.money import ZERO, Money
from pos.core.payment import PaymentState
from pos.core.readiness import Lack, Level, Readiness
from pos.core.sale import Sale, SaleId
from pos.screens.fiscal_remarks import _WHY, refusal
from pos.screens.views import Intent
from pos.screens.words import LANGUAGES, Words
from tests.fakes.till import MILK, OTP, news
from tests.screens.counter_kit import Kit

RATES = (0, 12)
EN = Words("en")
BARE = replace(MILK, barcode=Barcode("4780012340995"), spic="")


def said(good: Good, rates: tuple[int, ...] | None = RATES, words: Words = EN) -> str:
    [line] = Sale(SaleId("S1")).add(good.barcode, good).lines
    return refusal(line, rates, words)


@pytest.mark.parametrize(
    ("good", "why"),
    [
        (replace(MILK, name=" "), "no name"),
        (BARE, "no MXIK code"),
        (replace(MILK, package_code=""), "no package code"),
        (replace(MILK, price=ZERO), "no price"),
        (replace(MILK, vat_percent=15), "VAT 15 %"),
        (replace(MILK, commission_tin="12"), "the owner's TIN"),
        (replace(MILK, marked=True, by_weight=True), "marked, and by weight"),
    ],
)
def test_the_worst_lack_is_told_in_every_language(good: Good, why: str) -> None:
    assert said(good) == f"the OFD will refuse: {why}"
    assert len({said(good, words=Words(language)) for language in LANGUAGES}) == len(LANGUAGES)


def test_every_red_lack_has_a_word() -> None:
    assert set(_WHY) == {lack for lack in Lack if Readiness((lack,)).level is Level.RED}


def test_what_the_ofd_takes_and_what_nobody_judges_is_not_told() -> None:
    assert said(MILK) == ""  # it has no code of its unit: yellow
    assert said(BARE, rates=None) == ""


def test_a_line_with_a_price_of_its_own_has_a_price() -> None:
    free = replace(MILK, price=ZERO)
    sale = Sale(SaleId("S1")).add(free.barcode, free).set_price(1, Money.of_sum(5_000))
    assert refusal(sale.lines[0], RATES, EN) == ""


def test_the_line_says_it_while_it_is_rung_up_and_is_sold_all_the_same(kit: Kit) -> None:
    kit.till.goods[BARE.barcode] = BARE
    kit.screen.counter.fiscal_rates = RATES
    kit.scan(BARE.barcode)
    assert kit.view.lines[0].meta == f"{BARE.barcode}  ОФД не примет: нет ИКПУ"
    kit.press(Intent.VOID)
    assert "ОФД" not in kit.view.lines[0].meta
    kit.press(Intent.UNDO)
    kit.press(Intent.CLICK_PASS)
    assert kit.view.lines[0].meta == BARE.barcode
    kit.scan(OTP)
    assert len(kit.till.charges) == 1


def test_a_till_without_a_tin_says_nothing(kit: Kit) -> None:
    kit.till.goods[BARE.barcode] = BARE
    kit.scan(BARE.barcode)
    assert kit.view.lines[0].meta == BARE.barcode


def test_the_rates_are_read_at_the_start_and_after_each_payment(kit: Kit) -> None:
    counter = kit.screen.counter
    kit.till.rates = RATES
    kit.screen.tick()
    before = counter.fiscal_rates
    kit.waiting()
    kit.scan(OTP)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID)))
    assert (before, counter.fiscal_rates) == (None, RATES)
    kit.till.rates = (0, 12, 15)
    kit.screen.start()
    assert counter.fiscal_rates == (0, 12, 15)
