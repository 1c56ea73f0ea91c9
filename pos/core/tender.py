"""What a sale is paid with: CLICK, a card on a separate terminal, cash, or a mixture. Pure; moves no money.

Only cash is rounded, and always down, for the customer (decision 22): what is owed in cash comes to whole
steps, and the difference goes into the Discount of the receipt (`Sale.round_off`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from pos.core.errors import BadInput
from pos.core.fiscal import Received
from pos.core.money import ZERO, Money
from pos.core.payment import Payment, TransactionId
from pos.core.sale import Sale, SaleId

NOTES = tuple(map(Money.of_sum, (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)))
"""The bank notes of the sum."""


class Tender(StrEnum):
    """One way of paying."""

    CLICK = "click"
    CARD = "card"  # on a separate terminal
    CASH = "cash"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Split:
    """How much of a sale is paid by what. CLICK is charged first, the cash is taken last (decision 5).

    `click` + `card` + `cash` + `rounding` is what the sale came to before rounding.
    """

    click: Money = ZERO
    card: Money = ZERO
    cash: Money = ZERO
    rounding: Money = ZERO

    @property
    def paid(self) -> Money:
        """What the customer pays in all: the total of the rounded sale."""
        return self.click + self.card + self.cash

    @property
    def tender(self) -> Tender:
        """The one way, or mixed."""
        used = {Tender.CLICK: self.click, Tender.CARD: self.card, Tender.CASH: self.cash}
        ways = [tender for tender, amount in used.items() if amount]
        return ways[0] if len(ways) == 1 else Tender.MIXED

    @property
    def received(self) -> Received:
        """The sums of the fiscal receipt: CLICK and card are received_card, cash is received_cash.

        click-docs «Фискализация товаров и услуг»; CLICK fiscalises only with a payment of its own.
        """
        return Received(card=self.click + self.card, cash=self.cash)

    def change(self, handed: Money) -> Money:
        """What goes back when `handed` was given in cash. Raises BadInput when it is not enough."""
        if handed < self.cash:
            raise BadInput("not enough cash", field="cash", value=handed.digits())
        return handed - self.cash


@dataclass(frozen=True, slots=True)
class Settlement:
    """How one sale is paid where CLICK does not pay it alone. Times are UTC.

    Attributes:
        ref: the CLICK payment's transaction_id, or an id of its own where CLICK pays nothing.
        cart_hash: the sale as it was, rounding included.
        handed: what the customer gave in cash; None until it was given.
        settled_at: when everything was paid; None while the cash is still to be taken.
    """

    ref: TransactionId
    sale_id: SaleId
    cart_hash: str
    split: Split
    planned_at: datetime
    handed: Money | None = None
    settled_at: datetime | None = None

    @property
    def is_due(self) -> bool:
        """Whether cash is still to be taken."""
        return self.settled_at is None

    @property
    def change(self) -> Money:
        """What went back to the customer."""
        return ZERO if self.handed is None else self.split.change(self.handed)

    def settle(self, handed: Money, at: datetime) -> Settlement:
        """With its cash taken. Raises BadInput when that is not enough, or it was taken before."""
        if not self.is_due:
            raise BadInput("the cash was taken already", field="cash", value=self.ref)
        self.split.change(handed)
        return replace(self, handed=handed, settled_at=at)


def split(due: Money, *, click: Money = ZERO, card: Money = ZERO, step: Money = ZERO) -> Split:
    """Split what a sale comes to; what neither CLICK nor card pays is cash, rounded down to whole `step`s.

    Where rounding would leave nothing to pay at all, it is not done.

    Raises:
        BadInput: nothing is due, a part is negative, or the parts are more than is due.
    """
    if due.tiyin <= 0:
        raise BadInput("nothing is due", field="amount", value=due.digits())
    rest = due - click - card
    for part in (click, card, step, rest):
        if part.tiyin < 0:
            raise BadInput("no such part", field="amount", value=part.digits())
    over = Money(rest.tiyin % step.tiyin) if step else ZERO
    if over == due:
        over = ZERO
    return Split(click, card, rest - over, over)


def split_sale(
    sale: Sale, *, click: Money = ZERO, card: Money = ZERO, step: Money = ZERO
) -> tuple[Sale, Split]:
    """The sale rounded for its cash, and how it is paid: its total is `Split.paid` exactly.

    Raises BadInput as `split` does.
    """
    exact = sale.round_off(ZERO)
    parts = split(exact.total, click=click, card=card, step=step)
    return exact.round_off(parts.rounding), parts


def fits(sale: Sale, split: Split) -> bool:
    """Whether `split` pays exactly this sale, rounding included."""
    return sale.total == split.paid and sale.rounding == split.rounding


def plan(payment: Payment, split: Split) -> Settlement:
    """What is written with the INTENT of a payment that pays a part of its sale."""
    return Settlement(payment.transaction_id, payment.sale_id, payment.cart_hash, split, payment.created_at)


def fast_notes(cash: Money, most: int = 6) -> tuple[Money, ...]:
    """What a customer is likely to hand over for `cash`, smallest first: exactly it, then round notes.

    43 500 → 43 500, 44 000, 45 000, 50 000, 60 000, 100 000.
    """
    if cash.tiyin <= 0:
        return ()
    round_sums = {Money(-(-cash.tiyin // note.tiyin) * note.tiyin) for note in NOTES}
    return tuple(sorted({cash} | round_sums)[:most])
