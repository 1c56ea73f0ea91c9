"""One TLS connection by hand, record by record: nothing is tidied up behind a test's back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
import struct

_READ_BYTES = 65_536
_LINGER = "hh" if os.name == "nt" else "ii"


class Gone(Exception):
    """The other side has closed."""


class Line:
    """TLS of the server's side over plain asyncio streams."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, context: ssl.SSLContext
    ) -> None:
        self._reader, self._writer = reader, writer
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    async def handshake(self) -> None:
        """Shake hands. Raises Gone, also when the other side trusts us not."""
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._more()
            except ssl.SSLError:
                await self._flush()  # our alert
                raise Gone from None
            else:
                await self._flush()
                return

    async def read(self) -> bytes:
        """Read some bytes. Raises Gone."""
        while True:
            try:
                data = self._tls.read(_READ_BYTES)
            except ssl.SSLWantReadError:
                await self._more()
            except ssl.SSLError:
                raise Gone from None
            else:
                if not data:
                    raise Gone
                return data

    async def write(self, data: bytes) -> None:
        """Write all of it. Raises Gone."""
        self._tls.write(data)
        await self._flush()

    async def say_close(self) -> None:
        """Send close_notify and leave the TCP connection open."""
        with contextlib.suppress(ssl.SSLError):
            self._tls.unwrap()
        await self._flush()

    async def close(self) -> None:
        """Say close_notify, then FIN."""
        with contextlib.suppress(Gone):
            await self.say_close()
        self._writer.close()

    def reset(self) -> None:
        """Close with RST."""
        reset(self._writer)

    async def wait_for_end(self) -> None:
        """Return when the other side has closed."""
        with contextlib.suppress(Gone):
            while True:
                await self.read()

    async def _more(self) -> None:
        try:
            data = await self._reader.read(_READ_BYTES)
        except OSError:
            raise Gone from None
        if not data:
            raise Gone
        self._incoming.write(data)

    async def _flush(self) -> None:
        self._writer.write(self._outgoing.read())
        try:
            await self._writer.drain()
        except OSError:
            raise Gone from None


def reset(writer: asyncio.StreamWriter) -> None:
    """Close a connection with RST instead of FIN."""
    sock: socket.socket = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(_LINGER, 1, 0))
    writer.transport.abort()
