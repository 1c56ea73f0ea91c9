"""The oracle flags hand-made bad histories, one per invariant, and nothing in a good one."""

from __future__ import annotations

import ast
import hashlib
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.history import Entry, Evidence, LedgerPayment, LedgerReceipt
from tests.simulation.oracle import CHECKS, judge

HERE = Path(__file__).parent
ALONE = (
    "history.py", "evidence.py", "oracle.py", "oracle_money.py", "oracle_trace.py", "oracle_liveness.py",
    "bank.py", "chance.py",
)  # fmt: skip
TID, OTHER, SALE, PID, AMOUNT = "L1A", "L2A", "S1A", 501, 1_650_000
SCHEMA = """
CREATE TABLE payments (transaction_id TEXT, sale_id TEXT, amount_tiyin INTEGER, state TEXT,
    payment_id INTEGER);
CREATE TABLE payment_events (seq INTEGER, transaction_id TEXT, at TEXT, state TEXT, note TEXT, facts TEXT,
    previous_hash TEXT, hash TEXT);
CREATE TABLE fiscal_outbox (payment_id INTEGER, transaction_id TEXT, state TEXT, frozen BLOB);
CREATE TABLE settlements (ref TEXT, cash_tiyin INTEGER, settled_at TEXT);
"""


@dataclass
class Story:
    """A history that a test tells by hand. Each step is half a second after the one before."""

    path: Path
    entries: list[Entry] = field(default_factory=list)
    payments: list[LedgerPayment] = field(default_factory=list)
    receipts: list[LedgerReceipt] = field(default_factory=list)
    rows: dict[str, tuple[str, str, int | None]] = field(default_factory=dict)
    events: list[tuple[str, str, int | None]] = field(default_factory=list)
    frozen: dict[int, tuple[str, str, int]] = field(default_factory=dict)
    at: float = 0.0
    life: int = 1
    calls: int = 0
    calm: bool = False
    tampers: str = ""
    cash: int = 0  # of the first attempt's sale, in tiyin
    settled: str | None = None
    never_provable: bool = False

    def put(self, what: str, note: str = "", **facts: Any) -> None:  # noqa: ANN401 - an Entry's fields
        """One entry."""
        self.at += 0.5
        self.entries.append(Entry(self.at, "till", self.life, what, note, **facts))

    def pay(self, sale: str = SALE) -> None:
        """The cashier scans."""
        self.put("pay", sale=sale)

    def commit(self, state: str, tid: str = TID, pid: int | None = None, sale: str = SALE) -> None:
        """The journal moves a payment and says that it is durable."""
        self.events.append((tid, state, pid))
        self.rows[tid] = (sale, state, pid)
        self.put("commit", state, tid=tid, more=(len(self.events), state))

    def show(self, text: str, tid: str = TID, sale: str = SALE) -> None:
        """The screen says something."""
        self.put("screen", text, tid=tid, sale=sale)

    def call(self, what: str, outcome: str = "ok", **facts: Any) -> None:  # noqa: ANN401 - an Entry's fields
        """A request and its answer."""
        self.calls += 1
        self.put(what, more=self.calls, **facts)
        self.put("answer", outcome, more=self.calls, **facts)

    def post(self, tid: str = TID, sale: str = SALE, amount: int = AMOUNT, code: str = "88") -> None:
        """The charge."""
        self.call("post", tid=tid, sale=sale, amount=amount, code=code)

    def click(
        self, tid: str = TID, pid: int = PID, state: str = "captured", **facts: object
    ) -> LedgerPayment:
        """What CLICK has, from now on."""
        made = LedgerPayment(pid, tid, "88", AMOUNT, True, self.at, state, confirmed=state == "captured")
        if state == "captured":
            made.captured_at = self.at
        for name, fact in facts.items():
            setattr(made, name, fact)
        self.payments.append(made)
        return made

    def receipt(self, pid: int = PID, total: int = AMOUNT) -> None:
        """The whole way of a fiscal receipt."""
        self.frozen[pid] = (TID, "done", AMOUNT)
        self.put("fsend", pid=pid)
        self.call("submit", pid=pid)
        self.receipts.append(LedgerReceipt(self.at, pid, total))

    def evidence(self) -> Evidence:
        """Write the journal file and close the book."""
        connection = sqlite3.connect(self.path)
        connection.executescript(SCHEMA)
        for tid, (sale, state, pid) in self.rows.items():
            connection.execute("INSERT INTO payments VALUES (?, ?, ?, ?, ?)", (tid, sale, AMOUNT, state, pid))
        previous = "0" * 64
        for seq, (tid, state, pid) in enumerate(self.events, start=1):
            facts = json.dumps({"payment_id": pid})
            parts = (previous, str(seq), tid, "now", state, state, facts)
            link = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
            connection.execute(
                "INSERT INTO payment_events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (seq, tid, "now", state, state, facts, previous, link),
            )
            previous = link
        for pid, (tid, state, total) in self.frozen.items():
            body = {
                "payment_id": pid, "items": [total], "received_card": AMOUNT, "received_cash": self.cash,
                "received_ecash": 0,
            }  # fmt: skip
            connection.execute(
                "INSERT INTO fiscal_outbox VALUES (?, ?, ?, ?)", (pid, tid, state, json.dumps(body).encode())
            )
        if self.cash:
            connection.execute("INSERT INTO settlements VALUES (?, ?, ?)", (TID, self.cash, self.settled))
        connection.executescript(self.tampers)
        connection.close()
        return Evidence(
            entries=self.entries, payments=self.payments, receipts=self.receipts,
            journals={"till": self.path}, calm_sales={SALE} if self.calm else set(),
            never_provable=self.never_provable, faults_off_at=0.0, ended_at=self.at + 1000,
        )  # fmt: skip

    def begun(self) -> Story:
        """INTENT and POST, as they should be."""
        self.pay()
        self.commit("sending")
        self.show("wait")
        self.post()
        return self

    def confirmed(self) -> Story:
        """... answered, held, confirmed; CLICK has captured it."""
        self.begun()
        self.commit("held", pid=PID)
        self.commit("confirming", pid=PID)
        self.call("confirm", pid=PID)
        self.click()
        return self

    def paid(self) -> Story:
        """... and shown, with its receipt: a good sale."""
        self.confirmed()
        self.commit("paid", pid=PID)
        self.show("paid")
        self.receipt()
        return self


