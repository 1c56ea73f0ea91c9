"""How the shop's scales write their labels, as the screens ask it. Engine thread. Moves no money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pos.core.catalogue import Good
from pos.core.weighed import WeighedScheme
from pos.till_life import TillLife

if TYPE_CHECKING:
    from pos.journal.scales import JournalScales


class ScalesDoor:
    """Implements `ScalesDesk` over a till's parts. In safe mode nothing is changed."""

    def __init__(self, life: TillLife) -> None:
        self._life = life

    async def schemes(self) -> Sequence[WeighedScheme]:
        """The schemes that scans are read by."""
        return (await self._book()).schemes()

    async def good_of(self, codes: Sequence[str]) -> Good | None:
        """The first good that has one of these codes."""
        catalogue = (await self._life.parts()).books.catalogue
        return next((good for code in codes if (good := catalogue.find(code))), None)

    async def save(self, schemes: Sequence[WeighedScheme]) -> None:
        """Read labels by these from now on. Raises JournalTrouble."""
        self._life.hold()
        if trouble := await self._life.journal_trouble():
            raise trouble
        (await self._book()).save(schemes)

    async def _book(self) -> JournalScales:
        from pos.journal.scales import JournalScales

        return JournalScales((await self._life.parts()).books.journal)
