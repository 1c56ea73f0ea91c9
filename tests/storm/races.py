"""Sixteen at once: one payer wins, one Complete gets 0, the order is paid once (A-02, A-05, A-13)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.shop_api.raw_http import Answer, Line
from tests.storm.calls import COMPLETE_PATH, complete, prepare
from tests.storm.program import Program
from tests.storm.proof import Proof

AT_ONCE = 16
IN_FLIGHT = 3
MOST_S = 4.0


def order_name(number: int) -> str:
    """The order of a race."""
    return f"RACE{number:08d}Z"


class Racer:
    """Sixteen connections: kept from race to race, or new ones for each call."""

    def __init__(self, program: Program, proof: Proof) -> None:
        self._program = program
        self._proof = proof
        self._lines: list[Line] = []

    async def volley(self, calls: Sequence[bytes], *, fresh: bool) -> list[Answer]:
        """Send all of them at once."""
        if fresh:
            answers = await asyncio.gather(*(self._program.ask(one) for one in calls))
        else:
            while len(self._lines) < len(calls):
                self._lines.append(await Line.open(self._program.address))
            pairs = zip(self._lines, calls, strict=False)
            answers = await asyncio.gather(*(line.ask(one) for line, one in pairs))
        for one in answers:
            self._proof.slowest("slowest_s", one.took_s)
        self._proof.count("calls", len(answers))
        return list(answers)

    async def race(self, number: int) -> None:
        """Different payers, the winner again and again, his Completes."""
        check, name, fresh = self._proof.check, order_name(number), number % 2 == 0
        first = 1_000_000 + number * 100
        payers = [first + k for k in range(AT_ONCE)]
        answers = await self.volley([prepare(name, payer) for payer in payers], fresh=fresh)
        found = Counter(one.error for one in answers)
        if not check(found == {0: 1, -7: AT_ONCE - 1}, f"{name}: payers {found}"):
            return
        trans = next(payer for payer, one in zip(payers, answers, strict=True) if one.error == 0)
        prepare_id = next(one.prepare_id for one in answers if one.error == 0)
        answers = await self.volley([prepare(name, trans)] * AT_ONCE, fresh=fresh)
        same = {(one.error, one.prepare_id) for one in answers}
        check(same == {(0, prepare_id)}, f"{name}: the same Prepare {same}")
        # the click_trans_id of a Complete may be another one.
        told = [complete(name, trans + k % 2, prepare_id) for k in range(AT_ONCE)]
        found = Counter(one.error for one in await self.volley(told, fresh=fresh))
        check(found == {0: 1, -4: AT_ONCE - 1}, f"{name}: completes {found}")
        self._proof.count("races")

    async def run(self, numbers: Iterator[int]) -> None:
        """Race after race."""
        for number in numbers:
            await self.race(number)
        for line in self._lines:
            await line.close()


async def races(program: Program, count: int) -> Proof:
    """So many orders, each raced for three times."""
    proof = Proof("races")
    await program.take_in(order_name(number) for number in range(count))
    numbers = iter(range(count))
    await asyncio.gather(*(Racer(program, proof).run(numbers) for _ in range(IN_FLIGHT)))
    _judge(program, proof, count)
    proof.check(proof.figures.get("slowest_s", 0) <= MOST_S, "an answer took too long")
    return proof


def _judge(program: Program, proof: Proof, count: int) -> None:
    attempts = program.ledger.attempts("RACE")
    states = Counter(one["state"] for one in attempts.values())
    proof.check(states == ({"paid": count} if count else {}), f"the journal has {states}")
    owed = sum(one["owes_reversal"] for one in attempts.values())
    proof.check(owed == 0, f"{owed} are to be returned")
    numbers = {one["prepare_id"] for one in attempts.values()}
    zeros = program.ledger.zeros(COMPLETE_PATH)
    proof.check(
        all(zeros[number] == 1 for number in numbers), "an attempt was answered by 0 twice, or not at all"
    )
    proof.check(not program.ledger.paid_twice(), f"paid twice: {program.ledger.paid_twice()[:5]}")
    proof.figures["paid_once"] = states["paid"]
