"""What tills that pull their online orders from this host ask of it: all under /till, with a key of its own.

Engine thread. Moves no money. Every call may be made again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pos.core.errors import BadInput, JournalTrouble
from pos.core.order import OrderId
from pos.core.secret import SecretKey
from pos.flow.host_desk import HostDesk
from pos.shop_api.bodies import CLOSE, Unreadable, read_body
from pos.shop_api.site_orders import told
from pos.shop_api.till_wire import NotOurs, read_card, write_change, write_changes

MOST_BODY = 512 * 1024
_TILL = re.compile(r"[0-9a-f]{16}")
_PLACE = re.compile(r"[0-9]{1,15}")
Endpoint = Callable[[Request], Awaitable[Response]]


class TillRoutes:
    """The routes of the tills; an empty `key` lets nobody in."""

    def __init__(self, desk: HostDesk, key: SecretKey) -> None:
        self._desk = desk
        self._key = key

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/till/changes", self._guarded(self._changes), methods=["GET"]),
            Route("/till/orders", self._guarded(self._create), methods=["POST"]),
            Route("/till/orders/{order_id:path}/cancel", self._guarded(self._cancel), methods=["POST"]),
            Route("/till/orders/{order_id:path}/pick", self._guarded(self._pick), methods=["POST"]),
            Route("/till/orders/{order_id:path}/claim", self._guarded(self._claim), methods=["POST"]),
        ]

    def _guarded(self, work: Endpoint) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            scheme, _, given = request.headers.get("authorization", "").partition(" ")
            if not self._key or scheme.lower() != "bearer" or SecretKey(given.strip()) != self._key:
                return told(401, {"error": "the key is missing or wrong"}, {"www-authenticate": "Bearer"})
            try:
                return await work(request)
            except Unreadable as unreadable:
                return unreadable.response
            except NotOurs as error:
                return told(400, {"error": f"not what a till of this version says: {error}"})
            except BadInput as error:
                return told(409, {"error": error.detail, "value": str(error.facts.get("value", ""))})
            except JournalTrouble:
                return told(503, {"error": "the journal cannot be read or written now"}, CLOSE)

        return endpoint

    async def _changes(self, request: Request) -> Response:
        asked = request.query_params
        after, wait = asked.get("after", ""), asked.get("wait", "0")
        if not _PLACE.fullmatch(after) or not _PLACE.fullmatch(wait):
            raise NotOurs("after and wait are whole numbers")
        page = await self._desk.changes(asked.get("feed", ""), int(after), float(wait))
        return told(200, write_changes(page))

    async def _create(self, request: Request) -> Response:
        card = read_card(await _body(request))
        return told(200, write_change(self._desk.create(card)))

    async def _cancel(self, request: Request) -> Response:
        return told(200, write_change(await self._desk.cancel(_order_of(request))))

    async def _pick(self, request: Request) -> Response:
        return told(200, write_change(await self._desk.pick(_order_of(request))))

    async def _claim(self, request: Request) -> Response:
        asked = await _body(request)
        till, trans_id, by = asked.get("till"), asked.get("click_trans_id"), asked.get("by")
        if (
            not (isinstance(till, str) and _TILL.fullmatch(till))
            or type(trans_id) is not int
            or abs(trans_id) >= 2**63
        ):
            raise NotOurs("a till has a name, a payment a number")
        if not isinstance(by, str):
            raise NotOurs("somebody hands it over")
        return told(200, write_change(self._desk.claim(_order_of(request), trans_id, till, by)))


def _order_of(request: Request) -> OrderId:
    return OrderId(str(request.path_params["order_id"]))


async def _body(request: Request) -> dict[str, Any]:
    body = await read_body(request, MOST_BODY)
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotOurs("not JSON") from error
    if not isinstance(found, dict):
        raise NotOurs("not an object")
    return found
