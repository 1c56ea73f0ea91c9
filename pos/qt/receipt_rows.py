"""A print-out laid out in columns: lines with their place, so that every painter draws the same paper.

All lengths are in dots of the layout's own grid: a column is `COLUMN` wide, a line `LINE` high. A sheet says
how many columns the paper has: 48 on 80 mm, 32 on 58 mm.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pos.core.receipt import Pair, Picture, Qr, Receipt, Row, Rule, Text
from pos.qt.qr_matrix import qr_matrix

COLUMNS = 48
COLUMN, LINE = 12.0, 27.0
"""One column and one line in dots: 576 dots over 72 mm, as an 80 mm printer has them."""

WIDTH = COLUMNS * COLUMN
MARGIN = 32.0
"""White beside and around the printed 72 mm, up to the paper's 80."""

PAPER_MM = 80.0
DOTS_PER_MM = (WIDTH + 2 * MARGIN) / PAPER_MM
QR_LEAST_MM = 27.0
"""With its quiet zone; a phone reads it from the paper at arm's length."""

DOUBLE_LINE = LINE * 1.6


@dataclass(frozen=True, slots=True)
class Sheet:
    """A width of paper."""

    columns: int = COLUMNS
    paper_mm: float = PAPER_MM

    @property
    def width(self) -> float:
        """What is printed, in dots."""
        return self.columns * COLUMN

    @property
    def margin(self) -> float:
        """White beside and around it, in dots."""
        return (self.paper_mm * DOTS_PER_MM - self.width) / 2


MM_80 = Sheet()
MM_58 = Sheet(columns=32, paper_mm=58.0)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. `left` starts at the left edge, `right` ends at the right one."""

    height: float
    left: str = ""
    right: str = ""
    centre: str = ""
    bold: bool = False
    double: bool = False
    rule: bool = False
    qr: str = ""
    picture: Picture | None = None


def lines_of(receipt: Receipt, sheet: Sheet = MM_80) -> tuple[Line, ...]:
    """The lines of `receipt` from top to bottom."""
    return tuple(line for row in receipt.rows for line in _lines(row, sheet))


def height_of(lines: tuple[Line, ...]) -> float:
    """How long the paper is, in dots, margins included."""
    return sum(line.height for line in lines) + 2 * MARGIN


def _lines(row: Row, sheet: Sheet) -> Iterator[Line]:
    match row:
        case Rule():
            yield Line(LINE, rule=True)
        case Qr():
            yield Line(_qr_side(row.text) + LINE / 2, qr=row.text)
        case Picture():
            yield Line(row.height * min(1.0, sheet.width / row.width) + LINE / 2, picture=row)
        case Pair():
            yield from _pair(row, sheet)
        case Text():
            height, columns = _size(row.double, sheet)
            for text in wrapped(row.text, columns):
                yield Line(
                    height,
                    left=text if row.align == "left" else "",
                    right=text if row.align == "right" else "",
                    centre=text if row.align == "center" else "",
                    bold=row.bold,
                    double=row.double,
                )


def _qr_side(text: str) -> float:
    """Whole dots for each module, so that none is wider than another, and not below the least size."""
    modules = len(qr_matrix(text))
    return float(math.ceil(QR_LEAST_MM * DOTS_PER_MM / modules) * modules)


def _size(double: bool, sheet: Sheet) -> tuple[float, int]:
    """Height and columns of a line."""
    return (DOUBLE_LINE, sheet.columns // 2) if double else (LINE, sheet.columns)


def _pair(row: Pair, sheet: Sheet) -> Iterator[Line]:
    if row.double and len(row.right) > sheet.columns // 2:
        row = replace(row, double=False)  # a figure is never broken
    height, columns = _size(row.double, sheet)
    if len(row.left) + 1 + len(row.right) <= columns:
        yield Line(height, row.left, row.right, bold=row.bold, double=row.double)
        return
    for text in wrapped(row.left, columns):
        yield Line(height, left=text, bold=row.bold, double=row.double)
    for text in wrapped(row.right, columns):
        yield Line(height, right=text, bold=row.bold, double=row.double)


def wrapped(text: str, columns: int) -> Iterator[str]:
    """`text` in lines of at most `columns` letters, broken at spaces; a longer word (a link) is cut.

    The indent of the first line is kept on all of them.
    """
    indent = text[: len(text) - len(text.lstrip(" "))]
    room = max(1, columns - len(indent))
    line = ""
    for word in text.split(" "):
        if not word:
            continue
        for piece in (word[start : start + room] for start in range(0, len(word), room)):
            if line and len(line) + 1 + len(piece) > room:
                yield indent + line
                line = piece
            else:
                line = f"{line} {piece}" if line else piece
    yield indent + line
