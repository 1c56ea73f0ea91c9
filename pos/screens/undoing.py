"""The last changes of a receipt, taken back one by one. GUI thread. Moves no money.

Whatever changed the lines, the next picture shows a sale that differs from the last one: the former one is
kept. Once a payment of a sale was begun nothing of it is taken back any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos.core.sale import Sale, SaleId, SaleLine
from pos.screens.counter import Counter
from pos.screens.desk import Desk, Stage
from pos.screens.words import Sentence, _

STEPS_AT_MOST = 50
SALES_AT_MOST = 50
"""Receipts that stand aside keep their changes; the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class _Step:
    """The receipt before a change."""

    sale: Sale
    voided_at: tuple[tuple[int, str], ...] = ()


class Undoing:
    """`look` notices changes, `undo` takes the last one back."""

    def __init__(self, counter: Counter) -> None:
        self._c = counter
        self._seen: Desk | None = None
        self._past: dict[SaleId, tuple[_Step, ...]] = {}

    def look(self) -> None:
        """See what stands on the desk now. Cheap; called for each picture."""
        desk, seen = self._c.desk, self._seen
        self._seen = desk
        sale_id = desk.sale.sale_id
        if desk.stage is not Stage.ENTRY:
            self._past[sale_id] = ()
            return
        if sale_id not in self._past:
            self._past = dict([*self._past.items()][1 - SALES_AT_MOST :])
            self._past[sale_id] = ()
            if desk.sale.lines and seen is not None:  # a scan began it and rang up its first goods
                self._keep(_Step(Sale(sale_id)))
        elif seen is not None and _differs(seen, desk):
            self._keep(_Step(seen.sale, seen.voided_at))

    def undo(self) -> None:
        """Take the last change back, and say which it was."""
        self.look()
        c = self._c
        desk = c.desk
        if desk.stage is not Stage.ENTRY:
            return
        steps = self._past[desk.sale.sale_id]
        c.question, c.finding_line, c.alert = None, None, None
        if not steps:
            c.warn(Sentence(_("There is nothing to undo")), None)
            return
        step = steps[-1]
        number, told = _told(step.sale, desk.sale)
        c.desk = replace(desk.with_sale(step.sale, number), voided_at=step.voided_at)
        self._past[desk.sale.sale_id] = steps[:-1]
        self._seen = c.desk
        c.tell(told)

    def _keep(self, step: _Step) -> None:
        steps = (*self._past[step.sale.sale_id], step)
        self._past[step.sale.sale_id] = steps[-STEPS_AT_MOST:]


def _differs(seen: Desk, desk: Desk) -> bool:
    """Whether it is the same receipt with other lines, and no payment stood between the two."""
    was, now = seen.sale, desk.sale
    return was is not now and was.sale_id == now.sale_id and seen.stage is Stage.ENTRY and was != now


def _told(before: Sale, after: Sale) -> tuple[int | None, Sentence]:
    """The line that was changed, if it is still there, and what has been taken back."""
    was = {line.number: line for line in before.lines}
    for line in reversed(after.lines):
        former = was.get(line.number)
        if former is None:
            return None, Sentence.of(_("Undone: line {line} is gone again"), line=line.number)
        if sentence := _told_of_line(former, line):
            return line.number, sentence
    if before.receipt_discount != after.receipt_discount:
        return None, Sentence(_("Undone: the discount of the receipt is as it was"))
    if before.comment != after.comment:
        return None, Sentence(_("Undone: the comment of the receipt is as it was"))
    return None, Sentence(_("Undone: the last change of the receipt"))


def _told_of_line(former: SaleLine, line: SaleLine) -> Sentence | None:
    number = line.number
    if former.voided != line.voided:
        if line.voided:
            return Sentence.of(_("Undone: line {line} is back"), line=number)
        return Sentence.of(_("Undone: line {line} is struck again"), line=number)
    if former.good != line.good:
        return Sentence.of(_("Undone: line {line} is unknown again"), line=number)
    if former.own_price != line.own_price:
        price = former.price.digits()
        return Sentence.of(_("Undone: the price of line {line} is {price} again"), line=number, price=price)
    if former.quantity != line.quantity or former.labels != line.labels:
        quantity = former.quantity.digits()
        return Sentence.of(
            _("Undone: the quantity of line {line} is {quantity} again"), line=number, quantity=quantity
        )
    if former.own_discount != line.own_discount:
        return Sentence.of(_("Undone: the discount of line {line} is as it was"), line=number)
    if former.note != line.note:
        return Sentence.of(_("Undone: the note of line {line} is as it was"), line=number)
    return None
