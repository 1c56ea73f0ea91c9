"""Online orders in the strip «what works now», and what is heard of them. Pure."""

from __future__ import annotations

from pos.core.order_card import OrderStage
from pos.flow.events import OrderNews
from pos.screens.open_orders import OpenOrders
from pos.screens.sounds import Sound
from pos.screens.views import ChipView
from pos.screens.words import Words

CHIP = "orders"
"""The chip's name; it comes after the printer."""


def order_chip(orders: OpenOrders, words: Words) -> ChipView | None:
    """How many orders are to be collected or returned; None when there are none.

    An order that lies ready is not counted: it waits for its customer, nobody has to go anywhere.
    """
    to_pick, to_return = orders.count(OrderStage.TO_PICK), orders.count(OrderStage.TO_RETURN)
    if not to_pick + to_return:
        return None
    hint = [words.say("Ctrl F8 opens the online orders")]
    if to_pick:
        hint.append(words.say("to collect: {count}", count=to_pick))
    if to_return:
        hint.append(words.say("money to return: {count}", count=to_return))
    return ChipView(CHIP, words.say("Orders"), str(to_pick + to_return), "queue", hint=" · ".join(hint))


def sound_of(news: OrderNews) -> Sound | None:
    """What is heard of an order while the cashier does something else; None: nothing.

    Never the three rising notes: they say that the sale at the counter is paid, and a customer who stands
    there with an open payment must not be believed because somebody paid from home.
    """
    match news:
        case OrderNews.PAID:
            return Sound.ADDED
        case OrderNews.TO_RETURN:
            return Sound.RETURNED
        case _:
            return None
