"""The power is cut in the middle of everything, and the disk fails at every call: nothing told is lost."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest

from pos.simulator import Scenario
from tests.powercut.cuts import SHARES, Outcome, many_cuts
from tests.powercut.disk import EXT4, STRICT, put_on_disk
from tests.powercut.faults import WINDOW_S, Failed, calls_of, every_fault, fail, sale
from tests.powercut.lab import Lab, scratch, simulator
from tests.powercut.recording import ready_home
from tests.powercut.shim import Kind, why_not
from tests.powercut.together import at_most

CUTS = 300
FAULTS = 60
AT_ONCE = 8

T = TypeVar("T")

pytestmark = [
    pytest.mark.skipif(bool(why_not()), reason=why_not() or "the shim can be built here"),
    pytest.mark.timeout(540),
]


def in_a_lab(run: Callable[[Lab], Coroutine[None, None, T]]) -> T:
    async def inside(folder: Path) -> T:
        async with Lab(folder) as lab:
            return await run(lab)

    with scratch() as folder:
        return asyncio.run(inside(Path(folder)))


def cuts(count: int, first: int, synchronous: str = "") -> list[Outcome]:
    async def run(lab: Lab) -> list[Outcome]:
        work = await many_cuts(lab, count, first, synchronous=synchronous)
        return [each async for each in at_most(AT_ONCE, work)]

    return in_a_lab(run)


def none_wrong(outcomes: list[Outcome] | list[Failed]) -> None:
    wrong = [str(each) for each in outcomes if each.lost or each.breaches]
    assert not wrong, f"{len(wrong)} of {len(outcomes)}:\n" + "\n".join(wrong[:10])


def test_nothing_told_is_lost_wherever_the_power_is_cut() -> None:
    outcomes = cuts(CUTS, first=1)
    none_wrong(outcomes)
    fates = sum((each.fates for each in outcomes), Counter[str]())
    assert len(outcomes) >= CUTS * 0.9
    assert {each.plan for each in outcomes} == {plan for plan, _, _ in SHARES}
    assert {each.law for each in outcomes} == {STRICT, EXT4}
    for fate in ("writes kept", "writes dropped", "writes torn", "names kept", "names dropped"):
        assert fates[fate], f"no cut ever had {fate}"


def test_a_journal_that_does_not_wait_for_the_disk_is_found_out() -> None:
    """The same cuts find the mistake of one PRAGMA, so they would find it in the program."""
    outcomes = cuts(100, first=1, synchronous="NORMAL")
    lost = sum(bool(each.lost) for each in outcomes)
    assert lost > len(outcomes) / 5, f"only {lost} of {len(outcomes)} cuts lost something"
    assert not [each for each in outcomes if each.breaches], "NORMAL keeps it whole, and loses the newest"


def test_whichever_call_of_the_disk_fails_the_end_is_clear_and_can_be_made_good() -> None:
    async def run(lab: Lab) -> list[Failed]:
        home = await ready_home(lab)
        calls = {each: await calls_of(lab, home, each) for each in (Scenario.APPROVED, Scenario.ANSWER_LOST)}
        todo = every_fault(calls)
        random.Random(1).shuffle(todo)  # noqa: S311
        # One of each kind first: the calls of the disk are not the same in every version of the journal.
        kinds = list({fault.kind: (scenario, fault) for scenario, fault in reversed(todo)}.values())
        chosen = [*kinds, *(each for each in todo if each not in kinds)]
        work = [fail(lab, home, *each) for each in chosen[:FAULTS]]
        return [each async for each in at_most(AT_ONCE, work)]

    failed = in_a_lab(run)
    none_wrong(failed)
    assert {each.fault.kind for each in failed} == set(Kind) - {Kind.NONE}
    assert sum(bool(each.injected) for each in failed) > FAULTS * 0.9


def test_a_journal_that_another_process_holds_means_no_sale() -> None:
    async def run(lab: Lab) -> None:
        place = lab.place("held")
        put_on_disk(await ready_home(lab), place / "home")
        async with simulator(None, WINDOW_S) as click:
            with closing(sqlite3.connect(place / "home" / "journal.sqlite3")) as other:
                other.execute("BEGIN IMMEDIATE")
                ran = await lab.run(place, click, sale(Scenario.APPROVED), window_s=WINDOW_S)
                other.execute("ROLLBACK")
            assert ran.exits == [2], ran
            assert ran.err.strip()
            assert "Traceback" not in ran.err
            assert not click.ledger.charge_posts
            again = await lab.run(place, click, sale(Scenario.APPROVED), window_s=WINDOW_S)
            assert again.exits == [0], again

    in_a_lab(run)
