"""The station's windows, in a process and an order of their own.

Offscreen, a window that was hidden with the focus on it keeps later ones from getting it; a whole till
with its engine is the one test subject that cannot help leaving such windows.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LIMIT_S = 170


SUBJECTS = (
    "station_windows", "station_doubt", "station_orders", "station_goods", "station_tenders",
    "station_teaching", "station_printer",
)  # fmt: skip


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_station_sells_through_its_own_windows(subject: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", f"tests/qt/{subject}.py"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    sys.stdout.write(done.stdout)  # the figures that were measured
