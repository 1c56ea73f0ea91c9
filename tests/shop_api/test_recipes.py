"""The recipes of the help: what each of them sends is an order that this server takes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pos.core.money import Money
from pos.paths import resource
from pos.shop_api.api_orders import read_api_order
from tests.core.kit import MILK

HELP = Path(resource("help", "online-orders.md"))
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FILLED = {
    "[order:order_id]": "0000123",
    "[order:total_price:number]": "85000.00",
    "[order:order_number]": "123",
}


def bodies() -> list[str]:
    return re.findall(r"\{\"id\".*?\}(?:\]\})?", HELP.read_text("utf-8"))


@pytest.mark.parametrize("body", bodies())
def test_the_body_of_a_recipe_is_an_order(body: str) -> None:
    for token, value in FILLED.items():
        body = body.replace(token, value)
    new = read_api_order(
        body.encode(), lambda code: MILK if code == MILK.barcode else None, now=NOW, training=False
    )
    assert new.order.amount in {Money.of_sum(85_000), Money(2 * MILK.price.tiyin)}
    assert new.order.order_id[-1].isalpha()
    assert json.loads(body)["number"] == new.number == "123"


def test_every_cms_of_the_documentation_has_its_recipe() -> None:
    text = HELP.read_text("utf-8")
    assert len(bodies()) == 2
    for name in ("WooCommerce", "Drupal", "OpenCart", "1С-Битрикс", "Joomla!", "CS-Cart"):
        assert name in text
