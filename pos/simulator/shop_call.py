"""CLICK as a caller: one POST of a form to the shop, by h11 over asyncio streams."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import h11

ANSWER_LIMIT = 65_536
"""How many bytes of an answer are read."""

_READ_BYTES = 16_384


class NoAnswer(Exception):
    """No whole HTTP answer came: refused, cut off, too late, or too long. The shop may have acted."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A whole HTTP answer."""

    http_status: int
    body: bytes


async def post_form(url: str, fields: Mapping[str, str], *, timeout_s: float) -> Answered:
    """Post a form on a connection of its own and read the answer; never asks twice.

    Args:
        url: ``http://…``; it was checked where it was set.
        fields: names and texts in the order in which they are sent.
        timeout_s: the limit for all of it, from the connection to the last byte.

    Raises:
        NoAnswer: with what happened.
    """
    try:
        async with asyncio.timeout(timeout_s):
            return await _exchange(url, fields)
    except TimeoutError as error:
        raise NoAnswer(f"no whole answer within {timeout_s:g} s") from error
    except (OSError, h11.RemoteProtocolError) as error:
        raise NoAnswer(f"{type(error).__name__}: {error}") from error


async def _exchange(url: str, fields: Mapping[str, str]) -> Answered:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        http = h11.Connection(h11.CLIENT)
        body = urlencode(fields).encode("ascii")
        head = h11.Request(
            method="POST",
            target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            headers=[
                ("Host", parts.netloc),
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Content-Length", str(len(body))),
                ("Connection", "close"),
            ],
        )
        for event in (head, h11.Data(data=body), h11.EndOfMessage()):
            writer.write(http.send(event) or b"")
        await writer.drain()
        return await _read_answer(http, reader)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _read_answer(http: h11.Connection, reader: asyncio.StreamReader) -> Answered:
    http_status = 0
    body = bytearray()
    while True:
        event = http.next_event()
        if event is h11.NEED_DATA:
            http.receive_data(await reader.read(_READ_BYTES))
        elif isinstance(event, h11.Response):
            http_status = event.status_code
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > ANSWER_LIMIT:
                raise NoAnswer(f"the answer is longer than {ANSWER_LIMIT} bytes")
        elif isinstance(event, h11.EndOfMessage):
            return Answered(http_status, bytes(body))
        elif isinstance(event, h11.ConnectionClosed):
            raise NoAnswer("the shop closed the connection without an answer")
