"""Cuts the power at one place of a recording, and lets the real `pos recover` open what is left."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import shutil
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pos.simulator.ledger_file import payment_members
from tests.powercut import checker
from tests.powercut.click_then import aged, ledger_at
from tests.powercut.disk import EXT4, STRICT, Disk, put_on_disk
from tests.powercut.lab import Lab, recover, simulator
from tests.powercut.older import kept_by_an_older_program
from tests.powercut.recording import Before, Recording, record
from tests.powercut.wire import Told, continued

WINDOW_S = 0.5
PHASES = ("nothing told", "charge leaves", "confirm leaves", "receipt leaves", "answer said", "reading")


@dataclass(slots=True)
class Outcome:
    """What one cut came to.

    Attributes:
        lost: acknowledged facts that the journal lacks; `breaches`: everything else that must not be.
        ending: "recovered", or why the till did not open.
    """

    seed: int
    plan: str
    place: int
    phase: str
    law: str
    fates: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    ending: str = "recovered"
    kept_at: str = ""

    def __str__(self) -> str:
        where = f"seed {self.seed}: {self.plan}, place {self.place} ({self.phase}), {self.law}: {self.ending}"
        return "\n  ".join([where, *self.lost, *self.breaches])


def phase_at(place: int, recording: Recording) -> str:
    """The last thing that had been told before the cut."""
    newest, phase = -1, PHASES[0]
    names = dict(zip(("payment", "confirm", "submit_items", "read"), (*PHASES[1:4], PHASES[5]), strict=True))
    for request in recording.told.requests:
        if newest < request.begun <= place:
            newest, phase = request.begun, names.get(request.call, request.call)
    for line in recording.told.lines:
        if newest < line.ended <= place:
            newest, phase = line.ended, PHASES[4]
    return phase


def place_of(recording: Recording, rng: random.Random) -> int:
    """Anywhere, in the start, or right behind something that was told: there a loss would be worst."""
    sort = rng.random()
    if sort < 0.4:
        return rng.randint(0, len(recording.records))
    if sort < 0.5:
        return rng.randint(0, recording.told.requests[0].begun)
    told = [request.begun for request in recording.told.requests if request.call != "read"]
    told += [line.ended for line in recording.told.lines]
    return min(len(recording.records), rng.choice(told) + rng.choice((0, 0, 0, 1, 2, 5)))


async def cut(lab: Lab, recording: Recording, seed: int, *, opened: bool = True) -> Outcome:
    """One cut: image, what it lost, recovery, agreement with CLICK."""
    rng = random.Random(seed)  # noqa: S311
    place = place_of(recording, rng)
    law = rng.choice((STRICT, EXT4))
    outcome = Outcome(seed, recording.name, place, phase_at(place, recording), law)
    disk = Disk(recording.root, law, rng, recording.before.home)
    disk.replay(recording.records[:place])
    image = disk.cut()
    outcome.fates = disk.fates
    folder = lab.place("cut")
    put_on_disk(image, folder / "before")
    journal = checker.read_journal(folder / "before" / "journal.sqlite3")
    outcome.breaches += journal.damage
    outcome.lost += checker.lost(journal, recording.known, place)
    if recording.hashes is not None:
        outcome.breaches += checker.not_a_beginning(journal, recording.hashes)
    if opened:
        put_on_disk(image, folder / "home")
        await _recover(lab, recording, outcome, folder, rng)
    else:
        outcome.ending = "judged as it lay"
    if not outcome.lost and not outcome.breaches:
        shutil.rmtree(folder)
    outcome.kept_at = str(folder)
    return outcome


async def _recover(
    lab: Lab, recording: Recording, outcome: Outcome, folder: Path, rng: random.Random
) -> None:
    book = folder / "ledger.jsonl"
    age_s = rng.choice((0.0, WINDOW_S / 2, WINDOW_S * 2, 3600.0))
    lines = ledger_at(outcome.place, recording.told, recording.ledger, len(recording.before.ledger))
    aged(lines, datetime.now(UTC), age_s)  # noqa: TID251 - the age of what CLICK holds is real
    book.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    async with simulator(book, WINDOW_S) as click:
        ran = await recover(lab, folder, click, WINDOW_S)
        listed = await lab.run(folder, click, [{"argv": ["payments", "--json"]}], window_s=WINDOW_S)
        ledger = [payment_members(each) for each in click.ledger.payments.values()]
        asked = {str(name): count for name, count in click.ledger.requests.items()}
    if "Traceback" in ran.err + listed.err or "mistake of the program" in ran.err:
        outcome.breaches.append(f"not a sentence: {ran.err[-2000:]}{listed.err[-500:]}")
    if ran.exits == [2] and not outcome.lost and not recording.told.lines[0].ended <= outcome.place:
        outcome.ending = "refused to open: " + ran.err.strip()[-300:]
        return
    if not ran.exits or not listed.exits:
        outcome.breaches.append("`pos recover` or `pos payments` did not end")
    elif ran.exits != [0] or listed.exits != [0]:
        outcome.breaches.append(f"recover ended with {ran.exits}, payments with {listed.exits}: {ran.err}")
    outcome.breaches += [
        f"T1/T3 recovery sent a {call}" for call in ("payment", "confirm") if asked.get(call)
    ]
    journal = checker.read_journal(folder / "home" / "journal.sqlite3")
    outcome.breaches += checker.disagreements(journal, ledger)
    rows = {row["transaction_id"]: row["state"] for row in listed.rows()} if listed.exits == [0] else {}
    if rows != {name: row["state"] for name, row in journal.payments.items()}:
        outcome.breaches.append(f"`pos payments` shows something else than the journal: {rows}")


def left_by_a_cut(recording: Recording, seed: int) -> Before:
    """What a first cut leaves for a second run: the disk, CLICK's book, and what had been told."""
    rng = random.Random(seed)  # noqa: S311
    place = place_of(recording, rng)
    disk = Disk(recording.root, rng.choice((STRICT, EXT4)), rng, recording.before.home)
    disk.replay(recording.records[:place])
    lines = ledger_at(place, recording.told, recording.ledger, len(recording.before.ledger))
    now = datetime.now(UTC)  # noqa: TID251
    aged(lines, now, rng.choice((0.0, 3600.0)))
    return Before(disk.cut(), lines, continued(recording.known, place, Told()))


