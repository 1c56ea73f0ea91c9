"""Orders of the shop's own site at a whole till, in a process of its own: see `test_station`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LIMIT_S = 120


def test_orders_of_the_site_are_sold_at_the_till() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:randomly", "tests/qt/story_orders.py"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    sys.stdout.write(done.stdout)  # the seconds that were measured
