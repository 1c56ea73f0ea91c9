"""A WooCommerce webhook «order.created»: is it from our site, and what is ordered. Pure.

The site signs the body by HMAC-SHA256 with the secret of the webhook, in base64. Sums are texts; the number
`price` of a line is a float and is not read. What does not add up to the total of the order is refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pos.core.errors import BadInput
from pos.core.money import MAX_TIYIN, ZERO, Money, Quantity

CREATED = "order.created"
CURRENCY = "UZS"
MOST_LINES = 500
SHIPPING, FEE = "shipping", "fee"


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One line as the site sold it, tax inside. `sku` is a barcode of ours, SHIPPING, FEE, or nothing."""

    sku: str
    name: str
    quantity: Quantity
    total: Money


@dataclass(frozen=True, slots=True)
class SiteOrder:
    """An order of the site. `number` is what the customer knows it by."""

    number: str
    total: Money
    lines: tuple[SiteLine, ...]


def is_from_the_site(body: bytes, signature: str, secret: str) -> bool:
    """Whether X-WC-Webhook-Signature fits; without a secret nothing does. Constant time."""
    if not secret:
        return False
    expected = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256))
    return hmac.compare_digest(expected, signature.encode())


def is_ping(body: bytes) -> bool:
    """The call that WooCommerce makes when the webhook is saved: `webhook_id=3`."""
    name, _, number = body.partition(b"=")
    return name == b"webhook_id" and number.isdigit() and len(number) < 20


def read_order(body: bytes) -> SiteOrder:
    """The order of a body. Raises BadInput, which names the field, for what a till cannot sell."""
    try:
        told: Any = json.loads(body, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise BadInput("not JSON", field="body", value="") from error
    if not isinstance(told, dict):
        raise BadInput("not an order", field="body", value="")
    if told.get("currency") != CURRENCY:
        raise BadInput("only sum can be paid", field="currency", value=str(told.get("currency"))[:10])
    number = _text(told, "number") or _text(told, "id")
    if not number or len(number) > 40:
        raise BadInput("an order has a number", field="number", value=number[:40])
    lines = (
        *(_line(line, _text(line, "sku")) for line in _list(told, "line_items")),
        *(_line(line, SHIPPING) for line in _list(told, "shipping_lines")),
        *(_line(line, FEE) for line in _list(told, "fee_lines")),
    )
    lines = tuple(line for line in lines if line.total)  # free shipping is no line of a receipt
    total = _money(told, "total")
    found = ZERO
    for line in lines:
        found += line.total
    if not lines or found != total:
        raise BadInput("the lines are not the total", field="total", value=found.digits())
    return SiteOrder(number, total, lines)


def _line(line: Mapping[str, Any], sku: str) -> SiteLine:
    """A line with its tax inside, as prices in a shop are."""
    total = _money(line, "total") + _money(line, "total_tax")
    quantity = line.get("quantity", 1)
    if type(quantity) is not int or not 0 < quantity < 1_000_000:
        raise BadInput("whole pieces", field="quantity", value=str(quantity)[:20])
    name = _text(line, "name") or _text(line, "method_title") or sku
    return SiteLine(sku, name[:200], Quantity.pieces(quantity), total)


def _list(told: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = told.get(name, [])
    if (
        not isinstance(found, list)
        or len(found) > MOST_LINES
        or not all(isinstance(one, dict) for one in found)
    ):
        raise BadInput("a list of lines", field=name, value="")
    return found


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    return str(value).encode("utf-8", "replace").decode()  # JSON may bring half a surrogate pair


def _money(told: Mapping[str, Any], name: str) -> Money:
    """Not negative, whole tiyin; nothing where there is no field. It may be written `4252` or `4252.000`."""
    text = _text(told, name)
    try:
        tiyin = Decimal(text or "0") * 100
    except InvalidOperation as error:
        raise BadInput("a sum", field=name, value=text[:40]) from error
    if not tiyin.is_finite() or tiyin != tiyin.to_integral_value() or not 0 <= tiyin <= MAX_TIYIN:
        raise BadInput("a sum", field=name, value=text[:40])
    return Money(int(tiyin))
