"""Goods in words: how ready they are, what they lack, our columns, why a row of a table is refused. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pos.core.catalogue import Good
from pos.core.errors import BadInput
from pos.core.fiscal import NAME_MAX
from pos.core.goods_import import BadRow
from pos.core.readiness import Lack, Level, Readiness
from pos.screens.goods_views import LackView
from pos.screens.views import Tone
from pos.screens.wording import explain
from pos.screens.words import Words, _

TONES: Mapping[Level, Tone] = {Level.GREEN: Tone.GREEN, Level.YELLOW: Tone.AMBER, Level.RED: Tone.RED}
LEVELS: Mapping[Level, str] = {
    Level.GREEN: _("ready"),
    Level.YELLOW: _("to be looked at"),
    Level.RED: _("not ready"),
}
COUNTED: Mapping[Level, str] = {
    Level.GREEN: _("ready: {count}"),
    Level.YELLOW: _("to be looked at: {count}"),
    Level.RED: _("not ready: {count}"),
}
FIGURES: Mapping[Level, str] = {
    Level.GREEN: _("Ready"),
    Level.YELLOW: _("To be looked at"),
    Level.RED: _("Not ready"),
}
MEANINGS: Mapping[Level, str] = {
    Level.GREEN: _("The OFD takes it: nothing is missing"),
    Level.YELLOW: _("It can be sold, the OFD takes it. Somebody should look"),
    Level.RED: _("The OFD would refuse its receipt after the money. Correct it before it is sold"),
}

_LACKS: Mapping[Lack, tuple[str, str]] = {
    Lack.NAME: (_("The name is missing"), _("Write it as it should stand on the receipt")),
    Lack.SPIC: (
        _("The MXIK code is missing or has not 17 digits"),
        _("Find the goods on tasnif.soliq.uz and import the code"),
    ),
    Lack.PACKAGE: (
        _("The package code is missing or wrong"),
        _("It stands beside the MXIK code on tasnif.soliq.uz"),
    ),
    Lack.PRICE: (_("The price is missing"), _("Import a price above zero")),
    Lack.VAT: (_("The shop does not know a VAT rate of {vat} %"), _("Import one of the rates of the law")),
    Lack.OWNER: (
        _("The TIN of the goods' owner is wrong"),
        _("A TIN has 9 digits, a PINFL has 14"),
    ),
    Lack.MARK_BY_WEIGHT: (
        _("Marked goods are not sold by weight"),
        _("Leave one of the two: a label is for a piece"),
    ),
    Lack.UNITS: (
        _("The unit has no code of the OFD"),
        _("Import the code: 796 piece, 166 kilogram, 112 litre"),
    ),
    Lack.BARCODE: (
        _("The last digit of the barcode does not fit the others"),
        _("Scan the goods and compare the digits"),
    ),
    Lack.LONG_NAME: (
        _("The name is too long, the OFD gets its beginning"),
        _("With the unit it has at most {most} letters: shorten it"),
    ),
}
_IN_A_FORM: Mapping[Lack, str] = {
    Lack.SPIC: _("Type it here: tasnif.soliq.uz has it"),
    Lack.PACKAGE: _("Type it here: tasnif.soliq.uz has it beside the MXIK code"),
    Lack.PRICE: _("Type a price above zero"),
    Lack.VAT: _("Type one of the rates of the law"),
    Lack.UNITS: _("Type the code: 796 piece, 166 kilogram, 112 litre"),
}
"""What to do where the field stands beside the sentence; the others are the same everywhere."""

_FROM_THE_LIST = {
    Lack.SPIC: _("Type it here, or choose one of the list"),
    Lack.PACKAGE: _("Type it here, or choose a code of the list: it brings its own"),
}
"""The same, where the form offers codes of the classifier."""

_RED = frozenset(Lack) - {Lack.UNITS, Lack.BARCODE, Lack.LONG_NAME}

COLUMN_WORDS: Mapping[str, str] = {
    "name": _("Name"),
    "name_uz": _("Name in Uzbek"),
    "barcode": _("Barcode"),
    "more_barcodes": _("More barcodes"),
    "spic": _("MXIK code"),
    "package_code": _("Package code"),
    "unit": _("Unit, a word"),
    "units": _("Unit code of the OFD"),
    "price": _("Price, sum"),
    "vat_percent": _("VAT, %"),
    "marked": _("Marked (DataMatrix)"),
    "by_weight": _("By weight"),
    "stock": _("Count on the shelf"),
    "commission_tin": _("TIN of the owner (commission)"),
    "quick_page": _("Page of quick keys"),
    "quick_key": _("Quick key"),
    "colour": _("Colour of the key"),
}
"""Our columns in the order in which they are offered."""

_WHY: Mapping[str, str] = {
    "a text of at most 200 letters": _("longer than 200 letters, or signs that cannot be printed"),
    "a good has a name": _("the name is empty"),
    "not an amount in sum": _("not a price: write 12 500 or 12 500,50"),
    "out of range": _("the price is zero or too large"),
    "not a barcode": _("not a barcode: no spaces, at most 64 signs"),
    "a number of the table program: make the column text": _(
        "the table program cut the code short: make the column text and enter it again"
    ),
    "a whole number": _("not a whole number"),
    "yes or no": _("write yes or no"),
    "a quantity": _("not a quantity"),
    "not a quantity": _("not a quantity"),
    "zero quantity": _("not a quantity"),
}
_ALSO = re.compile(r"it stands in row (\d+), too")
_OTHERS = re.compile(r"it is a barcode of (.+)")
_MOST = re.compile(r"more than (\d+) rows")
_ROW = re.compile(r"row (\d+)")


def lack_views(
    good: Good, ready: Readiness, words: Words, *, in_form: bool = False, offers_codes: bool = False
) -> tuple[LackView, ...]:
    """What a good lacks, the worst first.

    `in_form`: the fields stand beside the sentences; `offers_codes`: so does a list of codes.
    """
    facts = {"vat": good.vat_percent, "most": NAME_MAX - 3}

    def help_with(lack: Lack) -> str:
        listed = _FROM_THE_LIST.get(lack, "") if offers_codes else ""
        return (listed or _IN_A_FORM.get(lack, "") if in_form else "") or _LACKS[lack][1]

    return tuple(
        LackView(
            Tone.RED if lack in _RED else Tone.AMBER,
            words.say(_LACKS[lack][0], **facts),
            words.say(help_with(lack), **facts),
        )
        for lack in ready.lacks
    )


def why_refused(bad: BadRow, words: Words) -> str:
    """Why a row of a table cannot be taken in."""
    if known := _WHY.get(bad.why):
        return words.say(known)
    if found := _ALSO.fullmatch(bad.why):
        return words.say("the same barcode stands in row {number}", number=found[1])
    if found := _OTHERS.fullmatch(bad.why):
        return words.say("it is a further barcode of other goods: {barcode}", barcode=found[1])
    if found := _MOST.fullmatch(bad.why):
        return words.say("a table has at most {count} rows", count=found[1])
    return bad.why


def why_unread(error: BaseException, words: Words) -> str:
    """Why a file is no table, and what to do."""
    if type(error) is not BadInput:
        told = explain(error, words)
        return f"{told.what}. {told.do}"
    field, value = str(error.facts.get("field", "")), str(error.facts.get("value", ""))
    if found := _ROW.match(field):
        return words.say(
            "Row {number}: the number {value} was cut short. Make its column text and enter it again",
            number=found[1],
            value=value,
        )
    return words.say(
        "The file cannot be read as a table: {file}. Save it as CSV or XLSX and choose it again", file=value
    )
