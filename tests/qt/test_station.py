"""The station's windows, in a process and an order of their own.

Offscreen, a window that was hidden with the focus on it keeps later ones from getting it; a whole till
with its engine is the one test subject that cannot help leaving such windows.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_station_sells_through_its_own_windows() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "tests/qt/station_windows.py"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stdout
