"""Status, status by transaction_id, reversal."""

from datetime import UTC, datetime

import pytest

from pos.simulator import MtiDay, Personality, State
from tests.simulator.kit import SERVICE, desk

pytestmark = pytest.mark.anyio


async def test_status_2_does_not_mean_paid_while_held() -> None:
    async with desk() as d:
        payment_id = (await d.charge())["payment_id"]
        answer = await d.status(int(payment_id))
        assert answer == {
            "error_code": 0,
            "error_note": "Успешно",
            "payment_id": payment_id,
            "payment_status": 2,
        }
        d.time.pass_s(30)
        assert (await d.status(int(payment_id)))["payment_status"] == -1


async def test_the_status_while_held_is_a_setting() -> None:
    async with desk(personality=Personality(held_status=1)) as d:
        assert (await d.status(int((await d.charge())["payment_id"])))["payment_status"] == 1


async def test_a_cancelled_payment_may_be_an_error() -> None:
    async with desk(personality=Personality(cancelled_is_error=True)) as d:
        payment_id = int((await d.charge(transaction_id="T1K"))["payment_id"])
        d.time.pass_s(30)
        for answer in (await d.status(payment_id), await d.look_up("T1K")):
            assert answer["error_code"] < 0
            assert "payment_status" not in answer


async def test_an_unknown_payment_is_a_business_refusal() -> None:
    async with desk() as d:
        assert await d.status(1) == {"error_code": -16, "error_note": "Платёж не найден"}
        assert (await d.look_up("nothing"))["error_code"] == -16


async def test_an_unknown_payment_may_be_http_404() -> None:
    async with desk(personality=Personality(not_found_is_http=True)) as d:
        assert (await d.send("GET", f"payment/status/{SERVICE}/1")).status_code == 404
        look_up = await d.send("GET", f"payment/status_by_mti/{SERVICE}/T/2026-03-14")
        assert look_up.status_code == 404


async def test_lookup_finds_by_the_day_of_tashkent() -> None:
    async with desk(start=datetime(2026, 3, 14, 20, 30, tzinfo=UTC)) as d:
        payment_id = (await d.charge(transaction_id="T1K"))["payment_id"]
        answer = await d.look_up("T1K", "2026-03-15")
        assert answer == {
            "error_code": 0,
            "error_note": "Успешно",
            "payment_id": payment_id,
            "merchant_trans_id": "T1K",
            "payment_status": 2,
        }
        assert (await d.look_up("T1K", "2026-03-14"))["error_code"] < 0


async def test_lookup_may_use_another_day_or_never_find() -> None:
    evening = datetime(2026, 3, 14, 20, 30, tzinfo=UTC)
    async with desk(start=evening, personality=Personality(mti_day=MtiDay.UTC)) as d:
        await d.charge(transaction_id="T1K")
        assert (await d.look_up("T1K", "2026-03-14"))["error_code"] == 0
        assert (await d.look_up("T1K", "2026-03-15"))["error_code"] < 0
    async with desk(personality=Personality(mti_day=MtiDay.NEVER_FINDS)) as d:
        await d.charge(transaction_id="T1K")
        assert (await d.look_up("T1K"))["error_code"] < 0


async def test_lookup_may_have_no_status_as_in_the_sample() -> None:
    async with desk(personality=Personality(mti_shows_status=False)) as d:
        await d.charge(transaction_id="T1K")
        assert "payment_status" not in await d.look_up("T1K")


async def test_lookup_decodes_the_path() -> None:
    async with desk() as d:
        await d.charge(transaction_id="чек 1/2")
        assert (await d.look_up("%D1%87%D0%B5%D0%BA%201%2F2"))["error_code"] == 0


@pytest.mark.parametrize("day", ["2026-3-14", "14-03-2026", "2026-02-30", "20260314", "today"])
async def test_lookup_needs_a_real_day(day: str) -> None:
    async with desk() as d:
        assert (await d.send("GET", f"payment/status_by_mti/{SERVICE}/T/{day}")).status_code == 400


async def test_reversal_gives_the_money_back_once() -> None:
    async with desk() as d:
        payment_id = await d.paid()
        answer = await d.reverse(payment_id)
        assert answer == {"error_code": 0, "error_note": "Успешно", "payment_id": str(payment_id)}
        assert d.sim.ledger.payments[payment_id].state is State.REVERSED
        assert (await d.reverse(payment_id))["error_code"] < 0
        assert (await d.status(payment_id))["payment_status"] == -1


async def test_a_repeated_reversal_may_be_allowed() -> None:
    async with desk(personality=Personality(second_reversal_ok=True)) as d:
        payment_id = await d.paid()
        assert (await d.reverse(payment_id))["error_code"] == 0
        assert (await d.reverse(payment_id))["error_code"] == 0


async def test_only_a_completed_payment_is_reversed() -> None:
    async with desk() as d:
        held = int((await d.charge())["payment_id"])
        assert (await d.reverse(held))["error_code"] < 0
        assert d.sim.ledger.payments[held].state is State.HELD
        assert (await d.reverse(1))["error_code"] < 0


async def test_the_bank_may_refuse_a_reversal() -> None:
    async with desk(personality=Personality(reversal_refused=True)) as d:
        payment_id = await d.paid()
        assert (await d.reverse(payment_id))["error_note"] == "Отмена отклонена процессингом карты"
        assert d.sim.ledger.payments[payment_id].state is State.CAPTURED


DAY_S = 24 * 3600


@pytest.mark.parametrize(
    ("days", "allowed"),
    [(0, True), (17, True), (18, True), (19, False), (48, False)],
    ids=["same day", "31 March", "1 April", "2 April", "1 May"],
)
async def test_reversal_needs_this_month_or_day_1_of_the_next(days: int, allowed: bool) -> None:
    async with desk() as d:
        payment_id = await d.paid()
        d.time.pass_s(days * DAY_S)
        assert ((await d.reverse(payment_id))["error_code"] == 0) is allowed


async def test_the_month_ends_at_midnight_in_tashkent() -> None:
    async with desk(start=datetime(2026, 3, 31, 18, 30, tzinfo=UTC)) as d:
        payment_id = await d.paid()
        d.time.pass_s(DAY_S + 1800)
        assert (await d.reverse(payment_id))["error_code"] < 0


async def test_reading_calls_have_no_body_and_know_their_service() -> None:
    async with desk() as d:
        payment_id = await d.paid()
        for method, path in (
            ("GET", "payment/status/{}/{}"),
            ("DELETE", "payment/reversal/{}/{}"),
            ("GET", "payment/status_by_mti/{}/{}/2026-03-14"),
        ):
            own = path.format(SERVICE, payment_id)
            assert (await d.send(method, own, {"payment_id": payment_id})).status_code == 400
            assert (await d.send(method, path.format(1, payment_id))).status_code == 403
        for bad in ("x", "-1", "1.0", str(2**63), "+1"):
            assert (await d.send("GET", f"payment/status/{SERVICE}/{bad}")).status_code == 400
        assert d.sim.ledger.payments[payment_id].state is State.CAPTURED
