"""The `Auth` header, and CLICK's time for it. Never shows the key.

Law: click-docs «Merchant – Запросы», Аутентификация.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pos.core.secret import SecretKey
from pos.flow.ports import Clock

_TEN_DIGITS = range(1_000_000_000, 10_000_000_000)


def _digest(timestamp: str, key: SecretKey) -> str:
    """`sha1(timestamp + secret_key)` in lower-case hex, as CLICK wants it."""
    # SHA-1 is CLICK's choice; what matters is that nobody learns the key from a log of ours.
    return hashlib.sha1((timestamp + key.reveal()).encode(), usedforsecurity=False).hexdigest()


def auth_header(merchant_user_id: str, key: SecretKey, timestamp_s: int) -> str:
    """`merchant_user_id:digest:timestamp`, the timestamp in 10 digits of Unix seconds."""
    timestamp = str(timestamp_s)
    return f"{merchant_user_id}:{_digest(timestamp, key)}:{timestamp}"


class ClickTime:
    """What time it is at CLICK, learnt from the `Date` header of its answers (P07, G8).

    After one answer it runs on the monotonic clock, so that a jump of the PC's clock loses no payment (E13).
    Only answers over verified TLS or from loopback may be given to `learn`.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead_of_monotonic_s: float | None = None
        self._last_skew_s: int | None = None

    @property
    def last_skew_s(self) -> int | None:
        """How many seconds this PC was ahead of CLICK at its last dated answer; None before one."""
        return self._last_skew_s

    @property
    def offset_s(self) -> int:
        """What is added to the PC's clock now to get CLICK's time; 0 before an answer."""
        return self.timestamp_s() - self._pc_s()

    def timestamp_s(self) -> int:
        """Unix seconds for `Auth`: CLICK's time where it is known, else this PC's."""
        if self._ahead_of_monotonic_s is None:
            return self._pc_s()
        return int(self._clock.monotonic_s() + self._ahead_of_monotonic_s)

    def learn(self, date_header: str | None) -> None:
        """Take the `Date` of an answer that was received just now; one that cannot be read is passed over."""
        server_s = _unix_seconds(date_header)
        if server_s is None:
            return
        # Date is cut to the second, so on average half a second has gone by.
        self._ahead_of_monotonic_s = server_s + 0.5 - self._clock.monotonic_s()
        self._last_skew_s = self._pc_s() - server_s

    def _pc_s(self) -> int:
        return int(self._clock.now().timestamp())


def _unix_seconds(date_header: str | None) -> int | None:
    if not date_header:
        return None
    try:
        at: datetime = parsedate_to_datetime(date_header)
        seconds = int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
    except (ValueError, TypeError, OverflowError):
        return None
    return seconds if seconds in _TEN_DIGITS else None
