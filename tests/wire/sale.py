"""One case from the scan to the receipt, in real time, and what was seen."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pos.core.fiscal import FiscalState
from pos.core.payment import Payment, PaymentState, TransactionId
from pos.flow.events import PaymentChanged
from pos.flow.fiscal_ports import FiscalEntry
from pos.simulator import Payment as ClickPayment
from pos.simulator import Personality, Simulator, SimulatorOptions
from tests.wire.calls import Asked, Call
from tests.wire.cases import Case, Plan, Target
from tests.wire.certificates import HOST, Certificates
from tests.wire.faults import Road
from tests.wire.front import Arrived, Front
from tests.wire.till import Till, open_till

WINDOW_S = 3.0
LONGEST_WINDOWS = 24.0
GRAIN_S = 0.02
CLEAN_TRIES = 5


@dataclass(frozen=True)
class Seen:
    """Both books and all that went over the wire."""

    case: Case
    took_s: float
    payment: Payment
    final_s: float | None
    entry: FiscalEntry | None
    at_click: list[ClickPayment]
    posts: dict[str, int]
    arrived: list[Arrived]
    calls: list[Call]
    hits: int
    trouble: list[str]
    broken_link: int | None


async def run_case(
    case: Case, folder: Path, certificates: Certificates, personality: Personality | None = None
) -> Seen:
    """Sell once under the case's fault, wait until nothing is open any more, and look at everything."""
    confirms = case.target is not Target.PAYMENT_UNCONFIRMED
    sim = Simulator(
        SimulatorOptions(window_s=WINDOW_S, confirm_mode=confirms, personality=personality or Personality())
    )
    plan = Plan(case, WINDOW_S)
    front = Front(sim, certificates, WINDOW_S, keep_alive=not case.fault.is_of_the_road, road=case.fault.road)
    await front.start()
    base_url = f"https://{HOST}:{front.port}/v2/merchant/"
    till = open_till(folder / str(case), base_url, plan, window_s=WINDOW_S, confirms=confirms)
    front.gateway = till.gateway
    try:
        async with asyncio.timeout(3 * LONGEST_WINDOWS * WINDOW_S):
            await _sell_before(till, front, sim)
            return await _sell(case, till, front, sim, plan)
    except TimeoutError:
        calls = [(str(each.asked), str(each.outcome)) for each in till.gateway.calls]
        raise AssertionError(f"{case} never ends: {calls[-12:]}") from None
    finally:
        await till.close()
        await front.stop()
        await sim.stop()


async def _sell_before(till: Till, front: Front, sim: Simulator) -> None:
    """A clean sale, as any shop has made before: it proves the search, and its answers are kept."""
    front.keeping = True
    for _ in range(CLEAN_TRIES):  # on a busy machine the first calls of forty tills may be too late
        payment = await till.checkout.pay(till.sale(), sim.issue_code())
        payment = await till.checkout.after.finished(payment.transaction_id)
        if payment.is_paid:
            break
    await _until(lambda: Asked.STATUS_BY_MTI in [call.asked for call in till.gateway.calls if call.outcome])
    front.keeping = False
    till.gateway.calls.clear()
    front.arrived.clear()


async def _sell(case: Case, till: Till, front: Front, sim: Simulator, plan: Plan) -> Seen:
    began_s = time.monotonic()
    finals: dict[TransactionId, float] = {}
    plan.arm()
    payment = await till.checkout.pay(till.sale(), sim.issue_code())
    tid = payment.transaction_id
    await _until(lambda: till.payment(tid).state.is_final or not till.checkout.after.is_following(tid))
    finals[tid] = time.monotonic()
    if not till.checkout.after.is_following(tid) or till.payment(tid).state.is_final:
        await _work_queue(till, await till.checkout.after.finished(tid))
    await _until(lambda: not any(each.is_open for each in sim.ledger.payments.values()))
    await _late_requests(case)
    payment = till.payment(tid)
    return Seen(
        case=case,
        took_s=time.monotonic() - began_s,
        payment=payment,
        final_s=finals[tid] if payment.state.is_final else None,
        entry=till.entry(payment.payment_id) if payment.payment_id else None,
        at_click=[each for each in sim.ledger.payments.values() if each.transaction_id == tid],
        posts=dict(front.posts),
        arrived=front.arrived,
        calls=till.gateway.calls,
        hits=plan.hits,
        trouble=front.trouble + _published_before_written(till, tid),
        broken_link=till.broken_link(),
    )


async def _work_queue(till: Till, payment: Payment) -> None:
    if payment.state is not PaymentState.PAID or payment.payment_id is None:
        return
    ends_s = time.monotonic() + LONGEST_WINDOWS * WINDOW_S
    while time.monotonic() < ends_s:
        entry = till.entry(payment.payment_id)
        if entry is None or entry.state is FiscalState.DONE:
            return
        await till.checkout.fiscalizing.work_all()
        await asyncio.sleep(WINDOW_S / 10)


async def _late_requests(case: Case) -> None:
    """What CLICK does late it must have done before the books are compared."""
    if case.fault.name == "answer_after_deadline":
        await asyncio.sleep(WINDOW_S)


async def _until(happened: Callable[[], bool]) -> None:
    for _ in range(int(LONGEST_WINDOWS * WINDOW_S / GRAIN_S)):
        if happened():
            return
        await asyncio.sleep(GRAIN_S)


def _published_before_written(till: Till, tid: TransactionId) -> list[str]:
    """Whether the last word to the screens is what the journal says (W4)."""
    told = [
        e.payment for e in till.events if isinstance(e, PaymentChanged) and e.payment.transaction_id == tid
    ]
    written = till.payment(tid)
    if told and told[-1].state is not written.state:
        return [f"told {told[-1].state}, written {written.state}"]
    return []


def is_road_usable(road: Road) -> bool:
    """Whether this machine can lay the road."""
    return road is not Road.BLACK_HOLE or sys.platform == "linux"
