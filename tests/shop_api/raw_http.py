"""HTTP as bytes: nothing is tidied up on the way to the server, nothing is hidden on the way back."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Address = tuple[str, int]
FORM = "application/x-www-form-urlencoded"
MOST_WAIT_S = 8.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Status 0: the connection ended without an answer."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    took_s: float = 0.0

    @property
    def json(self) -> dict[str, Any]:
        """The object in its body. Raises ValueError when there is none."""
        told = json.loads(self.body)
        if not isinstance(told, dict):
            raise ValueError("no object")  # noqa: TRY004 - as json says it of other bodies
        return told

    @property
    def error(self) -> int | None:
        """`error` of an answer as CLICK reads it; None for anything else."""
        try:
            error = self.json["error"] if self.status == 200 else None
        except (ValueError, KeyError):
            return None
        return error if type(error) is int else None

    @property
    def prepare_id(self) -> int:
        """merchant_prepare_id, or merchant_confirm_id; -1 without."""
        told = self.json
        return int(told.get("merchant_prepare_id", told.get("merchant_confirm_id", -1)))


def request(
    path: str, body: bytes = b"", method: str = "POST", head: str = "", content_type: str = FORM
) -> bytes:
    """A request as it goes over the wire. `head` is more lines of the head, each with its CRLF."""
    typed = f"Content-Type: {content_type}\r\n" if content_type else ""
    told = f"{method} {path} HTTP/1.1\r\nHost: shop\r\n{typed}{head}Content-Length: {len(body)}\r\n\r\n"
    return told.encode("latin-1") + body


class Line:
    """One connection. Every wait has a limit: then `TimeoutError`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, address: Address) -> Line:
        """Connect."""
        return cls(*await asyncio.wait_for(asyncio.open_connection(*address), MOST_WAIT_S))

    async def send(self, data: bytes) -> None:
        """Send, as far as the other side still listens."""
        self._writer.write(data)
        try:
            await self._writer.drain()
        except OSError:
            return  # what it said before is still to be read

    async def answer(self, limit_s: float = MOST_WAIT_S) -> Answer:
        """The next answer; one of status 0 when the connection ended."""
        begun_s = time.perf_counter()
        try:
            status, headers, body = await asyncio.wait_for(self._read(), limit_s)
        except (ConnectionError, asyncio.IncompleteReadError):
            return Answer(took_s=time.perf_counter() - begun_s)
        return Answer(status, headers, body, time.perf_counter() - begun_s)

    async def _read(self) -> tuple[int, dict[str, str], bytes]:
        while True:
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.strip().split("\r\n")
            status = int(first.split(" ", 2)[1])
            if status >= 200:
                break
        pairs = (line.split(":", 1) for line in lines)
        headers = {name.lower(): value.strip() for name, value in pairs}
        length = int(headers.get("content-length", "0"))
        return status, headers, await self._reader.readexactly(length) if length else b""

    async def ask(self, data: bytes, limit_s: float = MOST_WAIT_S) -> Answer:
        """Send a request and read its answer."""
        begun_s = time.perf_counter()
        await self.send(data)
        got = await self.answer(limit_s)
        return Answer(got.status, got.headers, got.body, time.perf_counter() - begun_s)

    async def ended(self, limit_s: float = MOST_WAIT_S) -> bytes:
        """Wait until the other side ends the connection; what it still said."""
        said = bytearray()

        async def read() -> None:
            while part := await self._reader.read(65536):
                said.extend(part)

        try:
            await asyncio.wait_for(read(), limit_s)
        except ConnectionError:
            return bytes(said)
        return bytes(said)

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except OSError:
            return


async def ask(address: Address, data: bytes, limit_s: float = MOST_WAIT_S) -> Answer:
    """One request on a connection of its own."""
    line = await Line.open(address)
    try:
        return await line.ask(data, limit_s)
    finally:
        await line.close()
