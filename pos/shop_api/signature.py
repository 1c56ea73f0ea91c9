"""The md5 that signs a Prepare or a Complete (click-docs «Click-API – Запросы»). Pure.

It is made over the texts as they came: a sum or a number that is written anew would be another text.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

PREPARE, COMPLETE = "0", "1"
_BEFORE = ("click_trans_id", "service_id")
_AFTER = ("amount", "action", "sign_time")


def signature(fields: Mapping[str, str], secret_key: str, *, as_complete: bool) -> str:
    """32 lower-case hex digits. Raises KeyError when a signed field is missing.

    merchant_prepare_id is signed in a Complete only, also where a Prepare brings an empty one.
    """
    middle = ("merchant_trans_id", "merchant_prepare_id") if as_complete else ("merchant_trans_id",)
    parts = [fields[name] for name in _BEFORE]
    parts.append(secret_key)
    parts.extend(fields[name] for name in (*middle, *_AFTER))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def is_signed(fields: Mapping[str, str], secret_key: str, *, at_complete: bool) -> bool:
    """Whether sign_string fits. The action says what is signed; one that does not exist, the address.

    Takes the same time for every wrong one. Upper-case hex is the same number.
    """
    action = fields["action"]
    as_complete = action == COMPLETE if action in {PREPARE, COMPLETE} else at_complete
    if as_complete and "merchant_prepare_id" not in fields:
        return False
    expected = signature(fields, secret_key, as_complete=as_complete)
    return hmac.compare_digest(expected.encode(), fields["sign_string"].lower().encode())
