"""Calls as CLICK makes them, signed."""

from __future__ import annotations

from urllib.parse import urlencode

from pos.shop_api.signature import signature

KEY = "SECRET123"
PREPARE = {
    "click_trans_id": "3737503", "service_id": "123", "click_paydoc_id": "16853761",
    "merchant_trans_id": "order_9001", "merchant_prepare_id": "", "amount": "1000.00", "action": "0",
    "error": "0", "error_note": "Ok", "sign_time": "2026-08-22 14:03:11",
}  # fmt: skip
COMPLETE = {**PREPARE, "merchant_prepare_id": "7781", "action": "1", "sign_time": "2026-08-22 14:03:19"}


def signed(base: dict[str, str], key: str = KEY, **changes: str) -> dict[str, str]:
    """A call with some fields changed, and signed after that."""
    fields = {**base, **changes}
    return {**fields, "sign_string": signature(fields, key, as_complete=fields["action"] == "1")}


def form(fields: dict[str, str]) -> bytes:
    """As it goes over the wire."""
    return urlencode(fields).encode()
