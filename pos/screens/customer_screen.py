"""The customer's screen: lines, total, state, ring. No controls, no reason of a refusal: others look on."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from pos.core.money import ZERO
from pos.core.sale import SaleLine
from pos.screens.counter import Counter
from pos.screens.desk import Desk, Stage
from pos.screens.naming import unit_word
from pos.screens.pay_panel import ring
from pos.screens.sale_lines import name_of
from pos.screens.sale_view import Place
from pos.screens.tender_views import change_of, due_now
from pos.screens.views import CustomerView, LineView, Tone, TotalView
from pos.screens.words import Words, _

_STATES: dict[Stage, tuple[Tone, str, str]] = {
    Stage.ENTRY: (Tone.GREY, _("Your purchase"), ""),
    Stage.CARD: (Tone.GREY, _("Payment by card"), _("Put your card to the terminal")),
    Stage.CASH: (Tone.GREY, _("Payment in cash"), ""),
    Stage.WAITING: (
        Tone.GREY,
        _("Show your CLICK Pass QR"),
        _("Open CLICK → “CLICK Pass” and hold the code to the scanner"),
    ),
    Stage.PROCESSING: (
        Tone.BLUE,
        _("Processing the payment"),
        _("Wait for the payment in the CLICK app. You need not pay again"),
    ),
    Stage.UNKNOWN: (
        Tone.AMBER,
        _("Checking the payment"),
        _("You need not pay again. Please wait a little"),
    ),
    Stage.MANUAL: (Tone.AMBER, _("Checking the payment"), _("You need not pay again. The manager will help")),
    Stage.PAID: (Tone.GREEN, _("Paid"), _("Thank you for your purchase!")),
    Stage.REFUSED: (Tone.RED, _("Not paid"), _("No money was taken. Please show a new QR")),
    Stage.CANCELLED: (Tone.RED, _("Not confirmed"), _("CLICK returns the money by itself")),
    Stage.RETURNED: (Tone.VIOLET, _("Returned"), _("CLICK has returned the money to the customer")),
}


def customer_view(counter: Counter, place: Place, words: Words) -> CustomerView:
    """The sale on the desk as its customer sees it."""
    desk = counter.desk
    owes = desk.stage is Stage.PAID and desk.attempt is not None and desk.attempt.owes_cash
    tone, word, detail = _STATES[Stage.MANUAL if owes else desk.stage]  # nobody thanks for a part
    change = change_of(desk.attempt) if desk.attempt else ZERO
    return CustomerView(
        shop=place.shop,
        training_word=words.say("TRAINING MODE") if place.training else "",
        lines=_lines(desk, words),
        total=TotalView(
            words.say("Total to pay"), due_now(desk.attempt, desk.sale.total).digits(), words.unit
        ),
        tone=tone,
        word=words.say(word),
        detail=words.say("Change {amount}", amount=change) if change else words.say(detail),
        ring=ring(desk.attempt, counter.monotonic_s(), words),
        greeting="" if desk.sale.live_lines else words.say("Welcome!"),
    )


def without_clockwork(view: CustomerView) -> CustomerView:
    """The view without the seconds that its ring counts by itself."""
    return replace(view, ring=None)


def _lines(desk: Desk, words: Words) -> tuple[LineView, ...]:
    return tuple(_line(line, words, words.language) for line in desk.sale.live_lines)


@lru_cache(maxsize=1024)
def _line(line: SaleLine, words: Words, _language: str) -> LineView:
    good = line.good
    if good is None:
        raise AssertionError("a live line has its good")
    digits = line.quantity.digits()
    quantity = f"{digits} {unit_word(good.unit, words)}" if good.by_weight else digits
    price = line.price.digits()
    return LineView(
        number=line.number,
        name=name_of(good, words),
        meta=f"{quantity} × {price}",
        quantity=quantity,
        price=price,
        total=line.total.digits(),
    )
