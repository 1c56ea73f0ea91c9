"""Orders of the shop's own site at a whole till: from the site's POST to the fiscal receipt on paper.

Each step is told to `picture` by its name; the tests look at nothing, `tests.qt.stories` takes pictures.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from pytestqt.qtbot import QtBot

from pos.commands.demo_parts import LOOPBACK, training_settings
from pos.core.catalogue import Barcode, Good
from pos.core.fiscal import FiscalState
from pos.core.money import Money
from pos.core.payment import PaymentState
from pos.core.receipt import Qr
from pos.core.secret import SecretKey
from pos.qt.history_view import HistoryPage
from pos.qt.orders_view import OrdersPage
from pos.screens.sounds import Sound
from pos.vault import Vault
from tests.commands.kit import Click, without_log_files
from tests.qt.station_kit import OIL, SUGAR, WAIT_MS, WINDOW_S, Till
from tests.qt.station_orders import Shop

API_KEY, WOO_SECRET = "a key of the site", "a secret of the webhook"
CHEESE = "4780012340047"
WOO_ORDER = {
    "id": 1194, "number": "1194", "status": "pending", "currency": "UZS", "total": "44000.00",
    "payment_method": "clickuz", "billing": {"first_name": "Aziza", "phone": "998901234567"},
    "line_items": [
        {"id": 7, "name": "Сахар-песок, 1 кг", "sku": SUGAR, "quantity": 2, "total": "29000.00",
         "total_tax": "0.00", "price": 14500},
    ],
    "shipping_lines": [{"id": 9, "method_title": "Курьер", "total": "15000.00", "total_tax": "0.00"}],
    "fee_lines": [],
}  # fmt: skip
API_ORDER = {
    "id": "A-000123B", "number": "123", "return_url": "https://shop.uz/thanks",
    "items": [{"barcode": SUGAR, "quantity": 3}, {"barcode": CHEESE, "quantity": "0.450"}],
}  # fmt: skip

JUICE = Good(
    Barcode("4780012340399"), "Сок гранатовый, 1 л", Money.of_sum(20_000), "02202001001000003", "1520627",
    vat_percent=12, units_code=796, marked=True,
)  # fmt: skip
MARKED_ORDER = {"id": "A-000124B", "number": "124", "items": [{"barcode": JUICE.barcode, "quantity": 2}]}
LABELS = ("0104780012340399" + "21AAAA1", "0104780012340399" + "21BBBB2-and-more")

Picture = Callable[[str], None]


def unseen(_name: str) -> None:
    """Nobody takes a picture."""


class Site:
    """The shop's site: it has the keys of a till's server, and customers who pay."""

    def __init__(self, till: Till) -> None:
        self.till = till
        for name, key in (("api", API_KEY), ("woocommerce", WOO_SECRET)):
            Vault(till.home, None, name).store(SecretKey(key))
        self.shop = Shop(till)
        self.order_id, self.amount_tiyin = "", 0

    def sends_webhook(self) -> float:
        """«order.created» as WooCommerce signs it; the seconds until the till showed the order."""
        body = json.dumps(WOO_ORDER).encode()
        signed = base64.b64encode(hmac.digest(WOO_SECRET.encode(), body, hashlib.sha256)).decode()
        headers = {"x-wc-webhook-signature": signed, "x-wc-webhook-topic": "order.created"}
        return self._posts("/api/woocommerce", body, headers)

    def sends_order(self) -> float:
        """`POST /api/orders` with the key; the seconds until the till showed the order."""
        headers = {"authorization": f"Bearer {API_KEY}"}
        return self._posts("/api/orders", json.dumps(API_ORDER).encode(), headers)

    def sends_marked(self) -> float:
        """An order of two marked pieces; the seconds until the till showed it."""
        headers = {"authorization": f"Bearer {API_KEY}"}
        return self._posts("/api/orders", json.dumps(MARKED_ORDER).encode(), headers)

    def _posts(self, path: str, body: bytes, headers: dict[str, str]) -> float:
        address = self.shop.parts.online.address
        assert address is not None
        before = len(self.shop.orders.rows)
        began_s = time.monotonic()
        url = f"http://{address[0]}:{address[1]}{path}"
        answer = httpx.post(url, content=body, headers=headers, trust_env=False)
        assert answer.status_code == 201, answer.text
        self.till.wait(lambda: len(self.shop.orders.rows) == before + 1)
        took_s = time.monotonic() - began_s
        told = answer.json()
        self.order_id, self.amount_tiyin = told["id"], told["amount_tiyin"]
        return took_s

    def is_paid(self, picture: Picture) -> None:
        """By the customer. CLICK's Complete gets lost at first, so that the payment is seen under way."""
        shop, click = self.shop, self.till.click
        simulator, ways = click._simulator, shop.parts.online.settings.shop_api
        root = ways.public_url.rstrip("/")
        simulator.connect_shop(root + ways.prepare_path, LOOPBACK)
        paying = click._engine.submit(simulator.pay_order(self.order_id, self.amount_tiyin))
        self.till.wait(lambda: shop.detail.word == "Being paid now")
        picture("being-paid")
        self.till.key("Esc")
        assert shop.is_open(None)
        before = self.till.sounds.count(Sound.ADDED)
        simulator.connect_shop(root + ways.prepare_path, root + ways.complete_path)
        self.till.wait(lambda: "orders" in {chip.name for chip in self.till.view.chips})
        assert paying.result(WAIT_MS / 1000).is_paid
        self.till.wait(lambda: self.till.sounds.count(Sound.ADDED) == before + 1)


