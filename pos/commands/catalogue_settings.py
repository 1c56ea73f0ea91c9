"""`pos catalogue vat|scales`: what all goods share: the VAT rates of the law, the labels of the scales.

Moves no money.
"""

from __future__ import annotations

import argparse

from pos.bootstrap import Parts
from pos.commands.output import DONE, Output
from pos.core.errors import BadInput
from pos.core.readiness import Level
from pos.core.scales import read_schemes, write_schemes
from pos.journal.scales import JournalScales

MOST_RATES = 20


def catalogue_settings(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    """Run one of them. Raises BadInput, JournalTrouble."""
    if options.action == "vat":
        return _vat(parts, options.set, output, as_json=options.json)
    return _scales(parts, options.set, output, as_json=options.json)


def read_rates(text: str) -> tuple[int, ...]:
    """`0,12,15` as whole percents, each once. Raises BadInput for anything else, an empty list included."""
    rates = []
    for part in text.split(","):
        bare = part.strip().removesuffix("%").strip()
        if not (bare.isascii() and bare.isdigit() and len(bare) <= 3 and int(bare) <= 100):
            raise BadInput("not a VAT rate", field="vat", value=part.strip()[:20])
        rates.append(int(bare))
    if len(set(rates)) != len(rates) or len(rates) > MOST_RATES:
        raise BadInput("a VAT rate twice", field="vat", value=text[:40])
    return tuple(sorted(rates))


def _vat(parts: Parts, given: str | None, output: Output, *, as_json: bool) -> int:
    """The rates, and how many goods are not ready with them."""
    catalogue = parts.books.catalogue
    if given is not None:
        catalogue.set_vat_rates(read_rates(given))
    rates, levels = list(catalogue.vat_rates()), catalogue.levels()
    if as_json:
        output.json({"vat_rates": rates, **{str(level): levels[level] for level in Level}})
    else:
        shown = ", ".join(f"{rate} %" for rate in rates)
        output.out(output.words.say("VAT rates: {rates}", rates=shown))
        output.out(output.words.say("Goods that are not ready: {count}", count=levels[Level.RED]))
    return DONE


def _scales(parts: Parts, given: str | None, output: Output, *, as_json: bool) -> int:
    """The text of the schemes as `--set` takes it."""
    book = JournalScales(parts.books.journal)
    if given is not None:
        book.save(read_schemes(given))
    text = write_schemes(book.schemes())
    if as_json:
        output.json({"scales": text})
    else:
        output.out(text or output.words.say("No label of scales is read"))
    return DONE
