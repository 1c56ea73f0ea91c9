"""Troubles of the wire that a test orders: each is used up by the next call of its endpoint. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Endpoint(StrEnum):
    """The calls of the Merchant API, by the names that faults, counts and the log use."""

    PAYMENT = "payment"
    CONFIRM = "confirm"
    CONFIRMATION_ON = "confirmation_on"
    CONFIRMATION_OFF = "confirmation_off"
    STATUS = "status"
    STATUS_BY_MTI = "status_by_mti"
    REVERSAL = "reversal"
    SUBMIT_ITEMS = "submit_items"
    SUBMIT_QRCODE = "submit_qrcode"
    OFD_DATA = "ofd_data"


class Answer(StrEnum):
    """How an answer leaves, or does not."""

    WHOLE = "whole"
    DROPPED = "dropped"
    RESET = "reset"
    NEVER = "never"
    TRUNCATED = "truncated"
    DRIPPING = "dripping"
    HTML = "html"
    WRONG_TYPES = "wrong_types"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One trouble.

    Attributes:
        executes: False: the request is lost before CLICK does anything.
        late_s: CLICK acts only after so many seconds, even if the caller has gone.
        delay_s: the answer waits so many seconds after CLICK has acted; for `Answer.DRIPPING`, per byte.
        http_status: this status with an HTML page instead of the answer.
        answer: how the answer leaves.
    """

    executes: bool = True
    late_s: float = 0.0
    delay_s: float = 0.0
    http_status: int | None = None
    answer: Answer = Answer.WHOLE

    def __post_init__(self) -> None:
        """Refuse a fault that would have to answer although CLICK did nothing."""
        silent = self.answer in (Answer.DROPPED, Answer.RESET, Answer.NEVER)
        if not self.executes and not silent and self.http_status is None:
            raise ValueError("a request that is not executed needs an http_status or a silent answer")
        if self.http_status is not None and not 200 <= self.http_status <= 599:
            raise ValueError(f"{self.http_status} is no status of a final answer")

    @classmethod
    def drop_before(cls) -> Fault:
        """The connection closes and CLICK has done nothing."""
        return cls(executes=False, answer=Answer.DROPPED)

    @classmethod
    def drop_after(cls) -> Fault:
        """CLICK acts, the connection closes without an answer."""
        return cls(answer=Answer.DROPPED)

    @classmethod
    def reset_after(cls) -> Fault:
        """CLICK acts, the connection is reset (RST)."""
        return cls(answer=Answer.RESET)

    @classmethod
    def delay(cls, seconds: float) -> Fault:
        """CLICK acts at once, the answer waits."""
        return cls(delay_s=seconds)

    @classmethod
    def late(cls, seconds: float) -> Fault:
        """CLICK acts late, and answers then."""
        return cls(late_s=seconds)

    @classmethod
    def status_before(cls, http_status: int) -> Fault:
        """An HTTP status of "Merchant - Ошибки"; CLICK has done nothing."""
        return cls(executes=False, http_status=http_status)

    @classmethod
    def status_after(cls, http_status: int) -> Fault:
        """An HTTP status of "Merchant - Ошибки", although CLICK has acted."""
        return cls(http_status=http_status)

    @classmethod
    def truncated(cls) -> Fault:
        """CLICK acts; half of the announced body arrives, then the connection closes."""
        return cls(answer=Answer.TRUNCATED)

    @classmethod
    def dripping(cls, seconds_per_byte: float) -> Fault:
        """CLICK acts; the answer arrives byte by byte, so that no single read times out."""
        return cls(answer=Answer.DRIPPING, delay_s=seconds_per_byte)

    @classmethod
    def html(cls) -> Fault:
        """CLICK acts; HTTP 200 with an HTML page."""
        return cls(answer=Answer.HTML)

    @classmethod
    def wrong_types(cls) -> Fault:
        """CLICK acts; HTTP 200 with JSON whose members have types that nobody documented."""
        return cls(answer=Answer.WRONG_TYPES)

    @classmethod
    def never_answer(cls) -> Fault:
        """CLICK acts and stays silent on an open connection."""
        return cls(answer=Answer.NEVER)


class Faults:
    """The troubles that are ordered and not yet used up, first in, first out for each endpoint."""

    def __init__(self) -> None:
        self._waiting: dict[Endpoint, list[Fault]] = {}

    def add(self, endpoint: Endpoint, *faults: Fault) -> None:
        """Order one trouble for each of the next calls of an endpoint."""
        self._waiting.setdefault(endpoint, []).extend(faults)

    def take(self, endpoint: Endpoint) -> Fault | None:
        """Use up the next trouble of an endpoint."""
        waiting = self._waiting.get(endpoint)
        return waiting.pop(0) if waiting else None

    def clear(self) -> None:
        """Forget all that is still ordered."""
        self._waiting.clear()