def sold_online(till: Till, sends: Callable[[Site], float], picture: Picture = unseen) -> None:
    """One order, while a receipt of the counter is open: it comes, is paid, collected, handed over."""
    site = Site(till)
    shop = site.shop
    till.ring_up(OIL)
    till.ctrl("F8")
    till.wait(lambda: shop.is_open(OrdersPage) and not shop.orders.loading)
    till.key("F3")  # all: one that waits for its payment is nobody's work yet
    sys.stdout.write(f"{sends(site):.3f} s from the POST to the till: {site.order_id}\n")
    till.wait(lambda: shop.orders.selected == site.order_id and shop.detail.word == "Waits for payment")
    picture("arrived")
    site.is_paid(picture)
    till.ring_up(SUGAR)
    assert till.chip("orders").detail == "1"
    picture("paid-during-a-sale")
    till.ctrl("F8")
    till.wait(lambda: shop.is_open(OrdersPage) and shop.orders.selected == site.order_id)
    till.wait(lambda: shop.detail.word == "Paid, to be collected")
    picture("to-be-collected")
    till.key("F8")
    till.wait(lambda: shop.detail.word == "Collected, to be handed over")
    picture("collected")
    till.key("F8")
    till.wait(lambda: shop.detail.word == "Hand over the order?")
    picture("question")
    shop.presses("F8", "CLICK has confirmed")
    picture("handed-over")
    till.wait(lambda: len(till.tray.papers) == 1)
    till.key("Esc")
    assert len(till.view.lines) == 2, "the counter's receipt is as it was"
    till.wait(lambda: "orders" not in {chip.name for chip in till.view.chips})
    is_on_paper(site)
    till.key("F7")
    till.wait(lambda: till.station.history is not None and till.station.history.paper is not None)
    assert isinstance(till.page, HistoryPage)
    picture("receipt")
    till.key("Esc")


def sold_marked(till: Till, picture: Picture = unseen) -> None:
    """Marked goods: their labels are scanned on the page, F8 waits for them, the OFD gets them."""
    site = Site(till)
    shop = site.shop

    async def learn() -> None:
        shop.parts.books.catalogue.load([JUICE])

    till.run.engine.submit(learn()).result(WAIT_MS / 1000)
    till.ctrl("F8")
    till.wait(lambda: shop.is_open(OrdersPage) and not shop.orders.loading)
    till.key("F3")
    site.sends_marked()
    site.is_paid(unseen)
    till.ctrl("F8")
    till.wait(lambda: shop.is_open(OrdersPage) and shop.orders.selected == site.order_id)
    till.key("F8")
    till.wait(lambda: shop.detail.word == "Collected, to be handed over")
    till.hands.burst(LABELS[0])
    till.wait(lambda: shop.detail.lines[0].labels == "labels 1 of 2")
    picture("one-label")
    till.hands.burst(SUGAR)
    till.wait(lambda: shop.detail.word == "The label was not taken")
    picture("no-label")
    till.key("Esc")
    till.key("F8")
    till.wait(lambda: shop.detail.word == "Labels are missing")
    picture("labels-missing")
    till.hands.burst(LABELS[1])
    till.wait(lambda: shop.detail.lines[0].labelled)
    till.key("F8")
    till.wait(lambda: shop.detail.word == "Hand over the order?")
    shop.presses("F8", "CLICK has confirmed")
    till.wait(lambda: len(till.tray.papers) == 1)
    till.key("Esc")
    assert not till.view.lines, "no scan was a line of the counter's receipt"
    is_on_paper(site)
    [paid] = till.click.payments
    [receipt] = paid.receipts
    assert receipt.items[0]["Labels"] == [label[:21] for label in LABELS]


def is_on_paper(site: Site) -> None:
    """Paid and fiscalised once, and the QR of the paper is the link of CLICK's only receipt."""
    till = site.till
    [row] = till.rows()
    assert row.fiscal is FiscalState.DONE
    assert (row.state, row.amount.tiyin) == (PaymentState.PAID, site.amount_tiyin)
    [paid] = till.click.payments
    [receipt] = paid.receipts
    [paper] = till.tray.papers
    assert [one.text for one in paper.rows if isinstance(one, Qr)] == [receipt.url]


@pytest.fixture
def till(qtbot: QtBot, tmp_path: Path) -> Iterator[Till]:
    """A till with all that a fiscal receipt needs; CLICK soon tries again what got lost."""
    hooks = sys.excepthook, threading.excepthook
    with Click(WINDOW_S, shop_pauses_s=(0.2,) * 20) as click, without_log_files():
        made = Till(qtbot, tmp_path / "home", click, fiscal=training_settings(WINDOW_S, "en").fiscal)
        made.ready()
        yield made
        made.end()
    sys.excepthook, threading.excepthook = hooks


@pytest.mark.parametrize("sends", [Site.sends_webhook, Site.sends_order])
def test_an_order_of_the_site_is_sold_while_the_counter_sells(
    sends: Callable[[Site], float], till: Till
) -> None:
    sold_online(till, sends)


def test_an_order_of_marked_goods_waits_for_its_labels_and_tells_them_to_the_ofd(till: Till) -> None:
    sold_marked(till)
