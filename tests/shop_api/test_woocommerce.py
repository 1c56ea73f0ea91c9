"""Webhooks of the shape that WooCommerce sends: signed, read, refused with the name of the field."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.errors import BadInput
from pos.core.money import Money, Quantity
from pos.shop_api.woocommerce import (
    FEE,
    SHIPPING,
    SiteLine,
    SiteOrder,
    is_from_the_site,
    is_ping,
    read_order,
)

SECRET = "a secret of the webhook"


def line(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        "id": 7, "name": "Сахар-песок, 1 кг", "product_id": 23, "variation_id": 0, "quantity": 2,
        "subtotal": "29000.00", "subtotal_tax": "0.00", "total": "29000.00", "total_tax": "0.00", "taxes": [],
        "meta_data": [], "sku": "4780012340139", "price": 14500, "parent_name": None, **changes,
    }  # fmt: skip


def order(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        "id": 1194, "parent_id": 0, "number": "1194", "order_key": "wc_order_abcdef",
        "version": "9.4.2", "status": "pending", "currency": "UZS", "date_created": "2026-11-24T14:08:30",
        "discount_total": "0.00", "shipping_total": "15000.00", "total": "44000.00", "total_tax": "0.00",
        "prices_include_tax": True, "billing": {"first_name": "Aziza", "phone": "998901234567"},
        "payment_method": "clickuz", "line_items": [line()], "tax_lines": [],
        "shipping_lines": [{"id": 9, "method_title": "Курьер", "total": "15000.00", "total_tax": "0.00"}],
        "fee_lines": [], "coupon_lines": [], "refunds": [], **changes,
    }  # fmt: skip


def body(**changes: Any) -> bytes:  # noqa: ANN401 - JSON
    return json.dumps(order(**changes)).encode()


def sign(text: bytes) -> str:
    return base64.b64encode(hmac.digest(SECRET.encode(), text, hashlib.sha256)).decode()


def test_an_order_is_read_with_its_shipping_as_a_line() -> None:
    assert read_order(body()) == SiteOrder(
        "1194",
        Money.of_sum(44_000),
        (
            SiteLine("4780012340139", "Сахар-песок, 1 кг", Quantity.pieces(2), Money.of_sum(29_000)),
            SiteLine(SHIPPING, "Курьер", Quantity.pieces(1), Money.of_sum(15_000)),
        ),
    )


def test_taxes_fees_and_other_writings_of_a_sum() -> None:
    taxed = body(
        line_items=[line(total="25892.86", total_tax="3107.14")],
        shipping_lines=[{"method_title": "Самовывоз", "total": "0"}],
        fee_lines=[{"name": "Упаковка", "total": "1000.000"}],
        total="30000",
    )
    read = read_order(taxed)
    assert [(one.sku, one.total.tiyin) for one in read.lines] == [
        ("4780012340139", 2_900_000),
        (FEE, 100_000),
    ]


def test_a_name_with_half_a_letter_can_be_written() -> None:
    [first, _shipping] = read_order(body(line_items=[line(name="\ud800x")])).lines
    assert first.name == "?x"


def test_only_what_the_site_signed_is_from_the_site() -> None:
    text = body()
    assert is_from_the_site(text, sign(text), SECRET)
    for wrong in ("", "x", "é", sign(text + b" "), sign(text)[:-4]):
        assert not is_from_the_site(text, wrong, SECRET)
    assert not is_from_the_site(text, sign(text), "another")
    empty = base64.b64encode(hmac.digest(b"", text, hashlib.sha256)).decode()
    assert not is_from_the_site(text, empty, ""), "no secret is no permission"


def test_the_ping_of_a_new_webhook_is_known() -> None:
    assert is_ping(b"webhook_id=3")
    assert not any(
        map(is_ping, (b"", b"webhook_id=", b"webhook_id=x", b"id=3", b"webhook_id=" + b"9" * 20, body()))
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"currency": "USD"}, "currency"),
        ({"total": "43999.99"}, "total"),
        ({"line_items": [], "shipping_lines": [], "total": "0.00"}, "total"),
        ({"line_items": [line(total="29000.001")]}, "total"),
        ({"line_items": [line(total="-29000.00")]}, "total"),
        ({"line_items": [line(total="NaN")]}, "total"),
        ({"line_items": [line(total="1e400")]}, "total"),
        ({"line_items": [line(quantity=1.5)]}, "quantity"),
        ({"line_items": [line(quantity=0)]}, "quantity"),
        ({"line_items": [line(quantity=True)]}, "quantity"),
        ({"line_items": "x"}, "line_items"),
        ({"line_items": [1]}, "line_items"),
        ({"number": "", "id": None}, "number"),
        ({"number": "9" * 41}, "number"),
    ],
)
def test_what_a_till_cannot_sell_is_refused_by_the_name_of_its_field(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_order(body(**changes))
    assert refused.value.facts["field"] == field


@given(st.binary(max_size=60) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(list(order())), inner, max_size=5),
    max_leaves=8,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_anything_else_is_refused_and_never_breaks(text: bytes) -> None:
    with pytest.raises(BadInput):
        read_order(text)
