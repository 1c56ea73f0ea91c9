"""The state panel of a payment: band → what happened → where the money is → evidence → what to press."""

from __future__ import annotations

from datetime import datetime

from pos.core.fiscal import FiscalState
from pos.core.money import NBSP
from pos.core.tashkent import clock_text
from pos.screens.desk import Attempt, Desk, Stage
from pos.screens.refusals import refusal
from pos.screens.views import ActionView, EvidenceView, Intent, PanelView, RingView, StepView, Tone
from pos.screens.wording import explain
from pos.screens.words import Words

SHORT_ID = 8


def panel(desk: Desk, now_s: float, words: Words) -> PanelView | None:
    """The panel of the desk at monotonic `now_s`; None while goods are rung up."""
    attempt = desk.attempt
    if attempt is None:
        return None
    match attempt.stage:
        case Stage.WAITING:
            return _waiting(words)
        case Stage.PROCESSING:
            return _processing(attempt, now_s, words)
        case Stage.UNKNOWN:
            return _unknown(attempt, words)
        case Stage.MANUAL:
            return _manual(attempt, words)
        case Stage.PAID:
            return _paid(desk, attempt, words)
        case Stage.RETURNED:
            return _returned(desk, attempt, words)
        case _:
            return _refused(attempt, words)


def ring(attempt: Attempt | None, now_s: float, words: Words) -> RingView | None:
    """What is left of CLICK's window while a payment is processed; a zero is never shown."""
    if attempt is None or attempt.stage is not Stage.PROCESSING or attempt.ends_s is None:
        return None
    left_s = attempt.ends_s - now_s
    return RingView(left_s, attempt.window_s, words.say("s")) if left_s > 0 else None


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
            StepView(say("QR read"), _time(attempt.read_at)),
            StepView(say("Request sent to CLICK"), _time(sent_at), done=sent_at is not None),
            StepView(say("Waiting for the confirmation"), done=False),
        ),
        advice=say("Hand over the goods after the green screen. Do not scan the code again"),
    )


def _unknown(attempt: Attempt, words: Words) -> PanelView:
    say = words.say
    payment = attempt.payment
    returns = payment is None or payment.confirm_mode is not False
    advice = (
        say("“You need not pay again. If the payment does not go through, CLICK returns the money by itself”")
        if returns
        else say("“You need not pay again. We are finding out where the payment is”")
    )
    return PanelView(
        tone=Tone.AMBER,
        word=say("No answer. Checking"),
        side=_time(attempt.changed_at),
        headline=say("Money may have been taken"),
        money=say("We are checking the payment. Do not hand over the goods, do not scan a QR"),
        evidence=_evidence(attempt, words),
        advice_label=say("Tell the customer"),
        advice=advice,
        actions=(
            ActionView(Intent.HOLD, say("Hold the receipt"), "F5", recommended=True),
            ActionView(Intent.CHECK_NOW, say("Check now"), "F8"),
        ),
        code=_code(attempt, words),
    )


def _manual(attempt: Attempt, words: Words) -> PanelView:
    say = words.say
    return PanelView(
        tone=Tone.AMBER,
        word=say("Call the manager"),
        side=_time(attempt.changed_at),
        headline=say("Paying again is forbidden"),
        money=say("Where the money is, only CLICK's cabinet shows"),
        evidence=_evidence(attempt, words),
        advice_label=say("For the manager"),
        advice=explain(attempt.trouble, words).what
        if attempt.trouble
        else say("Find the payment in CLICK's cabinet by its time and amount, and decide there"),
        actions=(
            ActionView(Intent.HOLD, say("Hold the receipt"), "F5", recommended=True),
            ActionView(Intent.CHECK_NOW, say("Check now"), "F8"),
        ),
        code=_code(attempt, words),
    )


def _evidence(attempt: Attempt, words: Words) -> tuple[EvidenceView, ...]:
    say = words.say
    payment = attempt.payment
    answered = payment is not None and payment.payment_id is not None
    checks = payment.checks if payment else 0
    return (
        EvidenceView(say("Attempt"), payment.transaction_id[-SHORT_ID:] if payment else "—"),
        EvidenceView(say("Request sent"), _time(payment.created_at if payment else attempt.read_at)),
        EvidenceView(say("Answer"), say("came, not final") if answered else say("did not come")),
        EvidenceView(say("Checked by itself"), say("times: {count}", count=checks)),
        EvidenceView(say("Next check at"), _time(attempt.next_check_at) or "—"),
        EvidenceView(say("Money now"), say("unknown where")),
    )


def _paid(desk: Desk, attempt: Attempt, words: Words) -> PanelView:
    say = words.say
    number = attempt.payment.payment_id if attempt.payment else None
    told = say("payment {number}", number=number) if number else ""
    late = say("Found out later: the payment went through, hand over the goods")
    return PanelView(
        tone=Tone.GREEN,
        word=say("Paid"),
        side=_time(attempt.changed_at),
        headline=words.money(desk.sale.total),
        money=late if attempt.late else "",
        evidence=(
            EvidenceView("CLICK Pass", " · ".join(p for p in (told, _time(attempt.changed_at)) if p)),
            EvidenceView(say("OFD receipt"), _fiscal(attempt, words)),
            EvidenceView(say("Print-out"), _print(attempt, words)),
        ),
        advice="" if attempt.late else say("The next sale opens by itself"),
        actions=(ActionView(Intent.NEXT_SALE, say("Next sale"), say("Space"), recommended=True),),
    )


def _fiscal(attempt: Attempt, words: Words) -> str:
    fiscal = attempt.fiscal
    if fiscal is None:
        return words.say("being made")
    if fiscal.state is FiscalState.DONE:
        return words.say("link received")
    return (
        words.say("waits in the queue") if fiscal.state is FiscalState.PENDING else words.say("data missing")
    )


def _print(attempt: Attempt, words: Words) -> str:
    if attempt.printed is None:
        return words.say("being printed")
    return words.say("printed") if attempt.printed.ok else words.say("not printed, F7 prints it again")


def _returned(desk: Desk, attempt: Attempt, words: Words) -> PanelView:
    say = words.say
    return PanelView(
        tone=Tone.VIOLET,
        word=say("Returned"),
        side=_time(attempt.changed_at),
        headline=words.money(desk.sale.total),
        money=say("CLICK has returned the money to the customer"),
        actions=(ActionView(Intent.NEXT_SALE, say("Next sale"), say("Space"), recommended=True),),
        code=_code(attempt, words),
    )


def _refused(attempt: Attempt, words: Words) -> PanelView:
    why = refusal(attempt.payment, attempt.trouble, words)
    return PanelView(
        tone=Tone.RED,
        word=why.word,
        side=_time(attempt.changed_at),
        headline=why.headline,
        money=why.money,
        advice=why.advice,
        actions=(
            ActionView(Intent.NEW_CODE, words.say("New CLICK Pass QR"), "F8", recommended=True),
            ActionView(Intent.BACK, words.say("Back to the receipt"), "Esc"),
        ),
        code=_code(attempt, words),
    )


def _code(attempt: Attempt, words: Words) -> str:
    payment = attempt.payment
    if payment is None:
        return ""
    parts = []
    if payment.error_code:
        parts.append(words.say("Code {code}", code=payment.error_code))
    parts.append(words.say("attempt {id}", id=payment.transaction_id))
    return f"{NBSP}· ".join(parts)


def _time(at: datetime | None) -> str:
    return clock_text(at) if at else ""
