"""The address where an order is paid, as its customer sees it: a QR, the sum, two sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pos.core.order_card import OrderStage
from pos.flow.events import Event, OrderChanged
from pos.flow.order_ports import OrderLink
from pos.screens.desk import Stage
from pos.screens.order_holds import called
from pos.screens.words import Words

_UNPAID = frozenset({OrderStage.WAITING, OrderStage.RESERVED})


@dataclass(frozen=True, slots=True)
class LinkView:
    """What stands beside the QR of `url`. `amount` is ready to be read, with its unit."""

    url: str
    amount: str
    number: str
    title: str
    hint: str


def link_view(link: OrderLink, words: Words) -> LinkView:
    """The link of an order in the words of its customer."""
    order = link.card.order
    return LinkView(
        url=link.url,
        amount=words.money(order.amount) if order.amount else words.say("You name the sum"),
        number=words.say("Order No. {number}", number=called(link.card)),
        title=words.say("Pay in CLICK"),
        hint=words.say("Point your phone's camera at the code, the page of payment opens"),
    )


class CustomerLink:
    """The QR on the customer's window, until it is paid or taken back or a payment begins. GUI thread."""

    def __init__(self, words: Words, render: Callable[[LinkView | None], None]) -> None:
        self._words = words
        self._render = render
        self._link: OrderLink | None = None
        self._stage = Stage.ENTRY

    def show(self, link: OrderLink | None) -> None:
        """Show the QR of an order; None takes it away."""
        self._link = link
        self._render(link_view(link, self._words) if link else None)

    def at_stage(self, stage: Stage) -> None:
        """What the sale at the counter has come to: a payment that begins or ends is not hidden."""
        changed, self._stage = stage is not self._stage, stage
        if changed and stage is not Stage.ENTRY and self._link:
            self.show(None)

    def on_event(self, event: Event) -> None:
        """Nobody pays twice for an order: its QR goes with the first news that it is not to be paid."""
        shown = self._link.card.order.order_id if self._link else None
        if not isinstance(event, OrderChanged) or event.card.order.order_id != shown:
            return
        if event.card.stage(event.at) not in _UNPAID:
            self.show(None)

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        if self._link:
            self.show(self._link)
