"""The host of the online orders as this till reaches it, over HTTPS. Implements `host_ports.OrdersHost`.

Engine thread; opens lazily. Moves no money. A call that was lost may be made again. Nothing of it is logged.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from pos.core.errors import BadInput, HostTrouble
from pos.core.hosted import Change, Changes
from pos.core.order import OrderId
from pos.core.order_card import OrderCard
from pos.core.secret import SecretKey
from pos.shop_api.till_wire import NotOurs, read_change, read_changes, write_card

PATIENCE_S = 10.0
T = TypeVar("T")


class HostClient:
    """`url` ends in a slash; it is https, or this PC (the settings refuse others). `tls` gives the roots."""

    def __init__(self, url: str, key: SecretKey, tls: Callable[[], ssl.SSLContext]) -> None:
        self._url = url
        self._key = key
        self._tls = tls
        self._client: httpx.AsyncClient | None = None

    def __repr__(self) -> str:
        """Without the key."""
        return f"HostClient({self._url})"

    async def changes(self, feed: str, after: int, wait_s: float) -> Changes:
        """What is new after a place in its list; it may wait so long for news."""
        asked = {"feed": feed, "after": str(after), "wait": str(int(wait_s))}
        answer = await self._ask("GET", "till/changes", params=asked, more_s=wait_s)
        return self._read(read_changes, answer)

    async def create(self, card: OrderCard) -> Change:
        """Let it take an order of this till, with its id and the secret of its page."""
        return self._read(read_change, await self._ask("POST", "till/orders", body=write_card(card)))

    async def cancel(self, order_id: OrderId) -> Change:
        """The shop's own cancellation of what is not paid."""
        return self._read(read_change, await self._ask("POST", _path(order_id, "cancel"), body={}))

    async def pick(self, order_id: OrderId) -> Change:
        """A paid order lies ready."""
        return self._read(read_change, await self._ask("POST", _path(order_id, "pick"), body={}))

    async def claim(self, order_id: OrderId, click_trans_id: int, till: str, by: str) -> Change:
        """From now on this till has the payment of an attempt; of goods: and hands them over, by `by`."""
        asked = {"click_trans_id": click_trans_id, "till": till, "by": by}
        return self._read(read_change, await self._ask("POST", _path(order_id, "claim"), body=asked))

    async def aclose(self) -> None:
        """Let go of the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
        more_s: float = 0.0,
    ) -> object:
        """The JSON of an answer with 200. Raises HostTrouble, and BadInput for 409."""
        if not self._key:
            raise HostTrouble("no key is kept", why="key")
        try:
            # Not a redirect: the key goes to this address and to no other.
            answer = await self._open().request(
                method, self._url + path, params=params, json=body, timeout=PATIENCE_S + more_s
            )
            found: object = answer.json()
        except (httpx.HTTPError, ssl.SSLError, OSError) as error:
            raise HostTrouble(type(error).__name__, why="silent") from error
        except (ValueError, RecursionError) as error:
            raise HostTrouble("not JSON", why="answer") from error
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise HostTrouble("it does not take the key", why="key")
        if answer.status_code == httpx.codes.CONFLICT and isinstance(found, dict):
            raise BadInput(str(found.get("error"))[:200], field="id", value=str(found.get("value"))[:80])
        if answer.status_code != httpx.codes.OK:
            raise HostTrouble(f"HTTP {answer.status_code}", why="answer")
        return found

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(
                verify=self._tls() if self._url.startswith("https:") else True,
                headers={"authorization": f"Bearer {self._key.reveal()}"},
                trust_env=False,
            )
        return self._client

    @staticmethod
    def _read(reader: Callable[[object], T], answer: object) -> T:
        try:
            return reader(answer)
        except NotOurs as error:
            raise HostTrouble(str(error), why="answer") from error


def _path(order_id: OrderId, word: str) -> str:
    # Dots, too: an id of dots alone would be another folder.
    return f"till/orders/{quote(order_id, safe='').replace('.', '%2E')}/{word}"
