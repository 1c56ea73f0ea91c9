"""What the process told others, and when: requests to CLICK and lines on its output, by place in the log."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

from tests.powercut.oplog import Op, Record

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_STARTS = (
    ("POST", "click_pass/payment", "payment"),
    ("POST", "click_pass/confirm", "confirm"),
    ("POST", "payment/ofd_data/submit_items", "submit_items"),
    ("DELETE", "payment/reversal/", "reversal"),
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `begun` and `ended` are places in the log: of its first byte, and after its last.

    `ended` is the length of the log and one more when it never was sent whole.
    """

    begun: int
    ended: int
    at_s: float
    call: str
    path: str
    body: dict[str, Any]

    @property
    def payment_id(self) -> int | None:
        """The payment that it speaks of."""
        named = self.body.get("payment_id") or self.path.rpartition("/")[2]
        return int(named) if str(named).isdigit() else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the output, which stood there whole before the log's place `ended`."""

    ended: int
    text: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The payments that it tells of."""
        try:
            value = json.loads(self.text)
        except ValueError:
            return []
        if isinstance(value, dict):
            value = value.get("payments", [value])
        return [row for row in value if isinstance(row, dict) and row.get("transaction_id")]


@dataclass(slots=True)
class Told:
    """All of it."""

    requests: list[Request] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def told(records: list[Record]) -> Told:
    """Read requests and lines out of a log."""
    found = Told()
    streams: dict[int, _Stream] = {}
    said = b""
    for place, record in enumerate(records):
        if record.op is Op.CONNECT:
            streams[record.fd] = _Stream()
        elif record.op is Op.SEND and record.fd in streams:
            found.requests.extend(streams[record.fd].more(record, place))
        elif record.op is Op.SAY:
            *whole, said = (said + record.data).split(b"\n")
            found.lines.extend(Line(place + 1, line.decode()) for line in whole)
    for stream in streams.values():
        found.requests.extend(stream.rest(len(records) + 1))
    found.requests.sort(key=lambda request: request.begun)
    return found


def continued(earlier: Told, cut: int, later: Told) -> Told:
    """What was told before a first cut, and what was told after it: places are those of `later`."""
    return Told(
        [
            *(replace(each, begun=0, ended=0) for each in earlier.requests if each.begun <= cut),
            *later.requests,
        ],
        [*(replace(each, ended=0) for each in earlier.lines if each.ended <= cut), *later.lines],
    )


@dataclass(slots=True)
class _Stream:
    """The bytes of one connection that are not yet a whole request."""

    sent: bytes = b""
    begun: int = -1
    at_s: float = 0.0

    def more(self, record: Record, place: int) -> list[Request]:
        if not self.sent:
            self.begun = place + 1
        self.sent += record.data
        self.at_s = record.at_s
        head, found, body = self.sent.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not found or len(body) < (int(length[1]) if length else 0):
            return []
        self.sent = b""
        return [self._request(head, body, place + 1)]

    def rest(self, never: int) -> list[Request]:
        """A request that was begun and never sent whole."""
        head = self.sent.partition(b"\r\n\r\n")[0]
        return [self._request(head, b"", never)] if self.sent else []

    def _request(self, head: bytes, body: bytes, ended: int) -> Request:
        method, _, rest = head.decode("latin-1").partition(" ")
        path = rest.partition(" ")[0]
        call = next((name for verb, part, name in _STARTS if verb == method and part in path), "read")
        members = json.loads(body) if body else {}
        return Request(self.begun, ended, self.at_s, call, path, members)
