"""The server itself: where it listens, how it treats broken HTTP, how it stops."""

import asyncio

import httpx
import pytest

from pos.simulator import Endpoint, Fault, Simulator, SimulatorOptions
from tests.simulator.kit import SERVICE, desk, until

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "", "click.uz", "::"])
def test_only_loopback(host: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        SimulatorOptions(host=host)


def test_a_window_must_be_longer_than_nothing() -> None:
    with pytest.raises(ValueError, match="window"):
        SimulatorOptions(window_s=0)


async def test_address_and_base_url() -> None:
    sim = Simulator(SimulatorOptions(host="localhost"))
    with pytest.raises(RuntimeError):
        _ = sim.base_url
    host, port = await sim.start()
    assert host == "127.0.0.1"
    assert sim.base_url == f"http://127.0.0.1:{port}/v2/merchant/"
    await sim.stop()
    await sim.stop()


async def test_every_time_scales_with_the_window() -> None:
    options = SimulatorOptions(window_s=3)
    assert options.slow_answer_s == pytest.approx(0.4)
    assert options.link_delay_s == pytest.approx(0.03)
    assert options.fiscal_outage_s == pytest.approx(6)


async def test_connections_are_kept_and_served_together() -> None:
    async with desk() as d:
        answers = await asyncio.gather(*(d.charge(transaction_id=f"P{n}K") for n in range(20)))
        assert len({answer["payment_id"] for answer in answers}) == 20
        for _ in range(5):
            await d.status(1)
        ports = {each.peer_port for each in list(d.sim.ledger.log)[-5:]}
        assert len(ports) == 1


async def test_the_date_header_shows_clicks_clock() -> None:
    async with desk() as d:
        response = await d.send("GET", f"payment/status/{SERVICE}/1")
        assert response.headers["date"] == "Sat, 14 Mar 2026 07:00:00 GMT"


async def raw(sim: Simulator, text: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*sim.address)
    writer.write(text)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_broken_http_is_answered_and_closed() -> None:
    async with desk() as d:
        assert (await raw(d.sim, b"NONSENSE\r\n\r\n")).startswith(b"HTTP/1.1 400")
        huge = b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 200_000
        assert (await raw(d.sim, huge)).startswith(b"HTTP/1.1 431")
        assert (await d.charge())["error_code"] == 0


async def test_a_body_over_the_limit_is_refused() -> None:
    async with desk(body_limit=65_536) as d:
        fits = await d.send("POST", "click_pass/confirm", content=b" " * 65_536)
        assert fits.status_code == 400
        assert (await d.send("POST", "click_pass/confirm", content=b" " * 65_537)).status_code == 413


async def test_expect_100_continue_is_honoured() -> None:
    async with desk() as d:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        head += b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        reader, writer = await asyncio.open_connection(*d.sim.address)
        writer.write(head)
        assert (await reader.readline()).startswith(b"HTTP/1.1 100")
        writer.write(b"{}")
        assert b"HTTP/1.1 404" in await reader.read()
        writer.close()
        await writer.wait_closed()


async def test_a_caller_that_goes_away_in_the_middle_hurts_nobody() -> None:
    async with desk() as d:
        _, writer = await asyncio.open_connection(*d.sim.address)
        writer.write(
            b"POST /v2/merchant/click_pass/payment HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        assert (await d.charge())["error_code"] == 0
        assert len(d.sim.ledger.log) == 1


async def test_stop_cuts_a_silent_connection() -> None:
    async with desk() as d:
        d.sim.faults.add(Endpoint.STATUS, Fault.never_answer())
        call = asyncio.create_task(d.send("GET", f"payment/status/{SERVICE}/1"))
        await until(lambda: d.sim.ledger.log)
        await d.sim.stop()
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await call


async def test_a_port_that_is_taken_is_an_oserror() -> None:
    async with desk() as d:
        _, port = d.sim.address
        second = Simulator(SimulatorOptions(port=port))
        with pytest.raises(OSError):
            await second.start()
        await second.stop()
