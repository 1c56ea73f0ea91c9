"""A manager's signed word on a payment that software cannot close."""

from __future__ import annotations

import asyncio

import pytest

from pos.core.errors import BadInput, OutcomeUnknown
from pos.core.fiscal import FiscalState
from pos.core.payment import Decision, Payment, PaymentId, PaymentState, Verdict
from pos.flow.ports import StatusReply
from tests.fakes.click import PID
from tests.fakes.counter import CODE, Counter
from tests.flow.kit import OTHER_CODE, pay, states

S = PaymentState
OTHER_PID = PaymentId(2388672099)
ABSENT = Decision(Verdict.NOT_TAKEN, by="Дилноза", why="В кабинете платежа нет")


def manual(counter: Counter) -> Payment:
    """A payment that nobody can find: the search is known not to work."""
    counter.click.look_ups = [None]
    pay(counter)
    counter.click.charges = [OutcomeUnknown("timeout")]
    payment = pay(counter, OTHER_CODE)
    assert payment.state is S.MANUAL
    counter.events.clear()
    return payment


def decide(counter: Counter, payment: Payment, decision: Decision) -> Payment:
    async def whole() -> Payment:
        await counter.checkout.decide(payment.transaction_id, decision)
        return await counter.checkout.after.finished(payment.transaction_id)

    return asyncio.run(whole())


@pytest.mark.parametrize(
    ("verdict", "end"), [(Verdict.NOT_TAKEN, S.CANCELLED), (Verdict.RETURNED, S.REVERSED)]
)
def test_a_payment_that_is_not_the_shops_is_closed_and_the_sale_may_be_paid_again(
    counter: Counter, verdict: Verdict, end: PaymentState
) -> None:
    payment = manual(counter)
    decided = decide(counter, payment, Decision(verdict, by="Дилноза", why="В кабинете платежа нет"))
    assert (decided.state, decided.reason) == (end, "decided")
    assert states(counter) == [end]
    assert counter.outbox.entry(OTHER_PID) is None


def test_who_and_why_stand_in_the_chain(counter: Counter) -> None:
    payment = manual(counter)
    decide(counter, payment, ABSENT)
    last = asyncio.run(counter.checkout.timeline(payment.transaction_id))[-1]
    assert (last.note, last.state) == ("decided", S.CANCELLED)
    assert last.remarks == {"by": "Дилноза", "why": "В кабинете платежа нет", "verdict": "not_taken"}


def test_a_paid_one_gets_its_number_its_receipt_and_its_paper(counter: Counter) -> None:
    payment = manual(counter)
    papers = len(counter.tray.papers)
    decided = decide(counter, payment, Decision(Verdict.PAID, "Дилноза", "Есть в кабинете", OTHER_PID))
    assert (decided.state, decided.payment_id) == (S.PAID, OTHER_PID)
    entry = counter.outbox.entry(OTHER_PID)
    assert entry is not None
    assert entry.state is FiscalState.DONE
    assert len(counter.tray.papers) == papers + 1


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (Decision(Verdict.PAID, "Дилноза", "Есть в кабинете"), "payment_id"),
        (Decision(Verdict.PAID, "Дилноза", "Есть в кабинете", PID), "payment_id"),  # the first sale has it
        (Decision(Verdict.NOT_TAKEN, " ", "нет"), "by"),
        (Decision(Verdict.NOT_TAKEN, "Дилноза", "  "), "reason"),
    ],
)
def test_half_a_decision_changes_nothing(counter: Counter, decision: Decision, field: str) -> None:
    payment = manual(counter)
    with pytest.raises(BadInput) as refused:
        decide(counter, payment, decision)
    assert refused.value.facts["field"] == field
    assert counter.payments.payment(payment.transaction_id).state is S.MANUAL


def test_only_what_waits_for_the_manager_is_decided(counter: Counter) -> None:
    payment = pay(counter, CODE)
    with pytest.raises(BadInput):
        decide(counter, payment, ABSENT)
    assert counter.payments.payment(payment.transaction_id).state is S.PAID


def test_the_manager_may_have_click_read_once_more_and_it_stays_manual(counter: Counter) -> None:
    payment = manual(counter)
    counter.click.look_ups = [StatusReply(OTHER_PID, 2)]
    read = asyncio.run(counter.checkout.check_now(payment.transaction_id))
    assert (read.state, read.payment_id, read.click_status) == (S.MANUAL, OTHER_PID, 2)
    with pytest.raises(BadInput):  # CLICK itself named the payment: another number is a slip
        decide(counter, read, Decision(Verdict.PAID, "Дилноза", "Есть", PaymentId(77)))
    assert decide(counter, read, Decision(Verdict.PAID, "Дилноза", "Есть")).payment_id == OTHER_PID
