"""The checker finds what is wrong: hand-made ledgers, each bad in one way."""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.crash.books import Evidence
from tests.crash.checker import FIRST_HASH, check, link, moved

TID, OTHER, SALE, PID, AMOUNT = "T1A", "T2A", "S1A", 7, 50_000
COLUMNS = ("transaction_id", "sale_id", "cart_hash", "amount_tiyin", "state", "payment_id", "confirm_mode")
TABLES = """
CREATE TABLE payments (transaction_id TEXT, sale_id TEXT, cart_hash TEXT, amount_tiyin INTEGER, state TEXT,
    payment_id INTEGER, confirm_mode INTEGER, otp_fingerprint TEXT);
CREATE TABLE payment_events (seq INTEGER PRIMARY KEY, transaction_id TEXT, at TEXT, state TEXT, note TEXT,
    facts TEXT, previous_hash TEXT, hash TEXT);
CREATE TABLE sales (sale_id TEXT, cart_hash TEXT, total_tiyin INTEGER);
CREATE TABLE fiscal_outbox (payment_id INTEGER, state TEXT, link TEXT, sends INTEGER, why TEXT);
CREATE TABLE facts (name TEXT, value TEXT);
CREATE TABLE goods (barcode TEXT);
"""
GOOD_LIFE = (
    ("intent", "sending"),
    ("held", "held"),
    ("confirming", "confirming"),
    ("paid", "paid"),
)
BOOKED = {
    "payment_id": PID,
    "transaction_id": TID,
    "amount_tiyin": AMOUNT,
    "confirm_mode": True,
    "state": "captured",
    "confirmed": True,
    "confirm_requests": 1,
    "receipts": [{"total_tiyin": AMOUNT, "received_card": AMOUNT, "received_cash": 0, "received_ecash": 0}],
}
LEDGER: dict[str, Any] = {
    "payments": [BOOKED],
    "captured_tiyin": AMOUNT,
    "charge_posts": {TID: 1},
    "requests": {"payment": 1, "confirm": 1},
    "log": [],
}
TRACE: list[list[Any]] = [
    ["durable", ["intent", TID, "sending"]],
    ["point", "payment: first byte"],
    ["durable", ["held", TID, "held"], ["confirming", TID, "confirming"]],
    ["point", "confirm: first byte"],
    ["durable", ["paid", TID, "paid"]],
    ["told", TID, "paid"],
    ["durable", ["fiscal put", str(PID)]],
    ["durable", ["fiscal sending", str(PID)]],
    ["point", "submit_items: first byte"],
    ["durable", ["fiscal done", str(PID)]],
]


class Shop:
    """A journal and CLICK's ledger that agree; a test spoils one thing."""

    def __init__(self, folder: Path) -> None:
        self.journal = folder / "journal.sqlite3"
        self.ledger = copy.deepcopy(LEDGER)
        self.db = sqlite3.connect(self.journal, isolation_level=None)
        self.db.executescript(TABLES)
        self.live(TID, SALE, PID, GOOD_LIFE)
        self.db.execute("INSERT INTO fiscal_outbox VALUES (?, 'done', 'https://…', 1, '')", (PID,))

    def live(self, tid: str, sale: str, payment_id: int | None, life: tuple[tuple[str, str], ...]) -> None:
        """A payment with its events."""
        self.db.execute("INSERT INTO sales VALUES (?, 'cart', ?)", (sale, AMOUNT))
        for note, state in life:
            row = (tid, sale, "cart", AMOUNT, state, payment_id if note != "intent" else None, 1)
            self.append(tid, state, note, dict(zip(COLUMNS, row, strict=True)))
        self.db.execute("INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", row)

    def append(self, tid: str, state: str, note: str, facts: dict[str, Any]) -> None:
        """One link."""
        last = self.db.execute("SELECT seq, hash FROM payment_events ORDER BY seq DESC").fetchone()
        seq, previous = (last[0] + 1, last[1]) if last else (1, FIRST_HASH)
        event = {
            "seq": seq, "transaction_id": tid, "at": "2026-11-24T08:00:00+00:00", "state": state,
            "note": note, "facts": json.dumps(facts),
        }  # fmt: skip
        self.db.execute(
            "INSERT INTO payment_events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*event.values(), previous, link(event, previous)),
        )

    def evidence(self) -> Evidence:
        """What the checker gets."""
        said = [{"transaction_id": TID, "state": "paid", "payment_id": PID, "fiscal": "done"}]
        return Evidence(self.ledger, self.journal, said, [("pay", TRACE)], ["CANARY"])

    def booked(self) -> dict[str, Any]:
        """The payment at CLICK."""
        found: dict[str, Any] = self.ledger["payments"][0]
        return found

    def close(self) -> None:
        """Leave the file to the checker."""
        self.db.close()


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def rules(shop: Shop, evidence: Evidence | None = None) -> set[str]:
    shop.close()
    return {breach.partition(":")[0] for breach in check(evidence or shop.evidence())}


