"""What the window asks when a cashier writes a new good into the catalogue. Moves no money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pos.core.classifier import SpicEntry
from pos.core.goods_import import BadRow
from pos.flow.goods_ports import GoodCard, GoodsDesk

IN_THE_CATALOGUE = "in the catalogue already"
"""The reason of a BadRow: these goods are known, and a cashier does not write over them."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a form is told when it opens: the VAT rates of the shop in percent, ИКПУ codes that may fit."""

    vat_rates: tuple[int, ...] = ()
    codes: tuple[SpicEntry, ...] = ()


class Teacher(Protocol):
    """One good at a time, by the rules of a row of a table (`core.goods_import`)."""

    async def begin_lesson(self, barcode: str) -> Lesson:
        """Rates, and codes of the classifier for this barcode. Raises JournalTrouble."""
        ...

    async def codes_for(self, barcode: str, name: str) -> tuple[SpicEntry, ...]:
        """ИКПУ codes by barcode and by the words of the name, the surest first. Raises JournalTrouble."""
        ...

    async def teach(self, cells: Mapping[str, str]) -> GoodCard | BadRow:
        """Write a new good; durable when it returns. `cells` by the columns of an import.

        Returns the good with how ready it is, or why it was not written. Raises JournalTrouble, in safe mode
        always.
        """
        ...


class ShopGoods(GoodsDesk, Teacher, Protocol):
    """The goods of the shop with all that the window does with them."""
