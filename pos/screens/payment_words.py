"""How a payment stands, as one paragraph for a console or a bundle: what happened, where the money is."""

from __future__ import annotations

from collections.abc import Mapping

from pos.core import errors
from pos.core.payment import Payment, PaymentState
from pos.logs import redacted
from pos.screens.wording import explain
from pos.screens.words import Words, _

S = PaymentState

_STATES: Mapping[PaymentState, str] = {
    S.SENDING: _("The payment is being processed"),
    S.HELD: _("CLICK holds the money and waits for the confirmation"),
    S.CONFIRMING: _("The payment is being confirmed"),
    S.PAID: _("Paid {amount}"),
    S.REFUSED: _("NOT PAID. No money was taken — it may be repeated"),
    S.CANCELLED: _("Not confirmed. CLICK returns the money by itself — it may be repeated"),
    S.UNKNOWN: _("No answer. The money may have been taken. Checking — do not repeat"),
    S.REVERSING: _("The money is being returned"),
    S.REVERSED: _("The money was returned"),
    S.MANUAL: _("Call the manager. Paying again is forbidden"),
}

_BY_REASON: Mapping[tuple[PaymentState, str], str] = {
    (S.PAID, "decided"): _("Paid {amount}, by the manager's decision"),
    (S.CANCELLED, "decided"): _("NOT PAID, by the manager's decision — it may be repeated"),
    (S.REVERSED, "decided"): _("The money was returned, by the manager's decision"),
    (S.CANCELLED, "declined"): _("NOT PAID. CLICK cancelled the payment — it may be repeated"),
    (S.PAID, "reversal_refused"): _("Paid {amount}. CLICK refused to return the money"),
    (S.MANUAL, "reversal_unclear"): _(
        "Call the manager. Whether the money was returned is not clear. Do not return it again"
    ),
}
"""Where the reason says more than the state."""


def payment_in_words(payment: Payment, words: Words) -> str:
    """One payment in words; a refusal says why, in CLICK's own words when it gave some."""
    sentence = _BY_REASON.get((payment.state, payment.reason), _STATES[payment.state])
    said = words.say(sentence, amount=payment.amount)
    if payment.state is not S.REFUSED:
        return said
    error = getattr(errors, payment.reason, None)
    if payment.error_note:
        return words.say("CLICK refused: {note}", note=redacted(payment.error_note)) + ". " + said
    if isinstance(error, type) and issubclass(error, errors.PosError):
        return explain(error(), words).one_line()
    return said