def test_ledgers_that_agree_have_no_breach(shop: Shop) -> None:
    assert rules(shop) == set()


def _another_capture(shop: Shop) -> None:
    shop.live(OTHER, SALE, 8, GOOD_LIFE)
    shop.ledger["payments"].append({**BOOKED, "payment_id": 8, "transaction_id": OTHER})
    shop.ledger["captured_tiyin"] *= 2
    shop.db.execute("INSERT INTO fiscal_outbox VALUES (8, 'done', 'https://…', 1, '')")


def _unknown_to_us(shop: Shop) -> None:
    shop.ledger["payments"].append({**BOOKED, "payment_id": 8, "transaction_id": "T9A", "receipts": []})
    shop.ledger["captured_tiyin"] *= 2


def _refused_and_captured(shop: Shop) -> None:
    shop.live(OTHER, "S2A", None, (("intent", "sending"), ("refused", "refused")))
    shop.ledger["payments"].append({**BOOKED, "payment_id": 8, "transaction_id": OTHER, "receipts": []})
    shop.ledger["captured_tiyin"] *= 2


def _ledger(name: str, value: object) -> Callable[[Shop], None]:
    return lambda shop: shop.booked().__setitem__(name, value)


def _lapsed(shop: Shop) -> None:
    shop.booked()["state"] = "cancelled"
    shop.ledger["captured_tiyin"] = 0


def _sql(*statements: str) -> Callable[[Shop], object]:
    return lambda shop: shop.db.executescript(";".join(statements))


def _life(*life: tuple[str, str]) -> Callable[[Shop], None]:
    return lambda shop: shop.live(OTHER, "S2A", None, life)


RECEIPT = LEDGER["payments"][0]["receipts"][0]
BAD: dict[str, tuple[Callable[[Shop], object], set[str]]] = {
    "two captures of a sale": (_another_capture, {"S1", "S5"}),
    "paid here, returned there": (_lapsed, {"S2", "S8"}),
    "another payment_id": (_ledger("payment_id", 8), {"S2", "W5"}),
    "never confirmed": (_ledger("confirmed", value=False), {"S2"}),
    "another amount": (_ledger("amount_tiyin", AMOUNT + 1), {"S2", "S7"}),
    "a payment without an intent": (_unknown_to_us, {"S3"}),
    "refused and captured": (_refused_and_captured, {"S2", "S4"}),
    "sent twice": (lambda shop: shop.ledger["charge_posts"].update({TID: 2}), {"S6"}),
    "sent without a row": (lambda shop: shop.ledger["charge_posts"].update({"T9A": 1}), {"S3"}),
    "two receipts": (_ledger("receipts", [RECEIPT, RECEIPT]), {"S8"}),
    "no receipt": (_ledger("receipts", []), {"S8"}),
    "a receipt of another sum": (_ledger("receipts", [{**RECEIPT, "total_tiyin": 1}]), {"S7"}),
    "a receipt that was never sent": (_sql("UPDATE fiscal_outbox SET sends = 0"), {"W5", "S10"}),
    "a receipt that waits": (_sql("UPDATE fiscal_outbox SET state = 'pending'"), {"L3", "S10", "S8"}),
    "not in the queue": (_sql("DELETE FROM fiscal_outbox"), {"S8", "S10", "W5"}),
    "a changed event": (_sql("UPDATE payment_events SET at = 'x' WHERE seq = 2"), {"S10"}),
    "a missing event": (_sql("DELETE FROM payment_events WHERE seq = 2"), {"S10", "T5"}),
    "a cut chain": (_sql("DELETE FROM payment_events WHERE seq = 4"), {"S10", "W6"}),
    "a changed row": (_sql("UPDATE payments SET amount_tiyin = 1"), {"W6", "S7"}),
    "a lost row": (_sql("DELETE FROM payments"), {"S3", "S8", "S10"}),
    "a jump": (_life(("intent", "sending"), ("paid", "refused"), ("x", "held")), {"T5", "L2"}),
    "a begin without an intent": (_life(("held", "refused")), {"W1"}),
    "nothing: held, then returned": (
        _life(("intent", "sending"), ("held", "held"), ("x", "cancelled")),
        set(),
    ),
    "still open": (_life(("intent", "sending"), ("answer_lost", "unknown")), {"L2"}),
    "no journal": (_sql("DROP TABLE payments"), {"S10"}),
}


