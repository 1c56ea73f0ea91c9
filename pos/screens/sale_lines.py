"""The lines of a sale, its total and its money cells as views."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from pos.core.catalogue import Good
from pos.core.money import ZERO, Money
from pos.core.sale import Sale, SaleLine
from pos.screens.desk import IN_DOUBT, Desk, Stage
from pos.screens.fiscal_remarks import refusal
from pos.screens.naming import unit_word
from pos.screens.tender_views import change_of, due_now
from pos.screens.views import CellView, LineView, TotalView
from pos.screens.words import Words

Look = Literal["plain", "newest", "voided", "unknown", "locked"]


def name_of(good: Good, words: Words) -> str:
    """The good's name in the language, where the catalogue has it."""
    return good.name_uz if words.language == "uz" and good.name_uz else good.name


def line_views(
    desk: Desk,
    words: Words,
    note: tuple[int | None, str] = (None, ""),
    rates: tuple[int, ...] | None = None,
) -> tuple[LineView, ...]:
    """Every line, struck ones too; while a payment is on they are locked and none is marked.

    `note` stands beside the barcode of the line that it names; `rates` are the shop's VAT rates by which
    lines are judged while they are rung up, None: by nobody.
    """
    locked = desk.stage is not Stage.ENTRY
    newest = next((line.number for line in reversed(desk.sale.lines) if not line.voided), None)
    struck = dict(desk.voided_at)
    return tuple(
        _line(
            line,
            _look(line, locked, newest),
            not locked and line.number == desk.selected,
            struck.get(line.number, ""),
            note[1] if line.number == note[0] else "",
            None if locked else rates,
            words,
            words.language,
        )
        for line in desk.sale.lines
    )


def _look(line: SaleLine, locked: bool, newest: int | None) -> Look:
    if line.voided:
        return "voided"
    if line.is_unresolved:
        return "unknown"
    if locked:
        return "locked"
    return "newest" if line.number == newest else "plain"


@lru_cache(maxsize=1024)
def _line(
    line: SaleLine,
    look: Look,
    selected: bool,
    struck_at: str,
    note: str,
    rates: tuple[int, ...] | None,
    words: Words,
    _language: str,
) -> LineView:
    """One row. Kept, because a long receipt is drawn at each scan and only its last line is new."""
    meta = words.say("Voided by the cashier · {time}", time=struck_at) if line.voided else line.scanned
    if line.good is None:
        name = words.say("Item {barcode} not found", barcode=line.scanned)
        meta = meta if line.voided else words.say("The catalogue has no such barcode")
        return LineView(line.number, name, meta, "", "", "", look, selected)
    good = line.good
    return LineView(
        number=line.number,
        name=name_of(good, words),
        meta="  ".join(part for part in (meta, *_remarks(line, rates, words), note) if part),
        quantity=f"{line.quantity.digits()} {unit_word(good.unit, words)}",
        price=line.price.digits(),
        total=(line.total if line.counts else line.price.times(line.quantity)).digits(),
        look=look,
        selected=selected,
    )


def _remarks(line: SaleLine, rates: tuple[int, ...] | None, words: Words) -> list[str]:
    """Why the OFD would refuse it, the catalogue's price where it is another, discount, labels, the note."""
    said = [refused] if (refused := refusal(line, rates, words)) else []
    if line.good and line.own_price is not None and line.own_price != line.good.price:
        said.append(words.say("instead of {price}", price=line.good.price.digits()))
    if line.discount:
        said.append(words.say("discount {amount}", amount=line.discount))
    if line.good and line.good.marked and not line.voided:
        pieces = len(line.labels) + line.labels_lacking
        said.append(words.say("labels {count} of {pieces}", count=len(line.labels), pieces=pieces))
    if line.note:
        said.append(words.say("“{note}”", note=line.note))
    return said


def footer(sale: Sale, words: Words) -> tuple[tuple[str, ...], str]:
    """Left: how many lines and how many are struck. Right: the VAT inside."""
    count = len(sale.live_lines)
    voided = sum(1 for line in sale.lines if line.voided)
    if not sale.lines:
        return (), ""
    left = [words.say("Lines: {count}", count=count)]
    if voided:
        left.append(words.say("Voided: {count}", count=voided))
    if sale.receipt_discount:
        left.append(words.say("Discount of the receipt: {amount}", amount=sale.receipt_discount.words()))
    if sale.comment:
        left.append(words.say("“{note}”", note=sale.comment))
    return tuple(left), f"{words.say('VAT inside')} {sale.vat.digits()}"


def total_view(desk: Desk, words: Words) -> TotalView:
    """The total; while a payment is on, with what is paid, what is left and the change."""
    sale = desk.sale
    label = words.say("To pay")
    if sale.unresolved:
        label = words.say("To pay, without line {line}", line=sale.unresolved.number)
    elif desk.stage is Stage.PAID:
        label = words.say("Total of the receipt")
    due = due_now(desk.attempt, sale.total)
    if due != sale.total:
        label = words.say("To pay now, of {amount}", amount=sale.total.digits())
    return TotalView(label, due.digits(), words.unit, _cells(desk, words))


def _cells(desk: Desk, words: Words) -> tuple[CellView, ...]:
    stage = desk.stage
    if stage is Stage.ENTRY:
        return ()
    labels = [words.say("Paid sum"), words.say("Left to pay"), words.say("Change")]
    if stage in IN_DOUBT:
        unknown = words.say("unknown")
        return (
            CellView(labels[0], unknown, in_doubt=True),
            CellView(labels[1], unknown, in_doubt=True),
            CellView(labels[2], "—"),
        )
    paid: Money = desk.sale.total if stage is Stage.PAID else ZERO
    if desk.attempt and desk.attempt.owes_cash and desk.attempt.payment:
        paid = desk.attempt.payment.amount  # CLICK's part, and no more
    sums = (paid, desk.sale.total - paid, change_of(desk.attempt) if desk.attempt else ZERO)
    return tuple(CellView(label, amount.digits()) for label, amount in zip(labels, sums, strict=True))
