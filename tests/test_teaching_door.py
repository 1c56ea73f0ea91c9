"""A new good from the counter, over real parts: the rules of an import of one row, and the classifier."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.core.classifier import SpicEntry
from pos.core.goods_import import BadRow
from pos.core.money import Money
from pos.core.readiness import Lack, Level
from pos.flow.goods_ports import GoodCard
from pos.flow.teach_ports import IN_THE_CATALOGUE, ShopGoods
from tests.test_till_door import Register

pytestmark = pytest.mark.anyio

CODE, SPIC = "4780099999992", "02202002001010034"
CELLS = {
    "name": "Печенье «Лакомка»",
    "price": "12 500",
    "barcode": CODE,
    "spic": SPIC,
    "package_code": "1498703",
    "unit": "шт",
    "units": "796",
    "vat_percent": "12",
    "marked": "no",
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / "home")


async def test_a_good_is_written_found_and_told_how_ready_it_is(register: Register) -> None:
    door = register.door()
    desk: ShopGoods = door.goods
    card = await desk.teach(CELLS)
    assert isinstance(card, GoodCard)
    assert card.ready.level is Level.GREEN
    found = await door.find(CODE)
    assert found == card.good
    assert found.price == Money.of_sum(12_500)
    assert card in (await desk.goods("pechenye", not_ready=False, limit=50)).cards, "in another script"
    await door.close(1)
    again = register.door()
    assert await again.find(CODE) == found, "it outlives the till"
    await again.close(1)


async def test_what_the_ofd_would_refuse_is_written_as_an_import_writes_it(register: Register) -> None:
    door = register.door()
    card = await door.goods.teach({**CELLS, "spic": "123", "vat_percent": "77"})
    assert isinstance(card, GoodCard)
    assert card.ready.level is Level.RED
    assert {Lack.SPIC, Lack.VAT} <= set(card.ready.lacks)
    assert await door.find(CODE) == card.good
    await door.close(1)


@pytest.mark.parametrize(
    ("column", "text"), [("name", ""), ("price", "0"), ("barcode", "4 7"), ("units", "шт"), ("marked", "?")]
)
async def test_a_row_that_is_no_good_is_refused_by_its_column(
    register: Register, column: str, text: str
) -> None:
    door = register.door()
    told = await door.goods.teach({**CELLS, column: text})
    assert isinstance(told, BadRow)
    assert told.column == column
    assert await door.find(CODE) is None
    await door.close(1)


async def test_goods_that_are_known_are_not_written_over(register: Register) -> None:
    door = register.door()
    first = await door.goods.teach(CELLS)
    told = await door.goods.teach({**CELLS, "name": "Другое"})
    assert isinstance(first, GoodCard)
    assert isinstance(told, BadRow)
    assert told.why == IN_THE_CATALOGUE
    assert await door.find(CODE) == first.good
    await door.close(1)


async def test_the_classifier_is_asked_by_barcode_and_by_name(register: Register) -> None:
    door = register.door()
    parts = await door.parts()
    entries = [
        SpicEntry(SPIC, "Печенье сахарное", "", CODE, "1498703"),
        SpicEntry("01905001001000000", "Хлеб пшеничный", "Bugʻdoy noni"),
    ]
    assert list(parts.books.classifier.take_in(entries))
    lesson = await door.goods.begin_lesson(CODE)
    assert [entry.spic for entry in lesson.codes] == [SPIC]
    assert 12 in lesson.vat_rates
    assert [entry.name for entry in await door.goods.codes_for("1", "хлеб белый")] == ["Хлеб пшеничный"]
    assert await door.goods.codes_for("1", "") == ()
    await door.close(1)
