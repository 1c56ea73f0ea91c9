"""Signed calls, written from the documentation alone: nothing of `pos` is imported here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import urlencode

from tests.shop_api.raw_http import request

SERVICE_ID, KEY = "31", "CANARY-KEY-7f3a9c"
PREPARE_PATH, COMPLETE_PATH = "/click/prepare", "/click/complete"
TIME = "2026-11-24 14:03:11"
AMOUNT = "500.00"
Fields = dict[str, str]


def sign(fields: Mapping[str, str], key: str = KEY) -> str:
    """The md5 of a call; what is missing is empty."""
    number = fields.get("merchant_prepare_id", "") if fields.get("action") == "1" else ""
    told = [fields.get("click_trans_id", ""), fields.get("service_id", ""), key]
    told += [fields.get("merchant_trans_id", ""), number]
    told += [fields.get(name, "") for name in ("amount", "action", "sign_time")]
    text = "".join(told).encode("utf-8", "surrogatepass")
    return hashlib.md5(text, usedforsecurity=False).hexdigest()


def call(order: str, trans: int, number: int | None = None, key: str = KEY) -> Fields:
    """The fields of a Prepare, or of a Complete of attempt `number`, signed."""
    fields = {
        "click_trans_id": str(trans),
        "service_id": SERVICE_ID,
        "click_paydoc_id": str(trans + 7),
        "merchant_trans_id": order,
        "amount": AMOUNT,
        "action": "0" if number is None else "1",
        "error": "0",
        "error_note": "Success",
        "sign_time": TIME,
    }
    if number is not None:
        fields["merchant_prepare_id"] = str(number)
    return {**fields, "sign_string": sign(fields, key)}


def prepare(order: str, trans: int) -> bytes:
    """A Prepare as it goes over the wire."""
    return request(PREPARE_PATH, urlencode(call(order, trans)).encode())


def complete(order: str, trans: int, number: int) -> bytes:
    """A Complete as it goes over the wire."""
    return request(COMPLETE_PATH, urlencode(call(order, trans, number)).encode())
