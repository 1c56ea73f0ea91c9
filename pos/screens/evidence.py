"""What happened to a payment, in plain words for a cashier, a manager and CLICK's support. Pure; redacted.

A card number or a phone comes out as CLICK masked it, and is masked here when CLICK did not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pos.core.payment import ClickStatus, Payment, PaymentState
from pos.core.tashkent import clock_text, local_text
from pos.flow.ports import TimelineEntry
from pos.logs import redacted
from pos.screens.views import EvidenceView
from pos.screens.words import Words, _

S = PaymentState
IN_DOUBT = frozenset({S.SENDING, S.HELD, S.CONFIRMING, S.UNKNOWN, S.REVERSING, S.MANUAL})
"""States in which somebody may ask where the money is."""

NOTES: Mapping[str, str] = {
    "intent": _("The till wrote the payment down and sends it to CLICK"),
    "never_sent": _("The request did not leave this computer: no money was taken"),
    "answer_lost": _("The request left, no readable answer came: the money may have been taken"),
    "refused": _("CLICK refused: no money was taken"),
    "refused_but_known": _("CLICK refused, but knows the payment: its status decides"),
    "answered_with_error": _("CLICK named the payment and an error: its status decides"),
    "payment_id_taken": _("CLICK named another payment's number: nothing is confirmed, the manager decides"),
    "held": _("CLICK answered and gave the payment its number"),
    "confirming": _("The till wrote down that it confirms, and confirms the payment at CLICK"),
    "confirmed": _("CLICK took the confirmation, the payment is still in progress"),
    "paid": _("CLICK took the confirmation: the money is the shop's"),
    "paid_without_confirm": _("CLICK took the money; no confirmation is needed: the mode is off"),
    "status_read": _("CLICK was asked: the status changed"),
    "window_over": _("The time for the confirmation is over: nothing more is confirmed, CLICK is only asked"),
    "cancelled_by_click": _("CLICK cancelled the payment: the money is the customer's"),
    "found_in_window": _("CLICK was asked by our number and found the payment in time"),
    "found_paid": _("CLICK was asked after the time for the confirmation: the money is the shop's"),
    "found_cancelled": _("CLICK was asked: the payment is cancelled, the money is the customer's"),
    "absent": _("CLICK has no such payment: no money was taken"),
    "absent_unproven": _("CLICK finds no such payment, but its search is not proven: the manager decides"),
    "given_up": _("CLICK gave no clear status for too long: the manager decides"),
    "recovered": _("The program was started anew in the middle of the payment: it only asks CLICK"),
    "taken_up": _("The journal could not be written for a while: from now on CLICK is only asked"),
    "journal_failed": _("The journal could not be written after the request left"),
    "read_for_manager": _("CLICK was asked for the manager"),
    "cancel_wished": _("The cashier wishes the sale to be cancelled once the check is over"),
    "kept": _("The cashier keeps the sale after all"),
    "to_return": _("The cashier: the goods are not with the customer, the manager is to return the money"),
    "handed_over": _("The cashier: the goods are handed over"),
    "left_to_manager": _("The cashier: the manager knows that the money is to be returned"),
    "decided": _("The manager decided"),
    "reversing": _("The return of the money was written down and asked for at CLICK"),
    "reversed": _("CLICK returned the money to the customer"),
    "found_reversed": _("CLICK was asked: the money is returned to the customer"),
    "reversal_refused": _("CLICK refused to return the money: it stays with the shop"),
    "reversal_never_sent": _("The request to return did not leave this computer: the money is the shop's"),
    "reversal_unclear": _("Whether the money was returned is not clear: the manager decides"),
}
"""Every `note` that the flow writes. A test looks for each in the flow's own text."""

ENDS: Mapping[PaymentState, str] = {
    S.PAID: _("The money is the shop's"),
    S.CANCELLED: _("No money was taken"),
    S.REVERSED: _("The money was returned"),
}
"""What a decision may say."""

