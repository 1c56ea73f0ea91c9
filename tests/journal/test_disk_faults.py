"""Real faults under the real journal: other programs, no room, files that may not grow, syncs that fail."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pos.core.errors import DiskFull, JournalBusy, JournalOlder, JournalTrouble
from pos.core.payment import PaymentState, TransactionId, move
from pos.journal.black_box import BlackBox
from pos.journal.database import Journal
from pos.journal.room import Room
from pos.journal.verify import verify
from tests.core.kit import MILK, PID
from tests.fakes.clock import FakeClock
from tests.journal.kit import Books, open_books, outside

S = PaymentState
ROOT = Path(__file__).parents[2]


# ---- another program ------------------------------------------------------------------------------------


def test_a_journal_that_another_program_holds_is_busy_and_works_when_it_lets_go(books: Books) -> None:
    payment = books.intent()
    books.journal.db.conn.execute("PRAGMA busy_timeout=1")
    with outside(books.journal.path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalBusy) as refused:
            books.payments.record(move(payment, S.HELD, payment_id=PID), "held")
        assert refused.value.facts == {"file": str(books.journal.path)}
        with pytest.raises(JournalBusy):
            books.intent()
        other.execute("ROLLBACK")
    assert books.payments.payment(payment.transaction_id) == payment
    books.walk(payment, S.HELD, payment_id=PID)
    assert verify(books.journal, None).links == 2


def test_nothing_is_written_to_a_file_that_was_put_in_the_place_of_the_journal(books: Books) -> None:
    payment = books.intent()
    path = books.journal.path
    copy = path.with_name("copy.sqlite3")
    with outside(path) as other:
        other.execute("VACUUM INTO ?", (str(copy),))
    copy.replace(path)
    with pytest.raises(JournalOlder):
        books.payments.record(move(payment, S.HELD, payment_id=PID), "held")
    with outside(path) as other:
        assert other.execute("SELECT count(*) FROM payment_events").fetchone() == (1,)
    path.unlink()
    with pytest.raises(JournalOlder):
        books.intent()


# ---- no room --------------------------------------------------------------------------------------------


class MakeBelieveRoom(Room):
    """Room that is made by letting the database grow."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "ballast", free_bytes=lambda _: 1 << 40)
        self.connection: sqlite3.Connection | None = None
        self.given_up = 0

    def give_up_ballast(self) -> bool:
        self.given_up += 1
        if self.given_up > 1:
            return False
        assert self.connection is not None
        self.connection.execute("PRAGMA max_page_count=1000000")
        return True


@pytest.fixture
def roomy(books: Books) -> tuple[Books, MakeBelieveRoom]:
    room = MakeBelieveRoom(books.journal.path.parent)
    books.journal.room = room
    room.connection = books.journal.db.conn
    return books, room


def fill_up(books: Books) -> None:
    [pages] = books.journal.db.conn.execute("PRAGMA page_count").fetchone()
    books.journal.db.conn.execute(f"PRAGMA max_page_count={pages}")


LONG = "н" * 50_000


def test_what_must_be_written_is_written_where_the_ballast_was(roomy: tuple[Books, MakeBelieveRoom]) -> None:
    books, room = roomy
    payment = books.intent()
    fill_up(books)
    books.walk(payment, S.HELD, payment_id=PID, error_note=LONG)
    assert room.given_up == 1
    assert len(books.payments.events(payment.transaction_id)) == 2
    assert verify(books.journal, None).ok


def test_when_the_ballast_is_gone_too_the_full_disk_is_said(roomy: tuple[Books, MakeBelieveRoom]) -> None:
    books, room = roomy
    payment = books.intent()
    room.given_up = 1
    fill_up(books)
    with pytest.raises(DiskFull):
        books.walk(payment, S.HELD, payment_id=PID, error_note=LONG)
    assert books.payments.payment(payment.transaction_id) == payment


def test_a_new_sale_never_takes_the_place_of_the_ballast(roomy: tuple[Books, MakeBelieveRoom]) -> None:
    books, room = roomy
    payment = books.intent()
    books.walk(payment, S.REFUSED)
    fill_up(books)
    again = replace(payment, transaction_id=TransactionId("L1A"), cashbox_code=LONG)
    with pytest.raises(DiskFull):
        books.payments.begin(again, "code", ("boot-1", 0.0))
    assert room.given_up == 0


