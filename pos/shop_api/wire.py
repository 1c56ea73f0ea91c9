"""A call of CLICK: bytes → texts → values, and the answer back (decisions 14, 17, 18). Pure.

Nothing here trusts a byte: each name has exactly one value, digits are ASCII, and what does not fit is
`BadCall`, which is answered by -8.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from pos.core.money import MAX_TIYIN, Money
from pos.core.shop_rules import NOTES, Reply

MOST_FIELDS = 40
MOST_TRANS_ID = 64
GREATEST = 2**63 - 1

_SIGNED = ("click_trans_id", "service_id", "merchant_trans_id", "amount", "action", "sign_time")
_ALWAYS = (*_SIGNED, "click_paydoc_id", "error", "error_note", "sign_string")
_MAY_BE_EMPTY = frozenset({"error_note", "sign_string"})  # an empty signature is a wrong one: -1
_NUMBER = re.compile(r"[0-9]{1,19}")
_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")
_ERROR = re.compile(r"-?[0-9]{1,9}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_BOM = b"\xef\xbb\xbf"


class BadCall(Exception):
    """Not a request of CLICK's form. Answered by -8."""


@dataclass(frozen=True, slots=True)
class Call:
    """A grammatical request. `amount` is None where it is no sum of money (-2 in its turn, A-08).

    `merchant_prepare_id` is None in a Prepare; one that no attempt can have is -1.
    """

    click_trans_id: int
    service_id: int
    click_paydoc_id: int
    merchant_trans_id: str
    merchant_prepare_id: int | None
    amount: Money | None
    action: str
    error: int
    error_note: str
    sign_time: str


def read_fields(body: bytes) -> dict[str, str]:
    """The texts of a form, or of a flat JSON object whose numbers stay as they are written.

    error_note is not signed and may come in any coding; every other text is UTF-8.

    Raises:
        BadCall: not one value for each name, too many, not UTF-8, nothing.
    """
    bare = body.removeprefix(_BOM)
    pairs = _json_pairs(bare) if bare.lstrip().startswith(b"{") else _form_pairs(bare)
    fields = dict(pairs)
    if not fields or len(fields) != len(pairs):
        raise BadCall("each name has one value")
    return fields


def _form_pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        raw = parse_qsl(
            body.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS, encoding="latin-1"
        )
    except ValueError as error:
        raise BadCall("not a form") from error
    return [(name, _text(name, value.encode("latin-1"))) for name, value in raw]


def _text(name: str, value: bytes) -> str:
    if name == "error_note":
        return value.decode("utf-8", "replace")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadCall("not UTF-8") from error


def _json_pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        pairs: Any = json.loads(body, parse_int=str, parse_float=str, object_pairs_hook=list)
    except (ValueError, RecursionError) as error:
        raise BadCall("not JSON") from error
    if len(pairs) > MOST_FIELDS or not all(_is_plain(value) for _name, value in pairs):
        raise BadCall("a flat object of texts and numbers")
    return list(pairs)


def _is_plain(value: object) -> bool:
    """A text that can be written again: JSON may bring half a surrogate pair."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


def read_call(fields: Mapping[str, str]) -> Call:
    """The values. Raises BadCall for a field that is missing, empty or not of its grammar."""
    names = _ALWAYS if fields.get("action") != "1" else (*_ALWAYS, "merchant_prepare_id")
    for name in names:
        if name not in fields or not (fields[name] or name in _MAY_BE_EMPTY):
            raise BadCall(f"{name} is missing")
    if not _ERROR.fullmatch(fields["error"]) or int(fields["error"]) > 0:
        raise BadCall("error is 0 or less")
    if not _TIME.fullmatch(fields["sign_time"]):
        raise BadCall("sign_time is a time")
    trans_id = _number(fields, "click_trans_id")
    if trans_id == 0:
        raise BadCall("click_trans_id is a number from 1")
    return Call(
        click_trans_id=trans_id,
        service_id=_number(fields, "service_id"),
        click_paydoc_id=_number(fields, "click_paydoc_id"),
        merchant_trans_id=fields["merchant_trans_id"],
        merchant_prepare_id=_prepare_id(fields) if fields["action"] == "1" else None,
        amount=_money(fields["amount"]),
        action=fields["action"],
        error=int(fields["error"]),
        error_note=fields["error_note"],
        sign_time=fields["sign_time"],
    )


def _number(fields: Mapping[str, str], name: str) -> int:
    text = fields[name]
    if not _NUMBER.fullmatch(text) or int(text) > GREATEST:
        raise BadCall(f"{name} is a number")
    return int(text)


def _prepare_id(fields: Mapping[str, str]) -> int:
    text = fields["merchant_prepare_id"]
    if not _NUMBER.fullmatch(text):
        raise BadCall("merchant_prepare_id is a number")
    return int(text) if int(text) <= GREATEST else -1


def _money(text: str) -> Money | None:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    money = Money(int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")))
    return money if 0 < money.tiyin <= MAX_TIYIN else None


def answer(fields: Mapping[str, str], reply: Reply, number: tuple[str, int] | None) -> bytes:
    """The JSON of an answer; `error` is a number, the ids of the call come back as far as they are ids.

    `number` is merchant_prepare_id or merchant_confirm_id by name, where there is an attempt.
    """
    told: dict[str, object] = {}
    trans_id, order = fields.get("click_trans_id", ""), fields.get("merchant_trans_id", "")
    if _NUMBER.fullmatch(trans_id):
        told["click_trans_id"] = int(trans_id)
    if order and len(order) <= MOST_TRANS_ID:
        told["merchant_trans_id"] = order
    if number is not None:
        told[number[0]] = number[1]
    told["error"] = int(reply)
    told["error_note"] = NOTES[reply]
    return json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode()
