"""The shop's own site: `POST /api/orders` with a key, WooCommerce's webhook, and what describes them.

Engine thread. Makes orders; moves no money. Where something is wrong the answer names the field.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pos.core.errors import BadInput, JournalTrouble
from pos.core.order import OrderId
from pos.core.order_card import NewOrder, OrderCard
from pos.core.secret import SecretKey
from pos.flow.order_desk import ShopDesk
from pos.flow.ports import Clock
from pos.shop_api.api_orders import NOT_HERE, Find, from_woocommerce, is_same, read_api_order
from pos.shop_api.bodies import CLOSE, Unreadable, read_body
from pos.shop_api.woocommerce import CREATED, is_from_the_site, is_ping, read_order

MOST_BODY = 256 * 1024
Endpoint = Callable[[Request], Awaitable[Response]]
Tell = Callable[[OrderCard], dict[str, object]]
"""An order as the API tells it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What the site proves itself by; an empty one lets nobody in."""

    api: SecretKey
    woocommerce: SecretKey


class SiteOrders:
    """The routes of the site."""

    def __init__(
        self, *, desk: ShopDesk, find: Find, clock: Clock, keys: Keys, tell: Tell, training: bool
    ) -> None:
        self._desk = desk
        self._find = find
        self._clock = clock
        self._keys = keys
        self._tell = tell
        self._training = training

    def routes(self) -> list[Route]:
        """All under /api."""
        return [
            Route("/api/orders", self._guarded(self._create), methods=["POST"]),
            Route("/api/orders/{order_id}", self._guarded(self._show), methods=["GET"]),
            Route("/api/orders/{order_id}/cancel", self._guarded(self._cancel), methods=["POST"]),
            Route("/api/woocommerce", self._answered(self._woocommerce), methods=["POST"]),
        ]

    def _guarded(self, work: Endpoint) -> Endpoint:
        async def checked(request: Request) -> Response:
            scheme, _, given = request.headers.get("authorization", "").partition(" ")
            key = self._keys.api
            if not key or scheme.lower() != "bearer" or SecretKey(given.strip()) != key:
                return told(401, {"error": "the key is missing or wrong"}, {"www-authenticate": "Bearer"})
            return await work(request)

        return self._answered(checked)

    def _answered(self, work: Endpoint) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            try:
                return await work(request)
            except Unreadable as unreadable:
                return unreadable.response
            except BadInput as error:
                facts = error.facts
                status = 409 if error.detail in NOT_HERE else 400
                return told(
                    status,
                    {"error": error.detail, "field": str(facts["field"]), "value": str(facts["value"])},
                )
            except JournalTrouble:
                return told(503, {"error": "the journal cannot be written now; try again later"}, CLOSE)

        return endpoint

    async def _create(self, request: Request) -> Response:
        body = await read_body(request, MOST_BODY)
        new = read_api_order(body, self._find, now=self._clock.now(), training=self._training)
        return self._made(new)

    def _made(self, new: NewOrder) -> Response:
        """Make it, once: the same again is the same order, another one under its id is refused."""
        before = self._desk.find(new.order.order_id)
        if before is not None:
            if not is_same(before, new):
                return told(
                    409, {"error": "another order has this id", "field": "id", "value": new.order.order_id}
                )
            return told(200, self._tell(before))
        [card] = self._desk.make([new])
        return told(201, self._tell(card))

    async def _show(self, request: Request) -> Response:
        card = self._desk.find(request.path_params["order_id"])
        return _none() if card is None else told(200, self._tell(card))

    async def _cancel(self, request: Request) -> Response:
        await read_body(request, MOST_BODY)
        name = OrderId(request.path_params["order_id"])
        if self._desk.find(name) is None:
            return _none()
        try:
            return told(200, self._tell(await self._desk.cancel_order(name)))
        except BadInput:
            return _taken("it is paid or cancelled already", name)

    async def _woocommerce(self, request: Request) -> Response:
        body = await read_body(request, MOST_BODY)
        if is_ping(body):
            return told(200, {})  # sent unsigned when the webhook is saved; nothing is done
        signature = request.headers.get("x-wc-webhook-signature", "")
        if not is_from_the_site(body, signature, self._keys.woocommerce.reveal()):
            return told(401, {"error": "the signature is missing or wrong"})
        if request.headers.get("x-wc-webhook-topic", CREATED) != CREATED:
            return told(200, {})  # other news of the site are not ours
        return self._made(from_woocommerce(read_order(body), self._find, training=self._training))


def told(status: int, members: dict[str, object], headers: dict[str, str] | None = None) -> Response:
    """A JSON answer."""
    body = json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    more = {"cache-control": "no-store", **(headers or {})}
    return Response(body, status, more, media_type="application/json")


def _taken(why: str, name: str) -> Response:
    return told(409, {"error": why, "field": "id", "value": name})


def _none() -> Response:
    return told(404, {"error": "there is no such order", "field": "id", "value": ""})
