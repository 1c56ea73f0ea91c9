"""Names of the till's sounds; which tones they are is the player's business (look.md «States»)."""

from __future__ import annotations

from enum import StrEnum


class Sound(StrEnum):
    """One sound for each thing that the cashier must hear without looking."""

    ADDED = "added"  # short high note: a line was added
    UNKNOWN = "unknown"  # low double note: goods not found, or a code of the wrong kind
    PAID = "paid"  # three rising notes
    REFUSED = "refused"  # two falling notes: nothing was taken
    ALARM = "alarm"  # two tones, again every 20 s until seen: nobody knows where the money is
    RETURNED = "returned"  # one low note
