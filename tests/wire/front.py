"""What stands before the simulator: TLS on loopback, one port of one case, two addresses.

Behind the good address CLICK answers unless the call's strike says otherwise; behind the bad one nobody ever
reads a request. Everything that arrives is written down.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from pos.simulator import Simulator
from pos.simulator.routes import Request
from tests.wire.calls import Asked, WatchedGateway
from tests.wire.certificates import Certificates
from tests.wire.faults import PAGE, Road, Strike, answer, head
from tests.wire.line import Gone, Line, reset
from tests.wire.roads import BAD_ADDRESS, GOOD_ADDRESS, BlackHole

_PATHS = {
    Asked.PAYMENT: re.compile(r"POST /v2/merchant/click_pass/payment"),
    Asked.CONFIRM: re.compile(r"POST /v2/merchant/click_pass/confirm"),
    Asked.STATUS: re.compile(r"GET /v2/merchant/payment/status/\d+/\d+"),
    Asked.STATUS_BY_MTI: re.compile(r"GET /v2/merchant/payment/status_by_mti/\d+/\w+/[\d-]+"),
    Asked.SUBMIT_ITEMS: re.compile(r"POST /v2/merchant/payment/ofd_data/submit_items"),
    Asked.OFD_DATA: re.compile(r"GET /v2/merchant/payment/ofd_data/\d+/\d+"),
}
_HANDSHAKE_FAILURE = b"\x15\x03\x03\x00\x02\x02\x28"
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
_MADE_UP_ID = 999_999_999_999
_LINK = "https://ofd.soliq.uz/epi?t=EZ000000000030&r=123456789&c=20261124143206&s=854971301623"


@dataclass(frozen=True)
class Arrived:
    """One request that was read whole."""

    asked: Asked
    at_s: float
    reference: str


@dataclass
class Front:
    """The TLS server of one case."""

    sim: Simulator
    certificates: Certificates
    window_s: float
    keep_alive: bool
    road: Road
    arrived: list[Arrived] = field(default_factory=list)
    earlier: dict[Asked, bytes] = field(default_factory=dict)
    keeping: bool = False
    posts: Counter[str] = field(default_factory=Counter)
    port: int = 0
    gateway: WatchedGateway | None = None
    trouble: list[str] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _servers: list[asyncio.Server] = field(default_factory=list)
    _hole: BlackHole | None = None

    async def start(self) -> None:
        """Listen on both addresses with one port."""
        for _ in range(20):
            good = await asyncio.start_server(self._serving(self._good), GOOD_ADDRESS, 0)
            self.port = good.sockets[0].getsockname()[1]
            try:
                bad = await asyncio.start_server(self._serving(self._bad), BAD_ADDRESS, self.port)
                self._hole = BlackHole(self.port) if self.road is Road.BLACK_HOLE else None
            except OSError:
                good.close()
                continue
            self._servers = [good, bad]
            return
        raise AssertionError("no port is free on all addresses")

    async def stop(self) -> None:
        """Close everything."""
        for server in self._servers:
            server.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._hole is not None:
            self._hole.close()

    def _serving(self, handler: Handler) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(self._kept(handler, reader, writer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        return connected

    async def _kept(
        self, handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            await handler(reader, writer)
        except (Gone, OSError):
            pass
        except Exception as error:  # noqa: BLE001 - a mistake of these tests must not look like a lost line
            self.trouble.append(repr(error))
        finally:
            writer.close()

    # ---- the bad address ----------------------------------------------------------------------------------

    async def _bad(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        match self.road:
            case Road.RESET:
                reset(writer)
            case Road.ALERT:
                await reader.read(1024)
                writer.write(_HANDSHAKE_FAILURE)
                await writer.drain()
            case Road.PORTAL:
                await reader.read(1024)
                writer.write(head("302 Found", "text/html", 0, "Location: http://login.test/"))
                await writer.drain()
                await reader.read()
            case Road.SILENT:
                while await reader.read(1024):
                    pass
            case Road.LOST_AFTER_TLS:
                line = Line(reader, writer, self.certificates.good)
                await line.handshake()
                line.reset()
            case _:
                await Line(reader, writer, self._bad_context()).handshake()
                self.trouble.append("a handshake with a bad certificate was finished")

    def _bad_context(self) -> ssl.SSLContext:
        contexts = {
            Road.EXPIRED: self.certificates.expired,
            Road.WRONG_HOST: self.certificates.wrong_host,
            Road.SELF_SIGNED: self.certificates.self_signed,
            Road.OLD_TLS: self.certificates.old_tls,
        }
        return contexts[self.road]

    # ---- the good address ---------------------------------------------------------------------------------

    async def _good(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(reader, writer, self.certificates.good)
        await line.handshake()
        buffer = b""
        while True:
            request, buffer = await self._read(line, buffer)
            if not await self._serve(line, request):
                return

    async def _read(self, line: Line, buffer: bytes) -> tuple[Request, bytes]:
        while b"\r\n\r\n" not in buffer:
            buffer += await line.read()
        top, _, rest = buffer.partition(b"\r\n\r\n")
        first, *lines = top.decode("ascii").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in lines)}
        length = int(headers.get("content-length", "0"))
        while len(rest) < length:
            rest += await line.read()
        method, target, _ = first.split(" ")
        return Request(method, target, headers, rest[:length]), rest[length:]

    async def _serve(self, line: Line, request: Request) -> bool:
        asked = next(each for each, path in _PATHS.items() if path.fullmatch(_title(request)))
        reference = _reference(asked, request)
        self.arrived.append(Arrived(asked, time.monotonic(), reference))
        if asked is Asked.PAYMENT:
            self.posts[reference] += 1
        assert self.gateway is not None
        strike = self.gateway.active[asked].strike
        if strike is not None and strike.fault.spoil is not None:
            spoiled = Order(self, line, asked, request, strike)
            await strike.fault.spoil(spoiled)
            return False
        status, content_type, body = await self.click(asked, request)
        closes = not self.keep_alive or request.headers.get("connection") == "close"
        more = ("Connection: close",) if closes else ()
        await line.write(answer(body, content_type, *more, status=status))
        if closes:
            await line.close()
        return not closes

    async def click(self, asked: Asked, request: Request) -> tuple[str, str, bytes]:
        """Let CLICK act. Moves money."""
        out = await self.sim.app.answer(request)
        if self.keeping:
            self.earlier[asked] = out.body
        return f"{out.http_status} Whatever", out.content_type, out.body


@dataclass
class Order:
    """One request and what its fault may do with it: `faults.Spoiled`."""

    front: Front
    line: Line
    asked: Asked
    request: Request
    strike: Strike

    @property
    def window_s(self) -> float:
        """The case's window."""
        return self.front.window_s

    @property
    def acts(self) -> bool:
        """Whether CLICK is to act before the answer is spoiled."""
        return self.strike.acts

    async def act(self) -> bytes:
        """Let CLICK act. Moves money."""
        return (await self.front.click(self.asked, self.request))[2]

    async def body(self) -> bytes:
        """CLICK's answer, or a tempting one."""
        return await self.act() if self.acts else _yes(self.asked, self.request)

    def earlier(self) -> bytes:
        """What was answered to another sale; a confirm's answer with the payment that it was about."""
        if self.asked is Asked.CONFIRM:
            return self.front.earlier[Asked.STATUS]
        return self.front.earlier.get(self.asked, PAGE)


