"""What a code that the catalogue does not know already tells of its goods. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos.core.errors import BadInput
from pos.core.goods_import import KILOGRAM, MOST_CODE, UNIT_WORDS
from pos.core.marking import read_marking
from pos.core.scales import DEFAULT
from pos.core.scan import ScanKind, classify
from pos.core.weighed import WeighedScheme, read_weighed

PIECE = 796


@dataclass(frozen=True, slots=True)
class TeachDraft:
    """What stands in the form when it opens: the barcode without what belongs to one piece or portion."""

    barcode: str
    unit: str = UNIT_WORDS[PIECE]
    marked: bool = False


def draft_of(scanned: str, schemes: Sequence[WeighedScheme] = DEFAULT) -> TeachDraft | None:
    """The beginnings of a good for the code of a red line; None where it is none of goods."""
    scan = classify(scanned)
    if scan.kind is ScanKind.MARKING:
        try:
            return TeachDraft(read_marking(scan.text).barcodes[0], marked=True)
        except BadInput:
            return None
    if scan.kind is ScanKind.WEIGHED and (weighed := read_weighed(scan.text, schemes)) is not None:
        return TeachDraft(weighed.codes[0], unit=UNIT_WORDS[KILOGRAM])
    fits = len(scan.text) <= MOST_CODE and scan.text.isprintable() and not set(scan.text) & set(" …")
    return TeachDraft(scan.text) if fits and scan.text else None
