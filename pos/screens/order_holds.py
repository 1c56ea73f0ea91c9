"""Which online orders keep a good from the shelf, in one sentence for the sale. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from pos.core.money import Quantity
from pos.core.order_card import OrderCard, OrderStage
from pos.core.sale import Sale
from pos.screens.naming import unit_word
from pos.screens.open_orders import OpenOrders
from pos.screens.words import Words

HOLDING = frozenset({OrderStage.RESERVED, OrderStage.TO_PICK, OrderStage.PICKED})
"""Stages that keep goods for somebody: a payer is at it, or it is paid and not handed over."""


def called(card: OrderCard) -> str:
    """What people call an order: the number that the customer knows, else its id."""
    return card.number or card.order.order_id


def countdown(until: datetime, now: datetime) -> str:
    """`04:10` from aware `now` until aware `until`, a begun second counted whole; never below `00:00`."""
    left_s = max(0, -int((now - until).total_seconds() // 1))
    return f"{left_s // 60:02d}:{left_s % 60:02d}"


def time_left(card: OrderCard, now: datetime) -> str:
    """How long the payer's attempt still keeps the goods; empty when nobody is paying."""
    attempt = card.reserved_by(now)
    return countdown(attempt.reserved_until, now) if attempt else ""


def noted_line(sale: Sale, orders: OpenOrders, now: datetime, words: Words) -> tuple[int | None, str]:
    """The line scanned last whose good online orders keep, and what is said of it; (None, "") without one."""
    for line in reversed(sale.live_lines):
        barcode = line.good.barcode if line.good else ""
        if note := hold_note(orders.of_good(barcode), barcode, now, words):
            return line.number, note
    return None, ""


def hold_note(cards: Collection[OrderCard], barcode: str, now: datetime, words: Words) -> str | None:
    """What online orders keep of the good with `barcode` at aware `now`; None when they keep nothing.

    The hold that ends first is named; of several orders the quantities are added up.
    """
    holding = sorted(
        (card for card in cards if card.stage(now) in HOLDING and _kept(card, barcode).thousandths),
        key=lambda card: _ends(card, now),
    )
    if not holding:
        return None
    first = holding[0]
    kept = Quantity(sum(_kept(card, barcode).thousandths for card in holding))
    facts = {
        "quantity": kept.digits(),
        "unit": _unit(holding, barcode, words),
        "number": called(first),
        "left": time_left(first, now) or words.say("already paid"),
    }
    if len(holding) == 1:
        return words.say("{quantity} {unit} are kept by online order No. {number}, {left}", **facts)
    return words.say(
        "{quantity} {unit} are kept by {count} online orders, first No. {number}, {left}",
        count=len(holding),
        **facts,
    )


def _kept(card: OrderCard, barcode: str) -> Quantity:
    return Quantity(sum(hold.quantity.thousandths for hold in card.holds if hold.barcode == barcode))


def _ends(card: OrderCard, now: datetime) -> tuple[bool, datetime]:
    """Those that end by themselves come first; paid ones stay until they are handed over, oldest first."""
    attempt = card.reserved_by(now) if card.stage(now) is OrderStage.RESERVED else None
    return (False, attempt.reserved_until) if attempt else (True, card.created_at)


def _unit(cards: Sequence[OrderCard], barcode: str, words: Words) -> str:
    """The unit as the order's own lines have it; pieces where none has the good."""
    goods = (line.good for card in cards for line in card.sale.live_lines)
    unit = next((good.unit for good in goods if good is not None and good.barcode == barcode), "шт")
    return unit_word(unit, words)
