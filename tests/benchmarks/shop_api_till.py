"""`python -m tests.benchmarks.shop_api_till`: what a sale at the counter suffers while the server is busy.

Sales by code with frames at 30 fps, first with a server that nobody calls, then while 16 connections pay
online orders as fast as they are answered. The server is the one inside the till: its engine, its journal.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from pos.core.secret import SecretKey
from pos.paths import Home
from pos.settings import Settings
from tests.benchmarks.sale import code
from tests.benchmarks.shop_api import make_orders
from tests.benchmarks.shop_api_load import KEY, SERVICE_ID
from tests.benchmarks.till_under_test import TillUnderTest

CONNECTIONS = 16
MOST_PAUSE_MS, MOST_PAID_S = 100.0, 5.0
MOST_PAIRS_PER_S = 2000


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=20.0, help="of load")
    options = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="pos-bench-") as folder:
        quiet, busy = measured(Path(folder), options.sales, options.seconds)
    for name, found in (("nobody calls", quiet), (f"{CONNECTIONS} connections", busy)):
        print(  # noqa: T201
            f"{name}: code → PAID median {found['paid_ms']:.0f} ms,"
            f" longest {found['longest_paid_ms']:.0f} ms;"
            f" window late p99 {found['pause_p99_ms']:.0f} ms, longest {found['longest_pause_ms']:.0f} ms"
            f"  ({found['sales']} sales, {found.get('per_s', 0):.0f} calls/s)"
        )
    for name, value, bound in (
        ("longest pause of the window under load, ms", busy["longest_pause_ms"], MOST_PAUSE_MS),
        ("longest code → PAID under load, ms", busy["longest_paid_ms"], MOST_PAID_S * 1e3),
    ):
        print(f"{'ok    ' if value <= bound else 'MISSED'} {name}: {value:.0f} (at most {bound:g})")  # noqa: T201
    print(f"load average before: {before:.2f}, after: {os.getloadavg()[0]:.2f}")  # noqa: T201
    print(json.dumps({"load_before": before, "quiet": quiet, "busy": busy}))  # noqa: T201
    return 0


def measured(folder: Path, sales: int, seconds: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """The figures without load, and with it."""
    pairs = int(MOST_PAIRS_PER_S * (seconds + 1))
    make_orders(Home(folder / "home").make(), pairs)
    simulator = subprocess.Popen(
        [sys.executable, "-m", "pos", "simulator", "--json"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert simulator.stdout is not None
        till = TillUnderTest(folder / "home", json.loads(simulator.stdout.readline())["base_url"])
        serials = iter(range(sys.maxsize))
        till.sell(code(next(serials)))  # the first loads libraries
        port = serve(till)
        till.begin_watching()
        took = [till.sell(code(next(serials))) for _ in range(sales)]
        late = till.end_watching()
        quiet, seen, took = figures(took, late), len(late), []
        load = begin_load(port, pairs, seconds)
        till.begin_watching()
        while load.poll() is None:
            took.append(till.sell(code(next(serials))))
        late = till.end_watching()[seen:]
        told: dict[str, Any] = json.loads(load.communicate()[0])
        assert told["left"], told
        assert not told["wrong"], told
        till.close()
    finally:
        simulator.kill()
        simulator.communicate()
    calls = {name: round(told[name], 1) for name in ("per_s", "p50_ms", "p99_ms")}
    return quiet, {**figures(took, late), **calls}


def serve(till: TillUnderTest) -> int:
    """Switch the till's server on for the load's service; its port."""
    parts = till.parts
    settings: Settings = replace(
        parts.settings,
        click=replace(parts.settings.click, service_id=int(SERVICE_ID), secret_key=SecretKey(KEY)),
        shop_api=replace(parts.settings.shop_api, port=0),
    )
    return till.run.engine.submit(parts.online.serve(settings)).result(10)[1]


def begin_load(port: int, pairs: int, seconds: float) -> subprocess.Popen[str]:
    """16 connections in a process of their own."""
    numbers = [str(number) for number in (port, 0, pairs, CONNECTIONS, seconds)]
    argv = [sys.executable, "-m", "tests.benchmarks.shop_api_load", *numbers]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)


def figures(took_s: list[float], late_ms: list[float]) -> dict[str, Any]:
    """In ms."""
    return {
        "sales": len(took_s),
        "paid_ms": round(statistics.median(took_s) * 1e3, 1),
        "longest_paid_ms": round(max(took_s) * 1e3, 1),
        "pause_p99_ms": round(statistics.quantiles(late_ms, n=100)[98], 1),
        "longest_pause_ms": round(max(late_ms), 1),
    }


if __name__ == "__main__":
    sys.exit(main())
