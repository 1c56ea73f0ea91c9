"""A sale at the counter: its lines and what they come to. Pure; every change gives a new sale.

A discount of the receipt is shared over its live lines, and each line holds its share: so the totals of the
lines always add up to the total of the sale. Whatever changes the lines shares anew and takes back the
rounding of the cash, which belonged to the lines as they were.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import NewType

from pos.core.catalogue import Good
from pos.core.discount import Discount, percent_of, shares
from pos.core.errors import BadInput, EmptySale, UnresolvedLines
from pos.core.money import MAX_TIYIN, ONE, THOUSAND, ZERO, Money, Quantity
from pos.core.sale_line import LABEL_MAX, SaleLine, ofd_label

__all__ = ["LABELS_MAX", "TEXT_MAX", "Sale", "SaleId", "SaleLine", "discount_percent", "resolved"]

SaleId = NewType("SaleId", str)

TEXT_MAX = 200
LABELS_MAX = 300
"""Labels of one receipt in all (click-docs «Фискализация товаров и услуг», Item.Labels)."""


@dataclass(frozen=True, slots=True)
class Sale:
    """The lines that a customer is about to pay for. Numbers of lines are never reused.

    `rounding` is what the rounding of the cash takes off; `comment` is the customer's.
    """

    sale_id: SaleId
    lines: tuple[SaleLine, ...] = ()
    receipt_discount: Discount | None = None
    rounding: Money = ZERO
    comment: str = ""

    def add(
        self,
        scanned: str,
        good: Good | None,
        quantity: Quantity = ONE,
        *,
        printed_total: Money | None = None,
        label: str = "",
    ) -> Sale:
        """Put a good on the receipt; the same piece good scanned in a row grows its line.

        With a `label` one piece is added, or the label goes to a line of the good that still lacks one.
        `printed_total` is the price that the label of a weighed portion says.

        Raises BadInput for a part of a piece, a label that is there already, or when the sale becomes too
        large.
        """
        _refuse_part_of_a_piece(good, quantity)
        if printed_total is not None:
            _refuse_printed_total(good, printed_total)
        if label:
            waiting = next((line for line in self.lines if line.labels_lacking and line.good == good), None)
            if waiting:
                return self.add_label(waiting.number, label)
        last = self.lines[-1] if self.lines else None
        if last and last.grows_with(good):
            grown = _with(self, replace(last, quantity=last.quantity + quantity))
            return grown.add_label(last.number, label) if label else grown
        line = SaleLine(len(self.lines) + 1, scanned, good, quantity, printed_total=printed_total)
        added = _settled(replace(self, lines=(*self.lines, line)))
        return added.add_label(line.number, label) if label else added

    def set_quantity(self, number: int, quantity: Quantity) -> Sale:
        """Change how much of line `number`; a piece good takes whole numbers only.

        A printed total no longer holds then. Raises BadInput too when there are more labels than pieces, or
        when the line becomes smaller than its discount.
        """
        line = self.line(number)
        _refuse_part_of_a_piece(line.good, quantity)
        if quantity.thousandths < THOUSAND * len(line.labels):
            raise BadInput("fewer pieces than labels", field="label", value=str(len(line.labels)))
        return _with(self, replace(line, quantity=quantity, printed_total=None))

    def set_price(self, number: int, price: Money | None) -> Sale:
        """Give line `number` a price of its own for one unit, or with None the good's again."""
        line = self.line(number)
        if line.good is None or (price is not None and not 0 < price.tiyin <= MAX_TIYIN):
            raise BadInput(
                "no such price", field="price", value=str(number) if price is None else price.digits()
            )
        return _with(self, replace(line, own_price=price, printed_total=None))

    def set_discount(self, discount: Discount | None, number: int | None = None) -> Sale:
        """Give a discount on line `number`, or without a number on the receipt; None takes it back.

        Raises BadInput when it is more than the line or the receipt comes to.
        """
        if number is not None:
            return _with(self, replace(self.line(number), own_discount=discount))
        if discount and discount.amount > _base_of_receipt(self):
            raise _too_much(discount)
        return _settled(replace(self, receipt_discount=discount))

    def set_note(self, text: str, number: int | None = None) -> Sale:
        """Write a note on line `number`, or without a number the customer's comment; empty takes it back."""
        if number is None:
            return replace(self, comment=_written(text, "comment"))
        return _put(self, replace(self.line(number), note=_written(text, "note")))

    def add_label(self, number: int, label: str) -> Sale:
        """Put a marking code (see `core.marking`) on line `number`; the quantity follows the labels.

        Raises BadInput: the good is not marked or weighed, the label is on the receipt already or too long,
        or there are 300.
        """
        line = self.line(number)
        if not line.counts or line.good is None or not line.good.marked or line.good.by_weight:
            raise BadInput("no marked good", field="label", value=str(number))
        if not 0 < len(label) <= LABEL_MAX or not (label.isascii() and label.isprintable()):
            raise BadInput("not a label", field="label", value=label[:40])
        labels = (*line.labels, label)
        pieces = max(line.quantity, Quantity.pieces(len(labels)))
        return _with(self, replace(line, labels=labels, quantity=pieces))

    def drop_label(self, number: int, label: str) -> Sale:
        """Take a marking code off line `number`, and its piece with it; the last piece stays, unlabelled."""
        line = self.line(number)
        if label not in line.labels:
            raise BadInput("no such label", field="label", value=label[:40])
        labels = tuple(each for each in line.labels if each != label)
        pieces = max(ONE, Quantity(line.quantity.thousandths - THOUSAND))
        return _with(self, replace(line, labels=labels, quantity=pieces))

    def void(self, number: int) -> Sale:
        """Take line `number` out; it stays on the screen, struck through."""
        return _with(self, replace(self.line(number), voided=True))

    def restore(self, number: int) -> Sale:
        """Undo a void. Raises BadInput when a label of it came to another line meanwhile."""
        return _with(self, replace(self.line(number), voided=False))

    def round_off(self, rounding: Money) -> Sale:
        """Take the rounding of the cash off (decision 22; see `core.tender`). Any change takes it back.

        Raises BadInput when it is negative or nothing would be left.
        """
        exact = _settled(self)
        if not rounding:
            return exact
        if not 0 < rounding.tiyin < exact.total.tiyin:
            raise BadInput("no such rounding", field="rounding", value=rounding.digits())
        return _settled(self, rounding)

    def line(self, number: int) -> SaleLine:
        """The line with this number, else BadInput."""
        for line in self.lines:
            if line.number == number:
                return line
        raise BadInput("no such line", field="line", value=str(number))

    @property
    def live_lines(self) -> tuple[SaleLine, ...]:
        """The lines that are part of the total."""
        return tuple(line for line in self.lines if line.counts)

    @property
    def unresolved(self) -> SaleLine | None:
        """The first red line, if any."""
        return next((line for line in self.lines if line.is_unresolved), None)

    @property
    def subtotal(self) -> Money:
        """Before all discounts."""
        return Money(sum(line.subtotal.tiyin for line in self.lines))

    @property
    def discount(self) -> Money:
        """All that is taken off, rounding included."""
        return Money(sum(line.discount.tiyin for line in self.lines))

    @property
    def total(self) -> Money:
        """What the customer owes."""
        return Money(sum(line.total.tiyin for line in self.lines))

    @property
    def vat(self) -> Money:
        """The VAT inside the total."""
        return Money(sum(line.vat.tiyin for line in self.lines))

    @property
    def unlabelled(self) -> SaleLine | None:
        """The first line of a marked good with a piece that has no label."""
        return next((line for line in self.lines if line.labels_lacking), None)

    def ready_to_pay(self) -> Sale:
        """This sale, when it may be paid.

        Raises EmptySale or UnresolvedLines; BadInput (field `label`, value the line) when pieces of a marked
        good have no label, (field `discount`) when lines went and the discount is more than what is left.
        """
        if self.unresolved:
            raise UnresolvedLines("a line is unknown", line=self.unresolved.number)
        if self.unlabelled:
            raise BadInput("a piece has no label", field="label", value=str(self.unlabelled.number))
        given = self.receipt_discount
        if given and self.live_lines and given.amount > _base_of_receipt(self):
            raise _too_much(given)
        if not self.total:
            raise EmptySale("nothing to pay")
        return self

    def fingerprint(self) -> str:
        """A hash of what is sold at what price; a payment is bound to it (P02).

        What a sale does not have adds nothing, so that a plain sale hashes as it always did.
        """
        parts: list[list[object]] = [
            [line.number, line.good.barcode, line.good.price.tiyin, line.quantity.thousandths, *_extras(line)]
            for line in self.live_lines
            if line.good
        ]
        if self.receipt_discount or self.rounding or self.comment:
            parts.append(["receipt", *_given(self.receipt_discount), self.rounding.tiyin, self.comment])
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def resolved(
    sale: Sale,
    number: int,
    good: Good,
    quantity: Quantity,
    *,
    printed_total: Money | None = None,
    label: str = "",
) -> Sale:
    """Make red line `number` a line of `good`, which the catalogue has learnt since; its place stays.

    `printed_total` and `label` are what the scanned code itself tells. Raises BadInput: the line is not red,
    and whatever `Sale.add` refuses.
    """
    line = sale.line(number)
    if not line.is_unresolved:
        raise BadInput("not a red line", field="line", value=str(number))
    _refuse_part_of_a_piece(good, quantity)
    if printed_total is not None:
        _refuse_printed_total(good, printed_total)
    became = _with(sale, replace(line, good=good, quantity=quantity, printed_total=printed_total))
    return became.add_label(number, label) if label else became


