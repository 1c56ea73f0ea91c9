"""One JSON object from CLICK, read member by member. Pure.

Tolerant where CLICK was seen to differ from its pages (field notes §3.1), strict where a wrong guess could
cost money: what cannot be read is OutcomeUnknown.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

from pos.core.errors import OutcomeUnknown
from pos.core.payment import PaymentId

MAX_BIGINT = 2**63 - 1
MAX_CODE = 10**9

_ID = re.compile(r"[0-9]{1,19}")
_CODE = re.compile(r"-?[0-9]{1,9}")
_FLAGS = {"0": False, "1": True}


class Members:
    """The members of one JSON object that CLICK sent. An absent member and null are the same."""

    def __init__(self, members: dict[str, object]) -> None:
        self._members = members

    def error_code(self) -> int | None:
        """`error_code` as an integer or its digits; None when absent. Raises OutcomeUnknown otherwise."""
        value = self._members.get("error_code")
        if type(value) is str and _CODE.fullmatch(value):
            value = int(value)
        if value is None or (type(value) is int and -MAX_CODE < value < MAX_CODE):
            return value
        return _unreadable("error_code")

    def identifier(self, name: str) -> PaymentId | None:
        """Read an id as an integer or 1 to 19 digits; None when absent, empty or 0, which name nothing.

        Raises OutcomeUnknown for true, 1.0, 1e3, a negative one, or one beyond 64 bits.
        """
        value = self._members.get(name)
        if value is None or value == "":
            return None
        if type(value) is str and _ID.fullmatch(value):
            value = int(value)
        if type(value) is not int or not 0 <= value <= MAX_BIGINT:
            _unreadable(name)
        return PaymentId(value) if value else None

    def status(self) -> int | None:
        """`payment_status`: an integer below 0, or 0, 1, 2; None when absent. Else raises OutcomeUnknown."""
        value = self._members.get("payment_status")
        if value is None or (type(value) is int and -MAX_BIGINT <= value <= 2):
            return value
        return _unreadable("payment_status")

    def flag(self, name: str) -> bool | None:
        """Read true, false, 0, 1, "0" or "1"; None for anything else."""
        value = self._members.get(name)
        if isinstance(value, bool):
            return value
        return _FLAGS.get(str(value)) if type(value) in (int, str) else None

    def text(self, name: str, longest: int) -> str:
        """Read one printable line of at most `longest` characters; empty when it is not a string."""
        value = self._members.get(name)
        if not isinstance(value, str):
            return ""
        line = "".join(each if each.isprintable() else " " for each in value)
        return line.strip()[:longest]

    def raw(self, name: str) -> object:
        """Return the member as it is."""
        return self._members.get(name)


def read_object(body: bytes) -> Members:
    """Read UTF-8 JSON that is one object. Raises OutcomeUnknown: not JSON, BOM, a member twice, NaN."""
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_constant)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise OutcomeUnknown("the answer is not a JSON object")
    return Members(value)


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _unreadable(name: str) -> NoReturn:
    raise OutcomeUnknown(f"{name} cannot be read")
