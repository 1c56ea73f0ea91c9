"""Goods out of a table: looked at first, then written all at once, or not at all. Engine thread. No money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pos.core.catalogue import Good
from pos.core.errors import BadInput
from pos.core.goods_import import BadRow, Row
from pos.core.money import Quantity
from pos.core.readiness import Level, readiness

MOST_SHOWN = 100
"""So many bad rows are kept with their reasons; all are counted."""


class GoodsBook(Protocol):
    """Where goods are kept. Raises JournalTrouble."""

    def vat_rates(self) -> Iterable[int]:
        """The rates that a good may have, in percent."""
        ...

    def all(self) -> Sequence[Good]:
        """Every good."""
        ...

    def load(self, goods: Iterable[Good]) -> None:
        """Add goods, or change those with the same barcode; all or none. Durable when it returns."""
        ...


class StockBook(Protocol):
    """Where the count of goods is kept. Raises JournalTrouble."""

    def count_all(self, counts: Mapping[str, Quantity]) -> None:
        """Say how much of these lies there. Durable when it returns, or a part of the step that is open."""
        ...


@dataclass(slots=True)
class ImportPlan:
    """What an import would do."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    refused: int = 0
    bad: list[BadRow] = field(default_factory=list)
    levels: Counter[Level] = field(default_factory=Counter)
    goods: list[Good] = field(default_factory=list)
    counts: dict[str, Quantity] = field(default_factory=dict)


class GoodsImport:
    """`plan` reads and writes nothing; `write` writes what was planned."""

    def __init__(self, goods: GoodsBook, stock: StockBook) -> None:
        self._goods = goods
        self._stock = stock

    def plan(self, rows: Iterable[Row | BadRow]) -> ImportPlan:
        """What these rows would do to the goods that there are. Raises BadInput where the file breaks off."""
        plan, rates = ImportPlan(), tuple(self._goods.vat_rates())
        known: dict[str, Good] = {good.barcode: good for good in self._goods.all()}
        owner: dict[str, str] = {code: good.barcode for good in known.values() for code in good.barcodes}
        for row in rows:
            plan.rows += 1
            if isinstance(row, Row):
                row = _unless_taken(row, owner)
            if isinstance(row, BadRow):
                plan.refused += 1
                plan.bad += [row] if len(plan.bad) < MOST_SHOWN else []
                continue
            _put(plan, row, known, rates)
        return plan

    def write(self, plan: ImportPlan) -> None:
        """All of it, durable when it returns. Raises BadInput where a row was refused, JournalTrouble."""
        if plan.refused:
            first = plan.bad[0]
            raise BadInput(
                f"row {first.number}: {first.why}",
                field=f"row {first.number}, {first.column}",
                value=first.value,
            )
        self._goods.load(plan.goods)
        self._stock.count_all(plan.counts)


def _unless_taken(row: Row, owner: Mapping[str, str]) -> Row | BadRow:
    """A barcode that another good has is no way to change that one."""
    for code in row.good.barcodes:
        if owner.get(code, row.good.barcode) != row.good.barcode:
            return BadRow(row.number, "barcode", code, f"it is a barcode of {owner[code]}")
    return row


def _put(plan: ImportPlan, row: Row, known: Mapping[str, Good], rates: Sequence[int]) -> None:
    good, before = row.good, known.get(row.good.barcode)
    plan.levels[readiness(good, rates).level] += 1
    if row.stock is not None:
        plan.counts[good.barcode] = row.stock
    if good == before:
        return
    plan.added += before is None
    plan.changed += before is not None
    plan.goods.append(good)
