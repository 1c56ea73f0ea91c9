"""The panel of a payment that went through: seen at once, found out later, after a crash, to be returned."""

from __future__ import annotations

from pos.core.fiscal import FiscalState
from pos.flow.events import NoPaper, PaperSkipped
from pos.screens.desk import Attempt, Desk
from pos.screens.doubt_panel import SHORT_ID, code_of, time_of
from pos.screens.tender_views import change_of, paid_facts
from pos.screens.views import ActionView, EvidenceView, Intent, PanelView, Tone
from pos.screens.words import Words


def paid_panel(desk: Desk, attempt: Attempt, words: Words) -> PanelView:
    """Green; amber when the manager still has to return the money."""
    if attempt.to_return:
        return _to_return(desk, attempt, words)
    say = words.say
    if attempt.recovered:
        return PanelView(
            tone=Tone.GREEN,
            word=say("Paid, recovered after a failure"),
            side=time_of(attempt.changed_at),
            headline=words.money(desk.sale.total),
            money=say("Were the goods handed over? If not and the customer is gone, the money is returned"),
            evidence=_facts(attempt, words)[:1],
            actions=(
                ActionView(Intent.HANDED_OVER, say("The goods are handed over"), "F9"),
                ActionView(Intent.GIVE_BACK, say("To be returned by the manager"), "F4"),
            ),
        )
    change = change_of(attempt)
    late = say("Found out later: the payment went through, hand over the goods")
    return PanelView(
        tone=Tone.GREEN,
        word=say("Paid"),
        side=time_of(attempt.changed_at),
        headline=say("Change {amount}", amount=change) if change else words.money(desk.sale.total),
        money=late if attempt.late and not change else "",
        evidence=(
            *paid_facts(attempt, words),
            *(_facts(attempt, words) if attempt.payment else _paper(attempt, words)),
        ),
        advice=_advice(attempt, words),
        actions=(ActionView(Intent.NEXT_SALE, say("Next sale"), say("Space"), recommended=True),),
    )


def _advice(attempt: Attempt, words: Words) -> str:
    if attempt.awaits_paper:
        return words.say("Or later in the OFD queue: Ctrl F7")
    return words.say("The next sale opens by itself") if attempt.goes_by_itself else ""


def returned_panel(desk: Desk, attempt: Attempt, words: Words) -> PanelView:
    """Violet: CLICK has taken the payment back."""
    say = words.say
    return PanelView(
        tone=Tone.VIOLET,
        word=say("Returned"),
        side=time_of(attempt.changed_at),
        headline=words.money(desk.sale.total),
        money=say("CLICK has returned the money to the customer"),
        actions=(ActionView(Intent.NEXT_SALE, say("Next sale"), say("Space"), recommended=True),),
        code=code_of(attempt, words),
    )


def _to_return(desk: Desk, attempt: Attempt, words: Words) -> PanelView:
    """P46: it ended paid, but the sale was to be cancelled; only a manager returns money."""
    say = words.say
    payment = attempt.payment
    number = str(payment.payment_id) if payment and payment.payment_id else "—"
    wished = attempt.cancel_wished
    taken = payment.amount if payment else desk.sale.total
    keep = (
        ActionView(Intent.CASH, say("Take the cash after all"), "F9")
        if attempt.owes_cash
        else ActionView(Intent.HANDED_OVER, say("The goods are handed over"), "F9")
    )
    return PanelView(
        tone=Tone.AMBER,
        word=say("Call the manager"),
        side=time_of(attempt.changed_at),
        headline=say("Paid {amount}, but the sale was to be cancelled", amount=taken)
        if wished
        else say("Paid {amount}, to be returned", amount=taken),
        money=say("Do not hand over the goods. The manager returns the money"),
        evidence=(
            EvidenceView(say("CLICK payment"), number),
            EvidenceView(say("Attempt"), payment.transaction_id[-SHORT_ID:] if payment else "—"),
            EvidenceView(say("Request sent"), time_of(payment.created_at if payment else None)),
        ),
        advice_label=say("For the manager"),
        advice=say("Return the payment in CLICK's cabinet, or take the cash after all")
        if attempt.owes_cash
        else say("Return the payment in CLICK's cabinet, or hand over the goods after all"),
        actions=(
            ActionView(Intent.CLOSE_CARD, say("The manager knows"), "F10", recommended=True),
            keep,
        ),
        code=code_of(attempt, words),
    )


def _paper(attempt: Attempt, words: Words) -> tuple[EvidenceView, ...]:
    """Of a sale that CLICK had no part in: its paper is not a fiscal receipt."""
    say = words.say
    return (
        EvidenceView(say("OFD receipt"), say("not a fiscal receipt")),
        EvidenceView(say("Print-out"), _print(attempt, words)),
    )


def _facts(attempt: Attempt, words: Words) -> tuple[EvidenceView, ...]:
    say = words.say
    number = attempt.payment.payment_id if attempt.payment else None
    told = say("payment {number}", number=number) if number else ""
    return (
        EvidenceView("CLICK Pass", " · ".join(p for p in (told, time_of(attempt.changed_at)) if p)),
        EvidenceView(say("OFD receipt"), _fiscal(attempt, words)),
        EvidenceView(say("Print-out"), _print(attempt, words)),
    )


def _fiscal(attempt: Attempt, words: Words) -> str:
    fiscal = attempt.fiscal
    if fiscal is None:
        return words.say("being made")
    if fiscal.state is FiscalState.DONE:
        return words.say("link received")
    if attempt.awaits_paper:
        return words.say("Scan the QR of the fiscal receipt")
    return (
        words.say("waits in the queue") if fiscal.state is FiscalState.PENDING else words.say("data missing")
    )


def _print(attempt: Attempt, words: Words) -> str:
    match attempt.printed:
        case None:
            return words.say("being printed")
        case PaperSkipped(why=NoPaper.NO_PRINTER):
            return words.say("there is no printer")
        case PaperSkipped():
            return words.say("not by itself, F7 prints it")
        case printed:
            return words.say("printed") if printed.ok else words.say("not printed, F7 prints it again")
