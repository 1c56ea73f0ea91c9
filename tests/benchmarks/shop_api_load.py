"""The load of `tests.benchmarks.shop_api`: pairs of Prepare and Complete over raw sockets, closed loop.

`python -m tests.benchmarks.shop_api_load PORT FIRST COUNT CONNECTIONS SECONDS` prints one line of JSON. The
requests are made and signed before the clock starts; a Complete then wants its merchant_prepare_id alone.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

SERVICE_ID, KEY = "123", "SECRET123"
SUM = 1000
PREPARE_PATH, COMPLETE_PATH = "/click/prepare", "/click/complete"
WARM_UP_S = 0.3

_HEAD = (
    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nUser-Agent: click\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
)
_COMPLETE_HEAD = _HEAD.format(path=COMPLETE_PATH).encode()
_TIME, _SENT_TIME = "2026-08-22 14:03:11", "2026-08-22+14%3A03%3A11"
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_NUMBER = re.compile(rb'"merchant_prepare_id":(\d+)')


def order_name(number: int) -> str:
    """The order that is paid `number`-th."""
    return f"L{number:014d}Z"


@dataclass(frozen=True, slots=True)
class Pair:
    """A Prepare, ready; and a Complete that lacks its number and the rest of its signature."""

    prepare: bytes
    complete: bytes
    half_signed: Any

    def with_number(self, number: bytes) -> bytes:
        """The Complete."""
        self.half_signed.update(number + f"{SUM}1{_TIME}".encode())
        sign = self.half_signed.hexdigest().encode()
        body = b"%b&merchant_prepare_id=%b&sign_string=%b" % (self.complete, number, sign)
        return b"%b%d\r\n\r\n%b" % (_COMPLETE_HEAD, len(body), body)


def pair_of(number: int) -> Pair:
    """Both calls of one payer."""
    trans_id = str(1_000_000_000 + number)
    bare = (
        f"click_trans_id={trans_id}&service_id={SERVICE_ID}&click_paydoc_id={trans_id}"
        f"&merchant_trans_id={order_name(number)}&amount={SUM}&error=0&error_note=Success"
        f"&sign_time={_SENT_TIME}&action="
    )
    half = hashlib.md5(f"{trans_id}{SERVICE_ID}{KEY}{order_name(number)}".encode(), usedforsecurity=False)
    whole = half.copy()
    whole.update(f"{SUM}0{_TIME}".encode())
    body = f"{bare}0&sign_string={whole.hexdigest()}"
    return Pair(
        f"{_HEAD.format(path=PREPARE_PATH)}{len(body)}\r\n\r\n{body}".encode(), f"{bare}1".encode(), half
    )


@dataclass(slots=True)
class Load:
    """What all connections share."""

    pairs: Iterator[Pair]
    counts_from: float
    ends_at: float
    took_s: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    ended_at: float = 0.0


class Payer(asyncio.Protocol):
    """One connection: a pair after a pair, each call after the answer to the one before."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._came = b""
        self._pair: Pair | None = None
        self._sent_at = 0.0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._next_pair()

    def connection_lost(self, exc: Exception | None) -> None:
        """Only the server can have done that."""
        if not self.done.done():
            self._load.wrong.append(f"the connection was lost: {exc}")
            self.done.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Read an answer, send what comes next."""
        self._came += data
        head, end, body = self._came.partition(b"\r\n\r\n")
        if not end or (length := _LENGTH.search(head)) is None or len(body) < int(length[1]):
            return
        now, load = time.perf_counter(), self._load
        self._came = b""
        if b'"error":0,' not in body:
            load.wrong.append(body.decode("latin-1")[:200] or head.decode("latin-1")[:200])
        if now > load.ends_at:
            self._end()
            return
        if now >= load.counts_from:
            load.took_s.append(now - self._sent_at)
        load.ended_at = now
        pair, number = self._pair, _NUMBER.search(body)
        if pair is not None and number is not None:
            self._pair = None
            self._send(pair.with_number(number[1]))
        else:
            self._next_pair()

    def _next_pair(self) -> None:
        self._pair = next(self._load.pairs, None)
        if self._pair is None:
            self._end()
        else:
            self._send(self._pair.prepare)

    def _send(self, request: bytes) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def _end(self) -> None:
        if not self.done.done():
            self.done.set_result(None)
        self._transport.close()


async def pay(port: int, first: int, count: int, connections: int, seconds: float) -> dict[str, object]:
    """Requests per second and latencies in ms, after the warm-up."""
    pairs = iter([pair_of(first + number) for number in range(count)])
    begun = time.perf_counter()
    load = Load(pairs, begun + WARM_UP_S, begun + WARM_UP_S + seconds)
    used = time.process_time()
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: Payer(load), "127.0.0.1", port) for _ in range(connections)
    ]
    await asyncio.gather(*(payer.done for _transport, payer in opened))
    used = time.process_time() - used
    took = sorted(load.took_s)
    return {
        "per_s": len(took) / (load.ended_at - load.counts_from),
        "p50_ms": took[len(took) // 2] * 1e3,
        "p99_ms": took[len(took) * 99 // 100] * 1e3,
        "longest_ms": took[-1] * 1e3,
        "own_cpu": used / (time.perf_counter() - begun),
        "left": sum(1 for _ in pairs),
        "wrong": load.wrong[:3],
    }


def main() -> None:
    """Pay, and say how fast it went."""
    port, first, count, connections = (int(text) for text in sys.argv[1:5])
    print(json.dumps(asyncio.run(pay(port, first, count, connections, float(sys.argv[5])))))  # noqa: T201


if __name__ == "__main__":
    main()
