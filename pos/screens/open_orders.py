"""The online orders in which somebody has something to do, counted as they come. GUI thread.

A shop that nobody cleared up may have thousands: what is drawn with every scan must not walk through them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime

from pos.core.order_card import OPEN_STAGES, OrderCard, OrderStage


class OpenOrders:
    """The newest of each order, by its id; a settled one is forgotten."""

    def __init__(self) -> None:
        self._cards: dict[str, tuple[OrderCard, OrderStage]] = {}
        self._stages: Counter[OrderStage] = Counter()
        self._by_good: dict[str, dict[str, OrderCard]] = {}

    def put(self, card: OrderCard, now: datetime) -> None:
        """What is known of an order now; `now` is aware."""
        name = card.order.order_id
        if name in self._cards:
            self._forget(name)
        stage = card.stage(now)
        if stage not in OPEN_STAGES:
            return
        self._cards[name] = card, stage
        self._stages[stage] += 1
        for hold in card.holds:
            self._by_good.setdefault(hold.barcode, {})[name] = card

    def _forget(self, name: str) -> None:
        card, stage = self._cards.pop(name)
        self._stages[stage] -= 1
        for hold in card.holds:
            named = self._by_good[hold.barcode]
            named.pop(name, None)
            if not named:
                del self._by_good[hold.barcode]

    def count(self, stage: OrderStage) -> int:
        """How many were in `stage` when they were heard of; what is paid leaves a stage only by such news."""
        return self._stages[stage]

    def of_good(self, barcode: str) -> Collection[OrderCard]:
        """Those that take something of this good from the shelf."""
        return self._by_good.get(barcode, {}).values()

    def __contains__(self, order_id: str) -> bool:
        return order_id in self._cards

    def __iter__(self) -> Iterator[OrderCard]:
        return (card for card, _stage in self._cards.values())

    def __len__(self) -> int:
        return len(self._cards)
