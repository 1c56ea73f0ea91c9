"""Slow ones are cut off, the server begins and ends as often as it likes, and nobody keeps it from ending."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator

import pytest

from pos.core.errors import DeviceTrouble
from pos.shop_api import patience
from pos.shop_api.serving import Serving
from tests.shop_api.raw_http import Address, Line, request

pytestmark = pytest.mark.anyio
SLOWEST_S = 0.3
LATEST_S = 3.0


@pytest.fixture
async def serving() -> AsyncIterator[Serving]:
    """A server without an address of its own: everything is 404."""
    made = Serving([])
    yield made
    await made.stop()


@pytest.fixture
async def address(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Address:
    """Where an impatient one listens."""
    monkeypatch.setattr(patience, "SLOWEST_S", SLOWEST_S)
    return await serving.start("127.0.0.1", 0)


async def cut_after(line: Line) -> float:
    """How long the other side still keeps it."""
    begun_s = time.monotonic()
    await line.ended(LATEST_S)
    took_s = time.monotonic() - begun_s
    await line.close()
    return took_s


@pytest.mark.parametrize(
    "begun",
    [b"", b"POST /a HT", request("/a", b"body")[:-3], request("/a")[:-2], b"POST /a HTTP/1.1\r\nX: y"],
)
async def test_a_request_that_does_not_come_whole_is_cut_off(address: Address, begun: bytes) -> None:
    line = await Line.open(address)
    await line.send(begun)
    assert SLOWEST_S * 0.8 < await cut_after(line) < LATEST_S


async def test_bytes_that_drip_win_no_time(address: Address) -> None:
    line = await Line.open(address)
    done = asyncio.create_task(cut_after(line))
    for byte in request("/a", b"b" * 900):
        await line.send(bytes([byte]))
        if (await asyncio.wait({done}, timeout=SLOWEST_S / 10))[0]:
            break
    assert await done < 4 * SLOWEST_S


async def test_a_connection_may_rest_between_two_requests_but_not_for_ever(address: Address) -> None:
    line = await Line.open(address)
    done = asyncio.get_running_loop().create_future()
    for _ in range(4):
        assert (await line.ask(request("/a"))).status == 404
        await asyncio.wait({done}, timeout=SLOWEST_S / 2)
    assert await cut_after(line) < LATEST_S


async def test_the_late_rest_of_a_body_that_was_answered_keeps_no_connection(address: Address) -> None:
    line = await Line.open(address)
    data = request("/a", b"body")
    assert (await line.ask(data[:-2])).status == 404
    await line.send(data[-2:])
    assert await cut_after(line) < LATEST_S


@pytest.fixture
def small_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not read piles up early."""
    plain = socket.create_server

    def small(*args: object, **more: object) -> socket.socket:
        made = plain(*args, **more)  # type: ignore[arg-type]
        made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        return made

    monkeypatch.setattr(socket, "create_server", small)


@pytest.mark.usefixtures("small_buffers")
async def test_who_never_reads_is_cut_off(address: Address) -> None:
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(deaf, address)

        async def flood() -> None:
            while True:
                await loop.sock_sendall(deaf, request("/a") * 50)

        with pytest.raises(ConnectionError):
            await asyncio.wait_for(flood(), LATEST_S)


@pytest.mark.parametrize("begun", [b"", b"POST", request("/a", b"body")[:-3], request("/a")])
async def test_nobody_keeps_the_server_from_ending(serving: Serving, begun: bytes) -> None:
    line = await Line.open(await serving.start("127.0.0.1", 0))
    await line.send(begun)
    begun_s = time.monotonic()
    await serving.stop()
    assert time.monotonic() - begun_s < 2.0
    await line.close()


async def test_it_may_be_begun_and_ended_again(serving: Serving) -> None:
    first = await serving.start("127.0.0.1", 0)
    assert await serving.start("127.0.0.1", 0) == first == serving.address
    await serving.stop()
    await serving.stop()
    assert await serving.start(*first) == first


@pytest.mark.parametrize("host", ["a..b", "192.0.2.1", "x" * 300])
async def test_an_address_that_is_not_to_be_had_is_said_so(serving: Serving, host: str) -> None:
    with pytest.raises(DeviceTrouble) as refused:
        await serving.start(host, 0)
    assert refused.value.facts["device"] == f"{host}:0"
    assert serving.address is None


async def test_a_port_that_is_taken_is_said_so(serving: Serving) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(DeviceTrouble):
        await serving.start("127.0.0.1", taken.getsockname()[1])
