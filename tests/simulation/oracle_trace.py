"""Trace rules: mistakes that cost no money in this schedule and would in another (T1-T5, T7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.simulation.evidence import Attempt, Case

CONFIRM_UNTIL_S = 26.0
FISCAL_QUIET_S = 60.0
SLACK_S = 1e-6

EDGES = frozenset({
    ("", "sending"),
    ("sending", "held"), ("sending", "refused"), ("sending", "unknown"), ("sending", "manual"),
    ("held", "confirming"), ("held", "paid"), ("held", "refused"), ("held", "cancelled"), ("held", "unknown"),
    ("confirming", "paid"), ("confirming", "cancelled"), ("confirming", "unknown"),
    ("unknown", "held"), ("unknown", "paid"), ("unknown", "refused"), ("unknown", "cancelled"),
    ("unknown", "manual"),
    ("paid", "reversing"),
    ("reversing", "reversed"), ("reversing", "paid"), ("reversing", "manual"),
    ("manual", "paid"), ("manual", "refused"), ("manual", "cancelled"), ("manual", "reversed"),
})  # fmt: skip
"""The state machine of reliability.md §1.1 with the states of decision 2."""


def _life_of_intent(case: Case, attempt: Attempt) -> int | None:
    if not attempt.commits:
        return None
    return case.evidence.entries[attempt.commits[0][0]].life


def recovery_never_confirms(case: Case) -> Iterator[str]:
    """T1: what an earlier start of the program began is never confirmed."""
    for attempt in case.attempts.values():
        life = _life_of_intent(case, attempt)
        for _, call in attempt.confirms:
            if life is not None and call.life != life:
                yield f"{attempt.tid} of start {life} was confirmed by start {call.life}"


def confirm_in_time(case: Case) -> Iterator[str]:
    """T2: no confirm after t_s + 26 s, nor after an end was shown."""
    for attempt in case.attempts.values():
        sent = [post.at for _, post in attempt.posts]
        for index, call in attempt.confirms:
            if sent and call.at - sent[-1] > CONFIRM_UNTIL_S + SLACK_S:
                yield f"{attempt.tid} was confirmed {call.at - sent[-1]:.2f} s after it was sent"
            ended = [s for at, s in attempt.screens if at < index and s.note in ("not_paid", "manager")]
            if ended:
                yield f"{attempt.tid} was confirmed after {ended[0].note} was shown"


def recovery_never_posts(case: Case) -> Iterator[str]:
    """T3: what an earlier start of the program began is never sent again."""
    for attempt in case.attempts.values():
        life = _life_of_intent(case, attempt)
        for _, call in attempt.posts:
            if life is not None and call.life != life:
                yield f"{attempt.tid} of start {life} was sent by start {call.life}"


def fiscal_quiet(case: Case) -> Iterator[str]:
    """T4: 60 s between two submits of one payment, then a read-back that found nothing, then the second.

    A read-back that was asked for earlier proves nothing, whenever its answer was read.
    """
    for number, (index, call) in enumerate(case.calls["submit"]):
        before = [
            (at, entry)
            for at, entry in case.calls["submit"][:number]
            if entry.pid == call.pid and case.was_sent(entry)
        ]
        if not before:
            continue
        _, first = before[-1]
        if call.at - first.at < FISCAL_QUIET_S - SLACK_S:
            yield f"the receipt of {call.pid} was sent again after {call.at - first.at:.1f} s"
        reads = [
            entry
            for at, entry in case.calls["read_link"]
            if at < index and entry.pid == call.pid and entry.at >= first.at + FISCAL_QUIET_S - SLACK_S
        ]
        if not any(_found_nothing(case, index, entry.more) for entry in reads):
            yield f"the receipt of {call.pid} was sent again without a look"


def _found_nothing(case: Case, index: int, number: object) -> bool:
    answer = case.answers.get(number)
    return answer is not None and answer[0] < index and answer[1].note == "refused"


def edges_by_the_table(case: Case) -> Iterator[str]:
    """T5: every move is in the table."""
    for till, journal in case.journals.items():
        states: dict[str, str] = {}
        for event in journal.events:
            before = states.get(event.tid, "")
            if before != event.state and (before, event.state) not in EDGES:
                yield f"{till}: {event.tid} went from {before or 'nothing'} to {event.state}"
            states[event.tid] = event.state


def unknown_is_read(case: Case) -> Iterator[str]:
    """T7: every UNKNOWN is followed by a read."""
    for attempt in case.attempts.values():
        for index, at, _, state in attempt.commits:
            if state == "unknown" and not any(read > index for read, _ in attempt.reads):
                yield f"{attempt.tid} became unknown at {at:.1f} and was never read"


def no_bug(case: Case) -> Iterator[str]:
    """X: no task of the program ended in a mistake of its own."""
    for entry in case.bugs:
        yield f"{entry.till} at {entry.at:.1f}: {entry.what} {entry.note}"


Check = Callable[[Case], Iterator[str]]
TRACE: dict[str, Check] = {
    "T1": recovery_never_confirms,
    "T2": confirm_in_time,
    "T3": recovery_never_posts,
    "T4": fiscal_quiet,
    "T5": edges_by_the_table,
    "T7": unknown_is_read,
    "X": no_bug,
}
