"""How many bad signatures are still worth a line in the inbox. Pure.

Valid calls never come here: behind a tunnel all of them have one address (A-36).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """`size` at once, `each_s` seconds for one more."""

    size: float = 100.0
    each_s: float = 1.0
    _left: float = -1.0
    _at_s: float = 0.0

    def take(self, now_s: float) -> bool:
        """Whether there is one left at monotonic `now_s`."""
        if self._left < 0:
            self._left, self._at_s = self.size, now_s
        self._left = min(self.size, self._left + (now_s - self._at_s) / self.each_s)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True
