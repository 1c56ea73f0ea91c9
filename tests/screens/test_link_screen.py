"""The address of an order as its customer sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.money import Money
from pos.core.order import OrderKind
from pos.core.order_card import OrderCard
from pos.flow.events import LinkChanged, OrderChanged, OrderNews
from pos.flow.order_ports import OrderLink
from pos.screens.desk import Stage
from pos.screens.link_screen import CustomerLink, LinkView, link_view
from pos.screens.words import LANGUAGES, Words
from tests.fakes.order_desk import paid, reserved, waiting
from tests.fakes.till import START

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


# ── on the customer's window ──────────────────────────────────────────────────────────────────────


class Window:
    """What the customer's window was told to show, the newest last."""

    def __init__(self) -> None:
        self.words = Words("en")
        self.shown: list[LinkView | None] = []
        self.link = CustomerLink(self.words, self.shown.append)
        self.link.show(OrderLink(waiting("a"), URL))

    def has_qr(self) -> bool:
        return self.shown[-1] is not None

    def happens(self, card: OrderCard, news: OrderNews) -> None:
        self.link.on_event(OrderChanged(card, news, START))


def test_the_qr_stays_while_a_payer_is_at_it_and_goes_when_it_is_paid() -> None:
    window = Window()
    window.happens(reserved("a", 60), OrderNews.RESERVED)
    window.happens(paid("b"), OrderNews.PAID)
    window.link.on_event(LinkChanged(ok=False))
    assert window.has_qr()
    window.happens(paid("a"), OrderNews.PAID)
    assert not window.has_qr()


def test_the_qr_goes_when_the_shop_cancels_the_order() -> None:
    window = Window()
    cancelled = waiting("a")
    cancelled = replace(cancelled, order=replace(cancelled.order, cancelled=True))
    window.happens(cancelled, OrderNews.CANCELLED)
    assert not window.has_qr()


def test_a_payment_that_begins_or_ends_takes_the_qr_away() -> None:
    window = Window()
    window.link.at_stage(Stage.ENTRY)
    assert window.has_qr()
    window.link.at_stage(Stage.WAITING)
    assert not window.has_qr()
    window.link.at_stage(Stage.PAID)
    window.link.show(OrderLink(waiting("b"), URL))
    window.link.at_stage(Stage.PAID)
    assert window.has_qr(), "it was asked for after the end of the payment"
    window.link.at_stage(Stage.ENTRY)
    assert window.has_qr()
    window.link.show(None)
    count = len(window.shown)
    window.link.at_stage(Stage.WAITING)
    assert len(window.shown) == count


def test_another_language_is_spoken_on_the_window_at_once() -> None:
    window = Window()
    window.words.switch("ru")
    window.link.language_changed()
    newest = window.shown[-1]
    assert newest is not None
    assert newest.title == Words("ru").say("Pay in CLICK")
    window.link.show(None)
    window.link.language_changed()
    assert not window.has_qr()
