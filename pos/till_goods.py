"""The goods as the screens see them: looked through, and taken in from a table. Engine thread.

Files are read in a thread of their own. What is asked of the journal comes in turns of a few milliseconds: a
payment that is under way must not wait for a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pos.bootstrap import Parts
from pos.core.catalogue import Good
from pos.core.errors import BadInput
from pos.core.goods_import import MOST_ROWS, BadRow, Row, read_rows
from pos.core.money import Quantity
from pos.core.readiness import Level, readiness
from pos.flow.goods_import import MOST_SHOWN, GoodsImport, ImportPlan
from pos.flow.goods_ports import GoodCard, GoodsFound, ImportCheck, Levels, TableRead
from pos.till_good_edit import GoodEditDoor
from pos.till_life import TillLife
from pos.till_scales import ScalesDoor

if TYPE_CHECKING:
    from pos.journal.import_mappings import JournalImportMappings

FIRST_ROWS = 50
LOOKED_AT, TURN_S = 50, 0.015
"""A turn of the engine's loop looks at so many rows, and again so many, until this time is over."""

STEP_ROWS = 4_000
"""So many rows are looked at before the window hears how far it is."""


@dataclass(slots=True)
class _Table:
    """The table that is taken in, and how far it was looked at."""

    file: str
    stamp: tuple[float, int]
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    plan: ImportPlan = field(default_factory=ImportPlan)
    left: Iterator[Row | BadRow] = field(default_factory=lambda: iter(()))
    rates: tuple[int, ...] = ()
    is_complete: bool = False


class Known:
    """The goods that a few rows are about, as a `GoodsBook`: no table needs all goods of the shop at once."""

    def __init__(self, goods: Sequence[Good], rates: Sequence[int]) -> None:
        self._goods, self._rates = goods, rates

    def vat_rates(self) -> Iterable[int]:
        """The rates that a good may have, in percent."""
        return self._rates

    def all(self) -> Sequence[Good]:
        """The goods whose codes stand in these rows."""
        return self._goods

    def load(self, goods: Iterable[Good]) -> None:
        """Nothing is written through it."""
        raise NotImplementedError


class GoodsDoor:
    """Implements `GoodsDesk` over a till's parts. In safe mode nothing is changed."""

    def __init__(self, life: TillLife) -> None:
        self._life = life
        self._table: _Table | None = None
        self.scales = ScalesDoor(life)
        self.edit = GoodEditDoor(life)

    async def goods(self, text: str, *, not_ready: bool, limit: int) -> GoodsFound:
        """Goods whose name or barcode holds `text`; without a text the first ones by name."""
        import asyncio

        parts = await self._life.parts()
        found = _found(parts, text.strip(), limit + 1, not_ready=not_ready)
        await asyncio.sleep(0)
        levels = _levels(parts.books.catalogue.levels())
        await asyncio.sleep(0)
        rates = tuple(parts.books.catalogue.vat_rates())
        cards = tuple(_card(parts, good, rates) for good in found[:limit])
        return GoodsFound(cards, levels, is_cut=len(found) > limit)

    async def fiscal_rates(self) -> tuple[int, ...] | None:
        """The VAT rates that goods are judged by, percent; None: the shop's TIN is not set, nobody judges."""
        parts = await self._life.parts()
        return tuple(parts.books.catalogue.vat_rates()) if parts.settings.fiscal.tin else None

    async def read_table(self, file: str) -> TableRead:
        """Read a CSV or XLSX file; the table before it is forgotten. Raises BadInput."""
        import asyncio

        self._table = None
        parts = await self._life.parts()
        table = await asyncio.to_thread(_read, file)
        self._table = table
        header, rows = table.header, table.rows
        return TableRead(
            file=Path(file).name,
            header=header,
            first=tuple(rows[:FIRST_ROWS]),
            rows=len(rows),
            vat_rates=tuple(parts.books.catalogue.vat_rates()),
            remembered=_mappings(parts).remembered(header),
        )

    async def begin_check(self, columns: Sequence[str]) -> ImportCheck:
        """Begin to look at the table, whose columns are these; they are remembered."""
        import asyncio

        table, parts = self._read_one(), await self._life.parts()
        if await asyncio.to_thread(_stamp, table.file) != table.stamp:  # it was corrected and saved
            table, header = await asyncio.to_thread(_read, table.file), table.header
            if table.header != header:
                raise BadInput("the columns are others now", field="file", value=Path(table.file).name)
            self._table = table
        if parts.books.trouble is None:
            _mappings(parts).remember(table.header, columns)
        table.rates = tuple(parts.books.catalogue.vat_rates())
        table.plan, table.is_complete = ImportPlan(), False
        table.left = read_rows(columns, table.rows)
        return _told(table)

    async def check_more(self) -> ImportCheck:
        """Look at some more rows in short turns. Writes nothing."""
        import asyncio

        table, parts = self._read_one(), await self._life.parts()
        goal = table.plan.rows + STEP_ROWS
        while not table.is_complete and table.plan.rows < goal:
            _turn(parts, table)
            await asyncio.sleep(0)  # others first: a payment may have something to do
        return _told(table)

    async def take_in(self) -> ImportCheck:
        """Write all goods of the checked table, or none. Raises BadInput, JournalTrouble."""
        self._life.hold()
        if trouble := await self._life.journal_trouble():
            raise trouble
        table, parts = self._read_one(), await self._life.parts()
        if not table.is_complete:
            raise BadInput("the table was not checked", field="file", value="")
        told = _told(table)
        with parts.books.journal.together():  # goods and counts are one step
            GoodsImport(parts.books.catalogue, parts.books.stock).write(table.plan)
        self._table = None
        return told

    async def forget_table(self) -> None:
        """Let go of the table."""
        self._table = None

    def _read_one(self) -> _Table:
        if self._table is None:
            raise BadInput("no table was read", field="file", value="")
        return self._table


