"""`python -m tests.simulation`: play seeds, look at one, or let the oracle hunt the mutants."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from tests.simulation.campaign import Figures, Stage, campaign, cores, hunted
from tests.simulation.chance import Plan
from tests.simulation.history import Entry
from tests.simulation.mutants import MUTANTS
from tests.simulation.oracle import judge

SHOWN_BREACHES, TAIL, WIDTH = 20, 25, 30
ENOUGH_SEEDS = 10_000


def say(text: str) -> None:
    """One line to the console."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Exit 1 on a breach, or when a mutant is not caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=ENOUGH_SEEDS, help="how many")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first one")
    parser.add_argument("--jobs", type=int, default=cores(), help="processes")
    parser.add_argument("--seed", type=int, help="play this one alone")
    parser.add_argument("--trace", action="store_true", help="with --seed: print what happened")
    parser.add_argument("--mutants", action="store_true", help="the table of mistakes and who catches them")
    parser.add_argument("--mutant", choices=sorted(MUTANTS), help="with --seed: play it with this mistake")
    options = parser.parse_args()
    if options.mutants:
        return hunt(options.seeds, options.jobs)
    if options.seed is not None:
        return one(options.seed, options.mutant, trace=options.trace)
    return many(options.first, options.seeds, options.jobs)


def many(first: int, count: int, jobs: int) -> int:
    """Play the seeds and print the summary."""
    figures = Figures()
    began_s = time.perf_counter()
    for piece in campaign(first, count, jobs):
        figures.add(piece)
        _progress(figures, count, time.perf_counter() - began_s)
    took_s = time.perf_counter() - began_s
    counts = figures.counts
    say("")
    say(f"schedules {figures.schedules}, played twice {figures.twice}, {took_s:.0f} s, {jobs} processes")
    say(f"  {figures.schedules / took_s:.1f} schedules per second")
    say(f"attempts {counts['sending']}, payments at CLICK {counts['payments at CLICK']}:")
    say(f"  paid {counts['paid']}, unknown {counts['unknown']}, refused {counts['refused']},")
    say(f"  cancelled {counts['cancelled']},")
    say(f"  manual {counts['manual']}, reversed {counts['reversed']}, commits {counts['commits']}")
    say(f"starts {counts['start']}, crashes {counts['crash']}, clock jumps {counts['clock']},")
    say(f"  suspends {counts['suspend']}, full disks {counts['disk_full']}, stalls {counts['stall']}")
    say("faults: " + ", ".join(f"{name} {number}" for name, number in sorted(figures.faults.items())))
    say(f"breaches: {sum(len(found.breaches) for found in figures.found)} in {len(figures.found)} schedules")
    for found in sorted(figures.found, key=lambda found: found.seed)[:SHOWN_BREACHES]:
        for breach in found.breaches:
            say(f"  seed {found.seed}: {breach.invariant}: {breach.text}")
    for found in sorted(figures.found, key=lambda found: found.seed)[:3]:
        say(f"the end of seed {found.seed}:")
        _print_trace(found.seed, TAIL)
    return int(bool(figures.found))


def _progress(figures: Figures, count: int, took_s: float) -> None:
    done = WIDTH * figures.schedules // max(1, count)
    bar = "#" * done + "." * (WIDTH - done)
    rate = figures.schedules / took_s if took_s else 0.0
    line = f"\r[{bar}] {figures.schedules}/{count}  {rate:.1f} per second  breaches in {len(figures.found)}"
    sys.stderr.write(line)
    sys.stderr.flush()


def one(seed: int, mutant: str | None, *, trace: bool) -> int:
    """Play one seed and print what the oracle says of it."""
    stage = Stage()
    try:
        evidence = stage.play(seed, MUTANTS[mutant]() if mutant else None)
        breaches = judge(evidence)
    finally:
        stage.close()
    plan = Plan.throw(seed)
    say(f"seed {seed}: {plan.personality}")
    say(f"  start {plan.start}, tills {plan.tills}, calm {plan.calm}, faults {plan.fault_rate}")
    if trace:
        _lines(evidence.entries)
        for payment in evidence.payments:
            say(str(payment))
    say(f"sha256 {evidence.digest()}")
    for breach in breaches:
        say(f"BREACH {breach.invariant}: {breach.text}")
    return int(bool(breaches))


def _print_trace(seed: int, tail: int) -> None:
    stage = Stage()
    try:
        _lines(stage.play(seed).entries[-tail:])
    finally:
        stage.close()


def _lines(entries: Sequence[Entry]) -> None:
    for entry in entries:
        facts = " ".join(str(fact) for fact in (entry.tid[-7:], entry.sale[-7:], entry.pid or "") if fact)
        more = "" if entry.more is None else str(entry.more)
        say(f"{entry.at:10.2f} {entry.till}/{entry.life} {entry.what:9} {entry.note} {facts} {more}".rstrip())


def hunt(seeds: int, jobs: int) -> int:
    """For each mutant the first seed that catches it."""
    began_s = time.perf_counter()
    missed = 0
    say(f"{'mutant':42} {'first seed':>10}  caught by")
    for name, caught in hunted(list(MUTANTS), seeds, jobs):
        missed += caught is None
        seed, how = caught or ("-", f"NOT CAUGHT in {seeds} seeds")
        say(f"{name:42} {seed:>10}  {how}")
    took_s = time.perf_counter() - began_s
    say(f"{len(MUTANTS) - missed} of {len(MUTANTS)} mutants caught, {took_s:.0f} s")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
