"""The named faults: where the road or the answer is spoiled, and which class of §1.1 each must have."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol

from tests.wire.calls import Asked, Outcome
from tests.wire.line import Line

JSON, HTML = "application/json; charset=utf-8", "text/html; charset=utf-8"
PAGE = b"<html><head><title>nginx</title></head><body><h1>nginx</h1></body></html>"


class Road(StrEnum):
    """Where a name leads. Everything but GOOD and LOST_AFTER_TLS ends before the first byte of a request."""

    GOOD = "good"
    NO_NAME = "no_name"
    NOBODY = "nobody"
    BLACK_HOLE = "black_hole"
    RESET = "reset"
    SILENT = "silent"
    ALERT = "alert"
    PORTAL = "portal"
    EXPIRED = "expired"
    WRONG_HOST = "wrong_host"
    SELF_SIGNED = "self_signed"
    OLD_TLS = "old_tls"
    LOST_AFTER_TLS = "lost_after_tls"


class Spoiled(Protocol):
    """A request that was read whole, and what can be done with it."""

    line: Line
    asked: Asked

    @property
    def window_s(self) -> float:
        """The case's window."""
        ...

    async def act(self) -> bytes:
        """Let CLICK act on it, and return the body of its answer. Moves money."""
        ...

    async def body(self) -> bytes:
        """The body of an answer: CLICK's own when it is to act, else one that is made up and says yes."""
        ...

    def earlier(self) -> bytes:
        """The body of the answer to the same question of another sale."""
        ...

    @property
    def acts(self) -> bool:
        """Whether CLICK is to act before the answer is spoiled."""
        ...