def captured_twice(story: Story) -> None:
    story.paid()
    story.click(OTHER, PID + 1)
    story.show("wait", OTHER)


def paid_but_only_held(story: Story) -> None:
    story.begun()
    story.click(state="held")
    story.commit("held", pid=PID)
    story.commit("paid", pid=PID)
    story.show("paid")


def paid_another_amount(story: Story) -> None:
    story.paid()
    story.payments[0].amount = AMOUNT - 1


def created_without_intent(story: Story) -> None:
    story.post()
    story.click(state="held")


def captured_without_number(story: Story) -> None:
    story.begun()
    story.click()


def not_paid_and_captured(story: Story) -> None:
    story.begun()
    story.commit("refused")
    story.show("not_paid")
    story.at += 20
    story.click()


def not_paid_by_a_guess(story: Story) -> None:
    story.never_provable = True
    story.pay()
    story.commit("sending")
    story.call("post", "unknown: deadline", tid=TID, sale=SALE, amount=AMOUNT, code="88")
    story.commit("unknown")
    story.call("look_up", "refused", tid=TID)
    story.commit("refused")
    story.show("not_paid")


def charged_again_while_unknown(story: Story) -> None:
    story.begun()
    story.commit("unknown")
    story.call("look_up", "refused", tid=TID)
    story.commit("sending", OTHER)
    story.post(OTHER, code="89")
    story.commit("refused")


def sent_twice(story: Story) -> None:
    story.begun()
    story.post()
    story.commit("refused")


def code_used_twice(story: Story) -> None:
    story.begun()
    story.commit("refused")
    story.commit("sending", OTHER, sale="S2A")
    story.post(OTHER, "S2A")
    story.commit("refused", OTHER, sale="S2A")


def another_amount_sent(story: Story) -> None:
    story.pay()
    story.commit("sending")
    story.post(amount=AMOUNT + 1)
    story.commit("refused")


