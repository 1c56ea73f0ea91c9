"""A client over a scripted transport, and raw servers on loopback that misbehave byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import httpx

from pos.click_api.client import ClickClient
from pos.click_api.gateway import ClickGateway
from pos.core.money import Money
from pos.core.payment import Payment, PaymentId, Timers, TransactionId
from pos.core.sale import SaleId
from pos.core.secret import SecretKey
from tests.fakes.clock import START, FakeClock

BASE_URL = "https://api.click.example/v2/merchant/"
SERVICE = 24680
USER = 11223
SECRET = "a-secret-that-no-log-shows"
OTP = "880101698207133392"
PID = PaymentId(2388672086)
TID = TransactionId("01JDF6Q7ZK5W8S9T4V3R2N1P0A")
DAY = date(2026, 11, 24)
DEADLINE_S = 5.0
LINK = "https://ofd.soliq.uz/epi?t=EZ000000000030&r=123456789&c=20221028171340&s=854971301623"

CHARGED: dict[str, object] = {
    "error_code": 0,
    "error_note": "Успешно",
    "payment_id": str(PID),
    "payment_status": 1,
    "confirm_mode": True,
    "card_type": "private",
    "processing_type": "UZCARD",
    "card_number": "860002******8331",
    "phone_number": "998221234567",
}
DONE: dict[str, object] = {"error_code": 0, "error_note": "Успешно"}
STATUS: dict[str, object] = {**DONE, "payment_id": PID, "payment_status": 2}

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def payment(tiyin: int = 500_00) -> Payment:
    return Payment(
        transaction_id=TID,
        sale_id=SaleId("sale-1"),
        amount=Money(tiyin),
        service_id=SERVICE,
        cashbox_code="KASSA-1",
        business_day=DAY,
        created_at=START,
        cart_hash="h",
    )


def client_of(
    transport: httpx.AsyncBaseTransport | None = None,
    *,
    base_url: str = BASE_URL,
    clock: FakeClock | None = None,
    window_s: float = 30,
    on_skew: Callable[[int], None] | None = None,
) -> ClickClient:
    return ClickClient(
        base_url=base_url,
        service_id=SERVICE,
        merchant_user_id=USER,
        secret_key=SecretKey(SECRET),
        clock=clock or FakeClock(),
        transport=transport,
        timers=Timers.for_window(window_s),
        on_skew=on_skew,
    )


def json_answer(
    members: object, http_status: int = 200, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    return body_answer(json.dumps(members, ensure_ascii=False).encode(), http_status, headers)


def body_answer(
    body: bytes, http_status: int = 200, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    return httpx.Response(
        http_status,
        headers={"Content-Type": "application/json; charset=utf-8", **(headers or {})},
        stream=httpx.ByteStream(body),
    )


@dataclass
class Script:
    """A transport whose answers, or troubles, come in order; the last one repeats. Keeps the requests."""

    answers: list[httpx.Response | Exception]
    requests: list[httpx.Request] = field(default_factory=list)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def scripted(*answers: httpx.Response | Exception) -> tuple[ClickClient, Script]:
    script = Script(list(answers))
    return client_of(script.transport), script


def gateway_of(*answers: httpx.Response | Exception) -> tuple[ClickGateway, Script]:
    client, script = scripted(*answers)
    return ClickGateway(client), script


@dataclass
class Served:
    """What a raw server saw: how many connections, and each request that arrived whole."""

    base_url: str = ""
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def read(self, reader: asyncio.StreamReader) -> None:
        """Read one request and keep it."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        self.requests.append(head + await reader.readexactly(length))


@contextlib.asynccontextmanager
async def serving(
    handler: Callable[[Served, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
    tls: ssl.SSLContext | None = None,
    *,
    scheme: str | None = None,
) -> AsyncIterator[Served]:
    served = Served()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.connections += 1
        task = asyncio.current_task()
        assert task is not None
        served.tasks.add(task)
        try:
            await handler(served, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone, or the test is over
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    served.base_url = f"{scheme or ('https' if tls else 'http')}://127.0.0.1:{port}/v2/merchant/"
    try:
        yield served
    finally:
        server.close()
        for task in served.tasks:
            task.cancel()
        await asyncio.gather(*served.tasks, return_exceptions=True)
        await server.wait_closed()


def http_answer(body: bytes, *more: str, status: str = "200 OK", length: int | None = None) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        "Content-Type: application/json",
        f"Content-Length: {len(body) if length is None else length}",
        *more,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST instead of FIN."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
