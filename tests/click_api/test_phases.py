"""How far a request got, against real sockets: whether anything can have left decides everything."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable

import pytest

from pos.click_api.client import ClickClient
from pos.click_api.exchange import BODY_MAX
from pos.core.errors import ClickRefused, NoConnection, OutcomeUnknown, UntrustedServer
from pos.core.money import Money
from tests.click_api.kit import (
    CHARGED,
    DAY,
    DONE,
    OTP,
    PID,
    SECRET,
    STATUS,
    TID,
    Served,
    client_of,
    closed_port,
    http_answer,
    reset,
    serving,
)

pytestmark = pytest.mark.anyio

LIMIT_S = 5.0
"""Only a hung test takes so long."""

SOON_S = 0.15

Ask = Callable[[ClickClient, float], Awaitable[object]]


def charge(client: ClickClient, deadline_s: float = LIMIT_S) -> Awaitable[object]:
    return client.click_pass_payment(
        otp=OTP, amount=Money(500_00), cashbox_code="K", transaction_id=TID, deadline_s=deadline_s
    )


ASKS: dict[str, Ask] = {
    "charge": charge,
    "confirm": lambda client, deadline_s: client.click_pass_confirm(PID, deadline_s),
    "reverse": lambda client, deadline_s: client.payment_reversal(PID, deadline_s),
    "submit": lambda client, deadline_s: client.ofd_submit_items(b"{}", deadline_s),
    "status": lambda client, deadline_s: client.payment_status(PID, deadline_s),
    "look_up": lambda client, deadline_s: client.payment_status_by_mti(TID, DAY, deadline_s),
    "link": lambda client, deadline_s: client.ofd_data(PID, deadline_s),
}
every_ask = pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)


async def close_unread(_served: Served, _reader: StreamReader, writer: StreamWriter) -> None:
    writer.close()


async def close_after_reading(served: Served, reader: StreamReader, writer: StreamWriter) -> None:
    await served.read(reader)
    writer.close()


async def reset_after_reading(served: Served, reader: StreamReader, writer: StreamWriter) -> None:
    await served.read(reader)
    reset(writer)


async def never_answer(served: Served, reader: StreamReader, _writer: StreamWriter) -> None:
    await served.read(reader)
    await asyncio.Event().wait()


async def never_finish(served: Served, reader: StreamReader, writer: StreamWriter) -> None:
    await served.read(reader)
    writer.write(http_answer(b'{"error_code":0', length=500))
    await asyncio.Event().wait()


async def drip(served: Served, reader: StreamReader, writer: StreamWriter) -> None:
    """A byte now and then: no single read is slow, the whole is."""
    await served.read(reader)
    writer.write(http_answer(b"", length=5000))
    gone = asyncio.ensure_future(reader.read())
    while not gone.done():
        writer.write(b" ")
        await writer.drain()
        await asyncio.wait([gone], timeout=0.01)


def say(whole: bytes) -> Callable[[Served, StreamReader, StreamWriter], Awaitable[None]]:
    async def answer(served: Served, reader: StreamReader, writer: StreamWriter) -> None:
        await served.read(reader)
        writer.write(whole)
        await writer.drain()

    return answer


GOOD = json.dumps(CHARGED).encode()
LOST = {
    "closed before it was read": close_unread,
    "closed after it was read": close_after_reading,
    "reset after it was read": reset_after_reading,
    "garbage": say(b"\x16\x03\x01\x00\x05hello\r\n\r\n"),
    "half a head": say(b"HTTP/1.1 200 OK\r\nContent-Type: app"),
    "head of 200 KB": say(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n"),
    "body cut off": say(http_answer(GOOD[:-20], length=len(GOOD))),
    "body cut off, no length": say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + GOOD[:-20]),
    "chunks cut off": say(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"f\r\n" + GOOD[:15] + b"\r\n"
    ),
    "empty": say(http_answer(b"")),
    "html": say(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
    "502": say(b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
    "too long": say(http_answer(GOOD[:-1] + b" " * BODY_MAX + b"}")),
    "gzip bomb": say(http_answer(gzip.compress(GOOD + b" " * 20_000_000), "Content-Encoding: gzip")),
    "gzip cut off": say(http_answer(gzip.compress(GOOD)[:-12], "Content-Encoding: gzip")),
    "gzip that is none": say(http_answer(GOOD, "Content-Encoding: gzip")),
    "another coding": say(http_answer(GOOD, "Content-Encoding: br")),
}


@pytest.mark.parametrize("handler", LOST.values(), ids=LOST)
async def test_a_lost_or_broken_answer_is_unknown_and_nothing_is_sent_twice(
    handler: Callable[[Served, StreamReader, StreamWriter], Awaitable[None]],
) -> None:
    async with serving(handler) as served:
        client = client_of(base_url=served.base_url)
        with pytest.raises(OutcomeUnknown):
            await charge(client)
        await client.aclose()
    assert served.connections == 1
    assert len(served.requests) == (0 if handler is close_unread else 1)


@every_ask
async def test_a_server_that_closes_without_an_answer_is_asked_once(ask: Ask) -> None:
    async with serving(close_after_reading) as served:
        client = client_of(base_url=served.base_url)
        with pytest.raises(OutcomeUnknown):
            await ask(client, LIMIT_S)
        await client.aclose()
    assert len(served.requests) == 1


@every_ask
@pytest.mark.parametrize("handler", [never_answer, never_finish, drip])
async def test_the_deadline_cuts_the_whole_call(
    ask: Ask, handler: Callable[[Served, StreamReader, StreamWriter], Awaitable[None]]
) -> None:
    loop = asyncio.get_running_loop()
    async with serving(handler) as served:
        client = client_of(base_url=served.base_url)
        began = loop.time()
        with pytest.raises(OutcomeUnknown):
            await ask(client, SOON_S)
        assert loop.time() - began < LIMIT_S
        await client.aclose()
    assert len(served.requests) == 1


@every_ask
async def test_a_closed_port_is_no_connection(ask: Ask) -> None:
    client = client_of(base_url=f"http://127.0.0.1:{closed_port()}/")
    with pytest.raises(NoConnection) as none:
        await ask(client, LIMIT_S)
    assert not isinstance(none.value, UntrustedServer)
    assert none.value.__context__ is None
    await client.aclose()


@every_ask
@pytest.mark.parametrize(("window_s", "deadline_s"), [(30, SOON_S), (SOON_S * 10, LIMIT_S)])
async def test_before_the_first_byte_neither_limit_leaves_a_doubt(
    ask: Ask, window_s: float, deadline_s: float
) -> None:
    """The server takes the connection and never shakes hands: first the deadline, then httpx's own limit."""

    async def silent(_served: Served, _reader: StreamReader, _writer: StreamWriter) -> None:
        await asyncio.Event().wait()

    async with serving(silent, scheme="https") as served:
        client = client_of(base_url=served.base_url, window_s=window_s)
        with pytest.raises(NoConnection):
            await ask(client, deadline_s)
        await client.aclose()
    assert served.connections == 1


