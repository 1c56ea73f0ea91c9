"""A home as the first released program left it, with what CLICK holds of its payments."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.powercut.lab import snapshot
from tests.powercut.recording import Before
from tests.powercut.wire import Line, Told

KEPT = Path(__file__).parents[1] / "journal" / "schema_v1.sql"


def kept_by_an_older_program(place: Path) -> Before:
    """The journal that the tests of the schema keep; all that stands in it counts as told."""
    home = place / "home"
    home.mkdir()
    with closing(sqlite3.connect(home / "journal.sqlite3")) as connection:
        connection.executescript(KEPT.read_text("utf-8"))
        connection.execute("PRAGMA journal_mode=WAL")
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute("SELECT * FROM payments")]
    said = [
        {name: row[name] for name in ("transaction_id", "state", "payment_id")} | {"fiscal": "none"}
        for row in rows
    ]
    ledger = [_booked(row) for row in rows if row["payment_id"] is not None]
    return Before(snapshot(home), ledger, Told(lines=[Line(0, json.dumps({"payments": said}))]))


def _booked(row: dict[str, Any]) -> dict[str, Any]:
    """The line of CLICK's book for a payment that has a payment_id."""
    paid = row["state"] == "paid"
    receipt = {
        "url": "https://ofd.example/1",
        "total_tiyin": row["amount_tiyin"],
        "received_card": row["amount_tiyin"],
        "received_cash": 0,
        "received_ecash": 0,
        "items": [],
        "submitted_at": row["created_at"],
    }
    return {
        "payment": {
            "payment_id": row["payment_id"],
            "transaction_id": row["transaction_id"],
            "cashbox_code": row["cashbox_code"],
            "amount_tiyin": row["amount_tiyin"],
            "scenario": "approved",
            "confirm_mode": True,
            "state": "captured" if paid else "cancelled",
            "created_at": row["created_at"],
            "changed_at": row["created_at"],
            "confirm_requests": int(paid),
            "confirmed": paid,
            "receipts": [receipt] if paid else [],
        }
    }
