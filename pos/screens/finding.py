"""Which good a scanned code means, and what the code tells of the piece. Engine thread. Moves no money."""

from __future__ import annotations

from dataclasses import dataclass

from pos.core.catalogue import Good
from pos.core.errors import BadInput
from pos.core.marking import read_marking
from pos.core.scan import GS, ScanKind
from pos.core.weighed import Portion, portion, read_weighed
from pos.screens.till_port import Till


@dataclass(frozen=True, slots=True)
class Found:
    """A good, and what its label tells of this very piece."""

    good: Good
    portion: Portion | None = None
    label: str = ""


async def find_good(till: Till, code: str, kind: ScanKind) -> Found | None:
    """The good of a code, with what a label of the scales or of a marked piece says beside it.

    Raises BadInput for a label that cannot be read.
    """
    if good := await till.find(code):
        return Found(good)
    if kind is ScanKind.WEIGHED and (weighed := read_weighed(code, await till.schemes())) is not None:
        for plu in weighed.codes:
            if (good := await till.find(plu)) and good.by_weight:
                return Found(good, portion(weighed, good))
    if kind is ScanKind.MARKING:
        return await _marked(till, code)
    return None


async def _marked(till: Till, code: str) -> Found | None:
    """A good whose package has a DataMatrix; only where the good asks for it the whole code must hold."""
    try:
        marking = read_marking(code)
    except BadInput:
        good = await till.find(code.lstrip(GS)[3:16])
        if good and not good.marked:
            return Found(good)
        raise
    for barcode in marking.barcodes:
        if good := await till.find(barcode):
            return Found(good, label=marking.label if good.marked else "")
    return None
