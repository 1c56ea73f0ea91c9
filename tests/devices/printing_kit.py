"""A network printer of the tests on a real socket, and a queue that prints on it."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum, auto

from pos.core.receipt import Receipt, Text

LIMIT_S = 10.0
AT = datetime(2026, 11, 24, 9, 32, tzinfo=UTC)


class Mood(Enum):
    """What the printer does with the next connection."""

    PRINTS = auto()
    STALLS = auto()  # takes the connection and not one byte more
    DROPS = auto()  # breaks off in the middle
    HAS_NO_PAPER = auto()  # says so when asked


class LoopbackPrinter:
    """Serves one connection after the other; may be off, when its port is closed."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port: int = server.getsockname()[1]
        self.mood = Mood.PRINTS
        self.papers: list[bytes] = []
        self.torn: list[bytes] = []
        self._server: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._wakes = threading.Event()

    def switch_on(self) -> None:
        """Listen."""
        server = socket.socket()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        server.bind(("127.0.0.1", self.port))
        server.listen()
        self._server = server
        self._wakes.clear()
        self._thread = threading.Thread(target=self._serve, args=(server,), daemon=True)
        self._thread.start()

    def switch_off(self) -> None:
        """Close the port: who comes is refused."""
        if self._server is None or self._thread is None:
            return
        self._wakes.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(LIMIT_S)
        self._server = self._thread = None

    def _serve(self, server: socket.socket) -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line, contextlib.suppress(ConnectionError, TimeoutError):
                line.settimeout(LIMIT_S)
                self._take(line)

    def _take(self, line: socket.socket) -> None:
        match self.mood:
            case Mood.STALLS:
                self._wakes.wait(LIMIT_S)
            case Mood.DROPS:
                self.torn.append(line.recv(256))
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
            case Mood.HAS_NO_PAPER:
                line.recv(3)
                line.sendall(b"\x32")
            case Mood.PRINTS:
                data = b""
                while part := line.recv(65536):
                    data += part
                    if data == b"\x10\x04\x02":
                        line.sendall(b"\x12")
                        data = b""
                self.papers.append(data)


@contextlib.contextmanager
def loopback_printer() -> Iterator[LoopbackPrinter]:
    """A printer that is on, and off at the end."""
    printer = LoopbackPrinter()
    printer.switch_on()
    try:
        yield printer
    finally:
        printer.switch_off()


def receipt(number: int, rows: int = 1) -> Receipt:
    """A paper that is told from others; with many rows it is longer than a printer's memory."""
    return Receipt(f"sale-T{number}", tuple(Text(f"receipt {number} row {row}") for row in range(rows)))
