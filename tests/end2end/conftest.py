"""A simulator in a process of its own, and `pos` beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from pos.simulator import Scenario, make_code

WINDOW_S = 2.0
CANARY = "CANARY-KEY-7f3a9c"
FISCAL = {
    "POS_FISCAL__TIN": "123456789",
    "POS_FISCAL__DEFAULT_NAME": "Услуга (раз)",
    "POS_FISCAL__DEFAULT_SPIC": "10305008002000000",
    "POS_FISCAL__DEFAULT_PACKAGE_CODE": "1514296",
    "POS_FISCAL__DEFAULT_VAT_PERCENT": "12",
}


@dataclass
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - what the command printed last
        return json.loads(self.out.splitlines()[-1])


@dataclass
class Shop:
    """One home folder and one simulator."""

    home: Path
    base_url: str = "http://127.0.0.1:1/v2/merchant/"
    simulator: subprocess.Popen[str] | None = None
    extra: dict[str, str] = field(default_factory=dict)
    serial: int = 0

    def environ(self) -> dict[str, str]:
        return {
            **os.environ,
            "POS_HOME": str(self.home),
            "POS_CLICK__BASE_URL": self.base_url,
            "POS_CLICK__CONFIRM_WINDOW_S": str(WINDOW_S),
            "POS_CLICK__SECRET_KEY": CANARY,
            "POS_LANGUAGE": "en",
            "PYTHONIOENCODING": "utf-8",
            **FISCAL,
            **self.extra,
        }

    def start_simulator(self, *args: str) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "pos", "simulator", "--json", "--window", str(WINDOW_S), *args],
            env=self.environ(), stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        assert process.stdout is not None
        self.simulator = process
        self.base_url = json.loads(process.stdout.readline())["base_url"]

    def stop_simulator(self) -> None:
        if self.simulator is not None:
            self.simulator.kill()
            self.simulator.communicate()
            self.simulator = None

    def pos(self, *args: str, **environ: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "pos", *args], env={**self.environ(), **environ},
            capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr + done.stdout, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    def begin(self, *args: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "pos", *args], env=self.environ(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def code(self, scenario: Scenario = Scenario.APPROVED) -> str:
        self.serial += 1
        return make_code(scenario, self.serial)

    def ask(self, path: str, body: dict[str, object] | None = None) -> Any:  # noqa: ANN401 - JSON
        root = self.base_url.removesuffix("v2/merchant/")
        answer = httpx.request(
            "GET" if body is None else "POST",
            root + path,
            json=body,
            headers={"Accept": "application/json"},
            trust_env=False,
        )
        return answer.json()

    def ledger(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("__ledger")["payments"]
        return found

    def fault(self, endpoint: str, **fault: object) -> None:
        self.ask("__faults", {"endpoint": endpoint, **fault})


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop with its simulator running."""
    made = Shop(tmp_path / "home")
    made.start_simulator()
    yield made
    made.stop_simulator()
