"""How a payment stands, as one paragraph for a console or a bundle: what happened, where the money is."""

from __future__ import annotations

from collections.abc import Mapping

from pos.core import errors
from pos.core.payment import Payment, PaymentState
from pos.screens.wording import explain
from pos.screens.words import Words, _

_STATES: Mapping[PaymentState, str] = {
    PaymentState.SENDING: _("The payment is being processed"),
    PaymentState.HELD: _("CLICK holds the money and waits for the confirmation"),
    PaymentState.CONFIRMING: _("The payment is being confirmed"),
    PaymentState.PAID: _("Paid {amount}"),
    PaymentState.REFUSED: _("NOT PAID. No money was taken — it may be repeated"),
    PaymentState.CANCELLED: _("Not confirmed. CLICK returns the money by itself — it may be repeated"),
    PaymentState.UNKNOWN: _("No answer. The money may have been taken. Checking — do not repeat"),
    PaymentState.REVERSING: _("The money is being returned"),
    PaymentState.REVERSED: _("The money was returned"),
    PaymentState.MANUAL: _("Call the manager. Paying again is forbidden"),
}


def payment_in_words(payment: Payment, words: Words) -> str:
    """One payment in words; a refusal says why, in CLICK's own words when it gave some."""
    said = words.say(_STATES[payment.state], amount=payment.amount)
    if payment.state is not PaymentState.REFUSED:
        return said
    error = getattr(errors, payment.reason, None)
    if payment.error_note:
        return words.say("CLICK refused: {note}", note=payment.error_note) + ". " + said
    if isinstance(error, type) and issubclass(error, errors.PosError):
        return explain(error(), words).one_line()
    return said
