"""HTTP for a server that strangers may reach: h11 through uvicorn, with limits on size and on slowness.

A request that does not come whole in time is cut off, whoever drips it (A-35); headers above the limit get
431 (A-34). Engine thread.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

HEAD_BYTES = 8 * 1024
BODY_BYTES = 16 * 1024
SLOWEST_S = 5.0
"""For the head, and once more for the body; between two requests a connection may rest as long."""


class PatientProtocol(H11Protocol):
    """One connection."""

    _answers = 0
    _phase: object = None
    _limit: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        # asyncio does it only for sockets that name their protocol: an answer of two parts would wait 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
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

    def pause_writing(self) -> None:
        """Nobody takes our answers: he has as long for it as for a question."""
        super().pause_writing()
        self._unread = self.loop.call_later(SLOWEST_S, self.transport.abort)

    def resume_writing(self) -> None:
        """They are taken again."""
        self._forget_unread()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits any more."""
        self._forget()
        self._forget_unread()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server ends: what has come whole is answered, who still drips or reads nothing is cut off."""
        if self.conn.their_state is h11.SEND_BODY or self.flow.write_paused or self.transport.is_closing():
            self._cut()
            return
        super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or too large a head, without a word more."""
        error = sys.exc_info()[1]
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True  # its body is broken: whatever it is answered is not sent
            cycle.message_event.set()
        hint = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        status = hint if hint < 500 else 400  # an unknown Transfer-Encoding is his mistake, not ours (A9)
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            bare = [(b"connection", b"close"), (b"content-length", b"0")]
            self.transport.write(self.conn.send(h11.Response(status_code=status, headers=bare)))
        self.transport.close()

    def _watch(self) -> None:
        """Count the time of one phase: a head, its body, a rest. Bytes that drip do not begin it anew."""
        state = self.conn.their_state
        if self.transport.is_closing():
            phase: object = "end"
        elif state is h11.SEND_BODY:
            phase = ("body", self._answers)
        elif state is h11.IDLE:
            is_begun = not self._answers or self.conn.trailing_data[0]
            phase = ("head" if is_begun else "rest", self._answers)
        else:
            self._forget()
            return
        if phase != self._phase:
            self._forget()
            self._phase = phase
            self._limit = self.loop.call_later(SLOWEST_S, self._cut)

    def _cut(self) -> None:
        """End it; what he did not read so far he never will."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    def _forget(self) -> None:
        self._phase = None
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _forget_unread(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
