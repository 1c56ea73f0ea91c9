"""`pos catalogue classifier|suggest|accept`: ИКПУ codes for goods that lack one. Moves no money."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pos.bootstrap import Parts
from pos.commands.output import DONE, Output
from pos.core.catalogue import Good
from pos.core.classifier import SpicEntry, read_classifier
from pos.core.errors import BadInput, UnknownGood
from pos.flow.good_edit import sure_code, with_code
from pos.tables import read_table
from pos.tasnif import ADDRESS, look_up

MOST_GOODS = 1_000_000


async def classifier(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    """Run one of them. Raises PosError."""
    match options.action:
        case "classifier":
            return await _take_in(parts, Path(options.file), output, as_json=options.json)
        case "suggest":
            return await _suggest(parts, options.text, options.limit, output, as_json=options.json)
        case _:
            return _accept(parts, options, output)


async def _take_in(parts: Parts, file: Path, output: Output, *, as_json: bool) -> int:
    """The whole file, or the codes stay as they were; a till goes on between the steps."""
    codes = 0
    for codes in parts.books.classifier.take_in(read_classifier(read_table(file))):  # noqa: B007 - the last counts
        await asyncio.sleep(0)
    if as_json:
        output.json({"codes": codes})
    else:
        output.out(output.words.say("MXIK codes: {count}", count=codes))
    return DONE


async def _suggest(parts: Parts, text: str, limit: int, output: Output, *, as_json: bool) -> int:
    limit = max(1, min(limit, 100))
    good = parts.books.catalogue.find(text)
    books = parts.books.classifier
    found = books.suggestions(good, limit) if good else books.search(text, limit)
    if not found and parts.settings.shop.asks_tasnif and text.isdigit():
        found = await look_up(ADDRESS, text)
    if as_json:
        output.json([_told(entry) for entry in found])
        return DONE
    for entry in found:
        output.out(f"{entry.spic}  {entry.package_code:<8}  {entry.name}")
    if not found:
        output.out(output.words.say("Nothing found"))
    return DONE


def _accept(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    if options.all_by_barcode:
        changed = _all_by_barcode(parts)
    else:
        changed = [_one(parts, options.barcode or "", options.spic or "", options.package or "")]
    parts.books.catalogue.load(changed)
    if options.json:
        output.json({"changed": len(changed)})
    else:
        output.out(output.words.say("Goods changed: {count}", count=len(changed)))
    return DONE


def _one(parts: Parts, barcode: str, spic: str, package: str) -> Good:
    good = parts.books.catalogue.find(barcode)
    if good is None:
        raise UnknownGood("not in the catalogue", barcode=barcode[:40])
    found = [entry for entry in parts.books.classifier.search(spic, 1) if entry.spic == spic]
    if not found:
        raise BadInput("not a code of the classifier", field="spic", value=spic[:40])
    return with_code(good, replace(found[0], package_code=package or found[0].package_code))


def _all_by_barcode(parts: Parts) -> Sequence[Good]:
    """Only where the classifier gives one code and no more: two are a person's to choose from."""
    rates, codes = tuple(parts.books.catalogue.vat_rates()), parts.books.classifier
    goods = parts.books.catalogue.not_ready(MOST_GOODS)
    return [with_code(good, entry) for good in goods if (entry := sure_code(good, rates, codes))]


def _told(entry: SpicEntry) -> dict[str, str]:
    return {
        "spic": entry.spic,
        "name": entry.name,
        "name_uz": entry.name_uz,
        "barcode": entry.barcode,
        "package_code": entry.package_code,
    }
