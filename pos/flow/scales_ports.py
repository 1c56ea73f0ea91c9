"""What the page of the scales asks: how labels are read, and which good one of them is. Moves no money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pos.core.catalogue import Good
from pos.core.weighed import WeighedScheme


class Labels(Protocol):
    """How labels of the scales are read when they are scanned."""

    async def schemes(self) -> Sequence[WeighedScheme]:
        """The schemes that scans are read by, by prefix. Raises JournalTrouble."""
        ...


class ScalesDesk(Labels, Protocol):
    """How the shop's scales write their labels, to be looked at and taught."""

    async def good_of(self, codes: Sequence[str]) -> Good | None:
        """The first good that has one of these codes. Raises JournalTrouble."""
        ...

    async def save(self, schemes: Sequence[WeighedScheme]) -> None:
        """Read labels by these from now on. Durable when it returns. Raises JournalTrouble."""
        ...
