"""Many shops at once: they mostly wait for the end of a window. Counts, table, breaches."""

from __future__ import annotations

import asyncio
import itertools
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.nursery import Nursery
from tests.crash.points import POINTS, Point, point_of
from tests.crash.shop import Shop, Story
from tests.crash.window_shop import GUI_POINTS, WindowShop

IN_FLIGHT = 32
WINDOWS_IN_FLIGHT = 10
PATIENCE = 2
AT_ONCE = 2
"""How many victims may be starting: more would only be slow together, and their windows are short."""


@dataclass
class Score:
    """What a campaign found."""

    points: tuple[Point, ...]
    stories: list[Story] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def kills(self) -> int:
        """Processes that were killed -9."""
        return sum(len(story.kills) for story in self.stories)

    @property
    def by_point(self) -> dict[str, Counter[str]]:
        """Outcomes of the kills at each point."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for story in self.stories:
            for kill in story.kills:
                found[kill.point][kill.outcome] += 1
        return found

    @property
    def distinct(self) -> int:
        """How many different points were died at, random instants taken together."""
        return len(self.by_point)

    @property
    def bad(self) -> list[Story]:
        """Shops whose ledgers disagree."""
        return [story for story in self.stories if story.breaches]

    @property
    def fewest(self) -> int:
        """Kills at the named point that was hit least."""
        found = self.by_point
        return min(sum(found.get(point.title, {}).values()) for point in self.points)

    def table(self) -> str:
        """Point, kills, outcomes."""
        lines = []
        for point, outcomes in sorted(self.by_point.items()):
            ends = ", ".join(f"{outcome} {count}" for outcome, count in outcomes.most_common())
            lines.append(f"{point:<44} {sum(outcomes.values()):>5}  {ends}")
        return "\n".join(lines)

    def summary(self) -> str:
        """The figures, and each breach with what is needed to look for its cause."""
        found = self.by_point
        never = [point.title for point in self.points if point.title not in found]
        missed = sum(len(story.missed) for story in self.stories)
        lines = [
            self.table(),
            f"kills {self.kills} at {self.distinct} points in {len(self.stories)} shops; "
            f"named points hit {len(self.points) - len(never)} of {len(self.points)}; "
            f"points not reached {missed}; breaches {len(self.bad)}; "
            f"{self.seconds:.0f} s, {self.seconds / max(1, self.kills):.3f} s a kill",
        ]
        lines += [f"never hit: {title}" for title in never]
        for story in self.bad:
            lines += [
                f"BREACH, seed {story.seed}:",
                *(f"  {text}" for text in story.breaches),
                *(f"  > {text}" for text in story.told),
                story.ledgers,
            ]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How long a campaign goes on: so many kills in all, and so many at every named point."""

    kills: int
    at_each: int

    def is_enough(self, score: Score) -> bool:
        """Whether both are reached, or never will be: nothing passes a point whose name is wrong."""
        most = PATIENCE * len(score.points) * (self.at_each + 1) + self.kills
        done = score.kills >= self.kills and score.fewest >= self.at_each
        return done or len(score.stories) > most


async def campaign(
    first_seed: int, wanted: Wanted, *, gui: bool = False, part: int = 0, parts: int = 1
) -> Score:
    """Take seeds from the first on, several at a time, until it is enough or a shop is bad.

    Of `parts` parts only the points and random instants of `part` are died at.
    """
    points = GUI_POINTS if gui else POINTS
    seeds = (
        seed
        for seed in itertools.count(first_seed)
        if (points.index(point) if (point := point_of(seed, points)) else seed) % parts == part
    )
    score = Score(points[part::parts])
    begun_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="pos-crash-") as place:
        folder = Path(place)
        async with AsyncExitStack() as stack:
            gate = asyncio.Semaphore(AT_ONCE)
            nursery = await stack.enter_async_context(Nursery(folder, gate))
            windows = await stack.enter_async_context(Nursery(folder, gate, gui=True)) if gui else None
            running: set[asyncio.Task[Story]] = set()
            while True:
                while _may_begin(score, wanted, running, WINDOWS_IN_FLIGHT if gui else IN_FLIGHT):
                    shop = Shop(next(seeds), nursery, folder)
                    if windows is not None:
                        shop = WindowShop(shop.story.seed, nursery, windows, folder)
                    running.add(asyncio.create_task(shop.live()))
                if not running:
                    break
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                score.stories += [task.result() for task in done]
                score.seconds = time.monotonic() - begun_s
                _progress(score)
    return score


def _may_begin(score: Score, wanted: Wanted, running: set[asyncio.Task[Story]], most: int) -> bool:
    return len(running) < most and not score.bad and not wanted.is_enough(score)


def _progress(score: Score) -> None:
    if sys.stderr.isatty() or len(score.stories) % 25 == 0:
        end = "" if sys.stderr.isatty() else "\n"
        text = f"{score.kills} kills, {len(score.stories)} shops, {len(score.bad)} bad, {score.seconds:.0f} s"
        print(f"\r{text}", end=end, file=sys.stderr, flush=True)  # noqa: T201 - a progress bar