# ---- the list ---------------------------------------------------------------------------------------------


def _found(parts: Parts, text: str, limit: int, *, not_ready: bool) -> Sequence[Good]:
    from pos.journal.goods_list import GoodsList

    catalogue = parts.books.catalogue
    if not text and not_ready:
        return catalogue.not_ready(limit)
    if not text:
        codes = GoodsList(parts.books.journal).first(limit)
        return [good for code in codes if (good := catalogue.find(code))]
    found = catalogue.search(text, limit)
    if exact := catalogue.find(text):  # one of its further barcodes
        found = [exact, *(good for good in found if good.barcode != exact.barcode)][:limit]
    if not not_ready:
        return found
    rates = tuple(catalogue.vat_rates())
    return [good for good in found if readiness(good, rates).level is not Level.GREEN]


def _card(parts: Parts, good: Good, rates: Sequence[int]) -> GoodCard:
    counted = parts.books.stock.counted(good.barcode)
    lies = None if counted is None else Quantity(max(0, counted))
    return GoodCard(good, readiness(good, rates), lies)


def _levels(counted: Mapping[Level, int]) -> Levels:
    return Levels(*(counted.get(level, 0) for level in (Level.GREEN, Level.YELLOW, Level.RED)))


# ---- the table --------------------------------------------------------------------------------------------


def _read(file: str) -> _Table:
    """The header and the rows below it, in a thread of its own. Tuples: no work for the collector."""
    from pos.tables import read_table

    stamp = _stamp(file)
    table = iter(read_table(Path(file).expanduser()))
    header = [cell.strip() for cell in next(table, ())]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise BadInput("there is no table in the file", field="file", value=Path(file).name)
    return _Table(file, stamp, tuple(header), [tuple(row) for row in islice(table, MOST_ROWS + 1)])


def _stamp(file: str) -> tuple[float, int]:
    """When it was written, and how large it is; the same for the same file."""
    try:
        found = Path(file).expanduser().stat()
    except OSError:
        return 0.0, 0
    return found.st_mtime, found.st_size


def _mappings(parts: Parts) -> JournalImportMappings:
    from pos.journal.import_mappings import JournalImportMappings

    return JournalImportMappings(parts.books.journal)


def _turn(parts: Parts, table: _Table) -> None:
    """As many rows as one turn has time for."""
    ends_s = parts.clock.monotonic_s() + TURN_S
    while not table.is_complete and parts.clock.monotonic_s() < ends_s:
        _look_at(parts, table)


def _look_at(parts: Parts, table: _Table) -> None:
    """Some rows against the goods that have one of their codes."""
    rows = list(islice(table.left, LOOKED_AT))
    if not rows:
        table.is_complete = True
        return
    catalogue, found = parts.books.catalogue, dict[str, Good]()
    for row in rows:
        for code in row.good.barcodes if isinstance(row, Row) else ():
            if known := catalogue.find(code):
                found[known.barcode] = known
    importing = GoodsImport(Known(tuple(found.values()), table.rates), parts.books.stock)
    _add(table.plan, importing.plan(rows))


def _add(plan: ImportPlan, more: ImportPlan) -> None:
    plan.rows += more.rows
    plan.added += more.added
    plan.changed += more.changed
    plan.refused += more.refused
    plan.bad += more.bad[: MOST_SHOWN - len(plan.bad)]
    plan.levels += Counter(more.levels)
    plan.goods += more.goods
    plan.counts.update(more.counts)


def _told(table: _Table) -> ImportCheck:
    plan = table.plan
    return ImportCheck(
        seen=plan.rows,
        rows=len(table.rows),
        added=plan.added,
        changed=plan.changed,
        counts=len(plan.counts),
        refused=plan.refused,
        levels=_levels(plan.levels),
        bad=tuple(plan.bad),
        is_complete=table.is_complete,
    )
