"""The goods: found by code, found by the words of their names in every script. Engine thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pos.core.catalogue import Barcode, Good
from pos.core.errors import Bug
from pos.core.folding import fold
from pos.core.money import Money
from pos.core.readiness import Level, readiness
from pos.journal.database import Journal
from pos.journal.good_search import GoodSearch

_COLUMNS = (
    "barcode", "name", "name_uz", "price_tiyin", "spic", "package_code", "vat_percent", "unit", "units_code",
    "by_weight", "marked", "commission_tin", "quick_page", "quick_key", "colour", "ready",
)  # fmt: skip
_CHANGED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
_DIFFERS = " OR ".join(f"goods.{name} IS NOT excluded.{name}" for name in _COLUMNS[1:])
_UPSERT = (
    f"INSERT INTO goods ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
    f" ON CONFLICT (barcode) DO UPDATE SET {_CHANGED} WHERE {_DIFFERS} RETURNING good_id"
)
_GOODS = (
    "SELECT goods.*, (SELECT group_concat(barcode, ' ') FROM more_barcodes"
    " WHERE more_barcodes.good_id = goods.good_id) AS more FROM goods"
)

_BY_CODE = f"{_GOODS} WHERE barcode = ?"
_BY_MORE = f"{_GOODS} WHERE good_id = (SELECT good_id FROM more_barcodes WHERE barcode = ?)"  # noqa: S608 - our own words


class JournalCatalogue:
    """The `Catalogue` of the flow."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._search = GoodSearch(journal)
        if journal.trouble is None:
            self._write_words()

    def is_empty(self) -> bool:
        """Whether the shop has no goods yet."""
        return not self._journal.rows("SELECT 1 FROM goods LIMIT 1")

    def vat_rates(self) -> Collection[int]:
        """The rates that a good may have, in percent: data, for the law changes them."""
        return tuple(
            int(str(row["percent"])) for row in self._journal.rows("SELECT percent FROM vat_rates ORDER BY 1")
        )

    def set_vat_rates(self, rates: Collection[int]) -> None:
        """Have these rates from now on; the readiness of every good follows. Durable when it returns."""

        def step(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM vat_rates")
            connection.executemany(
                "INSERT INTO vat_rates VALUES (?)", [(rate,) for rate in sorted(set(rates))]
            )

        others = set(self.vat_rates()) ^ set(rates)
        with self._journal.together():  # no good is ever judged by rates that are gone
            self._journal.write(step)
            self.load(self._with_rates(sorted(others)))

    def _with_rates(self, rates: Sequence[int]) -> Sequence[Good]:
        marks = ", ".join("?" * len(rates))
        return [
            _good_of(row)
            for row in self._journal.rows(f"{_GOODS} WHERE vat_percent IN ({marks})", tuple(rates))
        ]

    def load(self, goods: Iterable[Good]) -> None:
        """Add goods, or change those with the same barcode; all or none. Raises Bug for half a good."""
        rates = self.vat_rates()
        given = list(goods)

        def step(connection: sqlite3.Connection) -> None:
            written = [_write(connection, good, rates) for good in given]
            _write_words(connection, [one for one in written if one is not None])

        try:
            self._journal.write(step)
        except (sqlite3.IntegrityError, TypeError) as error:
            raise Bug(f"not goods: {error}") from error

    def find(self, barcode: str) -> Good | None:
        """By one of its barcodes exactly."""
        rows = self._journal.rows(_BY_CODE, (barcode,)) or self._journal.rows(_BY_MORE, (barcode,))
        return _good_of(rows[0]) if rows else None

    def search(self, text: str, limit: int) -> Sequence[Good]:
        """By the beginnings of words, then by parts of them; the nearest first. See `GoodSearch`."""
        found = self._search.ids(text, limit)
        by_id = {int(str(row["good_id"])): _good_of(row) for row in self._of(found)}
        return [by_id[good_id] for good_id in found if good_id in by_id]

    def not_ready(self, limit: int) -> Sequence[Good]:
        """Goods that the OFD would refuse, then those at which somebody should look."""
        rows = self._journal.rows(
            f"{_GOODS} WHERE ready <> 'green' ORDER BY ready, name LIMIT ?",  # red comes before yellow
            (limit,),
        )
        return [_good_of(row) for row in rows]

    def levels(self) -> dict[Level, int]:
        """How many goods are how ready."""
        counted = {
            Level(str(row["ready"])): int(str(row["count"]))
            for row in self._journal.rows("SELECT ready, count(*) AS count FROM goods GROUP BY ready")
        }
        return {level: counted.get(level, 0) for level in Level}

    def all(self) -> Sequence[Good]:
        """Every good, in the order of names."""
        return [_good_of(row) for row in self._journal.rows(f"{_GOODS} ORDER BY name")]

    def quick_keys(self) -> Sequence[Good]:
        """The goods on the quick keys, in order."""
        rows = self._journal.rows(f"{_GOODS} WHERE quick_key IS NOT NULL ORDER BY quick_page, quick_key")
        return [_good_of(row) for row in rows]

    def _of(self, ids: Sequence[int]) -> list[dict[str, object]]:
        marks = ", ".join("?" * len(ids))
        return self._journal.rows(f"{_GOODS} WHERE good_id IN ({marks})", tuple(ids)) if ids else []

    def _write_words(self) -> None:
        """Goods that a migration brought have neither words nor readiness yet.

        Asked at every start: `<> 'green'` lets SQLite use its index of those that are not ready.
        """
        if self._journal.rows("SELECT 1 FROM goods WHERE ready <> 'green' AND ready = '' LIMIT 1"):
            self.load(self.all())


@dataclass(frozen=True, slots=True)
class _Named:
    """A good whose words are to be written."""

    good_id: int
    words: str
    is_new: bool


def _write(connection: sqlite3.Connection, good: Good, rates: Collection[int]) -> _Named | None:
    """Add or change one; None when nothing of it is another."""
    known = connection.execute("SELECT good_id FROM goods WHERE barcode = ?", (good.barcode,)).fetchone()
    ready = str(readiness(good, rates).level)
    changed = connection.execute(
        _UPSERT,
        (
            good.barcode, good.name, good.name_uz, good.price.tiyin, good.spic, good.package_code,
            good.vat_percent, good.unit, good.units_code, int(good.by_weight), int(good.marked),
            good.commission_tin, good.quick_page, good.quick_key, good.colour, ready,
        ),
    ).fetchone()  # fmt: skip
    [good_id] = changed or known
    if not _write_more(connection, good_id, good.more_barcodes) and not changed:
        return None
    return _Named(good_id, " ".join((fold(f"{good.name} {good.name_uz}"), *good.barcodes)), known is None)


def _write_words(connection: sqlite3.Connection, named: Sequence[_Named]) -> None:
    """All words after all goods: between other writes SQLite would put its indexes on the disk each time."""
    old = [(one.good_id,) for one in named if not one.is_new]
    new = sorted((one.good_id, one.words) for one in named)
    for index in ("good_words", "good_parts"):
        connection.executemany(f"DELETE FROM {index} WHERE rowid = ?", old)  # noqa: S608 - our own words
        connection.executemany(f"INSERT INTO {index} (rowid, words) VALUES (?, ?)", new)  # noqa: S608


def _write_more(connection: sqlite3.Connection, good_id: int, more: Sequence[str]) -> bool:
    """Its other barcodes; whether they are others than before."""
    kept = connection.execute("SELECT barcode FROM more_barcodes WHERE good_id = ?", (good_id,)).fetchall()
    if {row[0] for row in kept} == set(more):
        return False
    connection.execute("DELETE FROM more_barcodes WHERE good_id = ?", (good_id,))
    connection.executemany("INSERT INTO more_barcodes VALUES (?, ?)", [(one, good_id) for one in more])
    return True


def _good_of(row: dict[str, Any]) -> Good:
    return Good(
        barcode=Barcode(row["barcode"]),
        name=row["name"],
        price=Money(row["price_tiyin"]),
        spic=row["spic"],
        package_code=row["package_code"],
        vat_percent=row["vat_percent"],
        unit=row["unit"],
        units_code=row["units_code"],
        name_uz=row["name_uz"],
        by_weight=bool(row["by_weight"]),
        quick_key=row["quick_key"],
        more_barcodes=tuple(Barcode(one) for one in sorted((row["more"] or "").split())),
        marked=bool(row["marked"]),
        commission_tin=row["commission_tin"],
        quick_page=row["quick_page"],
        colour=row["colour"],
    )
