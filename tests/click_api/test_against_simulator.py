"""Each call against the simulator, which was written from CLICK's documentation by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from pos.click_api.client import ClickClient
from pos.click_api.gateway import ClickGateway, KeyVerdict
from pos.core.discount import Discount
from pos.core.errors import ClickRefused, OutcomeUnknown, WrongKey
from pos.core.fiscal import FiscalItem, FiscalReceipt, fiscal_receipt
from pos.core.money import Money, Quantity
from pos.core.payment import Payment, PaymentId, TransactionId
from pos.core.secret import SecretKey
from pos.core.tashkent import business_day
from pos.core.tender import split_sale
from pos.flow.ports import ChargeReply
from pos.simulator import (
    TRAINING_MERCHANT_USER_ID,
    TRAINING_SECRET_KEY,
    TRAINING_SERVICE_ID,
    Endpoint,
    Fault,
    LinkMissing,
    Personality,
    Scenario,
    Simulator,
    SimulatorOptions,
    State,
)
from tests.click_api.kit import LINK, payment
from tests.core.kit import APPLES, MILK, sale_of
from tests.core.tricks import CIGARETTES, HONEY, LABEL
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.anyio

LIMIT_S = 5.0
RECEIPT = FiscalReceipt(
    (
        FiscalItem(
            "Нон (шт)",
            "",
            "10305008002000000",
            "1514296",
            Money(44_530_70),
            Money(44_530_70),
            1,
            Money(4_771_15),
            12,
        ),
    ),
    "301234567",
    Money(44_530_70),
)


@dataclass
class Desk:
    """The gateway, the simulator behind it, and the time of both."""

    gateway: ClickGateway
    client: ClickClient
    sim: Simulator
    clock: FakeClock

    def payment(self) -> Payment:
        return replace(
            payment(44_530_70), service_id=TRAINING_SERVICE_ID, business_day=business_day(self.clock.now())
        )

    async def charge(self, scenario: Scenario = Scenario.APPROVED) -> ChargeReply:
        return await self.gateway.charge(self.payment(), self.sim.issue_code(scenario), LIMIT_S)

    def state(self, payment_id: PaymentId) -> State:
        return self.sim.ledger.payments[payment_id].state


@asynccontextmanager
async def desk(
    *, key: str = TRAINING_SECRET_KEY, personality: Personality | None = None, pc_ahead_s: int = 0
) -> AsyncIterator[Desk]:
    clock = FakeClock()
    options = SimulatorOptions(personality=personality or Personality())
    sim = Simulator(
        options,
        clock=clock.monotonic_s,
        utcnow=lambda: clock.now() - timedelta(seconds=pc_ahead_s),
        sleep=clock.sleep,
    )
    async with sim:
        client = ClickClient(
            base_url=sim.base_url,
            service_id=TRAINING_SERVICE_ID,
            merchant_user_id=TRAINING_MERCHANT_USER_ID,
            secret_key=SecretKey(key),
            clock=clock,
        )
        yield Desk(ClickGateway(client), client, sim, clock)
        await client.aclose()


@pytest.mark.parametrize("as_seen", [True, False])
async def test_a_payment_from_scan_to_receipt(as_seen: bool) -> None:
    """In the types that the live API was seen to send, and in those of its documentation."""
    personality = Personality(payment_id_as_text=as_seen, confirm_mode_as_bool=as_seen)
    async with desk(personality=personality) as at:
        reply = await at.charge()
        assert (reply.status, reply.confirm_mode, reply.error_code) == (1, True, 0)
        assert reply.card.processing_type == "UZCARD"
        assert at.sim.ledger.payments[reply.payment_id].amount_tiyin == 44_530_70
        assert at.state(reply.payment_id) is State.HELD
        await at.gateway.confirm(reply.payment_id, LIMIT_S)
        assert at.state(reply.payment_id) is State.CAPTURED
        assert (await at.gateway.status(reply.payment_id, LIMIT_S)).status == 2
        found = await at.gateway.look_up(at.payment().transaction_id, at.payment().business_day, LIMIT_S)
        assert found is not None
        assert found.payment_id == reply.payment_id
        assert await at.gateway.read_link(reply.payment_id, LIMIT_S) is None
        await at.gateway.submit(at.gateway.freeze(RECEIPT, reply.payment_id), LIMIT_S)
        at.clock.pass_s(5)
        link = await at.gateway.read_link(reply.payment_id, LIMIT_S)
        assert link is not None
        assert link.startswith("https://ofd.soliq.uz/epi?")
        (receipt,) = at.sim.ledger.payments[reply.payment_id].receipts
        assert receipt.total_tiyin == receipt.received_card == 44_530_70


async def test_a_mixed_receipt_with_discount_labels_an_owner_and_a_portion() -> None:
    sale = (
        sale_of(MILK, MILK, HONEY)
        .add(CIGARETTES.barcode, CIGARETTES, label=f"{LABEL}AAAtail")
        .add("29", APPLES, Quantity(263), printed_total=Money.of_sum(5_000))
        .set_discount(Discount.of_percent(1250), 1)
        .set_discount(Discount.of_amount(Money.of_sum(777)))
    )
    rounded, parts = split_sale(sale, click=Money(44_530_70), step=Money.of_sum(100))
    assert rounded.rounding
    async with desk() as at:
        reply = await at.charge()
        await at.gateway.confirm(reply.payment_id, LIMIT_S)
        frozen = at.gateway.freeze(fiscal_receipt(rounded, "301234567", parts.received), reply.payment_id)
        await at.gateway.submit(frozen, LIMIT_S)
        (receipt,) = at.sim.ledger.payments[reply.payment_id].receipts
        assert receipt.received_card == 44_530_70
        assert receipt.received_cash == parts.cash.tiyin
        assert receipt.total_tiyin == rounded.total.tiyin
        assert [each.get("Labels") for each in receipt.items] == [None, None, [f"{LABEL}AAA"], None]
        assert receipt.items[1]["CommissionInfo"] == {"PINFL": HONEY.commission_tin}


async def test_a_reversal() -> None:
    async with desk() as at:
        reply = await at.charge()
        await at.gateway.confirm(reply.payment_id, LIMIT_S)
        await at.gateway.reverse(reply.payment_id, LIMIT_S)
        assert at.state(reply.payment_id) is State.REVERSED
        with pytest.raises(ClickRefused):
            await at.gateway.reverse(reply.payment_id, LIMIT_S)


async def test_the_confirmation_mode() -> None:
    async with desk() as at:
        await at.gateway.set_confirm_mode(False)
        assert at.sim.confirm_mode is False
        assert (await at.charge()).confirm_mode is False
        await at.gateway.set_confirm_mode(True)
        assert at.sim.confirm_mode is True


async def test_a_receipt_made_elsewhere() -> None:
    async with desk() as at:
        reply = await at.charge()
        await at.gateway.confirm(reply.payment_id, LIMIT_S)
        await at.gateway.submit(at.gateway.freeze_link(LINK, reply.payment_id), LIMIT_S)
        assert await at.gateway.read_link(reply.payment_id, LIMIT_S) == LINK


@pytest.mark.parametrize("missing", list(LinkMissing))
async def test_every_way_of_having_no_link(missing: LinkMissing) -> None:
    async with desk(personality=Personality(link_missing=missing)) as at:
        reply = await at.charge()
        assert await at.gateway.read_link(reply.payment_id, LIMIT_S) is None


@pytest.mark.parametrize("by_http", [True, False])
async def test_absence(by_http: bool) -> None:
    async with desk(personality=Personality(not_found_is_http=by_http)) as at:
        day = business_day(at.clock.now())
        assert await at.gateway.look_up(TransactionId("NOBODYA"), day, LIMIT_S) is None
        reply = await at.charge()
        yesterday = day - timedelta(days=1)
        assert await at.gateway.look_up(at.payment().transaction_id, yesterday, LIMIT_S) is None
        assert reply.error_code == 0


async def test_a_declined_card_with_and_without_a_payment() -> None:
    async with desk() as at:
        with pytest.raises(ClickRefused) as refused:
            await at.charge(Scenario.DECLINED)
        assert refused.value.facts["note"]
    async with desk(personality=Personality(declined_has_payment_id=True)) as at:
        reply = await at.charge(Scenario.DECLINED)
        assert reply.error_code < 0
        assert reply.status == -1


async def test_a_wrong_key() -> None:
    async with desk(key="wrong") as at:
        with pytest.raises(WrongKey):
            await at.charge()
        assert (await at.gateway.probe()).verdict is KeyVerdict.KEY_WRONG


async def test_a_wrong_clock_refuses_one_question_and_no_payment_after_it() -> None:
    async with desk(pc_ahead_s=7200) as at:
        reply = await at.gateway.probe()
        assert (reply.verdict, reply.skew_s) == (KeyVerdict.KEY_WRONG, 7200)
        assert at.client.clock_offset_s == -7200
        assert (await at.gateway.probe()).verdict is KeyVerdict.KEY_GOOD
        at.clock.pass_s(600)
        assert (await at.charge()).error_code == 0


@pytest.mark.parametrize(
    "fault",
    [
        Fault.drop_before(),
        Fault.drop_after(),
        Fault.reset_after(),
        Fault.status_before(502),
        Fault.status_after(500),
        Fault.truncated(),
        Fault.html(),
        Fault.wrong_types(),
    ],
    ids=repr,
)
async def test_a_lost_charge_is_unknown_and_can_be_looked_up(fault: Fault) -> None:
    async with desk() as at:
        at.sim.faults.add(Endpoint.PAYMENT, fault)
        try:
            reply = await at.charge()
        except OutcomeUnknown:
            pass
        else:
            assert fault == Fault.wrong_types()
            assert reply.status is None
        assert at.sim.ledger.requests[Endpoint.PAYMENT] == 1
        found = await at.gateway.look_up(at.payment().transaction_id, at.payment().business_day, LIMIT_S)
        assert (found is not None) is bool(at.sim.ledger.payments)


async def test_a_charge_that_is_never_answered_is_cut() -> None:
    async with desk() as at:
        at.sim.faults.add(Endpoint.PAYMENT, Fault.never_answer())
        with pytest.raises(OutcomeUnknown):
            await at.gateway.charge(at.payment(), at.sim.issue_code(), 0.2)
        assert at.sim.ledger.requests[Endpoint.PAYMENT] == 1
