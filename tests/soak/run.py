"""One soak from the first sale to the comparison of both books."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.soak.books import Compared, compare
from tests.soak.click_process import ClickProcess, start_click
from tests.soak.gauges import Gauges, read_gauges
from tests.soak.till import SoakTill

WARM_UP = 0.05  # of all sales
GROWTH_MAX_PERCENT = 10.0
HANDLES_MORE = 6
FINISH_WINDOWS = 60

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Report:
    """What the run showed."""

    sales: int
    took_s: float
    began: Gauges
    ended: Gauges
    journal_bytes: int
    compared: Compared
    finished: bool
    curve_mb: list[float]

    @property
    def problems(self) -> list[str]:
        """Everything that is not as it must be."""
        found = list(self.compared.breaches)
        growth = self.began.growth_percent(self.ended)
        if growth is not None and growth >= GROWTH_MAX_PERCENT:
            found.append(f"memory grew by {growth:.1f} %")
        if (self.ended.handles or 0) > (self.began.handles or 0) + HANDLES_MORE:
            found.append(f"open handles: {self.began.handles} → {self.ended.handles}")
        if self.ended.threads > self.began.threads + HANDLES_MORE:
            found.append(f"threads: {self.began.threads} → {self.ended.threads}")
        if not self.finished:
            found.append("something was still open at the end")
        return found

    def __str__(self) -> str:
        growth = self.began.growth_percent(self.ended)
        states = ", ".join(f"{n} {state}" for state, n in sorted(self.compared.states.items()))
        return "\n".join(
            [
                f"{self.sales} sales in {self.took_s:.0f} s: {self.sales / self.took_s:.1f} a second",
                f"attempts: {states}; captured at CLICK {self.compared.captured},"
                f" fiscal receipts {self.compared.receipts}",
                f"after warm-up: {self.began}",
                f"at the end:    {self.ended}; growth {'?' if growth is None else f'{growth:+.1f} %'}",
                f"on the way: {' '.join(f'{each:.0f}' for each in self.curve_mb)} MB",
                f"journal: {self.journal_bytes / 2**20:.1f} MB",
                f"breaches: {len(self.compared.breaches)}",
                *(f"PROBLEM {each}" for each in self.problems[:20]),
            ]
        )


def soak(
    sales: int, faults_percent: float, window_s: float, seed: int, tell: Tell = lambda _done, _all: None
) -> Report:
    """Sell so often, without windows."""
    click = start_click(window_s, seed)
    try:
        with tempfile.TemporaryDirectory(prefix="pos-soak-", ignore_cleanup_errors=True) as name:
            return asyncio.run(_soak(Path(name), click, sales, faults_percent, tell))
    finally:
        click.stop()


async def _soak(folder: Path, click: ClickProcess, sales: int, faults_percent: float, tell: Tell) -> Report:
    till = SoakTill(folder, click)
    began, began_s, curve = read_gauges(), time.monotonic(), list[float]()
    for number in range(sales):
        if number == int(sales * WARM_UP):
            rested_s = time.monotonic()
            await till.rest()
            began = read_gauges()
            began_s += time.monotonic() - rested_s
        elif number % (sales // 10 or 1) == 0:
            curve.append(read_gauges().rss_mb or 0.0)
        await till.sell(troubled=click.chance.random() * 100 < faults_percent)
        tell(number + 1, sales)
    took_s = time.monotonic() - began_s
    finished = await till.finish(FINISH_WINDOWS * click.window_s)
    await till.rest()
    ended = read_gauges()
    await till.close()
    journal = till.home.journal
    return Report(
        sales=sales,
        took_s=took_s,
        began=began,
        ended=ended,
        journal_bytes=journal.stat().st_size,
        compared=compare(journal, click.payments(), click.charge_posts()),
        finished=finished,
        curve_mb=curve,
    )
