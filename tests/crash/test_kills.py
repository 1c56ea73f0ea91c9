"""The till is killed at every named point and at random instants; the ledgers always agree afterwards.

`python -m tests.crash --kills 1000 --gui 100` is the same at length.
"""

from __future__ import annotations

import ast
import asyncio
import sys
from pathlib import Path

import pytest

from tests.crash.campaign import Score, Wanted, campaign
from tests.crash.points import POINTS, point_of
from tests.crash.window_shop import GUI_POINTS

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL; Windows ends processes otherwise"),
    pytest.mark.timeout(540),
]


PARTS = 3


def judged(score: Score) -> Score:
    """Fail with both ledgers of every bad shop."""
    assert not score.bad, score.summary()
    return score


@pytest.mark.parametrize("part", range(PARTS))
def test_at_every_named_point_and_at_random_instants(part: int) -> None:
    wanted = Wanted(kills=60, at_each=2)
    score = judged(asyncio.run(campaign(0, wanted, part=part, parts=PARTS)))
    assert (score.kills >= wanted.kills, score.fewest >= wanted.at_each) == (True, True), score.summary()
    outcomes = {kill.outcome for story in score.stories for kill in story.kills}
    assert {"paid", "cancelled", "nothing begun"} <= outcomes


@pytest.mark.parametrize("part", range(2))
def test_with_the_window_and_a_sale_on_its_way(part: int) -> None:
    wanted = Wanted(kills=15, at_each=1)
    score = judged(asyncio.run(campaign(0, wanted, gui=True, part=part, parts=2)))
    assert (score.kills >= wanted.kills, score.fewest >= wanted.at_each) == (True, True), score.summary()


def test_every_point_has_its_seed() -> None:
    found = [point_of(seed) for seed in range(200)]
    assert {point.title for point in found if point} == {point.title for point in POINTS}
    assert None in found
    for points in (POINTS, GUI_POINTS):
        assert len({point.title for point in points}) == len(points)


@pytest.mark.parametrize("name", ["books.py", "checker.py", "heard.py"])
def test_the_checker_knows_nothing_of_the_program(name: str) -> None:
    tree = ast.parse(Path(__file__).with_name(name).read_text("utf-8"))
    named = [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    ours = {name for name in named if name.partition(".")[0] in {"pos", "tests"}}
    assert ours <= {"tests.crash.books", "tests.crash.heard"}
