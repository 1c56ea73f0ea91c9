"""A few goods of a shop: checks a table as it is told to, and writes down what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pos.core.catalogue import Barcode, Good
from pos.core.classifier import SpicEntry
from pos.core.errors import PosError
from pos.core.good_edit import edited
from pos.core.goods_import import BadRow, read_rows
from pos.core.money import Money, Quantity
from pos.core.readiness import Level, readiness
from pos.core.scales import DEFAULT
from pos.core.weighed import WeighedScheme
from pos.flow.good_edit import GivenCode, GoodDraft, suggestions, sure_code
from pos.flow.goods_ports import GoodCard, GoodsFound, ImportCheck, Levels, TableRead
from pos.flow.teach_ports import IN_THE_CATALOGUE, Lesson

RATES = (0, 12)
SPIC = "02202002001010034"
TEA = Good(
    Barcode("4780012340207"), "Чай чёрный «Ahmad», 100 пакетиков", Money.of_sum(58_900), SPIC, "1498703",
    units_code=796, name_uz="Ahmad qora choyi, 100 paketcha", quick_key=4,
    more_barcodes=(Barcode("4780012340214"),),
)  # fmt: skip
BREAD = Good(Barcode("2000042"), "Хлеб", Money.of_sum(4_500), SPIC, "1498703", units_code=None, name_uz="Non")
CIGARETTES = Good(
    Barcode("4780012340139"), "Сигареты «Узбекистан»", Money.of_sum(21_000), "", "", 15, units_code=796,
    by_weight=True, marked=True, commission_tin="12345",
)  # fmt: skip
SERVICE = Good(
    Barcode("#5f0cbb2a9d1e"), "Доставка по городу", Money.of_sum(30_000), SPIC, "1", units_code=796
)
GOODS = (TEA, BREAD, CIGARETTES, SERVICE)

HEADER = ("Наименование", "Штрих-код", "Цена, сум", "Кол-во", "Примечание")
FIRST = (
    ("Чай", "4780012340207", "58 900", "12", "полка 3"),
    ("Хлеб", "2000042", "4500", "", ""),
    ("Сахар", "4780012340016", "по запросу", "7", "новый"),
)
TABLE = TableRead("nomenklatura.xlsx", HEADER, FIRST, 100_000, RATES)
CHECKED = ImportCheck(
    100_000,
    100_000,
    added=99_120,
    changed=640,
    counts=7,
    levels=Levels(81_400, 12_100, 6_500),
    is_complete=True,
)
BAD = (
    BadRow(4, "price", "по запросу", "not an amount in sum"),
    BadRow(1_207, "barcode", "4780012340207", "it stands in row 2, too"),
    BadRow(55_012, "barcode", "4,78001E+12", "a number of the table program: make the column text"),
    BadRow(99_001, "units", "шт", "a whole number"),
)

CODES = (
    SpicEntry(SPIC, "Чай чёрный байховый в потребительской упаковке", "", "4780012340207", "1498703"),
    SpicEntry("01905001001000000", "Хлеб пшеничный из муки первого сорта", "", "", "1514296"),
    SpicEntry("02202002001000001", "Чай холодный «Ice Tea» лимон, бутылка 0,5 л", "", "", ""),
)


class FakeScales:
    """A ScalesDesk; `saved` is what was kept, each time."""

    def __init__(self, goods: FakeGoods) -> None:
        self._goods = goods
        self.now: tuple[WeighedScheme, ...] = DEFAULT
        self.saved: list[tuple[WeighedScheme, ...]] = []
        self.error: PosError | None = None

    async def schemes(self) -> Sequence[WeighedScheme]:
        return self.now

    async def good_of(self, codes: Sequence[str]) -> Good | None:
        every = {str(code): good for good in self._goods.list for code in good.barcodes}
        return next((every[code] for code in codes if code in every), None)

    async def save(self, schemes: Sequence[WeighedScheme]) -> None:
        if self.error:
            raise self.error
        self.now = tuple(schemes)
        self.saved.append(self.now)


class FakeEdit:
    """A GoodEditDesk over the same goods; `codes` is what the classifier gives, by barcode."""

    def __init__(self, goods: FakeGoods) -> None:
        self._goods = goods
        self.codes: dict[str, tuple[SpicEntry, ...]] = {}
        self.saved: list[tuple[str, dict[str, str]]] = []
        self.given: tuple[GivenCode, ...] = ()
        self.asked: list[str] = []
        self.answer: BadRow | None = None
        self.error: PosError | None = None

    def by_barcode(self, barcode: str, limit: int = 5) -> Sequence[SpicEntry]:
        return self.codes.get(barcode, ())[:limit]

    def suggestions(self, good: Good, limit: int) -> Sequence[SpicEntry]:
        return [one for code in good.barcodes for one in self.by_barcode(code, limit)][:limit]

    async def draft(self, code: str) -> GoodDraft | None:
        self.asked.append(code)
        self._raise()
        good = next((good for good in self._goods.list if code in good.barcodes), None)
        return GoodDraft(good, RATES, suggestions(good, self, 6)) if good else None

    async def save(self, barcode: str, fields: Mapping[str, str]) -> Good | BadRow:
        self._raise()
        self.saved.append((barcode, dict(fields)))
        [at] = [at for at, good in enumerate(self._goods.list) if good.barcode == barcode]
        made = self.answer or edited(self._goods.list[at], fields)
        if isinstance(made, Good):
            self._goods.list[at] = made
        return made

    async def sure_codes(self) -> Sequence[GivenCode]:
        self._raise()
        sure = ((good, sure_code(good, RATES, self)) for good in self._goods.list)
        return [GivenCode(good, entry) for good, entry in sure if entry]

    async def give_codes(self) -> Sequence[GivenCode]:
        self.given = tuple(await self.sure_codes())
        now = {one.good.barcode: one.changed for one in self.given}
        self._goods.list = [now.get(good.barcode, good) for good in self._goods.list]
        return self.given

    async def take_back(self) -> int:
        self._raise()
        was = {one.good.barcode: one.good for one in self.given}
        self._goods.list = [was.get(good.barcode, good) for good in self._goods.list]
        return len(was)

    def _raise(self) -> None:
        error, self.error = self.error, None
        if error:
            raise error


class FakeGoods:
    """`steps` are the answers of a check, one after the other; `error` is raised by the next question."""

    def __init__(self, *goods: Good) -> None:
        self.list = list(goods)
        self.table = TABLE
        self.steps: list[ImportCheck] = [CHECKED]
        self.error: PosError | None = None
        self.asked: list[tuple[str, bool]] = []
        self.files: list[str] = []
        self.columns: list[tuple[str, ...]] = []
        self.codes: list[SpicEntry] = list(CODES)
        self.names: list[str] = []
        self.looks = self.taken = self.forgotten = 0
        self.scales = FakeScales(self)
        self.edit = FakeEdit(self)

    async def goods(self, text: str, *, not_ready: bool, limit: int) -> GoodsFound:
        self.asked.append((text, not_ready))
        self._raise()
        cards = [GoodCard(good, readiness(good, RATES)) for good in self.list]
        cards = [replace(card, counted=Quantity.pieces(24)) if card.good is TEA else card for card in cards]
        levels = [card.ready.level for card in cards]
        counted = Levels(*(levels.count(level) for level in (Level.GREEN, Level.YELLOW, Level.RED)))
        found = [card for card in cards if text.casefold() in card.good.name.casefold()]
        if not_ready:
            found = [card for card in found if card.ready.level is not Level.GREEN]
        return GoodsFound(tuple(found[:limit]), counted, is_cut=len(found) > limit)

    async def read_table(self, file: str) -> TableRead:
        self.files.append(file)
        self._raise()
        return self.table

    async def begin_check(self, columns: Sequence[str]) -> ImportCheck:
        self.columns.append(tuple(columns))
        self._raise()
        return ImportCheck(0, self.table.rows)

    async def check_more(self) -> ImportCheck:
        self._raise()
        self.looks += 1
        return self.steps[min(self.looks, len(self.steps)) - 1]

    async def take_in(self) -> ImportCheck:
        self._raise()
        self.taken += 1
        return self.steps[-1]

    async def forget_table(self) -> None:
        self.forgotten += 1

    def _raise(self) -> None:
        error, self.error = self.error, None
        if error:
            raise error

    async def begin_lesson(self, barcode: str) -> Lesson:
        self._raise()
        return Lesson(RATES, tuple(entry for entry in self.codes if entry.barcode == barcode))

    async def codes_for(self, barcode: str, name: str) -> tuple[SpicEntry, ...]:
        self.names.append(name)
        self._raise()
        words = name.casefold().split()
        return tuple(
            entry
            for entry in self.codes
            if entry.barcode == barcode or any(word in entry.name.casefold() for word in words)
        )

    async def teach(self, cells: Mapping[str, str]) -> GoodCard | BadRow:
        self._raise()
        row = next(read_rows(tuple(cells), [tuple(cells.values())]))
        if isinstance(row, BadRow):
            return row
        if any(row.good.barcode == good.barcode for good in self.list):
            return BadRow(2, "barcode", row.good.barcode, IN_THE_CATALOGUE)
        self.list.append(row.good)
        return GoodCard(row.good, readiness(row.good, RATES))
