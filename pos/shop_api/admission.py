"""The checks before an order is looked at, by decision 14: -8, -1, foreign service -8, -3. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pos.core.shop_rules import Reply
from pos.shop_api.signature import COMPLETE, PREPARE, is_signed
from pos.shop_api.wire import BadCall, Call, read_call, read_fields


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request that may be acted upon (`reply` 0, with its `call`), or the answer that it gets.

    `fields` are the texts as far as they could be read, for the echo and the inbox.
    """

    reply: Reply
    fields: Mapping[str, str] = field(default_factory=dict)
    call: Call | None = None


def admit(body: bytes, *, at_complete: bool, service_id: int, secret_key: str) -> Admitted:
    """Read, check the signature, the service and the action. Never raises."""
    try:
        fields = read_fields(body)
    except BadCall:
        return Admitted(Reply.BAD_REQUEST)
    try:
        call = read_call(fields)
    except BadCall:
        return Admitted(Reply.BAD_REQUEST, fields)
    if not is_signed(fields, secret_key, at_complete=at_complete):
        return Admitted(Reply.BAD_SIGN, fields)
    if fields["service_id"] != str(service_id):  # letter by letter: 0123 would let digits move between fields
        return Admitted(Reply.BAD_REQUEST, fields)
    if call.action != (COMPLETE if at_complete else PREPARE):
        return Admitted(Reply.NO_ACTION, fields)
    return Admitted(Reply.SUCCESS, fields, call)
