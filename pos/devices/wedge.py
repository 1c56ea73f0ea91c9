"""A keyboard-wedge scanner told from a typist by the time between keys. Pure; no clock, no Qt.

The GUI's event filter offers each character key here before any widget sees it, and does as the result says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MAX_GAP_S = 0.035  # scanners send a key each 1 to 20 ms; a typist needs 60 ms and more
MIN_CHARS = 6
GUARD_AFTER_SCAN_S = 0.3
_ENDS = {"\r", "\n", "\t"}


@dataclass(frozen=True, slots=True)
class WedgeResult:
    """What to do with a key.

    `typed` are characters held back that were a typist's: deliver them first, in order. `swallow`: do not
    deliver this key. `scanned`: a scan just ended; its text went to the feed.
    """

    typed: str = ""
    swallow: bool = False
    scanned: bool = False


class Wedge:
    """Collects keys and gives whole scans to `feed`, on the caller's thread.

    Each character is held back until the next key or `pause`, at most `MAX_GAP_S`: so no key of a scan
    reaches a widget, and a typist notices nothing. Do not offer auto-repeated keys.
    """

    def __init__(self, feed: Callable[[str], None]) -> None:
        self._feed = feed
        self._held = ""
        self._last_key_at_s = 0.0
        self.last_scan_at_s: float | None = None

    @property
    def holds(self) -> bool:
        """Whether keys are held back: `pause` must then be called when no key follows."""
        return bool(self._held)

    def key(self, char: str, at_s: float) -> WedgeResult:
        """Offer one key.

        Args:
            char: its character; carriage return or line feed for Enter, tabulator for Tab.
            at_s: when it was pressed, by the event's own time stamp: a busy window handles keys late.
        """
        follows = bool(self._held) and at_s - self._last_key_at_s <= MAX_GAP_S
        self._last_key_at_s = at_s
        if char in _ENDS:
            ended = self._end(at_s)
            return WedgeResult(ended.typed, swallow=ended.scanned, scanned=ended.scanned)
        if follows:
            self._held += char
            return WedgeResult(swallow=True)
        ended = self._end(at_s)
        self._held = char
        return WedgeResult(ended.typed, swallow=True, scanned=ended.scanned)

    def pause(self, at_s: float) -> WedgeResult:
        """No key came for longer than `MAX_GAP_S`: end what is held."""
        return self._end(at_s)

    def guards_enter(self, at_s: float) -> bool:
        """Whether Enter must act on no button: a scan ended less than `GUARD_AFTER_SCAN_S` ago."""
        return self.last_scan_at_s is not None and at_s - self.last_scan_at_s < GUARD_AFTER_SCAN_S

    def _end(self, at_s: float) -> WedgeResult:
        held, self._held = self._held, ""
        # One character over and over is a key held down.
        if len(held) < MIN_CHARS or len(set(held)) == 1:
            return WedgeResult(typed=held)
        self.last_scan_at_s = at_s
        self._feed(held)
        return WedgeResult(scanned=True)
