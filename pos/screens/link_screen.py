"""The address where an order is paid, as its customer sees it: a QR, the sum, two sentences. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from pos.flow.order_ports import OrderLink
from pos.screens.order_holds import called
from pos.screens.words import Words


@dataclass(frozen=True, slots=True)
class LinkView:
    """What stands beside the QR of `url`. `amount` is ready to be read, with its unit."""

    url: str
    amount: str
    number: str
    title: str
    hint: str


def link_view(link: OrderLink, words: Words) -> LinkView:
    """The link of an order in the words of its customer."""
    order = link.card.order
    return LinkView(
        url=link.url,
        amount=words.money(order.amount) if order.amount else words.say("You name the sum"),
        number=words.say("Order No. {number}", number=called(link.card)),
        title=words.say("Pay in CLICK"),
        hint=words.say("Point your phone's camera at the code, the page of payment opens"),
    )