def test_no_sale_begins_with_less_than_two_hundred_megabytes(tmp_path: Path, clock: FakeClock) -> None:
    free = [200 << 20]
    books = open_books(tmp_path / "j.sqlite3", clock)
    now = [0.0]
    books.journal.room = Room(tmp_path / "b", free_bytes=lambda _: free[0], monotonic_s=lambda: now[0])
    payment = books.intent()
    free[0] -= 1
    now[0] += 2
    with pytest.raises(DiskFull) as refused:
        books.intent()
    assert refused.value.facts == {"folder": str(tmp_path), "free_mb": 199}
    books.walk(payment, S.HELD, payment_id=PID)  # what was begun goes on
    books.journal.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB that is really full when it is full."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if sys.platform == "win32" or mount is None:
        pytest.skip("needs mount")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=3m", "none", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this user may not mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_the_disk(folder: Path) -> Path:
    filler = folder / "filler"
    with filler.open("wb", 0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    return filler


def test_a_really_full_disk_takes_both_facts_of_a_step_where_the_ballast_was(
    small_disk: Path, clock: FakeClock
) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * 500_000)
    books = open_books(small_disk / "j.sqlite3", clock)
    books.journal.room = Room(ballast, free_bytes=lambda _: 1 << 40)
    payment = books.intent()
    fill_the_disk(small_disk)
    held = move(payment, S.HELD, payment_id=PID, error_note=LONG)
    with books.payments.together():
        books.payments.record(held, "held")
        books.payments.record(move(held, S.CONFIRMING), "confirming")
    assert not ballast.exists()
    assert books.payments.payment(payment.transaction_id).state is S.CONFIRMING
    assert verify(books.journal, None).links == 3
    books.journal.close()


def test_a_really_full_disk_loses_nothing_and_works_on_when_there_is_room(
    small_disk: Path, clock: FakeClock
) -> None:
    books = open_books(small_disk / "j.sqlite3", clock)
    payment = books.intent()
    filler = fill_the_disk(small_disk)
    with pytest.raises(DiskFull):
        books.walk(payment, S.HELD, payment_id=PID, error_note=LONG)
    assert books.payments.payment(payment.transaction_id) == payment
    filler.unlink()
    books.walk(payment, S.HELD, payment_id=PID, error_note=LONG)
    assert verify(books.journal, None).links == 2
    books.journal.close()


# ---- files that may not grow, syncs that fail -----------------------------------------------------------


def driven(script: str, folder: Path, **environ: str) -> Any:  # noqa: ANN401 - what the script printed
    """Run a script with an open till's books in a process of its own, since its faults are the process's."""
    begin = (
        "import json, os, sys\nfrom pathlib import Path\n"
        "from pos.core.errors import *\nfrom pos.core.payment import *\n"
        "from pos.journal.black_box import BlackBox\nfrom pos.journal.verify import verify\n"
        "from tests.core.kit import PID\nfrom tests.fakes.clock import FakeClock\n"
        "from tests.journal.kit import open_books\nS = PaymentState\n"
        f"folder = Path({str(folder)!r})\n"
        "books = open_books(folder / 'j.sqlite3', FakeClock(), BlackBox(folder / 'box.jsonl'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", begin + script],
        capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, **environ},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are POSIX's here")
def test_after_an_error_of_the_disk_the_journal_is_opened_and_checked_anew(tmp_path: Path) -> None:
    said = driven(
        """
import resource
payment = books.intent()
before = books.journal.db
size = (folder / 'j.sqlite3-wal').stat().st_size
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, hard))
raised = ['nothing']
try:
    books.walk(payment, S.HELD, payment_id=PID)
except JournalTrouble as error:
    raised = [type(error).__name__]
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
seen = books.payments.payment(payment.transaction_id)
books.walk(seen, S.HELD, payment_id=PID)
report = verify(books.journal, None)
print(json.dumps([raised[0], str(seen.state), books.journal.db is before, report.ok, report.links,
    BlackBox(folder / 'box.jsonl').newest()[0]]))
""",
        tmp_path,
    )
    assert said == ["JournalTrouble", "sending", False, True, 2, 2]


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A disk whose syncs fail on demand."""
    gcc = shutil.which("gcc")
    if sys.platform != "linux" or gcc is None:
        pytest.skip("needs gcc on Linux")
    made = tmp_path_factory.mktemp("shim") / "shim.so"
    source = Path(__file__).with_name("fsync_shim.c")
    subprocess.run([gcc, "-shared", "-fPIC", "-O1", "-o", str(made), str(source), "-ldl"], check=True)
    return made


FAILING = """
fault = Path(os.environ['SYNC_FAULT'])
def failing(step):
    fault.touch()
    try:
        step()
    except JournalTrouble as error:
        return type(error).__name__
    finally:
        fault.unlink()