def discount_percent(sale: Sale) -> int:
    """The most that was given, in hundredths of a percent: on one line or on the whole; without rounding.

    A limit of the cashier is compared with it; a lower price of a line tells its own
    (`SaleLine.price_cut_percent`).
    """
    given = [line.own_discount.percent_on(line.subtotal) for line in sale.live_lines if line.own_discount]
    if sale.receipt_discount:
        given.append(sale.receipt_discount.percent_on(_base_of_receipt(sale)))
    return max([percent_of(sale.discount - sale.rounding, sale.subtotal), *given])


def _base_of_receipt(sale: Sale) -> Money:
    """What a discount of the receipt is counted on: the lines after their own discounts."""
    return Money(sum(line.subtotal.tiyin - line.own_off.tiyin for line in sale.lines))


def _with(sale: Sale, changed: SaleLine) -> Sale:
    return _settled(_put(sale, changed))


def _put(sale: Sale, changed: SaleLine) -> Sale:
    return replace(
        sale, lines=tuple(changed if line.number == changed.number else line for line in sale.lines)
    )


def _settled(sale: Sale, rounding: Money = ZERO) -> Sale:
    """The sale checked, and what is taken off the whole shared over its live lines anew."""
    if sale.subtotal.tiyin > MAX_TIYIN:
        raise BadInput("the sale is too large", field="amount", value=sale.subtotal.digits())
    labels: set[str] = set()
    for line in sale.live_lines:
        if line.own_discount and line.own_off > line.subtotal:
            raise _too_much(line.own_discount)
        for label in map(ofd_label, line.labels):
            if label in labels or len(labels) == LABELS_MAX:
                raise BadInput("the label is there already, or 300 are", field="label", value=label)
            labels.add(label)
    # Lines may go while a discount stays: it takes what is left, and `ready_to_pay` says so.
    base = _base_of_receipt(sale)
    off = (min(sale.receipt_discount.off(base), base) if sale.receipt_discount else ZERO) + rounding
    if not off and not sale.rounding and not any(line.share for line in sale.lines):
        return sale
    parts = shares(off, [line.subtotal - line.own_off for line in sale.lines])
    lines = tuple(replace(line, share=part) for line, part in zip(sale.lines, parts, strict=True))
    return replace(sale, lines=lines, rounding=rounding)


