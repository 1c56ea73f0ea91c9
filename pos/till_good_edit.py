"""One good corrected, and sure codes given to many, as the screens ask it. Engine thread. Moves no money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pos.bootstrap import Parts
from pos.core.catalogue import Good
from pos.core.errors import UnknownGood
from pos.core.good_edit import edited
from pos.core.goods_import import BadRow
from pos.flow.good_edit import GivenCode, GoodDraft, suggestions, sure_code, taken_back
from pos.till_life import TillLife

MOST_SUGGESTED = 6


class GoodEditDoor:
    """Implements `GoodEditDesk` over a till's parts. In safe mode nothing is changed."""

    def __init__(self, life: TillLife) -> None:
        self._life = life
        self._given: tuple[GivenCode, ...] = ()

    async def draft(self, code: str) -> GoodDraft | None:
        """The good that has this barcode, with the codes that may be its."""
        books = (await self._life.parts()).books
        good = books.catalogue.find(code)
        if good is None:
            return None
        return GoodDraft(
            good, tuple(books.catalogue.vat_rates()), suggestions(good, books.classifier, MOST_SUGGESTED)
        )

    async def save(self, barcode: str, fields: Mapping[str, str]) -> Good | BadRow:
        """Change these fields of a good, by the rules of a row of a table."""
        catalogue = (await self._to_write()).books.catalogue
        good = catalogue.find(barcode)
        if good is None:
            raise UnknownGood("not in the catalogue", barcode=barcode[:40])
        made = edited(good, fields)
        if isinstance(made, Good) and made != good:
            catalogue.load([made])
        return made

    async def sure_codes(self) -> Sequence[GivenCode]:
        """What `give_codes` would give, looked for in short turns."""
        import asyncio

        from pos.journal.lacking import red_goods

        books = (await self._life.parts()).books
        rates, found = tuple(books.catalogue.vat_rates()), list[GivenCode]()
        for piece in red_goods(books.journal):
            for barcode in piece:
                good = books.catalogue.find(barcode)
                entry = sure_code(good, rates, books.classifier) if good else None
                if good and entry:
                    found.append(GivenCode(good, entry))
            await asyncio.sleep(0)  # others first: a payment may have something to do
        return tuple(found)

    async def give_codes(self) -> Sequence[GivenCode]:
        """Give every good its sure code, all or none."""
        parts = await self._to_write()
        found, find = await self.sure_codes(), parts.books.catalogue.find
        given = tuple(  # a good that somebody changed while the others were looked through is left alone
            one for one in found if find(one.good.barcode) == one.good
        )
        parts.books.catalogue.load([one.changed for one in given])
        self._given = given
        return given

    async def take_back(self) -> int:
        """Take back what was given last, where nobody has changed it since."""
        catalogue = (await self._to_write()).books.catalogue
        before = []
        for one in self._given:
            now = catalogue.find(one.good.barcode)
            if now and (was := taken_back(now, one)):
                before.append(was)
        catalogue.load(before)
        self._given = ()
        return len(before)

    async def _to_write(self) -> Parts:
        self._life.hold()
        if trouble := await self._life.journal_trouble():
            raise trouble
        return await self._life.parts()
