"""The server is killed -9, at the worst moments and at random ones; what it said stays true (A-39…A-41)."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.shop_api.raw_http import Answer, Line
from tests.storm.calls import COMPLETE_PATH, complete, prepare
from tests.storm.program import KILLED, Program
from tests.storm.proof import Proof
from tests.storm.victim import DOOM

CLIENTS = 6
RANDOM_S = (0.05, 0.5)
ORDERS_A_KILL, ORDERS_MORE = 150, 2000
POINTS = (
    "between Prepare and Complete",
    "before commit: paid",
    "after commit: paid",
    "before commit: prepared",
    "after commit: prepared",
    "random",
    "random",
)


@dataclass
class Pair:
    """A payer: what he was answered before the death."""

    order: str
    trans: int
    prepare_id: int = 0
    paid: int = 0  # how often a Complete of his was answered by 0
    completes: int = 0


class Killing:
    """One home, one server after another."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.doom = folder / "doom"
        self.program = Program(folder, "tests.storm.victim", **{DOOM: str(self.doom)})
        self.proof = Proof("kills")
        self.chance = random.Random(seed)  # noqa: S311 - not for secrets
        self._numbers = itertools.count(1)

    def pair(self) -> Pair:
        """The next payer of the next order."""
        number = next(self._numbers)
        return Pair(order_name(number), 5_000_000 + number)

    async def prepare(self, pair: Pair, line: Line | None = None) -> Answer:
        """His Prepare."""
        data = prepare(pair.order, pair.trans)
        got = await (line.ask(data) if line else self.program.ask(data))
        if got.error == 0:
            known, pair.prepare_id = pair.prepare_id, got.prepare_id
            self.proof.check(known in (0, got.prepare_id), f"{pair}: another prepare id")
        return got

    async def complete(self, pair: Pair, line: Line | None = None) -> Answer:
        """His Complete."""
        pair.completes += 1
        data = complete(pair.order, pair.trans, pair.prepare_id)
        got = await (line.ask(data) if line else self.program.ask(data))
        pair.paid += got.error == 0
        return got

    async def die(self, point: str) -> list[Pair]:
        """Die there; who was paying."""
        if point == "random":
            return await self._die_in_a_storm()
        pair = self.pair()
        wanted = "prepared" if point.endswith("prepared") else "paid"
        if wanted == "paid":
            got = await self.prepare(pair)
            self.proof.check(got.error == 0, f"{pair}: Prepare {got}")
        if point.startswith("between"):
            await self.program.kill()
            return [pair]
        self.doom.write_text(point, "utf-8")
        got = await (self.prepare(pair) if wanted == "prepared" else self.complete(pair))
        self.proof.check(got.status == 0, f"{pair}: an answer after {point}: {got}")
        await self._gone()
        return [pair]

    async def _gone(self) -> None:
        code = await self.program.gone()
        self.proof.check(code == KILLED, f"it ended with {code}: {self.program.stderr()[-300:]}")
        self.doom.unlink(missing_ok=True)

    async def _die_in_a_storm(self) -> list[Pair]:
        pairs: list[Pair] = []
        clients = [asyncio.create_task(self._pay_on(pairs)) for _ in range(CLIENTS)]
        await asyncio.sleep(self.chance.uniform(*RANDOM_S))
        await self.program.kill()
        await asyncio.gather(*clients)
        return pairs

    async def _pay_on(self, pairs: list[Pair]) -> None:
        """Pair after pair until nobody answers."""
        line = await Line.open(self.program.address)
        while True:
            pair = self.pair()
            pairs.append(pair)
            if (await self.prepare(pair, line)).status == 0 or (await self.complete(pair, line)).status == 0:
                await line.close()
                return

    async def judge(self, point: str, pairs: list[Pair]) -> None:
        """After the restart: what was said is in the journal, what was not goes on."""
        found = self.program.ledger.attempts("KILL")
        for pair in pairs:
            row = found.get((pair.order, pair.trans))
            state = row["state"] if row else "nothing"
            self.proof.check(not pair.prepare_id or row is not None, f"{pair}: said, and not in the journal")
            self.proof.check(not pair.paid or state == "paid", f"{pair}: 0 was said, the journal has {state}")
            if point.endswith("commit: paid"):
                wanted = "paid" if point.startswith("after") else "prepared"
                self.proof.check(state == wanted, f"{pair}: {state} {point}")
            self.proof.count(f"found_{state}")
            await self._finish(pair, state, None if row is None else row["prepare_id"])

    async def _finish(self, pair: Pair, state: str, prepare_id: int | None) -> None:
        check = self.proof.check
        if state == "paid":  # whichever CLICK asks first
            pair.prepare_id = prepare_id or 0
            first = self.complete if self.chance.random() < 0.5 else self.prepare
            got = await first(pair)
            check(got.error == -4, f"{pair}: -4 was due: {got}")
            return
        if prepare_id is None or self.chance.random() < 0.5:  # A-41; else A-39: Complete at once
            got = await self.prepare(pair)
            check(got.error == 0, f"{pair}: Prepare again: {got}")
            check(prepare_id in (None, pair.prepare_id), f"{pair}: prepare id was {prepare_id}")
        pair.prepare_id = pair.prepare_id or prepare_id or 0
        got = await self.complete(pair)
        check(got.error == 0 and pair.paid == 1, f"{pair}: Complete again: {got}")
        got = await self.complete(pair)
        check(got.error == -4, f"{pair}: once more: {got}")


def order_name(number: int) -> str:
    """The order of a payer."""
    return f"KILL{number:08d}Z"


def _names(count: int) -> Iterator[str]:
    return (order_name(number) for number in range(1, count + 1))


async def kills(folder: Path, count: int, seed: int) -> Proof:
    """Kill so many servers, all on one home."""
    killing = Killing(folder, seed)
    proof, program = killing.proof, killing.program
    await program.take_in(_names(count * ORDERS_A_KILL + ORDERS_MORE))
    await program.start()
    points = itertools.cycle(POINTS)
    try:
        for _ in range(count):
            point = next(points)
            pairs = await killing.die(point)
            proof.count("kills")
            proof.count(point)
            proof.count("pairs", len(pairs))
            await program.start()
            await killing.judge(point, pairs)
        proof.check(await program.stop() == 0, "SIGTERM did not end it with 0")
    finally:
        await program.kill()
    _judge(program, proof)
    return proof


def _judge(program: Program, proof: Proof) -> None:
    attempts = program.ledger.attempts("KILL").values()
    states = {one["state"] for one in attempts}
    proof.check(states <= {"paid"}, f"not all came to their end: {states}")
    zeros = program.ledger.zeros(COMPLETE_PATH)
    twice = [one["prepare_id"] for one in attempts if zeros[one["prepare_id"]] != 1]
    proof.check(not twice, f"not exactly one 0 for {twice[:5]}")
    proof.check(not program.ledger.paid_twice(), "an order is paid twice")
    proof.check(program.ledger.is_whole(), "SQLite finds the journal damaged")
    proof.check(not program.complaints(), f"it complained: {program.complaints()}")
