"""POST click_pass/payment: the answer, the refusals, and what each test code does."""

import httpx
import pytest

from pos.simulator import Endpoint, Personality, Scenario, State, make_code
from tests.simulator.kit import SERVICE, desk

pytestmark = pytest.mark.anyio


async def test_an_approved_charge_is_held_until_confirm() -> None:
    async with desk() as d:
        answer = await d.charge(amount=1150.35, transaction_id="T1K")
        assert answer == {
            "error_code": 0,
            "error_note": "Успешно подтвержден",
            "payment_id": answer["payment_id"],
            "payment_status": 1,
            "confirm_mode": True,
            "card_type": "private",
            "processing_type": "UZCARD",
            "card_number": "860002******8331",
            "phone_number": "998901234567",
        }
        assert isinstance(answer["payment_id"], str)
        (payment,) = d.sim.ledger.payments.values()
        assert payment.payment_id == int(answer["payment_id"])
        assert payment.amount_tiyin == 115_035
        assert payment.state is State.HELD
        assert payment.transaction_id == "T1K"
        assert payment.cashbox_code == "KASSA-1"


async def test_without_confirmation_the_money_is_captured_at_once() -> None:
    async with desk(confirm_mode=False) as d:
        answer = await d.charge()
        assert answer["payment_status"] == 2
        assert answer["confirm_mode"] is False
        assert d.sim.ledger.captured_tiyin() == 50_000


async def test_the_types_of_the_documentation_are_a_setting() -> None:
    documented = Personality(payment_id_as_text=False, confirm_mode_as_bool=False, card_facts=False)
    async with desk(personality=documented) as d:
        answer = await d.charge()
        assert isinstance(answer["payment_id"], int)
        assert answer["confirm_mode"] == 1
        assert not isinstance(answer["confirm_mode"], bool)
        assert "card_number" not in answer


async def test_a_code_pays_once() -> None:
    async with desk() as d:
        code = d.sim.issue_code()
        assert (await d.charge(code))["error_code"] == 0
        assert (await d.charge(code))["error_code"] < 0
        assert len(d.sim.ledger.payments) == 1


async def test_an_issued_code_expires() -> None:
    async with desk(code_life_s=60) as d:
        late, early = d.sim.issue_code(), d.sim.issue_code()
        d.time.pass_s(59.9)
        assert (await d.charge(early))["error_code"] == 0
        d.time.pass_s(0.1)
        answer = await d.charge(late)
        assert answer["error_code"] < 0
        assert answer["error_note"] == "Срок действия QR-кода истёк"


async def test_a_code_that_nobody_issued_is_approved_once() -> None:
    async with desk() as d:
        assert (await d.charge("880101698207133392"))["error_code"] == 0
        assert (await d.charge("1234567415821"))["error_code"] == 0


@pytest.mark.parametrize("text", ["4780000000007", "https://ofd.soliq.uz/check?t=1", "50501012345678901234"])
async def test_a_foreign_code_is_refused(text: str) -> None:
    async with desk() as d:
        answer = await d.charge(text)
        assert answer == {"error_code": -2, "error_note": "QR-код не распознан"}


async def test_a_repeated_transaction_id_is_refused_and_its_code_is_not_used_up() -> None:
    async with desk() as d:
        assert (await d.charge(transaction_id="T1K"))["error_code"] == 0
        code = d.sim.issue_code()
        assert (await d.charge(code, transaction_id="T1K"))["error_code"] < 0
        assert (await d.charge(code, transaction_id="T2K"))["error_code"] == 0
        assert d.sim.ledger.charge_posts == {"T1K": 2, "T2K": 1}


async def test_a_repeated_transaction_id_may_be_allowed() -> None:
    async with desk(personality=Personality(repeated_transaction_id_ok=True)) as d:
        await d.charge(transaction_id="T1K")
        second = await d.charge(transaction_id="T1K")
        assert second["error_code"] == 0
        assert (await d.look_up("T1K"))["payment_id"] == second["payment_id"]


async def test_declined_takes_no_money_and_makes_no_payment() -> None:
    async with desk() as d:
        answer = await d.charge(make_code(Scenario.DECLINED, 7))
        assert answer == {"error_code": -5017, "error_note": "Недостаточно средств на карте"}
        assert not d.sim.ledger.payments


async def test_declined_may_name_a_payment_that_holds_nothing() -> None:
    async with desk(personality=Personality(declined_has_payment_id=True)) as d:
        answer = await d.charge(make_code(Scenario.DECLINED, 7))
        assert answer["error_code"] < 0
        assert answer["payment_status"] == -1
        assert (await d.status(answer["payment_id"]))["payment_status"] == -1
        assert d.sim.ledger.captured_tiyin() == 0


async def test_expired() -> None:
    async with desk() as d:
        answer = await d.charge(d.sim.issue_code(Scenario.EXPIRED))
        assert answer == {"error_code": -3, "error_note": "Срок действия QR-кода истёк"}


async def test_slow_answers_late_while_the_window_runs() -> None:
    async with desk(window_s=15) as d:
        before = d.time.now_s
        answer = await d.charge(d.sim.issue_code(Scenario.SLOW))
        assert answer["error_code"] == 0
        assert d.time.now_s - before == pytest.approx(2.0)
        assert d.sim.ledger.payments[int(answer["payment_id"])].created_s == before


async def test_answer_lost_holds_the_money_and_says_nothing() -> None:
    async with desk() as d:
        with pytest.raises(httpx.RemoteProtocolError):
            await d.charge(d.sim.issue_code(Scenario.ANSWER_LOST), transaction_id="T1K")
        (payment,) = d.sim.ledger.payments.values()
        assert payment.state is State.HELD
        found = await d.look_up("T1K")
        assert (await d.confirm(int(found["payment_id"])))["error_code"] == 0
        assert d.sim.ledger.captured_tiyin() == 50_000


async def test_confirm_lost_never_arrives_and_click_cancels() -> None:
    async with desk() as d:
        payment_id = int((await d.charge(d.sim.issue_code(Scenario.CONFIRM_LOST)))["payment_id"])
        for _ in range(3):
            with pytest.raises(httpx.RemoteProtocolError):
                await d.confirm(payment_id)
        d.time.pass_s(30)
        assert (await d.status(payment_id))["payment_status"] == -1
        payment = d.sim.ledger.payments[payment_id]
        assert payment.confirm_requests == 3
        assert payment.state is State.CANCELLED


async def test_stuck_stays_at_1_refuses_confirm_and_is_cancelled() -> None:
    async with desk() as d:
        answer = await d.charge(d.sim.issue_code(Scenario.STUCK))
        payment_id = int(answer["payment_id"])
        assert answer["payment_status"] == 1
        d.time.pass_s(29.9)
        assert (await d.status(payment_id))["payment_status"] == 1
        assert (await d.confirm(payment_id))["error_code"] < 0
        d.time.pass_s(0.1)
        assert (await d.status(payment_id))["payment_status"] == -1


async def test_the_optional_members_may_be_absent() -> None:
    async with desk() as d:
        body = {"service_id": SERVICE, "otp_data": d.sim.issue_code(), "amount": 0.01}
        assert (await d.ok("POST", "click_pass/payment", body))["error_code"] == 0
        (payment,) = d.sim.ledger.payments.values()
        assert payment.transaction_id is None
        assert payment.amount_tiyin == 1
        assert d.sim.ledger.requests[Endpoint.PAYMENT] == 1
