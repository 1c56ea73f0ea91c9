"""A schedule from its first second to its last: tills, crashes, restarts, quiescence; the evidence of it."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pos.core.errors import Bug, PosError
from pos.core.payment import Decision, PaymentId, TransactionId, Verdict
from pos.core.sale import Sale, SaleId
from pos.core.tender import Split
from tests.simulation.bank import Bank
from tests.simulation.cashier import Cashier, said
from tests.simulation.chance import Dice, Plan
from tests.simulation.history import Evidence, LedgerPayment
from tests.simulation.kit import Kit
from tests.simulation.machine import Crash, Machine, release
from tests.simulation.till import RUNNING, SeededIds, Till
from tests.simulation.virtual_time import VirtualLoop
from tests.simulation.wire import Network

QUIET_S = 660.0
LOOK_EVERY_S = 5.0


class Counter:
    """One till with its PC, as a cashier meets it: it may be down, asleep, or say that it cannot sell."""

    def __init__(self, shop: Shop, name: str, index: int) -> None:
        self._shop = shop
        self.loop = shop.loop
        self.machine = Machine(name, shop.loop, shop.start, shop.evidence.entries, shop.plan.blows[index])
        self.path = shop.folder / f"{name}.sqlite3"
        self.ids = SeededIds(Dice(f"{shop.seed}-{name}"))
        self.texts: dict[str, str] = {}
        self._tids: dict[str, str] = {}
        self._news: list[asyncio.Future[None]] = []
        self._is_up: asyncio.Future[None] = shop.loop.create_future()
        self.till = self.start()

    # ---- the program on it --------------------------------------------------------------------------------

    def start(self) -> Till:
        """Start the program."""
        self.machine.life += 1
        till = Till(
            machine=self.machine, network=self._shop.network, path=self.path, ids=self.ids,
            kit=self._shop.kit, expects_confirm_mode=self._shop.plan.personality.confirm_mode,
            tell=self.tell,
        )  # fmt: skip
        self.till = till
        self.machine.note("start", self.machine.boot_id())
        till.crashed.add_done_callback(lambda _: self._restart_later(till))
        till.spawn(till.begin())
        if not self._is_up.done():
            self._is_up.set_result(None)
        return till

    def _restart_later(self, till: Till) -> None:
        down_s, reboot = till.down
        self._is_up = self.loop.create_future()

        def again() -> None:
            if reboot:
                self.machine.reboot()
            self.start()

        self.loop.call_later(down_s, again)

    def tell(self, sale_id: str, tid: str, text: str) -> None:
        """The screen says something about a sale."""
        self.texts[sale_id] = text
        self._tids[sale_id] = tid
        self.machine.note("screen", text, tid=tid, sale=sale_id)
        news, self._news = self._news, []
        for future in news:
            release(future)

    # ---- what a cashier can do ----------------------------------------------------------------------------

    def new_sale_id(self) -> SaleId:
        """An id for the next sale."""
        return self.till.checkout.new_sale_id()

    def new_code(self) -> str:
        """A fresh CLICK Pass code."""
        return self._shop.new_code()

    def shared_code(self, dice: Dice) -> str:
        """Sometimes a code that another till has seen."""
        return self._shop.shared_code(dice)

    def calm(self, sale_id: str) -> None:
        """Promise that nothing spoils this sale, so that L1 holds for it."""
        self._shop.evidence.calm_sales.add(sale_id)

    def told(self, sale_id: str) -> str:
        """What the screen said last about a sale; empty when nothing."""
        return self.texts.get(sale_id, "")

    async def up(self) -> None:
        """Wait until the program runs and the PC is awake. What cannot sell is started again."""
        while True:
            await self.machine.awake()
            if self.till.trouble is not None and not self.till.dead:
                await self.pause(10)
                if not self.till.dead:
                    self.till.die("started again", 1.0, reboot=False)
            if not self.till.dead:
                return
            await asyncio.sleep(0)
            if not self._is_up.done():
                await asyncio.shield(self._is_up)

    async def pause(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)

    async def pay(self, sale: Sale, code: str, split: Split | None = None) -> None:
        """Scan a payment code; with a split CLICK pays a part. What comes back is on the screen."""
        await self.up()
        sale_id = str(sale.sale_id)
        self.machine.note("pay", sale=sale_id, more=code)
        if self.till.trouble is not None:
            self.machine.note("pay_end", "journal", sale=sale_id)
            return
        outcome = await self._ask(self.till.checkout.pay(sale, code, split))
        if isinstance(outcome, PosError):
            text = said(outcome)
            if text == "checking":
                self.texts[sale_id] = text
        elif outcome is None:
            text = "crashed"
        else:
            text = ""
        self.machine.note("pay_end", text, sale=sale_id, more=code)

    async def take_cash(self, sale_id: str) -> None:
        """The customer's cash is on the counter: press until the till says that it has it."""
        tid = self._tids.get(sale_id)
        if tid is None:
            return
        self.machine.note("cash", tid=tid, sale=sale_id)
        while True:
            await self.up()
            if self.till.trouble is None and await self._ask(self.till.take_cash(TransactionId(tid))) is True:
                self.machine.note("cash_taken", tid=tid, sale=sale_id)
                return
            await self.pause(1.0)

    async def check_now(self, sale_id: str) -> None:
        """Press "check now"."""
        await self.up()
        tid = self._tids.get(sale_id)
        if tid and self.till.trouble is None:
            await self._ask(self.till.checkout.check_now(TransactionId(tid)))

    async def reverse(self, sale_id: str) -> None:
        """Call the manager, who gives the money back."""
        await self.up()
        tid = self._tids.get(sale_id)
        if tid and self.till.trouble is None:
            await self._ask(self.till.reverse(TransactionId(tid)))

    async def decide(self, cabinet: dict[str, LedgerPayment]) -> None:
        """The manager closes what software could not, by CLICK's cabinet: tid → what money came of it."""
        for row in self.till.journal.rows(
            "SELECT transaction_id, payment_id FROM payments WHERE state = 'manual'"
        ):
            tid = str(row["transaction_id"])
            found = cabinet.get(tid)
            number = PaymentId(found.pid) if found else None
            if found is None:
                verdict = Verdict.NOT_TAKEN
            else:
                verdict = Verdict.PAID if found.state == "captured" else Verdict.RETURNED
            decision = Decision(verdict, "manager", "seen in CLICK's cabinet", number)
            await self._ask(self.till.checkout.decide(TransactionId(tid), decision))

    async def _ask(self, question: Coroutine[Any, Any, Any]) -> object:
        """The answer of the program, a PosError, or None when it crashed meanwhile."""
        till = self.till
        task = till.spawn(question)
        till.asked.add(task)
        await asyncio.wait((task, till.crashed), return_when=asyncio.FIRST_COMPLETED)
        if not task.done() or task.cancelled() or till.dead:
            return None
        error = task.exception()
        if error is not None and not isinstance(error, PosError):
            return None  # noted as a bug by whoever watches the tasks
        return error or task.result()

    async def wait_for_news(self, sale_id: str, patience_s: float) -> str:
        """Watch the screen until it says something final about a sale, or patience ends."""
        until_s = self.loop.time() + patience_s
        while self.told(sale_id) in ("checking", "wait") and self.loop.time() < until_s:
            news: asyncio.Future[None] = self.loop.create_future()
            self._news.append(news)
            timer = self.loop.call_at(until_s, release, news)
            await news
            timer.cancel()
        return self.told(sale_id)