def _title(request: Request) -> str:
    return f"{request.method} {request.target}"


def _reference(asked: Asked, request: Request) -> str:
    """Whose request it is: the transaction_id, or the payment_id in its body or path."""
    if request.body:
        members = json.loads(request.body)
        return str(members["transaction_id" if asked is Asked.PAYMENT else "payment_id"])
    parts = request.target.split("/")
    return parts[-2] if asked is Asked.STATUS_BY_MTI else parts[-1]


def _yes(asked: Asked, request: Request) -> bytes:
    """The answer that would be most welcome, though CLICK has done nothing."""
    done: dict[str, object] = {"error_code": 0, "error_note": "OK"}
    reference = _reference(asked, request)
    match asked:
        case Asked.PAYMENT:
            done |= {"payment_id": _MADE_UP_ID, "payment_status": 2, "confirm_mode": False}
        case Asked.STATUS:
            done |= {"payment_id": int(reference), "payment_status": 2}
        case Asked.STATUS_BY_MTI:
            done |= {"payment_id": _MADE_UP_ID, "merchant_trans_id": reference, "payment_status": 2}
        case Asked.OFD_DATA:
            done = {"paymentId": int(reference), "qrCodeURL": _LINK}
        case _:
            pass
    return json.dumps(done).encode()
