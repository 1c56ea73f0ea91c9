"""Schedules that broke a rule when they were found, each as short as it can be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.machines.bank import Personality, Trouble
from tests.machines.payments import PaymentMachine

DAY_S = 86_400.0


@pytest.fixture
def at() -> Iterator[PaymentMachine]:
    machine = PaymentMachine()
    yield machine
    machine.close()


def states(at: PaymentMachine) -> list[str]:
    return [row[0] for row in at.till.rows("SELECT state FROM payments ORDER BY created_at")]


def test_a_held_payment_is_not_paid_because_the_clock_jumped_while_the_pc_started(at: PaymentMachine) -> None:
    at.meet(Personality())
    at.sell([], 0.0)
    at.clock_jumps(3601.0)
    at.crash(0.0, pc=True)
    at.time_passes(1.0)
    at.both_books_agree()
    assert sorted(states(at)) == ["paid", "unknown"]


def test_a_payment_is_not_absent_because_the_date_of_the_pc_is_wrong(at: PaymentMachine) -> None:
    """CLICK corrects the clock for `Auth`, so such a PC does sell."""
    at.meet(Personality(confirm_mode=False))
    at.sell([], 13.0)
    at.clock_jumps(-3 * DAY_S)
    at.sell([("charge", Trouble.ANSWER_LOST)], 80.0)
    at.both_books_agree()


def test_a_page_instead_of_the_answer_is_no_refusal(at: PaymentMachine) -> None:
    at.meet(Personality(confirm_mode=False))
    at.sell([("charge", Trouble.PAGE), ("look_up", Trouble.LOST)], 13.0)
    at.both_books_agree()
