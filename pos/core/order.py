"""An online order and the attempts to pay for it through CLICK's SHOP-API. Pure.

An order is what the shop sells; an attempt is what one payer does about it (decision 15). CLICK's own
cancellation belongs to the attempt, the shop's to the order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from pos.core.errors import Bug
from pos.core.money import Money

OrderId = NewType("OrderId", str)
PrepareId = NewType("PrepareId", int)


class OrderKind(StrEnum):
    """How often it may be paid."""

    ONE_SHOT = "one_shot"  # goods, once
    ACCOUNT = "account"  # a customer's balance: each payment is an attempt of its own
    TILL = "till"  # no order at all: a sale at the counter that CLICK also tells us of (decision 20)


class AttemptState(StrEnum):
    """Who holds the money of one attempt."""

    PREPARED = "prepared"  # the payer, CLICK is about to take it; the goods are reserved for him
    PAID = "paid"  # CLICK took it: the goods are owed, or the money is to be returned (`owes_reversal`)
    CANCELLED = "cancelled"  # the payer: CLICK did not take it


MOVES: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.PREPARED: frozenset({AttemptState.PAID, AttemptState.CANCELLED}),
    AttemptState.PAID: frozenset(),
    AttemptState.CANCELLED: frozenset(),
}
"""What SHOP-API may do to an attempt: paid never becomes cancelled, nor the other way (A6)."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One payer's try. `click_trans_id` of its Prepare is its identity, `prepare_id` finds it at Complete.

    `click_paydoc_id` is CLICK's payment_id for the Merchant API; it is stored, never compared. Times are UTC.
    """

    prepare_id: PrepareId
    order_id: OrderId
    click_trans_id: int
    click_paydoc_id: int
    amount: Money
    state: AttemptState
    reserved_until: datetime
    owes_reversal: bool = False
    kind: OrderKind = OrderKind.ONE_SHOT

    def holds(self, now: datetime) -> bool:
        """Whether it keeps the goods from other payers at aware `now`."""
        return self.state is AttemptState.PREPARED and now < self.reserved_until


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid. `amount` of an account is None when the payer names the sum.

    `expires_at` is UTC, None for an order that waits for ever; `cancelled` is the shop's own word, of a till
    sale that its money is with the customer; `paid` is said of a till sale only.
    """

    order_id: OrderId
    kind: OrderKind
    amount: Money | None
    expires_at: datetime | None = None
    cancelled: bool = False
    training: bool = False
    paid: bool = False

    def is_over(self, now: datetime) -> bool:
        """Whether nobody may begin to pay for it any more."""
        return self.cancelled or (self.expires_at is not None and now >= self.expires_at)


def moved(attempt: Attempt, to: AttemptState, *, owes_reversal: bool = False) -> Attempt:
    """The attempt in another state. Raises Bug for a move that the table does not have."""
    if to not in MOVES[attempt.state]:
        raise Bug(f"an attempt does not move from {attempt.state} to {to}")
    return replace(attempt, state=to, owes_reversal=owes_reversal)
