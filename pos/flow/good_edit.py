"""Goods corrected one by one, and codes of the classifier given to them. Moves no money.

The port of the form and of the step that gives many codes at once, and what "sure" means: the classifier has
exactly one code for the barcodes of a good that lacks one. Two are a person's to choose from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pos.core.catalogue import Good
from pos.core.classifier import SpicEntry
from pos.core.goods_import import BadRow
from pos.core.readiness import Lack, readiness


class Codes(Protocol):
    """The classifier of ИКПУ codes. Raises JournalTrouble."""

    def by_barcode(self, barcode: str, limit: int = 5) -> Sequence[SpicEntry]:
        """The codes that it gives for a barcode."""
        ...

    def suggestions(self, good: Good, limit: int) -> Sequence[SpicEntry]:
        """Codes that may be a good's, the likeliest first."""
        ...


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code that may be a good's. `is_sure`: the classifier has no other for its barcodes."""

    entry: SpicEntry
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class GoodDraft:
    """A good as it is kept, with what the form needs to judge a change of it."""

    good: Good
    vat_rates: tuple[int, ...]
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenCode:
    """A good before it gets a code, and the code."""

    good: Good
    entry: SpicEntry

    @property
    def changed(self) -> Good:
        """The good with it; its own package code stays where the classifier has none."""
        return with_code(self.good, self.entry)


class GoodEditDesk(Protocol):
    """One good, and many codes at once. Moves no money."""

    async def draft(self, code: str) -> GoodDraft | None:
        """The good that has this barcode, with the codes that may be its. Raises JournalTrouble."""
        ...

    async def save(self, barcode: str, fields: Mapping[str, str]) -> Good | BadRow:
        """Change these fields of a good; durable when a good comes back. A BadRow: nothing was written.

        Raises UnknownGood, BadInput, JournalTrouble.
        """
        ...

    async def sure_codes(self) -> Sequence[GivenCode]:
        """What `give_codes` would give. Writes nothing. Raises JournalTrouble."""
        ...

    async def give_codes(self) -> Sequence[GivenCode]:
        """Give every good its sure code, all or none; durable when it returns. Raises JournalTrouble."""
        ...

    async def take_back(self) -> int:
        """Take back what `give_codes` gave last, where nobody has changed it since; how many. Once.

        Raises JournalTrouble.
        """
        ...


def with_code(good: Good, entry: SpicEntry) -> Good:
    """The good with a code of the classifier; its package code stays where the classifier has none."""
    return replace(good, spic=entry.spic, package_code=entry.package_code or good.package_code)


def sure_code(good: Good, vat_rates: Collection[int], codes: Codes) -> SpicEntry | None:
    """The one code for the barcodes of a good that lacks one; None where it has one, or there is a choice."""
    if Lack.SPIC not in readiness(good, vat_rates).lacks:
        return None
    entries = [one for code in good.barcodes for one in codes.by_barcode(code)]
    return entries[0] if len({entry.spic for entry in entries}) == 1 else None


def suggestions(good: Good, codes: Codes, limit: int) -> tuple[Suggestion, ...]:
    """The codes that may be a good's; those of its barcodes are marked when there is one and no more."""
    by_barcode = {one.spic for code in good.barcodes for one in codes.by_barcode(code)}
    sure = by_barcode if len(by_barcode) == 1 else set()
    return tuple(Suggestion(entry, entry.spic in sure) for entry in codes.suggestions(good, limit))


def taken_back(now: Good, given: GivenCode) -> Good | None:
    """The good as it was before; None when somebody has changed its codes since."""
    was, gave = given.good, given.changed
    if (now.spic, now.package_code) != (gave.spic, gave.package_code):
        return None
    return replace(now, spic=was.spic, package_code=was.package_code)
