"""Errors in words, found by class: what happened → where the money is → what to do.

A test walks the whole tree of `pos.core.errors` and fails on a class that has no words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos.core import errors as e
from pos.core.scan import ScanKind
from pos.screens.naming import wrong_code
from pos.screens.views import Tone
from pos.screens.words import Words, _

NO_MONEY_MOVED = _("No money was moved")
NO_MONEY_TAKEN = _("No money was taken — it may be repeated")
SALE_IS_SAFE = _("The sale is safe")
CALL_MANAGER = _("Stop selling and call the manager")


@dataclass(frozen=True, slots=True)
class Explanation:
    """One trouble in words. `code` is small and for support only."""

    tone: Tone
    word: str
    what: str
    money: str
    do: str
    code: str = ""

    def one_line(self) -> str:
        """What happened, where the money is and what to do, as one paragraph for a console or a log."""
        return " ".join(f"{part.rstrip('.')}." for part in (self.what, self.money, self.do) if part)


@dataclass(frozen=True, slots=True)
class _Template:
    word: str
    what: str
    money: str
    do: str
    tone: Tone = Tone.RED


_ERRORS: Mapping[type[e.PosError], _Template] = {
    e.PosError: _Template(
        _("It did not work"),
        _("Something happened that the till does not know"),
        _("What was paid stands in the history"),
        _("Look in the history (F7), then call the manager"),
    ),
    e.Refused: _Template(
        _("Not possible"),
        _("This cannot be done now"),
        NO_MONEY_MOVED,
        _("Check what was entered and do it again"),
    ),
    e.BadInput: _Template(
        _("Check what was entered"),
        _("“{value}” does not fit here"),
        NO_MONEY_MOVED,
        _("Correct it and go on"),
    ),
    e.LabelRefused: _Template(
        _("The label was not taken"),
        _("This is not the label of a marked piece"),
        NO_MONEY_MOVED,
        _("Scan the small square code (DataMatrix) on the package"),
    ),
    e.LabelsLacking: _Template(
        _("Labels are missing"),
        _("Pieces without a label: {count}"),
        NO_MONEY_MOVED,
        _("Scan the label of each marked piece, then hand over the order"),
    ),
    e.BadAmount: _Template(
        _("Wrong amount"),
        _("“{value}” is not an amount in sum"),
        NO_MONEY_MOVED,
        _("Enter an amount above zero, for example 12 500,50"),
    ),
    e.UnreadablePicture: _Template(
        _("Not a picture"),
        _("{file} cannot be read as a picture"),
        NO_MONEY_MOVED,
        _("Choose a PNG or JPEG file"),
    ),
    e.UnknownGood: _Template(
        _("Goods not found"),
        _("Item {barcode} not found"),
        NO_MONEY_MOVED,
        _("Find the goods by name (F2) or remove the line (Del)"),
    ),
    e.BadSettings: _Template(
        _("The settings are wrong"),
        _("{where}: {why}"),
        _("The till has not started, no money was moved"),
        _("Correct this place and start again"),
    ),
    e.SettingsMissing: _Template(
        _("Settings are missing"),
        _("Not set: {names}"),
        _("The till has not started, no money was moved"),
        _("Set them in the settings file, or run “pos till” and fill in the form"),
    ),
    e.InsecureAddress: _Template(
        _("The address is not protected"),
        _("{url} does not use https"),
        _("The till has not started, no money was moved"),
        _("Set an address that begins with https://"),
    ),
    e.EmptySale: _Template(
        _("The receipt is empty"),
        _("There is nothing to pay for"),
        NO_MONEY_MOVED,
        _("Scan the goods first"),
    ),
    e.UnresolvedLines: _Template(
        _("Payment is closed"),
        _("The goods in line {line} are unknown"),
        NO_MONEY_MOVED,
        _("Remove line {line} (Del) or find the goods (F2)"),
    ),
    e.OverLimit: _Template(
        _("Too large a discount"),
        _("A discount of {given} % is more than the {limit} % allowed here"),
        NO_MONEY_MOVED,
        _("Give less, or call the manager"),
    ),
    e.NotAPaymentCode: _Template(
        _("Not CLICK Pass"),
        _("This is not a CLICK Pass code"),
        NO_MONEY_TAKEN,
        _("Ask the customer to open CLICK Pass and scan that QR"),
    ),
    e.CodeAlreadyUsed: _Template(
        _("QR already used"),
        _("This QR was already sent to CLICK"),
        _("The second scan took no money"),
        _("Ask the customer to refresh the code and scan it again"),
    ),
    e.SaleAlreadyInPayment: _Template(
        _("Payment is already on"),
        _("This receipt is being paid or is paid already"),
        _("No second payment was sent"),
        _("Wait for the result, do not charge again"),
    ),
    e.ClickRefused: _Template(
        _("Not paid"),
        _("CLICK refused: {note}"),
        NO_MONEY_TAKEN,
        _("Press F8 and scan a new QR"),
    ),
    e.WrongKey: _Template(
        _("CLICK does not know this till"),
        _("The key or the clock of this computer is wrong"),
        NO_MONEY_TAKEN,
        _("Check the time on this computer, then the key in the settings"),
    ),
    e.FiscalRefused: _Template(
        _("The OFD will not take the receipt"),
        _("Wrong for the OFD: {field} ({why})"),
        _("The payment stays as the history shows it"),
        _("Correct the goods (MXIK, package code, VAT) or the shop's TIN"),
    ),
    e.WrongReceiptLink: _Template(
        _("Not a fiscal receipt"),
        _("This is not the QR of a fiscal receipt"),
        SALE_IS_SAFE,
        _("Scan the QR at the bottom of the fiscal device's paper"),
    ),
    e.ReceiptTaken: _Template(
        _("The receipt of another sale"),
        _("This fiscal receipt belongs to sale {receipt}"),
        SALE_IS_SAFE,
        _("Scan the paper that the fiscal device printed for this sale"),
    ),
    e.ReceiptNotAwaited: _Template(
        _("No fiscal receipt is awaited"),
        _("Sale {receipt} does not wait for the QR of a fiscal receipt"),
        SALE_IS_SAFE,
        _("The OFD queue (Ctrl F7) shows which sales wait for one"),
    ),
    e.Unavailable: _Template(
        _("Not available now"),
        _("There is no answer"),
        NO_MONEY_MOVED,
        _("Wait a little and do it again"),
    ),
    e.NoConnection: _Template(
        _("No connection to CLICK"),
        _("The request did not leave this computer"),
        NO_MONEY_TAKEN,
        _("Check the network and do it again"),
    ),
    e.UntrustedServer: _Template(
        _("The server is not trusted"),
        _("The protection of the connection (TLS) does not hold"),
        NO_MONEY_TAKEN,
        _("Check the time on this computer and the network, call the manager"),
    ),
    e.HostTrouble: _Template(
        _("The host of the online orders does not answer as it should"),
        _("Nothing was changed here, and nothing is done twice"),
        NO_MONEY_MOVED,
        _("Check the network and the key of this till and do it again"),
    ),
    e.DeviceTrouble: _Template(
        _("A device does not answer"),
        _("No answer from the device: {device}"),
        SALE_IS_SAFE,
        _("Check its cable and power and do it again"),
    ),
    e.PrinterTrouble: _Template(
        _("The receipt was not printed"),
        _("No paper, or the printer does not answer"),
        SALE_IS_SAFE,
        _("Check the paper and print again from the history (F7)"),
    ),
    e.CameraTrouble: _Template(
        _("No picture from the camera"),
        _("The camera does not answer"),
        SALE_IS_SAFE,
        _("Use the scanner, or check the cable of the camera"),
    ),
    e.OutcomeUnknown: _Template(
        _("No answer. Checking"),
        _("Money may have been taken"),
        _("We are checking the payment. Do not hand over the goods, do not scan a QR"),
        _("Do not charge again: the till finds it out by itself"),
        Tone.AMBER,
    ),
    e.JournalTrouble: _Template(
        _("The journal is not available"),
        _("The till cannot write its journal, CLICK payments are impossible"),
        _("What was paid before is kept at CLICK and in the journal"),
        CALL_MANAGER,
    ),
    e.JournalNewer: _Template(
        _("The journal is of a newer program"),
        _("This program is older than the one that wrote the journal"),
        _("Nothing was changed, the journal is whole"),
        _("Install the newer Click POS"),
    ),
    e.HomeUnusable: _Template(
        _("The folder cannot be used"),
        _("{folder} cannot be made or written"),
        NO_MONEY_MOVED,
        _("Give this user the right to write there, or choose another folder with --home"),
    ),
    e.HomeBusy: _Template(
        _("Click POS is already running"),
        _("Another program works with this folder"),
        _("That program goes on with its payments"),
        _("Use its window, or wait until it ends"),
    ),
    e.DiskFull: _Template(
        _("The disk is full"),
        _("{free_mb} MB are free for {folder}, too little to sell safely"),
        NO_MONEY_MOVED,
        _("Make room on the disk and start again"),
    ),
    e.JournalBusy: _Template(
        _("The journal is busy"),
        _("Another program holds the journal file"),
        _("What was paid before is kept at CLICK and in the journal"),
        _("Wait a little and do it again. If it stays so, call the manager"),
    ),
    e.JournalOlder: _Template(
        _("An old copy of the journal"),
        _("An older copy of the journal lies in its place, the newest payments are not in it"),
        _("What was paid is kept at CLICK"),
        CALL_MANAGER,
    ),
    e.JournalBroken: _Template(
        _("The journal does not add up"),
        _("A record of the journal was changed or is missing"),
        _("What was paid is kept at CLICK"),
        CALL_MANAGER,
    ),
    e.RecoveryStopped: _Template(
        _("The till stopped several times while it checked payments"),
        _("Nothing is checked by itself any more, so that nothing is made worse"),
        _("What was paid is kept at CLICK and in the journal"),
        _("Call the manager: “pos recover” checks the payments, then the till sells again"),
    ),
    e.JournalDamaged: _Template(
        _("The journal is damaged"),
        _("The journal file cannot be read"),
        _("What was paid is kept at CLICK"),
        CALL_MANAGER,
    ),
    e.Bug: _Template(
        _("A mistake in the program"),
        _("The till met a mistake of its own"),
        _("The money is where the history says"),
        _("Do not charge again. Look in the history (F7) and call the manager"),
        Tone.AMBER,
    ),
}


_BAD_FIELDS: Mapping[str, str] = {
    "payment": _("There is no such payment: {value}"),
    "sale": _("There is no such payment: {value}"),
    "line": _("There is no such line: {value}"),
    "quantity": _("“{value}” is not a quantity of these goods"),
    "amount": _("The sum {value} is too large"),
    "price": _("“{value}” is not a price of these goods"),
    "note": _("A note has one line and at most 200 letters"),
    "comment": _("A note has one line and at most 200 letters"),
    "discount": _("“{value}” cannot be taken off here"),
    "label": _("This marking code does not fit here: {value}"),
    "weighed": _("The label of the scales cannot be read: {value}"),
    "scales": _("Not a scheme of the scales: {value}. Write 20-27:plu5:weight5, 28:plu6:price4"),
    "vat": _("Not a list of VAT rates: {value}. Write whole percents, 0,12"),
}
"""What happened, where a BadInput names one of these fields."""


def explain(error: BaseException, words: Words) -> Explanation:
    """The three parts for `error`: its own class first, then the nearest parent. Never fails."""
    facts: dict[str, object] = {}
    found = _ERRORS[e.Bug]
    if isinstance(error, e.PosError):
        facts = _readable(error)
        found = next(_ERRORS[kind] for kind in type(error).__mro__ if kind in _ERRORS)
    if isinstance(error, e.BadSettings) and "why" in facts:
        facts["why"] = words.say(str(facts["why"]))  # the reasons of wrong settings are sentences, too
    what = words.say(found.what, **facts)
    if isinstance(error, e.NotAPaymentCode):
        what = wrong_code(_kind(error), words)
    elif type(error) is e.BadInput and (field := _BAD_FIELDS.get(str(facts.get("field")))):
        what = words.say(field, **facts)
    code = facts.get("code")
    return Explanation(
        tone=found.tone,
        word=words.say(found.word, **facts),
        what=what,
        money=words.say(found.money, **facts),
        do=words.say(found.do, **facts),
        code=words.say("Code {code}", code=code) if code is not None else "",
    )


def own_words(kind: type[e.PosError]) -> bool:
    """Whether this very class has words of its own; for the test that walks the tree."""
    return kind in _ERRORS


def _readable(error: e.PosError) -> dict[str, object]:
    facts = {name: _listed(fact) for name, fact in error.facts.items()}
    if isinstance(error, e.BadInput):
        facts.setdefault("value", "")
    return facts


def _listed(fact: object) -> object:
    return ", ".join(str(one) for one in fact) if isinstance(fact, list | tuple | frozenset | set) else fact


def _kind(error: e.NotAPaymentCode) -> ScanKind:
    try:
        return ScanKind(str(error.facts.get("kind", "")))
    except ValueError:
        return ScanKind.UNKNOWN
