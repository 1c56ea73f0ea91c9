"""A new good from the counter, by the rules of an import of one row. Engine thread. Moves no money."""

from __future__ import annotations

from collections.abc import Mapping

from pos.core.catalogue import Barcode, Good
from pos.core.classifier import SpicEntry
from pos.core.errors import DeviceTrouble
from pos.core.goods_import import BadRow, Row, read_rows
from pos.core.money import ZERO
from pos.core.readiness import readiness
from pos.flow.goods_import import GoodsImport
from pos.flow.goods_ports import GoodCard
from pos.flow.teach_ports import IN_THE_CATALOGUE, Lesson
from pos.till_goods import GoodsDoor, Known

CODES_AT_MOST = 20


class TeachingDoor(GoodsDoor):
    """Implements `Teacher` too. In safe mode nothing is taught."""

    async def begin_lesson(self, barcode: str) -> Lesson:
        """The rates, and codes by the barcode alone; the tax service is asked where the settings allow it."""
        parts = await self._life.parts()
        rates = tuple(parts.books.catalogue.vat_rates())
        codes = await self.codes_for(barcode, "")
        if not codes and parts.settings.shop.asks_tasnif and barcode.isdigit():
            from pos.tasnif import ADDRESS, look_up

            try:
                codes = tuple(await look_up(ADDRESS, barcode))[:CODES_AT_MOST]
            except DeviceTrouble:
                codes = ()  # a help that does not come is none: the code is typed
        return Lesson(rates, codes)

    async def codes_for(self, barcode: str, name: str) -> tuple[SpicEntry, ...]:
        """By barcode, then by the words of the name."""
        parts = await self._life.parts()
        asked = Good(Barcode(barcode), name, ZERO, "", "")
        return tuple(parts.books.classifier.suggestions(asked, CODES_AT_MOST))

    async def teach(self, cells: Mapping[str, str]) -> GoodCard | BadRow:
        """One row is looked at and written. Raises JournalTrouble."""
        self._life.hold()
        if trouble := await self._life.journal_trouble():
            raise trouble
        parts = await self._life.parts()
        catalogue, books = parts.books.catalogue, parts.books
        read = next(
            read_rows(tuple(cells), [tuple(cells.values())]), BadRow(2, "name", "", "a good has a name")
        )
        if not isinstance(read, Row):
            return read
        for code in read.good.barcodes:
            if catalogue.find(code):
                return BadRow(read.number, "barcode", code, IN_THE_CATALOGUE)
        rates = tuple(catalogue.vat_rates())
        plan = GoodsImport(Known((), rates), books.stock).plan([read])
        with books.journal.together():
            GoodsImport(catalogue, books.stock).write(plan)
        return GoodCard(read.good, readiness(read.good, rates))
