"""Names of things in words: kinds of scanned codes, units of goods, scenarios of the training phone."""

from __future__ import annotations

from collections.abc import Mapping

from pos.core.scan import ScanKind
from pos.screens.words import Words, _

_NOT_CLICK_PASS: Mapping[ScanKind, str] = {
    ScanKind.GOODS: _("This is a goods code, not CLICK Pass"),
    ScanKind.WEIGHED: _("This is a code from the scales, not CLICK Pass"),
    ScanKind.MARKING: _("This is a marking code of goods, not CLICK Pass"),
    ScanKind.PAYME: _("This is a Payme code, not CLICK Pass"),
    ScanKind.UZUM: _("This is an Uzum code, not CLICK Pass"),
    ScanKind.PAYNET: _("This is a Paynet code, not CLICK Pass"),
    ScanKind.UZQR: _("This is a UzQR code, not CLICK Pass"),
    ScanKind.FISCAL_RECEIPT: _("This is the QR of a fiscal receipt, not CLICK Pass"),
    ScanKind.LINK: _("This is a link, not CLICK Pass"),
    ScanKind.UNKNOWN: _("This is not a CLICK Pass code"),
    ScanKind.CLICK_PASS: _("This is not a CLICK Pass code"),
}

_NOT_GOODS: Mapping[ScanKind, str] = {
    ScanKind.CLICK_PASS: _("This is a payment QR. Press F8 first, then scan it"),
    ScanKind.PAYME: _("This is a Payme code, not goods"),
    ScanKind.UZUM: _("This is an Uzum code, not goods"),
    ScanKind.PAYNET: _("This is a Paynet code, not goods"),
    ScanKind.UZQR: _("This is a UzQR code, not goods"),
    ScanKind.FISCAL_RECEIPT: _("This is the QR of a fiscal receipt, not goods"),
    ScanKind.LINK: _("This is a link, not goods"),
}


def wrong_code_text(kind: ScanKind) -> str:
    """The English sentence for a code that is not CLICK Pass while CLICK Pass is awaited."""
    return _NOT_CLICK_PASS[kind]


def wrong_code(kind: ScanKind, words: Words) -> str:
    """The sentence for a code that is not CLICK Pass while CLICK Pass is awaited."""
    return words.say(_NOT_CLICK_PASS[kind])


def not_goods_text(kind: ScanKind) -> str | None:
    """The English sentence for a code that is no goods while goods are rung up; None for goods codes."""
    return _NOT_GOODS.get(kind)


_UNITS: Mapping[str, str] = {
    "шт": _("pcs"),
    "кг": _("kg"),
    "г": _("g"),
    "л": _("l"),
    "мл": _("ml"),
    "м": _("m"),
    "уп": _("pack"),
    "порц": _("portion"),
}


def unit_word(unit: str, words: Words) -> str:
    """The unit of a good as the language says it; a unit that is not known stays as the catalogue has it."""
    return words.say(_UNITS[unit.rstrip(".")]) if unit.rstrip(".") in _UNITS else unit


_SCENARIOS: Mapping[str, tuple[str, str]] = {
    "approved": (_("Ordinary payment"), _("the money is taken, the answer comes")),
    "declined": (_("Not enough money"), _("the bank refuses")),
    "expired": (_("QR too old"), _("the code is past its time")),
    "slow": (_("Slow answer"), _("CLICK thinks for some seconds")),
    "answer_lost": (_("Answer lost"), _("the money is held, the till hears nothing")),
    "confirm_lost": (_("Confirmation lost"), _("CLICK returns the money by itself")),
    "stuck": (_("Payment stuck"), _("CLICK keeps answering “in progress”")),
    "ofd_down": (_("OFD does not answer"), _("the fiscal receipt waits in the queue")),
}


def scenario_words(scenario: str, words: Words) -> tuple[str, str]:
    """Word and detail of a training scenario; an unknown one is shown by its name."""
    word, detail = _SCENARIOS.get(scenario, (scenario, ""))
    return (words.say(word), words.say(detail)) if scenario in _SCENARIOS else (word, detail)


SCENARIOS: tuple[str, ...] = tuple(_SCENARIOS)
"""The scenarios that have words, in the order of the phone's buttons."""
