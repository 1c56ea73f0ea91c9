"""Compares three ledgers: what CLICK holds, what the SQLite file says, what the victims were heard to say.

It knows the program by its file format and its words alone: nothing of `pos` is imported here. The names
of the rules are those of the reliability page (S, T, L, W).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from tests.crash.books import NOT_TAKEN, OPEN, Books, Evidence, Row, read
from tests.crash.heard import promises

MOVES = {
    "sending": {"held", "refused", "unknown", "manual"},
    "held": {"confirming", "paid", "refused", "cancelled", "unknown"},
    "confirming": {"paid", "cancelled", "unknown"},
    "unknown": {"held", "paid", "refused", "cancelled", "manual"},
    "paid": {"reversing"},
    "reversing": {"reversed", "paid", "manual"},
    "manual": {"paid", "refused", "cancelled", "reversed"},
    "refused": set(),
    "cancelled": set(),
    "reversed": set(),
}
RETURNED = {"refused", "cancelled", "reversed"}
FIRST_HASH = "0" * 64


def check(evidence: Evidence, *, final: bool = True) -> list[str]:
    """Every rule that the ledgers break, as sentences; none is what is wanted.

    `final` also demands that everything is over: no open payment, every receipt there.
    """
    books, trouble = read(evidence)
    if books is None:
        return trouble
    _one_capture_per_sale(books)
    _paid_is_captured(books, evidence.ledger, final=final)
    _everything_has_an_intent(books)
    _not_taken_is_never_captured(books)
    _one_post_per_attempt(books, evidence.ledger)
    _one_attempt_at_a_time(books)
    _receipts(books, final=final)
    _chain(books)
    _edges(books)
    _projection(books)
    promises(books, evidence)
    if final:
        _over(books)
    return [*trouble, *books.breaches]


def moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """T1 and T3: what a recovery sent although it may only read."""
    breaches = []
    if (sent := _posts(after) - _posts(before)) != 0:
        breaches.append(f"T3: recovery sent {sent} charge(s)")
    for name in ("payment", "confirm", "reversal", "confirmation_on", "confirmation_off"):
        if grown := after["requests"].get(name, 0) - before["requests"].get(name, 0):
            breaches.append(f"{'T1' if name == 'confirm' else 'T3'}: recovery called {name} {grown} times")
    return breaches


def _posts(ledger: Mapping[str, Any]) -> int:
    return sum(ledger["charge_posts"].values())


# ── money ────────────────────────────────────────────────────────────────────────────────────────


def _one_capture_per_sale(books: Books) -> None:
    sale_of = {row["transaction_id"]: row["sale_id"] for row in books.payments}
    captures = Counter(
        sale_of.get(each["transaction_id"], "?") for each in books.booked if each["state"] == "captured"
    )
    for sale, count in captures.items():
        if count > 1:
            books.breach("S1", f"sale {sale} has {count} captured payments")


def _paid_is_captured(books: Books, ledger: Mapping[str, Any], *, final: bool) -> None:
    undecided = {"manual"} if final else {"manual", *OPEN}
    for row in books.payments:
        tid, captured = row["transaction_id"], books.captured(row["transaction_id"])
        if row["state"] == "paid":
            if len(captured) != 1:
                books.breach("S2", f"{tid} is paid, CLICK holds {len(captured)} captured payments of it")
                continue
            [booked] = captured
            if booked["payment_id"] != row["payment_id"]:
                books.breach("S2", f"{tid} is paid by {row['payment_id']}, at CLICK {booked['payment_id']}")
            if booked["confirm_mode"] and not booked["confirmed"]:
                books.breach("S2", f"{tid} is paid and was never confirmed")
        elif captured and row["state"] not in undecided:
            books.breach("S2", f"{tid} is captured at CLICK and {row['state']} here")
    if ledger["captured_tiyin"] != sum(b["amount_tiyin"] for b in books.booked if b["state"] == "captured"):
        books.breach("S2", "CLICK's own sum is wrong")


def _everything_has_an_intent(books: Books) -> None:
    intents = {event["transaction_id"]: event for event in books.events if event["note"] == "intent"}
    rows = {row["transaction_id"]: row for row in books.payments}
    for booked in books.booked:
        tid = booked["transaction_id"]
        if tid not in intents or tid not in rows:
            books.breach("S3", f"CLICK knows {tid}, the journal has no INTENT of it")
        elif rows[tid]["amount_tiyin"] != booked["amount_tiyin"]:
            books.breach("S7", f"{tid}: {rows[tid]['amount_tiyin']} here, {booked['amount_tiyin']} at CLICK")
    totals = {(sale["sale_id"], sale["cart_hash"]): sale["total_tiyin"] for sale in books.sales}
    for tid, row in rows.items():
        if tid not in intents:
            books.breach("W1", f"{tid} has a row and no INTENT")
        if totals.get((row["sale_id"], row["cart_hash"])) != row["amount_tiyin"]:
            books.breach("S7", f"{tid}: the sale comes to another sum than {row['amount_tiyin']}")


def _not_taken_is_never_captured(books: Books) -> None:
    for row in books.payments:
        if row["state"] in NOT_TAKEN and books.captured(row["transaction_id"]):
            books.breach("S4", f"{row['transaction_id']} is {row['state']} and its money was taken")


def _one_post_per_attempt(books: Books, ledger: Mapping[str, Any]) -> None:
    known = {row["transaction_id"] for row in books.payments}
    for tid, count in ledger["charge_posts"].items():
        if count > 1:
            books.breach("S6", f"{tid} was sent {count} times")
        if tid not in known:
            books.breach("S3", f"{tid} was sent and is not in the journal")
    made = Counter(each["transaction_id"] for each in books.booked)
    for tid, count in made.items():
        if count > 1:
            books.breach("S6", f"{tid} made {count} payments")


def _one_attempt_at_a_time(books: Books) -> None:
    sale_of = {row["transaction_id"]: row["sale_id"] for row in books.payments}
    now: dict[str, dict[str, str]] = defaultdict(dict)
    for event in books.events:
        tid = event["transaction_id"]
        attempts = now[str(sale_of.get(tid, tid))]
        if event["note"] == "intent":
            alive = [other for other, state in attempts.items() if state not in RETURNED]
            if alive:
                books.breach("S5", f"{tid} was begun while {alive[0]} is {attempts[alive[0]]}")
        attempts[tid] = event["state"]


def _receipts(books: Books, *, final: bool) -> None:
    queue = {row["payment_id"]: row for row in books.receipts}
    paid = {row["payment_id"] for row in books.payments if row["state"] == "paid"}
    for booked in books.booked:
        pid, receipts = booked["payment_id"], booked["receipts"]
        captured = booked["state"] == "captured"
        if len(receipts) > 1 or (receipts and not captured):
            books.breach("S8", f"{pid} is {booked['state']} and has {len(receipts)} receipts")
        if final and captured and not receipts and pid in paid:
            books.breach("S8", f"{pid} is captured and has no receipt")
        _sums(books, booked)
        if receipts and (pid not in queue or queue[pid]["sends"] < 1):
            books.breach("W5", f"{pid} has a receipt that the journal did not send")
    _queue(books, queue, paid, final=final)


def _sums(books: Books, booked: Mapping[str, Any]) -> None:
    for receipt in booked["receipts"]:
        received = receipt["received_card"] + receipt["received_cash"] + receipt["received_ecash"]
        if not receipt["total_tiyin"] == received == booked["amount_tiyin"]:
            total = receipt["total_tiyin"]
            books.breach("S7", f"{booked['payment_id']}: a receipt of {total}, received {received}")


def _queue(books: Books, queue: Mapping[int, Row], paid: set[int], *, final: bool) -> None:
    for pid, row in queue.items():
        if pid not in paid:
            books.breach("S8", f"{pid} is in the OFD queue and not paid")
        if row["state"] == "done" and not row["link"]:
            books.breach("S8", f"{pid} is done without a link")
        if final and row["state"] != "done":
            books.breach("L3", f"{pid} is {row['state']} in the OFD queue: {row['why']}")
    for pid in paid - queue.keys() if final else ():
        books.breach("S8", f"{pid} is paid and not in the OFD queue")


# ── the file ─────────────────────────────────────────────────────────────────────────────────────


def link(event: Row, previous: str) -> str:
    """The hash that an event must carry."""
    parts = (previous, str(event["seq"]), event["transaction_id"], event["at"], event["state"],
             event["note"], event["facts"])  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _chain(books: Books) -> None:
    previous = FIRST_HASH
    for number, event in enumerate(books.events, 1):
        if event["seq"] != number:
            books.breach("S10", f"event {number} is missing, {event['seq']} follows")
            return
        if event["previous_hash"] != previous or event["hash"] != link(event, previous):
            books.breach("S10", f"the chain breaks at event {number}")
            return
        previous = event["hash"]


def _edges(books: Books) -> None:
    now: dict[str, str] = {}
    for event in books.events:
        tid, state = event["transaction_id"], event["state"]
        before = now.get(tid)
        facts = json.loads(event["facts"])
        if facts["state"] != state:
            books.breach("W6", f"{tid}: the facts say {facts['state']}, the event {state}")
        if before is None:
            if (event["note"], state) != ("intent", "sending"):
                books.breach("W1", f"{tid} begins with {event['note']} {state}")
        elif state != before:
            if state not in MOVES[before]:
                books.breach("T5", f"{tid} went from {before} to {state}")
            if (before, state) == ("held", "paid") and facts["confirm_mode"] != 0:
                books.breach("W3", f"{tid} was paid without its confirm")
        now[tid] = state


def _projection(books: Books) -> None:
    last = {event["transaction_id"]: json.loads(event["facts"]) for event in books.events}
    for row in books.payments:
        facts = last.get(row["transaction_id"], {})
        other = [name for name, value in facts.items() if name != "remarks" and row.get(name) != value]
        if other:
            books.breach("W6", f"{row['transaction_id']}: the row and its last event differ in {other}")


def _over(books: Books) -> None:
    for row in books.payments:
        if row["state"] in OPEN:
            books.breach("L2", f"{row['transaction_id']} is still {row['state']}")
