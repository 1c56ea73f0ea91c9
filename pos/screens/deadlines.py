"""How long the oldest fiscal receipt of the queue may still wait, in words. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from pos.core.fiscal import DEADLINE
from pos.screens.words import Words

LATE = timedelta(hours=6)
"""So little time left is red."""

_HOUR_S, _MINUTE_S = 3600, 60


def left_of(created_at: datetime, now: datetime) -> timedelta:
    """What is left until the receipt must be at the OFD; negative when it is over. Both aware."""
    return created_at + DEADLINE - now


def is_late(created_at: datetime, now: datetime) -> bool:
    """Whether it is time to worry."""
    return left_of(created_at, now) < LATE


def deadline_text(created_at: datetime, now: datetime, words: Words) -> str:
    """`deadline in 47 h`; minutes in the last hour; plainly when it is over."""
    left_s = left_of(created_at, now).total_seconds()
    if left_s <= 0:
        return words.say("deadline is over")
    if left_s < _HOUR_S:
        return words.say("deadline in {minutes} min", minutes=max(1, int(left_s // _MINUTE_S)))
    return words.say("deadline in {hours} h", hours=int(left_s // _HOUR_S))
