"""`python -m tests.storm` in small, so that it still works when it is needed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.storm.program import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL; Windows ends processes otherwise")


@pytest.mark.parametrize(("only", "figures"), [("races", {"paid_once": 6}), ("fuzz", {"requests": 400})])
def test_a_small_storm_finds_nothing(only: str, figures: dict[str, int]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.storm", "--only", only, "--races", "6", "--fuzz", "400"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["breaches"] == 0
    assert figures.items() <= told[only].items()
