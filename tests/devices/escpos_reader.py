"""A small ESC/POS printer: bytes to what stands on the paper. An unknown command is an error."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_ALIGN = {0: "left", 1: "center", 2: "right"}
_CODE_PAGES = {0: "cp437", 17: "cp866", 46: "cp1251", 59: "cp866"}


@dataclass(frozen=True)
class PrintedText:
    text: str
    align: str
    bold: bool
    double: bool
    code_page: int


@dataclass(frozen=True)
class PrintedQr:
    text: str
    dots: int
    align: str


@dataclass(frozen=True)
class PrintedPicture:
    pixels: NDArray[np.uint8] = field(repr=False)  # 0 is black, 255 is paper
    align: str


@dataclass(frozen=True)
class Cut:
    partial: bool


@dataclass(frozen=True)
class DrawerOpened:
    pin: int


Printed = PrintedText | PrintedQr | PrintedPicture | Cut | DrawerOpened


class EscPosReader:
    """Keeps the printer's modes while it reads."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.line = b""
        self.reset()

    def reset(self) -> None:
        self.align, self.bold, self.double, self.code_page, self.qr_dots = "left", False, False, 0, 3
        self.qr_text = ""

    def take(self, count: int = 1) -> bytes:
        part = self.data[self.at : self.at + count]
        assert len(part) == count, "the data end inside a command"
        self.at += count
        return part

    def read(self) -> Iterator[Printed]:
        while self.at < len(self.data):
            byte = self.take()
            match byte:
                case b"\x1b":
                    yield from self.escape(self.take())
                case b"\x1d":
                    yield from self.group(self.take())
                case b"\x1c":
                    assert self.take() == b"."
                case b"\n":
                    yield self.text()
                case _:
                    assert byte >= b" ", f"control character {byte!r} in the text"
                    self.line += byte
        assert self.line == b"", "text without an end of line"

    def text(self) -> PrintedText:
        text = self.line.decode(_CODE_PAGES[self.code_page])
        self.line = b""
        return PrintedText(text, self.align, self.bold, self.double, self.code_page)

    def escape(self, command: bytes) -> Iterator[Printed]:
        assert self.line == b"", "a mode changes inside a line"
        match command:
            case b"@":
                self.reset()
            case b"a":
                self.align = _ALIGN[self.take()[0]]
            case b"E":
                self.bold = self.take()[0] == 1
            case b"t":
                self.code_page = self.take()[0]
            case b"!":
                mode = self.take()[0]
                self.bold, self.double = bool(mode & 8), mode & 0x30 == 0x30
            case b"p":
                yield DrawerOpened({0: 2, 1: 5}[self.take(3)[0]])
            case b"d":
                for _ in range(self.take()[0]):
                    yield self.text()
            case _:
                raise AssertionError(f"unknown ESC {command!r}")

    def group(self, command: bytes) -> Iterator[Printed]:
        match command:
            case b"V":
                yield Cut(partial=self.take() in (b"\x01", b"1"))
            case b"v":
                assert self.take(2) == b"0\x00"
                row_bytes, rows = (int.from_bytes(self.take(2), "little") for _ in range(2))
                bits = np.frombuffer(self.take(row_bytes * rows), np.uint8).reshape(rows, row_bytes)
                yield PrintedPicture(((1 - np.unpackbits(bits, axis=1)) * 255).astype(np.uint8), self.align)
            case b"(":
                assert self.take() == b"k"
                yield from self.qr(self.take(int.from_bytes(self.take(2), "little")))
            case _:
                raise AssertionError(f"unknown GS {command!r}")

    def qr(self, body: bytes) -> Iterator[Printed]:
        assert body[0] == ord("1")
        match body[1]:
            case 65 | 69:  # model, error correction
                pass
            case 67:
                self.qr_dots = body[2]
            case 80:
                self.qr_text = body[3:].decode()
            case 81:
                yield PrintedQr(self.qr_text, self.qr_dots, self.align)
            case other:
                raise AssertionError(f"unknown QR function {other}")


def read_escpos(data: bytes) -> list[Printed]:
    """Read a whole print-out."""
    return list(EscPosReader(data).read())


def texts(printed: list[Printed]) -> list[str]:
    """Give the lines of text alone."""
    return [item.text for item in printed if isinstance(item, PrintedText)]
