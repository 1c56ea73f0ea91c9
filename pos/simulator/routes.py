"""Calls as a table: method, path, name, and who answers. Pure.

A module with endpoints gives its routes; `app` puts the tables together. To add ``invoice`` or
``card_token``, write one more module of that kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from pos.simulator.faults import Answer, Endpoint
from pos.simulator.refusals import Misuse
from pos.simulator.strict import path_integer

BASE_PATH = "/v2/merchant/"
"""The path of the documented end point."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was read whole.

    Attributes:
        target: path and query as they came.
        headers: names in lower case; a name that came twice has both values, joined by a comma.
        peer_port: the port of the caller.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    peer_port: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose route is known; `path` has the named parts, percent-decoded."""

    request: Request
    path: Mapping[str, str]

    @property
    def body(self) -> bytes:
        """The body as it came."""
        return self.request.body

    def path_integer(self, name: str) -> int:
        """Read a part of the path as an integer; raises `Misuse` 400."""
        return path_integer(self.path[name], name)

    def refuse_body(self) -> None:
        """Raise `Misuse` 400 when there is a body although none is documented."""
        if self.body:
            raise Misuse(400, "this call has no body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer before it is put on the wire.

    Attributes:
        members: the JSON object; None: an HTML page, as a gateway shows it.
        answer: how it leaves.
        delay_s: how long it waits.
    """

    http_status: int = 200
    members: Mapping[str, object] | None
    answer: Answer = Answer.WHOLE
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Route:
    """One call of the API.

    Attributes:
        path: relative to the end point, with named parts in braces.
        endpoint: its name; None for the calls that only training has: they need no ``Auth``.
        answer: makes the reply, or raises `Misuse` or `Refusal`.
        arrived: is told of the request before a fault can swallow it.
    """

    method: str
    path: str
    endpoint: Endpoint | None
    answer: Callable[[Call], Reply]
    arrived: Callable[[Call], None] | None = None


class RouteTable:
    """All routes; finds the one of a request."""

    def __init__(self, routes: list[Route], base_path: str = BASE_PATH) -> None:
        self._rows = [(_pattern(base_path + route.path), route) for route in routes]

    def find(self, request: Request) -> tuple[Route, Call] | None:
        """Find the route of a request; None means 404, also for a path with a query."""
        for pattern, route in self._rows:
            match = pattern.fullmatch(request.target) if route.method == request.method else None
            if match is not None:
                return route, Call(request, {name: unquote(text) for name, text in match.groupdict().items()})
        return None


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", path)
    literal, named = parts[::2], parts[1::2]
    pattern = re.escape(literal[0])
    for name, text in zip(named, literal[1:], strict=True):
        pattern += f"(?P<{name}>[^/?#]+){re.escape(text)}"
    return re.compile(pattern)
