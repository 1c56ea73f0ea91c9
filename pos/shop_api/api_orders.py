"""An order as the shop's own site sends it, JSON → `NewOrder` (resources/openapi/orders.json). Pure.

Sums are in sum, as a text or a number of JSON that is read without a float. Goods that the catalogue holds
bring their name and their fiscal codes; the others take those of the settings when they are fiscalised.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from pos.core.catalogue import Barcode, Good
from pos.core.errors import BadAmount, BadInput
from pos.core.money import MAX_TIYIN, ONE, Money, Quantity
from pos.core.order import Order, OrderId, OrderKind
from pos.core.order_card import NewOrder, OrderCard, OrderSource, added_up, holds_of
from pos.core.sale import Sale, SaleId, SaleLine
from pos.shop_api.woocommerce import SiteOrder

Find = Callable[[str], Good | None]
"""A good of the catalogue by its barcode."""

OTHER_SUM = "the items come to another sum"
NO_SUCH_GOOD = "a good of the catalogue, or a name and a price"
NOT_HERE = frozenset({OTHER_SUM, NO_SUCH_GOOD, "pieces are whole", "the sale is too large"})
"""Nothing is wrong with the request in itself: it does not fit what this shop sells."""

MOST_ITEMS = 500
MOST_DIGITS = 16
MOST_MINUTES = 366 * 24 * 60
_NAMES = frozenset({"id", "amount", "kind", "items", "number", "expires_in_minutes", "return_url"})
_ITEM_NAMES = frozenset({"barcode", "name", "quantity", "price"})


def read_api_order(body: bytes, find: Find, *, now: datetime, training: bool) -> NewOrder:
    """The order of a request. Raises BadInput, which names the field."""
    try:
        told: Any = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadInput("not JSON", field="body", value="") from error
    if not isinstance(told, dict):
        raise BadInput("a JSON object", field="body", value="")
    _refuse_strangers(told, _NAMES, "")
    sale = _sale(told.get("items", []), find)
    amount = _money(told["amount"], "amount") if "amount" in told else None
    if sale.lines and amount is not None and amount != sale.total:
        raise BadInput(OTHER_SUM, field="amount", value=sale.total.digits())
    minutes = _minutes(told["expires_in_minutes"]) if "expires_in_minutes" in told else None
    order = Order(
        OrderId(_text(told, "id", 64)),
        _kind(told.get("kind", "one_shot")),
        sale.total if sale.lines else amount,
        expires_at=None if minutes is None else now + timedelta(minutes=minutes),
        training=training,
    )
    return NewOrder(
        order, OrderSource.API, sale, holds_of(sale), _text(told, "number", 64), _address(told)
    ).checked()


def from_woocommerce(site: SiteOrder, find: Find, *, training: bool) -> NewOrder:
    """A WooCommerce order as one of ours; its id has a fixed width and ends in a letter (decision 17)."""
    lines = []
    for number, line in enumerate(site.lines, start=1):
        known = find(line.sku) if line.sku else None
        count = line.quantity.thousandths // 1000
        is_even = line.total.tiyin % count == 0
        unknown = Good(Barcode(""), line.name, line.total, spic="", package_code="", vat_percent=0)
        good = known or unknown
        if is_even:
            good = replace(good, price=Money(line.total.tiyin // count))
        else:  # three for 100 sum have no price each: they are one portion, and its name says how many
            good = replace(
                good, price=line.total, name=_portion(good.name, count), name_uz=_portion(good.name_uz, count)
            )
        lines.append(SaleLine(number, line.sku, good, line.quantity if is_even else ONE))
    sale = Sale(SaleId(""), tuple(lines))
    holds = added_up((line.sku, line.quantity) for line in site.lines if find(line.sku) is not None)
    digits = "".join(letter for letter in site.number if letter.isascii() and letter.isalnum())
    if not digits:
        raise BadInput("an order has a number", field="number", value=site.number[:40])
    order = Order(OrderId(f"WC{digits:0>10}W"), OrderKind.ONE_SHOT, site.total, training=training)
    return NewOrder(order, OrderSource.WOOCOMMERCE, sale, holds, site.number).checked()


def _portion(name: str, count: int) -> str:
    return f"{name} × {count}" if name else ""


def is_same(card: OrderCard, new: NewOrder) -> bool:
    """Whether the order that is there is the one that is asked for again."""
    return (
        card.order.kind is new.order.kind
        and card.order.amount == new.order.amount
        and card.sale.fingerprint() == new.sale.fingerprint()
        and card.number == new.number
    )


def _sale(items: object, find: Find) -> Sale:
    sale = Sale(SaleId(""))
    if not isinstance(items, list) or len(items) > MOST_ITEMS:
        raise BadInput("a list of items", field="items", value="")
    for place, item in enumerate(items):
        if not isinstance(item, dict):
            raise BadInput("an object", field=f"items[{place}]", value="")
        _refuse_strangers(item, _ITEM_NAMES, f"items[{place}].")
        good = _good(item, find, f"items[{place}]")
        quantity = _quantity(item.get("quantity", 1), f"items[{place}].quantity")
        sale = sale.add(good.barcode or good.name, good, quantity)
    return sale


def _good(item: Mapping[str, Any], find: Find, where: str) -> Good:
    barcode, name = _text(item, "barcode", 64, where), _text(item, "name", 200, where)
    price = _money(item["price"], f"{where}.price") if "price" in item else None
    known = find(barcode) if barcode else None
    if known is not None:
        return known if price is None else replace(known, price=price)
    if not name or price is None:
        raise BadInput(NO_SUCH_GOOD, field=where, value=barcode)
    return Good(Barcode(""), name, price, spic="", package_code="", vat_percent=0)


def _quantity(value: object, where: str) -> Quantity:
    try:
        return Quantity.parse(_plain(value))
    except BadInput as error:
        raise BadInput("a quantity", field=where, value=str(value)[:20]) from error


def _money(value: object, where: str) -> Money:
    try:
        money = Money.parse(_plain(value))
    except BadAmount as error:
        raise BadInput("a sum", field=where, value=str(value)[:40]) from error
    if money.tiyin > MAX_TIYIN:
        raise BadInput("a sum", field=where, value=str(value)[:40])
    return money


def _minutes(value: object) -> int:
    whole = _whole(value)
    if type(whole) is not int or not 0 < whole <= MOST_MINUTES:
        raise BadInput("minutes", field="expires_in_minutes", value=str(value)[:20])
    return whole


def _plain(value: object) -> str:
    """A number or a text without an exponent; empty, which is neither sum nor quantity, for the rest."""
    value = _whole(value)
    if isinstance(value, Decimal) and abs(value.adjusted()) < MOST_DIGITS:
        return format(value, "f")
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""


def _whole(value: object) -> object:
    """A number of JSON that is whole is an int, however it was written: 30, 30.0, 3e1."""
    if (
        isinstance(value, Decimal)
        and abs(value.adjusted()) < MOST_DIGITS
        and value == value.to_integral_value()
    ):
        return int(value)
    return value


def _kind(value: object) -> OrderKind:
    if value not in ("one_shot", "account"):
        raise BadInput("one_shot or account", field="kind", value=str(value)[:20])
    return OrderKind(str(value))


def _text(told: Mapping[str, Any], name: str, most: int, where: str = "") -> str:
    value = told.get(name, "")
    at = f"{where}.{name}" if where else name
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise BadInput(f"a text of at most {most} letters", field=at, value=str(value)[:80])
    return value


def _address(told: Mapping[str, Any]) -> str:
    text = _text(told, "return_url", 500)
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if text and not is_web:
        raise BadInput("an address of the web", field="return_url", value=text[:80])
    return text


def _refuse_strangers(told: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    if strange := sorted(str(name) for name in told if name not in known):
        raise BadInput("an unknown field", field=f"{where}{strange[0]}"[:80], value="")
