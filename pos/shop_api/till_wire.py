"""Orders as a host tells them to the tills that pull them, as JSON and back. Pure.

Both sides are this program; `FORMAT` says whether they understand each other. Sums in tiyin, quantities in
thousandths, times UTC.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pos.core.errors import PosError
from pos.core.hosted import Change, Changes
from pos.core.money import Money, Quantity
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind, PrepareId
from pos.core.order_card import Hold, OrderCard, OrderSource
from pos.core.sale import Sale, SaleId
from pos.core.sale_text import lines_of, sale_of

FORMAT = 1
Json = dict[str, Any]


_WRONG = (LookupError, ValueError, TypeError, AttributeError, RecursionError, PosError)
_MOST = 2**63
_GOOD_TEXTS = ("barcode", "name", "spic", "package_code")
_GOOD_NUMBERS = ("price", "vat_percent")
_GOOD_NAMES = frozenset(
    {*_GOOD_TEXTS, *_GOOD_NUMBERS, "name_uz", "unit", "units_code", "by_weight", "marked", "commission_tin"}
)


class NotOurs(ValueError):
    """This is not what the other side would say."""


def write_changes(page: Changes) -> Json:
    """A page of the list."""
    return {
        "format": FORMAT,
        "feed": page.feed,
        "after": page.after,
        "is_last": page.is_last,
        "training": page.training,
        "changes": [write_change(one) for one in page.changes],
    }


def read_changes(told: object) -> Changes:
    """The page of an answer. Raises NotOurs."""
    try:
        page = _object(told)
        if page["format"] != FORMAT or type(page["format"]) is not int:
            raise NotOurs(f"format {page['format']!s:.20}")
        return Changes(
            feed=_text(page["feed"]),
            after=_whole(page["after"]),
            changes=tuple(_change(one) for one in _list(page["changes"])),
            is_last=_switch(page["is_last"]),
            training=_switch(page["training"]),
        )
    except _WRONG as error:
        raise NotOurs(type(error).__name__) from error


def write_change(change: Change) -> Json:
    """One order, and one attempt of it."""
    return {
        "order": write_card(change.card),
        "attempt": None if change.attempt is None else _write_attempt(change.attempt),
        "claimed_by": change.claimed_by,
    }


def read_change(told: object) -> Change:
    """The order of an answer. Raises NotOurs."""
    try:
        return _change(told)
    except _WRONG as error:
        raise NotOurs(type(error).__name__) from error


def write_card(card: OrderCard) -> Json:
    """An order without its attempts."""
    order = card.order
    return {
        "id": order.order_id,
        "kind": str(order.kind),
        "amount": None if order.amount is None else order.amount.tiyin,
        "expires_at": _told(order.expires_at),
        "cancelled": order.cancelled,
        "training": order.training,
        "lines": json.loads(lines_of(card.sale)),
        "holds": [[hold.barcode, hold.quantity.thousandths] for hold in card.holds],
        "source": str(card.source),
        "number": card.number,
        "token": card.token,
        "return_url": card.return_url,
        "created_at": _told(card.created_at),
        "picked_at": _told(card.picked_at),
        "handed_at": _told(card.handed_at),
        "handed_by": card.handed_by,
    }


def read_card(told: object) -> OrderCard:
    """An order. Raises NotOurs."""
    try:
        return _card(_object(told))
    except _WRONG as error:
        raise NotOurs(type(error).__name__) from error


def _change(told: object) -> Change:
    one = _object(told)
    card = _card(_object(one["order"]))
    attempt = None if one["attempt"] is None else _attempt(_object(one["attempt"]), card.order.order_id)
    return Change(card, attempt, _text(one["claimed_by"]))


def _card(one: Json) -> OrderCard:
    order = Order(
        OrderId(_text(one["id"])),
        OrderKind(one["kind"]),
        None if one["amount"] is None else Money(_whole(one["amount"])),
        expires_at=_time(one["expires_at"]),
        cancelled=_switch(one["cancelled"]),
        training=_switch(one["training"]),
    )
    created_at = _time(one["created_at"])
    if created_at is None or order.kind is OrderKind.TILL:
        raise NotOurs("an order has a beginning")
    return OrderCard(
        order=order,
        sale=_sale(one["lines"]),
        source=OrderSource(one["source"]),
        number=_text(one["number"]),
        token=_text(one["token"]),
        return_url=_text(one["return_url"]),
        created_at=created_at,
        holds=tuple(Hold(_text(barcode), Quantity(_whole(count))) for barcode, count in _list(one["holds"])),
        picked_at=_time(one["picked_at"]),
        handed_at=_time(one["handed_at"]),
        handed_by=_text(one["handed_by"]),
    )


def _sale(told: object) -> Sale:
    """A sale, every member of its own kind: what is read from the journal is trusted, this is not."""
    own = told if isinstance(told, dict) else {"lines": told}
    for line in map(_object, _list(own["lines"])):
        _whole(line["number"]), _whole(line["quantity"]), _text(line["scanned"])
        _switch(line["voided"])
        if line["good"] is not None:
            _check_good(_object(line["good"]))
        _check_own(line, sums=("own_price", "printed_total", "share"), text="note")
        for label in _list(line.get("labels", [])):
            _text(label)
    _check_own(own, sums=("rounding",), text="comment")
    return sale_of(SaleId(""), json.dumps(told))


def _check_own(told: Json, *, sums: tuple[str, ...], text: str) -> None:
    """What a line or a sale may have of its own: it may be absent, it may not be something else."""
    for name in sums:
        if told.get(name) is not None:
            _whole(told[name])
    _text(told.get(text, ""))
    if told.get("discount") is not None:
        for off in _object(told["discount"]).values():
            _whole(off)


def _check_good(good: Json) -> None:
    if not _GOOD_NAMES.issuperset(good):
        raise NotOurs("an unknown member of a good")
    for name in _GOOD_TEXTS:
        _text(good[name])
    for name in _GOOD_NUMBERS:
        _whole(good[name])
    for name in ("unit", "name_uz"):
        _text(good.get(name, ""))
    if good.get("units_code") is not None:
        _whole(good["units_code"])
    _switch(good.get("by_weight", False))
    _switch(good.get("marked", False))
    _text(good.get("commission_tin", ""))


def _write_attempt(one: Attempt) -> Json:
    return {
        "prepare_id": one.prepare_id,
        "click_trans_id": one.click_trans_id,
        "click_paydoc_id": one.click_paydoc_id,
        "amount": one.amount.tiyin,
        "state": str(one.state),
        "reserved_until": _told(one.reserved_until),
        "owes_reversal": one.owes_reversal,
        "kind": str(one.kind),
    }


def _attempt(one: Json, order_id: OrderId) -> Attempt:
    until, kind = _time(one["reserved_until"]), OrderKind(one["kind"])
    if until is None or kind is OrderKind.TILL:
        raise NotOurs("an attempt to pay for an order has an end")
    return Attempt(
        prepare_id=PrepareId(_whole(one["prepare_id"])),
        order_id=order_id,
        click_trans_id=_whole(one["click_trans_id"]),
        click_paydoc_id=_whole(one["click_paydoc_id"]),
        amount=Money(_whole(one["amount"])),
        state=AttemptState(one["state"]),
        reserved_until=until,
        owes_reversal=_switch(one["owes_reversal"]),
        kind=kind,
    )


def _object(told: object) -> Json:
    if not isinstance(told, dict):
        raise NotOurs("not an object")
    return told


def _list(told: object) -> list[Any]:
    if not isinstance(told, list):
        raise NotOurs("not a list")
    return told


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise NotOurs("not a text")
    told.encode()  # half a letter of JSON is no text: UnicodeEncodeError is a ValueError
    return told


def _whole(told: object) -> int:
    if type(told) is not int or not -_MOST <= told < _MOST:
        raise NotOurs("not a whole number")
    return told


def _switch(told: object) -> bool:
    if not isinstance(told, bool):
        raise NotOurs("neither true nor false")
    return told


def _told(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _time(told: object) -> datetime | None:
    if told is None:
        return None
    at = datetime.fromisoformat(_text(told))
    if at.tzinfo is None:
        raise NotOurs("a time without a zone")
    return at
