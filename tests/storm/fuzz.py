"""Whatever comes, the answer is short, quick and right, and no order moves without a signature (A2, A9)."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator
from typing import Any

from tests.shop_api.raw_http import Answer, Line
from tests.storm.calls import COMPLETE_PATH, complete, prepare
from tests.storm.mutations import Case, Mutator, Target
from tests.storm.program import Program
from tests.storm.proof import Proof

CLIENTS = 24
MOST_S = 1.0
OTHERS, OURS = 8, 400
BARE = frozenset({400, 404, 405, 413, 431})
REPLIES = range(-9, 1)
BUCKET = 100
"""So many refused calls at once are kept, then one a second."""


class Fuzzer:
    """One client."""

    def __init__(self, program: Program, proof: Proof, targets: list[Target], chance: random.Random) -> None:
        self._program = program
        self._proof = proof
        self._targets = targets
        self._chance = chance
        self._mutator = Mutator(chance)
        self._line: Line | None = None

    async def run(self, numbers: Iterator[int]) -> None:
        """Case after case."""
        for _ in numbers:
            case = self._mutator.case(self._chance.choice(self._targets))
            self._judge(case, await self._send(case))
        if self._line is not None:
            await self._line.close()

    async def _send(self, case: Case) -> Answer:
        if case.alone:
            return await self._alone(case)
        if self._line is None:
            self._line = await Line.open(self._program.address)
        got = await self._line.ask(case.data, 2 * MOST_S)
        if got.status == 0 or got.headers.get("connection") == "close":
            await self._line.close()
            self._line = None
        return got

    async def _alone(self, case: Case) -> Answer:
        """It may be half a request: then there is nothing to answer yet, and we hang up."""
        line = await Line.open(self._program.address)
        try:
            return await line.ask(case.data, MOST_S / 4)
        except TimeoutError:
            self._proof.count("half")
            return Answer()
        finally:
            await line.close()

    def _judge(self, case: Case, got: Answer) -> None:
        check, told = self._proof.check, f"{case.kind} {case.data[:300]!r} → {got}"
        self._proof.count("requests")
        self._proof.count(f"status_{got.status}")
        self._proof.slowest("slowest_s", got.took_s)
        check(got.took_s <= MOST_S, f"slow: {told}")
        if got.status == 200:
            check(got.error in REPLIES and isinstance(got.json["error_note"], str), f"no answer: {told}")
            may_be = case.target.is_ours and case.kind not in ("stolen", "shifted")
            check(may_be or got.error != 0, f"0 without a signature: {told}")
            return
        check(got.status in BARE or (got.status == 0 and case.alone), f"status: {told}")
        check(not got.body, f"not empty: {told}")


async def fuzz(program: Program, count: int, seed: int) -> Proof:
    """So many strange requests; then the journal is looked at, and a payer pays."""
    proof = Proof("fuzz")
    targets = await _targets(program)
    before = program.ledger.attempts("OTHER")
    numbers = iter(range(count))
    fuzzers = [
        Fuzzer(program, proof, targets, random.Random(f"{seed}-{number}"))  # noqa: S311 - not for secrets
        for number in range(CLIENTS)
    ]
    begun_s = asyncio.get_running_loop().time()
    await asyncio.gather(*(one.run(numbers) for one in fuzzers))
    took_s = asyncio.get_running_loop().time() - begun_s
    proof.figures["a_second"] = round(count / took_s)
    await _pay(program, proof)
    _judge_others(program, proof, before)
    _judge_ours(program, proof)
    _judge_inbox(program, proof, took_s)
    proof.check(not program.complaints(), f"it complained: {program.complaints()}")
    return proof


async def _targets(program: Program) -> list[Target]:
    """Orders that somebody pays at this moment: some that nobody may touch, some that signed calls may."""
    targets = []
    for number in range(OTHERS + OURS):
        is_ours = number >= OTHERS
        name = f"{'OURS' if is_ours else 'OTHER'}{number:08d}Z"
        targets.append(Target(name, 9_000_000 + number, 0, is_ours))
    await program.take_in(["PAYER0000001Z", *(one.order for one in targets)])
    begun = []
    for one in targets:
        got = await program.ask(prepare(one.order, one.trans))
        begun.append(Target(one.order, one.trans, got.prepare_id, one.is_ours))
    others, ours = begun[:OTHERS], begun[OTHERS:]
    return others * (len(ours) // len(others) // 2) + ours


async def _pay(program: Program, proof: Proof) -> None:
    first = await program.ask(prepare("PAYER0000001Z", 1))
    proof.check(first.error == 0, f"after it all: Prepare {first}")
    second = await program.ask(complete("PAYER0000001Z", 1, first.prepare_id))
    proof.check(second.error == 0, f"after it all: Complete {second}")


def _judge_others(program: Program, proof: Proof, before: dict[tuple[str, int], dict[str, Any]]) -> None:
    after = program.ledger.attempts("OTHER")
    proof.check(len(before) == OTHERS and after == before, f"moved without a signature: {after}")


def _judge_ours(program: Program, proof: Proof) -> None:
    zeros = program.ledger.zeros(COMPLETE_PATH)
    for one in program.ledger.attempts("OURS").values():
        told = zeros[one["prepare_id"]]
        proof.check(told == int(one["state"] == "paid"), f"{told} answers by 0: {one}")
        proof.check(one["amount_tiyin"] == 50_000, f"another sum: {one}")
        proof.count(f"ours_{one['state']}")
    proof.check(not program.ledger.paid_twice(), "an order is paid twice")


def _judge_inbox(program: Program, proof: Proof, took_s: float) -> None:
    rows = program.ledger.rows("SELECT fields, reply FROM callback_inbox")
    refused = sum(row["reply"] in (-1, -3, -8) for row in rows)
    proof.figures["refused_kept"] = refused
    proof.check(refused <= BUCKET + took_s + 2, f"{refused} refused calls are in the inbox")
    signs = [json.loads(row["fields"]).get("sign_string", "…") for row in rows]
    proof.check(set(signs) <= {"…"}, "a signature is in the inbox")
