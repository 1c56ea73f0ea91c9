"""A sale at the counter: its lines and what they come to. Pure; every change gives a new sale."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import NewType

from pos.core.catalogue import Good
from pos.core.errors import BadInput, EmptySale, UnresolvedLines
from pos.core.money import MAX_TIYIN, ONE, ZERO, Money, Quantity, vat_inside

SaleId = NewType("SaleId", str)


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line. `good` is None for a scanned barcode that the catalogue does not hold (a red line)."""

    number: int
    scanned: str
    good: Good | None
    quantity: Quantity = ONE
    voided: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is part of the total."""
        return self.good is not None and not self.voided

    @property
    def is_unresolved(self) -> bool:
        """A red line that blocks payment until it is removed."""
        return self.good is None and not self.voided

    @property
    def total(self) -> Money:
        """Price × quantity, half up; zero for a line that does not count."""
        return self.good.price.times(self.quantity) if self.good and not self.voided else ZERO

    @property
    def vat(self) -> Money:
        """The VAT inside the total."""
        return vat_inside(self.total, self.good.vat_percent) if self.good else ZERO


@dataclass(frozen=True, slots=True)
class Sale:
    """The lines that a customer is about to pay for. Numbers of lines are never reused."""

    sale_id: SaleId
    lines: tuple[SaleLine, ...] = ()

    def add(self, scanned: str, good: Good | None, quantity: Quantity = ONE) -> Sale:
        """Put a good on the receipt; the same piece good scanned in a row grows its line.

        Raises BadInput for a part of a piece, or when the sale becomes too large.
        """
        _refuse_part_of_a_piece(good, quantity)
        last = self.lines[-1] if self.lines else None
        if last and last.counts and good and last.good == good and not good.by_weight:
            return self._with(replace(last, quantity=last.quantity + quantity))
        line = SaleLine(len(self.lines) + 1, scanned, good, quantity)
        return replace(self, lines=(*self.lines, line))._checked()

    def set_quantity(self, number: int, quantity: Quantity) -> Sale:
        """Change how much of line `number`; a piece good takes whole numbers only."""
        line = self.line(number)
        _refuse_part_of_a_piece(line.good, quantity)
        return self._with(replace(line, quantity=quantity))

    def void(self, number: int) -> Sale:
        """Take line `number` out; it stays on the screen, struck through."""
        return self._with(replace(self.line(number), voided=True))

    def restore(self, number: int) -> Sale:
        """Undo a void."""
        return self._with(replace(self.line(number), voided=False))

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
    def total(self) -> Money:
        """What the customer owes."""
        return Money(sum(line.total.tiyin for line in self.lines))

    @property
    def vat(self) -> Money:
        """The VAT inside the total."""
        return Money(sum(line.vat.tiyin for line in self.lines))

    def ready_to_pay(self) -> Sale:
        """This sale, when it may be paid. Raises EmptySale or UnresolvedLines."""
        if self.unresolved:
            raise UnresolvedLines("a line is unknown", line=self.unresolved.number)
        if not self.total:
            raise EmptySale("nothing to pay")
        return self

    def fingerprint(self) -> str:
        """A hash of what is sold at what price; a payment is bound to it (P02)."""
        parts = [
            [line.number, line.good.barcode, line.good.price.tiyin, line.quantity.thousandths]
            for line in self.live_lines
            if line.good
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]

    def _with(self, changed: SaleLine) -> Sale:
        lines = tuple(changed if line.number == changed.number else line for line in self.lines)
        return replace(self, lines=lines)._checked()

    def _checked(self) -> Sale:
        if self.total.tiyin > MAX_TIYIN:
            raise BadInput("the sale is too large", field="amount", value=self.total.digits())
        return self


def _refuse_part_of_a_piece(good: Good | None, quantity: Quantity) -> None:
    if good and not good.by_weight and not quantity.is_whole:
        raise BadInput("pieces are whole", field="quantity", value=quantity.digits())
