"""Red lines become the goods that the catalogue has learnt meanwhile. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pos.core.errors import BadInput, PosError
from pos.core.readiness import Level
from pos.core.sale import SaleId, SaleLine, resolved
from pos.core.scan import classify
from pos.flow.goods_ports import GoodCard
from pos.screens.counter import Counter, Question
from pos.screens.desk import Stage
from pos.screens.finding import Found, find_good
from pos.screens.goods_words import LEVELS, lack_views
from pos.screens.line_edits import line_of
from pos.screens.sale_lines import name_of
from pos.screens.sounds import Sound
from pos.screens.till_port import Till
from pos.screens.words import Sentence, Words, _


def put_taught(counter: Counter, sale_id: SaleId, number: int, card: GoodCard, words: Words) -> None:
    """The good was written: line `number`, and every red line that is known now, get theirs there."""
    c = counter
    name = name_of(card.good, words)
    if card.ready.level is Level.RED:
        why = lack_views(card.good, card.ready, words)[0].what
        c.warn(Sentence.of(_("{name}: the OFD would refuse it. {why}"), name=name, why=why), None)
    else:
        ready = words.say(LEVELS[card.ready.level])
        c.tell(Sentence.of(_("In the catalogue now: {name}\nFor the OFD: {ready}"), name=name, ready=ready))
    red = tuple(line for line in c.desk.sale.lines if line.is_unresolved)

    def done(found: Mapping[int, Found]) -> None:
        _put(c, sale_id, {number: Found(card.good), **found})

    def failed(_error: BaseException) -> None:
        _put(c, sale_id, {number: Found(card.good)})

    c.runner.run(_find_all(c.till, red), done, failed)


def missed(counter: Counter, error: BaseException) -> None:
    """It could not be written, and the form is closed already."""
    told = _("The goods were not written into the catalogue")
    counter.warn(error if isinstance(error, PosError) else Sentence(told))
    counter.redraw()


def _put(c: Counter, sale_id: SaleId, found: Mapping[int, Found]) -> None:
    for number, one in found.items():
        line = line_of(c, number)
        is_here = c.desk.sale.sale_id == sale_id and c.desk.stage is Stage.ENTRY
        if is_here and line is not None and line.is_unresolved:
            _resolve(c, line, one)
    c.redraw()


def _resolve(c: Counter, line: SaleLine, found: Found) -> None:
    told = found.portion
    try:
        sale = resolved(
            c.desk.sale,
            line.number,
            found.good,
            told.quantity if told else line.quantity,
            printed_total=told.printed_total if told else None,
            label=found.label,
        )
    except BadInput as error:
        c.warn(error)  # the line stays red, and the payment closed
        return
    c.desk = c.desk.with_sale(sale, line.number)
    if found.good.by_weight and told is None:
        c.question = Question(line=line.number)  # nobody has told the weight yet
    c.play(Sound.ADDED)


async def _find_all(till: Till, lines: Sequence[SaleLine]) -> Mapping[int, Found]:
    """What the catalogue has now for the codes of these lines."""
    found = {}
    for line in lines:
        try:
            one = await find_good(till, line.scanned, classify(line.scanned).kind)
        except BadInput:
            continue  # a label that cannot be read: its line stays red
        if one is not None:
            found[line.number] = one
    return found
