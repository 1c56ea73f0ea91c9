"""The machine of the OFD queue: lost answers, late links, crashes, clocks that jump, a full disk."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pos.core.errors import JournalTrouble, OutcomeUnknown
from pos.core.fiscal import FiscalState
from tests.machines.bank import Bank, Personality, Trouble
from tests.machines.payments import TROUBLES, WAITS
from tests.machines.ram import ram
from tests.machines.till import Till, open_till
from tests.machines.world import World

QUIET_S = 60.0
SENT_AT_ALL = {f"submit:{each}" for each in Trouble if each is not Trouble.NOT_SENT}
READ = {"link:none", "link:slow"}

FISCAL = [(call, each) for call in ("submit", "link") for each in TROUBLES[call]]
SOME_TROUBLE = st.lists(st.sampled_from(FISCAL), max_size=6)
JUMPS = st.sampled_from([40.0, -40.0, 3600.0, -3600.0, 90_000.0])


class FiscalMachine(RuleBasedStateMachine):
    """Every sale is paid at once; what happens to its receipt is the matter."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="pos-machine-", dir=ram()))
        self.world = World()
        self.bank = Bank(self.world, Personality(confirm_mode=False))
        self.codes = 0
        self.frozen: dict[int, bytes] = {}
        self.wrong: list[str] = []
        self.begun: list[asyncio.Task[Any]] = []
        self.open()

    def open(self) -> None:
        self.till: Till = open_till(self.folder / "journal.sqlite3", self.world, self.bank)
        self.till.loop.set_exception_handler(self.background)
        self.till.begin()

    def begin(self, work: Coroutine[Any, Any, object]) -> None:
        """Begin what somebody waits for and is told the end of."""
        self.begun.append(self.till.loop.do(work))

    def background(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Something died unheard."""
        self.wrong.append(f"in the background: {context.get('exception') or context['message']!r}")

    # ---- what happens -------------------------------------------------------------------------------------

    @initialize(link_after_s=st.sampled_from([0.3, 5.0, 30.0]))
    def meet(self, link_after_s: float) -> None:
        self.bank.personality = replace(self.bank.personality, link_after_s=link_after_s)

    @rule(troubles=SOME_TROUBLE, wait_s=WAITS)
    def sell(self, troubles: list[tuple[str, Trouble]], wait_s: float) -> None:
        self.codes += 1
        for call, trouble in troubles:
            self.bank.troubles[call].append(trouble)
        self.begin(self.till.checkout.pay(self.till.sale(), f"88{self.codes:016d}"))
        self.till.loop.advance(wait_s)

    @rule(seconds=WAITS)
    def time_passes(self, seconds: float) -> None:
        self.till.loop.advance(seconds)

    @rule()
    def somebody_sends_the_queue(self) -> None:
        self.begin(self.till.fiscalizing.work_all())

    @rule(down_s=st.sampled_from([0.0, 1.0, 45.0, 4000.0]), pc=st.booleans())
    def crash(self, down_s: float, *, pc: bool) -> None:
        self.till.kill()
        self.begun.clear()
        self.world.seconds += down_s
        self.world.disk_is_full_until_s = 0.0
        if pc:
            self.world.seconds += 15.0
            self.world.restart_pc()
        self.open()

    @rule(seconds=JUMPS)
    def clock_jumps(self, seconds: float) -> None:
        self.world.wall_off_s += seconds

    @rule(seconds=st.sampled_from([0.25, 1.0, 100.0]))
    def disk_fills(self, seconds: float) -> None:
        self.world.disk_is_full_until_s = self.world.seconds + seconds

    # ---- what must hold -----------------------------------------------------------------------------------

    @invariant()
    def nothing_died_unheard(self) -> None:
        for task in [each for each in self.begun if each.done()]:
            self.begun.remove(task)
            error = task.exception()
            if error is not None and not isinstance(error, JournalTrouble | OutcomeUnknown):
                self.wrong.append(f"raised {error!r}")
        assert not self.wrong, self.wrong

    @invariant()
    def nothing_is_dropped_and_no_byte_changes(self) -> None:
        rows: dict[int, bytes] = dict(self.till.rows("SELECT payment_id, frozen FROM fiscal_outbox"))
        assert self.frozen.items() <= rows.items(), "F01: bytes that changed, or an entry that went"
        self.frozen = rows

    @invariant()
    def only_paid_sales_are_sent(self) -> None:
        self.bank.settle()
        paid = {pid for (pid,) in self.till.rows("SELECT payment_id FROM payments WHERE state = 'paid'")}
        assert {pid for pid, held in self.bank.payments.items() if held.receipts} <= paid, "S8"

    @invariant()
    def sends_are_far_apart_with_a_read_between(self) -> None:
        sent_s: dict[str, float] = {}
        read: dict[str, bool] = {}
        for at_s, call, reference in self.bank.trace:
            if call in READ:
                read[reference] = True
            elif call in SENT_AT_ALL:
                before_s = sent_s.get(reference)
                assert before_s is None or at_s - before_s >= QUIET_S, f"T4: {at_s - before_s:.0f} s apart"
                assert before_s is None or read[reference], "T4: no read between two sends"
                sent_s[reference], read[reference] = at_s, False

    # ---- how it must end ----------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            self.calm_down()
        finally:
            self.till.kill()
            shutil.rmtree(self.folder)

    def calm_down(self) -> None:
        """Troubles are over: every paid sale has exactly one receipt, and the till knows its link (L3)."""
        self.world.disk_is_full_until_s = 0.0
        for script in self.bank.troubles.values():
            script.clear()
        self.till.loop.advance(300.0)
        for _ in range(10):
            self.till.loop.do(self.till.fiscalizing.work_all())
            self.till.loop.advance(2 * QUIET_S)
        rows = self.till.rows("SELECT payment_id FROM payments WHERE state = 'paid'")
        for (payment_id,) in rows:
            entry = self.till.outbox.entry(payment_id)
            assert entry is not None, "a paid sale is not in the queue"
            assert entry.state is FiscalState.DONE, f"L3: {entry.state}, {entry.why}, {entry.sends} sends"
            receipts = self.bank.payments[payment_id].receipts
            assert [frozen for _, frozen in receipts] == [entry.frozen], f"S8: {len(receipts)} receipts"
        self.only_paid_sales_are_sent()
        self.sends_are_far_apart_with_a_read_between()
        self.nothing_died_unheard()
