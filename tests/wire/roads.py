"""The event loop of the cases: its names lead where the current call's fault says."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from tests.wire.calls import CALL
from tests.wire.certificates import HOST
from tests.wire.faults import Road

GOOD_ADDRESS, NOBODY_ADDRESS, HOLE_ADDRESS, BAD_ADDRESS = "127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"


class RoadsLoop(asyncio.SelectorEventLoop):
    """Knows one name. Addresses stand for roads; the port is the case's."""

    async def getaddrinfo(  # type: ignore[override]
        self,
        host: bytes | str | None,
        port: int | None,
        *args: Any,  # noqa: ANN401 (as asyncio has it)
        **kwargs: Any,  # noqa: ANN401
    ) -> list[Any]:
        """Look `HOST` up as the current call's fault wants it; anything else as ever."""
        name = host.decode() if isinstance(host, bytes) else host
        if name != HOST:
            return await super().getaddrinfo(host, port, *args, **kwargs)
        address = _address()
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))]


def _address() -> str:
    call = CALL.get()
    road = call.strike.fault.road if call is not None and call.strike is not None else Road.GOOD
    match road:
        case Road.NO_NAME:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        case Road.NOBODY:
            return NOBODY_ADDRESS
        case Road.BLACK_HOLE:
            return HOLE_ADDRESS
        case Road.GOOD:
            return GOOD_ADDRESS
        case _:
            return BAD_ADDRESS


class BlackHole:
    """A listening socket whose queue is full: a further SYN is never answered."""

    def __init__(self, port: int) -> None:
        self._sockets = [socket.socket()]
        self._sockets[0].bind((HOLE_ADDRESS, port))
        self._sockets[0].listen(0)
        for _ in range(2):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex((HOLE_ADDRESS, port))
            self._sockets.append(filler)

    def close(self) -> None:
        """Let go of the sockets."""
        for each in self._sockets:
            each.close()
