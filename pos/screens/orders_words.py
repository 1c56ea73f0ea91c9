"""Online orders in words: their stages, their sources, what is asked, and why a step did not work. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos.core import errors as e
from pos.core.order import Attempt, AttemptState
from pos.core.order_card import OrderSource, OrderStage
from pos.screens.order_labels import label_trouble
from pos.screens.orders_views import Doing, TroubleView
from pos.screens.views import Tone
from pos.screens.wording import explain
from pos.screens.words import Words, _


@dataclass(frozen=True, slots=True)
class Face:
    """One state in words: in its row and band, what to do next, who has the money, what else to know.

    `tone` is the band's, `mark` the sign of row and band where it is another: paid has a tick, but a green
    screen says "hand over", and that is said only after CLICK's answer.
    What waits for a person does not turn.
    """

    tone: Tone
    word: str
    next_step: str = ""
    money: str = ""
    advice: str = ""
    mark: Tone | None = None


_SHOPS = _("The money is the shop's")
_NOTHING_PAID = _("Nothing was paid for it")
_NOBODY_PAYS = _("Nobody can pay for it any more")
_SHOW_QR = _("Press Enter and show the QR to the customer")

STAGES: Mapping[OrderStage, Face] = {
    OrderStage.TO_PICK: Face(
        Tone.BLUE, _("Paid, to be collected"), _("Collect the order and press F8"), _SHOPS, mark=Tone.GREEN
    ),
    OrderStage.PICKED: Face(
        Tone.BLUE,
        _("Collected, to be handed over"),
        _("When the customer is here, press F8. Hand over after CLICK's answer"),
        _SHOPS,
        mark=Tone.GREEN,
    ),
    OrderStage.TO_RETURN: Face(
        Tone.VIOLET,
        _("The money is to be returned"),
        _("Do not hand over the goods. The manager returns the money"),
        _SHOPS,
    ),
    OrderStage.RESERVED: Face(
        Tone.BLUE,
        _("Being paid now"),
        _("The customer is paying: the goods are kept, do not sell them"),
        _("The money is with the customer until CLICK takes it"),
    ),
    OrderStage.WAITING: Face(Tone.GREY, _("Waits for payment"), _SHOW_QR, _NOTHING_PAID),
    OrderStage.HANDED_OVER: Face(
        Tone.GREEN, _("The customer has it"), _("All is done, nothing is left to do"), _SHOPS
    ),
    OrderStage.CANCELLED: Face(Tone.RED, _("Cancelled by the shop"), _NOBODY_PAYS, _NOTHING_PAID),
    OrderStage.EXPIRED: Face(Tone.RED, _("Not paid in time"), _NOBODY_PAYS, _NOTHING_PAID),
}
ACCOUNT = Face(Tone.GREY, _("Account, may be paid any time"), _SHOW_QR, _("Each payment is the shop's"))
"""An account waits for ever, and is paid again and again."""

SOURCES: Mapping[OrderSource, str] = {
    OrderSource.TILL: _("made at the till"),
    OrderSource.COMMAND: _("made by a command"),
    OrderSource.IMPORT: _("from a file"),
    OrderSource.API: _("from the site (API)"),
    OrderSource.WOOCOMMERCE: _("from the site (WooCommerce)"),
}

QUESTIONS: Mapping[Doing, Face] = {
    Doing.HAND_OVER: Face(
        Tone.BLUE,
        _("Hand over the order?"),
        _("CLICK is asked first, then the fiscal receipt is made and the paper comes out"),
        advice=_("Give the goods to the customer after the green screen"),
        mark=Tone.GREY,
    ),
    Doing.CANCEL: Face(
        Tone.GREY, _("Cancel the order?"), _("Nobody will be able to pay for it, its goods are free again")
    ),
}
CANCEL_WHILE_PAID = _("The customer is paying right now. If CLICK takes the money, the manager returns it")

RUNNING: Mapping[Doing, Face] = {
    Doing.HAND_OVER: Face(
        Tone.BLUE, _("Asking CLICK…"), _("Do not hand over yet, wait for the green screen"), _SHOPS
    ),
    Doing.PICK: Face(Tone.BLUE, _("Writing it down…")),
    Doing.CANCEL: Face(Tone.BLUE, _("Writing it down…")),
    Doing.UNLABEL: Face(Tone.BLUE, _("Writing it down…")),
    Doing.LINK: Face(Tone.BLUE, _("Making the QR…")),
}
HANDED_NOW = Face(
    Tone.GREEN,
    _("CLICK has confirmed"),
    _("Give the goods to the customer"),
    _SHOPS,
    _("The fiscal receipt and the paper come by themselves"),
)
"""CLICK's answer to this very step; later the order only says that its customer has it."""
LINKED = Face(Tone.GREY, _("The customer scans the QR"))


