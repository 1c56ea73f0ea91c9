"""One HTTP request and its answer, with how far it got. Sends once: no retry, no redirect, no proxy.

What decides everything is whether a byte of the request can have left this PC (reliability §1.1).
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import zlib
from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol, cast

import httpx

from pos.click_api.members import Members, read_object
from pos.click_api.wire import Answer
from pos.core.errors import NoConnection, OutcomeUnknown, PosError, UntrustedServer

# Both would write addresses and, at DEBUG, headers with the key's digest into the log (S11).
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)

BODY_MAX = 64 * 1024
REFUSALS = frozenset({400, 401, 403, 404, 406, 410})
"""The documented refusals («Merchant – Ошибки»); any other error status may come after the deed."""

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_GZIP_OR_ZLIB = 47


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `headers` and `body` hold secrets; `repr` shows neither, nor the path."""

    method: str
    url: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Raw:
    """What came back: the body is None when it is too long or cannot be decoded."""

    http_status: int
    content_type: str
    body: bytes | None


class _Line(Protocol):
    """httpcore's stream over TCP, as far as it is needed."""

    async def aclose(self) -> None: ...


class Phases:
    """httpx's `trace` of one request: whether its first byte may have been written."""

    def __init__(self, *, traced: bool) -> None:
        self.sent = False
        self._line: _Line | None = None
        # A transport that reports no phases proves nothing by its silence.
        self.traced = traced

    async def __call__(self, event: str, info: dict[str, object]) -> None:
        """Take one event of httpcore. `info` may hold the request itself and is not kept."""
        self.traced = True
        if event.endswith("send_request_headers.started"):
            self.sent = True
        elif event.endswith("connect_tcp.complete"):
            self._line = cast(_Line, info["return_value"])

    async def abandon(self) -> None:
        """Close a connection that never became one: httpcore leaves it open when TLS is cut by a deadline."""
        if self._line is not None and not self.sent:
            await self._line.aclose()


@cache
def tls_context() -> ssl.SSLContext:
    """The PC's trusted roots, loaded once and late: it takes 25 to 100 ms."""
    context = ssl.create_default_context()
    if _knows_no_roots(context):
        import certifi  # needed only on a PC without a store of its own

        context.load_verify_locations(certifi.where())
    return context


class Exchange:
    """A fresh connection for every call: what comes behind an answer can never pass for the next one.

    `on_date` gets the `Date` header of each answer as soon as its headers are there; it must not raise.
    """

    def __init__(
        self,
        *,
        transport: httpx.AsyncBaseTransport | None,
        connect_s: float,
        tls: bool,
        on_date: Callable[[str | None], None],
    ) -> None:
        self._on_date = on_date
        self._transport = transport
        self._connect_s = connect_s
        self._tls = tls
        self._pool: httpx.AsyncBaseTransport | None = None

    async def send(self, call: Call, deadline_s: float) -> Raw:
        """Send once.

        The deadline spans everything from the look-up of the name to the last byte of the answer.

        Raises:
            NoConnection: surely no byte left. UntrustedServer: nor will it, the certificate is wrong.
            OutcomeUnknown: anything else. Cancellation passes through.
        """
        if deadline_s <= 0:
            raise NoConnection("no time was left to send")
        try:
            pool = self._opened()
        except OSError as error:
            raise NoConnection(f"the trusted roots cannot be read: {type(error).__name__}") from None
        phases = Phases(traced=self._transport is None)
        try:
            async with asyncio.timeout(deadline_s):
                return await self._exchange(pool, call, phases, deadline_s)
        except Exception as error:  # noqa: BLE001 - after the first byte every failure is one and the same
            failure = failure_of(error, phases)
        # Raised out here, so that the foreign error, which holds the request, is not dragged along.
        raise failure

    async def aclose(self) -> None:
        """Close all connections; a later call opens new ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.aclose()

    async def _exchange(
        self, pool: httpx.AsyncBaseTransport, call: Call, phases: Phases, deadline_s: float
    ) -> Raw:
        # The deadline rules reading and writing. A connect limit that could end with it would race it.
        connect_s = self._connect_s if self._connect_s < deadline_s else None
        request = httpx.Request(
            call.method,
            call.url,
            headers=call.headers,
            content=call.body,
            extensions={
                "trace": phases,
                "timeout": {"connect": connect_s, "read": None, "write": None, "pool": None},
            },
        )
        try:
            response = await pool.handle_async_request(request)
        except BaseException:
            await phases.abandon()
            raise
        try:
            self._on_date(response.headers.get("date"))
            body = await _body(response)
        finally:
            await response.aclose()
        return Raw(response.status_code, response.headers.get("content-type", ""), body)

    def _opened(self) -> httpx.AsyncBaseTransport:
        """The bare transport: what httpx's client adds (redirects, cookies, environment) must not be."""
        if self._pool is None:
            self._pool = self._transport or httpx.AsyncHTTPTransport(
                # Loopback needs no roots: a context that trusts nobody is made at once.
                verify=tls_context() if self._tls else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                trust_env=False,
                limits=httpx.Limits(max_keepalive_connections=0),
                retries=0,
            )
        return self._pool


