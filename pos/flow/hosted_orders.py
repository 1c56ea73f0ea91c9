"""What this till does with orders that live on another host: asks there first, then writes its copy.

Engine thread. Moves no money. A lost answer is asked for again: the host does nothing twice.
"""

from __future__ import annotations

from pos.core.errors import BadInput, HostTrouble
from pos.core.hosted import Change
from pos.core.order import Attempt, OrderId
from pos.core.order_card import OrderCard
from pos.flow.host_ports import OrderMirror, OrdersHost


class HostedOrders:
    """`till` is the name by which this till claims; `host` is None where none is set."""

    def __init__(self, host: OrdersHost | None, mirror: OrderMirror, till: str) -> None:
        self._host = host
        self._mirror = mirror
        self._till = till

    @property
    def is_set(self) -> bool:
        """Whether orders are made on another host, and not here."""
        return self._host is not None

    async def create(self, card: OrderCard) -> None:
        """Let the host take in an order of this till. Raises HostTrouble, BadInput, JournalTrouble."""
        self._mirror.put(self._known(await self._reached().create(card)))

    async def cancel(self, order_id: OrderId) -> None:
        """The shop's own cancellation. Raises HostTrouble, BadInput for what is paid, JournalTrouble."""
        self._mirror.put(self._known(await self._reached().cancel(order_id)))

    async def pick(self, order_id: OrderId) -> None:
        """A paid order lies ready. Raises HostTrouble, BadInput, JournalTrouble."""
        self._mirror.put(self._known(await self._reached().pick(order_id)))

    async def claim(self, attempt: Attempt, by: str) -> None:
        """Let this till have the payment of an attempt; of goods: they are handed over by `by`.

        Raises HostTrouble, JournalTrouble, and BadInput when another till has it.
        """
        told = await self._reached().claim(attempt.order_id, attempt.click_trans_id, self._till, by)
        if self._known(told).claimed_by != self._till:
            raise BadInput("another till has it", field="id", value=attempt.order_id)
        self._mirror.put(told)

    def _reached(self) -> OrdersHost:
        if self._host is None:
            raise HostTrouble("no host is set", why="unset")
        return self._host

    def _known(self, change: Change) -> Change:
        """An answer for the list that is read here; before the first page there is nothing to write it to."""
        if not self._mirror.place()[0]:
            raise HostTrouble("its list was not read yet", why="unread")
        return change
