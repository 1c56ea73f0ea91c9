"""Where a receipt's bytes go: a file or device file, or a network printer. Blocks: never on the GUI's thread.

Every fault is PrinterTrouble; the sale is safe whatever happens here. Its facts: `device`, `why` and `begun`;
that is False only when certainly no byte of the receipt reached the printer. Nothing here waits for long:
each stop of the flow of bytes and the whole of it have a limit.
"""

from __future__ import annotations

import os
import select
import socket
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Protocol

from pos.core.errors import PrinterTrouble
from pos.core.receipt import Receipt

STALL_S = 3.0
WHOLE_S = 30.0
"""A long receipt on a slow printer is through in ten seconds."""

_ASK_WHY_OFFLINE = b"\x10\x04\x02"  # DLE EOT 2: answered at once, before anything that waits to be printed
_ANSWER_WAITS_S = 0.4
_LAST_WORDS_WAIT_S = 0.2
_PART_BYTES = 4096
_HELD_BYTES = 8192
"""What our own side may hold back: with the usual megabytes a whole receipt would seem printed at once."""

_FIXED_BITS, _FIXED_VALUE = 0b1001_0011, 0b0001_0010  # tell a status byte from anything else
_COVER_OPEN, _PAPER_END, _ERROR = 0b100, 0b10_0000, 0b100_0000
_TAKES_NO_BYTES = "it takes no more bytes"


class Paper(Protocol):
    """Turns receipts into one printer's bytes."""

    def render(self, receipt: Receipt) -> bytes:
        """The bytes to send. Raises PrinterTrouble."""
        ...


class _Way:
    """The way of one receipt's bytes: how many went, and until when the rest may take."""

    def __init__(self, device: str, stall_s: float, whole_s: float) -> None:
        self._device = device
        self._stall_s = stall_s
        self._until_s = monotonic() + whole_s
        self.begun = False

    def left_s(self) -> float:
        """How long the next part may wait. Raises PrinterTrouble when the whole has taken too long."""
        left = self._until_s - monotonic()
        if left <= 0:
            raise self.trouble(_TAKES_NO_BYTES)
        return min(self._stall_s, left)

    def send(self, data: bytes, send_part: Callable[[memoryview], int]) -> None:
        """All of it, part by part."""
        rest = memoryview(data)
        while rest:
            sent = send_part(rest[:_PART_BYTES])
            self.begun = self.begun or sent > 0
            rest = rest[sent:]

    def trouble(self, why: str) -> PrinterTrouble:
        """What is told of it."""
        return PrinterTrouble(why, device=self._device, why=why, begun=self.begun)


class FilePrinter:
    """Appends receipts to a file, or writes them to a device such as /dev/usb/lp0.

    A receipt is in a file whole or not at all; a device that takes no bytes is left after `stall_s`.
    """

    def __init__(
        self, path: Path, paper: Paper, *, stall_s: float = STALL_S, whole_s: float = WHOLE_S
    ) -> None:
        self._path = path
        self._paper = paper
        self._stall_s, self._whole_s = stall_s, whole_s
        self._one_at_a_time = threading.Lock()

    def print(self, receipt: Receipt) -> None:
        """Write it. Raises PrinterTrouble: no such folder, no right, no room, no paper."""
        device = str(self._path)
        data = _rendered(self._paper, receipt, device)
        with self._one_at_a_time:
            way = _Way(device, self._stall_s, self._whole_s)
            try:
                handle = os.open(self._path, _FLAGS if _is_device(self._path) else _FLAGS | os.O_CREAT, 0o666)
                try:
                    _write_whole(handle, data, way)
                finally:
                    os.close(handle)
            except OSError as error:
                raise way.trouble(error.strerror or "cannot be written") from error


