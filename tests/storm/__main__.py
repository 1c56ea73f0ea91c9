"""`python -m tests.storm`: races, kills, strange requests, slow ones, a held journal, tills that pull.

Exit 1 on a breach. One line for each proof, then one line of JSON. `--only NAME` runs one of them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.storm.busy import busy, full_disk
from tests.storm.fuzz import fuzz
from tests.storm.kills import kills
from tests.storm.program import Program
from tests.storm.proof import Proof
from tests.storm.pulls import pulls
from tests.storm.races import races
from tests.storm.slow import slow

Run = Callable[[Program], Awaitable[Proof]]


async def on_a_home(run: Run, folder: Path) -> Proof:
    """Start the server on a new home, prove, end it as the system does; its log has to be clean."""
    program = Program(folder)
    await program.start()
    try:
        proof = await run(program)
        proof.check(await program.stop() == 0, "SIGTERM did not end it with 0")
    finally:
        await program.kill()
    proof.check(program.ledger.is_whole(), "SQLite finds the journal damaged")
    return proof


async def storm(options: argparse.Namespace) -> list[Proof]:
    """All proofs, or the one that was asked for, one after another."""
    plans: dict[str, Callable[[Path], Awaitable[Proof]]] = {
        "races": lambda place: on_a_home(lambda one: races(one, options.races), place),
        "kills": lambda place: kills(place, options.kills, options.seed),
        "fuzz": lambda place: on_a_home(lambda one: fuzz(one, options.fuzz, options.seed), place),
        "slow": lambda place: on_a_home(lambda one: slow(one, options.slow), place),
        "busy": lambda place: on_a_home(busy, place),
        "pulls": lambda place: pulls(place, options.pulls, options.seed),
        "disk": lambda place: on_a_home(full_disk, place),
    }
    proofs = []
    for name, plan in plans.items():
        if options.only not in ("", name):
            continue
        begun_s = time.monotonic()
        with tempfile.TemporaryDirectory(prefix=f"pos-storm-{name}-") as folder:
            proof = await plan(Path(folder))
        proof.figures["seconds"] = round(time.monotonic() - begun_s, 1)
        print(proof.line(), flush=True)  # noqa: T201 - this is what the command is for
        proofs.append(proof)
    return proofs


def main() -> int:
    """Prove, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--races", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=120)
    parser.add_argument("--pulls", type=int, default=60)
    parser.add_argument("--fuzz", type=int, default=50_000)
    parser.add_argument("--slow", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    proofs = asyncio.run(storm(parser.parse_args()))
    breaches = sum(len(proof.breaches) for proof in proofs)
    figures = {proof.name: proof.figures for proof in proofs}
    print(json.dumps({"ok": not breaches, "breaches": breaches, **figures}))  # noqa: T201 - the result
    return int(bool(breaches) or not proofs)


if __name__ == "__main__":
    sys.exit(main())