"""


def test_an_intent_whose_commit_failed_never_blocks_its_sale(tmp_path: Path, shim: Path) -> None:
    """It may be on the disk all the same. Nothing was sent, and the cashier scans the same code again."""
    said = driven(
        FAILING
        + """
sale = books.sale()
def as_the_flow():
    with books.payments.together():
        books.sales.save(sale, books.clock.now())
        books.intent(sale, code='code')
raised = failing(as_the_flow)
there = [str(payment.state) for payment in books.payments.newest(9)]
second = books.intent(sale, code='code')
states = [str(payment.state) for payment in books.payments.newest(9)]
report = verify(books.journal, None)
first = books.payments.newest(9)[1]
notes = [event['note'] for event in books.payments.events(first.transaction_id)]
print(json.dumps([raised, there, states, notes, report.ok, BlackBox(folder / 'box.jsonl').newest()[0]]))
""",
        tmp_path,
        LD_PRELOAD=str(shim),
        SYNC_FAULT=str(tmp_path / "fault"),
    )
    # The first lines are the point: the commit failed, and it is there.
    assert said[:2] == ["JournalTrouble", ["sending"]]
    assert said[2:] == [["sending", "refused"], ["intent", "never_sent"], True, 3]


def test_facts_whose_commit_failed_are_read_back_before_anything_is_written(
    tmp_path: Path, shim: Path
) -> None:
    said = driven(
        FAILING
        + """
payment = books.intent()
def as_the_flow():
    with books.payments.together():
        books.walk(payment, S.HELD, S.CONFIRMING, payment_id=PID)
raised = failing(as_the_flow)
blind = ''
try:
    books.walk(payment, S.UNKNOWN)
except Bug as error:
    blind = 'refused'
seen = books.payments.payment(payment.transaction_id)
books.walk(seen, S.UNKNOWN)
report = verify(books.journal, None)
print(json.dumps([raised, blind, str(seen.state), report.ok, report.links,
    BlackBox(folder / 'box.jsonl').newest()[0]]))
books.journal.close()
""",
        tmp_path,
        LD_PRELOAD=str(shim),
        SYNC_FAULT=str(tmp_path / "fault"),
    )
    assert said == ["JournalTrouble", "refused", "confirming", True, 4, 4]
    again = Journal(tmp_path / "j.sqlite3", black_box=BlackBox(tmp_path / "box.jsonl"))
    assert verify(again, None).ok
    again.close()


def test_while_the_disk_fails_nothing_is_written_and_everything_says_so(tmp_path: Path, shim: Path) -> None:
    said = driven(
        FAILING
        + """
payment = books.intent()
fault.touch()
raised = []
for _ in range(3):
    try:
        books.walk(payment, S.HELD, payment_id=PID)
    except JournalTrouble as error:
        raised.append(type(error).__name__)
    except Bug as error:
        raised.append('Bug')
fault.unlink()
seen = books.payments.payment(payment.transaction_id)
print(json.dumps([raised[0], set(raised[1:]) <= {'JournalTrouble', 'Bug'}, len(raised),
    str(seen.state) in {'sending', 'held'}, verify(books.journal, None).ok]))
""",
        tmp_path,
        LD_PRELOAD=str(shim),
        SYNC_FAULT=str(tmp_path / "fault"),
    )
    assert said == ["JournalTrouble", True, 3, True, True]


def test_a_journal_that_was_damaged_while_it_was_open_is_not_opened_again(books: Books) -> None:
    """What is found damaged in the middle of the work is checked as at a start, and stays refused."""
    payment = books.intent()
    books.catalogue.load([MILK])
    path = books.journal.path
    with outside(path) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [page] = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'payments'").fetchone()
        [size] = other.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)
    books.journal.db.conn.execute("PRAGMA shrink_memory")
    for _ in range(2):
        with pytest.raises(JournalTrouble):
            books.payments.record(move(payment, S.HELD, payment_id=PID), "held")
