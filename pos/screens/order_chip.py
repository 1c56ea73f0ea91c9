"""Online orders in the strip «what works now», and what is heard of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pos.core.order_card import OrderCard, OrderStage
from pos.flow.events import OrderNews
from pos.screens.sounds import Sound
from pos.screens.views import ChipView
from pos.screens.words import Words

CHIP = "orders"
"""The chip's name; it comes after the printer."""


def order_chip(cards: Sequence[OrderCard], now: datetime, words: Words) -> ChipView | None:
    """How many orders are to be collected or returned at aware `now`; None when there are none.

    An order that lies ready is not counted: it waits for its customer, nobody has to go anywhere.
    """
    stages = [card.stage(now) for card in cards]
    to_pick, to_return = stages.count(OrderStage.TO_PICK), stages.count(OrderStage.TO_RETURN)
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
