"""Many seeds over many processes, and the figures of all of them together."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.pool import Pool
from pathlib import Path

from tests.simulation.history import Breach, Entry, Evidence
from tests.simulation.kit import Kit
from tests.simulation.known import FIRST_SEEDS
from tests.simulation.mutants import MUTANTS
from tests.simulation.oracle import judge
from tests.simulation.shop import make_template, play, ram_folder

CHUNK = 100
TWICE_EVERY = 100


@dataclass(slots=True)
class Found:
    """What is wrong with one seed."""

    seed: int
    breaches: list[Breach]


@dataclass(slots=True)
class Figures:
    """Of a run of seeds."""

    schedules: int = 0
    twice: int = 0
    counts: Tally[str] = field(default_factory=Tally)
    faults: Tally[str] = field(default_factory=Tally)
    found: list[Found] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Take another run's figures in."""
        self.schedules += other.schedules
        self.twice += other.twice
        self.counts.update(other.counts)
        self.faults.update(other.faults)
        self.found.extend(other.found)


class Stage:
    """A folder in memory with an empty journal, in which one process plays its schedules."""

    def __init__(self, inside: Path | None = None) -> None:
        self.folder = ram_folder(inside)
        self.template = make_template(self.folder)

    def play(self, seed: int, kit: Kit | None = None) -> Evidence:
        """One schedule."""
        return play(seed, kit or Kit(), self.folder, self.template)

    def close(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)


def run_chunk(job: tuple[Sequence[int], Path | None]) -> Figures:
    """Play and judge these seeds in this process; each hundredth is played twice and must be the same."""
    seeds, folder = job
    figures = Figures()
    stage = Stage(folder)
    try:
        for seed in seeds:
            evidence = stage.play(seed)
            breaches = judge(evidence)
            if seed % TWICE_EVERY == 0:
                figures.twice += 1
                if stage.play(seed).digest() != evidence.digest():
                    breaches.append(Breach("determinism", "the same seed gave another history"))
            if breaches:
                figures.found.append(Found(seed, breaches))
            _count(figures, evidence.entries, len(evidence.payments))
    finally:
        stage.close()
    return figures


def _count(figures: Figures, entries: Sequence[Entry], payments: int) -> None:
    figures.schedules += 1
    counts = figures.counts
    counts["payments at CLICK"] += payments
    for entry in entries:
        what, note = entry.what, entry.note
        if what == "commit":
            counts["commits"] += 1
            if note in ("paid", "unknown", "manual", "refused", "cancelled", "sending", "reversed"):
                counts[note] += 1
        elif what in ("crash", "suspend", "clock", "disk_full", "stall", "start"):
            counts[what] += 1
        elif note and what in ("post", "confirm", "status", "look_up", "submit", "read_link", "reverse"):
            figures.faults[note] += 1


def first_catch(job: tuple[str, int, Path]) -> tuple[str, tuple[int, str] | None]:
    """The first seed at which the oracle catches this mutant, and by which invariant.

    Where it was caught when the table was made is looked at first; a miss there searches from 0 on.
    """
    name, seeds, folder = job
    stage = Stage(folder)
    try:
        for seed in [*FIRST_SEEDS.get(name, ()), *range(seeds)]:
            found = _invariants(stage.play(seed, MUTANTS[name]()))
            if found:
                found -= _invariants(
                    stage.play(seed)
                )  # what the program does without the mistake is no catch
            if found:
                return name, (seed, ", ".join(sorted(found)))
    finally:
        stage.close()
    return name, None


def _invariants(evidence: Evidence) -> set[str]:
    return {breach.invariant for breach in judge(evidence)}


def chunks(first: int, count: int) -> list[range]:
    """The seeds from `first` on, in pieces for the processes."""
    return [range(at, min(at + CHUNK, first + count)) for at in range(first, first + count, CHUNK)]


def cores() -> int:
    """How many processes run at once."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@contextmanager
def workers(jobs: int) -> Iterator[tuple[Pool, Path]]:
    """Processes of their own, each begun as the first one was, and a folder that is gone afterwards."""
    folder = ram_folder()
    pool = multiprocessing.get_context("spawn").Pool(jobs)
    try:
        with pool:
            yield pool, folder
    finally:
        pool.join()
        shutil.rmtree(folder, ignore_errors=True)


def campaign(first: int, count: int, jobs: int) -> Iterator[Figures]:
    """Play `count` seeds over `jobs` processes; yields each piece's figures as it is done."""
    with workers(jobs) as (pool, folder):
        yield from pool.imap_unordered(run_chunk, [(piece, folder) for piece in chunks(first, count)])


def hunted(names: Sequence[str], seeds: int, jobs: int) -> Iterator[tuple[str, tuple[int, str] | None]]:
    """For each mutant where and how it was caught, in the order of the names; None where it was not."""
    with workers(jobs) as (pool, folder):
        yield from pool.imap(first_catch, [(name, seeds, folder) for name in names])