def told_step(attempt: Attempt, words: Words, *, holds: bool) -> str:
    """One attempt of a payer in a sentence; `holds` says that it still keeps the goods."""
    facts = {"number": attempt.click_paydoc_id, "amount": attempt.amount}
    match attempt.state:
        case AttemptState.PAID if attempt.owes_reversal:
            return words.say("Payment {number}: {amount} to be returned", **facts)
        case AttemptState.PAID:
            return words.say("Payment {number}: paid {amount}", **facts)
        case AttemptState.CANCELLED:
            return words.say("Payment {number}: CLICK took no money", **facts)
        case AttemptState.PREPARED if holds:
            return words.say("Payment {number}: the customer is paying", **facts)
        case AttemptState.PREPARED:
            return words.say("Payment {number}: begun and left", **facts)


def trouble_view(doing: Doing | None, error: BaseException, words: Words) -> TroubleView:
    """Why a step, or without one a scan, did not work: what happened, where the money is, what to press.

    The house's own words for CLICK's answers are about a charge at the counter. Here nobody was charged:
    CLICK was only asked. So these are told anew; of all other errors the house's words are true.
    """
    if isinstance(error, e.LabelRefused | e.LabelsLacking):
        return label_trouble(error, words)
    told = explain(error, words)
    again = doing is not None and _may_repeat(error)  # a scan is made again by scanning
    view = TroubleView(told.tone, told.word, told.what, told.money, told.do, again, told.code)
    if doing is Doing.HAND_OVER and isinstance(error, e.ClickRefused | e.NoConnection | e.OutcomeUnknown):
        return _not_asked(view, error, words)
    if isinstance(error, e.SettingsMissing):
        return _retold(
            view,
            money=words.say("No money was moved"),
            do=words.say("Without them there is no address to pay at: tell the manager"),
        )
    if type(error) is e.BadInput:
        return _retold(
            view,
            word=words.say("The order has changed"),
            what=words.say("This cannot be done with the order any more"),
            money=words.say("The till moved no money"),
            do=words.say("Press Esc and look at its state: the list was read again"),
        )
    return view


def _not_asked(view: TroubleView, error: BaseException, words: Words) -> TroubleView:
    """CLICK was to say whether the order is paid, and did not say so."""
    say = words.say
    moved = say("This question moved no money: the payment is where it was. Do not hand over the goods")
    if isinstance(error, e.WrongKey | e.UntrustedServer):
        return _retold(view, money=moved)
    if isinstance(error, e.ClickRefused):
        return _retold(
            view,
            word=say("CLICK did not confirm"),
            what=say("CLICK does not say that the order is paid"),
            money=moved,
            do=say("Press F8 to ask again. If the answer stays, call the manager"),
            code=_answer(error, view.code),
        )
    again = say("Check the network and press F8 to ask again")
    if isinstance(error, e.NoConnection):
        return _retold(view, money=moved, do=again)
    return _retold(
        view,
        word=say("CLICK did not answer"),
        what=say("Whether the order is paid is not known yet"),
        money=moved,
        do=again,
    )


def _retold(
    view: TroubleView, *, word: str = "", what: str = "", money: str = "", do: str = "", code: str = ""
) -> TroubleView:
    return TroubleView(
        view.tone,
        word or view.word,
        what or view.what,
        money or view.money,
        do or view.do,
        view.again,
        code or view.code,
    )


def _answer(error: e.ClickRefused, code: str) -> str:
    """CLICK's own words, for support."""
    return " · ".join(part for part in (code, str(error.facts.get("note") or "")) if part)


def _may_repeat(error: BaseException) -> bool:
    """Whether the same step may be tried at once: nothing was written, and the reason may pass."""
    return isinstance(error, e.ClickRefused | e.Unavailable | e.OutcomeUnknown | e.JournalBusy)