class Shop:
    """Everything of one schedule."""

    def __init__(self, seed: int, kit: Kit, folder: Path) -> None:
        self.seed, self.kit, self.folder = seed, kit, folder
        self.plan = Plan.throw(seed)
        self.loop = VirtualLoop()
        self.loop.set_task_factory(self._task)  # type: ignore[arg-type]
        self.loop.set_exception_handler(lambda _loop, _context: None)  # tasks are watched below
        self.start = datetime.fromisoformat(self.plan.start).replace(tzinfo=UTC)
        self.evidence = Evidence()
        self.bank = Bank(self.loop, self.plan.personality, Dice(f"{seed}-bank"), self.start)
        self.bank.calm = self.plan.calm
        self.network = Network(self.bank, Dice(f"{seed}-wire"), self.plan.fault_rate)
        self._codes: list[str] = []
        self.counters: list[Counter] = []

    def _task(
        self,
        loop: asyncio.AbstractEventLoop,
        work: Coroutine[Any, Any, Any],
        **more: Any,  # noqa: ANN401
    ) -> asyncio.Task[Any]:
        task = asyncio.Task(work, loop=loop, **more)
        till = RUNNING.get()
        if till is not None:
            till.tasks[task] = None
            task.add_done_callback(lambda done: self._over(till, done))
        return task

    @staticmethod
    def _over(till: Till, task: asyncio.Task[Any]) -> None:
        till.tasks.pop(task, None)
        error = None if task.cancelled() else task.exception()
        if error is None or till.dead or isinstance(error, Crash):
            return
        if not isinstance(error, PosError) or isinstance(error, Bug):
            till.machine.note("bug", f"{type(error).__name__}: {error}")
        elif task not in till.asked:
            till.machine.note("lost_task", f"{type(error).__name__}: {error}")

    def new_code(self) -> str:
        """18 digits from 88, as CLICK Pass shows them; each once."""
        code = f"88{self.seed % 10**6:06d}{len(self._codes):010d}"
        self._codes.append(code)
        return code

    def shared_code(self, dice: Dice) -> str:
        """A code that was seen already, on whichever till; only where there are two of them."""
        if len(self.counters) < 2 or not self._codes or not dice.hits(0.15):
            return ""
        return dice.choice(self._codes[-3:])

    def run(self) -> Evidence:
        """Play the schedule to its end and give the evidence."""
        try:
            self.loop.run_until_complete(self._play())
        finally:
            self._clear_up()
        evidence = self.evidence
        evidence.payments = list(self.bank.payments.values())
        evidence.receipts = self.bank.receipts
        mood = self.plan.personality
        evidence.never_provable = mood.mti == "blind" and not mood.confirm_mode and mood.flips_at_s is None
        evidence.journals = {counter.machine.name: counter.path for counter in self.counters}
        return evidence

    async def _play(self) -> None:
        dice = Dice(f"{self.seed}-cashier")
        for index in range(self.plan.tills):
            self.counters.append(Counter(self, f"till-{index + 1}", index))
        shifts = [
            Cashier(counter, dice, 3 if number == 0 else dice.randint(1, 2), calm=self.plan.calm).work()
            for number, counter in enumerate(self.counters)
        ]
        await asyncio.gather(*shifts)
        await self._quiesce(dice)

    async def _quiesce(self, dice: Dice) -> None:
        """Faults off; every till can sell to a calm customer; then ten minutes for the rest."""
        self.network.rate = 0.0
        self.bank.calm = True
        for counter in self.counters:
            counter.machine.blows.clear()
            counter.machine.make_room()
        for counter in self.counters:
            await counter.up()
            if dice.hits(0.25):
                counter.till.die("at the end", dice.choice((0.5, 45.0)), reboot=dice.hits(0.5))
                await asyncio.sleep(0)
                await counter.up()
        off_at = self.loop.time()
        self.evidence.faults_off_at = off_at
        self.counters[0].machine.note("faults_off")
        for counter in self.counters:
            await counter.up()
            await Cashier(counter, dice, 1, calm=True).serve()
        await self._calm_down()
        self.evidence.ended_at = max(self.loop.time(), off_at + QUIET_S)  # the rest of it brings nothing
        taken = (payment for payment in self.bank.payments.values() if payment.captured_at is not None)
        cabinet = {
            payment.tid: payment for payment in sorted(taken, key=lambda payment: payment.state == "captured")
        }
        for counter in self.counters:
            await counter.decide(cabinet)
        await self._calm_down()

    async def _calm_down(self) -> None:
        """Ten minutes, or less when nothing is left that could happen."""
        for _ in range(int(QUIET_S / LOOK_EVERY_S)):
            if self._is_quiet():
                return
            await asyncio.sleep(LOOK_EVERY_S)

    def _is_quiet(self) -> bool:
        return self.bank.is_settled and all(
            not counter.till.dead and counter.till.is_idle() for counter in self.counters
        )

    def _clear_up(self) -> None:
        """No task outlives its loop; the journals are closed as they are."""
        for counter in self.counters:
            counter.till.dead = True
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        for _ in range(3):
            self.loop.run_until_complete(asyncio.sleep(0))
        for counter in self.counters:
            counter.till.close()
        self.loop.close()


def ram_folder(inside: Path | None = None) -> Path:
    """A new folder in memory where there is one: the journals of a schedule live for milliseconds."""
    if inside is not None:
        return Path(tempfile.mkdtemp(dir=inside))
    shared = Path("/dev/shm")  # noqa: S108 - only where it is
    return Path(
        tempfile.mkdtemp(prefix="pos-simulation-", dir=shared if os.access(shared, os.W_OK) else None)
    )


def make_template(folder: Path) -> Path:
    """A journal with its schema and nothing in it; each seed begins with a copy."""
    from pos.journal.database import Journal

    template = folder / "template.sqlite3"
    Journal(template).close()
    return template


def play(seed: int, kit: Kit, folder: Path, template: Path) -> Evidence:
    """One schedule. The journals stay in `folder` until the next one begins."""
    for index in range(2):
        target = folder / f"till-{index + 1}.sqlite3"
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(template, target)
    return Shop(seed, kit, folder).run()
