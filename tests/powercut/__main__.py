"""`python -m tests.powercut --cuts N [--faults all|N] [--from SEED]`: power cuts and disk faults, counted.

Exit 1 when something acknowledged was lost or an invariant broke.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from collections import Counter
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import TypeVar

from tests.powercut.cuts import PHASES, Outcome, many_cuts
from tests.powercut.faults import SCENARIOS, Failed, calls_of, every_fault, fail
from tests.powercut.lab import Lab, scratch
from tests.powercut.recording import ready_home
from tests.powercut.shim import why_not
from tests.powercut.together import at_most

T = TypeVar("T")
SHOWN = 10


def main() -> int:
    """Run what was asked for; 0 when nothing is wrong, 1 on a breach, 2 where the shim cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m tests.powercut", description=__doc__)
    parser.add_argument("--cuts", type=int, default=300, metavar="N")
    parser.add_argument("--faults", default="0", metavar="all|N")
    parser.add_argument("--from", dest="first", type=int, default=0, metavar="SEED")
    parser.add_argument("--jobs", type=int, default=12, help="at once; they mostly wait")
    parser.add_argument("--plans", default="", help="only these recordings, by comma")
    parser.add_argument("--synchronous", default="", help="a mistake to be found: NORMAL or OFF")
    options = parser.parse_args()
    if why := why_not():
        _say(f"not here: {why}")
        return 2
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    with scratch() as folder:
        async with Lab(Path(folder)) as lab:
            cuts: list[Outcome] = []
            if options.cuts:
                plans = tuple(filter(None, options.plans.split(",")))
                work = await many_cuts(lab, options.cuts, options.first, plans, options.synchronous)
                cuts = await _all(work, options.jobs, "cuts")
            failed = await _faults(lab, options) if options.faults != "0" else []
    if cuts:
        _show_cuts(cuts)
    if failed:
        _show_faults(failed)
    return int(_show_bad([*cuts, *failed]))


async def _faults(lab: Lab, options: argparse.Namespace) -> list[Failed]:
    home = await ready_home(lab)
    calls = {scenario: await calls_of(lab, home, scenario) for scenario in SCENARIOS}
    todo = every_fault(calls)
    random.Random(options.first).shuffle(todo)  # noqa: S311
    if options.faults != "all":
        todo = todo[: int(options.faults)]
    return await _all([fail(lab, home, *each) for each in todo], options.jobs, "faults")


async def _all(work: Iterable[Coroutine[None, None, T]], jobs: int, what: str) -> list[T]:
    """Carry all of it out, so many at once, with a bar that moves."""
    todo = list(work)
    done: list[T] = []
    async for each in at_most(jobs, todo):
        done.append(each)
        bad = sum(1 for one in done if isinstance(one, (Outcome, Failed)) and (one.lost or one.breaches))
        full = 40 * len(done) // len(todo)
        sys.stderr.write(f"\r{what} [{'#' * full}{'.' * (40 - full)}] {len(done)}/{len(todo)}, bad: {bad} ")
        sys.stderr.flush()
    sys.stderr.write("\n")
    return done


def _show_cuts(cuts: list[Outcome]) -> None:
    fates = sum((each.fates for each in cuts), Counter[str]())
    _say(f"power cuts: {len(cuts)}; " + ", ".join(f"{name} {fates[name]}" for name in sorted(fates)))
    _table(
        ("last told before the cut", "cuts", "lost", "breaches"),
        [(phase, *_figures([each for each in cuts if each.phase == phase])) for phase in PHASES],
    )
    groups = sorted({(each.plan, each.law) for each in cuts})
    _table(
        ("run, law of names", "cuts", "lost", "breaches"),
        [
            (f"{plan}, {law}", *_figures([each for each in cuts if (each.plan, each.law) == (plan, law)]))
            for plan, law in groups
        ],
    )
    for ending, count in Counter(each.ending for each in cuts).items():
        _say(f"{count:6} {ending}")


def _figures(group: list[Outcome]) -> tuple[int, int, int]:
    return len(group), sum(bool(each.lost) for each in group), sum(bool(each.breaches) for each in group)


def _show_faults(failed: list[Failed]) -> None:
    endings = sorted({each.ending for each in failed})
    _say(f"disk faults: {len(failed)}; not reached: {sum(not each.injected for each in failed)}")
    rows = []
    for sort in sorted({each.sort for each in failed}):
        group = [each for each in failed if each.sort == sort]
        counts = Counter(each.ending for each in group)
        wrong = sum(bool(each.lost or each.breaches) for each in group)
        rows.append((sort, len(group), *(counts[ending] for ending in endings), wrong))
    _table(("fault", "runs", *endings, "breaches"), rows)


def _table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    width = max(len(str(row[0])) for row in [head, *rows])
    for first, *rest in [head, *rows]:
        _say(f"  {first!s:<{width}}  " + "  ".join(f"{cell!s:>12}" for cell in rest))


def _show_bad(outcomes: list[Outcome | Failed]) -> bool:
    bad = [each for each in outcomes if each.lost or each.breaches]
    lost = sum(bool(each.lost) for each in bad)
    _say(f"acknowledged commits lost in {lost}; breaches in {sum(bool(each.breaches) for each in bad)}")
    for each in bad[:SHOWN]:
        _say(str(each))
    return bool(bad)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
