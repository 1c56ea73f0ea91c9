"""SHOP-API as texts: the forms of Prepare and Complete, and a strict reading of the answers. Pure.

Written from "Click-API – Запросы" and "Click-API – Ошибки"; the shop's own code is not used.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pos.simulator.clock import TASHKENT
from pos.simulator.refusals import Misuse
from pos.simulator.strict import Json, Number, read_json

ALREADY_PAID = -4
CANCELLED = -9
ANSWER_CODES = range(-9, 1)
"""Every ``error`` that a shop may answer."""

MAX_INT = 2**31 - 1

AMOUNT = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{2})?")
"""The texts of a sum that the link may have, and that are signed."""

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,18}")


class ShopCall(StrEnum):
    """The two calls that a shop hears."""

    PREPARE = "prepare"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Demand:
    """What stays the same in all calls of one attempt to pay.

    Attributes:
        amount: the text that is sent and signed, in sum, as it stood in the link.
        secret_key: signs; is never shown.
    """

    service_id: int
    secret_key: str
    click_trans_id: int
    click_paydoc_id: int
    merchant_trans_id: str
    amount: str

    def __repr__(self) -> str:
        """Without the key."""
        return f"Demand({self.click_trans_id}, {self.merchant_trans_id!r}, {self.amount})"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The ``error`` and ``error_note`` that CLICK sends: 0, or why it cancels."""

    error: int
    error_note: str


@dataclass(frozen=True, slots=True)
class ShopReply:
    """An answer that could be read.

    Attributes:
        error: 0 or a code of the shop.
        number: ``merchant_prepare_id`` or ``merchant_confirm_id``; None when there is none.
    """

    error: int
    error_note: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a body says: None when it cannot be acted on; and every way in which it is not as documented."""

    reply: ShopReply | None
    breaches: tuple[str, ...]


def form_of(demand: Demand, verdict: Verdict, prepare_id: int | None, at: datetime) -> dict[str, str]:
    """The documented fields in their order: of a Complete when there is a `prepare_id`, else of a Prepare.

    Args:
        demand: the attempt.
        verdict: how the payment stands; 0 in a Prepare.
        prepare_id: the shop's ``merchant_prepare_id``.
        at: the moment, aware; ``sign_time`` shows it in Tashkent.
    """
    prepared = {} if prepare_id is None else {"merchant_prepare_id": str(prepare_id)}
    fields = {
        "click_trans_id": str(demand.click_trans_id),
        "service_id": str(demand.service_id),
        "click_paydoc_id": str(demand.click_paydoc_id),
        "merchant_trans_id": demand.merchant_trans_id,
        **prepared,
        "amount": demand.amount,
        "action": "0" if prepare_id is None else "1",
        "error": str(verdict.error),
        "error_note": verdict.error_note,
        "sign_time": at.astimezone(TASHKENT).strftime("%Y-%m-%d %H:%M:%S"),
    }
    signed = [fields["click_trans_id"], fields["service_id"], demand.secret_key, fields["merchant_trans_id"]]
    signed += [*prepared.values(), fields["amount"], fields["action"], fields["sign_time"]]
    fields["sign_string"] = hashlib.md5("".join(signed).encode(), usedforsecurity=False).hexdigest()
    return fields


def read_answer(call: ShopCall, form: Mapping[str, str], body: bytes) -> Reading:
    """Read the body of an answer to `form`; never raises."""
    try:
        value = read_json(body)
    except Misuse as misuse:
        return Reading(None, (misuse.note,))
    if not isinstance(value, dict):
        return Reading(None, ("the answer must be a JSON object",))
    error = _integer(value.get("error"))
    if error is None or error > 0:
        return Reading(None, ("error must be an integer, 0 or less",))
    number_name = "merchant_prepare_id" if call is ShopCall.PREPARE else "merchant_confirm_id"
    number = _integer(value.get(number_name))
    breaches = [
        *_wrong_code(error),
        *_wrong_echo(value, form, obligatory=error == 0),
        *_wrong_number(call, number_name, value, obligatory=error == 0),
    ]
    note = value.get("error_note")
    if not isinstance(note, str):
        breaches.append("error_note must be a string")
    if call is ShopCall.PREPARE and error == 0 and (number is None or number < 0):
        return Reading(None, tuple(breaches))  # there is nothing to complete
    return Reading(ShopReply(error, note if isinstance(note, str) else "", number), tuple(breaches))


def _wrong_code(error: int) -> list[str]:
    return [] if error in ANSWER_CODES else [f"error {error} is not in the table of answers"]


def _wrong_echo(members: Mapping[str, Json], form: Mapping[str, str], *, obligatory: bool) -> list[str]:
    """The ids of the call come back: always in a success, and unchanged wherever they come."""
    right: dict[str, Json] = {
        "click_trans_id": Number(form["click_trans_id"]),
        "merchant_trans_id": form["merchant_trans_id"],
    }
    return [
        f"{name} must come back as the {'number' if isinstance(value, Number) else 'text'} that was sent"
        for name, value in right.items()
        if (obligatory or name in members) and members.get(name) != value
    ]


def _wrong_number(call: ShopCall, name: str, members: Mapping[str, Json], *, obligatory: bool) -> list[str]:
    """A Complete may answer NULL; a Prepare that succeeds may not."""
    value = members.get(name)
    if name not in members:
        return [f"{name} is missing"] if obligatory else []
    if value is None and (call is ShopCall.COMPLETE or not obligatory):
        return []
    number = _integer(value)
    if number is None or not 0 <= number <= MAX_INT:
        return [f"{name} must be a non-negative int of 32 bits"]
    return []


def _integer(value: Json) -> int | None:
    if not isinstance(value, Number) or _INTEGER.fullmatch(value.raw) is None:
        return None
    return int(value.raw)
