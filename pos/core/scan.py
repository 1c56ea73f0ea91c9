"""What is this text? One classifier for camera, scanner and keyboard. Pure.

Shapes from the field notes §4: a CLICK Pass code was seen as 18 digits from 88, and CLICK's own page shows
13 digits, so any other run of digits is let through unless its check digit or the catalogue says goods.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

GS = "\x1d"
SAME_CODE_WITHIN_S = 1.0
MIN_CODE, MAX_CODE = 6, 512


class ScanKind(StrEnum):
    """What a scanned text is."""

    CLICK_PASS = "click_pass"  # noqa: S105 - the name of a QR, not a password
    GOODS = "goods"
    WEIGHED = "weighed"
    MARKING = "marking"
    PAYME = "payme"
    UZUM = "uzum"
    PAYNET = "paynet"
    UZQR = "uzqr"
    FISCAL_RECEIPT = "fiscal_receipt"
    LINK = "link"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scan:
    """One scanned text and its kind. `text` may be a payment credential: never log or store it."""

    kind: ScanKind
    text: str

    def __repr__(self) -> str:
        return f"Scan({self.kind})"


_DIGITS = re.compile(r"[0-9]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MARKING = re.compile(r"(\][A-Za-z][0-9])?\x1d?(01[0-9]{14}\x1d?21|\(01\)[0-9]{14}\(21\)).+", re.DOTALL)
_PRINTABLE = re.compile(r"[\x21-\x7e]+")


def check_digit_fits(digits: str) -> bool:
    """Whether an EAN-8, UPC-A or EAN-13 run of digits ends in its right check digit."""
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits[:-1]), start=1))
    return (10 - total % 10) % 10 == int(digits[-1])


def classify(text: str, is_good: Callable[[str], bool] = lambda _text: False) -> Scan:
    """Say what `text` is. `is_good` tells whether the catalogue holds it; it is asked for digits only."""
    bare = text.strip(" \r\n\t")
    return Scan(_kind(bare, is_good), bare)


def _kind(bare: str, is_good: Callable[[str], bool]) -> ScanKind:
    if bare.lower().startswith(("http://", "https://")):
        host = re.sub(r"^https?://", "", bare.lower()).split("/")[0]
        return ScanKind.FISCAL_RECEIPT if host == "ofd.soliq.uz" else ScanKind.LINK
    if _MARKING.fullmatch(bare):
        return ScanKind.MARKING
    if _UUID.fullmatch(bare):
        return ScanKind.PAYNET
    if bare.startswith("000201"):
        return ScanKind.UZQR
    if _DIGITS.fullmatch(bare):
        return _kind_of_digits(bare, is_good)
    if len(bare) >= 40 and _PRINTABLE.fullmatch(bare):
        return ScanKind.UZUM
    return ScanKind.UNKNOWN


def _kind_of_digits(digits: str, is_good: Callable[[str], bool]) -> ScanKind:
    if is_good(digits):
        return ScanKind.GOODS
    if len(digits) == 13 and digits[0] == "2" and check_digit_fits(digits):
        return ScanKind.WEIGHED
    if len(digits) in {8, 12, 13} and check_digit_fits(digits):
        return ScanKind.GOODS
    if len(digits) == 20 and digits.startswith("505010"):
        return ScanKind.PAYME
    if len(digits) >= 40:
        return ScanKind.UZUM
    if len(digits) < MIN_CODE:
        return ScanKind.UNKNOWN
    return ScanKind.CLICK_PASS


class RepeatFilter:
    """Drops the same text scanned again within a second: a held phone is one scan."""

    def __init__(self) -> None:
        self._last: tuple[str, float] | None = None

    def is_repeat(self, text: str, at_s: float) -> bool:
        """Whether `text` at monotonic `at_s` repeats the scan before it; a repeat prolongs the second."""
        repeat = (
            self._last is not None and self._last[0] == text and at_s - self._last[1] < SAME_CODE_WITHIN_S
        )
        self._last = (text, at_s)
        return repeat

    def forget(self) -> None:
        """Let the next scan through whatever it is, and keep no code in memory."""
        self._last = None
