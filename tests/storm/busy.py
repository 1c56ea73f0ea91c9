"""A journal that another program holds, a disk that takes nothing: never a 0 untrue (A-37, A-38)."""

from __future__ import annotations

import asyncio
import sys

from tests.shop_api.raw_http import Answer
from tests.storm.calls import complete, prepare
from tests.storm.program import Program
from tests.storm.proof import Proof

LOCK_S = 3.0
MOST_S, MOST_TOGETHER_S = 4.0, 4.5
"""Who comes while another call waits already waits for that one, too: twice the patience of the journal."""
AT_ONCE = 16
LONG_S = 12.0


async def busy(program: Program) -> Proof:
    """Hold the journal while CLICK asks: one call at a time, then sixteen together."""
    proof = Proof("busy")
    names = [f"BUSY{number:08d}Z" for number in range(AT_ONCE + 1)]
    await program.take_in(names)
    got = await _while_held(program, [prepare(names[0], 1)], LOCK_S)
    _refused(proof, got, at_complete=False)
    proof.check(not program.ledger.attempts("BUSY"), "a refused Prepare was written")
    made = [await program.ask(prepare(name, trans)) for trans, name in enumerate(names, start=1)]
    told = [complete(name, trans, made[trans - 1].prepare_id) for trans, name in enumerate(names, start=1)]
    _refused(proof, await _while_held(program, told[:1], LOCK_S), at_complete=True)
    _refused(proof, await _while_held(program, told[1:], LONG_S), at_complete=True)
    states = {one["state"] for one in program.ledger.attempts("BUSY").values()}
    proof.check(states == {"prepared"}, f"what was refused became {states}")
    for one in told:
        got = [await program.ask(one)]
        proof.check(got[0].error == 0, f"after the lock: {got[0]}")
    return proof


async def _while_held(program: Program, calls: list[bytes], seconds: float) -> list[Answer]:
    with program.ledger.locked():
        asked = [asyncio.create_task(program.ask(one, 60.0)) for one in calls]
        await asyncio.wait(asked, timeout=seconds)
    return list(await asyncio.gather(*asked))


def _refused(proof: Proof, answers: list[Answer], *, at_complete: bool) -> None:
    for got in answers:
        if at_complete:
            proof.check((got.status, got.body) == (503, b""), f"Complete in a lock: {got}")
        else:
            proof.check(got.error == -7, f"Prepare in a lock: {got}")
        most_s = MOST_S if len(answers) == 1 else MOST_TOGETHER_S
        proof.check(got.took_s <= most_s, f"{len(answers)} at once: one waited {got.took_s:.1f} s in a lock")
        name = "complete" if at_complete else "prepare"
        proof.slowest(f"{name}_x{len(answers)}_s", got.took_s)


async def full_disk(program: Program) -> Proof:
    """No file of the server may grow any more, as on a disk that fails; then they may again."""
    proof = Proof("disk")
    if sys.platform != "linux":
        return proof
    import resource

    name = "DISK00000001Z"
    await program.take_in([name, "DISK00000002Z"])
    number = (await program.ask(prepare(name, 1))).prepare_id
    soft, hard = resource.prlimit(program.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        for _ in range(3):
            got = await program.ask(complete(name, 1, number))
            proof.check((got.status, got.body) == (503, b""), f"Complete on a dead disk: {got}")
            got = await program.ask(prepare("DISK00000002Z", 2))
            proof.check(got.error == -7, f"Prepare on a dead disk: {got}")
            proof.count("refused", 2)
    finally:
        resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (soft, hard))
    states = [one["state"] for one in program.ledger.attempts("DISK").values()]
    proof.check(states == ["prepared"], f"the journal has {states}")
    got = await program.ask(complete(name, 1, number))
    proof.check(got.error == 0, f"after it: {got}")
    got = await program.ask(complete(name, 1, number))
    proof.check(got.error == -4, f"once more: {got}")
    return proof
