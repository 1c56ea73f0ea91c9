"""Giving a payment back: journalled first, asked once, read when the answer is lost (R01, R02, K10)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pos.core.errors import ClickRefused, NoConnection, OutcomeUnknown, Refused
from pos.core.payment import Payment, PaymentId, PaymentState
from pos.flow.ports import StatusReply
from pos.flow.reversing import Reversing
from tests.fakes.click import PID
from tests.fakes.counter import Counter, open_counter
from tests.flow.kit import pay, recover

S = PaymentState


@pytest.fixture
def paid(counter: Counter) -> tuple[Counter, Payment]:
    payment = pay(counter)
    counter.click.calls.clear()
    counter.click.statuses = [StatusReply(PID, 2)]
    return counter, payment


def reverse(counter: Counter, payment: Payment) -> Payment:
    return asyncio.run(Reversing(counter.parts).reverse(payment, by="Дилноза", why="Возврат товара"))


def test_it_is_journalled_before_it_is_asked_for(paid: tuple[Counter, Payment]) -> None:
    counter, payment = paid
    seen: list[PaymentState] = []
    counter.click.before_reverse = lambda _: seen.append(counter.payments.payment(str(PID)).state)
    assert reverse(counter, payment).state is S.REVERSED
    assert (seen, counter.click.calls) == ([S.REVERSING], ["reverse"])
    asked = asyncio.run(counter.checkout.timeline(payment.transaction_id))[-2]
    assert (asked.note, asked.remarks) == ("reversing", {"by": "Дилноза", "why": "Возврат товара"})


def test_a_refusal_is_an_answer(paid: tuple[Counter, Payment]) -> None:
    counter, payment = paid
    counter.click.reversals = [ClickRefused("no", code=-5, note="UZCARD не возвращает")]
    kept = reverse(counter, payment)
    assert (kept.state, kept.reason, kept.error_note) == (S.PAID, "reversal_refused", "UZCARD не возвращает")
    assert counter.click.calls == ["reverse", "status"]


def test_a_refused_one_that_is_gone_all_the_same_is_reversed(paid: tuple[Counter, Payment]) -> None:
    counter, payment = paid
    counter.click.reversals = [ClickRefused("done already", code=-9, note="")]
    counter.click.statuses = [StatusReply(PID, -1)]
    assert reverse(counter, payment).state is S.REVERSED


def test_what_surely_never_left_stays_paid(paid: tuple[Counter, Payment]) -> None:
    counter, payment = paid
    counter.click.reversals = [NoConnection("down")]
    kept = reverse(counter, payment)
    assert (kept.state, kept.reason) == (S.PAID, "NoConnection")


def test_a_lost_answer_is_read(paid: tuple[Counter, Payment]) -> None:
    counter, payment = paid
    counter.click.reversals = [OutcomeUnknown("timeout")]
    counter.click.statuses = [NoConnection("down"), StatusReply(PID, -1)]
    assert reverse(counter, payment).state is S.REVERSED
    assert counter.click.count("reverse") == 1


def test_a_lost_request_is_asked_for_again_after_a_minute_of_reading(paid: tuple[Counter, Payment]) -> None:
    counter, payment = paid
    counter.click.reversals = [OutcomeUnknown("timeout"), None]
    assert reverse(counter, payment).state is S.REVERSED
    first, second = (
        at
        for name, at in zip(counter.click.calls, counter.click.at_s[-len(counter.click.calls) :], strict=True)
        if name == "reverse"
    )
    assert second - first >= 60


def test_a_repeat_that_is_refused_goes_to_the_manager(paid: tuple[Counter, Payment]) -> None:
    counter, payment = paid
    counter.click.reversals = [OutcomeUnknown("timeout"), ClickRefused("no", code=-5, note="")]
    assert reverse(counter, payment).reason == "reversal_unclear"
    assert counter.payments.payment(str(PID)).state is S.MANUAL


def test_what_can_never_be_read_well_goes_to_the_manager(paid: tuple[Counter, Payment]) -> None:
    counter, payment = paid
    counter.click.reversals = [OutcomeUnknown("timeout")]
    assert reverse(counter, payment).state is S.MANUAL
    assert counter.clock.elapsed_s <= 300


def test_only_a_paid_payment_is_reversed(counter: Counter) -> None:
    counter.click.charges = [ClickRefused("no", code=-5017, note="")]
    payment = pay(counter)
    with pytest.raises(Refused):
        reverse(counter, payment)
    assert "reverse" not in counter.click.calls


class PlugPulledError(BaseException):
    """Ends the process at a point; nothing catches it."""


@pytest.mark.parametrize(("status", "end"), [(-1, S.REVERSED), (2, S.REVERSED)])
def test_a_crash_in_the_middle_is_taken_up(tmp_path: Path, status: int, end: PaymentState) -> None:
    path = tmp_path / "j.sqlite3"
    before = open_counter(path)
    payment = pay(before)

    def pull(_: PaymentId) -> None:
        raise PlugPulledError

    before.click.before_reverse = pull
    with pytest.raises(PlugPulledError):
        reverse(before, payment)
    before.journal.close()
    after = open_counter(path, before.clock)
    after.click.statuses = [StatusReply(PID, status)]
    assert [found.state for found in recover(after)] == [end]
    # Gone at CLICK: only read. Still a success after a minute of reading: asked for again (R01).
    assert after.click.count("reverse") == (0 if status < 0 else 1)
    after.journal.close()
