"""The payment machine: scans, troubles, time, crashes, a full disk, in any order; the rules after each."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pos.core.errors import JournalTrouble, OutcomeUnknown, Refused
from pos.core.payment import Payment, PaymentId, TransactionId
from pos.core.sale import Sale
from pos.flow.events import Event, PaymentChanged
from tests.journal.kit import broken_link
from tests.machines.bank import Bank, Personality, Trouble, Where
from tests.machines.ram import ram
from tests.machines.till import Till, open_till
from tests.machines.world import World

EDGES = {
    "sending": {"held", "refused", "unknown", "manual"},
    "held": {"confirming", "paid", "refused", "cancelled", "unknown"},
    "confirming": {"paid", "cancelled", "unknown"},
    "unknown": {"held", "paid", "refused", "cancelled", "manual"},
    "paid": set(),  # nothing reverses here
    "manual": set(),  # nor does a manager decide
    "refused": set(),
    "cancelled": set(),
}
"""The table of reliability §1.1 as this machine may walk it, written down again."""

NOT_PAID = {"refused", "cancelled"}
FINAL = {"paid", "manual", *NOT_PAID}
ANY_OPEN = "SELECT 1 FROM payments WHERE state IN ('sending', 'held', 'confirming', 'unknown') LIMIT 1"
LAST_CONFIRM_S = 26.0
QUIET_S = 60.0

BASIC: list[Trouble] = [each for each in Trouble if each is not Trouble.PAGE]
TROUBLES: dict[str, list[Trouble]] = {
    "charge": BASIC,
    "confirm": [each for each in BASIC if each is not Trouble.REFUSED],
    "status": [Trouble.NOT_SENT, Trouble.LOST, Trouble.SLOW],
    "look_up": [Trouble.NOT_SENT, Trouble.LOST, Trouble.SLOW],
    "submit": BASIC,
    "link": [Trouble.NOT_SENT, Trouble.LOST, Trouble.SLOW],
}
PAYING = [
    (call, each)
    for call in ("charge", "charge", "confirm", "confirm", "status", "look_up")
    for each in TROUBLES[call]
]
SOME_TROUBLE = st.lists(st.sampled_from(PAYING), max_size=5)
ANY_TROUBLE = st.sampled_from([(call, each) for call, some in TROUBLES.items() for each in some])

PERSONALITIES = st.builds(
    Personality,
    confirm_mode=st.sampled_from([True, True, False]),
    status_while_held=st.sampled_from([2, 1]),
    cancel_lag_s=st.sampled_from([0.0, 5.0]),
    search_works=st.sampled_from([True, True, False]),
)
WAITS = st.sampled_from([0.15, 0.6, 2.0, 5.0, 13.0, 21.0, 31.0, 61.0, 80.0])
JUMPS = st.sampled_from([40.0, -40.0, -3600.0])


class PaymentMachine(RuleBasedStateMachine):
    """One till, one CLICK."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="pos-machine-", dir=ram()))
        self.world = World()
        self.bank = Bank(self.world, Personality())
        self.pays: list[asyncio.Task[Payment]] = []
        self.codes = 0
        self.born: dict[TransactionId, int] = {}
        self.sent_s: dict[TransactionId, float] = {}
        self.told_not_paid: set[TransactionId] = set()
        self.life = 0
        self.seq, self.link, self.walked = 0, "", dict[str, str]()
        self.wrong: list[str] = []
        self.open()

    def open(self) -> None:
        self.life += 1
        self.till: Till = open_till(self.folder / "journal.sqlite3", self.world, self.bank)
        self.till.events.subscribe(self.hear)
        self.till.loop.set_exception_handler(self.background)
        self.sale: Sale = self.till.sale()
        self.bank.on_charge, self.bank.on_confirm = self.charging, self.confirming

    # ---- what happens -------------------------------------------------------------------------------------

    @initialize(personality=PERSONALITIES)
    def meet(self, personality: Personality) -> None:
        self.till.kill()
        self.bank = Bank(self.world, personality)
        self.open()
        self.sell([], 2.0)  # the till has seen what CLICK is like

    @rule(troubles=SOME_TROUBLE, wait_s=WAITS)
    def sell(self, troubles: list[tuple[str, Trouble]], wait_s: float) -> None:
        self.sale = self.till.sale()
        for call, trouble in troubles:
            self.bank.troubles[call].append(trouble)
        self.scan(same_code=False)
        self.till.loop.advance(wait_s)

    @rule(same_code=st.sampled_from([False, False, True]))
    def scan(self, *, same_code: bool) -> None:
        if not same_code:
            self.codes += 1
        work = self.till.checkout.pay(self.sale, f"88{max(1, self.codes):016d}")
        self.pays.append(self.till.loop.do(work))

    @rule(trouble=ANY_TROUBLE, times=st.sampled_from([1, 1, 1, 3, 8]))
    def trouble_comes(self, trouble: tuple[str, Trouble], times: int) -> None:
        self.bank.troubles[trouble[0]] += [trouble[1]] * times

    @rule(seconds=WAITS)
    def time_passes(self, seconds: float) -> None:
        self.till.loop.advance(seconds)

    @rule()
    def check_now(self) -> None:
        for (tid,) in self.till.rows("SELECT transaction_id FROM payments WHERE state = 'unknown'"):
            self.till.loop.do(self.till.checkout.check_now(tid))

    @precondition(lambda self: self.something_is_open)
    @rule(down_s=st.sampled_from([0.0, 1.0, 25.0, 45.0, 4000.0]), pc=st.booleans())
    def crash(self, down_s: float, *, pc: bool) -> None:
        self.till.kill()
        self.pays.clear()
        self.world.seconds += down_s
        self.world.disk_is_full_until_s = 0.0  # a till that cannot write does not start
        if pc:
            self.world.seconds += 15.0
            self.world.restart_pc()
        self.open()
        self.till.begin()

    @rule(seconds=JUMPS)
    def clock_jumps(self, seconds: float) -> None:
        self.world.wall_off_s += seconds

    @rule(seconds=st.sampled_from([0.25, 1.0, 40.0, 100.0]))
    def disk_fills(self, seconds: float) -> None:
        self.world.disk_is_full_until_s = self.world.seconds + seconds

    @property
    def something_is_open(self) -> bool:
        """Whether a crash could hurt."""
        return bool(self.till.rows(ANY_OPEN))

    # ---- what must hold while it happens ------------------------------------------------------------------

    def charging(self, payment: Payment) -> None:
        """A POST begins."""
        tid = payment.transaction_id
        rows = self.till.rows("SELECT transaction_id, state FROM payments WHERE sale_id = ?", payment.sale_id)
        states = {row[0]: row[1] for row in rows}
        self.expect(states.pop(tid, "") == "sending", f"W1: a POST without its INTENT: {tid}")
        self.expect(set(states.values()) <= NOT_PAID, f"S5: a POST while {states}")
        self.expect(self.born.setdefault(tid, self.life) == self.life, "T3: a POST of an earlier life")
        self.sent_s[tid] = self.world.seconds

    def confirming(self, payment_id: PaymentId) -> None:
        """A confirm begins."""
        [(tid, state)] = self.till.rows(
            "SELECT transaction_id, state FROM payments WHERE payment_id = ?", payment_id
        )
        self.expect(state == "confirming", f"W3: a confirm while {state}")
        self.expect(self.born[tid] == self.life, "T1: a confirm in recovery")
        self.expect(self.world.seconds <= self.sent_s[tid] + LAST_CONFIRM_S, "T2: a confirm too late")

    def hear(self, event: Event) -> None:
        """The screens are told."""
        if not isinstance(event, PaymentChanged):
            return
        tid, state = event.payment.transaction_id, str(event.payment.state)
        [(written,)] = self.till.rows("SELECT state FROM payments WHERE transaction_id = ?", tid)
        self.expect(written == state, f"W4: told {state}, written {written}")
        if state in NOT_PAID:
            self.told_not_paid.add(tid)

    def background(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Something died unheard."""
        self.wrong.append(f"in the background: {context.get('exception') or context['message']!r}")

    def expect(self, truth: bool, otherwise: str) -> None:
        """Note a breach: raising here would look like an error of CLICK's to the flow."""
        if not truth:
            self.wrong.append(otherwise)

    # ---- what must hold after each step -------------------------------------------------------------------

    @invariant()
    def nothing_was_wrong_on_the_way(self) -> None:
        for task in [each for each in self.pays if each.done()]:
            self.pays.remove(task)
            error = task.exception()
            if error is not None and not isinstance(error, Refused | JournalTrouble | OutcomeUnknown):
                self.wrong.append(f"pay raised {error!r}")
        assert not self.wrong, self.wrong

    @invariant()
    def both_books_agree(self) -> None:
        self.bank.settle()
        rows = self.till.rows("SELECT transaction_id, sale_id, state, payment_id, amount_tiyin FROM payments")
        captured_of: dict[str, int] = {}
        known = {row[0] for row in rows}
        assert {each.transaction_id for each in self.bank.payments.values()} <= known, "S3: no INTENT"
        for tid, sale_id, state, payment_id, amount in rows:
            captured = self.bank.captured(tid)
            captured_of[sale_id] = captured_of.get(sale_id, 0) + len(captured)
            if state == "paid":
                assert [(each.payment_id, each.amount_tiyin) for each in captured] == [
                    (payment_id, amount)
                ], f"S2: paid, yet {captured}"
            if state in NOT_PAID or tid in self.told_not_paid:
                assert captured == [], f"S4: {state}, yet captured"
        assert max(captured_of.values(), default=0) <= 1, "S1: a sale was captured twice"

    @invariant()
    def one_post_for_an_attempt(self) -> None:
        sent: dict[str, int] = {}
        for _, call, reference in self.bank.trace:
            if call.startswith("charge:") and call != "charge:not_sent":
                sent[reference] = sent.get(reference, 0) + 1
        assert max(sent.values(), default=0) <= 1, "S6: sent twice"

    @invariant()
    def states_move_by_the_table(self) -> None:
        rows = self.till.rows(
            "SELECT seq, transaction_id, state FROM payment_events WHERE seq > ? ORDER BY seq", self.seq
        )
        for seq, tid, state in rows:
            before = self.walked.get(tid)
            if before is None:
                assert state == "sending", f"T5: begins {state}"
            elif before != state:
                assert state in EDGES[before], f"T5: {before} → {state}"
            self.walked[tid], self.seq = state, seq

    # ---- how it must end ----------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            self.calm_down()
        finally:
            self.close()

    def close(self) -> None:
        self.till.kill()
        shutil.rmtree(self.folder)

    def calm_down(self) -> None:
        """Troubles are over: everything open ends in 180 s, every paid sale has one receipt (L2, L3, S8)."""
        self.world.disk_is_full_until_s = 0.0
        for script in self.bank.troubles.values():
            script.clear()
        self.till.loop.advance(200.0)
        states: dict[str, str] = dict(self.till.rows("SELECT transaction_id, state FROM payments"))
        assert set(states.values()) <= FINAL, f"L2: after 200 s {states}"
        if self.bank.personality.search_works:
            assert "manual" not in states.values(), "L2: a manager is needed for nothing"
        self.till.loop.advance(100.0)
        for _ in range(8):
            self.till.loop.do(self.till.fiscalizing.work_all())
            self.till.loop.advance(4 * QUIET_S)
        assert self.bank.is_quiet
        for held in self.bank.payments.values():
            wanted = 1 if states[held.transaction_id] == "paid" else 0
            assert len(held.receipts) == wanted, f"S8: {len(held.receipts)} receipts, {held}"
            assert held.where is Where.CANCELLED or states[held.transaction_id] != "cancelled"
        assert broken_link(self.till.journal.db.conn) is None
        self.nothing_was_wrong_on_the_way()
        self.both_books_agree()
        self.states_move_by_the_table()
