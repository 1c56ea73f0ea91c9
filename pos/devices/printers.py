"""Where a receipt's bytes go: a file or device file, or a network printer. Blocks: never on the GUI's thread.

Every fault is PrinterTrouble; the sale is safe whatever happens here.
"""

from __future__ import annotations

import os
import socket
import stat
import threading
from pathlib import Path
from typing import Protocol

from pos.core.errors import PrinterTrouble
from pos.core.receipt import Receipt

_ASK_WHY_OFFLINE = b"\x10\x04\x02"  # DLE EOT 2: answered at once, before anything that waits to be printed
_ANSWER_WAITS_S = 0.4
_LAST_WORDS_WAIT_S = 0.2
_FIXED_BITS, _FIXED_VALUE = 0b1001_0011, 0b0001_0010  # tell a status byte from anything else
_COVER_OPEN, _PAPER_END, _ERROR = 0b100, 0b10_0000, 0b100_0000


class Paper(Protocol):
    """Turns receipts into one printer's bytes."""

    def render(self, receipt: Receipt) -> bytes:
        """The bytes to send."""
        ...


class FilePrinter:
    """Appends receipts to a file, or writes them to a device such as /dev/usb/lp0.

    A receipt is in the file whole or not at all.
    """

    def __init__(self, path: Path, paper: Paper) -> None:
        self._path = path
        self._paper = paper
        self._one_at_a_time = threading.Lock()

    def print(self, receipt: Receipt) -> None:
        """Write it. Raises PrinterTrouble: no such folder, no right, no room, no paper."""
        data = self._paper.render(receipt)
        try:
            with self._one_at_a_time, self._path.open("ab", buffering=0) as out:
                _write_whole(out.fileno(), data)
        except OSError as error:
            raise PrinterTrouble(error.strerror or "cannot be written", device=str(self._path)) from error


class NetworkPrinter:
    """Sends receipts to a printer's raw port.

    Args:
        host: name or address.
        paper: the printer's language.
        port: 9100 on nearly every printer.
        timeout_s: for the connection, and for each stop of the flow of bytes.
        asks_status: ask first whether the paper is out or the cover open; a printer that does not answer
            within 0.4 s is taken as ready. Off by default: a print server in between may print the question.
    """

    def __init__(
        self,
        host: str,
        paper: Paper,
        *,
        port: int = 9100,
        timeout_s: float = 3.0,
        asks_status: bool = False,
    ) -> None:
        self._host = host
        self._port = port
        self._paper = paper
        self._timeout_s = timeout_s
        self._asks_status = asks_status
        self._one_at_a_time = threading.Lock()

    def print(self, receipt: Receipt) -> None:
        """Send it. Raises PrinterTrouble: no answer, refused, broken off, paper out, cover open."""
        data = self._paper.render(receipt)
        device = f"{self._host}:{self._port}"
        try:
            with (
                self._one_at_a_time,
                socket.create_connection((self._host, self._port), self._timeout_s) as line,
            ):
                if self._asks_status:
                    _check_status(line, device)
                    line.settimeout(self._timeout_s)
                line.sendall(data)
                line.shutdown(socket.SHUT_WR)
                _drain(line)
        except OSError as error:
            raise PrinterTrouble(error.strerror or "no answer", device=device) from error


def _write_whole(fd: int, data: bytes) -> None:
    start = os.fstat(fd).st_size
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[os.write(fd, rest) :]
        if stat.S_ISREG(os.fstat(fd).st_mode):
            os.fsync(fd)
    except OSError:
        if stat.S_ISREG(os.fstat(fd).st_mode):
            os.ftruncate(fd, start)
        raise


def _drain(line: socket.socket) -> None:
    """Read what the printer said unasked: closing over unread bytes may cancel what it has not yet taken."""
    line.settimeout(_LAST_WORDS_WAIT_S)
    try:
        while line.recv(1024):
            pass
    except TimeoutError:
        return


def _check_status(line: socket.socket, device: str) -> None:
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
            raise PrinterTrouble(why, device=device)
