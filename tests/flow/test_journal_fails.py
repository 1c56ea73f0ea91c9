"""The journal fails in the middle of a payment (P01, E02–E05): nothing is confirmed, and it still ends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from pos.core.errors import DiskFull, JournalBusy, JournalTrouble, OutcomeUnknown
from pos.core.payment import Payment, PaymentState
from pos.flow.events import AlarmKind, AlarmRaised
from pos.flow.ports import StatusReply
from tests.fakes.click import PID
from tests.fakes.counter import CODE, Counter
from tests.flow.kit import alarms, pay, states

S = PaymentState


class FailingPayments:
    """The real journal of payments behind a disk that fails: every write raises while `trouble` is set."""

    def __init__(self, counter: Counter) -> None:
        self._real = counter.payments
        self.trouble: JournalTrouble | None = None
        self.turns = 0  # how many writes still fail; 0: until `trouble` is taken away
        self.emergencies: list[Payment] = []
        counter.parts.journal = self  # type: ignore[assignment]  # all else is the real one

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def together(self) -> AbstractContextManager[None]:
        self._fail()
        return self._real.together()

    def record(self, *args: object) -> None:
        self._fail()
        self._real.record(*args)  # type: ignore[arg-type]

    def emergency(self, payment: Payment, note: str) -> None:
        self.emergencies.append(payment)

    def _fail(self) -> None:
        if self.trouble is None:
            return
        trouble = self.trouble
        if self.turns:
            self.turns -= 1
            if not self.turns:
                self.trouble = None
        raise trouble


@pytest.fixture
def disk(counter: Counter) -> FailingPayments:
    return FailingPayments(counter)


def test_before_the_post_nothing_is_sent(counter: Counter, disk: FailingPayments) -> None:
    disk.trouble = DiskFull("full")
    with pytest.raises(DiskFull):
        pay(counter)
    assert counter.click.calls == []
    assert counter.payments.newest(1) == []


@contextmanager
def broken_at_the_charge(counter: Counter, disk: FailingPayments, trouble: JournalTrouble) -> Iterator[None]:
    def break_it(_: Payment) -> None:
        disk.trouble = trouble

    counter.click.before_charge = break_it
    yield
    counter.click.before_charge = lambda _: None


@pytest.mark.parametrize("status", [-1, 2])
def test_after_the_answer_nothing_is_confirmed_and_it_is_read_once_the_disk_is_back(
    counter: Counter, disk: FailingPayments, status: int
) -> None:
    counter.click.look_ups = [StatusReply(PID, status)]
    counter.click.statuses = [StatusReply(PID, status)]

    async def whole() -> Payment:
        with broken_at_the_charge(counter, disk, DiskFull("full")), pytest.raises(OutcomeUnknown):
            await counter.checkout.pay(counter.sale(), CODE)
        [begun] = counter.payments.newest(1)
        assert begun.state is S.SENDING
        await counter.clock.sleep(1)
        disk.trouble = None
        return await counter.checkout.after.finished(begun.transaction_id)

    payment = asyncio.run(whole())
    assert payment.state is (S.PAID if status == 2 else S.CANCELLED)
    assert counter.click.count("confirm") == 0
    assert counter.click.count("charge") == 1
    assert [lost.transaction_id for lost in disk.emergencies] == [payment.transaction_id]
    assert alarms(counter)[0] == (AlarmKind.JOURNAL_FAILED, {"transaction_id": payment.transaction_id})


def test_a_disk_that_is_full_for_long_does_not_end_the_resolving(
    counter: Counter, disk: FailingPayments
) -> None:
    """Twenty writes fail, in the charge and in the reads after it; the payment ends nevertheless."""
    counter.click.statuses = [StatusReply(PID, -1)]
    counter.click.look_ups = [StatusReply(PID, -1)]

    async def whole() -> Payment:
        disk.turns = 20
        with broken_at_the_charge(counter, disk, DiskFull("full")), pytest.raises(OutcomeUnknown):
            await counter.checkout.pay(counter.sale(), CODE)
        return await counter.checkout.after.finished(counter.payments.newest(1)[0].transaction_id)

    assert asyncio.run(whole()).state is S.CANCELLED


def test_a_file_that_another_program_holds_for_a_moment_costs_no_sale(
    counter: Counter, disk: FailingPayments
) -> None:
    disk.turns = 5
    with broken_at_the_charge(counter, disk, JournalBusy("locked")):
        payment = pay(counter)
    assert payment.state is S.PAID
    assert payment.confirmed
    assert states(counter) == [S.SENDING, S.CONFIRMING, S.PAID]
    assert disk.emergencies == []


def test_a_file_that_is_held_too_long_means_no_confirm(counter: Counter, disk: FailingPayments) -> None:
    disk.turns = 200
    counter.click.look_ups = [StatusReply(PID, -1)]
    with broken_at_the_charge(counter, disk, JournalBusy("locked")), pytest.raises(OutcomeUnknown):
        pay(counter)
    assert counter.click.calls == ["charge"]
    [given_up] = [event for event in counter.events if isinstance(event, AlarmRaised)]
    assert 20 <= (given_up.at - counter.clock.start).total_seconds() < 26
