"""The shop's own site: its API with a key, WooCommerce's webhook, the payer's page, over a real journal."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from pos.bootstrap import Parts, open_parts
from pos.core.money import Money, Quantity
from pos.core.order import Attempt, AttemptState, OrderId, PrepareId, moved
from pos.core.secret import SecretKey
from pos.online_server import make_serving
from pos.paths import Home
from pos.screens.words import Words
from pos.settings import ClickSettings, Settings, ShopApiSettings, ShopSettings
from tests.core.kit import MILK

pytestmark = pytest.mark.anyio
KEY, WOO = "a key of the site", "a secret of the webhook"
PUBLIC = "https://pos.example.uz/"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    settings = Settings(
        click=ClickSettings(service_id=31, merchant_id=7, merchant_user_id=5, secret_key=SecretKey("k")),
        shop=ShopSettings(name="Магазин «Учебный»"),
        shop_api=ShopApiSettings(
            public_url=PUBLIC, api_key=SecretKey(KEY), woocommerce_secret=SecretKey(WOO)
        ),
    )
    opened = open_parts(home=Home(tmp_path).make(), settings=settings, say=Words("ru").say)
    opened.books.catalogue.load([MILK])
    yield opened
    await opened.close()


@pytest.fixture
async def site(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    serving = make_serving(parts.online, parts.settings)
    transport = httpx.ASGITransport(app=serving.application)
    headers = {"Authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://shop", headers=headers) as client:
        yield client


def paid(parts: Parts, name: str) -> None:
    """What CLICK's Prepare and Complete leave."""
    card = parts.online.orders.find(name)
    assert card is not None
    assert card.order.amount is not None
    attempt = Attempt(
        PrepareId(1), OrderId(name), 11, 21, card.order.amount, AttemptState.PREPARED, parts.clock.now()
    )
    parts.online.book.write(attempt)
    parts.online.book.write(moved(attempt, AttemptState.PAID))


ORDER = {"id": "A-000123B", "amount": "1250.50", "number": "123", "return_url": "https://shop.uz/thanks"}


async def test_an_order_of_the_site_is_made_once_and_has_two_addresses(site: httpx.AsyncClient) -> None:
    made = await site.post("/api/orders", json=ORDER)
    assert made.status_code == 201
    told = made.json()
    assert (told["id"], told["state"], told["amount_tiyin"], told["paid"]) == (
        "A-000123B",
        "waiting",
        125050,
        False,
    )
    assert told["page_url"].startswith(f"{PUBLIC}o/")
    assert "amount=1250.50&transaction_param=A-000123B" in told["pay_url"]
    again = await site.post("/api/orders", json=ORDER)
    assert (again.status_code, again.json()) == (200, told)


async def test_another_order_under_a_taken_id_is_refused(site: httpx.AsyncClient) -> None:
    await site.post("/api/orders", json=ORDER)
    refused = await site.post("/api/orders", json={**ORDER, "amount": "1"})
    assert (refused.status_code, refused.json()["field"]) == (409, "id")


async def test_goods_of_the_catalogue_bring_their_price_and_are_kept_from_the_shelf(
    site: httpx.AsyncClient, parts: Parts
) -> None:
    items = [{"barcode": MILK.barcode, "quantity": 2}, {"name": "Доставка", "price": 15000}]
    made = await site.post("/api/orders", json={"id": "B1A", "items": items})
    assert made.json()["amount_tiyin"] == 2 * MILK.price.tiyin + 1_500_000
    card = parts.online.orders.find("B1A")
    assert card is not None
    assert [(hold.barcode, hold.quantity) for hold in card.holds] == [(MILK.barcode, Quantity.pieces(2))]


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer other"}, {"Authorization": f"Basic {KEY}"}]
)
async def test_nobody_without_the_key_makes_or_sees_an_order(
    headers: dict[str, str], site: httpx.AsyncClient
) -> None:
    site.headers.pop("Authorization")
    for answer in (
        await site.post("/api/orders", json=ORDER, headers=headers),
        await site.get("/api/orders/A-000123B", headers=headers),
        await site.post("/api/orders/A-000123B/cancel", headers=headers),
    ):
        assert answer.status_code == 401


