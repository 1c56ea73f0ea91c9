"""One run of the real program under the shim, and what CLICK knew when it was over."""

from __future__ import annotations

import json
import random
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pos.simulator import Fault, Scenario, make_code
from pos.simulator.faults import Endpoint
from tests.powercut.disk import put_on_disk
from tests.powercut.lab import Lab, Ran, Step, simulator, snapshot
from tests.powercut.oplog import Record, read_log
from tests.powercut.shim import Fault as Sync
from tests.powercut.shim import Kind
from tests.powercut.wire import Told, continued, told

WINDOW_S = 0.8


@dataclass(frozen=True, slots=True)
class Before:
    """What was there before a run.

    Attributes:
        home: its files by name; None when there was no home.
        ledger: the lines of CLICK's own book.
        told: what had been told by then; its places count for nothing.
    """

    home: dict[str, bytes] | None = None
    ledger: list[dict[str, Any]] = field(default_factory=list)
    told: Told = field(default_factory=Told)


@dataclass(frozen=True, slots=True)
class Recording:
    """What a run did.

    Attributes:
        told: what it told others; `known` is that with what had been told before it.
        ledger: the lines of CLICK's own book at its end, oldest first.
        hashes: the journal's chain at the end, oldest first; None where a failed commit may come back.
    """

    name: str
    root: str
    before: Before
    records: list[Record]
    told: Told
    ledger: list[dict[str, Any]]
    hashes: list[str] | None

    @property
    def known(self) -> Told:
        """All that was ever told; places are of this run's log."""
        return continued(self.before.told, 1 << 62, self.told)


class Codes:
    """Test codes, each once."""

    def __init__(self, first: int) -> None:
        self._serial = first

    def pay(self, scenario: Scenario, *more: str) -> list[str]:
        """A `pos pay` of a small sum."""
        self._serial += 1
        amount = f"{500 + self._serial % 700}.{self._serial % 100:02d}"
        return ["pay", "--otp", make_code(scenario, self._serial), "--amount", amount, "--json", *more]

    def item(self, *items: str) -> list[str]:
        """A `pos pay` of goods of the training catalogue."""
        self._serial += 1
        chosen = [part for item in items for part in ("--item", item)]
        return ["pay", "--otp", make_code(Scenario.APPROVED, self._serial), *chosen, "--json"]


def shop(rng: random.Random) -> list[Step]:
    """Every ending of a payment, each command an owner of its own: the journal is closed between them."""
    codes = Codes(rng.randrange(10**6))
    commands = [
        codes.pay(Scenario.APPROVED),
        codes.item("4780012340016*2", "4780012340047*0,385"),
        codes.pay(Scenario.DECLINED),
        codes.pay(Scenario.ANSWER_LOST),
        codes.pay(Scenario.ANSWER_LOST, "--no-wait"),
        codes.pay(Scenario.CONFIRM_LOST),
        codes.pay(Scenario.STUCK),
        codes.pay(Scenario.OFD_DOWN),
        codes.pay(Scenario.EXPIRED),
        codes.pay(Scenario.SLOW),
        codes.pay(Scenario.APPROVED),
        ["recover", "--json"],
    ]
    rng.shuffle(commands)
    return [{"argv": argv} for argv in [*commands, ["recover", "--json"], ["payments", "--json"]]]


def till(rng: random.Random) -> list[Step]:
    """Many sales over one connection, so that the WAL is checkpointed and begun again while it is in use."""
    codes = Codes(rng.randrange(10**6))
    commands = [codes.pay(Scenario.APPROVED) for _ in range(45)]
    commands += [codes.pay(Scenario.ANSWER_LOST, "--no-wait"), codes.pay(Scenario.DECLINED)]
    rng.shuffle(commands)
    return [{"till": [*commands, ["payments", "--json"]]}]


def first(rng: random.Random) -> list[Step]:
    """The first start: the page's settings and key, then the first sale."""
    codes = Codes(rng.randrange(10**6))
    return [
        {"set_up": {"shop": "Non", "key": "TRAINING-ONLY-KEY"}},
        {"argv": codes.pay(Scenario.APPROVED)},
        {"argv": codes.pay(Scenario.ANSWER_LOST, "--no-wait")},
        {"argv": codes.pay(Scenario.APPROVED)},
    ]


