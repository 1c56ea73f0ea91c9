"""The three obligatory headers ("Требуемые заголовки"): Auth, Accept, Content-Type. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime

from pos.simulator.options import SimulatorOptions
from pos.simulator.refusals import Misuse

_AUTH = re.compile(r"([0-9]{1,19}):([0-9a-f]{40}):([0-9]{10})")
_JSON = re.compile(r"application/json(\s*;\s*charset=utf-8)?", re.IGNORECASE)


def check_headers(headers: Mapping[str, str], options: SimulatorOptions, now: datetime) -> None:
    """Check all three.

    Args:
        headers: names in lower case.
        options: whose credentials are right.
        now: the wall clock, aware.

    Raises:
        Misuse: 401 for Auth, 406 for Accept, 400 for Content-Type.
    """
    check_auth(headers.get("auth", ""), options, now)
    accepted = {part.split(";")[0].strip().lower() for part in headers.get("accept", "").split(",")}
    if "application/json" not in accepted:
        raise Misuse(406, "Accept must name application/json")
    check_content_type(headers)


def check_auth(auth: str, options: SimulatorOptions, now: datetime) -> None:
    """Check ``merchant_user_id:sha1(timestamp + secret_key):timestamp`` ("Аутентификация").

    Raises:
        Misuse: 401; the note says which part, because this is not the real CLICK.
    """
    match = _AUTH.fullmatch(auth)
    if match is None:
        raise Misuse(401, "Auth must be merchant_user_id:digest:timestamp, the timestamp with 10 digits")
    user_id, digest, timestamp = match.groups()
    if user_id != str(options.merchant_user_id):
        raise Misuse(401, "Auth names another merchant_user_id")
    right = hashlib.sha1((timestamp + options.secret_key).encode()).hexdigest()  # noqa: S324 - CLICK's choice
    if not hmac.compare_digest(digest, right):
        raise Misuse(401, "the digest in Auth is wrong")
    if abs(now.timestamp() - int(timestamp)) > options.auth_skew_s:
        raise Misuse(401, "the timestamp in Auth is too far from CLICK's clock")


def check_content_type(headers: Mapping[str, str]) -> None:
    """Raise `Misuse` 400 unless Content-Type is application/json; a GET needs it too."""
    if _JSON.fullmatch(headers.get("content-type", "").strip()) is None:
        raise Misuse(400, "Content-Type must be application/json")
