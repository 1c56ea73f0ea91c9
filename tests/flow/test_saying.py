"""What somebody says of a payment stands in the chain, and is asked for again after a restart (P46, K7)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from pos.core.errors import BadInput
from pos.core.payment import PaymentState, TransactionId, Word
from pos.flow.history_ports import Unsettled
from pos.flow.ports import StatusReply
from pos.journal.verify import verify
from tests.fakes.click import PID
from tests.fakes.clock import FakeClock
from tests.fakes.counter import Counter, open_counter
from tests.flow.test_recovery import crash, recover

S = PaymentState


def left(counter: Counter) -> list[Unsettled]:
    return list(asyncio.run(counter.checkout.unsettled()))


def say(counter: Counter, tid: TransactionId, *words: Word) -> None:
    for word in words:
        asyncio.run(counter.checkout.say_word(tid, word))


@pytest.fixture
def found_paid(tmp_path: Path) -> tuple[Path, FakeClock, TransactionId]:
    """A crash in the middle of the charge; the next start found it paid, and nobody answered the question."""
    path, clock = tmp_path / "j.sqlite3", FakeClock()
    crash(path, clock, "confirm")
    counter = open_counter(path, clock)
    tid = recover(counter).transaction_id
    counter.journal.close()
    return path, clock, tid


def test_the_question_is_asked_again_until_it_is_answered(
    found_paid: tuple[Path, FakeClock, TransactionId],
) -> None:
    path, clock, tid = found_paid
    for word, answered in ((None, False), (Word.TO_RETURN, False), (Word.LEFT_TO_MANAGER, True)):
        counter = open_counter(path, clock)
        if word:
            say(counter, tid, word)
        expected = [] if answered else [(tid, word, True)]
        assert [(u.payment.transaction_id, u.word, u.recovered) for u in left(counter)] == expected
        assert verify(counter.journal, None).ok
        counter.journal.close()


def test_goods_that_were_handed_over_are_no_question(
    found_paid: tuple[Path, FakeClock, TransactionId],
) -> None:
    path, clock, tid = found_paid
    counter = open_counter(path, clock)
    say(counter, tid, Word.HANDED_OVER)
    assert left(counter) == []
    counter.journal.close()


def test_a_day_later_nobody_asks_for_the_goods(found_paid: tuple[Path, FakeClock, TransactionId]) -> None:
    path, clock, _tid = found_paid
    counter = open_counter(path, clock)
    clock.start += timedelta(hours=25)
    assert left(counter) == []
    counter.journal.close()


def test_a_wish_outlives_the_program_and_ends_with_a_question(tmp_path: Path) -> None:
    path, clock = tmp_path / "j.sqlite3", FakeClock()
    crash(path, clock, "confirm")
    counter = open_counter(path, clock)
    [payment] = counter.payments.open_payments()
    say(counter, payment.transaction_id, Word.CANCEL_WISHED, Word.KEPT, Word.CANCEL_WISHED)
    counter.journal.close()
    again = open_counter(path, clock)
    assert [unsettled.word for unsettled in left(again)] == [Word.CANCEL_WISHED]
    assert recover(again).state is S.PAID
    assert [unsettled.word for unsettled in left(again)] == [Word.CANCEL_WISHED]
    again.journal.close()


def test_what_comes_too_late_is_not_written(found_paid: tuple[Path, FakeClock, TransactionId]) -> None:
    path, clock, tid = found_paid
    counter = open_counter(path, clock)
    before = len(counter.payments.events(tid))
    say(counter, tid, Word.CANCEL_WISHED)  # it is paid by now
    assert len(counter.payments.events(tid)) == before
    with pytest.raises(BadInput):
        say(counter, TransactionId("NOBODY"), Word.KEPT)
    counter.journal.close()


def test_a_word_takes_nothing_back_of_what_was_read_meanwhile(tmp_path: Path) -> None:
    path, clock = tmp_path / "j.sqlite3", FakeClock()
    crash(path, clock, "confirm")
    counter = open_counter(path, clock)
    counter.click.statuses = [StatusReply(PID, 1), StatusReply(PID, -1)]

    async def speak() -> None:
        [payment] = counter.recovery.begin()
        tid = payment.transaction_id
        await counter.checkout.say_word(tid, Word.CANCEL_WISHED)
        ended = await counter.checkout.after.finished(tid)
        assert ended.state is S.CANCELLED
        await counter.checkout.say_word(tid, Word.KEPT)
        assert counter.payments.payment(tid).state is S.CANCELLED

    asyncio.run(speak())
    counter.journal.close()


def test_a_payment_that_nobody_must_look_at_is_not_there(tmp_path: Path) -> None:
    counter = open_counter(tmp_path / "j.sqlite3")

    async def pay() -> None:
        payment = await counter.checkout.pay(counter.sale(), "880101698207133392")
        await counter.checkout.after.finished(payment.transaction_id)

    asyncio.run(pay())
    assert left(counter) == []
    counter.journal.close()