def receipt_of_another_sum(story: Story) -> None:
    story.paid()
    story.frozen[PID] = (TID, "done", AMOUNT - 5)


def two_receipts(story: Story) -> None:
    story.paid()
    story.receipts.append(LedgerReceipt(story.at, PID, AMOUNT))


def receipt_for_nothing(story: Story) -> None:
    story.begun()
    story.click(state="cancelled")
    story.commit("cancelled")
    story.receipts.append(LedgerReceipt(story.at, PID, AMOUNT))


def mixed(story: Story) -> Story:
    """... of which CLICK's part is paid; so much is still to be taken in cash."""
    story.cash = 500
    story.confirmed()
    story.commit("paid", pid=PID)
    story.show("paid")
    return story


def with_its_receipt(story: Story) -> None:
    story.receipt(total=AMOUNT + story.cash)
    story.frozen[PID] = (TID, "done", AMOUNT + story.cash)


def receipt_before_the_cash(story: Story) -> None:
    with_its_receipt(mixed(story))


def cash_is_forgotten(story: Story) -> None:
    mixed(story)
    story.put("cash", tid=TID)
    story.put("cash_taken", tid=TID)
    with_its_receipt(story)


def reversed_unasked(story: Story) -> None:
    story.paid()
    story.call("reverse", pid=PID)


def returned_but_captured(story: Story) -> None:
    story.paid()
    story.commit("reversing", pid=PID)
    story.call("reverse", "unknown", pid=PID)
    story.commit("reversed", pid=PID)
    story.show("returned")


def commit_is_lost(story: Story) -> None:
    story.paid()
    story.put("commit", "reversing", tid=TID, more=(99, "reversing"))


def chain_is_broken(story: Story) -> None:
    story.paid()
    story.tampers = """UPDATE payment_events SET facts = '{"payment_id": 7}' WHERE seq = 2"""


def refused_but_captured_at_the_end(story: Story) -> None:
    story.confirmed()
    story.commit("cancelled", pid=PID)


def post_before_intent(story: Story) -> None:
    story.post()
    story.commit("sending")
    story.commit("refused")


def confirm_before_record(story: Story) -> None:
    story.begun()
    story.commit("held", pid=PID)
    story.call("confirm", pid=PID)
    story.commit("refused", pid=PID)


def shown_before_written(story: Story) -> None:
    story.confirmed()
    story.show("paid")
    story.commit("paid", pid=PID)
    story.receipt()


def receipt_sent_before_written(story: Story) -> None:
    story.paid()
    story.at += 90
    story.call("read_link", "refused", pid=PID)
    story.call("submit", pid=PID)


def confirmed_by_recovery(story: Story) -> None:
    story.begun()
    story.commit("held", pid=PID)
    story.commit("confirming", pid=PID)
    story.life = 2
    story.call("confirm", pid=PID)
    story.commit("cancelled", pid=PID)


def confirmed_late(story: Story) -> None:
    story.begun()
    story.commit("held", pid=PID)
    story.commit("confirming", pid=PID)
    story.at += 27
    story.call("confirm", pid=PID)
    story.commit("cancelled", pid=PID)


def posted_by_recovery(story: Story) -> None:
    story.pay()
    story.commit("sending")
    story.life = 2
    story.post()
    story.commit("refused")


def receipt_sent_again_too_soon(story: Story) -> None:
    story.paid()
    story.at += 30
    story.call("read_link", "refused", pid=PID)
    story.put("fsend", pid=PID)
    story.call("submit", pid=PID)


def receipt_sent_again_blindly(story: Story) -> None:
    story.paid()
    story.at += 90
    story.call("read_link", "unknown: deadline", pid=PID)
    story.put("fsend", pid=PID)
    story.call("submit", pid=PID)


def receipt_sent_again_after_an_old_look(story: Story) -> None:
    """The PC slept between the question and its answer."""
    story.paid()
    story.put("read_link", pid=PID, more=77)
    story.at += 600
    story.put("answer", "refused", pid=PID, more=77)
    story.put("fsend", pid=PID)
    story.call("submit", pid=PID)


def edge_from_nowhere(story: Story) -> None:
    story.begun()
    story.commit("refused")
    story.commit("unknown")
    story.call("look_up", "refused", tid=TID)
    story.commit("refused")


