"""The oracle: S, T, L and W of reliability.md over one schedule's evidence. Imports nothing from `pos`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.simulation.evidence import Case
from tests.simulation.history import Breach, Evidence
from tests.simulation.oracle_liveness import LIVENESS
from tests.simulation.oracle_money import MONEY
from tests.simulation.oracle_trace import TRACE

Check = Callable[[Case], Iterator[str]]

CHECKS: dict[str, Check] = {**MONEY, **TRACE, **LIVENESS}


def judge(evidence: Evidence) -> list[Breach]:
    """Every invariant that did not hold, in the order of the document."""
    case = Case(evidence)
    return [Breach(name, text) for name, check in CHECKS.items() for text in check(case)]
