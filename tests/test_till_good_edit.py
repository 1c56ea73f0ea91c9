"""Goods corrected, codes given and taken back, scales taught: the door over a real home and journal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.bootstrap import Parts
from pos.core.catalogue import Barcode, Good
from pos.core.classifier import SpicEntry
from pos.core.errors import JournalDamaged, JournalTrouble, UnknownGood
from pos.core.goods_import import BadRow
from pos.core.money import Money
from pos.core.scales import DEFAULT, with_scheme
from pos.core.weighed import Inside, WeighedScheme
from pos.journal.catalogue import JournalCatalogue
from pos.journal.lacking import PIECE, red_goods
from pos.till_door import TillDoor
from tests.core.test_weighed import ean
from tests.fakes.counter import MILK
from tests.test_till_door import Register

pytestmark = pytest.mark.anyio
TOBACCO, MATCHES = ean("478001234950"), ean("478001234951")
ENTRY = SpicEntry("02402001001000001", "Сигареты", "", TOBACCO, "1507241")
TWO = (
    SpicEntry("02402001001000002", "Спички", "", MATCHES),
    SpicEntry("02402001001000003", "Спички длинные", "", MATCHES),
)
BARE = replace(MILK, barcode=Barcode(TOBACCO), name="Сигареты", spic="", package_code="", units_code=796)
CHOICE = replace(BARE, barcode=Barcode(MATCHES), name="Спички")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[TillDoor]:
    made = Register(tmp_path / "home").door()
    parts = await made.parts()
    for _ in parts.books.classifier.take_in([ENTRY, *TWO]):
        pass
    parts.books.catalogue.load([BARE, CHOICE])
    yield made
    await made.close(1)


async def kept(door: TillDoor, good: Good) -> Good:
    found = await door.find(good.barcode)
    assert found is not None
    return found


async def test_a_good_is_changed_field_by_field_and_its_readiness_follows(door: TillDoor) -> None:
    draft = await door.goods.edit.draft(BARE.barcode)
    assert draft is not None
    first = draft.suggestions[0]
    assert (first.entry.spic, first.is_sure) == (ENTRY.spic, True)
    before = (await door.goods.goods("", not_ready=False, limit=1)).levels
    made = await door.goods.edit.save(
        BARE.barcode, {"spic": ENTRY.spic, "package_code": "1507241", "price": "21 000"}
    )
    assert made == replace(BARE, spic=ENTRY.spic, package_code="1507241", price=Money.of_sum(21_000))
    assert await kept(door, BARE) == made
    after = (await door.goods.goods("", not_ready=False, limit=1)).levels
    assert (after.red, after.green) == (before.red - 1, before.green + 1)


async def test_what_cannot_be_read_changes_nothing(door: TillDoor) -> None:
    refused = await door.goods.edit.save(BARE.barcode, {"name": "Other", "price": "free"})
    assert isinstance(refused, BadRow)
    assert await kept(door, BARE) == BARE
    with pytest.raises(UnknownGood):
        await door.goods.edit.save("4780000000000", {"name": "Other"})
    assert await door.goods.edit.draft("4780000000000") is None


async def test_only_sure_codes_are_given_and_taken_back_where_nobody_changed_them(door: TillDoor) -> None:
    edit = door.goods.edit
    assert [one.good.barcode for one in await edit.sure_codes()] == [BARE.barcode]
    assert (await kept(door, BARE)).spic == ""
    await edit.give_codes()
    assert (await kept(door, BARE)).spic == ENTRY.spic
    assert (await kept(door, CHOICE)).spic == ""
    assert await edit.take_back() == 1
    assert await kept(door, BARE) == BARE
    assert await edit.take_back() == 0
    await edit.give_codes()
    await edit.save(BARE.barcode, {"spic": TWO[0].spic})
    assert await edit.take_back() == 0
    assert (await kept(door, BARE)).spic == TWO[0].spic


async def test_a_good_that_changes_while_others_are_looked_through_is_left_alone(door: TillDoor) -> None:
    parts = await door.parts()
    many = [replace(MILK, barcode=Barcode(f"{n:08d}"), spic="") for n in range(2 * PIECE)]
    parts.books.catalogue.load(many)
    giving = asyncio.create_task(door.goods.edit.give_codes())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    changed = replace(BARE, name="Сигареты, блок")
    parts.books.catalogue.load([changed])
    await giving
    assert (await kept(door, BARE)).name == "Сигареты, блок"


async def test_all_red_goods_come_in_pieces(door: TillDoor) -> None:
    parts = await door.parts()
    many = [replace(MILK, barcode=Barcode(f"{n:08d}"), spic="") for n in range(2 * PIECE)]
    parts.books.catalogue.load(many)
    pieces = list(red_goods(parts.books.journal))
    assert max(len(piece) for piece in pieces) <= PIECE
    found = [code for piece in pieces for code in piece]
    assert len(found) == len(set(found))
    assert set(found) >= {good.barcode for good in many}


async def test_the_scales_are_taught_and_scans_are_read_so_at_once(door: TillDoor) -> None:
    assert tuple(await door.schemes()) == DEFAULT
    changed = with_scheme(DEFAULT, WeighedScheme("22", Inside.PRICE, 6, 4, 0))
    await door.goods.scales.save(changed)
    assert tuple(await door.schemes()) == changed
    found = await door.goods.scales.good_of(("no such", BARE.barcode))
    assert found == BARE


async def test_in_safe_mode_nothing_is_written(tmp_path: Path) -> None:
    register = Register(tmp_path / "home")

    async def opened() -> Parts:
        parts = await Register.open(register)
        parts.books.catalogue.load([BARE])
        return replace(parts, books=replace(parts.books, trouble=JournalDamaged("x")))

    door = TillDoor(register.door().new_sale_id, opened)
    for step in (
        door.goods.edit.save(BARE.barcode, {"name": "Other"}),
        door.goods.edit.give_codes(),
        door.goods.edit.take_back(),
        door.goods.scales.save(()),
    ):
        with pytest.raises(JournalTrouble):
            await step
    assert await kept(door, BARE) == BARE
    assert isinstance((await door.parts()).books.catalogue, JournalCatalogue)
    await door.close(1)
