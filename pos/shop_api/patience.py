"""HTTP for a server that strangers may reach: h11 through uvicorn, with limits on size and on slowness.

A request that does not come whole in time is cut off, whoever drips it (A-35); headers above the limit get
431 (A-34). Engine thread.
"""

from __future__ import annotations

import asyncio
import sys

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_BYTES = 8 * 1024
BODY_BYTES = 16 * 1024
SLOWEST_S = 5.0
"""For the head, and once more for the body; between two requests a connection may rest as long."""


class PatientProtocol(H11Protocol):
    """One connection."""

    _answers = 0
    _phase: object = None
    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take bytes; what is still missing must come in time."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Answered: what was sent meanwhile is the next request."""
        self._answers += 1
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits any more."""
        self._forget()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or too large a head, without a word more."""
        error = sys.exc_info()[1]
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            bare = [(b"connection", b"close"), (b"content-length", b"0")]
            self.transport.write(self.conn.send(h11.Response(status_code=status, headers=bare)))
        self.transport.close()

    def _watch(self) -> None:
        """Count the time of one phase: a head, or its body. Bytes that drip do not begin it anew."""
        state = self.conn.their_state
        if state is h11.SEND_BODY:
            phase: object = ("body", self._answers)
        elif state is h11.IDLE and (not self._answers or self.conn.trailing_data[0]):
            phase = ("head", self._answers)
        else:
            self._forget()
            return
        if phase != self._phase:
            self._forget()
            self._phase = phase
            self._limit = self.loop.call_later(SLOWEST_S, self.transport.close)

    def _forget(self) -> None:
        self._phase = None
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
