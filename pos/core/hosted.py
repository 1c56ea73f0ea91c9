"""Online orders that live on another host: what it tells the till that pulls them. Pure.

The host answers CLICK and owns the order. A till shows it, and claims a payment before it books it, so that
no two tills hand over or fiscalise the same goods.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos.core.order import Attempt
from pos.core.order_card import OrderCard


@dataclass(frozen=True, slots=True)
class Change:
    """An order as it is now and, where an attempt changed, that attempt.

    `card` has no attempts. `attempt.prepare_id` is the host's; `claimed_by` names the till whose journal has,
    or is about to have, the payment of this attempt; empty while nobody has it.
    """

    card: OrderCard
    attempt: Attempt | None = None
    claimed_by: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed after a place in the host's list, oldest first.

    `feed` names the list: another name is another list, which is read from its beginning. `after` is the
    place from which to go on; `is_last` says that nothing more is known now.
    """

    feed: str
    after: int
    changes: tuple[Change, ...]
    is_last: bool
    training: bool = False
