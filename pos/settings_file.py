"""The settings file: TOML to named values that know their line, and back. Any thread; knows no setting."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NoReturn

from pos.core.errors import BadSettings

NOT_READABLE = "cannot be read"
NOT_UTF8 = "is not UTF-8 text"
NOT_TOML = "is not valid TOML"

Plain = str | int | float | bool

_POSITION = re.compile(r"\(at line ([0-9]+), column [0-9]+\)")
_HEADER = re.compile(r"\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"([^=#\[\]]+?)\s*=")
_QUOTES_AND_SPACE = re.compile(r"[\"'\s]")


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it was given. `where` is file and line, or the name of an environment variable."""

    value: object
    where: str


def read_file(path: Path) -> dict[str, Given]:
    """All values by dotted name (`click.service_id`); none when there is no file.

    Raises:
        BadSettings: unreadable, or not TOML; `where` is the file and the line.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        _refuse(str(path), NOT_READABLE, error)
    try:
        text = raw.decode("utf-8-sig")  # Notepad writes a byte order mark
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _refuse(f"{path}:{line}", NOT_UTF8, error)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        _refuse(f"{path}:{_line_in(str(error), text)}", NOT_TOML, error)
    return {name: Given(value, f"{path}:{line_of(text, name)}") for name, value in _flat(table)}


def write_text(values: Mapping[str, Plain]) -> str:
    """TOML for values by dotted name, one section after another in the order given."""
    lines: list[str] = []
    bare = {name: value for name, value in values.items() if "." not in name}
    lines.extend(f"{name} = {_literal(value)}" for name, value in bare.items())
    rest = [name for name in values if name not in bare]
    for section, names in groupby(rest, key=lambda name: name.partition(".")[0]):
        lines.extend(("", f"[{section}]"))
        lines.extend(f"{name.partition('.')[2]} = {_literal(values[name])}" for name in names)
    return "\n".join(lines).lstrip("\n") + "\n"


def line_of(text: str, name: str) -> int:
    """The line where `name` is set, else the first that speaks of its section, else 1."""
    wanted_section = name.partition(".")[0]
    section = ""
    near = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.fullmatch(line.strip()):
            here = section = _bare(header[1])
        elif key := _KEY.match(line):
            here = f"{section}.{_bare(key[1])}" if section else _bare(key[1])
        else:
            continue
        if here == name:
            return number
        if not near and here.partition(".")[0] == wanted_section:
            near = number
    return near or 1


def _flat(table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            for inner, inner_value in value.items():
                yield f"{name}.{inner}", inner_value
        else:
            yield name, value


def _literal(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON's escapes are TOML's too, but for DEL, which TOML does not take bare.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return repr(value)


def _bare(name: str) -> str:
    return _QUOTES_AND_SPACE.sub("", name)


def _line_in(message: str, text: str) -> int:
    if found := _POSITION.search(message):
        return int(found[1])
    return text.count("\n") + 1 if "end of document" in message else 1


def _refuse(where: str, why: str, cause: Exception) -> NoReturn:
    raise BadSettings(f"{where}: {why}", where=where, why=why) from cause