async def test_without_a_key_in_the_settings_the_api_is_closed(parts: Parts) -> None:
    bare = replace(parts.settings, shop_api=replace(parts.settings.shop_api, api_key=SecretKey()))
    transport = httpx.ASGITransport(app=make_serving(parts.online, bare).application)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        answer = await client.post("/api/orders", json=ORDER, headers={"Authorization": "Bearer "})
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "body"), (b"[]", "body"), (b'{"id":"A"', "body"), (b"{}", "id"), (b'{"id":"A"}', "amount"),
        (b'{"id":"A","amount":0}', "amount"), (b'{"id":"A","amount":"1.001"}', "amount"),
        (b'{"id":"A","amount":1e30}', "amount"), (b'{"id":"A","amount":true}', "amount"),
        (b'{"id":"A","amount":1,"kind":"till"}', "kind"), (b'{"id":"A","amount":1,"x":1}', "x"),
        (b'{"id":"A","items":{}}', "items"),
        (b'{"id":"A","items":[{"name":"a","price":1,"quantity":0}]}', "items[0].quantity"),
        (b'{"id":"A","amount":1,"return_url":"javascript:alert(1)"}', "return_url"),
        (b'{"id":"A","amount":1,"expires_in_minutes":0}', "expires_in_minutes"),
        (b'{"id":" A","amount":1}', "id"), (b'{"id":"' + b"A" * 65 + b'","amount":1}', "id"),
    ],
)  # fmt: skip
async def test_a_field_that_cannot_be_is_named(body: bytes, field: str, site: httpx.AsyncClient) -> None:
    answer = await site.post("/api/orders", content=body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


async def test_an_order_is_cancelled_until_it_is_paid(site: httpx.AsyncClient, parts: Parts) -> None:
    for name in ("C1A", "C2A"):
        await site.post("/api/orders", json={"id": name, "amount": 5})
    paid(parts, "C2A")
    assert (await site.post("/api/orders/C1A/cancel")).json()["state"] == "cancelled"
    assert (await site.post("/api/orders/C1A/cancel")).status_code == 409
    assert (await site.post("/api/orders/C2A/cancel")).status_code == 409
    assert (await site.post("/api/orders/NONE/cancel")).status_code == 404
    assert (await site.get("/api/orders/C2A")).json()["click_payment_id"] == 21


def hooked(body: bytes, secret: str = WOO) -> dict[str, str]:
    signed = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    return {"X-WC-Webhook-Signature": signed, "X-WC-Webhook-Topic": "order.created"}


WOO_ORDER = json.dumps(
    {
        "id": 727, "number": "727", "status": "pending", "currency": "UZS", "total": "48000.00",
        "line_items": [
            {"id": 1, "name": "Молоко", "sku": MILK.barcode, "quantity": 2, "total": "33000.00",
             "total_tax": "0.00", "price": 16500.0},
        ],
        "shipping_lines": [{"id": 2, "method_title": "Курьер", "total": "15000.00", "total_tax": "0.00"}],
        "fee_lines": [],
    }
).encode()  # fmt: skip


async def test_an_order_of_woocommerce_comes_in_once(site: httpx.AsyncClient, parts: Parts) -> None:
    assert (
        await site.post("/api/woocommerce", content=WOO_ORDER, headers=hooked(WOO_ORDER))
    ).status_code == 201
    assert (
        await site.post("/api/woocommerce", content=WOO_ORDER, headers=hooked(WOO_ORDER))
    ).status_code == 200
    [card] = parts.online.orders.newest(10)
    assert (card.order.order_id, card.number, card.order.amount) == ("WC0000000727W", "727", card.sale.total)
    assert [hold.barcode for hold in card.holds] == [MILK.barcode]
    milk, courier = (line.good for line in card.sale.live_lines)
    assert milk == replace(MILK, price=Money.of_sum(16_500)), "all that the catalogue knows of it"
    assert courier is not None
    assert (courier.barcode, courier.name) == ("", "Курьер")


async def test_a_webhook_of_somebody_else_makes_nothing(site: httpx.AsyncClient, parts: Parts) -> None:
    wrong = await site.post("/api/woocommerce", content=WOO_ORDER, headers=hooked(WOO_ORDER, "other"))
    assert wrong.status_code == 401
    assert (await site.post("/api/woocommerce", content=b"webhook_id=3")).status_code == 200
    assert parts.online.orders.newest(10) == []


async def test_the_page_follows_the_order_and_credits_nothing(site: httpx.AsyncClient, parts: Parts) -> None:
    told = (await site.post("/api/orders", json=ORDER)).json()
    path = told["page_url"].removeprefix(PUBLIC[:-1])
    page = await site.get(f"{path}?lang=ru&payment_status=2&payment_id=1")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert 'lang="ru"' in page.text
    assert (await site.get(f"{path}/status")).json()["stage"] == "waiting"
    paid(parts, "A-000123B")
    assert (await site.get(f"{path}/status")).json()["stage"] == "to_pick"


@pytest.mark.parametrize(
    ("asked", "wanted", "given"),
    [("?lang=uz", "ru", "uz"), ("", "uz-Latn,ru;q=0.8", "uz"), ("", "en-GB", "en"), ("?lang=xx", "", "ru")],
)
async def test_the_page_speaks_the_payers_language(
    asked: str, wanted: str, given: str, site: httpx.AsyncClient
) -> None:
    path = (await site.post("/api/orders", json=ORDER)).json()["page_url"].removeprefix(PUBLIC[:-1])
    page = await site.get(f"{path}{asked}", headers={"Accept-Language": wanted})
    assert f'<html lang="{given}"' in page.text


async def test_an_address_that_does_not_exist_tells_nothing(site: httpx.AsyncClient) -> None:
    for token in ("A" * 22, "short", "..%2f..%2fsettings.toml"):
        page = await site.get(f"/o/{token}")
        assert page.status_code == 404
        assert "A-000123B" not in page.text


async def test_the_api_describes_itself(site: httpx.AsyncClient) -> None:
    document = (await site.get("/api/openapi.json")).json()
    page = await site.get("/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    for path in document["paths"]:
        assert path in page.text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"id": "A", "items": [{"barcode": "1"}]}, "items[0]"),
        ({"id": "A", "amount": 1, "items": [{"name": "a", "price": 2}]}, "amount"),
    ],
)
async def test_what_does_not_fit_this_shop_is_refused_as_such(
    body: dict[str, object], field: str, site: httpx.AsyncClient
) -> None:
    answer = await site.post("/api/orders", json=body)
    assert (answer.status_code, answer.json()["field"]) == (409, field)


async def test_the_snippets_of_an_order_are_ready_to_copy(site: httpx.AsyncClient) -> None:
    path = (await site.post("/api/orders", json=ORDER)).json()["page_url"].removeprefix(PUBLIC[:-1])
    page = await site.get(f"{path}/snippets?lang=en")
    assert page.status_code == 200
    for part in ("services/pay?service_id=31", "&lt;form action=", "checkout.js", "createPaymentRequest("):
        assert part in page.text
    assert (await site.get(f"/o/{'A' * 22}/snippets")).status_code == 404
