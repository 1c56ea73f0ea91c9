"""Every fault of the wire at every endpoint, over real TLS sockets; a third of the table, run all at once."""

from __future__ import annotations

import sys

import pytest

pytest.importorskip("cryptography")

from tests.wire.cases import Case, some_cases
from tests.wire.runner import run_cases
from tests.wire.sale import is_road_usable
from tests.wire.verdict import Verdict

pytestmark = [
    pytest.mark.timeout(500),
    pytest.mark.skipif(sys.platform == "darwin", reason="only 127.0.0.1 is on loopback here"),
]

CASES = [case for case in some_cases() if is_road_usable(case.fault.road)]


@pytest.fixture(scope="module")
def verdicts() -> dict[Case, Verdict]:
    """All cases, run together: one at a time they would mostly wait."""
    return run_cases(CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_sale_ends_as_both_books_say(case: Case, verdicts: dict[Case, Verdict]) -> None:
    verdict = verdicts[case]
    assert verdict.breaches == []
    assert verdict.surprises == []


def test_the_table_is_as_large_as_it_says() -> None:
    assert len({case.fault.name for case in CASES}) >= 30
    assert len(CASES) >= 150
