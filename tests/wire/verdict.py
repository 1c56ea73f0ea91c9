"""What is wrong with what was seen: breaches of the money's rules, and ends that were not expected."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from pos.core.fiscal import FiscalState
from pos.core.payment import PaymentState, Timers
from pos.simulator import State
from tests.wire.calls import Asked, Call, Outcome
from tests.wire.sale import WINDOW_S, Seen

S = PaymentState
TIMERS = Timers.for_window(WINDOW_S)
GRAIN_S = 0.05
LEGAL = {S.PAID, S.REFUSED, S.CANCELLED, S.MANUAL}


@dataclass(frozen=True)
class Verdict:
    """`breaches` must never be; `surprises` may come from a machine that cannot keep up."""

    breaches: list[str]
    surprises: list[str]

    def __str__(self) -> str:
        return "; ".join([*(f"BREACH {each}" for each in self.breaches), *self.surprises]) or "ok"


def judge(seen: Seen) -> Verdict:
    """Compare both books, the wire and the expectations."""
    found = [*_money(seen), *_fiscal(seen), *_trace(seen)]
    late = [each for each in found if each.startswith("L")]  # a slow machine may be the reason
    return Verdict([each for each in found if each not in late], [*late, *_expected(seen), *seen.trouble])


def _money(seen: Seen) -> list[str]:
    payment, found = seen.payment, []
    captured = [each for each in seen.at_click if each.state is State.CAPTURED]
    if len(captured) > 1:
        found.append("S1: captured twice")
    if payment.state is S.PAID and len(captured) != 1:
        found.append(f"S2: paid, yet at CLICK {[str(each.state) for each in seen.at_click]}")
    if payment.state is S.PAID and any(each.payment_id != payment.payment_id for each in captured):
        found.append("S3: another payment_id was captured")
    if payment.state in (S.REFUSED, S.CANCELLED) and captured:
        found.append(f"S4: {payment.state}, yet captured")
    if any(each.amount_tiyin != payment.amount.tiyin for each in seen.at_click):
        found.append("S7: another amount")
    if any(count > 1 for count in seen.posts.values()):
        found.append(f"S6: one attempt was sent {max(seen.posts.values())} times")
    if payment.state not in LEGAL:
        found.append(f"L2: it stays {payment.state}")
    if seen.broken_link is not None:
        found.append(f"S10: the chain breaks at {seen.broken_link}")
    return found


def _fiscal(seen: Seen) -> list[str]:
    receipts = [receipt for each in seen.at_click for receipt in each.receipts]
    if seen.payment.state is not S.PAID:
        return ["S8: a receipt without a payment"] if receipts else []
    if not receipts:
        return ["L3: there is no receipt yet"]
    if len(receipts) != 1:
        return [f"S8: {len(receipts)} receipts"]
    if receipts[0].total_tiyin != seen.payment.amount.tiyin:
        return ["S8: the receipt has another sum"]
    if seen.entry is None or seen.entry.state is not FiscalState.DONE or seen.entry.link != receipts[0].url:
        return [f"L3: the queue says {seen.entry and (seen.entry.state, seen.entry.why)}"]
    return []


def _trace(seen: Seen) -> list[str]:
    found = []
    charges = _of(seen, Asked.PAYMENT)
    sent_s = charges[-1].began_s
    late = [c for c in _of(seen, Asked.CONFIRM) if c.began_s > sent_s + TIMERS.confirm_until_s + GRAIN_S]
    if late:
        found.append(f"T2: a confirm began {late[-1].began_s - sent_s:.2f} s after the charge")
    if charges[-1].outcome is Outcome.UNKNOWN and not _reads(seen):
        found.append("T7: an unknown charge was not followed by a read")
    submits = _of(seen, Asked.SUBMIT_ITEMS)
    for one, other in itertools.pairwise(submits):
        if other.began_s - one.began_s < TIMERS.fiscal_quiet_s - GRAIN_S:
            found.append(f"T4: two submits {other.began_s - one.began_s:.2f} s apart")
        if not any(one.ended_s <= read.began_s < other.began_s for read in _of(seen, Asked.OFD_DATA)):
            found.append("T4: no read between two submits")
    if seen.final_s is not None:
        after = [c for c in seen.calls if c.began_s > seen.final_s + GRAIN_S]
        moved = [str(c.asked) for c in after if c.asked in (Asked.PAYMENT, Asked.CONFIRM)]
        if moved:
            found.append(f"T2: asked after the end: {moved}")
    return found


def _of(seen: Seen, asked: Asked) -> list[Call]:
    ours = {seen.payment.transaction_id, str(seen.payment.payment_id)}
    return [call for call in seen.calls if call.asked is asked and call.reference in ours]


def _reads(seen: Seen) -> list[Call]:
    return [call for call in seen.calls if call.asked in (Asked.STATUS, Asked.STATUS_BY_MTI)]


def _expected(seen: Seen) -> list[str]:
    case, found = seen.case, []
    if not seen.hits:
        found.append("the fault hit nothing")
    for call in seen.calls:
        if call.strike is None:
            continue
        if call.outcome is Outcome.NOT_SENT and not call.strike.fault.is_of_the_road:
            continue  # the machine was so busy that the deadline passed before the fault could come
        wanted = case.outcome_of(call.strike)
        if call.outcome is not None and call.outcome not in wanted:
            found.append(f"{call.asked} was {call.outcome} ({call.error}), not {'/'.join(sorted(wanted))}")
    if seen.payment.state is not case.end():
        found.append(f"it ended {seen.payment.state} ({seen.payment.reason}), not {case.end()}")
    return found
