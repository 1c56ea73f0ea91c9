"""Receipt rows to lines of a given width, for printers that count in characters. Pure; translates nothing."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pos.core.receipt import Pair, Picture, Qr, Receipt, Rule, Text


@dataclass(frozen=True, slots=True)
class Line:
    """One line that fits: `left` stands by `align`; with a `right`, they stand at the two edges."""

    left: str
    right: str = ""
    align: Literal["left", "center", "right"] = "left"
    bold: bool = False
    double: bool = False


def lay_out(
    receipt: Receipt, width_chars: int, *, widens: bool, fold: Callable[[str], str] = str
) -> Iterator[Line | Rule | Qr | Picture]:
    """Cut a receipt into lines.

    Args:
        receipt: what to print.
        width_chars: characters in a line of normal size.
        widens: whether a double letter takes two places.
        fold: applied to each text before it is measured, for letters that the printer writes otherwise.
    """
    for row in receipt.rows:
        match row:
            case Text(text, align, bold, double):
                width = width_chars // 2 if double and widens else width_chars
                for paragraph in text.splitlines() or [""]:
                    for part in _wrapped(fold(_printable(paragraph)), width):
                        yield Line(part, align=align, bold=bold, double=double)
            case Pair():
                row = _as_it_fits(row, width_chars // 2 if widens else width_chars)
                yield from _pair(row, width_chars // 2 if row.double and widens else width_chars, fold)
            case Rule() | Qr() | Picture():
                yield row


def padded(line: Line, width_chars: int) -> str:
    """The line as a string, aligned by spaces, without spaces at its end."""
    if line.right:
        return line.left + line.right.rjust(width_chars - len(line.left))
    match line.align:
        case "center":
            return line.left.center(width_chars).rstrip()
        case "right":
            return line.left.rjust(width_chars)
        case "left":
            return line.left


def _as_it_fits(row: Pair, double_width: int) -> Pair:
    """A figure is never broken: one that is too long for a line of double letters is set in plain ones."""
    return replace(row, double=False) if row.double and len(row.right) > double_width else row


def _pair(row: Pair, width: int, fold: Callable[[str], str]) -> Iterator[Line]:
    left, right = fold(_printable(row.left)), fold(_printable(row.right))
    if len(left) + 1 + len(right) <= width:
        yield Line(_spaced(left), _spaced(right), bold=row.bold, double=row.double)
        return
    for part in _wrapped(left, width):
        yield Line(part, bold=row.bold, double=row.double)
    for part in _wrapped(right, width):
        yield Line(part, align="right", bold=row.bold, double=row.double)


def _wrapped(text: str, width: int) -> list[str]:
    # Only plain spaces part lines here: an unbreakable one holds the groups of an amount together.
    indent = text[: len(text) - len(text.lstrip(" "))]
    if len(indent) > width // 2:
        indent = ""
    parts = textwrap.wrap(text, width, break_on_hyphens=False, subsequent_indent=indent) or [""]
    return [_spaced(part) for part in parts]


def _printable(text: str) -> str:
    """No control characters: a name of goods must not command the printer."""
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else " " for c in text)


def _spaced(text: str) -> str:
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in text)