_STATUS: Mapping[int, str] = {
    ClickStatus.CREATED: _("created"),
    ClickStatus.PROCESSING: _("in progress"),
    ClickStatus.SUCCESS: _("success"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timeline. `time` is Tashkent's; `click` is CLICK's status in words, or nothing."""

    time: str
    said: str
    click: str

    def __str__(self) -> str:
        return f"{self.time}  {self.said}" + (f"  ({self.click})" if self.click else "")


def steps(timeline: Sequence[TimelineEntry], words: Words) -> tuple[Step, ...]:
    """The whole timeline in words, oldest first. CLICK's status stands only where it was new."""
    told, before = [], None
    for entry in timeline:
        click = "" if entry.status == before or entry.status is None else status_words(entry.status, words)
        before = entry.status if entry.status is not None else before
        told.append(Step(clock_text(entry.at), _said(entry, words), click))
    return tuple(told)


def _said(entry: TimelineEntry, words: Words) -> str:
    if sentence := NOTES.get(entry.note):
        said = words.say(sentence)
    else:
        said = words.say("A step of the program: {note}", note=redacted(entry.note[:40]))
    if entry.note == "decided" and entry.state in ENDS:
        said = f"{said}: {words.say(ENDS[entry.state])}"
    by, why = (redacted(entry.remarks.get(name, "")) for name in ("by", "why"))
    parts = [
        words.say("by {name}", name=by) if by else "",
        words.say("reason: {why}", why=why) if why else "",
    ]
    return " · ".join([said, *filter(None, parts)])


def status_words(status: int, words: Words) -> str:
    """CLICK's payment_status in words, the number behind it."""
    if status < 0:
        text = words.say("cancelled or failed")
    elif status in _STATUS:
        text = words.say(_STATUS[status])
    else:
        text = words.say("unknown status")
    return words.say("CLICK: {status}", status=f"{text}, {status}")


def card(
    payment: Payment, timeline: Sequence[TimelineEntry], words: Words, *, is_followed: bool
) -> tuple[EvidenceView, ...]:
    """The evidence card of a payment that is not over; nothing for one that is.

    `is_followed` says that the program that speaks is reading it at CLICK by itself.
    """
    if payment.state not in IN_DOUBT:
        return ()
    say = words.say
    return (
        EvidenceView(say("Attempt"), payment.transaction_id),
        EvidenceView(say("Asked"), local_text(payment.created_at)),
        EvidenceView(say("Last answer"), _last_answer(timeline, words)),
        EvidenceView(say("Checked by itself"), say("times: {count}", count=payment.checks)),
        EvidenceView(say("Next check"), _next_check(payment, words, is_followed=is_followed)),
        EvidenceView(say("Tell the customer"), _for_customer(payment, words)),
        EvidenceView(say("What to do"), what_to_do(payment, words, is_followed=is_followed)),
    )


def _last_answer(timeline: Sequence[TimelineEntry], words: Words) -> str:
    """What CLICK last said and when: the first entry that shows the newest status."""
    told = [entry for entry in timeline if entry.status is not None]
    if not told:
        return words.say("none yet")
    newest = told[-1]
    for entry in reversed(told):
        if entry.status != newest.status:
            break
        newest = entry
    return f"{status_words(newest.status or 0, words)} · {clock_text(newest.at)}"


def _next_check(payment: Payment, words: Words, *, is_followed: bool) -> str:
    if payment.state is S.MANUAL:
        return words.say("none by itself: the manager decides")
    if is_followed:
        return words.say("the till asks CLICK by itself")
    return words.say("with the next start of the till, or by “pos recover”")


def _for_customer(payment: Payment, words: Words) -> str:
    if payment.state is S.REVERSING:
        return words.say("“The return of your money is on its way. We are finding out whether it is done”")
    if payment.confirm_mode is False or payment.state is S.MANUAL:
        return words.say("“You need not pay again. We are finding out where the payment is”")
    return words.say(
        "“You need not pay again. If the payment does not go through, CLICK returns the money by itself”"
    )


def what_to_do(payment: Payment, words: Words, *, is_followed: bool) -> str:
    """The one thing to do about a payment that is not over."""
    if payment.state is S.MANUAL:
        return words.say(
            "Do not charge again. Find the payment in CLICK's cabinet by its time and amount, then run"
            " “pos payments decide {id}” with --paid, --not-taken or --returned and --reason",
            id=payment.transaction_id,
        )
    if is_followed:
        return words.say("Wait: the till finds it out by itself. Do not charge again")
    return words.say("Run “pos recover”, or start the till: it finds it out by itself. Do not charge again")


def facts(payment: Payment, words: Words) -> tuple[EvidenceView, ...]:
    """What is known of a payment beside its story; what is not known is left out."""
    say, paid_by = words.say, payment.card
    found = (
        (say("Date"), local_text(payment.created_at)),
        (say("Amount"), words.money(payment.amount)),
        (say("Attempt"), payment.transaction_id),
        (say("CLICK payment"), "" if payment.payment_id is None else str(payment.payment_id)),
        (say("Confirmation mode"), mode_words(payment.confirm_mode, words)),
        (say("Card"), " ".join(filter(None, (paid_by.processing_type, masked_card(paid_by.card_number))))),
        (say("Phone"), masked_phone(paid_by.phone_number)),
        (say("CLICK says"), redacted(payment.error_note)),
    )
    return tuple(EvidenceView(label, value) for label, value in found if value)


def mode_words(on: bool | None, words: Words) -> str:
    """On, off, or nothing when CLICK did not say."""
    if on is None:
        return ""
    return words.say("on") if on else words.say("off")


_MASKED_BY_CLICK = 10
"""Digits that a masked card shows at most: six in front, four behind."""


def masked_card(number: str) -> str:
    """A card number as CLICK masked it; one that shows more than ten digits is masked here."""
    digits = re.sub(r"\D", "", number)
    return f"{digits[:6]}******{digits[-4:]}" if len(digits) > _MASKED_BY_CLICK else number[:40]


def masked_phone(number: str) -> str:
    """A phone as CLICK masked it; one without a mask is masked here."""
    digits = re.sub(r"\D", "", number)
    if len(digits) <= 5 or ("*" in number and len(digits) < _MASKED_BY_CLICK):
        return number[:40]
    return f"{digits[:3]}*******{digits[-2:]}"
