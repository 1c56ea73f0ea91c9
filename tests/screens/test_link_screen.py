"""The address of an order as its customer sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.money import Money
from pos.core.order import OrderKind
from pos.flow.order_ports import OrderLink
from pos.screens.link_screen import link_view
from pos.screens.words import LANGUAGES, Words
from tests.fakes.order_desk import waiting

URL = "https://shop.uz/o/7Q2M3K8A"


def test_the_customer_sees_the_sum_the_number_and_what_to_do() -> None:
    view = link_view(OrderLink(waiting("id", number="1042"), URL), Words("en"))
    assert view.url == URL
    assert view.amount == Money.of_sum(17_000).words("soʻm")
    assert view.number == "Order No. 1042"
    assert view.title == "Pay in CLICK"
    assert view.hint.startswith("Point your phone's camera")


def test_an_order_without_a_number_is_called_by_its_id() -> None:
    assert link_view(OrderLink(waiting("A-7"), URL), Words("en")).number == "Order No. A-7"


def test_of_an_account_the_payer_names_the_sum() -> None:
    card = waiting("a")
    account = replace(card, order=replace(card.order, kind=OrderKind.ACCOUNT, amount=None))
    assert link_view(OrderLink(account, URL), Words("en")).amount == "You name the sum"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_empty_in_any_language(language: str) -> None:
    view = link_view(OrderLink(waiting("a"), URL), Words(language))
    assert all((view.url, view.amount, view.number, view.title, view.hint))
