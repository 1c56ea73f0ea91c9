"""Liveness: what must happen in the end (L1-L4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.simulation.evidence import OPEN, Attempt, Case

SALE_S = 5.0
UNKNOWN_S = 180.0
RECEIPT_S = 600.0
SELLS_AGAIN_S = 10.0


def calm_sale_is_paid(case: Case) -> Iterator[str]:
    """L1: with no fault (clock jumps are none) a sale is PAID in 5 s."""
    shown = {
        sale: screen.at
        for attempt in case.attempts.values()
        for _, screen in attempt.screens
        for sale in (attempt.sale,)
        if screen.note == "paid"
    }
    first_pay: dict[str, float] = {}
    for entry in case.evidence.entries:
        if entry.what == "pay" and entry.sale in case.evidence.calm_sales:
            first_pay.setdefault(entry.sale, entry.at)
    for sale, at in first_pay.items():
        if sale not in shown:
            yield f"sale {sale} had no fault and was never paid"
        elif shown[sale] - at > SALE_S:
            yield f"sale {sale} had no fault and was paid after {shown[sale] - at:.1f} s"


def unknown_ends(case: Case) -> Iterator[str]:
    """L2: once faults stop, nothing stays open longer than 180 s."""
    off = case.evidence.faults_off_at
    for attempt in case.attempts.values():
        since: float | None = None
        for _, at, _, state in attempt.commits:
            if state in OPEN:
                since = at if since is None else since
                continue
            if since is not None and at - max(since, off) > UNKNOWN_S:
                yield f"{attempt.tid} was open for {at - max(since, off):.1f} s without faults"
            since = None
        if since is not None and case.evidence.ended_at - max(since, off) > UNKNOWN_S:
            yield f"{attempt.tid} is {attempt.commits[-1][3]} for ever"


def _cash_at(case: Case, attempt: Attempt) -> float:
    """When the cash of a mixed sale was there: for ever later where its customer never brought it."""
    if not case.journals[attempt.till].cash_of(attempt.tid):
        return 0.0
    return case.cash["cash_taken"].get(attempt.tid, float("inf"))


def receipts_come(case: Case) -> Iterator[str]:
    """L3: once faults stop, every PAID payment that CLICK captured has its receipt and its link in 10 min."""
    off = case.evidence.faults_off_at
    first: dict[int, float] = {}
    for receipt in case.evidence.receipts:
        first.setdefault(receipt.pid, receipt.at)
    for attempt in case.attempts.values():
        for payment in attempt.ledger:
            if not payment.is_captured(case.evidence.ended_at):
                continue
            paid = [at for _, at, _, state in attempt.commits if state == "paid"]
            if not paid:
                continue  # the manager has it: that is the alarm
            due = max(paid[0], off, _cash_at(case, attempt)) + RECEIPT_S
            if payment.pid not in first and case.evidence.ended_at >= due:
                yield f"{payment.pid} has no receipt"
            elif first.get(payment.pid, 0.0) > due:
                yield f"{payment.pid} got its receipt after {first[payment.pid] - due + RECEIPT_S:.0f} s"
            else:
                row = case.journals[attempt.till].fiscal.get(payment.pid)
                if case.evidence.ended_at >= due and (row is None or row["state"] != "done"):
                    yield f"{payment.pid} has no link in the queue"


def sells_again(case: Case) -> Iterator[str]:
    """L4: another sale is on its way in 10 s, whatever is unresolved."""
    pays: dict[str, float] = {}
    for entry in case.evidence.entries:
        if entry.what == "pay" and entry.sale in case.evidence.calm_sales:
            pays.setdefault(entry.sale, entry.at)
    posted = {attempt.sale: post.at for attempt in case.attempts.values() for _, post in attempt.posts[:1]}
    for sale, at in pays.items():
        if sale not in posted or posted[sale] - at > SELLS_AGAIN_S:
            yield f"sale {sale} was not sent in {SELLS_AGAIN_S:.0f} s"


Check = Callable[[Case], Iterator[str]]
LIVENESS: dict[str, Check] = {
    "L1": calm_sale_is_paid,
    "L2": unknown_ends,
    "L3": receipts_come,
    "L4": sells_again,
}
