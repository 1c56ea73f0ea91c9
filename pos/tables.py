"""Tables that a shop has: CSV in any of its dialects, and XLSX. Rows of texts; no number is ever a float."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pos.core.errors import BadInput

SNIFFED = 64 * 1024
MOST_FILE = 512 * 1024 * 1024
LINES_SNIFFED = 50
DELIMITERS = ";\t|,"
ENCODINGS = ("utf-8-sig", "cp1251")
EXACT_DIGITS = 15
"""A table program keeps so many digits of a number: a longer code must be text in its file."""


def read_table(file: Path) -> Iterator[Sequence[str]]:
    """The rows of a file, the first one being its header.

    Raises BadInput: it cannot be read, or is no table; while it is read, too.
    """
    try:
        if file.stat().st_size > MOST_FILE:
            raise BadInput("the file is too large", field="file", value=file.name)
        with file.open("rb") as opened:
            head = opened.read(SNIFFED)
    except OSError as error:
        raise BadInput(error.strerror or type(error).__name__, field="file", value=str(file)) from error
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _sheet(file)
    return _lines(file, head)


def _lines(file: Path, head: bytes) -> Iterator[Sequence[str]]:
    encoding = _encoding(file)
    delimiter = _delimiter(head.decode(encoding, "ignore").splitlines()[:LINES_SNIFFED])
    try:
        with file.open(encoding=encoding, newline="") as opened:
            yield from csv.reader(opened, delimiter=delimiter, strict=True)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(str(error), field="file", value=file.name) from error


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that stands equally often in most lines; titles above the head have none."""

    def agreement(sign: str) -> tuple[int, int]:
        counts = Counter(count for line in lines if (count := line.count(sign)))
        return max(((agreed, count) for count, agreed in counts.items()), default=(0, 0))

    return max(DELIMITERS, key=agreement)


def _encoding(file: Path) -> str:
    """UTF-8 when all of it is; else the code page of a Russian Windows."""
    try:
        with file.open(encoding=ENCODINGS[0], newline="") as opened:
            while opened.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return ENCODINGS[1]
    except OSError as error:
        raise BadInput(str(error), field="file", value=file.name) from error
    return ENCODINGS[0]


def _sheet(file: Path) -> Iterator[Sequence[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # only who imports a sheet waits for it

    try:
        with CalamineWorkbook.from_path(file) as book:
            sheet = book.get_sheet_by_index(0)
            for number, row in enumerate(sheet.iter_rows(), start=1):
                yield [_cell(cell, number) for cell in row]
    except (CalamineError, OSError) as error:
        raise BadInput(str(error), field="file", value=file.name) from error


def _cell(cell: object, row: int) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float | int):
        if abs(cell) >= 10**EXACT_DIGITS:
            raise BadInput(
                f"row {row}: a number of more than {EXACT_DIGITS} digits; make the column text",
                field=f"row {row}",
                value=f"{cell:.0f}",
            )
        return str(int(cell)) if cell == int(cell) else repr(cell)
    return str(cell)


def write_csv(rows: Iterator[Sequence[str]], file: Path) -> int:
    """Write rows as UTF-8 that table programs open right; how many. Raises BadInput."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    try:
        file.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
    except OSError as error:
        raise BadInput(error.strerror or type(error).__name__, field="file", value=str(file)) from error
    return count
