"""What the server of one home answers: CLICK's two calls, the payer's page, the shop's own site."""

from __future__ import annotations

from pos.logs import report_bug
from pos.online import Online
from pos.settings import Settings
from pos.shop_api.server import Service, ShopApi
from pos.shop_api.serving import Serving


def make_serving(online: Online, settings: Settings) -> Serving:
    """The server, ready to start."""
    click, shop = settings.click, settings.shop_api
    service = Service(click.service_id, click.secret_key, shop.prepare_path, shop.complete_path)
    api = ShopApi(service, online.answers, online.parts.clock, report_bug)
    return Serving([*api.routes()])
