"""An online order as the people of the shop, the payer's page and the commands see it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pos.core.errors import BadInput
from pos.core.money import Quantity
from pos.core.order import Attempt, AttemptState, Order, OrderKind
from pos.core.order_labels import OrderLabel, labelled
from pos.core.sale import Sale, SaleId


class OrderStage(StrEnum):
    """Where an order stands; the word is what commands and the API say."""

    WAITING = "waiting"  # nobody is paying; an account stays here
    RESERVED = "reserved"  # a payer is at it, the goods are kept for him
    TO_PICK = "to_pick"  # paid: the goods are to be collected
    PICKED = "picked"  # paid: the goods lie ready
    HANDED_OVER = "handed_over"  # the customer has the goods
    TO_RETURN = "to_return"  # paid, and cannot be delivered: the manager returns the money
    CANCELLED = "cancelled"  # by the shop
    EXPIRED = "expired"  # nobody paid in time


PAID_STAGES = frozenset({OrderStage.TO_PICK, OrderStage.PICKED, OrderStage.HANDED_OVER, OrderStage.TO_RETURN})

OPEN_STAGES = frozenset({OrderStage.RESERVED, OrderStage.TO_PICK, OrderStage.PICKED, OrderStage.TO_RETURN})
"""What the till shows: somebody pays, or somebody in the shop has something to do."""


class OrderSource(StrEnum):
    """Who made an order."""

    TILL = "till"
    COMMAND = "command"
    IMPORT = "import"
    API = "api"
    WOOCOMMERCE = "woocommerce"


@dataclass(frozen=True, slots=True)
class Hold:
    """How much of a good an order takes from the shelf."""

    barcode: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as somebody asks for it.

    `sale` are its lines as they are sold and fiscalised, also for a sum alone (its line is made when it is
    paid, so `sale` is empty then); `holds` what it takes from the shelf; `number` is what the customer knows
    it by; `return_url` is where the payer is sent from our page when all is done, or empty.
    """

    order: Order
    source: OrderSource
    sale: Sale = field(default_factory=lambda: Sale(SaleId("")))
    holds: tuple[Hold, ...] = ()
    number: str = ""
    return_url: str = ""

    def checked(self) -> NewOrder:
        """This, when it can be an order. Raises BadInput."""
        name = self.order.order_id
        if not name or len(name) > 64 or name != name.strip() or not name.isprintable():
            raise BadInput("an id has 1 to 64 letters", field="id", value=name[:80])
        if self.order.amount is None and self.order.kind is OrderKind.ONE_SHOT:
            raise BadInput("an order has a sum", field="amount", value="")
        if self.order.amount is not None and self.order.amount.tiyin <= 0:
            raise BadInput("an order is for more than nothing", field="amount", value="0")
        if self.sale.lines and self.sale.total != self.order.amount:
            raise BadInput("the lines are not the sum", field="amount", value=self.sale.total.digits())
        return self


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order with all that is known of it. Times are UTC; `token` is the secret of its page's address.

    `origin` names the host whose order it is; empty for this journal's own. `labels` were scanned for it on
    this till, and are on this till alone.
    """

    order: Order
    sale: Sale
    source: OrderSource
    number: str
    token: str
    return_url: str
    created_at: datetime
    holds: tuple[Hold, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    picked_at: datetime | None = None
    handed_at: datetime | None = None
    handed_by: str = ""
    origin: str = ""
    labels: tuple[OrderLabel, ...] = ()

    @property
    def labelled(self) -> Sale:
        """What is sold, with the labels that were scanned since it was ordered."""
        return labelled(self.sale, self.labels)

    @property
    def paid(self) -> Attempt | None:
        """The attempt that paid for it and is owed the goods, else one that is owed its money."""
        paid = [one for one in self.attempts if one.state is AttemptState.PAID]
        return next((one for one in paid if not one.owes_reversal), paid[0] if paid else None)

    def reserved_by(self, now: datetime) -> Attempt | None:
        """The attempt that keeps the goods at aware `now`, if any."""
        return next((one for one in self.attempts if one.holds(now)), None)

    def stage(self, now: datetime) -> OrderStage:
        """Where it stands at aware `now`."""
        paid = self.paid
        if paid is not None and self.order.kind is OrderKind.ONE_SHOT:
            return _paid_stage(paid, picked=self.picked_at is not None, handed=self.handed_at is not None)
        if self.order.cancelled:
            return OrderStage.CANCELLED
        if self.reserved_by(now) is not None:
            return OrderStage.RESERVED
        return OrderStage.EXPIRED if self.order.is_over(now) else OrderStage.WAITING


def _paid_stage(paid: Attempt, *, picked: bool, handed: bool) -> OrderStage:
    if paid.owes_reversal:
        return OrderStage.TO_RETURN
    if handed:
        return OrderStage.HANDED_OVER
    return OrderStage.PICKED if picked else OrderStage.TO_PICK


def holds_of(sale: Sale) -> tuple[Hold, ...]:
    """What a basket takes from the shelf: each good once."""
    return added_up(
        (line.good.barcode, line.quantity)
        for line in sale.live_lines
        if line.good is not None and line.good.barcode
    )


def added_up(taken: Iterable[tuple[str, Quantity]]) -> tuple[Hold, ...]:
    """The same good, by its barcode, in several lines as one."""
    found: dict[str, Quantity] = {}
    for barcode, quantity in taken:
        found[barcode] = found[barcode] + quantity if barcode in found else quantity
    return tuple(Hold(barcode, quantity) for barcode, quantity in found.items())
