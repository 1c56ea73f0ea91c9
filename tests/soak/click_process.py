"""The simulator in a process of its own: started, asked for faults, read at the end."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import httpx

from pos.simulator import Answer, Endpoint, Scenario, make_code

CODES = [each for each in Scenario if each is not Scenario.APPROVED]
ENDPOINTS = [
    Endpoint.PAYMENT, Endpoint.CONFIRM, Endpoint.STATUS, Endpoint.STATUS_BY_MTI, Endpoint.SUBMIT_ITEMS,
    Endpoint.OFD_DATA,
]  # fmt: skip


@dataclass
class ClickProcess:
    """CLICK on loopback. `chance` decides which troubles come."""

    process: subprocess.Popen[str]
    base_url: str
    window_s: float
    chance: random.Random
    serial: int

    @property
    def root(self) -> str:
        """Where the calls of training are."""
        return self.base_url.removesuffix("v2/merchant/")

    def trouble(self) -> tuple[Scenario, dict[str, object] | None]:
        """One trouble: a code that makes CLICK misbehave, or a fault of the wire for one call."""
        if self.chance.random() < 0.4:
            return self.chance.choice(CODES), None
        return Scenario.APPROVED, {"endpoint": self.chance.choice(ENDPOINTS), **self._fault()}

    def _fault(self) -> dict[str, object]:
        window_s, chance = self.window_s, self.chance
        return chance.choice(
            [
                {"executes": False, "answer": Answer.DROPPED},
                {"answer": Answer.DROPPED},
                {"answer": Answer.RESET},
                {"answer": Answer.NEVER},
                {"answer": Answer.TRUNCATED},
                {"answer": Answer.HTML},
                {"answer": Answer.WRONG_TYPES},
                {"answer": Answer.DRIPPING, "delay_s": window_s / 100},
                {"late_s": window_s * chance.uniform(0.3, 1.0)},
                {"delay_s": window_s * chance.uniform(0.05, 0.5)},
                {"executes": False, "http_status": chance.choice([500, 502, 503, 504])},
                {"http_status": chance.choice([408, 429, 500, 502, 503, 504])},
            ]
        )

    def code(self, scenario: Scenario) -> str:
        """A code that was never shown before."""
        self.serial += 1
        return make_code(scenario, self.serial)

    def order(self, fault: dict[str, object]) -> None:
        """Let the next call of an endpoint meet a fault."""
        answer = httpx.post(self.root + "__faults", json=fault, trust_env=False, timeout=30)
        assert answer.status_code == 200, answer.text

    def payments(self) -> list[dict[str, Any]]:
        """All that CLICK has, brought up to now."""
        found: list[dict[str, Any]] = self._ledger()["payments"]
        return found

    def charge_posts(self) -> dict[str, int]:
        """How often each attempt arrived."""
        found: dict[str, int] = self._ledger()["charge_posts"]
        return found

    def _ledger(self) -> Any:  # noqa: ANN401 - JSON
        return httpx.get(
            self.root + "__ledger", headers={"Accept": "application/json"}, trust_env=False, timeout=120
        ).json()

    def stop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate()


def start_click(window_s: float, seed: int) -> ClickProcess:
    """Start a simulator with a window of `window_s`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pos", "simulator", "--json", "--window", str(window_s)],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    base_url = json.loads(process.stdout.readline())["base_url"]
    return ClickProcess(process, base_url, window_s, random.Random(seed), seed * 100_000)  # noqa: S311


async def in_thread(click: ClickProcess, fault: dict[str, object]) -> None:
    """Order a fault without stopping the till's loop."""
    await asyncio.to_thread(click.order, fault)
