"""What the server of one home answers: CLICK's two calls, the payer's page, the shop's own site."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pos.core.errors import SettingsMissing
from pos.core.order_card import OrderCard
from pos.flow.events import AlarmKind, AlarmRaised
from pos.logs import report_bug
from pos.online import Online, order_facts, pay_link
from pos.paths import resource
from pos.screens.words import Words
from pos.settings import Settings
from pos.shop_api.api_docs import ApiDocs
from pos.shop_api.order_routes import OrderRoutes, Speaker
from pos.shop_api.pages import OrderPage
from pos.shop_api.server import Service, ShopApi
from pos.shop_api.serving import Serving
from pos.shop_api.site_orders import Keys, SiteOrders
from pos.shop_api.till_routes import TillRoutes


def make_serving(online: Online, settings: Settings) -> Serving:
    """The server, ready to start."""
    click, shop = settings.click, settings.shop_api
    clock = online.parts.clock
    service = Service(click.service_id, click.secret_key, shop.prepare_path, shop.complete_path)
    api = ShopApi(service, online.answers, clock, report_bug, lambda name: _alarm(online, name))
    site = SiteOrders(
        desk=online.desk,
        find=online.catalogue.find,
        clock=clock,
        keys=Keys(shop.api_key, shop.woocommerce_secret),
        tell=lambda card: _told(online.settings, card, clock.now()),
        training=settings.is_simulator,
    )
    pages = OrderRoutes(
        find=online.orders.by_token,
        page=lambda card, path, now: _page(online.settings, card, path, now),
        speaker=_speaker,
        clock=clock,
        shop=settings.shop.name,
    )
    tills = TillRoutes(online.host_desk, shop.till_key)
    docs = ApiDocs(resource("openapi", "orders.json").read_text("utf-8"))
    return Serving([*api.routes(), *pages.routes(), *site.routes(), *tills.routes(), *docs.routes()])


def _alarm(online: Online, name: str) -> None:
    """Somebody must look at the disk; CLICK asks again by itself."""
    facts = {"transaction_id": name[:64]}
    online.parts.events.publish(AlarmRaised(AlarmKind.JOURNAL_FAILED, online.parts.clock.now(), facts))


def _speaker(language: str) -> Speaker:
    words = Words(language)
    return Speaker(words.say, words.money)


def _page(settings: Settings, card: OrderCard, status_path: str, now: datetime) -> OrderPage:
    bare = OrderPage(
        card=card,
        stage=card.stage(now),
        shop=settings.shop.name,
        pay_url="",
        app_url="",
        form="",
        script_tag="",
        js_call="",
        status_path=status_path,
        now=now,
        training=settings.is_simulator,
    )
    try:
        link = pay_link(settings, card)
    except SettingsMissing:
        return bare  # an open sum, or no merchant: the page says that it cannot be paid here
    label = "CLICK"
    return replace(
        bare,
        pay_url=link.url(),
        app_url=link.app_url(),
        form=link.form(label),
        script_tag=link.script_tag(label, link.return_url),
        js_call=link.js_call("#pay"),
    )


def _told(settings: Settings, card: OrderCard, now: datetime) -> dict[str, object]:
    """An order as the API tells it (schema Order)."""
    paid = card.paid
    return {
        **order_facts(settings, card, now),
        "paid": paid is not None,
        "click_payment_id": paid.click_paydoc_id if paid else None,
    }
