"""Goods as the screens reach them: looked through and taken in, in turns that hold nobody up."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pos.core.errors import BadInput
from pos.core.money import Money
from pos.flow.goods_ports import GoodsDesk, ImportCheck
from pos.till_door import TillDoor
from tests.test_till_door import Register

pytestmark = pytest.mark.anyio

COLUMNS = ("name", "barcode", "price", "stock")
HEADER = "Товар;Штрихкод;Цена;Остаток"
TEA, CODE = "Чай «Ahmad»", "4780099000017"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def door(tmp_path: Path) -> TillDoor:
    return Register(tmp_path / "home").door()


def table(folder: Path, *rows: str, header: str = HEADER) -> str:
    file = folder / "goods.csv"
    file.write_text("\n".join((header, *rows)), encoding="utf-8")
    return str(file)


async def checked(desk: GoodsDesk, file: str) -> ImportCheck:
    await desk.read_table(file)
    return await looked_at(desk)


async def looked_at(desk: GoodsDesk) -> ImportCheck:
    check = await desk.begin_check(COLUMNS)
    while not check.is_complete:
        check = await desk.check_more()
    return check


async def test_the_first_goods_come_by_name_with_totals_and_whether_there_are_more(
    door: TillDoor,
) -> None:
    every = await door.goods.goods("", not_ready=False, limit=500)
    names = [card.good.name for card in every.cards]
    assert names == sorted(names)
    assert len(names) == every.levels.all
    assert not every.is_cut
    some = await door.goods.goods("", not_ready=False, limit=3)
    assert [card.good.name for card in some.cards] == names[:3]
    assert some.is_cut
    lacking = await door.goods.goods("", not_ready=True, limit=500)
    assert len(lacking.cards) == every.levels.not_ready
    await door.close(1)


async def test_a_table_is_read_checked_and_taken_in_with_its_counts(door: TillDoor, tmp_path: Path) -> None:
    desk: GoodsDesk = door.goods
    before = (await desk.goods("", not_ready=False, limit=1)).levels.all
    file = table(tmp_path, f"{TEA};{CODE};58 900;12", "Хлеб;2000042;4500;")
    read = await desk.read_table(file)
    assert (read.header, read.rows) == (tuple(HEADER.split(";")), 2)
    check = await looked_at(desk)
    assert (check.added, check.changed, check.counts, check.refused) == (2, 0, 1, 0)
    assert check.writes
    assert (await desk.goods("", not_ready=False, limit=1)).levels.all == before, "a check writes nothing"
    await desk.take_in()
    [card] = (await desk.goods(CODE, not_ready=False, limit=5)).cards
    assert (card.good.price, card.good.barcode) == (Money.of_sum(58_900), CODE)
    assert card.counted is not None
    assert card.counted.digits() == "12"
    assert card in (await desk.goods("chay ahmad", not_ready=False, limit=50)).cards, "in another script"
    assert card in (await desk.goods("chay ahmad", not_ready=True, limit=50)).cards
    with pytest.raises(BadInput):
        await desk.take_in()
    await door.close(1)


async def test_the_columns_are_remembered_for_the_same_header(door: TillDoor, tmp_path: Path) -> None:
    file = table(tmp_path, f"{TEA};{CODE};58900;")
    assert (await door.goods.read_table(file)).remembered == ()
    await door.goods.begin_check(COLUMNS)
    await door.goods.forget_table()
    assert (await door.goods.read_table(file)).remembered == COLUMNS
    await door.close(1)


async def test_one_refused_row_keeps_all_from_being_written(door: TillDoor, tmp_path: Path) -> None:
    file = table(tmp_path, f"{TEA};{CODE};58900;", "Сахар;4780099000024;дорого;")
    check = await checked(door.goods, file)
    assert [(bad.number, bad.column) for bad in check.bad] == [(3, "price")]
    with pytest.raises(BadInput):
        await door.goods.take_in()
    assert (await door.goods.goods(CODE, not_ready=False, limit=5)).cards == ()
    await door.close(1)


async def test_a_file_that_was_corrected_and_saved_is_read_anew(door: TillDoor, tmp_path: Path) -> None:
    await checked(door.goods, table(tmp_path, f"{TEA};{CODE};дорого;"))
    table(tmp_path, f"{TEA};{CODE};58900;1")
    assert (await looked_at(door.goods)).writes
    table(tmp_path, header="Другое;Цена")
    with pytest.raises(BadInput):
        await door.goods.begin_check(COLUMNS)
    await door.close(1)


async def test_a_barcode_of_other_goods_is_refused_and_the_same_goods_are_not_new(
    door: TillDoor, tmp_path: Path
) -> None:
    file = table(tmp_path, f"{TEA};{CODE};58900;")
    await checked(door.goods, file)
    await door.goods.take_in()
    check = await checked(door.goods, file)
    assert (check.added, check.changed, check.writes) == (0, 0, False)
    await door.close(1)


@pytest.mark.parametrize("name", ["none.csv", "empty.csv"])
async def test_what_is_no_table_is_refused(door: TillDoor, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.csv").touch()
    with pytest.raises(BadInput):
        await door.goods.read_table(str(tmp_path / name))
    with pytest.raises(BadInput):
        await door.goods.check_more()
    await door.close(1)


async def test_a_check_lets_others_have_their_turns(door: TillDoor, tmp_path: Path) -> None:
    rows = [f"Товар {number};{4_780_100_000_000 + number};1000;" for number in range(3_000)]
    await door.goods.read_table(table(tmp_path, *rows))
    await door.goods.begin_check(COLUMNS)
    looking = asyncio.ensure_future(door.goods.check_more())
    turns = 0
    while not looking.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > 1
    await door.close(1)
