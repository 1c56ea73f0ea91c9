"""One shop, one CLICK: a till is killed, started, killed again, recovered; then the ledgers are compared."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import time
import tomllib
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pos.simulator import Simulator, SimulatorOptions, make_code
from tests.crash import books, checker
from tests.crash.acts import ACTS, Act, personality
from tests.crash.nursery import Ended, Nursery, Plan
from tests.crash.points import Point, point_of

KEY = "CANARY-KEY-7f3a9c"
SETTINGS = {
    "POS_CLICK__SECRET_KEY": KEY,
    "POS_LANGUAGE": "en",
    "POS_PRINTER__KIND": "escpos_file",
    "POS_FISCAL__TIN": "123456789",
    "POS_FISCAL__DEFAULT_NAME": "Услуга (раз)",
    "POS_FISCAL__DEFAULT_SPIC": "10305008002000000",
    "POS_FISCAL__DEFAULT_PACKAGE_CODE": "1514296",
    "POS_FISCAL__DEFAULT_VAT_PERCENT": "12",
}
WINDOWS_S = (2.5, 3.0)
RECOVERS = 8  # the OFD's quiet time grows, and a command waits six windows at most
SALE_AGAIN = 12
NOBODY = "http://127.0.0.1:9/v2/merchant/"


@dataclass(frozen=True, slots=True)
class Kill:
    """One process that was killed -9: where, and what became of the payment that it was at."""

    point: str
    outcome: str


@dataclass
class Story:
    """What happened in one shop."""

    seed: int
    kills: list[Kill] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    seconds: float = 0.0
    ledgers: str = ""


class Shop:
    """The till of one seed."""

    def __init__(self, seed: int, nursery: Nursery, folder: Path) -> None:
        self.story = Story(seed)
        self._rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._nursery = nursery
        self._folder = folder / f"shop-{seed}"
        self.home = self._folder / "home"
        self.journal = self.home / "journal.sqlite3"
        self._window_s = self._rng.choice(WINDOWS_S)
        self._codes: list[str] = []
        self._ended: list[Ended] = []
        self._killed: list[tuple[str, str]] = []  # point, transaction_id

    async def live(self) -> Story:
        """The whole story; the folder is gone afterwards unless something was wrong."""
        begun_s = time.monotonic()
        self._folder.mkdir()
        point = self.point()
        act = ACTS[self._rng.choice(point.acts if point else tuple(ACTS))]
        options = SimulatorOptions(
            window_s=self._window_s,
            confirm_mode=act.confirm_mode,
            personality=personality(act, self._rng),
            secret_key=KEY,
        )
        try:
            async with Simulator(options) as self._click:
                await self._lives(point, act)
        except Exception:  # noqa: BLE001 - one story that cannot be told must not lose the others
            self.story.breaches.append(f"not checked to the end: {traceback.format_exc()}")
        self.story.seconds = time.monotonic() - begun_s
        if not self.story.breaches:
            shutil.rmtree(self._folder)
        return self.story

    def point(self) -> Point | None:
        """Where this seed kills; None means a random instant."""
        return point_of(self.story.seed)

    async def _lives(self, point: Point | None, act: Act) -> None:
        if point and point.stage == "save-settings":
            await self._kill_settings(point)
            return
        if not (point and point.fresh) and self._rng.random() < 0.4:
            await self._pay(ACTS["approved"], Plan())  # not the first start, and not the first sale
        for endpoint, fault in act.order(self._window_s):
            self._click.faults.add(endpoint, fault)
        await self._kill(point, act)
        await self._before_recovery(act)
        await self._recover()
        await self._check()
        if self._rng.random() < 0.3:
            await self._sell_again()

    # ── kills ──

    async def _kill(self, point: Point | None, act: Act) -> None:
        if point is None:
            await self._pay(act, self._random_instant())
        elif point.stage == "pay":
            await self._pay(act, Plan(point.name, self._rng.randint(1, point.most)))
        else:
            await self._pay(act, Plan(self._rng.choice(point.before)))
            await self._recover_once(Plan(point.name, self._rng.randint(1, point.most)))

    def _random_instant(self) -> Plan:
        """Most of a sale is over in 0.3 s; one that is being resolved takes windows."""
        longest_s = 0.5 if self._rng.random() < 0.7 else 2 * self._window_s
        return Plan(after_s=self._rng.uniform(0.06, longest_s))

    async def _before_recovery(self, act: Act) -> None:
        """What may happen between the crash and the recovery: another sale, another crash, a look."""
        chance = self._rng.random()
        if chance < 0.1:
            await self._pay(act, Plan())
        elif chance < 0.2:
            await self._pay(act, self._random_instant())
        elif chance < 0.25:
            await self._run(["payments", "--json"], Plan())

    async def _pay(self, act: Act, plan: Plan) -> Ended:
        code = make_code(act.scenario, self._rng.randrange(10**9))
        self._codes.append(code)
        bought = self._rng.choice(
            (["--amount", "500"], ["--amount", "1150.35"], ["--item", "4780012340016*2"])
        )
        return await self._run(["pay", "--otp", code, *bought, "--json"], plan, deaf=act.deaf)

    async def _run(self, argv: list[str], plan: Plan, *, deaf: bool = False) -> Ended:
        ended = await self._nursery.run(argv, self._environ(deaf=deaf), plan)
        self._note(ended)
        return ended

    def _environ(self, *, deaf: bool = False) -> dict[str, str]:
        return {
            **SETTINGS,
            "POS_HOME": str(self.home),
            "POS_CLICK__BASE_URL": NOBODY if deaf else self._click.base_url,
            "POS_CLICK__CONFIRM_WINDOW_S": str(self._window_s),
            "POS_PRINTER__PATH": str(self._folder / "paper"),
        }

    def _note(self, ended: Ended) -> None:
        self._ended.append(ended)
        shown = ["…" if word in self._codes else word for word in ended.argv]
        self.story.told.append(f"{' '.join(shown)} [{ended.plan}] → {ended.status}")
        self._note_kill(ended)
        if "Traceback" in ended.err or ended.status not in {0, 3, 4, -9}:
            self.story.breaches.append(f"the program failed: {ended.status} {ended.err[-1500:]}")

    def _note_kill(self, ended: Ended) -> None:
        plan, stage = ended.plan, "" if ended.argv[0] == "pay" else f"{ended.argv[0]}: "
        in_time = plan.after_s is not None or (plan.point and ended.points[-1:] == [plan.point])
        if ended.killed and in_time:
            before = self._killed[-1][1] if stage and self._killed else ""
            self._killed.append((stage + (plan.point or "a random instant"), _payment_of(ended) or before))
        elif ended.killed:
            self.story.breaches.append(f"L2: {ended.argv[0]} did not end; last {ended.points[-3:]}")
        elif plan.point:
            self.story.missed.append(stage + plan.point)

    async def _kill_settings(self, point: Point) -> None:
        """K13: old or new, never half; and the till starts with either."""
        await self._run(["save-settings", str(self.home), "OLD"], Plan())
        await self._run(["save-settings", str(self.home), "NEW"], Plan(point.name))
        try:
            found = tomllib.loads((self.home / "settings.toml").read_text("utf-8"))["click"]["cashbox_code"]
        except (OSError, ValueError, KeyError) as error:
            found = f"unreadable: {error}"
        wanted = {"NEW"} if point.name.endswith("after") else {"OLD", "NEW"}
        if found not in wanted:
            self.story.breaches.append(f"K13: the settings say {found}")
        if (await self._run(["payments", "--json"], Plan())).status != 0:
            self.story.breaches.append("K13: the till does not start")
        await self._sell_again()
        self._end_kills({})

    # ── recovery ──

    async def _recover(self) -> None:
        if self._rng.random() < 0.25:
            await self._recover_once(Plan(after_s=self._rng.uniform(0.0, 3 * self._window_s)))
        await self._recover_all()

    async def _recover_all(self) -> None:
        for _ in range(RECOVERS):
            ended = await self._recover_once(Plan())
            if ended.killed or not self._is_anything_open():
                return
            await self._check(final=False)
            if self.story.breaches:
                return

    async def _recover_once(self, plan: Plan) -> Ended:
        """`pos recover`, with CLICK's counts before and after it (T1, T3)."""
        before = await self._ledger()
        ended = await self._run(["recover", "--json"], plan)
        self.story.breaches += checker.moved(before, await self._ledger())
        return ended

    def _is_anything_open(self) -> bool:
        """After a clean end only: reading closes the WAL of a journal that was left open."""
        still = set(books.states(self.journal).values()) & books.OPEN
        return bool(still) or books.waiting_receipts(self.journal) > 0

    async def _sell_again(self) -> None:
        """L4: whatever happened, the next sale can be paid. A busy machine may need a second try."""
        self._click.faults.clear()
        for _ in range(SALE_AGAIN):
            ended = await self._pay(ACTS["approved"], Plan())
            if ended.status == 0 and ended.said[-1]["state"] == "paid":
                break
        else:
            self.story.breaches.append(f"L4: no sale can be paid: {ended.out} {ended.err}")
        await self._recover_all()
        await self._check()

    # ── the ledgers ──

    async def _ledger(self) -> dict[str, Any]:
        """GET /__ledger over the wire: what a dead till sent before is taken in by then."""
        host, port = self._click.address
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(f"GET /__ledger HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        members: dict[str, Any] = json.loads(answer.partition(b"\r\n\r\n")[2])
        return members

    async def _check(self, *, final: bool = True) -> None:
        """After a clean end only: reading closes the WAL of a journal that was left open."""
        ledger = await self._ledger()
        if final:
            self._end_kills(books.states(self.journal))
        evidence = books.Evidence(
            ledger=ledger,
            journal=self.journal,
            said=[said for ended in self._ended for said in ended.said],
            traces=[(ended.argv[0], ended.trace) for ended in self._ended],
            secrets=[KEY, *self._codes],
        )
        breaches = checker.check(evidence, final=final)
        if breaches:
            self.story.breaches += breaches
            self.story.ledgers = both_ledgers(ledger, self.journal)

    def _end_kills(self, states: dict[str, str]) -> None:
        for point, tid in self._killed:
            outcome = states.get(tid, "nothing begun")
            self.story.kills.append(Kill(point, outcome))
        self._killed.clear()


def _payment_of(ended: Ended) -> str:
    """The payment that a victim was at when it died: the last that its trace names; empty for none."""
    for line in reversed(ended.trace):
        if line[0] == "told":
            return str(line[1])
        if line[0] == "durable":
            for what, which, *_ in line[1:]:
                if what not in books.NOT_EVENTS and not what.startswith("fiscal "):
                    return str(which)
    return ""


def both_ledgers(ledger: dict[str, Any], journal: Path) -> str:
    """CLICK's ledger and the journal as text, for whoever looks for the cause."""
    lines = ["  CLICK:"]
    for each in ledger["payments"]:
        receipts = [receipt["total_tiyin"] for receipt in each["receipts"]]
        lines.append("  " + json.dumps({**each, "receipts": receipts}, ensure_ascii=False))
    lines += [
        f"  {each['at']} {each['endpoint']} {each['http_status']} {each['error_code']} {each['path']}"
        for each in ledger["log"]
    ]
    lines.append("  the journal:")
    for sql in (
        "SELECT transaction_id, sale_id, amount_tiyin, state, payment_id, created_at FROM payments",
        "SELECT seq, transaction_id, at, state, note FROM payment_events",
        "SELECT payment_id, state, sends, sent_at, why, link FROM fiscal_outbox",
    ):
        lines += ["  " + json.dumps(list(row.values())) for row in books.table(journal, sql)]
    return "\n".join(lines)
