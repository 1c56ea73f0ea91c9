"""The folder where papers wait: one JSON file each, whole or not at all. Blocks; one process at a time.

It holds what the paper itself says and nothing else. A file that cannot be read is set aside under another
name: it must not stop the papers behind it.
"""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pos.core.receipt import Pair, Picture, Qr, Receipt, Row, Rule, Text, WaitingPaper
from pos.core.sale import SaleId
from pos.paths import trouble, write_private

VERSION = 1
MOST_FILES = 1000
MOST_BYTES = 4 * 1024 * 1024
SET_ASIDE = ".unreadable"


class Unreadable(Exception):
    """Not a paper that `to_json` wrote."""


class FolderSpool:
    """The spool of one till. Raises JournalTrouble when the folder cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def waiting(self) -> tuple[WaitingPaper, ...]:
        """What an earlier run left, by number; at most MOST_FILES."""
        try:
            files = sorted(self._folder.glob("[0-9]*.json"))[:MOST_FILES]
        except OSError as error:
            raise trouble(self._folder, error) from error
        found = [paper for file in files if (paper := _read(file)) is not None]
        return tuple(sorted(found, key=lambda paper: paper.number))

    def keep(self, paper: WaitingPaper) -> None:
        """Keep it durably; a paper of the same number is replaced."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise trouble(self._folder, error) from error
        write_private(self._file(paper), json.dumps(to_json(paper), ensure_ascii=False).encode())

    def drop(self, paper: WaitingPaper) -> None:
        """Forget it; one that is not there is forgotten already."""
        try:
            self._file(paper).unlink(missing_ok=True)
        except OSError as error:
            raise trouble(self._folder, error) from error

    def _file(self, paper: WaitingPaper) -> Path:
        return self._folder / f"{paper.number:08d}.json"


def to_json(paper: WaitingPaper) -> dict[str, object]:
    """The paper as JSON's own types."""
    return {
        "version": VERSION,
        "number": paper.number,
        "sale_id": paper.sale_id,
        "since": paper.since.isoformat(),
        "copy_word": paper.copy_word,
        "printer": paper.printer,
        "begun": paper.begun,
        "name": paper.receipt.name,
        "opens_drawer": paper.receipt.opens_drawer,
        "rows": [_row_to_json(row) for row in paper.receipt.rows],
    }


def from_json(found: object) -> WaitingPaper:
    """The paper back. Raises Unreadable or ValueError for anything that `to_json` did not write."""
    table = _Table(found)
    if table.whole("version") != VERSION:
        raise Unreadable("another version")
    since = datetime.fromisoformat(table.text("since"))
    if since.tzinfo is None:
        raise Unreadable("a time without its zone")
    return WaitingPaper(
        number=table.whole("number"),
        receipt=Receipt(
            table.text("name"),
            tuple(_row_from_json(row) for row in table.items("rows")),
            opens_drawer=table.switch("opens_drawer"),
        ),
        sale_id=SaleId(table.text("sale_id")),
        since=since.astimezone(UTC),
        copy_word=table.text("copy_word"),
        printer=table.whole("printer"),
        begun=table.switch("begun"),
    )


class _Table:
    """A JSON object whose values are asked for by their kind; Unreadable for another kind."""

    def __init__(self, found: object) -> None:
        if not isinstance(found, dict):
            raise Unreadable("not an object")
        self._found: dict[str, object] = found

    def text(self, name: str) -> str:
        value = self._found.get(name)
        if not isinstance(value, str):
            raise Unreadable(f"{name} is not text")
        return value

    def whole(self, name: str) -> int:
        value = self._found.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Unreadable(f"{name} is not a whole number")
        return value

    def switch(self, name: str) -> bool:
        value = self._found.get(name)
        if not isinstance(value, bool):
            raise Unreadable(f"{name} is neither true nor false")
        return value

    def items(self, name: str) -> list[object]:
        value = self._found.get(name)
        if not isinstance(value, list):
            raise Unreadable(f"{name} is not a list")
        return value


def _row_to_json(row: Row) -> dict[str, object]:
    match row:
        case Text(text, align, bold, double):
            return {"row": "text", "text": text, "align": align, "bold": bold, "double": double}
        case Pair(left, right, bold, double):
            return {"row": "pair", "left": left, "right": right, "bold": bold, "double": double}
        case Rule():
            return {"row": "rule"}
        case Qr(text):
            return {"row": "qr", "text": text}
        case Picture(width, height, bits):
            black = base64.b64encode(bits).decode("ascii")
            return {"row": "picture", "width": width, "height": height, "bits": black}


def _row_from_json(found: object) -> Row:
    table = _Table(found)
    match table.text("row"):
        case "text":
            return _text(table)
        case "pair":
            return Pair(table.text("left"), table.text("right"), table.switch("bold"), table.switch("double"))
        case "rule":
            return Rule()
        case "qr":
            return Qr(table.text("text"))
        case "picture":
            return _picture(table)
    raise Unreadable("an unknown row")


def _text(table: _Table) -> Text:
    text, bold, double = table.text("text"), table.switch("bold"), table.switch("double")
    match table.text("align"):
        case "left":
            return Text(text, "left", bold, double)
        case "center":
            return Text(text, "center", bold, double)
        case "right":
            return Text(text, "right", bold, double)
    raise Unreadable("an unknown place")


def _picture(table: _Table) -> Picture:
    bits = base64.b64decode(table.text("bits"), validate=True)
    picture = Picture(table.whole("width"), table.whole("height"), bits)
    if not picture.width or len(bits) != picture.row_bytes * picture.height:
        raise Unreadable("a picture of another size")
    return picture


def _read(file: Path) -> WaitingPaper | None:
    """The paper in a file; None when there is none in it, which is then set aside."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Unreadable("too large")
        return from_json(json.loads(file.read_bytes()))
    except (Unreadable, OSError, ValueError, RecursionError):
        with suppress(OSError):
            file.replace(file.with_name(file.name + SET_ASIDE))
        return None
