"""Why a payment did not come about, in words. CLICK publishes no table of codes, so its note is read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pos.core import errors as e
from pos.core.payment import Payment, PaymentState
from pos.screens.wording import NO_MONEY_TAKEN, explain
from pos.screens.words import Words, _

_BY_NAME: dict[str, type[e.PosError]] = {
    kind.__name__: kind for kind in (e.NoConnection, e.UntrustedServer, e.WrongKey, e.Unavailable)
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Band, what happened, where the money is, what to do."""

    word: str
    headline: str
    money: str
    advice: str


_MONEY = Refusal(
    _("The bank refused"),
    _("Not enough money on the card"),
    NO_MONEY_TAKEN,
    _("Ask the customer to choose another card in CLICK and to show a new QR"),
)
_EXPIRED = Refusal(
    _("The QR is too old"),
    _("Ask the customer to refresh the code"),
    NO_MONEY_TAKEN,
    _("Press F8 and scan the new QR"),
)
_USED = Refusal(
    _("QR already used"),
    _("This QR was paid with before"),
    NO_MONEY_TAKEN,
    _("Ask the customer to refresh the code and scan it again"),
)
_UNKNOWN_CODE = Refusal(
    _("CLICK does not know the QR"),
    _("Ask the customer to open CLICK Pass anew"),
    NO_MONEY_TAKEN,
    _("Press F8 and scan the new QR"),
)
_ABSENT = Refusal(
    _("Not paid"),
    _("CLICK has no such payment"),
    NO_MONEY_TAKEN,
    _("Press F8 and scan a new QR"),
)
_LAPSED = Refusal(
    _("Not confirmed"),
    _("CLICK returns the money by itself"),
    _("Not paid — it may be repeated"),
    _("Ask the customer for a new QR and press F8"),
)
_DECIDED = Refusal(
    _("Not paid"),
    _("The manager found that no money was taken"),
    _("Not paid — it may be repeated"),
    _("Ask the customer for a new QR and press F8"),
)
_PLAIN = Refusal(
    _("Not paid"),
    _("CLICK refused the payment"),
    NO_MONEY_TAKEN,
    _("Ask the customer for a new QR and press F8"),
)

_NOTES: tuple[tuple[re.Pattern[str], Refusal], ...] = (
    (
        re.compile(r"недостат|мало средств|insufficient|not enough|mablag|маблағ|yetarli", re.IGNORECASE),
        _MONEY,
    ),
    (re.compile(r"ист[её]к|просроч|устар|expired|eskir|muddat", re.IGNORECASE), _EXPIRED),
    (re.compile(r"уже использ|already used|ishlatilgan", re.IGNORECASE), _USED),
    (re.compile(r"не распознан|unknown (?:code|qr)|invalid (?:code|qr|otp)", re.IGNORECASE), _UNKNOWN_CODE),
)


def refusal(payment: Payment | None, trouble: BaseException | None, words: Words) -> Refusal:
    """The words for a payment that was refused or lapsed, or for a `trouble` before anything was sent."""
    if trouble is not None:
        return _explained(trouble, words)
    if payment is None:
        return _said(_PLAIN, words)
    if payment.reason in _BY_NAME:
        return _explained(_BY_NAME[payment.reason](), words)
    if payment.reason == "decided":
        return _said(_DECIDED, words)
    if payment.state is PaymentState.CANCELLED and payment.reason != "declined":
        return _said(_LAPSED, words)
    for pattern, known in _NOTES:
        if pattern.search(payment.error_note):
            return _said(known, words)
    if payment.reason == "absent":
        return _said(_ABSENT, words)
    plain = _said(_PLAIN, words)
    note = payment.error_note.strip()
    return Refusal(plain.word, note, plain.money, plain.advice) if note else plain


def _explained(trouble: BaseException, words: Words) -> Refusal:
    told = explain(trouble, words)
    return Refusal(told.word, told.what, told.money, told.do)


def _said(known: Refusal, words: Words) -> Refusal:
    say = words.say
    return Refusal(say(known.word), say(known.headline), say(known.money), say(known.advice))
