"""The checker finds what is wrong with images made wrong by hand, each by the invariant that it breaks."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pos.journal.database import Journal
from tests.core.kit import PID
from tests.fakes.clock import FakeClock
from tests.journal.kit import open_books
from tests.powercut import checker
from tests.powercut.older import KEPT
from tests.powercut.wire import Line, Request, Told

PAID = "L000000000000000000000002A"
BOOKED: dict[str, Any] = {
    "payment_id": PID,
    "transaction_id": PAID,
    "amount_tiyin": 2050000,
    "state": "captured",
    "receipts": [{"total_tiyin": 2050000}],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A whole journal: one payment paid, one refused, one cancelled in the end."""
    made = tmp_path / "journal.sqlite3"
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.executescript(KEPT.read_text("utf-8"))
    return made


def spoil(path: Path, *statements: str) -> checker.Journal:
    """The journal after a hand that minds no guard."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        guards = [
            row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ]
        for guard in guards:
            connection.execute(f"DROP TRIGGER {guard}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return checker.read_journal(path)


def ended(path: Path) -> checker.Journal:
    """With what is not final left out."""
    return spoil(
        path,
        "DELETE FROM payment_events WHERE transaction_id = 'L000000000000000000000006A'",
        "DELETE FROM payments WHERE transaction_id = 'L000000000000000000000006A'",
    )


def sent(call: str, **body: object) -> Told:
    return Told([Request(3, 4, 0.0, call, f"/v2/merchant/{call}", body)])


def said(state: str, fiscal: str = "done") -> Told:
    row = f'{{"transaction_id": "{PAID}", "payment_id": {PID}, "state": "{state}", "fiscal": "{fiscal}"}}'
    return Told(lines=[Line(3, row)])


def test_a_whole_journal_is_blameless(path: Path) -> None:
    journal = ended(path)
    assert not journal.damage
    assert not checker.disagreements(journal, [BOOKED])
    for told in (sent("payment", transaction_id=PAID), sent("confirm", payment_id=PID), said("paid")):
        assert not checker.lost(journal, told, 5)
    hashes = [event["hash"] for event in journal.events]
    assert not checker.not_a_beginning(journal, [*hashes, "one more"])


def test_the_checkers_own_arithmetic_is_that_of_the_journal(tmp_path: Path) -> None:
    open_books(tmp_path / "new.sqlite3", FakeClock())
    Journal(tmp_path / "new.sqlite3").close()
    assert not checker.read_journal(tmp_path / "new.sqlite3").damage


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        (sent("payment", transaction_id="L000000000000000000000009A"), "W1"),
        (sent("confirm", payment_id=PID + 1), "W3"),
        (Told([Request(3, 4, 0.0, "reversal", f"/payment/reversal/31/{PID}", {})]), "W5"),
        (Told(sent("submit_items", payment_id=PID).requests * 2), "W5"),
        (said("refused"), "W4"),
    ],
)
def test_what_was_told_and_is_not_written_is_lost(path: Path, told: Told, rule: str) -> None:
    [sentence] = checker.lost(ended(path), told, 5)
    assert sentence.startswith(rule)
    assert not checker.lost(ended(path), told, 2), "it had not been told yet"


def test_a_request_that_was_given_up_before_its_body_names_nothing(path: Path) -> None:
    assert not checker.lost(ended(path), sent("confirm"), 5)


@pytest.mark.parametrize(
    ("booked", "rule"),
    [
        ([], "S2"),
        ([BOOKED | {"state": "cancelled", "receipts": []}], "S2"),
        ([BOOKED | {"payment_id": PID + 1}], "S2"),
        ([BOOKED, BOOKED | {"payment_id": PID + 1}], "S1"),
        ([BOOKED, BOOKED | {"transaction_id": "L000000000000000000000009A"}], "S3"),
        ([BOOKED, BOOKED | {"transaction_id": "L000000000000000000000004A"}], "S4"),
        ([BOOKED | {"amount_tiyin": 2050001}], "S7"),
        ([BOOKED | {"receipts": BOOKED["receipts"] * 2}], "S8"),
        ([BOOKED | {"receipts": []}], "S8"),
    ],
)
def test_click_and_the_journal_disagree(path: Path, booked: list[dict[str, Any]], rule: str) -> None:
    assert rule in {sentence.split()[0] for sentence in checker.disagreements(ended(path), booked)}


def test_what_is_not_final_is_a_breach(path: Path) -> None:
    assert any(each.startswith("L2") for each in checker.disagreements(checker.read_journal(path), [BOOKED]))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payment_events SET facts = replace(facts, '2050000', '2050001') WHERE seq = 1",
        "DELETE FROM payment_events WHERE seq = 2",
        "UPDATE payment_events SET state = 'cancelled' WHERE seq = 2",
        "UPDATE payments SET state = 'refused' WHERE transaction_id = 'L000000000000000000000002A'",
    ],
)
def test_a_changed_journal_does_not_verify(path: Path, statement: str) -> None:
    whole = [event["hash"] for event in checker.read_journal(path).events]
    journal = spoil(path, statement)
    assert any(each.startswith("S10") for each in journal.damage)
    if "DELETE" in statement:
        assert checker.not_a_beginning(journal, whole)


def test_a_torn_file_is_damage_and_an_absent_one_is_empty(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[4096 * 2 : 4096 * 4] = bytes(4096 * 2)
    path.write_bytes(raw)
    assert checker.read_journal(path).damage
    assert checker.read_journal(path.with_name("none")) == checker.Journal({}, [], {}, [])


def test_it_knows_nothing_of_the_till() -> None:
    for name in ("checker.py", "wire.py", "oplog.py", "disk.py", "click_then.py"):
        text = Path(__file__).with_name(name).read_text("utf-8")
        assert "pos." not in text.replace("tests.powercut.", "")
        assert "import pos" not in text
