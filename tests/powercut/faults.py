"""Lets the k-th call of a sale fail, then takes the fault away and lets `pos recover` make it good."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from typing import Any

from pos.simulator import Scenario
from pos.simulator.ledger_file import payment_members
from tests.powercut import checker
from tests.powercut.disk import put_on_disk
from tests.powercut.lab import Lab, Ran, Step, recover, simulator, snapshot
from tests.powercut.oplog import read_log
from tests.powercut.recording import Codes
from tests.powercut.shim import Fault, Kind
from tests.powercut.wire import told

WINDOW_S = 0.5
SORTS = (
    Fault(Kind.FULL, sticky=True),
    Fault(Kind.IOERR),
    Fault(Kind.IOERR, sticky=True),
    Fault(Kind.FSYNC),
    Fault(Kind.FSYNC, sticky=True),
    Fault(Kind.SHORT),
    Fault(Kind.BUSY),
    Fault(Kind.BUSY, sticky=True),
)
SCENARIOS = (Scenario.APPROVED, Scenario.ANSWER_LOST)
_ENDS = {0: "paid", 3: "not paid", 4: "unknown", 2: "nothing sent"}


@dataclass(slots=True)
class Failed:
    """What one failing call came to. `ending` is what the command said by its exit code."""

    scenario: Scenario
    fault: Fault
    ending: str = ""
    injected: int = 0
    lost: list[str] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    said: str = ""

    @property
    def sort(self) -> str:
        """The kind of fault, and whether it stayed."""
        return f"{self.fault.kind.name}{' on' if self.fault.sticky else ''}"

    def __str__(self) -> str:
        head = f"{self.scenario}, {self.sort} from call {self.fault.k}: {self.ending}"
        return "\n  ".join([head, *self.lost, *self.breaches, f"it said: {self.said}"])


def sale(scenario: Scenario) -> list[Step]:
    """One `pos pay`."""
    return [{"argv": Codes(1).pay(scenario)}]


async def calls_of(lab: Lab, home: dict[str, bytes], scenario: Scenario) -> dict[str, int]:
    """How many calls of each sort one sale makes when nothing fails."""
    place = lab.place("count")
    put_on_disk(home, place / "home")
    async with simulator(place / "ledger.jsonl", WINDOW_S) as click:
        ran = await lab.run(place, click, sale(scenario), window_s=WINDOW_S, fault=Fault())
    assert ran.exits == [0], ran
    return ran.counts


async def fail(lab: Lab, home: dict[str, bytes], scenario: Scenario, fault: Fault) -> Failed:
    """One sale with one fault, and what came after it."""
    failed = Failed(scenario, fault)
    place = lab.place("fault")
    put_on_disk(home, place / "home")
    log = place / "log"
    log.touch()
    async with simulator(place / "ledger.jsonl", WINDOW_S) as click:
        ran = await lab.run(place, click, sale(scenario), window_s=WINDOW_S, fault=fault, log=log)
        failed.injected, failed.said = ran.counts.get("injected", 0), ran.err.strip()[-300:]
        put_on_disk(snapshot(place / "home"), place / "before")
        records = read_log(log)
        journal = checker.read_journal(place / "before" / "journal.sqlite3")
        failed.breaches += journal.damage
        failed.lost += checker.lost(journal, told(records), len(records))
        book = [payment_members(each) for each in click.ledger.payments.values()]
        posts = click.ledger.charge_posts.total()
        _judge_end(failed, ran, book, posts)
        after = await recover(lab, place, click, WINDOW_S)
        final = [payment_members(each) for each in click.ledger.payments.values()]
    if after.exits != [0]:
        failed.breaches.append(f"recover ended with {after.exits}: {after.err}")
    journal = checker.read_journal(place / "home" / "journal.sqlite3")
    failed.breaches += checker.disagreements(journal, final)
    if ran.exits == [3] and any(each["state"] == "captured" for each in final):
        failed.breaches.append("S4 it said that nothing was taken, and CLICK took it")
    if not failed.lost and not failed.breaches:
        shutil.rmtree(place)
    return failed


def _judge_end(failed: Failed, ran: Ran, book: list[dict[str, Any]], posts: int) -> None:
    code = ran.exits[0] if ran.exits else None
    failed.ending = "never ended" if code is None else _ENDS.get(code, f"exit {code}")
    states = [each["state"] for each in book]
    if code not in _ENDS:
        failed.breaches.append("it did not end" if code is None else f"the exit code is {code}")
    if "Traceback" in ran.err + ran.out or "mistake of the program" in ran.err:
        failed.breaches.append("not a sentence of the shop")
    if code and not ran.err.strip():
        failed.breaches.append("it ended without a word")
    if code == 2 and posts:
        failed.breaches.append(f"exit 2 says that nothing was sent; CLICK has {states}")
    if code == 0 and states != ["captured"]:
        failed.breaches.append(f"S2 exit 0 says paid; CLICK has {states}")


def every_fault(
    calls: dict[Scenario, dict[str, int]], sorts: tuple[Fault, ...] = SORTS
) -> list[tuple[Scenario, Fault]]:
    """Each sort at each call of each sale."""
    return [
        (scenario, replace(sort, k=k))
        for scenario, counts in calls.items()
        for sort in sorts
        for k in range(1, counts[sort.kind.name] + 1)
    ]
