"""A host and two tills that pull from it, all killed -9 at random: each paid order is booked once, by one."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

from pos.simulator import Simulator, SimulatorOptions
from pos.simulator.options import TRAINING_MERCHANT_USER_ID, TRAINING_SECRET_KEY, TRAINING_SERVICE_ID
from tests.storm.ledger import Ledger
from tests.storm.program import ROOT, START_S, Program
from tests.storm.proof import Proof

KEY = "storm-" + "k" * 40
PAYERS = 2
PAUSE_S = (0.1, 0.6)
AGAIN_S, REST_S = 0.1, 0.05
ORDERS_A_KILL = 100
SETTLE_S = 90.0
AMOUNT_TIYIN = 50_000


class Till:
    """One home, one puller after another."""

    def __init__(self, folder: Path, name: str, environ: dict[str, str]) -> None:
        self.home = folder / name
        self.ledger = Ledger(self.home / "journal.sqlite3")
        self.err = folder / f"{name}.txt"
        self._environ = {**os.environ, **environ, "POS_HOME": str(self.home)}
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns when it pulls."""
        with self.err.open("ab") as err:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.storm.puller",
                cwd=ROOT, env=self._environ, stdout=asyncio.subprocess.PIPE, stderr=err,
            )  # fmt: skip
        assert self._process.stdout is not None
        if not await asyncio.wait_for(self._process.stdout.readline(), START_S):
            raise RuntimeError(self.err.read_text("utf-8"))

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    def booked(self) -> Counter[int]:
        """How often each payment of CLICK stands in its journal."""
        rows = self.ledger.rows("SELECT payment_id FROM payments WHERE state = 'paid'")
        return Counter(row["payment_id"] for row in rows)

    def orders(self) -> dict[tuple[str, int], str]:
        """Its copy of the attempts."""
        return {key: row["state"] for key, row in self.ledger.attempts("KILL").items()}


def _environ(click: Simulator) -> dict[str, str]:
    return {
        "POS_CLICK__BASE_URL": click.base_url,
        "POS_CLICK__SERVICE_ID": str(TRAINING_SERVICE_ID),
        "POS_CLICK__SECRET_KEY": TRAINING_SECRET_KEY,
        "POS_CLICK__MERCHANT_USER_ID": str(TRAINING_MERCHANT_USER_ID),
        "POS_CLICK__CONFIRM_WINDOW_S": "3",
        "POS_FISCAL__TIN": "123456789",
        "POS_FISCAL__DEFAULT_NAME": "Goods",
        "POS_FISCAL__DEFAULT_SPIC": "10202001001000000",
        "POS_FISCAL__DEFAULT_PACKAGE_CODE": "1505587",
        "POS_SHOP_API__TILL_KEY": KEY,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


async def pulls(folder: Path, count: int, seed: int) -> Proof:
    """Kill one of the three so many times while orders are paid."""
    proof, chance = Proof("pulls"), random.Random(seed)  # noqa: S311 - not for secrets
    async with Simulator(SimulatorOptions(window_s=3, shop_pauses_s=(0.05,) * 20)) as click:
        environ, port = _environ(click), _free_port()
        host = Program(folder, **environ)
        host.port = str(port)
        root = f"http://127.0.0.1:{port}"
        pulling = {**environ, "POS_SHOP_API__PULL_URL": f"{root}/", "POS_SHOP_API__PULL_KEY": KEY}
        tills = [Till(folder, name, pulling) for name in ("one", "two")]
        await host.take_in(f"KILL{number:06d}Z" for number in range(count * ORDERS_A_KILL))
        click.connect_shop(f"{root}/click/prepare", f"{root}/click/complete")
        victims: list[Program | Till] = [host, *tills]
        try:
            for one in victims:
                await one.start()
            paying = asyncio.create_task(_pay(click, count * ORDERS_A_KILL, PAYERS))
            for _ in range(count):
                await asyncio.sleep(chance.uniform(*PAUSE_S))
                victim = chance.choice(victims)
                await victim.kill()
                proof.count(f"kills_of_{'host' if victim is host else 'tills'}")
                await victim.start()
            paying.cancel()
            [ended] = await asyncio.gather(paying, return_exceptions=True)
            proof.check(isinstance(ended, asyncio.CancelledError), f"the payers ended: {ended!r}")
            await _settle(host, tills, click)
        finally:
            for one in victims:
                await one.kill()
        _judge(proof, host, tills, click)
    return proof


async def _pay(click: Simulator, most: int, payers: int) -> None:
    """Payer after payer, several at once, until nobody is left."""
    numbers = iter(range(most))

    async def payer() -> None:
        for number in numbers:
            outcome = await click.pay_order(f"KILL{number:06d}Z", AMOUNT_TIYIN)
            # When the host is down this order is left, a later one will do; the tills are to keep up.
            await asyncio.sleep(REST_S if outcome.is_paid else AGAIN_S)

    await asyncio.gather(*(payer() for _ in range(payers)))


def _paid(host: Program) -> dict[int, str]:
    """payment_id → order of everything that the host says is paid and owed."""
    return {
        row["click_paydoc_id"]: row["order_id"]
        for row in host.ledger.attempts("KILL").values()
        if row["state"] == "paid" and not row["owes_reversal"]
    }


async def _settle(host: Program, tills: list[Till], click: Simulator) -> None:
    """Until all is booked and fiscalised, or it takes too long."""
    ends_s = asyncio.get_running_loop().time() + SETTLE_S
    while asyncio.get_running_loop().time() < ends_s:
        wanted = set(_paid(host))
        booked = set().union(*(till.booked() for till in tills))
        sent = {one.payment_id for one in click.ledger.payments.values() if one.receipts}
        if wanted <= booked and wanted <= sent and all(till.orders() == _states(host) for till in tills):
            return
        await asyncio.sleep(0.2)


def _states(host: Program) -> dict[tuple[str, int], str]:
    return {key: row["state"] for key, row in host.ledger.attempts("KILL").items()}


def _judge(proof: Proof, host: Program, tills: list[Till], click: Simulator) -> None:
    paid = _paid(host)
    booked = sum((till.booked() for till in tills), Counter[int]())
    proof.figures["paid"] = len(paid)
    for till in tills:
        proof.figures[f"booked_by_{till.home.name}"] = len(till.booked())
        proof.check(till.orders() == _states(host), f"the copy of {till.home.name} is another one")
        proof.check(till.ledger.is_whole(), f"SQLite finds the journal of {till.home.name} damaged")
        told = till.err.read_text("utf-8").strip()
        proof.check(not told, f"{till.home.name} complained: {told[-400:]}")
    proof.check(host.ledger.is_whole(), "SQLite finds the host's journal damaged")
    proof.check(bool(paid), "nothing was paid")
    for payment_id, order in paid.items():
        proof.check(booked[payment_id] == 1, f"{order}: booked {booked[payment_id]} times")
        receipts = len(click.ledger.payments[payment_id].receipts)
        proof.check(receipts == 1, f"{order}: {receipts} fiscal receipts")
    proof.check(set(booked) <= set(paid), "something is booked that nobody paid")
    owed = host.ledger.rows("SELECT count(*) AS found FROM orders WHERE handed_at IS NOT NULL")
    proof.check(owed[0]["found"] == len(paid), f"{owed[0]['found']} handed over, {len(paid)} paid")
    proof.check(not host.complaints(), f"the host complained: {host.complaints()}")
