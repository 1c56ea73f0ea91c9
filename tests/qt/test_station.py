"""The station's windows, in a process and an order of their own.

Offscreen, a window that was hidden with the focus on it keeps later ones from getting it; a whole till
with its engine is the one test subject that cannot help leaving such windows.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

LIMIT_S = 170


SUBJECTS = (
    "station_windows", "station_doubt", "station_orders", "station_goods", "station_tenders",
    "station_teaching", "station_printer",
)  # fmt: skip


_PAIR = ThreadPoolExecutor(2)
_RUNS: dict[str, Future[subprocess.CompletedProcess[str]]] = {}


def _begin(subject: str) -> None:
    if subject not in _RUNS:
        _RUNS[subject] = _PAIR.submit(_play, subject)


def _play(subject: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", f"tests/qt/{subject}.py"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_station_sells_through_its_own_windows(subject: str) -> None:
    """Two at a time, one for each core: while this one is awaited, another one has begun."""
    _begin(subject)
    if others := [other for other in SUBJECTS if other not in _RUNS]:
        _begin(others[0])
    done = _RUNS[subject].result()
    assert done.returncode == 0, done.stdout
    sys.stdout.write(done.stdout)  # the figures that were measured
