"""Both machines, the same examples each time; MACHINE_EXAMPLES, MACHINE_STEPS: more, and new ones."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.machines.fiscal import FiscalMachine
from tests.machines.payments import PaymentMachine

EXAMPLES, STEPS = os.environ.get("MACHINE_EXAMPLES"), os.environ.get("MACHINE_STEPS")

LIKE_THIS = settings(
    max_examples=int(EXAMPLES or 300),
    stateful_step_count=int(STEPS or 50),
    derandomize=EXAMPLES is None,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.timeout(0 if EXAMPLES else 400)
@pytest.mark.parametrize("machine", [PaymentMachine, FiscalMachine])
def test_no_order_of_events_breaks_a_rule(machine: type[RuleBasedStateMachine]) -> None:
    run_state_machine_as_test(machine, settings=LIKE_THIS)
