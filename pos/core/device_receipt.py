"""A fiscal receipt that the shop's own fiscal device made: the link in the QR of its paper. Pure.

Law: click-docs «Отправка фискализированного чека». A link names its receipt by terminal, number, sign and
time; it does not say the sum.
"""

from __future__ import annotations

from pos.core.errors import WrongReceiptLink
from pos.core.fiscal import FiscalState
from pos.core.receipt import ofd_facts
from pos.core.scan import ScanKind, classify

SCAN_THE_PAPER = "scan the QR of the fiscal receipt"
"""Why an entry of the OFD queue waits that has nothing to send before the device's paper is scanned."""


def awaits_paper(state: FiscalState, why: str) -> bool:
    """Whether a receipt waits for the QR of the device's paper. It may exist already, so none is made."""
    return state is FiscalState.NONE and why == SCAN_THE_PAPER


def in_queue(state: FiscalState, why: str) -> bool:
    """Whether a receipt must still reach the OFD or CLICK before its deadline; what lacks settings cannot."""
    return state is FiscalState.PENDING or awaits_paper(state, why)


def receipt_link(text: str) -> str:
    """The link in a scanned or typed `text`. Raises WrongReceiptLink for every other code."""
    scan = classify(text)
    if scan.kind is not ScanKind.FISCAL_RECEIPT or ofd_facts(scan.text) is None:
        raise WrongReceiptLink("not the link of a fiscal receipt", kind=str(scan.kind))
    return scan.text


def same_receipt(one: str, other: str) -> bool:
    """Whether two links name the same receipt, however they are written."""
    facts = ofd_facts(one)
    return one == other or (facts is not None and facts == ofd_facts(other))


def sign_of(link: str) -> str:
    """The fiscal sign in a link, by which a receipt is looked for; empty when it has none."""
    facts = ofd_facts(link)
    return facts.sign if facts else ""
