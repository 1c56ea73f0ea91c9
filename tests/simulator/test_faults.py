"""The ordered troubles: what CLICK did, and what the caller saw."""

import asyncio

import httpx
import pytest

from pos.simulator import Answer, Endpoint, Fault, Simulator, State
from tests.simulator.kit import SERVICE, Desk, desk, until

pytestmark = pytest.mark.anyio
PAY = "click_pass/payment"
STATUSES = [201, 400, 401, 403, 404, 406, 410, 500, 502]


async def pay(d: Desk) -> httpx.Response:
    body = {"service_id": SERVICE, "otp_data": d.sim.issue_code(), "amount": 500, "transaction_id": "T1K"}
    return await d.send("POST", PAY, body)


async def test_a_fault_is_used_once_and_only_by_its_endpoint() -> None:
    async with desk() as d:
        d.sim.faults.add(Endpoint.PAYMENT, Fault.status_before(502), Fault.status_before(500))
        assert (await d.send("GET", f"payment/status/{SERVICE}/1")).status_code == 200
        assert [(await pay(d)).status_code for _ in range(3)] == [502, 500, 200]


async def test_drop_before_does_nothing() -> None:
    async with desk() as d:
        d.sim.faults.add(Endpoint.PAYMENT, Fault.drop_before())
        with pytest.raises(httpx.RemoteProtocolError):
            await pay(d)
        assert not d.sim.ledger.payments
        assert d.sim.ledger.charge_posts["T1K"] == 1


async def test_drop_after_has_charged() -> None:
    async with desk() as d:
        d.sim.faults.add(Endpoint.PAYMENT, Fault.drop_after())
        with pytest.raises(httpx.RemoteProtocolError):
            await pay(d)
        assert [each.state for each in d.sim.ledger.payments.values()] == [State.HELD]


async def test_reset_after_has_charged() -> None:
    async with desk() as d:
        d.sim.faults.add(Endpoint.PAYMENT, Fault.reset_after())
        with pytest.raises(httpx.ReadError):
            await pay(d)
        assert len(d.sim.ledger.payments) == 1


@pytest.mark.parametrize("status", STATUSES)
async def test_every_documented_status_before_and_after(status: int) -> None:
    async with desk() as d:
        d.sim.faults.add(Endpoint.PAYMENT, Fault.status_before(status))
        assert (await pay(d)).status_code == status
        assert not d.sim.ledger.payments
        d.sim.faults.add(Endpoint.PAYMENT, Fault.status_after(status))
        response = await pay(d)
        assert response.status_code == status
        assert response.headers["content-type"].startswith("text/html")
        assert len(d.sim.ledger.payments) == 1


async def test_truncated_breaks_off_inside_the_body() -> None:
    async with desk() as d:
        d.sim.faults.add(Endpoint.PAYMENT, Fault.truncated())
        with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
            await pay(d)
        assert len(d.sim.ledger.payments) == 1


async def test_html_with_status_200() -> None:
    async with desk() as d:
        d.sim.faults.add(Endpoint.PAYMENT, Fault.html())
        response = await pay(d)
        assert response.status_code == 200
        assert response.text.startswith("<html>")
        assert len(d.sim.ledger.payments) == 1


async def test_wrong_types() -> None:
    async with desk() as d:
        d.sim.faults.add(Endpoint.PAYMENT, Fault.wrong_types())
        answer = (await pay(d)).json()
        assert answer["error_code"] == {"value": 0}
        assert answer["confirm_mode"] == "yes"
        assert isinstance(answer["payment_id"], list)
        assert len(d.sim.ledger.payments) == 1


async def test_never_answer_holds_the_connection_open() -> None:
    async with desk() as d:
        d.sim.faults.add(Endpoint.PAYMENT, Fault.never_answer())
        d.client.timeout = httpx.Timeout(0.2)
        with pytest.raises(httpx.ReadTimeout):
            await pay(d)
        assert len(d.sim.ledger.payments) == 1


async def test_a_delay_acts_at_once_and_a_late_call_acts_late() -> None:
    async with desk() as d:
        start = d.time.now_s
        d.sim.faults.add(Endpoint.PAYMENT, Fault.delay(5))
        await pay(d)
        d.sim.faults.add(Endpoint.PAYMENT, Fault.late(9))
        await d.charge()
        assert [each.created_s for each in d.sim.ledger.payments.values()] == [start, start + 14]
        assert d.time.now_s == start + 14


async def test_a_late_call_acts_although_the_caller_has_gone() -> None:
    gate = asyncio.Event()

    async def wait(seconds: float) -> None:
        assert seconds == 9
        await gate.wait()

    async with Simulator(sleep=wait) as sim, httpx.AsyncClient(trust_env=False, timeout=0.2) as client:
        sim.faults.add(Endpoint.CONFIRMATION_OFF, Fault.late(9))
        with pytest.raises(httpx.ReadTimeout):
            await client.delete(f"{sim.base_url}click_pass/confirmation/{SERVICE}")
        assert not sim.ledger.log
        gate.set()
        await until(lambda: sim.ledger.log)
        assert sim.ledger.log[0].http_status == 401


async def test_dripping_arrives_whole_in_the_end() -> None:
    async with desk() as d:
        start = d.time.now_s
        d.sim.faults.add(Endpoint.STATUS, Fault.dripping(1))
        answer = await d.status(1)
        assert answer["error_code"] == -16
        assert d.time.now_s - start > 100


async def test_faults_can_be_cleared() -> None:
    async with desk() as d:
        d.sim.faults.add(Endpoint.PAYMENT, Fault.drop_before())
        d.sim.faults.clear()
        assert (await pay(d)).status_code == 200


def test_a_fault_that_says_nothing_sensible_is_refused() -> None:
    with pytest.raises(ValueError):
        Fault(executes=False)
    with pytest.raises(ValueError):
        Fault(executes=False, answer=Answer.HTML)
    with pytest.raises(ValueError):
        Fault(http_status=99)
