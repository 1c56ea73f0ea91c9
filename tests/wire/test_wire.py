"""Every fault of the wire at every endpoint, over real TLS sockets; a third of the table, run all at once."""

from __future__ import annotations

import sys
from typing import Any

import pytest

pytest.importorskip("cryptography")

from tests.wire.cases import Case, Target, some_cases
from tests.wire.runner import run_cases
from tests.wire.sale import is_road_usable
from tests.wire.verdict import Verdict

pytestmark = [
    pytest.mark.timeout(500),
    pytest.mark.skipif(sys.platform == "darwin", reason="only 127.0.0.1 is on loopback here"),
]

CASES = [case for case in some_cases() if is_road_usable(case.fault.road)]


FINDINGS = {
    "http_404_page-ofd_data-while": "any 404 says: no receipt yet; so a second is sent",
    "http_404_page-payment_unconfirmed-after": "a page is believed when the look-up after it fails, too",
    "http_401-payment_unconfirmed-after": "the same",
    "two_answers-status_by_mti-first": "what came behind an answer is taken for the answer to the next read",
}
"""Cases that broke a rule, or may under load, when they were found; each is gone when its reason is."""


@pytest.fixture(scope="module")
def verdicts() -> dict[Case, Verdict]:
    """All cases, run together: one at a time they would mostly wait."""
    return run_cases(CASES)


def _marked(case: Case) -> Any:  # noqa: ANN401 - as pytest has it
    found = FINDINGS.get(str(case))
    sure = case.target is not Target.PAYMENT_UNCONFIRMED
    marks = [pytest.mark.xfail(reason=found, strict=sure)] if found else []
    return pytest.param(case, id=str(case), marks=marks)


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_the_sale_ends_as_both_books_say(case: Case, verdicts: dict[Case, Verdict]) -> None:
    verdict = verdicts[case]
    assert verdict.breaches == []
    assert verdict.surprises == []


def test_the_table_is_as_large_as_it_says() -> None:
    assert len({case.fault.name for case in CASES}) >= 30
    assert len(CASES) >= 150
