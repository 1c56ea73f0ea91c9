"""Safety: where the money is, what was said of it, what was written before it moved (S1-S10, W1-W5)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

from tests.simulation.evidence import OPEN, RETURNED, Attempt, Case

CODE_KEPT_S = 900.0


def at_most_one_capture(case: Case) -> Iterator[str]:
    """S1: at most one captured, un-reversed CLICK payment per sale, at every moment."""
    by_sale: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for attempt in case.attempts.values():
        for payment in attempt.ledger:
            if payment.captured_at is not None:
                ends = payment.reversed_at if payment.reversed_at is not None else float("inf")
                by_sale[attempt.sale or attempt.tid].append((payment.captured_at, ends, payment.pid))
    for sale, spans in by_sale.items():
        spans.sort()
        for (_, ends, first), (begins, _, second) in pairwise(spans):
            if begins < ends:
                yield f"sale {sale} was captured twice: {first} and {second}"


def paid_is_captured(case: Case) -> Iterator[str]:
    """S2: "paid" only while CLICK holds exactly one captured payment of this id and amount."""
    for attempt in case.attempts.values():
        for _, screen in attempt.screens:
            if screen.note != "paid":
                continue
            captured = [payment for payment in attempt.ledger if payment.is_captured(screen.at)]
            if len(captured) != 1:
                yield f"{attempt.tid} was shown paid at {screen.at:.2f}, CLICK held {len(captured)}"
            elif captured[0].amount != attempt.amount:
                yield f"{attempt.tid} was shown paid: {captured[0].amount} captured, {attempt.amount} owed"
            elif captured[0].confirm_mode and not captured[0].confirmed:
                yield f"{attempt.tid} was shown paid and is not confirmed"


def created_has_intent(case: Case) -> Iterator[str]:
    """S3: an INTENT of the same id and amount for what CLICK created; a payment_id for what it captured."""
    for attempt in case.attempts.values():
        row = case.journals[attempt.till].payments.get(attempt.tid) if attempt.till in case.journals else None
        for payment in attempt.ledger:
            if row is None:
                yield f"{payment.pid} at CLICK ({attempt.tid}) has no intent"
            elif row["amount_tiyin"] != payment.amount:
                yield f"{payment.pid}: {payment.amount} at CLICK, {row['amount_tiyin']} in the journal"
            elif (
                payment.confirm_mode and payment.captured_at is not None and row["payment_id"] != payment.pid
            ):
                yield f"{payment.pid} is captured, the journal has {row['payment_id']}"


def not_paid_is_final(case: Case) -> Iterator[str]:
    """S4: once "not paid" was shown for an attempt, it is never captured, before or after."""
    for attempt in case.attempts.values():
        shown = next((screen for _, screen in attempt.screens if screen.note == "not_paid"), None)
        if shown is None:
            continue
        if case.evidence.never_provable and not attempt.ledger and _went_unanswered(case, attempt):
            yield f"{attempt.tid} was shown not paid at {shown.at:.2f}, nobody can know that"
        for payment in attempt.ledger:
            if payment.captured_at is not None:
                at = payment.captured_at
                yield f"{attempt.tid} was shown not paid at {shown.at:.2f}, captured at {at:.2f}"


def _went_unanswered(case: Case, attempt: Attempt) -> bool:
    """Whether its POST may have left, no readable answer came back, and no manager has looked since."""
    if any(state == "manual" for _, _, _, state in attempt.commits):
        return False
    for _, post in attempt.posts:
        answer = case.answers.get(post.more)
        if answer is None or answer[1].note.startswith("unknown"):
            return True
    return False


def one_live_attempt(case: Case) -> Iterator[str]:
    """S5: no POST for a sale that has an attempt that is not over, or is captured."""
    by_sale: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in case.attempts.values():
        if attempt.posts:
            by_sale[attempt.sale].append(attempt)
    for sale, attempts in by_sale.items():
        if len(attempts) < 2:
            continue
        attempts.sort(key=lambda attempt: attempt.posts[0][0])
        for number, attempt in enumerate(attempts[1:], start=1):
            index, post = attempt.posts[0]
            for before in attempts[:number]:
                state = before.state_at(index)
                if state not in RETURNED:
                    yield f"sale {sale} was charged again while {before.tid} was {state or 'unwritten'}"
                elif any(payment.is_captured(post.at) for payment in before.ledger):
                    yield f"sale {sale} was charged again while {before.tid} was captured"


def one_post_one_code(case: Case) -> Iterator[str]:
    """S6: one POST per attempt may have left; one code belongs to one attempt of a till for 15 minutes."""
    codes: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for attempt in case.attempts.values():
        sent = [post for _, post in attempt.posts if case.was_sent(post)]
        if len(sent) > 1:
            yield f"{attempt.tid} was sent {len(sent)} times"
        for post in sent[:1]:
            codes[post.till, post.code].append((post.at, attempt.tid))
    for (till, _), uses in codes.items():
        uses.sort()
        for (first, one), (second, other) in pairwise(uses):
            if second - first < CODE_KEPT_S:
                yield f"{till}: one code for {one} and, {second - first:.0f} s later, for {other}"


def amount_is_fixed(case: Case) -> Iterator[str]:
    """S7: POST = journal = fiscal lines = what was received."""
    for attempt in case.attempts.values():
        for _, post in attempt.posts:
            if attempt.amount and post.amount != attempt.amount:
                yield f"{attempt.tid}: {post.amount} sent, {attempt.amount} in the journal"
    for journal in case.journals.values():
        for pid, row in journal.fiscal.items():
            if row["frozen"] is None:
                continue
            body = json.loads(bytes(row["frozen"]))  # type: ignore[call-overload]
            items = sum(body["items"])
            received = (body["received_card"], body["received_cash"], body["received_ecash"])
            tid = str(row["transaction_id"])
            owed = (case.attempts[tid].amount, journal.cash_of(tid), 0)
            if received != owed or items != sum(owed) or body["payment_id"] != pid:
                yield f"receipt of {pid}: lines {items}, received {received}, owed {owed}"


def one_receipt_each(case: Case) -> Iterator[str]:
    """S8: exactly one receipt for what is captured, none for what is not; the same sum."""
    count: dict[int, int] = defaultdict(int)
    for receipt in case.evidence.receipts:
        count[receipt.pid] += 1
        payment = case.by_pid.get(receipt.pid)
        if payment is None or payment.captured_at is None:
            yield f"a receipt for {receipt.pid}, which is not captured"
        elif receipt.total != payment.amount + _cash_of(case, payment.tid):
            yield f"receipt of {receipt.pid}: {receipt.total}, the payment is {payment.amount}"
    for pid, receipts in count.items():
        if receipts > 1:
            yield f"{receipts} receipts for {pid}"


def _cash_of(case: Case, tid: str) -> int:
    return sum(journal.cash_of(tid) for journal in case.journals.values())


def receipt_comes_after_the_cash(case: Case) -> Iterator[str]:
    """S8, mixed: nothing is fiscalised before somebody held the cash; what was taken stays taken."""
    for receipt in case.evidence.receipts:
        payment = case.by_pid.get(receipt.pid)
        if payment is None or not _cash_of(case, payment.tid):
            continue
        held_at = case.cash["cash"].get(payment.tid)
        if held_at is None or receipt.at < held_at:
            yield f"a receipt for {receipt.pid} at {receipt.at:.2f}, its cash came {held_at or 'never'}"
    for tid in case.cash["cash_taken"]:
        if not any(
            tid in journal.plans and journal.plans[tid]["settled_at"] for journal in case.journals.values()
        ):
            yield f"the cash of {tid} was taken, the journal does not know it"


def reversals_are_right(case: Case) -> Iterator[str]:
    """S9: a DELETE only for what was PAID and is REVERSING by a decision; "returned" only once it is."""
    for attempt in case.attempts.values():
        decided = sum(1 for _, _, _, state in attempt.commits if state == "reversing")
        before: float | None = None
        for index, call in attempt.reversals:
            states = [state for at, _, _, state in attempt.commits if at < index]
            if not states or states[-1] != "reversing" or "paid" not in states:
                yield f"{attempt.tid}: a DELETE while {states[-1:] or 'unwritten'}"
            if before is not None and call.at - before < 60 and decided < 2:
                yield f"{attempt.tid}: a second DELETE after {call.at - before:.0f} s"
            before = call.at
        for _, screen in attempt.screens:
            if screen.note == "returned" and any(p.is_captured(screen.at) for p in attempt.ledger):
                yield f"{attempt.tid} was shown returned and is captured"


def commits_survive(case: Case) -> Iterator[str]:
    """S10: the chain verifies, and what was acknowledged stands in it."""
    for till, journal in case.journals.items():
        yield from (f"{till}: {trouble}" for trouble in journal.trouble)
        stands = {(event.seq, event.tid, event.state) for event in journal.events}
        for attempt in case.attempts.values():
            for _, _, seq, state in attempt.commits:
                if attempt.till == till and (seq, attempt.tid, state) not in stands:
                    yield f"{till}: the acknowledged {state} of {attempt.tid} (seq {seq}) is gone"
        newest = {event.tid: event for event in journal.events}
        for tid, row in journal.payments.items():
            if tid not in newest or newest[tid].state != row["state"]:
                yield f"{till}: {tid} is {row['state']}, its newest event says otherwise"


def intent_before_post(case: Case) -> Iterator[str]:
    """W1: the INTENT is durable before the POST."""
    for attempt in case.attempts.values():
        for index, _ in attempt.posts:
            if not attempt.state_at(index):
                yield f"{attempt.tid} was sent before its intent was written"


def commit_record_before_confirm(case: Case) -> Iterator[str]:
    """W2, W3: the payment_id and CONFIRMING are durable before the confirm; it goes to our own payment."""
    for attempt in case.attempts.values():
        for index, call in attempt.confirms:
            facts = _facts_before(case, attempt, index, "confirming")
            if facts is None:
                yield f"{attempt.tid} was confirmed while {attempt.state_at(index) or 'unwritten'}"
            elif facts != call.pid:
                yield f"{attempt.tid}: {call.pid} was confirmed, {facts} is written"


def _facts_before(case: Case, attempt: Attempt, index: int, state: str) -> object:
    seqs = {seq for at, _, seq, committed in attempt.commits if at < index and committed == state}
    for event in case.journals[attempt.till].events if attempt.till in case.journals else ():
        if event.seq in seqs:
            return event.facts["payment_id"]
    return None


def paid_is_written_first(case: Case) -> Iterator[str]:
    """W4: PAID (and every other end) is durable before the screen says so."""
    ends = {"paid": {"paid"}, "not_paid": RETURNED, "manager": {"manual"}, "returned": {"reversed"}}
    for attempt in case.attempts.values():
        for index, screen in attempt.screens:
            wanted = ends.get(screen.note)
            if wanted and not any(at < index and state in wanted for at, _, _, state in attempt.commits):
                yield f"{attempt.tid} was shown {screen.note} while {attempt.state_at(index) or 'unwritten'}"


def fsend_before_submit(case: Case) -> Iterator[str]:
    """W5: FSEND is durable before each submit_items."""
    for number, (index, call) in enumerate(case.calls["submit"]):
        sends = sum(1 for at, entry in case.calls["fsend"] if at < index and entry.pid == call.pid)
        before = sum(1 for _, entry in case.calls["submit"][:number] if entry.pid == call.pid)
        if sends <= before:
            yield f"the receipt of {call.pid} was sent before it was written"


def the_end_is_known(case: Case) -> Iterator[str]:
    """S2, S4 at the end: what CLICK captured is PAID or with the manager; what is not, is not PAID."""
    for till, journal in case.journals.items():
        for tid, row in journal.payments.items():
            captured = [p for p in case.attempts[tid].ledger if p.is_captured(case.evidence.ended_at)]
            if captured and row["state"] not in {"paid", "manual"} | OPEN:
                yield f"{till}: {tid} is {row['state']}, CLICK captured {captured[0].pid}"
            if not captured and row["state"] == "paid":
                yield f"{till}: {tid} is paid, CLICK captured nothing"


Check = Callable[[Case], Iterator[str]]
MONEY: dict[str, Check] = {
    "S1": at_most_one_capture,
    "S2": paid_is_captured,
    "S3": created_has_intent,
    "S4": not_paid_is_final,
    "S5": one_live_attempt,
    "S6": one_post_one_code,
    "S7": amount_is_fixed,
    "S8": one_receipt_each,
    "S8 cash": receipt_comes_after_the_cash,
    "S9": reversals_are_right,
    "S10": commits_survive,
    "S2/S4 at the end": the_end_is_known,
    "W1": intent_before_post,
    "W2/W3": commit_record_before_confirm,
    "W4": paid_is_written_first,
    "W5": fsend_before_submit,
}
