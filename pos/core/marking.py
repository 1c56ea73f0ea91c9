"""Marking codes: the DataMatrix of one piece of a marked good, as a scanner reads it. Pure.

GS1: `01` + GTIN of 14 digits + `21` + serial, then after a GS (0x1D) the crypto tail and whatever else.
Scanners put `]d2` or a GS before it, write brackets, or lose the GS. A sale keeps the code without its tail;
the OFD takes 21 characters of it (click-docs «Фискализация товаров и услуг», Item.Labels).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pos.core.errors import BadInput
from pos.core.sale_line import ofd_label
from pos.core.scan import GS, check_digit_fits

SERIAL_MAX = 20  # GS1 General Specifications, AI 21

_SYMBOLOGY = re.compile(r"^(?:\][a-zA-Z][0-9])?[\x1d\xe8]?")  # ]d2, ]C1; FNC1 as GS or as its codeword 232
_BRACKETED = re.compile(r"\(01\)([0-9]{14})\(21\)(.*?)(?=\([0-9]{2,4}\)|\x1d|$)", re.DOTALL)
_PLAIN = re.compile(r"01([0-9]{14})\x1d?21([^\x1d]*)", re.DOTALL)
_TAIL = re.compile(r"(?:93[!-z]{4}|91[!-z]{4}92[!-z]{44}(?:[!-z]{44})?)$")
_SERIAL = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Marking:
    """One marked piece: the GTIN of its good and its serial, the crypto tail taken off."""

    gtin: str
    serial: str

    @property
    def label(self) -> str:
        """What a sale keeps (`Sale.add_label`): 01, GTIN, 21 and the serial."""
        return f"01{self.gtin}21{self.serial}"

    @property
    def for_ofd(self) -> str:
        """What the OFD gets of it: 21 characters."""
        return ofd_label(self.label)

    @property
    def barcodes(self) -> tuple[str, ...]:
        """By what to look the good up, in this order: EAN-13, UPC-A, EAN-8, the GTIN as it stands."""
        short = tuple(self.gtin[cut:] for cut in (1, 2, 6) if not self.gtin[:cut].strip("0"))
        return (*short, self.gtin)


def read_marking(text: str) -> Marking:
    """The marking code in a scanned text.

    Raises:
        BadInput: field `label`. It is no GS1 content (`value` is only its beginning: it may be a payment
            code), its GTIN is misread, or the serial is missing or cannot be one.
    """
    bare = _SYMBOLOGY.sub("", text.strip(" \r\n\t"), count=1)
    found = _BRACKETED.match(bare) or _PLAIN.match(bare)
    if found is None:
        raise BadInput("not 01, GTIN, 21 and a serial", field="label", value=bare[:4])
    gtin, serial = found[1], found[2]
    if not check_digit_fits(gtin):
        raise BadInput("the check digit of the GTIN is wrong", field="label", value=gtin)
    if (
        GS not in bare and bare[:1] != "("
    ):  # where the serial ends is not told: a known tail, else the longest
        serial = _TAIL.sub("", serial)[:SERIAL_MAX]
    if not _SERIAL.fullmatch(serial) or len(serial) > SERIAL_MAX:
        raise BadInput("no serial of 1 to 20 characters", field="label", value=gtin)
    return Marking(gtin, serial)