def _extras(line: SaleLine) -> list[object]:
    """What a line has beside its good and quantity, for the fingerprint: nothing, or one list."""
    has: list[object] = [
        *_given(line.own_discount),
        None if line.own_price is None else line.own_price.tiyin,
        None if line.printed_total is None else line.printed_total.tiyin,
        list(line.labels),
        line.note,
        line.share.tiyin,
    ]
    return [has] if any(each not in (None, 0, "", []) for each in has) else []


def _given(discount: Discount | None) -> tuple[int, int]:
    return (discount.percent, discount.amount.tiyin) if discount else (0, 0)


def _written(text: str, field: str) -> str:
    text = text.strip()
    if len(text) > TEXT_MAX or not text.isprintable():
        raise BadInput("not a text of one line", field=field, value=text[:40])
    return text


def _too_much(discount: Discount) -> BadInput:
    return BadInput("more than there is to take it off", field="discount", value=discount.words())


def _refuse_part_of_a_piece(good: Good | None, quantity: Quantity) -> None:
    if good and not good.by_weight and not quantity.is_whole:
        raise BadInput("pieces are whole", field="quantity", value=quantity.digits())


def _refuse_printed_total(good: Good | None, printed_total: Money) -> None:
    if good is None or not good.by_weight or printed_total.tiyin <= 0:
        raise BadInput("only a portion has a printed total", field="price", value=printed_total.digits())
