"""`python -m tests.benchmarks.shop_api`: how many of CLICK's calls a second are answered durably.

Pairs of Prepare and Complete of one-shot orders, closed loop, on loopback, against a floor of the same run:
a bare Starlette handler on the same uvicorn with one raw durable INSERT per request. Each of the two serves
in a process of its own, the load comes from a third, and rounds of both take turns. Then the same with a disk
whose syncs take 10 ms longer. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pos.core.money import Money
from pos.core.order import Order, OrderId, OrderKind
from pos.core.order_card import NewOrder, OrderSource
from pos.journal.database import Journal
from pos.journal.orders import JournalOrders
from pos.paths import Home
from tests.benchmarks.shop_api_load import KEY, SERVICE_ID, SUM, order_name

CONNECTIONS = (1, 16, 64)
LEAST_RATIO = {1: 0.6, 16: 1.0, 64: 1.0}
MOST_P99_MS = {16: 60.0}
SLOW_SYNC_MS = 10
MOST_PAIRS_PER_S = 2000  # orders are made for so many


@dataclass(frozen=True)
class Plan:
    """How long it is measured."""

    rounds: int
    seconds: float

    @property
    def pairs(self) -> int:
        """Orders that one round may need."""
        return int(MOST_PAIRS_PER_S * (self.seconds + 1))


@dataclass(frozen=True)
class Figures:
    """What came out for one number of connections."""

    disk: str
    connections: int
    ours_per_s: float
    floor_per_s: float
    ratio: float
    p50_ms: float
    p99_ms: float
    floor_p99_ms: float
    load_cpu: float
    ok: bool

    def __str__(self) -> str:
        mark = "ok    " if self.ok else "MISSED"
        wanted = f"ratio at least {LEAST_RATIO[self.connections]:g}"
        if self.connections in MOST_P99_MS:
            wanted += f", p99 at most {MOST_P99_MS[self.connections]:g} ms"
        return (
            f"{mark} {self.disk}, {self.connections:2} connections: {self.ours_per_s:.0f}/s,"
            f" floor {self.floor_per_s:.0f}/s, ratio {self.ratio:.2f}; p50 {self.p50_ms:.1f} ms,"
            f" p99 {self.p99_ms:.1f} ms (floor {self.floor_p99_ms:.1f} ms); load {self.load_cpu:.0%}"
            f" of a processor  ({wanted})"
        )


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run, for a look")
    parser.add_argument("--disk", choices=("plain", "slow", "both"), default="both")
    options = parser.parse_args()
    plan = Plan(1, 0.7) if options.quick else Plan(5, 2.5)
    load_before = os.getloadavg()[0]
    figures: list[Figures] = []
    with tempfile.TemporaryDirectory(prefix="pos-bench-") as folder:
        if options.disk != "slow":
            figures += measured(Path(folder) / "plain", "plain disk", {}, plan)
        if options.disk != "plain":
            slow = slow_disk(Path(folder))
            figures += measured(Path(folder) / "slow", f"sync +{SLOW_SYNC_MS} ms", slow, plan) if slow else []
    print(f"load average before: {load_before:.2f}, after: {os.getloadavg()[0]:.2f}")  # noqa: T201
    told = {"load_before": load_before, "figures": [asdict(one) for one in figures]}
    print(json.dumps(told))  # noqa: T201
    return 0


def slow_disk(folder: Path) -> dict[str, str]:
    """The environment of a process whose syncs are slow; empty where there is no compiler for it."""
    gcc = shutil.which("gcc")
    if sys.platform != "linux" or gcc is None:
        print("no slow disk: it needs gcc on Linux")  # noqa: T201
        return {}
    made, source = folder / "slow_disk.so", Path(__file__).with_name("slow_disk.c")
    subprocess.run([gcc, "-shared", "-fPIC", "-O1", "-o", str(made), str(source), "-ldl"], check=True)
    return {"LD_PRELOAD": str(made), "SYNC_MS": str(SLOW_SYNC_MS)}


def measured(folder: Path, disk: str, environ: dict[str, str], plan: Plan) -> Iterator[Figures]:
    """Both servers on one disk, one number of connections after another; prints as it goes."""
    folder.mkdir()
    home = Home(folder / "home").make()
    make_orders(home, plan.pairs * (plan.rounds * len(CONNECTIONS) + 1))
    with ExitStack() as stack:
        ours = stack.enter_context(our_server(home, environ))
        floor = stack.enter_context(floor_server(folder / "floor.sqlite3", environ))
        orders = iter(range(0, sys.maxsize, plan.pairs))
        for port in (ours, floor):  # the first calls load what is loaded late
            paid(port, next(orders) if port == ours else 0, Plan(1, 0.5), 4)
        for connections in CONNECTIONS:
            rounds = [
                (paid(ours, next(orders), plan, connections), paid(floor, 0, plan, connections))
                for _ in range(plan.rounds)
            ]
            figures = figures_of(disk, connections, [one for one, _ in rounds], [one for _, one in rounds])
            print(figures, flush=True)  # noqa: T201
            yield figures


def make_orders(home: Home, count: int) -> None:
    """One-shot orders that wait for their payers."""
    journal = Journal(home.journal)
    orders = JournalOrders(journal)
    news = (
        (
            NewOrder(
                Order(OrderId(order_name(number)), OrderKind.ONE_SHOT, Money.of_sum(SUM)),
                OrderSource.COMMAND,
            ),
            f"token-{number}",
        )
        for number in range(count)
    )
    orders.add(news, datetime.now(UTC))  # noqa: TID251
    journal.close()


@contextmanager
def our_server(home: Home, environ: dict[str, str]) -> Iterator[int]:
    """`pos shop-api serve` in a process of its own; its port."""
    settings = {"POS_CLICK__SERVICE_ID": SERVICE_ID, "POS_CLICK__SECRET_KEY": KEY}
    argv = [sys.executable, "-m", "pos", "shop-api", "serve", "--home", str(home.folder), "--port", "0"]
    with served([*argv, "--json"], {**environ, **settings}) as line:
        yield int(json.loads(line)["port"])


@contextmanager
def floor_server(file: Path, environ: dict[str, str]) -> Iterator[int]:
    """The floor in a process of its own; its port."""
    with served([sys.executable, "-m", "tests.benchmarks.shop_api_floor", str(file)], environ) as line:
        yield int(line)


@contextmanager
def served(argv: list[str], environ: dict[str, str]) -> Iterator[str]:
    """A server process, and the line by which it says that it listens."""
    process = subprocess.Popen(argv, env={**os.environ, **environ}, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


def paid(port: int, first: int, plan: Plan, connections: int) -> dict[str, Any]:
    """One round of load; every call was answered by 0."""
    numbers = [str(number) for number in (port, first, plan.pairs, connections, plan.seconds)]
    argv = [sys.executable, "-m", "tests.benchmarks.shop_api_load", *numbers]
    done = subprocess.run(argv, stdout=subprocess.PIPE, text=True, check=True, timeout=300)
    told: dict[str, Any] = json.loads(done.stdout)
    if told["wrong"] or not told["left"]:
        raise AssertionError(f"not what was to be measured: {told}")
    return told


def figures_of(
    disk: str, connections: int, ours: list[dict[str, Any]], floor: list[dict[str, Any]]
) -> Figures:
    """Medians over the rounds."""

    def median(rounds: list[dict[str, Any]], name: str) -> float:
        return round(statistics.median(float(one[name]) for one in rounds), 3)

    per_s, floor_per_s, p99 = median(ours, "per_s"), median(floor, "per_s"), median(ours, "p99_ms")
    ratio = round(per_s / floor_per_s, 3)
    return Figures(
        disk=disk,
        connections=connections,
        ours_per_s=per_s,
        floor_per_s=floor_per_s,
        ratio=ratio,
        p50_ms=median(ours, "p50_ms"),
        p99_ms=p99,
        floor_p99_ms=median(floor, "p99_ms"),
        load_cpu=max(median(ours, "own_cpu"), median(floor, "own_cpu")),
        ok=ratio >= LEAST_RATIO[connections] and p99 <= MOST_P99_MS.get(connections, float("inf")),
    )


if __name__ == "__main__":
    sys.exit(main())