class NetworkPrinter:
    """Sends receipts to a printer's raw port.

    Args:
        host: name or address.
        paper: the printer's language.
        port: 9100 on nearly every printer.
        timeout_s: for the connection, and for each stop of the flow of bytes.
        whole_s: for a whole receipt.
        asks_status: ask first whether the paper is out or the cover open; a printer that does not answer
            within 0.4 s is taken as ready. Off by default: a print server in between may print the question.
    """

    def __init__(
        self,
        host: str,
        paper: Paper,
        *,
        port: int = 9100,
        timeout_s: float = STALL_S,
        whole_s: float = WHOLE_S,
        asks_status: bool = False,
    ) -> None:
        self._host = host
        self._port = port
        self._paper = paper
        self._timeout_s = timeout_s
        self._whole_s = whole_s
        self._asks_status = asks_status
        self._one_at_a_time = threading.Lock()

    def print(self, receipt: Receipt) -> None:
        """Send it. Raises PrinterTrouble: no answer, refused, broken off, paper out, cover open."""
        device = f"{self._host}:{self._port}"
        data = _rendered(self._paper, receipt, device)
        with self._one_at_a_time:
            way = _Way(device, self._timeout_s, self._whole_s)
            try:
                with socket.create_connection((self._host, self._port), self._timeout_s) as line:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _HELD_BYTES)
                    if self._asks_status:
                        _check_status(line, way)
                    way.send(data, lambda part: _send_part(line, part, way))
                    line.shutdown(socket.SHUT_WR)
                    _drain(line)
            except TimeoutError as error:
                raise way.trouble(_TAKES_NO_BYTES if way.begun else "no answer") from error
            except OSError as error:
                raise way.trouble(error.strerror or "no answer") from error


# Without O_NONBLOCK a printer without paper would hold its thread for ever; Windows has no such device files.
_FLAGS = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def _is_device(path: Path) -> bool:
    """Such a name is gone when the printer is off; a file of that name would swallow its receipts."""
    return path.is_relative_to("/dev")


def _rendered(paper: Paper, receipt: Receipt, device: str) -> bytes:
    try:
        return paper.render(receipt)
    except PrinterTrouble as error:
        raise PrinterTrouble(
            error.detail, **{"device": device, "why": error.detail, **error.facts, "begun": False}
        ) from error


def _write_whole(handle: int, data: bytes, way: _Way) -> None:
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        way.send(data, lambda part: _write_part(handle, part, way))
        return
    try:
        way.send(data, lambda part: os.write(handle, part))
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, found.st_size)
        way.begun = False
        raise


def _write_part(handle: int, part: memoryview, way: _Way) -> int:
    if os.name == "posix":
        waiting = select.poll()
        waiting.register(handle, select.POLLOUT)
        if not waiting.poll(way.left_s() * 1000):
            raise way.trouble(_TAKES_NO_BYTES)
    try:
        return os.write(handle, part)
    except BlockingIOError:  # a pipe may have room for less than a whole part
        return os.write(handle, part[:1])


def _send_part(line: socket.socket, part: memoryview, way: _Way) -> int:
    line.settimeout(way.left_s())
    return line.send(part)


def _drain(line: socket.socket) -> None:
    """Read what the printer said unasked: closing over unread bytes may cancel what it has not yet taken."""
    line.settimeout(_LAST_WORDS_WAIT_S)
    until_s = monotonic() + 5 * _LAST_WORDS_WAIT_S
    try:
        while line.recv(1024) and monotonic() < until_s:
            pass
    except TimeoutError:
        return


def _check_status(line: socket.socket, way: _Way) -> None:
    line.sendall(_ASK_WHY_OFFLINE)
    line.settimeout(_ANSWER_WAITS_S)
    try:
        answer = line.recv(1)
    except TimeoutError:
        return
    if not answer or answer[0] & _FIXED_BITS != _FIXED_VALUE:
        return
    for bit, why in ((_PAPER_END, "out of paper"), (_COVER_OPEN, "the cover is open"), (_ERROR, "error")):
        if answer[0] & bit:
            raise way.trouble(why)
