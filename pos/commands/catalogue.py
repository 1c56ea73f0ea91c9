"""`pos catalogue import|search|export`: the goods by command. Moves no money."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos.bootstrap import Parts
from pos.commands.output import BAD_USE, DONE, Output
from pos.core.goods_import import COLUMNS, read_header, read_rows, write_row
from pos.core.money import Quantity
from pos.core.readiness import Level, readiness
from pos.flow.goods_import import GoodsImport, ImportPlan
from pos.tables import read_table, write_csv


async def catalogue(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    """Run one of them. Raises PosError."""
    match options.action:
        case "import":
            return _import(parts, Path(options.file), output, dry=options.dry_run, as_json=options.json)
        case "classifier" | "suggest" | "accept":
            from pos.commands.classifier import classifier

            return await classifier(parts, options, output)
        case "vat" | "scales":
            from pos.commands.catalogue_settings import catalogue_settings

            return catalogue_settings(parts, options, output)
        case "search":
            return _search(parts, options.text, options.limit, output, as_json=options.json)
        case _:
            return _export(parts, Path(options.file), output)


def _import(parts: Parts, file: Path, output: Output, *, dry: bool, as_json: bool) -> int:
    """All of the file's goods, or none."""
    rows = read_table(file)
    header = read_header(next(rows, ()))
    importing = GoodsImport(parts.books.catalogue, parts.books.stock)
    plan = importing.plan(read_rows(header, rows))
    for bad in plan.bad:
        told = f"{bad.column} «{bad.value}»: {bad.why}"
        output.err(output.words.say("Row {number}: {told}", number=bad.number, told=told))
    if plan.refused:
        output.err(output.words.say("Nothing was taken in. Correct these rows and do it again"))
    elif not dry:
        with parts.books.journal.together():  # goods and their counts: both or neither
            importing.write(plan)
    told_plan = _told(plan, is_written=not plan.refused)
    if as_json:
        output.json(told_plan)
    else:
        output.out("  ".join(f"{name} {count}" for name, count in told_plan.items()))
    return BAD_USE if plan.refused else DONE


def _told(plan: ImportPlan, *, is_written: bool) -> dict[str, int]:
    levels = {str(level): plan.levels[level] for level in Level}
    return {
        "rows": plan.rows,
        "added": plan.added if is_written else 0,
        "changed": plan.changed if is_written else 0,
        "refused": plan.refused,
        **levels,
    }


def _search(parts: Parts, text: str, limit: int, output: Output, *, as_json: bool) -> int:
    rates = tuple(parts.books.catalogue.vat_rates())
    found = parts.books.catalogue.search(text, max(1, min(limit, 1_000)))
    told = []
    for good in found:
        ready = readiness(good, rates)
        told.append(
            {
                "name": good.name,
                "barcode": good.barcode,
                "price_tiyin": good.price.tiyin,
                "ready": str(ready.level),
                "why": [str(lack) for lack in ready.lacks],
            }
        )
    if as_json:
        output.json(told)
        return DONE
    for good, one in zip(found, told, strict=True):
        why = ", ".join(str(lack) for lack in one["why"]) if isinstance(one["why"], list) else ""
        output.out(
            f"{good.barcode:<14} {output.words.money(good.price):>14}  {one['ready']:<6} {good.name}  {why}"
        )
    if not found:
        output.out(output.words.say("Nothing found"))
    return DONE


def _export(parts: Parts, file: Path, output: Output) -> int:
    goods = parts.books.catalogue.all()

    def rows() -> list[tuple[str, ...]]:
        counted = parts.books.stock.all()
        return [
            COLUMNS,
            *(
                write_row(
                    good, Quantity(counted[good.barcode]) if counted.get(good.barcode, -1) >= 0 else None
                )
                for good in goods
            ),
        ]

    write_csv(iter(rows()), file)
    output.out(output.words.say("Goods written: {count}", count=len(goods)))
    return DONE
