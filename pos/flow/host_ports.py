"""What online orders of another host need from outside: on the till that pulls, and on the host.

Nothing here moves money: the host keeps orders and who claimed them, the till books and fiscalises.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pos.core.hosted import Change, Changes
from pos.core.order import Attempt, OrderId
from pos.core.order_card import OrderCard


class OrdersHost(Protocol):
    """The other host, as a till reaches it. Every call may be made again: nothing is done twice.

    Each raises HostTrouble when it does not answer, or not as it should; BadInput when it refuses.
    """

    async def changes(self, feed: str, after: int, wait_s: float) -> Changes:
        """What is new after a place in its list; it may wait so long for news."""
        ...

    async def create(self, card: OrderCard) -> Change:
        """Let it take an order of this till, with its id and the secret of its page."""
        ...

    async def cancel(self, order_id: OrderId) -> Change:
        """The shop's own cancellation of what is not paid."""
        ...

    async def pick(self, order_id: OrderId) -> Change:
        """A paid order lies ready."""
        ...

    async def claim(self, order_id: OrderId, click_trans_id: int, till: str, by: str) -> Change:
        """From now on this till has the payment of an attempt; of goods: and hands them over, by `by`."""
        ...

    async def aclose(self) -> None:
        """Let go of the connections."""
        ...


class OrderMirror(Protocol):
    """The till's copy of what a host told. Each call is durable when it returns. Raises JournalTrouble."""

    def place(self) -> tuple[str, int]:
        """The list that was read, and up to where; an empty name before the first time."""
        ...

    def take(self, page: Changes) -> Sequence[OrderId | Attempt]:
        """Write a page and its place in one step; what is new by it: orders, or attempts as they are here.

        Raises nothing for what contradicts the copy: that is left out, and `odd` names it.
        """
        ...

    def put(self, change: Change) -> None:
        """Write one answer of the host."""
        ...

    def odd(self) -> Sequence[OrderId]:
        """Orders of the newest page that did not fit what is here."""
        ...


class OrderFeed(Protocol):
    """The host's list of changes. Raises JournalTrouble."""

    @property
    def name(self) -> str:
        """Of this journal, the same for ever."""
        ...

    def newest(self) -> int:
        """The last place in the list."""
        ...

    def changes(self, after: int, limit: int) -> Sequence[tuple[int, Change]]:
        """At most so many, oldest first, each with its place; what was changed again stands there once."""
        ...

    def change(self, order_id: OrderId, click_trans_id: int | None = None) -> Change | None:
        """An order, with one of its attempts, as it is now."""
        ...

    def claim(self, order_id: OrderId, click_trans_id: int, till: str, by: str, at: datetime) -> None:
        """Durable when it returns. Raises BadInput for what is not paid, or is another's already."""
        ...
