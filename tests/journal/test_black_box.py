"""The black box: a line for every event, behind at most by a crash, and a witness against an older copy."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pos.core.errors import JournalOlder
from pos.core.payment import PaymentId, PaymentState
from pos.journal.black_box import BlackBox
from pos.journal.database import Journal, open_safely
from pos.journal.inspecting import inspect
from pos.journal.payments import JournalPayments
from pos.journal.room import Room
from pos.journal.verify import Flaw
from tests.core.kit import PID
from tests.fakes.clock import FakeClock
from tests.journal.kit import Books, open_books, outside

S = PaymentState
MEMBERS = {"seq", "at", "transaction_id", "state", "note", "payment_id", "amount_tiyin", "hash"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "box.jsonl"


@pytest.fixture
def boxed(tmp_path: Path, path: Path, clock: FakeClock, empty_journal: Path) -> Iterator[Books]:
    """Books with a black box."""
    shutil.copy(empty_journal, tmp_path / "journal.sqlite3")
    made = open_books(tmp_path / "journal.sqlite3", clock, BlackBox(path))
    yield made
    made.journal.close()


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def again(books: Books, path: Path) -> Journal:
    """The next start."""
    books.journal.close()
    return Journal(books.journal.path, black_box=BlackBox(path))


def test_every_event_is_a_line_as_soon_as_it_is_durable(boxed: Books, path: Path) -> None:
    payment = boxed.intent()
    for made, state in enumerate((S.HELD, S.CONFIRMING, S.PAID), 2):
        payment = boxed.walk(payment, state, payment_id=PID)
        assert len(lines(path)) == made
    events = boxed.journal.rows("SELECT seq, at, transaction_id, state, note, hash FROM payment_events")
    for line, event in zip(lines(path), events, strict=True):
        assert line.keys() == MEMBERS
        assert event.items() <= line.items()
        assert line["amount_tiyin"] == payment.amount.tiyin
    assert [line["payment_id"] for line in lines(path)] == [None, PID, PID, PID]


def test_what_was_undone_is_no_line(boxed: Books, path: Path) -> None:
    payment = boxed.intent()

    def in_vain() -> None:
        with boxed.payments.together():
            boxed.walk(payment, S.HELD, payment_id=PID)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_vain()
    boxed.walk(payment, S.REFUSED)
    assert [line["state"] for line in lines(path)] == ["sending", "refused"]


def test_several_facts_of_one_step_come_together_and_not_before(boxed: Books, path: Path) -> None:
    payment = boxed.intent()
    with boxed.payments.together():
        boxed.walk(payment, S.HELD, S.CONFIRMING, payment_id=PID)
        assert len(lines(path)) == 1
    assert [line["seq"] for line in lines(path)] == [1, 2, 3]


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's here")
def test_it_is_for_this_user_alone(boxed: Books, path: Path) -> None:
    boxed.paid()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_card_no_phone_and_no_code_is_in_it(boxed: Books, path: Path) -> None:
    boxed.walk(boxed.intent(code="fingerprint-of-a-code"), S.REFUSED, error_note="Недостаточно")
    payment = boxed.paid()
    text = path.read_text("utf-8")
    for secret in ("fingerprint", payment.card.card_number, payment.card.phone_number, "Недостаточно"):
        assert secret not in text


# ---- the next start -------------------------------------------------------------------------------------


def test_a_start_on_the_same_journal_adds_nothing(boxed: Books, path: Path) -> None:
    boxed.paid()
    before = path.read_bytes()
    again(boxed, path).close()
    assert path.read_bytes() == before


@pytest.mark.parametrize("cut", ["lost", "torn", "empty", "garbage at the end", "half of it"])
def test_what_a_crash_kept_out_is_put_in_at_the_next_start(boxed: Books, path: Path, cut: str) -> None:
    boxed.paid()
    boxed.walk(boxed.intent(), S.REFUSED)
    boxed.journal.close()
    whole = path.read_bytes()
    if cut == "lost":
        path.unlink()
    else:
        path.write_bytes(
            {
                "torn": whole[:-20],
                "empty": b"",
                "garbage at the end": whole[:-1] + b"\n" + b"\0" * 512 + b"\n\xff[[[[",
                "half of it": whole[: len(whole) // 2],
            }[cut]
        )
    again(boxed, path).close()
    known = {}
    for raw in path.read_bytes().splitlines():
        try:
            line = json.loads(raw)
        except ValueError:
            continue
        known[line["seq"]] = line
    assert [known[seq] for seq in sorted(known)] == [json.loads(raw) for raw in whole.splitlines()]
    assert BlackBox(path).newest() == (6, known[6]["hash"])


@pytest.mark.parametrize("sold_on", [False, True], ids=["as it was", "and sold on"])
def test_an_older_copy_of_the_journal_is_known(boxed: Books, path: Path, sold_on: bool) -> None:
    boxed.paid()
    boxed.journal.close()
    old = path.with_name("old.sqlite3")
    shutil.copy(boxed.journal.path, old)
    newer = open_books(boxed.journal.path, boxed.clock, BlackBox(path))
    newer.numbers = boxed.numbers
    newer.paid(PaymentId(PID + 1))
    newer.journal.close()
    shutil.copy(old, boxed.journal.path)
    if sold_on:  # without the box the old copy went its own way, and is longer than the other by now
        other = open_books(boxed.journal.path, boxed.clock)
        other.numbers = boxed.numbers
        for number in range(3):
            other.paid(PaymentId(PID + 5 + number))
        other.journal.close()
    before = boxed.journal.path.read_bytes(), path.read_bytes()
    with pytest.raises(JournalOlder) as refused:
        Journal(boxed.journal.path, black_box=BlackBox(path))
    assert refused.value.facts["known_seq"] == 8
    assert refused.value.facts["found_seq"] == (16 if sold_on else 4)
    assert (boxed.journal.path.read_bytes(), path.read_bytes()) == before
    report = inspect(boxed.journal.path, path)
    assert (report.flaw, report.ok) == (Flaw.OLDER, False)
    safe = open_safely(boxed.journal.path, BlackBox(path))
    assert isinstance(safe.trouble, JournalOlder)
    safe.close()
    path.rename(path.with_name("kept.jsonl"))  # the manager's word: this copy it is
    Journal(boxed.journal.path, black_box=BlackBox(path)).close()
    assert BlackBox(path).newest() is not None


def test_a_new_journal_in_the_place_of_one_with_payments_is_not_taken(boxed: Books, path: Path) -> None:
    boxed.paid()
    boxed.journal.close()
    boxed.journal.path.unlink()
    with pytest.raises(JournalOlder):
        Journal(boxed.journal.path, black_box=BlackBox(path))


def test_a_full_check_takes_the_black_box_in(boxed: Books, path: Path) -> None:
    boxed.paid()
    assert inspect(boxed.journal.path, path).ok  # beside the open journal
    assert inspect(boxed.journal.path, path.with_name("none")).ok


# ---- size -----------------------------------------------------------------------------------------------


def wait_for_sync(box: BlackBox) -> None:
    box.close()  # which ends its thread


def test_a_box_that_has_grown_large_keeps_its_newer_half(path: Path) -> None:
    box = BlackBox(path, most_bytes=20_000, sync_after_s=0)
    for seq in range(1, 1001):
        box.append([{"seq": seq, "hash": f"{seq:064}"}])
    wait_for_sync(box)
    kept = lines(path)
    assert path.stat().st_size <= 20_000
    assert [line["seq"] for line in kept] == list(range(kept[0]["seq"], 1001))
    assert BlackBox(path).newest() == (1000, f"{1000:064}")
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_it_is_written_on_after_it_was_shortened(path: Path) -> None:
    box = BlackBox(path, most_bytes=5_000, sync_after_s=0)
    for round_ in range(3):
        for seq in range(round_ * 100 + 1, round_ * 100 + 101):
            box.append([{"seq": seq, "hash": "h"}])
        wait_for_sync(box)
    kept = lines(path)
    assert [line["seq"] for line in kept] == list(range(kept[0]["seq"], 301))


def test_half_a_new_file_of_a_start_that_was_cut_off_is_no_matter(path: Path) -> None:
    path.with_name("box.jsonl.new").write_bytes(b'{"seq": 9, "hash"')
    box = BlackBox(path, most_bytes=1_000, sync_after_s=0)
    for seq in range(1, 101):
        box.append([{"seq": seq, "hash": "h"}])
    wait_for_sync(box)
    assert lines(path)[-1]["seq"] == 100


# ---- trouble of its own ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("allow_warnings")
def test_a_box_that_cannot_be_written_stops_no_payment(boxed: Books, path: Path) -> None:
    path.mkdir()
    payment = boxed.paid()
    assert boxed.payments.payment(payment.transaction_id).is_paid


def test_in_an_emergency_a_line_is_written_that_says_so(boxed: Books, path: Path) -> None:
    payment = boxed.intent()
    boxed.payments.emergency(payment.learn(payment_id=PID), "journal_failed")
    line = lines(path)[-1]
    assert (line["seq"], line["emergency"], line["note"]) == (None, True, "journal_failed")
    assert (line["transaction_id"], line["payment_id"]) == (payment.transaction_id, PID)
    assert BlackBox(path).newest() == (1, lines(path)[0]["hash"])  # it is no link
    again(boxed, path).close()


def test_an_emergency_without_a_black_box_is_no_error(books: Books) -> None:
    books.payments.emergency(books.intent(), "journal_failed")


def test_an_emergency_that_cannot_be_written_is_no_error(boxed: Books, path: Path, tmp_path: Path) -> None:
    payment = boxed.intent()
    assert boxed.journal.black_box
    boxed.journal.black_box.close()
    boxed.journal.black_box = BlackBox(tmp_path / "none" / "box.jsonl")
    boxed.payments.emergency(payment, "journal_failed")


class FullDisk(BlackBox):
    """As a disk with room for a line only once the ballast is gone."""

    def __init__(self, path: Path, ballast: Path) -> None:
        super().__init__(path)
        self.ballast = ballast

    def _write(self, text: bytes) -> None:
        if self.ballast.exists():
            raise OSError(28, "No space left on device")
        super()._write(text)


@pytest.mark.usefixtures("allow_warnings")
def test_an_emergency_without_room_takes_the_place_of_the_ballast(
    tmp_path: Path, path: Path, clock: FakeClock
) -> None:
    ballast = tmp_path / "ballast"
    ballast.write_bytes(b"1")
    journal = Journal(tmp_path / "j.sqlite3", black_box=FullDisk(path, ballast), room=Room(ballast))
    books = open_books(tmp_path / "other.sqlite3", clock)
    payment = books.intent()
    books.journal.close()
    JournalPayments(journal, clock).emergency(payment, "journal_failed")
    journal.close()
    assert not ballast.exists()
    assert lines(path)[0]["transaction_id"] == payment.transaction_id


def test_a_torn_line_is_not_written_on(path: Path) -> None:
    path.write_bytes(b'{"seq": 1, "hash": "h"}\n{"seq": 2, "ha')
    box = BlackBox(path)
    box.append([{"seq": 2, "hash": "h2"}])
    box.close()
    assert path.read_bytes().splitlines()[1:] == [b'{"seq": 2, "ha', b'{"seq":2,"hash":"h2"}']
    assert box.newest() == (2, "h2")


def test_other_programs_lines_are_passed_over(path: Path) -> None:
    path.write_bytes(b'{"seq":3,"hash":"h"}\n{"seq":true,"hash":"x"}\n{"seq":9}\n[4]\n"5"\nnull\n\n')
    assert BlackBox(path).newest() == (3, "h")
    assert BlackBox(path.with_name("none")).newest() is None


def test_what_the_box_says_is_what_the_file_says(boxed: Books, path: Path) -> None:
    boxed.paid()
    with outside(boxed.journal.path) as connection:
        head = connection.execute("SELECT seq, hash FROM payment_events ORDER BY seq DESC").fetchone()
    assert BlackBox(path).newest() == head
