"""What was promised and said before a kill binds after it: commits, printed results, screens, reads alone.

The rules' names are those of the reliability page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tests.crash.books import NOT_EVENTS, NOT_TAKEN, Books, Evidence, Line


def promises(books: Books, evidence: Evidence) -> None:
    """Every promise and every word, against both ledgers."""
    _acknowledged(books, [line for _, lines in evidence.traces for line in lines])
    before = {
        (event["transaction_id"], "paid") for event in books.events if event["note"] in PAID_BY_THE_CHARGE
    }
    for number, (command, lines) in enumerate(evidence.traces):
        before |= _in_order(books, command, lines, before if number else set())
    _spoken(books, evidence)
    _secrets(books, evidence)


def _acknowledged(books: Books, lines: Iterable[Line]) -> None:
    """S10: what a COMMIT promised before the kill is there after it."""
    promised = Counter(
        (what, which) for line in lines if line[0] == "durable" for what, which, *_ in line[1:]
    )
    kept = Counter((event["note"], event["transaction_id"]) for event in books.events)
    queue = {str(row["payment_id"]): row for row in books.receipts}
    facts = {row["name"] for row in books.facts}
    codes = {row["transaction_id"]: row["otp_fingerprint"] for row in books.payments}
    for (what, which), count in promised.items():
        if what.startswith("fiscal "):
            row = queue.get(which)
            lost = row is None or (
                (what == "fiscal done" and row["state"] != "done")
                or (what == "fiscal sending" and row["sends"] < count)
            )
        elif what == "code released":
            lost = bool(which) and codes.get(which, "gone") is not None
        elif what in {"search verified", "fact"}:
            lost = which not in facts
        elif what == "goods":
            lost = not books.goods
        else:
            lost = what not in NOT_EVENTS and kept[what, which] < count
        if lost:
            books.breach("S10", f"“{what}” of {which or 'the till'} was committed and is lost")


FIRST = {
    "payment: first byte": ("W1", "intent"),
    "confirm: first byte": ("W3", "confirming"),
    "submit_items: first byte": ("W5", "fiscal sending"),
}
"""What must be durable in the same process before a byte leaves."""


PAID_BY_THE_CHARGE = frozenset({"paid", "paid_without_confirm"})
"""Notes that only the process of the charge writes: to a later one they are old, whatever it noted."""


def _in_order(
    books: Books, command: str, lines: Iterable[Line], before: set[tuple[str, str]]
) -> set[tuple[str, str]]:
    """W1, W3, W4, W5: the journal before the wire and before the screen. T1, T3: recovery only reads.

    `before` is what earlier processes of this home made durable: it may be told again (K8). Returns what this
    one did.
    """
    durable: set[str] = set()
    states: set[tuple[str, str]] = set()
    for kind, *facts in lines:
        if kind == "durable":
            durable |= {what for what, *_ in facts}
            states |= {(which, state) for _, which, *rest in facts for state in rest}
        elif kind == "told" and facts[1] in {"paid", *NOT_TAKEN} and tuple(facts) not in states | before:
            books.breach("W4", f"{facts[0]} was told to be {facts[1]} before the journal had it")
        elif kind == "point":
            rule, needed = FIRST.get(facts[0], ("", ""))
            if needed and needed not in durable:
                books.breach(rule, f"{facts[0]} before “{needed}” was durable")
            if facts[0] == "screen: before green" and "paid" not in {state for _, state in states}:
                books.breach("W4", "the screen was green before the journal had it")
            if command == "recover" and facts[0] in {"payment: before", "confirm: before"}:
                books.breach("T1", f"recovery came to “{facts[0]}”")
    return states


def _spoken(books: Books, evidence: Evidence) -> None:
    """S2 and S4 of everything that a person or a program was told."""
    heard: set[tuple[str, str]] = set()
    for said in evidence.said:
        for each in said.get("payments", [said]):
            if each.get("transaction_id"):
                heard.add((each["transaction_id"], each["state"]))
                _said_receipt(books, each)
    lines = [line for _, lines in evidence.traces for line in lines]
    heard |= {(line[1], line[2]) for line in lines if line[0] == "told"}
    rows = {row["transaction_id"]: row["state"] for row in books.payments}
    for tid, state in sorted(heard):
        if tid not in rows:
            books.breach("S10", f"{tid} was said to be {state} and is not in the journal")
        elif state == "paid" and (rows[tid] != "paid" or not books.captured(tid)):
            books.breach("S2", f"{tid} was said to be paid and is {rows[tid]}")
        elif state in NOT_TAKEN and (rows[tid] not in NOT_TAKEN or books.captured(tid)):
            books.breach("S4", f"{tid} was said to be {state} and is {rows[tid]}")


def _said_receipt(books: Books, said: Mapping[str, Any]) -> None:
    done = {row["payment_id"] for row in books.receipts if row["state"] == "done"}
    if said.get("fiscal") == "done" and said["payment_id"] not in done:
        books.breach("S8", f"the receipt of {said['payment_id']} was said to be there and is not")


def _secrets(books: Books, evidence: Evidence) -> None:
    for file in evidence.journal.parent.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            if any(secret.encode() in content for secret in evidence.secrets):
                books.breach("S11", f"{file.name} holds a secret")
