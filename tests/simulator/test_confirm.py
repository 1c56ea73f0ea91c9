"""The confirmation mode: confirm, the window, and the switch."""

import pytest

from pos.simulator import Personality, State
from tests.simulator.kit import SERVICE, desk

pytestmark = pytest.mark.anyio


async def test_confirm_captures() -> None:
    async with desk() as d:
        payment_id = int((await d.charge())["payment_id"])
        assert await d.confirm(payment_id) == {"error_code": 0, "error_note": "Платеж подтвержден"}
        payment = d.sim.ledger.payments[payment_id]
        assert payment.state is State.CAPTURED
        assert payment.confirmed
        assert payment.confirm_requests == 1


async def test_a_confirmed_payment_outlives_the_window() -> None:
    async with desk() as d:
        payment_id = await d.paid()
        d.time.pass_s(3600)
        assert (await d.status(payment_id))["payment_status"] == 2
        assert d.sim.ledger.captured_tiyin() == 50_000


async def test_confirm_is_in_time_until_the_last_moment_of_the_window() -> None:
    async with desk(window_s=3) as d:
        early = int((await d.charge())["payment_id"])
        late = int((await d.charge())["payment_id"])
        d.time.pass_s(2.999)
        assert (await d.confirm(early))["error_code"] == 0
        d.time.pass_s(0.001)
        answer = await d.confirm(late)
        assert answer["error_code"] < 0
        assert answer["error_note"] == "Платёж отменён: не подтверждён вовремя"
        assert d.sim.ledger.payments[late].state is State.CANCELLED
        assert d.sim.ledger.captured_tiyin() == 50_000


async def test_a_second_confirm_is_refused_although_the_money_is_captured() -> None:
    async with desk() as d:
        payment_id = await d.paid()
        assert (await d.confirm(payment_id))["error_code"] < 0
        assert d.sim.ledger.payments[payment_id].state is State.CAPTURED
        assert d.sim.ledger.payments[payment_id].confirm_requests == 2


async def test_a_second_confirm_may_be_allowed() -> None:
    async with desk(personality=Personality(second_confirm_ok=True)) as d:
        payment_id = await d.paid()
        assert (await d.confirm(payment_id))["error_code"] == 0


async def test_confirm_of_an_unknown_and_of_a_reversed_payment_is_refused() -> None:
    async with desk() as d:
        assert (await d.confirm(5))["error_note"] == "Платёж не найден"
        payment_id = await d.paid()
        await d.reverse(payment_id)
        assert (await d.confirm(payment_id))["error_code"] < 0
        assert d.sim.ledger.payments[payment_id].state is State.REVERSED


async def test_a_payment_may_need_time_before_it_can_be_confirmed() -> None:
    async with desk(personality=Personality(settles_after_s=2, charge_status=0)) as d:
        answer = await d.charge()
        payment_id = int(answer["payment_id"])
        assert answer["payment_status"] == 0
        assert (await d.confirm(payment_id))["error_note"] == "Платёж ещё обрабатывается"
        d.time.pass_s(2)
        assert (await d.status(payment_id))["payment_status"] == 2
        assert (await d.confirm(payment_id))["error_code"] == 0


async def test_a_cancellation_may_lag_and_confirm_is_too_late_all_the_same() -> None:
    async with desk(personality=Personality(cancel_lag_s=5)) as d:
        payment_id = int((await d.charge())["payment_id"])
        d.time.pass_s(31)
        assert (await d.status(payment_id))["payment_status"] == 2
        assert (await d.confirm(payment_id))["error_code"] < 0
        d.time.pass_s(4)
        assert (await d.status(payment_id))["payment_status"] == -1


async def test_the_mode_is_switched_for_new_payments_only() -> None:
    async with desk() as d:
        held = int((await d.charge())["payment_id"])
        path = f"click_pass/confirmation/{SERVICE}"
        assert await d.ok("DELETE", path) == {"error_code": 0, "error_note": "Режим подтверждения выключен"}
        assert (await d.charge())["confirm_mode"] is False
        assert await d.ok("PUT", path) == {"error_code": 0, "error_note": "Режим подтверждения включен"}
        assert (await d.charge())["confirm_mode"] is True
        assert d.sim.confirm_mode
        d.time.pass_s(30)
        assert d.sim.ledger.payments[held].state is State.CANCELLED
        assert d.sim.ledger.captured_tiyin() == 50_000


async def test_the_switch_has_no_body_and_knows_its_service() -> None:
    async with desk() as d:
        path = f"click_pass/confirmation/{SERVICE}"
        for method in ("PUT", "DELETE"):
            assert (await d.send(method, path, {"service_id": SERVICE})).status_code == 400
            assert (await d.send(method, "click_pass/confirmation/1")).status_code == 403
            assert (await d.send(method, "click_pass/confirmation/one")).status_code == 400
        assert d.sim.confirm_mode