async def test_a_redirect_is_not_followed() -> None:
    async with serving(say(http_answer(GOOD))) as elsewhere:
        moved = http_answer(b"", f"Location: {elsewhere.base_url}", status="307 Temporary Redirect")
        async with serving(say(moved)) as served:
            client = client_of(base_url=served.base_url)
            with pytest.raises(OutcomeUnknown):
                await charge(client)
            await client.aclose()
    assert (served.connections, elsewhere.connections) == (1, 0)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_a_compressed_answer_is_read_although_it_was_not_asked_for(coding: str) -> None:
    import zlib

    packed = gzip.compress(GOOD) if coding == "gzip" else zlib.compress(GOOD)
    async with serving(say(http_answer(packed, f"Content-Encoding: {coding}"))) as served:
        client = client_of(base_url=served.base_url)
        await charge(client)
        await client.aclose()
    assert b"accept-encoding: identity" in served.requests[0].lower()


async def test_a_refusal_before_the_body_was_read_is_a_refusal() -> None:
    async def refuse_at_once(served: Served, reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(http_answer(b'{"error_code":-20,"error_note":"no"}', status="403 Forbidden"))
        await writer.drain()
        await reader.read()

    async with serving(refuse_at_once) as served:
        client = client_of(base_url=served.base_url)
        with pytest.raises(ClickRefused) as refused:
            await charge(client)
        await client.aclose()
    assert refused.value.facts["http_status"] == 403


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    async with serving(say(http_answer(GOOD))) as served:
        client = client_of(base_url=served.base_url)
        await charge(client)
        await client.aclose()
    assert served.connections == 1


async def keep_answering(served: Served, reader: StreamReader, writer: StreamWriter) -> None:
    while not reader.at_eof():
        await served.read(reader)
        body = {**DONE, **STATUS} if b"GET" in served.requests[-1][:4] else CHARGED
        writer.write(http_answer(json.dumps(body).encode()))
        await writer.drain()


async def test_every_call_takes_a_fresh_connection() -> None:
    async with serving(keep_answering) as served:
        client = client_of(base_url=served.base_url)
        for _ in range(3):
            await client.payment_status(PID, LIMIT_S)
        assert served.connections == 3
        for _ in range(2):
            await charge(client)
        await client.click_pass_confirm(PID, LIMIT_S)
        await client.payment_reversal(PID, LIMIT_S)
        assert served.connections == len(served.requests) == 7
        await client.aclose()
    assert all(b"connection: close" in each.lower() for each in served.requests)


async def test_a_delete_carries_no_body_and_no_length() -> None:
    async with serving(keep_answering) as served:
        client = client_of(base_url=served.base_url)
        await client.payment_reversal(PID, LIMIT_S)
        await client.aclose()
    head, _, body = served.requests[0].partition(b"\r\n\r\n")
    assert body == b""
    assert b"content-length" not in head.lower()
    assert b"transfer-encoding" not in head.lower()


async def test_cancelling_a_charge_closes_its_connection() -> None:
    closed = asyncio.Event()
    arrived = asyncio.Event()

    async def watch(served: Served, reader: StreamReader, _writer: StreamWriter) -> None:
        await served.read(reader)
        arrived.set()
        await reader.read()
        closed.set()

    async with serving(watch) as served:
        client = client_of(base_url=served.base_url)
        task = asyncio.ensure_future(charge(client))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await closed.wait()
        await client.aclose()
    assert len(served.requests) == 1


async def test_a_client_opens_again_after_it_was_closed() -> None:
    async with serving(keep_answering) as served:
        client = client_of(base_url=served.base_url)
        await client.payment_status(PID, LIMIT_S)
        await client.aclose()
        await client.aclose()
        await client.payment_status(PID, LIMIT_S)
        await client.aclose()
    assert served.connections == 2


async def test_no_secret_is_logged_even_when_the_root_logger_says_all(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(keep_answering) as served:
        client = client_of(base_url=served.base_url)
        await charge(client)
        await client.aclose()
    digest = served.requests[0].lower().partition(b"auth: ")[2].split(b":")[1].decode()
    for secret in (SECRET, OTP, digest, "v2/merchant"):
        assert secret not in caplog.text