def again(rng: random.Random) -> list[Step]:
    """What is done where a cut left its traces; the power is cut in the middle of that."""
    return [
        {"argv": ["recover", "--json"]},
        {"argv": Codes(10**8 + rng.randrange(10**6)).pay(Scenario.APPROVED)},
    ]


def upgrade(rng: random.Random) -> list[Step]:
    """The first start of this program on an older one's journal, and the first sale."""
    codes = Codes(rng.randrange(10**6))
    return [
        {"argv": ["payments", "--json"]},
        {"argv": codes.pay(Scenario.APPROVED)},
        {"argv": ["recover", "--json"]},
    ]


def sick(rng: random.Random) -> list[Step]:
    """Sales while one sync of the disk fails; the till goes on, and so does the next command."""
    codes = Codes(rng.randrange(10**6))
    first_half = [codes.pay(Scenario.APPROVED) for _ in range(5)]
    more = [{"argv": ["recover", "--json"]}, {"argv": codes.pay(Scenario.APPROVED)}]
    if rng.random() < 0.5:
        return [{"till": first_half}, *more]
    return [*({"argv": argv} for argv in first_half), *more]


PLANS = {"shop": shop, "till": till, "first": first, "again": again, "sick": sick, "upgrade": upgrade}


async def record(
    lab: Lab, plan: str, seed: int, *, before: Before | None = None, synchronous: str = ""
) -> Recording:
    """Run a plan over what was there before; without that over a home that is ready, `first` over none."""
    rng = random.Random(seed)  # noqa: S311
    place = lab.place(f"run-{plan}")
    home = place / "home"
    if before is None:
        before = Before() if plan == "first" else Before(await ready_home(lab))
    if before.home is not None:
        put_on_disk(before.home, home)
    book = place / "ledger.jsonl"
    book.write_text("".join(json.dumps(line) + "\n" for line in before.ledger), "utf-8")
    fault = Sync(Kind.FSYNC, rng.randint(1, 60)) if plan == "sick" else None
    async with simulator(book, WINDOW_S) as click:
        _troubles(click.faults.add, rng)
        ran = await lab.run(
            place,
            click,
            PLANS[plan](rng),
            window_s=WINDOW_S,
            log=place / "log",
            synchronous=synchronous,
            fault=fault,
        )
        asked = {str(name): count for name, count in click.ledger.requests.items()}
    assert ran.exits, ran
    assert fault or all(code in {0, 3, 4} for code in ran.exits), ran
    assert "Traceback" not in ran.err, ran.err
    records = read_log(place / "log")
    heard = told(records)
    _all_was_heard(heard, asked, ran)
    lines = [json.loads(line) for line in book.read_text("utf-8").splitlines()]
    hashes = None if fault else _hashes(home / "journal.sqlite3")
    return Recording(plan, str(home), before, records, heard, lines, hashes)


async def ready_home(lab: Lab) -> dict[str, bytes]:
    """A home whose first start is over."""
    place = lab.place("ready")
    ran = await lab.run(place, None, [{"argv": ["payments", "--json"]}], window_s=WINDOW_S)
    assert ran.exits == [0], ran
    return snapshot(place / "home")


def _troubles(add: Any, rng: random.Random) -> None:  # noqa: ANN401 - a bound method of the simulator
    """Some calls of each sort meet a trouble of the wire; most do not."""
    none = Fault()
    for endpoint, troubles in {
        Endpoint.PAYMENT: (none, none, Fault.status_after(502), Fault.truncated(), Fault.drop_before()),
        Endpoint.CONFIRM: (none, none, Fault.drop_after(), Fault.status_before(502), Fault.html()),
        Endpoint.SUBMIT_ITEMS: (none, none, none, Fault.drop_after(), Fault.status_before(502)),
        Endpoint.STATUS: (none, none, Fault.drop_after()),
    }.items():
        add(endpoint, *(rng.choice(troubles) for _ in range(8)))


def _all_was_heard(heard: Told, asked: dict[str, int], ran: Ran) -> None:
    """The shim saw every request that CLICK saw, or the checks would know too little."""
    for call in ("payment", "confirm", "submit_items"):
        sent = sum(1 for request in heard.requests if request.call == call and request.body)
        assert sent == asked.get(call, 0), (call, sent, asked, ran.err)


def _hashes(journal: Path) -> list[str]:
    connection = sqlite3.connect(journal)
    try:
        return [row[0] for row in connection.execute("SELECT hash FROM payment_events ORDER BY seq")]
    finally:
        connection.close()
