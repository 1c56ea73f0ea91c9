"""Printers: bytes that arrive whole, or a trouble that is told at once."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from pos.core.errors import PrinterTrouble
from pos.core.receipt import Receipt, Text
from pos.devices.plain_text import TextPaper
from pos.devices.printers import FilePrinter, NetworkPrinter
from pos.flow.ports import PrintOut

RECEIPT = Receipt("sale-1", (Text("Чек"),))
PAPER = TextPaper(32)
BYTES = "Чек\n\f".encode()
WAIT_S = 10.0


class Sink:
    """A network printer: takes one connection, answers a question for its status, keeps the rest."""

    def __init__(self, status: bytes | None) -> None:
        self.status = status
        self.received = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(WAIT_S)
        self.port: int = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self) -> None:
        line, _ = self.listener.accept()
        with line:
            line.settimeout(WAIT_S)
            while data := line.recv(4096):
                self.received += data
                if self.status is not None and self.received == b"\x10\x04\x02":
                    line.sendall(self.status)


@contextmanager
def listening(status: bytes | None = None) -> Iterator[Sink]:
    sink = Sink(status)
    sink.thread.start()
    try:
        yield sink
    finally:
        sink.thread.join(WAIT_S)
        sink.listener.close()


def test_a_network_printer_gets_the_whole_receipt() -> None:
    with listening() as sink:
        printer: PrintOut = NetworkPrinter("127.0.0.1", PAPER, port=sink.port)
        printer.print(RECEIPT)
    assert sink.received == BYTES


def test_a_closed_port_is_told_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
    begun_s = monotonic()
    with pytest.raises(PrinterTrouble) as trouble:
        NetworkPrinter("127.0.0.1", PAPER, port=port).print(RECEIPT)
    assert monotonic() - begun_s < 1.0
    assert trouble.value.facts == {
        "device": f"127.0.0.1:{port}",
        "why": trouble.value.detail,
        "begun": False,
    }


class HugePaper:
    """A receipt that no printer's memory holds."""

    def render(self, receipt: Receipt) -> bytes:
        return receipt.name.encode() * 10_000_000


def test_a_printer_that_stops_taking_bytes_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        printer = NetworkPrinter("127.0.0.1", HugePaper(), port=listener.getsockname()[1], timeout_s=0.1)
        with pytest.raises(PrinterTrouble, match="no more bytes") as trouble:
            printer.print(RECEIPT)
        assert trouble.value.facts["begun"] is True


def test_a_printer_that_takes_a_drop_now_and_then_is_left_when_the_whole_takes_too_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        is_over = threading.Event()

        def drip() -> None:
            line, _ = listener.accept()
            with line, contextlib.suppress(OSError):
                while not is_over.is_set() and line.recv(65536):
                    is_over.wait(0.02)

        thread = threading.Thread(target=drip)
        thread.start()
        printer = NetworkPrinter("127.0.0.1", HugePaper(), port=listener.getsockname()[1], whole_s=0.3)
        begun_s = monotonic()
        with pytest.raises(PrinterTrouble, match="no more bytes"):
            printer.print(RECEIPT)
        assert monotonic() - begun_s < WAIT_S / 2
        is_over.set()
        thread.join(WAIT_S)


def test_a_device_that_takes_no_bytes_is_left(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(PrinterTrouble, match="no more bytes") as trouble:
            FilePrinter(pipe, HugePaper(), stall_s=0.1).print(RECEIPT)
        assert trouble.value.facts["begun"] is True
    finally:
        os.close(reader)


def test_a_device_that_nobody_serves_is_told_at_once_and_nothing_was_begun(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    with pytest.raises(PrinterTrouble) as trouble:
        FilePrinter(pipe, PAPER).print(RECEIPT)
    assert trouble.value.facts["begun"] is False


def test_a_device_file_that_is_gone_is_not_made_anew() -> None:
    gone = Path("/dev/shm/click-pos-no-such-printer")  # noqa: S108 - there, a file could be made
    with pytest.raises(PrinterTrouble):
        FilePrinter(gone, PAPER).print(RECEIPT)
    assert not gone.exists()


def test_a_paper_that_cannot_be_drawn_was_not_begun() -> None:
    class NoFont:
        def render(self, receipt: Receipt) -> bytes:
            raise PrinterTrouble("the font cannot be read", device="Inter.otf")

    with pytest.raises(PrinterTrouble) as trouble:
        NetworkPrinter("127.0.0.1", NoFont()).print(RECEIPT)
    assert trouble.value.facts == {"device": "Inter.otf", "why": "the font cannot be read", "begun": False}


def test_a_printer_that_hangs_up_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            listener.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        printer = NetworkPrinter("127.0.0.1", HugePaper(), port=listener.getsockname()[1])
        with pytest.raises(PrinterTrouble):
            printer.print(RECEIPT)
        thread.join(WAIT_S)


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (b"\x32", "out of paper"),
        (b"\x16", "the cover is open"),
        (b"\x52", "error"),
        (b"\x36", "out of paper"),
    ],
)
def test_a_printer_that_says_why_it_cannot_print_gets_no_receipt(status: bytes, why: str) -> None:
    with listening(status) as sink, pytest.raises(PrinterTrouble, match=why):
        NetworkPrinter("127.0.0.1", PAPER, port=sink.port, asks_status=True).print(RECEIPT)
    assert sink.received == b"\x10\x04\x02"


@pytest.mark.parametrize("status", [b"\x12", b"\xff", b"A", None])
def test_a_ready_or_silent_printer_gets_it(status: bytes | None) -> None:
    with listening(status) as sink:
        NetworkPrinter("127.0.0.1", PAPER, port=sink.port, asks_status=True).print(RECEIPT)
    assert sink.received == b"\x10\x04\x02" + BYTES


def test_a_file_printer_appends_receipts(tmp_path: Path) -> None:
    path = tmp_path / "чеки.bin"
    printer: PrintOut = FilePrinter(path, PAPER)
    printer.print(RECEIPT)
    printer.print(RECEIPT)
    assert path.read_bytes() == BYTES * 2


def test_a_device_file_gets_the_bytes() -> None:
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as reader:
        FilePrinter(Path(f"/dev/fd/{write_end}"), PAPER).print(RECEIPT)
        os.close(write_end)
        assert reader.read() == BYTES


def test_a_path_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no" / "such" / "folder.bin"):
        with pytest.raises(PrinterTrouble) as trouble:
            FilePrinter(path, PAPER).print(RECEIPT)
        assert trouble.value.facts == {"device": str(path), "why": trouble.value.detail, "begun": False}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_device_is_told() -> None:
    with pytest.raises(PrinterTrouble, match="No space left"):
        FilePrinter(Path("/dev/full"), PAPER).print(RECEIPT)


def test_a_receipt_that_does_not_fit_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "receipts.bin"
    FilePrinter(path, PAPER).print(RECEIPT)
    write = os.write

    def three_bytes_then_full(fd: int, data: memoryview) -> int:
        if len(data) < len(BYTES):
            raise OSError(28, "No space left on device")
        return write(fd, data[:3])

    monkeypatch.setattr("pos.devices.printers.os.write", three_bytes_then_full)
    with pytest.raises(PrinterTrouble, match="No space left"):
        FilePrinter(path, PAPER).print(RECEIPT)
    assert path.read_bytes() == BYTES
