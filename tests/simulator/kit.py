"""A till in fifty lines, and a clock that a test moves: all that drives the simulator in these tests."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from pos.simulator import (
    TRAINING_MERCHANT_USER_ID,
    TRAINING_SECRET_KEY,
    TRAINING_SERVICE_ID,
    Personality,
    Scenario,
    Simulator,
    SimulatorOptions,
)

SERVICE = TRAINING_SERVICE_ID
NOON = datetime(2026, 3, 14, 7, 0, tzinfo=UTC)
"""Noon in Tashkent, in the middle of a month."""

RECEIPT_URL = "https://ofd.soliq.uz/epi?t=EZ000000000030&r=123456789&c=20221028171340&s=854971301623"


class FakeTime:
    """Monotonic and wall time that move only when told to; `sleep` moves them too."""

    def __init__(self, start: datetime = NOON) -> None:
        self._start = start
        self.now_s = 1000.0

    def clock(self) -> float:
        return self.now_s

    def utcnow(self) -> datetime:
        return self._start + timedelta(seconds=self.now_s - 1000.0)

    async def sleep(self, seconds: float) -> None:
        self.now_s += seconds
        await asyncio.sleep(0)

    def pass_s(self, seconds: float) -> None:
        self.now_s += seconds


def auth(at: datetime, *, user: int = TRAINING_MERCHANT_USER_ID, key: str = TRAINING_SECRET_KEY) -> str:
    timestamp = str(int(at.timestamp()))
    return f"{user}:{hashlib.sha1((timestamp + key).encode()).hexdigest()}:{timestamp}"  # noqa: S324


@dataclass
class Desk:
    """A running simulator, its time, and a client that knows the credentials."""

    sim: Simulator
    time: FakeTime
    client: httpx.AsyncClient
    serial: int = field(default=0)

    def headers(self) -> dict[str, str]:
        return {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Auth": auth(self.time.utcnow()),
        }

    async def send(
        self,
        method: str,
        path: str,
        json: object = None,
        *,
        content: str | bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        own = {**self.headers(), **(headers or {})}
        return await self.client.request(method, path, json=json, content=content, headers=own)

    async def ok(self, method: str, path: str, json: object = None) -> dict[str, Any]:
        """Send, and insist on HTTP 200 with a JSON object."""
        response = await self.send(method, path, json)
        assert response.status_code == 200, response.text
        members: dict[str, Any] = response.json()
        return members

    async def charge(
        self, code: str | None = None, amount: float = 500, transaction_id: str | None = None
    ) -> dict[str, Any]:
        self.serial += 1
        body = {
            "service_id": SERVICE,
            "otp_data": code or self.sim.issue_code(),
            "amount": amount,
            "cashbox_code": "KASSA-1",
            "transaction_id": transaction_id or f"T{self.serial:06d}K",
        }
        return await self.ok("POST", "click_pass/payment", body)

    async def confirm(self, payment_id: int) -> dict[str, Any]:
        body = {"service_id": SERVICE, "payment_id": payment_id}
        return await self.ok("POST", "click_pass/confirm", body)

    async def status(self, payment_id: int) -> dict[str, Any]:
        return await self.ok("GET", f"payment/status/{SERVICE}/{payment_id}")

    async def look_up(self, transaction_id: str, day: str = "2026-03-14") -> dict[str, Any]:
        return await self.ok("GET", f"payment/status_by_mti/{SERVICE}/{transaction_id}/{day}")

    async def reverse(self, payment_id: int) -> dict[str, Any]:
        return await self.ok("DELETE", f"payment/reversal/{SERVICE}/{payment_id}")

    async def paid(self, scenario: Scenario = Scenario.APPROVED, amount: float = 500) -> int:
        """Charge and confirm; return the payment_id."""
        payment_id = int((await self.charge(self.sim.issue_code(scenario), amount))["payment_id"])
        assert (await self.confirm(payment_id))["error_code"] == 0
        return payment_id


@asynccontextmanager
async def desk(
    *,
    personality: Personality | None = None,
    start: datetime = NOON,
    **options: Any,  # noqa: ANN401 - the options of the simulator, as they are
) -> AsyncIterator[Desk]:
    """Open a simulator on a free port with a time of its own."""
    time = FakeTime(start)
    settings = SimulatorOptions(personality=personality or Personality(), **options)
    sim = Simulator(settings, clock=time.clock, utcnow=time.utcnow, sleep=time.sleep)
    async with sim, httpx.AsyncClient(base_url=sim.base_url, trust_env=False, timeout=5) as client:
        yield Desk(sim, time, client)


async def until(happened: Callable[[], object]) -> None:
    """Let the loop turn until something has happened."""
    for _ in range(10_000):
        if happened():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never happened")


def item(**changes: object) -> dict[str, object]:
    """One right position of 500 sum with 12 % VAT inside; None takes a member away."""
    members: dict[str, object] = {
        "Name": "Non (dona)",
        "SPIC": "10305008002000000",
        "PackageCode": "1514296",
        "Price": 50_000,
        "Amount": 1,
        "VAT": 5_357,
        "VATPercent": 12,
        "CommissionInfo": {"TIN": "123456789"},
        **changes,
    }
    return {name: value for name, value in members.items() if value is not None}


def receipt(payment_id: int, *items: dict[str, object], **changes: object) -> dict[str, object]:
    """A right body of ``submit_items`` for a payment of 500 sum."""
    return {
        "service_id": SERVICE,
        "payment_id": payment_id,
        "items": list(items) or [item()],
        "received_ecash": 0,
        "received_cash": 0,
        "received_card": 50_000,
        **changes,
    }