Spoil = Callable[[Spoiled], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """One trouble.

    `before` is the class of a call that CLICK never saw, `after` of one that it acted on.
    """

    name: str
    road: Road = Road.GOOD
    spoil: Spoil | None = None
    before: Outcome = Outcome.UNKNOWN
    after: Outcome = Outcome.UNKNOWN

    @property
    def is_of_the_road(self) -> bool:
        """Whether no request can arrive."""
        return self.road is not Road.GOOD


@dataclass(frozen=True)
class Strike:
    """A fault that one call meets; `acts` says that CLICK acts first."""

    fault: Fault
    acts: bool
    counts: bool = True


def head(status: str, content_type: str, length: int | None, *more: str, version: str = "HTTP/1.1") -> bytes:
    """The head of an answer; without a length when it is None."""
    lines = [f"{version} {status}", f"Content-Type: {content_type}", *more]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def answer(body: bytes, content_type: str = JSON, *more: str, status: str = "200 OK") -> bytes:
    """A whole answer."""
    return head(status, content_type, len(body), *more) + body


# ---- lines that end or stall -----------------------------------------------------------------------------


async def _reset(at: Spoiled) -> None:
    await at.body()
    at.line.reset()


async def _close_notify(at: Spoiled) -> None:
    """TLS says close, TCP stays open: one HTTP library waited for ever here."""
    await at.body()
    await at.line.say_close()
    await at.line.wait_for_end()


async def _close_mid_head(at: Spoiled) -> None:
    await at.body()
    await at.line.write(b"HTTP/1.1 200 OK\r\nContent-Ty")
    await at.line.close()


async def _close_mid_body(at: Spoiled) -> None:
    body = await at.body()
    await at.line.write(head("200 OK", JSON, len(body)) + body[: len(body) // 2])
    await at.line.close()


async def _drip(at: Spoiled) -> None:
    for byte in answer(await at.body()):
        await at.line.write(bytes((byte,)))
        await asyncio.sleep(at.window_s / 100)


async def _black_hole(at: Spoiled) -> None:
    await at.body()
    await at.line.wait_for_end()


async def _too_late(at: Spoiled) -> None:
    """CLICK acts and answers after the deadline; where it is not to have acted, it acts late."""
    whole = answer(await at.body()) if at.acts else b""
    await asyncio.sleep(at.window_s * (0.5 if at.acts else 0.85))
    await at.line.write(whole or answer(await at.act()))


# ---- answers that are none -------------------------------------------------------------------------------


def _status(status: str, content_type: str = HTML, body: bytes = PAGE, *more: str) -> Spoil:
    async def spoil(at: Spoiled) -> None:
        await at.body()
        await at.line.write(answer(body, content_type, *more, status=status))
        await at.line.close()

    return spoil


def _changed(change: Callable[[bytes], bytes], content_type: str = JSON, *more: str) -> Spoil:
    async def spoil(at: Spoiled) -> None:
        await at.line.write(answer(change(await at.body()), content_type, *more))
        await at.line.close()

    return spoil


def _a_member_twice(body: bytes) -> bytes:
    name, value = next(iter(json.loads(body).items()))
    return body.rstrip()[:-1] + f',"{name}":{json.dumps(value)}}}'.encode()


def _wrong_types(body: bytes) -> bytes:
    return json.dumps({name: [value] for name, value in json.loads(body).items()}).encode()


@cache
def _bomb() -> bytes:
    return gzip.compress(b'{"error_code":0,"payment_id":' + b" " * 20_000_000 + b"1}", 1)


async def _two_answers(at: Spoiled) -> None:
    """One answer twice; when CLICK did not act, a gateway's page twice."""
    body = await at.body()
    one = answer(body) if at.acts else answer(PAGE, HTML, status="502 Bad Gateway")
    await at.line.write(one + one)
    await at.line.wait_for_end()


async def _earlier(at: Spoiled) -> None:
    await at.body()
    await at.line.write(answer(at.earlier()))
    await at.line.close()


async def _no_length(at: Spoiled) -> None:
    """HTTP/1.0 ends where the connection ends: whole, or cut off."""
    body = await at.body()
    kept = body if at.acts else body[: len(body) // 2]
    await at.line.write(head("200 OK", JSON, None, version="HTTP/1.0") + kept)
    await at.line.close()


async def _broken_chunks(at: Spoiled) -> None:
    body = await at.body()
    chunk = f"{len(body):x}\r\n".encode() + body + b"\r\nzz\r\n"
    await at.line.write(head("200 OK", JSON, None, "Transfer-Encoding: chunked") + chunk)
    await at.line.close()


async def _continue(at: Spoiled) -> None:
    body = await at.body()
    await at.line.write(b"HTTP/1.1 100 Continue\r\n\r\n" + (answer(body) if at.acts else b""))
    await at.line.close()


async def _garbage(at: Spoiled) -> None:
    await at.body()
    await at.line.write(b"\x16\x03\x01\x00\x05hello\r\n\r\n")
    await at.line.close()


N, R, OK = Outcome.NOT_SENT, Outcome.REFUSED, Outcome.OK
REDIRECT = "Location: https://elsewhere.test/"

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("dns_failure", Road.NO_NAME, None, N, N),
        Fault("connect_refused", Road.NOBODY, None, N, N),
        Fault("connect_black_hole", Road.BLACK_HOLE, None, N, N),
        Fault("reset_before_tls", Road.RESET, None, N, N),
        Fault("tls_never_shakes_hands", Road.SILENT, None, N, N),
        Fault("tls_alert", Road.ALERT, None, N, N),
        Fault("plain_http_portal", Road.PORTAL, None, N, N),
        Fault("certificate_expired", Road.EXPIRED, None, N, N),
        Fault("certificate_of_another_host", Road.WRONG_HOST, None, N, N),
        Fault("certificate_self_signed", Road.SELF_SIGNED, None, N, N),
        Fault("tls_1_0", Road.OLD_TLS, None, N, N),
        Fault("reset_after_tls", Road.LOST_AFTER_TLS),
        Fault("reset_after_request", spoil=_reset),
        Fault("close_notify_and_silence", spoil=_close_notify),
        Fault("close_mid_head", spoil=_close_mid_head),
        Fault("close_mid_body", spoil=_close_mid_body),
        Fault("drip", spoil=_drip),
        Fault("black_hole", spoil=_black_hole),
        Fault("answer_after_deadline", spoil=_too_late),
        Fault("html_200", spoil=_status("200 OK")),
        Fault("redirect_302", spoil=_status("302 Found", HTML, PAGE, REDIRECT)),
        Fault("redirect_307", spoil=_status("307 Temporary Redirect", HTML, b"", REDIRECT)),
        Fault("http_401", Road.GOOD, _status("401 Unauthorized", JSON, b'{"error_code":-401}'), R, R),
        Fault("http_404_page", spoil=_status("404 Not Found"), before=R, after=R),
        Fault("http_408", spoil=_status("408 Request Timeout")),
        Fault("http_429", spoil=_status("429 Too Many Requests")),
        Fault("http_500", spoil=_status("500 Internal Server Error")),
        Fault("http_502", spoil=_status("502 Bad Gateway")),
        Fault("http_503", spoil=_status("503 Service Unavailable")),
        Fault("http_504", spoil=_status("504 Gateway Timeout")),
        Fault("gzip_bomb", spoil=_changed(lambda _: _bomb(), JSON, "Content-Encoding: gzip")),
        Fault("body_of_1_mb", spoil=_changed(lambda body: body[:-1] + b" " * 2**20 + b"}")),
        Fault("a_member_twice", spoil=_changed(_a_member_twice)),
        Fault("nan", spoil=_changed(lambda body: body.rstrip()[:-1] + b',"x":NaN}')),
        Fault("bom", spoil=_changed(lambda body: b"\xef\xbb\xbf" + body)),
        Fault("wrong_types", spoil=_changed(_wrong_types)),
        Fault("wrong_content_type", spoil=_changed(lambda body: body, "text/plain")),
        Fault("two_answers", spoil=_two_answers, after=OK),
        Fault("answer_of_another_sale", spoil=_earlier),
        Fault("http_1_0_without_length", spoil=_no_length, after=OK),
        Fault("broken_chunks", spoil=_broken_chunks),
        Fault("continue_100", spoil=_continue, after=OK),
        Fault("garbage", spoil=_garbage),
    )
}

LOST = Fault("lost", spoil=_reset)
"""What prepares a case: CLICK acts, nobody hears of it."""
