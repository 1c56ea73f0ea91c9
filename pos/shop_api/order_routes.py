"""The payer's side: `GET /o/{token}` and its status. Reads only: what comes back to it credits nothing.

Engine thread. The address is the secret: who has it may see this one order.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pos.core.errors import JournalTrouble
from pos.core.money import Money
from pos.core.order_card import OrderCard
from pos.flow.ports import Clock
from pos.shop_api.pages import (
    OrderPage,
    Say,
    content_security_policy,
    render_missing,
    render_page,
    render_snippets,
    status_of,
)
from pos.shop_api.site_orders import told

LANGUAGES = ("ru", "uz", "uz_Cyrl", "en")
_TOKEN = re.compile(r"[0-9A-Za-z_-]{22}")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Sentences and sums in one language."""

    say: Say
    money: Callable[[Money], str]


MakePage = Callable[[OrderCard, str, datetime], OrderPage]
"""The facts of a page: the order, the path of its status, now."""


class OrderRoutes:
    """The routes of the payer's page."""

    def __init__(
        self,
        *,
        find: Callable[[str], OrderCard | None],
        page: MakePage,
        speaker: Callable[[str], Speaker],
        clock: Clock,
        shop: str,
    ) -> None:
        self._find = find
        self._page = page
        self._speaker = speaker
        self._clock = clock
        self._shop = shop

    def routes(self) -> list[Route]:
        """The page, the status that it asks for again and again, and the snippets for a site."""
        return [
            Route("/o/{token}", self._show, methods=["GET"]),
            Route("/o/{token}/status", self._status, methods=["GET"]),
            Route("/o/{token}/snippets", self._snippets, methods=["GET"]),
        ]

    async def _show(self, request: Request) -> Response:
        language = _language(request)
        speaker = self._speaker(language)
        nonce = secrets.token_urlsafe(18)
        card = self._card(request)
        if card is None:
            return _html(404, render_missing(speaker.say, language, self._shop, nonce), nonce)
        page = self._page(card, f"/o/{card.token}/status", self._clock.now())
        return _html(200, render_page(page, speaker.say, speaker.money, language, nonce), nonce)

    async def _snippets(self, request: Request) -> Response:
        """For whoever builds the site: link, form and scripts of this order, ready to copy."""
        language = _language(request)
        say, nonce = self._speaker(language).say, secrets.token_urlsafe(18)
        card = self._card(request)
        page = self._page(card, "", self._clock.now()) if card is not None else None
        if page is None or not page.pay_url:
            return _html(404, render_missing(say, language, self._shop, nonce), nonce)
        return _html(200, render_snippets(page, say, language, nonce), nonce)

    async def _status(self, request: Request) -> Response:
        card = self._card(request)
        if card is None:
            return told(404, {})
        return told(200, status_of(card, card.stage(self._clock.now())))

    def _card(self, request: Request) -> OrderCard | None:
        token = request.path_params["token"]
        try:
            return self._find(token) if _TOKEN.fullmatch(token) else None
        except JournalTrouble:
            return None


def _language(request: Request) -> str:
    """What the payer chose, else the first that his browser wants and we speak, else Russian."""
    chosen = request.query_params.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    for wanted in request.headers.get("accept-language", "").split(",")[:8]:
        code = wanted.partition(";")[0].strip().lower()
        if code.startswith("uz"):
            return "uz_Cyrl" if "cyrl" in code else "uz"
        if code[:2] in ("ru", "en"):
            return code[:2]
    return "ru"


def _html(status: int, text: str, nonce: str) -> Response:
    headers = {
        "content-security-policy": content_security_policy(nonce),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
    }
    return Response(text, status, headers, media_type="text/html")