def unknown_never_read(story: Story) -> None:
    story.begun()
    story.commit("unknown")
    story.commit("refused")


def mistake_of_its_own(story: Story) -> None:
    story.paid()
    story.put("bug", "KeyError: 'x'")


def calm_sale_is_slow(story: Story) -> None:
    story.calm = True
    story.begun()
    story.at += 6
    story.commit("held", pid=PID)
    story.commit("confirming", pid=PID)
    story.call("confirm", pid=PID)
    story.click()
    story.commit("paid", pid=PID)
    story.show("paid")
    story.receipt()


def unknown_for_ever(story: Story) -> None:
    story.begun()
    story.commit("unknown")
    story.call("look_up", "refused", tid=TID)


def unknown_for_too_long(story: Story) -> None:
    unknown_for_ever(story)
    story.at += 200
    story.commit("refused")


def receipt_never_comes(story: Story) -> None:
    story.confirmed()
    story.commit("paid", pid=PID)
    story.show("paid")


def sale_is_not_sent(story: Story) -> None:
    story.calm = True
    story.pay()


BAD: dict[str, tuple[Callable[[Story], None], ...]] = {
    "S1": (captured_twice,),
    "S2": (paid_but_only_held, paid_another_amount),
    "S3": (created_without_intent, captured_without_number),
    "S4": (not_paid_and_captured, not_paid_by_a_guess),
    "S5": (charged_again_while_unknown,),
    "S6": (sent_twice, code_used_twice),
    "S7": (another_amount_sent, receipt_of_another_sum),
    "S8": (two_receipts, receipt_for_nothing),
    "S8 cash": (receipt_before_the_cash, cash_is_forgotten),
    "S9": (reversed_unasked, returned_but_captured),
    "S10": (commit_is_lost, chain_is_broken),
    "S2/S4 at the end": (refused_but_captured_at_the_end,),
    "W1": (post_before_intent,),
    "W2/W3": (confirm_before_record,),
    "W4": (shown_before_written,),
    "W5": (receipt_sent_before_written,),
    "T1": (confirmed_by_recovery,),
    "T2": (confirmed_late,),
    "T3": (posted_by_recovery,),
    "T4": (
        receipt_sent_again_too_soon,
        receipt_sent_again_blindly,
        receipt_sent_again_after_an_old_look,
    ),
    "T5": (edge_from_nowhere,),
    "T7": (unknown_never_read,),
    "X": (mistake_of_its_own,),
    "L1": (calm_sale_is_slow,),
    "L2": (unknown_for_ever, unknown_for_too_long),
    "L3": (receipt_never_comes,),
    "L4": (sale_is_not_sent,),
}


def broken(story: Story) -> set[str]:
    return {breach.invariant for breach in judge(story.evidence())}


def test_a_good_sale_breaks_nothing(tmp_path: Path) -> None:
    story = Story(tmp_path / "journal", calm=True)
    story.paid()
    assert broken(story) == set()


def test_a_good_mixed_sale_breaks_nothing(tmp_path: Path) -> None:
    story = mixed(Story(tmp_path / "journal"))
    story.put("cash", tid=TID)
    story.settled = "now"
    story.put("cash_taken", tid=TID)
    with_its_receipt(story)
    assert broken(story) == set()


@pytest.mark.parametrize(
    ("invariant", "tell"), [(name, tell) for name, tells in BAD.items() for tell in tells]
)
def test_a_bad_history_is_flagged(invariant: str, tell: Callable[[Story], None], tmp_path: Path) -> None:
    story = Story(tmp_path / "journal")
    tell(story)
    assert invariant in broken(story)


def test_each_invariant_has_its_bad_history() -> None:
    assert set(BAD) == set(CHECKS)


def test_the_oracle_and_click_know_nothing_of_the_program() -> None:
    for name in ALONE:
        tree = ast.parse((HERE / name).read_text("utf-8"))
        for node in ast.walk(tree):
            found = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for module in found:
                assert module.split(".")[0] != "pos", f"{name} imports {module}"
                if module.startswith("tests."):
                    assert module.removeprefix("tests.simulation.") + ".py" in ALONE, f"{name}: {module}"
