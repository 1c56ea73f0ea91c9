"""The evidence card: a payment of which nobody knows where the money is, or which waits for the manager."""

from __future__ import annotations

from datetime import datetime

from pos.core.money import NBSP
from pos.core.payment import ClickStatus, Payment
from pos.core.tashkent import clock_text
from pos.screens.desk import Attempt
from pos.screens.views import ActionView, EvidenceView, Intent, PanelView, Tone
from pos.screens.wording import explain
from pos.screens.words import Words, _

SHORT_ID = 8

STATUS_WORDS: dict[int, str] = {
    ClickStatus.CREATED: _("created"),
    ClickStatus.PROCESSING: _("in progress"),
    ClickStatus.SUCCESS: _("success, not proven"),
}
CANCELLED = _("cancelled")


def unknown_panel(attempt: Attempt, now: datetime, words: Words) -> PanelView:
    """Amber: what happened, where the money is, the evidence, what to tell the customer. `now` is aware."""
    say = words.say
    payment = attempt.payment
    if attempt.cancel_wished:
        money = say("We are checking. Then the sale is cancelled. Do not hand over the goods")
        advice = say("“You need not pay again. If the money was taken, the manager returns it”")
        wish = say("Keep the sale after all")
    else:
        money = say("We are checking the payment. Do not hand over the goods, do not scan a QR")
        returns = payment is None or payment.confirm_mode is not False
        advice = (
            say(
                "“You need not pay again. If the payment does not go through, CLICK returns the money by"
                " itself”"
            )
            if returns
            else say("“You need not pay again. We are finding out where the payment is”")
        )
        wish = say("Cancel the sale after the check")
    return PanelView(
        tone=Tone.AMBER,
        word=say("No answer. Checking"),
        side=time_of(attempt.changed_at),
        headline=say("Money may have been taken"),
        money=money,
        evidence=evidence(attempt, now, words),
        advice_label=say("Tell the customer"),
        advice=advice,
        actions=(
            ActionView(Intent.HOLD, say("Hold the receipt"), "F5", recommended=True),
            ActionView(Intent.CHECK_NOW, say("Check now"), "F8"),
            ActionView(Intent.CANCEL_LATER, wish, "F4"),
        ),
        code=code_of(attempt, words),
    )


def manual_panel(attempt: Attempt, now: datetime, words: Words) -> PanelView:
    """Amber: only the manager can close it."""
    say = words.say
    decide = ActionView(Intent.DECIDE, say("Manager's decision"), "F10")
    return PanelView(
        tone=Tone.AMBER,
        word=say("Call the manager"),
        side=time_of(attempt.changed_at),
        headline=say("Paying again is forbidden"),
        money=say("Where the money is, only CLICK's cabinet shows"),
        evidence=evidence(attempt, now, words),
        advice_label=say("For the manager"),
        advice=explain(attempt.trouble, words).what
        if attempt.trouble
        else say("Find the payment in CLICK's cabinet by its time and amount, then decide here"),
        actions=(
            ActionView(Intent.HOLD, say("Hold the receipt"), "F5", recommended=True),
            ActionView(Intent.CHECK_NOW, say("Check now"), "F8"),
            *((decide,) if attempt.payment else ()),
        ),
        code=code_of(attempt, words),
    )


def evidence(attempt: Attempt, now: datetime, words: Words) -> tuple[EvidenceView, ...]:
    """The six cells: which attempt, when, the last answer, the next check, how often, the money."""
    say = words.say
    payment = attempt.payment
    return (
        EvidenceView(say("Attempt"), payment.transaction_id[-SHORT_ID:] if payment else "—"),
        EvidenceView(say("Request sent"), time_of(payment.created_at if payment else attempt.read_at)),
        EvidenceView(say("Last answer"), answer(payment, words)),
        EvidenceView(say("Next check"), _next_check(attempt.next_check_at, now, words)),
        EvidenceView(say("Checked by itself"), say("times: {count}", count=payment.checks if payment else 0)),
        EvidenceView(say("Money now"), say("unknown where")),
    )


def answer(payment: Payment | None, words: Words) -> str:
    """What CLICK last said of the payment."""
    if payment is None or (payment.payment_id is None and payment.click_status is None):
        return words.say("did not come")
    status = payment.click_status
    if status is None:
        return words.say("not final")
    return words.say(STATUS_WORDS.get(status, CANCELLED if status < 0 else _("not final")))


def _next_check(at: datetime | None, now: datetime, words: Words) -> str:
    """Counted down by the clock's tick; the one number that moves on the card."""
    if at is None:
        return "—"
    left_s = round((at - now).total_seconds())
    return words.say("in {seconds} s", seconds=left_s) if left_s > 0 else words.say("now")


def code_of(attempt: Attempt, words: Words) -> str:
    """Small and copyable: CLICK's code, our id."""
    payment = attempt.payment
    if payment is None:
        return ""
    parts = []
    if payment.error_code:
        parts.append(words.say("Code {code}", code=payment.error_code))
    parts.append(words.say("attempt {id}", id=payment.transaction_id))
    return f"{NBSP}· ".join(parts)


def time_of(at: datetime | None) -> str:
    """`14:32:06` in Tashkent, or nothing."""
    return clock_text(at) if at else ""
