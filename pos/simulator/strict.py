"""Strict reading of requests: the documented members, with the documented types, and nothing else. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from pos.simulator.refusals import Misuse

MAX_BIGINT = 2**63 - 1
MAX_UINT64 = 2**64 - 1

_INTEGER = re.compile(r"0|[1-9][0-9]{0,19}")
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Number:
    """A JSON number as it was written: the text tells 500 from 500.0 and 5e2."""

    raw: str


Json: TypeAlias = "dict[str, Json] | list[Json] | str | bool | Number | None"


def read_json(body: bytes) -> Json:
    """Read a body; UTF-8 without a byte order mark, no member twice, no NaN.

    Raises:
        Misuse: 400, with what is wrong.
    """
    try:
        text = body.decode("utf-8")
        value: Json = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_int=Number,
            parse_float=Number,
            parse_constant=_constant,
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Misuse(400, f"the body is not JSON: {error}") from error
    return value


def read_members(body: bytes) -> Members:
    """Read a body that must be one JSON object."""
    value = read_json(body)
    if not isinstance(value, dict):
        raise Misuse(400, "the body must be a JSON object")
    return Members(value)


class Members:
    """The members of one JSON object; each is read once, and `done` refuses those that nobody asked for.

    Every method raises `Misuse` 400 with the name of the member.
    """

    def __init__(self, members: dict[str, Json], where: str = "") -> None:
        self._members = dict(members)
        self._where = where

    def integer(self, name: str) -> int:
        """Read an obligatory integer: no sign, no point, no exponent, at most 64 bits signed."""
        return _integer(self._take(name), self._name(name), MAX_BIGINT)

    def unsigned(self, name: str) -> int:
        """Read an obligatory uint64."""
        return _integer(self._take(name), self._name(name), MAX_UINT64)

    def optional_unsigned(self, name: str) -> int | None:
        """Read a uint64 that may be absent; null is not absent."""
        return self.unsigned(name) if name in self._members else None

    def text(self, name: str, *, longest: int | None = None) -> str:
        """Read an obligatory string that is not empty and has at most `longest` characters."""
        return _text(self._take(name), self._name(name), longest)

    def optional_text(self, name: str) -> str | None:
        """Read a string that may be absent; neither null nor an empty string is absent."""
        return self.text(name) if name in self._members else None

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        """Read an obligatory string that the whole pattern matches."""
        text = self.text(name)
        if pattern.fullmatch(text) is None:
            raise Misuse(400, f"{self._name(name)} must match {pattern.pattern}")
        return text

    def optional_matching(self, name: str, pattern: re.Pattern[str]) -> str | None:
        """Read a string that may be absent, or else is matched by the whole pattern."""
        return self.matching(name, pattern) if name in self._members else None

    def amount_tiyin(self, name: str) -> int:
        """Read an amount in sum, a JSON number above 0 with at most two decimals, and return tiyin."""
        value = self._take(name)
        if not isinstance(value, Number) or _AMOUNT.fullmatch(value.raw) is None:
            raise Misuse(400, f"{self._name(name)} must be a JSON number with at most two decimals")
        tiyin = int(Decimal(value.raw) * 100)
        if tiyin <= 0:
            raise Misuse(400, f"{self._name(name)} must be above 0")
        return tiyin

    def members(self, name: str) -> Members:
        """Read an obligatory object."""
        value = self._take(name)
        if not isinstance(value, dict):
            raise Misuse(400, f"{self._name(name)} must be an object")
        return Members(value, f"{self._name(name)}.")

    def list_of_members(self, name: str) -> list[Members]:
        """Read an obligatory list of objects with at least one in it."""
        value = self._take(name)
        if not isinstance(value, list) or not value:
            raise Misuse(400, f"{self._name(name)} must be a list with at least one position")
        return [self._position(name, place, each) for place, each in enumerate(value)]

    def optional_texts(self, name: str, *, most: int, longest: int) -> tuple[str, ...]:
        """Read a list of strings that may be absent: at most `most` of at most `longest` characters."""
        if name not in self._members:
            return ()
        value = self._take(name)
        if not isinstance(value, list) or len(value) > most:
            raise Misuse(400, f"{self._name(name)} must be a list of at most {most}")
        return tuple(_text(each, f"{self._name(name)}[{place}]", longest) for place, each in enumerate(value))

    def done(self) -> None:
        """Refuse every member that was not asked for."""
        if self._members:
            raise Misuse(400, f"unknown members: {', '.join(self._where + name for name in self._members)}")

    def _position(self, name: str, place: int, value: Json) -> Members:
        where = f"{self._name(name)}[{place}]"
        if not isinstance(value, dict):
            raise Misuse(400, f"{where} must be an object")
        return Members(value, f"{where}.")

    def _take(self, name: str) -> Json:
        if name not in self._members:
            raise Misuse(400, f"{self._name(name)} is missing")
        return self._members.pop(name)

    def _name(self, name: str) -> str:
        return self._where + name


def path_integer(text: str, name: str) -> int:
    """Read an integer out of the path; raises `Misuse` 400."""
    return _integer(Number(text), name, MAX_BIGINT)


def _integer(value: Json, name: str, largest: int) -> int:
    if not isinstance(value, Number) or _INTEGER.fullmatch(value.raw) is None or int(value.raw) > largest:
        raise Misuse(400, f"{name} must be a non-negative integer of 64 bits")
    return int(value.raw)


def _text(value: Json, name: str, longest: int | None) -> str:
    if not isinstance(value, str) or not value:
        raise Misuse(400, f"{name} must be a string that is not empty")
    if longest is not None and len(value) > longest:
        raise Misuse(400, f"{name} has {len(value)} characters, at most {longest} are allowed")
    return value


def _pairs(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    members: dict[str, Json] = {}
    for name, value in pairs:
        if name in members:
            raise Misuse(400, f"{name} stands twice in one object")
        members[name] = value
    return members


def _constant(name: str) -> Json:
    raise Misuse(400, f"{name} is not JSON")
