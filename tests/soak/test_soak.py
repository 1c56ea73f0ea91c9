"""A short soak, with more faults than a long one; and the comparison of the books must see what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pos.core.payment import Payment, PaymentState
from tests.core.kit import PID
from tests.fakes.clock import FakeClock
from tests.journal.kit import open_books
from tests.soak.books import compare
from tests.soak.run import soak


@pytest.mark.timeout(400)
def test_both_books_agree_after_some_hundred_sales() -> None:
    report = soak(sales=200, faults_percent=10, window_s=2.0, seed=7)
    assert report.compared.breaches == []
    assert report.finished
    assert report.compared.captured == report.compared.states["paid"] >= 150


def at_click(payment: Payment, **facts: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    usual = {
        "transaction_id": payment.transaction_id,
        "payment_id": int(PID),
        "amount_tiyin": payment.amount.tiyin,
        "state": "captured",
        "receipts": [],
    }
    return usual | facts


def breaches(path: Path, state: str, *facts: dict[str, Any], posts: int = 1) -> set[str]:
    books = open_books(path, FakeClock())
    payment = books.paid() if state == "paid" else books.intent()
    if state == "refused":
        payment = books.walk(payment, PaymentState.REFUSED)
    books.journal.close()
    found = compare(path, [at_click(payment, **each) for each in facts], {payment.transaction_id: posts})
    return {each.split(":")[0] for each in found.breaches}


RECEIPT = {"total_tiyin": 1, "url": "x"}


@pytest.mark.parametrize(
    ("state", "facts", "posts", "wrong"),
    [
        ("paid", [{}], 1, {"L3"}),  # no fiscal receipt was made in this journal
        ("paid", [], 1, {"S2", "L3"}),
        ("paid", [{"state": "cancelled"}], 1, {"S2", "L3"}),
        ("paid", [{"amount_tiyin": 1}], 1, {"S2", "L3"}),
        ("paid", [{"payment_id": 1}], 1, {"S2", "L3"}),
        ("paid", [{}, {}], 1, {"S1", "S2", "L3"}),
        ("paid", [{"receipts": [RECEIPT, RECEIPT]}], 1, {"S8"}),
        ("paid", [{}], 2, {"S6", "L3"}),
        ("refused", [], 1, set()),
        ("refused", [{}], 1, {"S4"}),
        ("refused", [{"state": "cancelled", "receipts": [RECEIPT]}], 1, {"S8"}),
        ("refused", [{"state": "cancelled", "transaction_id": "STRANGER"}], 1, {"S3"}),
        ("sending", [], 1, {"L2"}),
    ],
)
def test_the_comparison_sees_what_is_wrong(
    state: str, facts: list[dict[str, Any]], posts: int, wrong: set[str], tmp_path: Path
) -> None:
    assert breaches(tmp_path / "journal.sqlite3", state, *facts, posts=posts) == wrong
