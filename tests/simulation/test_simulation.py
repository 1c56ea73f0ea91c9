"""Ten thousand schedules without a breach, and every mutant caught (L1, L1m of reliability.md §3.3).

About 100 s of two quiet cores; the timeouts are for cores that others use as well.
"""

from __future__ import annotations

import pytest

from tests.simulation.campaign import TWICE_EVERY, Figures, Stage, campaign, cores, hunted
from tests.simulation.chance import FAULTS
from tests.simulation.known import FIRST_SEEDS
from tests.simulation.mutants import MUTANTS
from tests.simulation.oracle import CHECKS

SEEDS, PARTS = 10_000, 4
PART = SEEDS // PARTS


@pytest.mark.timeout(540)
@pytest.mark.parametrize("first", range(0, SEEDS, PART))
def test_schedules_hold(first: int) -> None:
    """No invariant is broken in any of them; each hundredth, played twice, is the same to the last byte."""
    figures = Figures()
    for piece in campaign(first, PART, cores()):
        figures.add(piece)
    broken = [
        f"seed {found.seed}: {breach.invariant}: {breach.text}"
        for found in sorted(figures.found, key=lambda found: found.seed)
        for breach in found.breaches
    ]
    assert not broken, f"{len(broken)} breaches:\n" + "\n".join(broken[:40])
    assert (figures.schedules, figures.twice) == (PART, PART // TWICE_EVERY)
    # What does not happen proves nothing: every fault, every blow and every end was seen.
    assert set(figures.faults) == set(FAULTS)
    for what in ("crash", "suspend", "clock", "disk_full", "stall"):
        assert figures.counts[what] > PART // 50, what
    for end in ("paid", "unknown", "manual", "refused", "cancelled", "reversed"):
        assert figures.counts[end] > PART // 50, end


@pytest.mark.timeout(540)
def test_every_mutant_is_caught() -> None:
    """A mistake that nobody sees says that the oracle is blind there."""
    caught = dict(hunted(list(MUTANTS), SEEDS, cores()))
    assert not [name for name, found in caught.items() if found is None]
    assert len(caught) == len(MUTANTS) >= 16
    by = {invariant for found in caught.values() if found for invariant in found[1].split(", ")}
    assert by <= set(CHECKS)


def test_the_places_to_look_at_first_are_of_mutants() -> None:
    assert FIRST_SEEDS.keys() <= MUTANTS.keys()


def test_the_same_seed_is_the_same_schedule() -> None:
    """Also for another stage in the same process: nothing of the first one is left over."""
    digests = set()
    for _ in range(2):
        stage = Stage()
        try:
            digests.add(stage.play(7).digest())
        finally:
            stage.close()
    assert len(digests) == 1
