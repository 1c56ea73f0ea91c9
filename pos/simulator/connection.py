"""One TCP connection: HTTP/1.1 by h11 over asyncio streams, so that every byte of an answer is ours."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus

import h11

from pos.simulator.app import Outgoing
from pos.simulator.faults import Answer
from pos.simulator.routes import Request

_READ_BYTES = 65_536
_DISCARDED_READS = 64
_LINGER = "hh" if os.name == "nt" else "ii"


class _BodyTooLong(Exception):
    """The caller sends more than the limit."""


class Connection:
    """Serves the requests of one caller, one after another, until either side closes."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answer: Callable[[Request], Awaitable[Outgoing]],
        utcnow: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]],
        body_limit: int,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._answer = answer
        self._utcnow = utcnow
        self._sleep = sleep
        self._body_limit = body_limit
        self._http = h11.Connection(h11.SERVER)
        self._peer_port: int = (writer.get_extra_info("peername") or ("", 0))[1]

    async def serve(self) -> None:
        """Serve until the connection ends; the socket is closed afterwards."""
        try:
            while await self._serve_one():
                self._http.start_next_cycle()
        except asyncio.CancelledError:
            self._writer.transport.abort()
            raise
        except OSError:
            self._writer.transport.abort()
        finally:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    async def _serve_one(self) -> bool:
        """Serve one request; False when the connection has no future."""
        try:
            request = await self._read_request()
        except h11.RemoteProtocolError as error:
            return await self._refuse(error.error_status_hint)
        except _BodyTooLong:
            return await self._refuse(413)
        if request is None:
            return False
        outgoing = await self._answer(request)
        if outgoing.delay_s and outgoing.answer is not Answer.DRIPPING:
            await self._sleep(outgoing.delay_s)
        if not await self._send(outgoing, has_body=request.method != "HEAD"):
            return False
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _read_request(self) -> Request | None:
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                await self._promise_to_read()
                self._http.receive_data(await self._reader.read(_READ_BYTES))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > self._body_limit:
                    raise _BodyTooLong
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return self._whole(head, bytes(body))
            else:
                return None

    def _whole(self, head: h11.Request, body: bytes) -> Request:
        headers: dict[str, str] = {}
        for raw_name, raw_value in head.headers:
            name, value = raw_name.decode("ascii"), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return Request(
            head.method.decode("ascii"), head.target.decode("latin-1"), headers, body, self._peer_port
        )

    async def _promise_to_read(self) -> None:
        if self._http.they_are_waiting_for_100_continue:
            await self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))

    async def _refuse(self, http_status: int) -> bool:
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            await self._write(self._head(Outgoing(http_status, "text/html", b""), [("Connection", "close")]))
            await self._discard_rest()
        return False

    async def _discard_rest(self) -> None:
        """Read on before closing: a close with unread bytes is a reset, and the refusal would be lost."""
        self._writer.write_eof()
        for _ in range(_DISCARDED_READS):
            if not await self._reader.read(_READ_BYTES):
                return

    async def _send(self, outgoing: Outgoing, *, has_body: bool) -> bool:
        """Put the answer on the wire as ordered; False when the connection is over."""
        match outgoing.answer:
            case Answer.DROPPED:
                return False
            case Answer.RESET:
                _reset(self._writer)
                return False
            case Answer.NEVER:
                await self._reader.read()
                return False
        head = self._head(outgoing, [])
        body = outgoing.body if has_body else b""
        if outgoing.answer is Answer.TRUNCATED:
            await self._write(head + body[: len(body) // 2])
            return False
        whole = head + (self._http.send(h11.Data(data=body)) or b"") + self._end()
        if outgoing.answer is Answer.DRIPPING:
            await self._drip(whole, outgoing.delay_s)
        else:
            await self._write(whole)
        return True

    def _head(self, outgoing: Outgoing, more: list[tuple[str, str]]) -> bytes:
        response = h11.Response(
            status_code=outgoing.http_status,
            reason=_reason(outgoing.http_status),
            headers=[
                ("Date", format_datetime(self._utcnow(), usegmt=True)),
                ("Content-Type", f"{outgoing.content_type}; charset=utf-8"),
                ("Content-Length", str(len(outgoing.body))),
                *([("Location", outgoing.location)] if outgoing.location else []),
                *more,
            ],
        )
        return self._http.send(response) or b""

    def _end(self) -> bytes:
        return self._http.send(h11.EndOfMessage()) or b""

    async def _drip(self, whole: bytes, seconds_per_byte: float) -> None:
        for place in range(len(whole)):
            await self._write(whole[place : place + 1])
            await self._sleep(seconds_per_byte)

    async def _write(self, data: bytes | None) -> None:
        self._writer.write(data or b"")
        await self._writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close so that the caller sees RST: with a linger of 0 the kernel throws the rest away."""
    sock: socket.socket = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(_LINGER, 1, 0))
    writer.transport.abort()


def _reason(http_status: int) -> str:
    try:
        return HTTPStatus(http_status).phrase
    except ValueError:
        return "Unknown"
