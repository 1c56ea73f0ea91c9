"""The state panel of a payment: band → what happened → where the money is → evidence → what to press."""

from __future__ import annotations

from datetime import datetime

from pos.core.errors import JournalBroken, JournalDamaged, JournalOlder, JournalTrouble
from pos.screens.desk import Attempt, Desk, Stage
from pos.screens.doubt_panel import code_of, manual_panel, time_of, unknown_panel
from pos.screens.paid_panel import paid_panel, returned_panel
from pos.screens.refusals import refusal
from pos.screens.tender_views import card_panel
from pos.screens.views import ActionView, Intent, PanelView, RingView, StepView, Tone
from pos.screens.wording import explain
from pos.screens.words import Words


def panel(desk: Desk, now_s: float, now: datetime, words: Words) -> PanelView | None:
    """The panel of the desk at monotonic `now_s` and wall clock `now`; None while goods are rung up."""
    attempt = desk.attempt
    if attempt is None:
        return None
    match attempt.stage:
        case Stage.CASH:
            return None  # bank notes and the field take the place of a panel
        case Stage.CARD if attempt.split:
            return card_panel(attempt, attempt.split, words)
        case Stage.WAITING:
            return _waiting(words)
        case Stage.PROCESSING:
            return _processing(attempt, now_s, words)
        case Stage.UNKNOWN:
            return unknown_panel(attempt, now, words)
        case Stage.MANUAL:
            return manual_panel(attempt, now, words)
        case Stage.PAID:
            return paid_panel(desk, attempt, words)
        case Stage.RETURNED:
            return returned_panel(desk, attempt, words)
        case _:
            return _refused(attempt, words)


def ring(attempt: Attempt | None, now_s: float, words: Words) -> RingView | None:
    """What is left of CLICK's window while a payment is processed; a zero is never shown."""
    if attempt is None or attempt.stage is not Stage.PROCESSING or attempt.ends_s is None:
        return None
    left_s = attempt.ends_s - now_s
    return RingView(left_s, attempt.window_s, words.say("s")) if left_s > 0 else None


def read_only_panel(trouble: JournalTrouble, words: Words) -> PanelView:
    """Safe mode: what happened to the journal, where the money is, what to do; what can still be read."""
    told, say = explain(trouble, words), words.say
    restore = say("Restore the journal from a copy, then start the till again")
    lost = isinstance(trouble, JournalDamaged | JournalBroken | JournalOlder)
    return PanelView(
        tone=Tone.RED,
        word=say("Read only: the till does not sell"),
        headline=told.what,
        money=told.money,
        advice=f"{told.do}. {restore}" if lost else told.do,
        actions=(
            ActionView(Intent.HISTORY, say("Receipts"), "F7", recommended=True),
            ActionView(Intent.OFD_QUEUE, say("OFD queue"), "Ctrl F7"),
            ActionView(Intent.ONLINE_ORDERS, say("Online orders"), "Ctrl F8"),
        ),
        code=told.word,
    )


def _waiting(words: Words) -> PanelView:
    say = words.say
    return PanelView(
        tone=Tone.GREY,
        word=say("Waiting for the CLICK Pass QR"),
        headline=say("Scan the customer's CLICK Pass QR"),
        shows_camera=True,
        advice=say("The customer opens CLICK → “CLICK Pass” and shows the code"),
        actions=(ActionView(Intent.BACK, say("Back to the receipt"), "Esc"),),
    )


def _processing(attempt: Attempt, now_s: float, words: Words) -> PanelView:
    say = words.say
    sent_at = attempt.payment.created_at if attempt.payment else None
    return PanelView(
        tone=Tone.BLUE,
        word=say("Processing the payment"),
        side="CLICK Pass",
        headline=say("Waiting for the payment…"),
        ring=ring(attempt, now_s, words),
        steps=(
            StepView(say("QR read"), time_of(attempt.read_at)),
            StepView(say("Request sent to CLICK"), time_of(sent_at), done=sent_at is not None),
            StepView(say("Waiting for the confirmation"), done=False),
        ),
        advice=say("Hand over the goods after the green screen. Do not scan the code again"),
    )


def _refused(attempt: Attempt, words: Words) -> PanelView:
    why = refusal(attempt.payment, attempt.trouble, words)
    if attempt.drops_sale:
        return PanelView(
            tone=Tone.RED,
            word=why.word,
            side=time_of(attempt.changed_at),
            headline=words.say("Nothing was taken. The sale is cancelled, as was wished"),
            money=why.money,
            actions=(
                ActionView(Intent.NEXT_SALE, words.say("Next sale"), words.say("Space"), recommended=True),
                ActionView(Intent.BACK, words.say("Back to the receipt"), "Esc"),
            ),
            code=code_of(attempt, words),
        )
    return PanelView(
        tone=Tone.RED,
        word=why.word,
        side=time_of(attempt.changed_at),
        headline=why.headline,
        money=why.money,
        advice=why.advice,
        actions=(
            ActionView(Intent.NEW_CODE, words.say("New CLICK Pass QR"), "F8", recommended=True),
            ActionView(Intent.BACK, words.say("Back to the receipt"), "Esc"),
        ),
        code=code_of(attempt, words),
    )