@pytest.mark.parametrize("name", BAD)
def test_each_wrong_thing_is_found(shop: Shop, name: str) -> None:
    spoil, expected = BAD[name]
    spoil(shop)
    assert rules(shop) == expected


def test_a_payment_that_skips_its_confirm_is_found(shop: Shop) -> None:
    shop.live(OTHER, "S2A", 8, (("intent", "sending"), ("held", "held"), ("paid", "paid")))
    shop.ledger["payments"].append({**BOOKED, "payment_id": 8, "transaction_id": OTHER})
    shop.ledger["captured_tiyin"] *= 2
    shop.db.execute("INSERT INTO fiscal_outbox VALUES (8, 'done', 'https://…', 1, '')")
    assert rules(shop) == {"W3"}


SPOKEN: dict[str, tuple[dict[str, Any], set[str]]] = {
    "said refused": ({"said": [{"transaction_id": TID, "state": "refused", "payment_id": None}]}, {"S4"}),
    "said paid, unknown here": ({"said": [{"transaction_id": "T9A", "state": "paid"}]}, {"S10"}),
    "said in a list": ({"said": [{"payments": [{"transaction_id": TID, "state": "cancelled"}]}]}, {"S4"}),
    "told before it was durable": ({"traces": [("pay", [["told", TID, "paid"]])]}, {"W4"}),
    "green before it was durable": ({"traces": [("till", [["point", "screen: before green"]])]}, {"W4"}),
    "posted before the intent": ({"traces": [("pay", [["point", "payment: first byte"]])]}, {"W1"}),
    "confirmed before its record": ({"traces": [("pay", [["point", "confirm: first byte"]])]}, {"W3"}),
    "submitted before its record": ({"traces": [("pay", [["point", "submit_items: first byte"]])]}, {"W5"}),
    "a confirm in recovery": ({"traces": [("recover", [["point", "confirm: before"]])]}, {"T1"}),
    "a lost event": ({"traces": [("pay", [["durable", ["window_over", TID, "unknown"]]])]}, {"S10"}),
    "a lost receipt": ({"traces": [("pay", [["durable", ["fiscal put", "99"]]])]}, {"S10"}),
    "a lost fact": ({"traces": [("pay", [["durable", ["search verified", "mti_verified:1"]]])]}, {"S10"}),
    "lost goods": ({"traces": [("pay", [["durable", ["goods", ""]]])]}, {"S10"}),
    "a secret in a file": ({"secrets": ["SQLite format"]}, {"S11"}),
}


@pytest.mark.parametrize("name", SPOKEN)
def test_what_was_said_and_promised_binds(shop: Shop, name: str) -> None:
    change, expected = SPOKEN[name]
    assert rules(shop, replace(shop.evidence(), **change)) == expected


def test_before_the_end_what_is_open_may_be_captured(shop: Shop) -> None:
    """The recovery has not read it yet: no breach of safety, but one at the end."""
    shop.live(OTHER, "S2A", None, (("intent", "sending"), ("answer_lost", "unknown")))
    shop.ledger["payments"].append({**BOOKED, "payment_id": 8, "transaction_id": OTHER, "receipts": []})
    shop.ledger["captured_tiyin"] *= 2
    shop.close()
    assert check(shop.evidence(), final=False) == []
    assert {breach[:2] for breach in check(shop.evidence())} == {"S2", "L2"}


def test_a_recovery_that_sends_is_found() -> None:
    more = copy.deepcopy(LEDGER)
    assert moved(LEDGER, more) == []
    more["charge_posts"][TID] = 2
    more["requests"] = {"payment": 2, "confirm": 3, "status": 5}
    assert [breach[:2] for breach in moved(LEDGER, more)] == ["T3", "T3", "T1"]


def test_a_file_that_is_no_journal_is_a_breach(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite3").write_bytes(b"not a database at all, but long enough" * 40)
    [breach] = check(Evidence(LEDGER, tmp_path / "journal.sqlite3"))
    assert breach.startswith("S10")