RECORDED_AT_ONCE = 3
CUTS_OF_A_RUN = 25
SHARES = (("shop", 1, 1), ("till", 1, 1), ("first", 1, 1), ("again", 2, 5), ("sick", 1, 4), ("upgrade", 1, 1))
"""What is cut: name, its share of all cuts, and how many recordings the share is spread over."""


async def many_cuts(
    lab: Lab, count: int, first: int, plans: tuple[str, ...] = (), synchronous: str = ""
) -> list[Coroutine[None, None, Outcome]]:
    """`count` cuts with the seeds from `first` on, over recordings of these plans, or of all.

    With `synchronous` the runs are made by a weakened till, and the images are judged without recovery.
    """
    shares = [share for share in SHARES if not plans or share[0] in plans]
    if synchronous:
        # What a weakened till lost once is not there for a second run to lose.
        shares = [share for share in shares if share[0] != "again"]
    whole = sum(share for _, share, _ in shares)
    shop = await record(lab, "shop", first, synchronous=synchronous)

    at_once = asyncio.Semaphore(RECORDED_AT_ONCE)

    async def made(plan: str, run: int) -> Recording:
        before = None
        if plan == "shop":
            return shop
        if plan == "again":
            before = left_by_a_cut(shop, first + run)
        elif plan == "upgrade":
            before = kept_by_an_older_program(lab.place("older"))
        async with at_once:
            return await record(lab, plan, first + run, before=before, synchronous=synchronous)

    counts = [(plan, max(1, count * share // whole), most) for plan, share, most in shares]
    runs = [
        (plan, run, cuts // many)
        for plan, cuts, most in counts
        for many in [min(most, max(1, cuts // CUTS_OF_A_RUN))]
        for run in range(many)
    ]
    recordings = await asyncio.gather(*(made(plan, run) for plan, run, _ in runs))
    of = [each for each, (_, _, cuts) in zip(recordings, runs, strict=True) for _ in range(cuts)]
    of += itertools.islice(itertools.cycle(recordings), max(0, count - len(of)))
    return [cut(lab, each, seed, opened=not synchronous) for seed, each in enumerate(of[:count], first)]