def failure_of(error: Exception, phases: Phases) -> PosError:
    """Sort a failure by what the caller may do. Only names of classes go into the detail, never a message."""
    name = type(error).__name__
    if not phases.sent:
        if isinstance(error, _NOT_SENT):
            return UntrustedServer(name) if _is_about_trust(error) else NoConnection(name)
        if isinstance(error, TimeoutError) and phases.traced:
            return NoConnection("the deadline passed before the first byte")
    return OutcomeUnknown("the deadline passed" if isinstance(error, TimeoutError) else name)


def answer_of(raw: Raw, skew_s: int | None) -> Answer:
    """Judge an answer by its HTTP status and read its JSON.

    Raises OutcomeUnknown: any status but 200, 201 and the documented refusals; a 200 that is not JSON.
    """
    status = raw.http_status
    if status in (200, 201):
        if not _is_json(raw.content_type) or raw.body is None:
            raise OutcomeUnknown("the answer is not JSON, or too long", http_status=status)
        return Answer(status, read_object(raw.body))
    if status in REFUSALS:
        return Answer(status, _members_if_any(raw), empty=raw.body == b"", skew_s=skew_s)
    raise OutcomeUnknown(f"HTTP {status}", http_status=status)


async def _body(response: httpx.Response) -> bytes | None:
    """Read at most 64 KiB, on the wire and after decompression; None when it is more or cannot be decoded."""
    raw = bytearray()
    # The stream itself, because httpx would decompress a bomb without a limit.
    async for chunk in cast(AsyncIterable[bytes], response.stream):
        raw += chunk
        if len(raw) > BODY_MAX:
            return None
    return _decoded(bytes(raw), response.headers.get("content-encoding", "identity").strip().lower())


def _decoded(raw: bytes, encoding: str) -> bytes | None:
    if encoding in ("identity", ""):
        return raw
    if encoding not in ("gzip", "x-gzip", "deflate"):
        return None
    inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        body = inflate.decompress(raw, BODY_MAX + 1)
    except zlib.error:
        return None
    return body if inflate.eof and len(body) <= BODY_MAX else None


def _members_if_any(raw: Raw) -> Members | None:
    if raw.body is None or not _is_json(raw.content_type):
        return None
    try:
        return read_object(raw.body)
    except OutcomeUnknown:
        return None  # the HTTP status alone is a definite refusal


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type in ("application/json", "text/json") or media_type.endswith("+json")


def _is_about_trust(error: BaseException | None) -> bool:
    """Whether TLS failed otherwise than by a broken line: expired, wrong host, self-signed, too old (P05)."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        if isinstance(error, ssl.SSLError):
            return not isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError))
        seen.append(error)
        error = error.__cause__ or error.__context__
    return False


def _knows_no_roots(context: ssl.SSLContext) -> bool:
    # Roots in a folder are read when they are needed, so they are not counted in the context.
    folder = ssl.get_default_verify_paths().capath
    return not context.cert_store_stats()["x509_ca"] and not (folder and any(Path(folder).iterdir()))
