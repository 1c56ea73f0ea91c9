"""`python -m tests.benchmarks.catalogue`: 100,000 goods taken in, scanned and searched.

Search is measured against two peers in the same run and on the same goods: LIKE over the folded names, and a
plain trigram index of SQLite, each asked for the same texts. A barcode is asked for one by one. The last line
is JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from pos.core.catalogue import Barcode, Good
from pos.core.folding import fold
from pos.core.goods_import import COLUMNS, read_header, read_rows, write_row
from pos.core.money import Money, Quantity
from pos.flow.goods_import import GoodsImport
from pos.journal.catalogue import JournalCatalogue
from pos.journal.database import Journal
from pos.journal.stock import JournalStock
from pos.tables import read_table, write_csv
from tests.fakes.clock import FakeClock

GOODS, LIMIT, TIMES = 100_000, 20, 5
MOST_SCAN_MS, MOST_P95_MS = 1.0, 16.0
WHAT = (
    "молоко кефир хлеб сыр масло вода чай кофе сахар соль рис гречка макароны колбаса сок печенье шоколад"
    " конфеты яйцо мука шампунь мыло порошок паста щётка салфетки бумага пакет спички свеча"
)
WHAT_UZ = "sut qatiq non pishloq yogʻ suv choy qahva shakar tuz guruch grechka makaron kolbasa sharbat"
WHOSE = "Мусаффо Нестле Лактель Coca-Cola Pepsi Хайдаровская Ўзбек Бухоро Samarqand Dilbar Kamol Тонус"
TYPED = (
    "м", "мо", "мол", "молоко", "moloko", "coca", "кока", "sut", "сут", "ўз", "o'z", "oʻzbek n", "хлеб мус",
    "musaffo", "478000001", "00012345", "ахар", "олок", "нет такого", "p", "c", "щ", "100 л", "кг", "shak",
    "гречка pepsi 5", "samarqand choy", "yog'", "ёғ", "шок лак",
)  # fmt: skip


def goods_of(count: int) -> list[Good]:
    """A shop's goods; always the same."""
    chance = random.Random(7)  # noqa: S311 - not for secrets
    what, what_uz, makers = WHAT.split(), WHAT_UZ.split(), WHOSE.split()

    def made(number: int) -> Good:
        size = f"{chance.randint(1, 99)},{chance.randint(0, 9)} {chance.choice(['л', 'кг', 'г'])}"
        whose = chance.choice(makers)
        return Good(
            Barcode(f"478{number:010d}"),
            f"{chance.choice(what)} {chance.choice(what)} «{whose}» {size} №{number}",
            Money.of_sum(chance.randint(1, 99_999)),
            "00401001001000001",
            "1514296",
            units_code=796,
            name_uz=f"«{whose}» {chance.choice(what_uz)} {size}",
        )

    return [made(number) for number in range(count)]


def times_ms(ask: Callable[[str], object], asked: Sequence[str], times: int) -> list[float]:
    """How long each question took."""
    took = []
    for text in list(asked) * times:
        begun = time.perf_counter()
        ask(text)
        took.append((time.perf_counter() - begun) * 1000)
    return sorted(took)


def p95(took: Sequence[float]) -> float:
    """Of sorted times."""
    return took[min(len(took) - 1, int(len(took) * 0.95))]


def peers(path: Path, goods: Sequence[Good]) -> dict[str, Callable[[str], object]]:
    """The same goods as others would search them."""
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE named (name TEXT)")
    other.execute("CREATE VIRTUAL TABLE parts USING fts5 (name, tokenize = 'trigram')")
    names = [(f"{fold(f'{good.name} {good.name_uz}')} {good.barcode}",) for good in goods]
    with other:
        other.executemany("INSERT INTO named VALUES (?)", names)
        other.executemany("INSERT INTO parts VALUES (?)", names)

    def like(text: str) -> object:
        words = fold(text).split()
        where = " AND ".join("name LIKE ?" for _ in words) or "0"
        sql = f"SELECT rowid FROM named WHERE {where} ORDER BY name LIMIT {LIMIT}"  # noqa: S608
        return other.execute(sql, [f"%{word}%" for word in words]).fetchall()

    def trigram(text: str) -> object:
        words = [word for word in fold(text).split() if len(word) > 2]  # it knows no shorter ones
        match = " AND ".join(f'"{word}"' for word in words)
        sql = f"SELECT rowid FROM parts WHERE parts MATCH ? ORDER BY rank LIMIT {LIMIT}"  # noqa: S608
        return other.execute(sql, (match,)).fetchall() if match else []

    return {"LIKE": like, "plain trigram": trigram}


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--goods", type=int, default=GOODS)
    options = parser.parse_args()
    goods = goods_of(options.goods)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Journal(Path(folder) / "journal.sqlite3")) as journal,
    ):
        told = measured(journal, Path(folder), goods)
    print(json.dumps(told))  # noqa: T201 - the result
    return int(not told["ok"])


def measured(journal: Journal, folder: Path, goods: Sequence[Good]) -> dict[str, object]:
    """All figures, each printed as it comes."""
    catalogue, stock = JournalCatalogue(journal), JournalStock(journal, FakeClock())
    file = folder / "goods.csv"
    write_csv(iter([COLUMNS, *(write_row(good, Quantity.pieces(5)) for good in goods)]), file)
    begun = time.perf_counter()
    rows = read_table(file)
    importing = GoodsImport(catalogue, stock)
    plan = importing.plan(read_rows(read_header(next(rows)), rows))
    importing.write(plan)
    import_s = time.perf_counter() - begun
    say(f"import: {plan.added} goods in {import_s:.1f} s")
    scans = times_ms(catalogue.find, [good.barcode for good in goods[:: max(1, len(goods) // 500)]], 2)
    say(f"barcode: p95 {p95(scans):.3f} ms, longest {scans[-1]:.3f} ms  (at most {MOST_SCAN_MS:g} ms)")
    ours = times_ms(lambda text: catalogue.search(text, LIMIT), TYPED, TIMES)
    say(f"search: p95 {p95(ours):.2f} ms, longest {ours[-1]:.2f} ms  (p95 at most {MOST_P95_MS:g} ms)")
    ratios = {}
    for name, ask in peers(folder / "peers.sqlite3", goods).items():
        theirs = p95(times_ms(ask, TYPED, TIMES))
        ratios[name] = round(theirs / p95(ours), 2)
        say(f"  {name}: p95 {theirs:.2f} ms, {ratios[name]:g} times ours")
    for text in TYPED:
        found = catalogue.search(text, 1)
        say(f"  {text:<16} {found[0].name if found else '—'}")
    return {
        "goods": len(goods),
        "import_s": round(import_s, 2),
        "barcode_p95_ms": round(p95(scans), 4),
        "search_p95_ms": round(p95(ours), 3),
        "search_longest_ms": round(ours[-1], 3),
        "times_ours": ratios,
        "ok": p95(scans) <= MOST_SCAN_MS and p95(ours) <= MOST_P95_MS,
    }


def say(line: str) -> None:
    """Print."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
