"""The journal's file by plain sqlite3: nothing of `pos` is imported here."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any


class Ledger:
    """What is in the file now."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, sql: str, *parameters: object) -> list[dict[str, Any]]:
        """Read."""
        with closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, parameters)]

    def attempts(self, begins: str = "") -> dict[tuple[str, int], dict[str, Any]]:
        """Order and click_trans_id → the attempt; of the orders whose names begin so."""
        rows = self.rows("SELECT * FROM attempts WHERE order_id LIKE ? || '%'", begins)
        return {(row["order_id"], row["click_trans_id"]): row for row in rows}

    def paid_twice(self) -> list[str]:
        """Orders of goods that are owed to more than one attempt."""
        rows = self.rows(
            "SELECT order_id FROM attempts WHERE state = 'paid' AND owes_reversal = 0 AND kind = 'one_shot'"
            " GROUP BY order_id HAVING count(*) > 1"
        )
        return [row["order_id"] for row in rows]

    def zeros(self, path: str) -> Counter[int]:
        """How often Completes of each merchant_prepare_id were answered by 0, as the inbox has it."""
        rows = self.rows("SELECT fields FROM callback_inbox WHERE path = ? AND reply = 0", path)
        told = (json.loads(row["fields"]) for row in rows)
        return Counter(
            int(one["merchant_prepare_id"]) for one in told if one["error"] == "0" and one["action"] == "1"
        )

    def is_whole(self) -> bool:
        """Whether SQLite itself finds nothing wrong."""
        return [list(row.values()) for row in self.rows("PRAGMA integrity_check")] == [["ok"]]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Another program writes all the while."""
        with closing(sqlite3.connect(self._path, isolation_level=None, timeout=10)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                connection.execute("ROLLBACK")
