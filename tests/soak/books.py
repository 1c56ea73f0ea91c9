"""The journal against CLICK's ledger, payment by payment. Knows SQL and JSON, nothing of the program."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.journal.kit import broken_link

NOT_PAID = {"refused", "cancelled"}
FINAL = {"paid", "manual", *NOT_PAID}


@dataclass
class Compared:
    """What both books say."""

    states: Counter[str] = field(default_factory=Counter)
    captured: int = 0
    receipts: int = 0
    breaches: list[str] = field(default_factory=list)


def compare(journal: Path, payments: list[dict[str, Any]], posts: dict[str, int]) -> Compared:
    """Compare, and list every breach."""
    found = Compared()
    by_tid: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in payments:
        by_tid[each["transaction_id"]].append(each)
    with closing(sqlite3.connect(journal)) as connection:
        rows = connection.execute(
            "SELECT payments.transaction_id, payments.sale_id, payments.state, payments.payment_id,"
            " amount_tiyin, fiscal_outbox.state, link"
            " FROM payments LEFT JOIN fiscal_outbox USING (transaction_id)"
        ).fetchall()
        if (seq := broken_link(connection)) is not None:
            found.breaches.append(f"S10: the chain breaks at {seq}")
    if strangers := by_tid.keys() - {row[0] for row in rows}:
        found.breaches.append(f"S3: {len(strangers)} payments without an INTENT")
    captured_of: Counter[str] = Counter()
    for tid, sale_id, state, payment_id, amount, fiscal, link in rows:
        found.states[state] += 1
        captured = [each for each in by_tid[tid] if each["state"] == "captured"]
        captured_of[sale_id] += len(captured)
        found.captured += len(captured)
        said = json.dumps({"tid": tid, "state": state, "click": [each["state"] for each in by_tid[tid]]})
        found.breaches += [f"{wrong} {said}" for wrong in _money(state, payment_id, amount, captured)]
        found.breaches += [f"{wrong} {said}" for wrong in _fiscal(state, fiscal, link, by_tid[tid], amount)]
        found.receipts += sum(len(each["receipts"]) for each in by_tid[tid])
        if posts.get(tid, 0) > 1:
            found.breaches.append(f"S6: sent {posts[tid]} times {said}")
    found.breaches += [f"S1: captured {n} times: {sale}" for sale, n in captured_of.items() if n > 1]
    return found


def _money(state: str, payment_id: int, amount: int, captured: list[dict[str, Any]]) -> list[str]:
    if state not in FINAL:
        return ["L2: not ended"]
    if state == "paid" and [(each["payment_id"], each["amount_tiyin"]) for each in captured] != [
        (payment_id, amount)
    ]:
        return ["S2: paid, yet not captured so"]
    if state in NOT_PAID and captured:
        return ["S4: not paid, yet captured"]
    return []


def _fiscal(
    state: str, fiscal: str | None, link: str | None, at_click: list[dict[str, Any]], amount: int
) -> list[str]:
    receipts = [receipt for each in at_click for receipt in each["receipts"]]
    if state != "paid":
        return ["S8: a receipt without a payment"] if receipts else []
    if len(receipts) > 1 or (receipts and receipts[0]["total_tiyin"] != amount):
        return [f"S8: {len(receipts)} receipts"]
    if fiscal != "done" or not receipts or receipts[0]["url"] != link:
        return [f"L3: the queue says {fiscal}"]
    return []
