"""The real command line, made to die on demand: SIGKILL at a named point, as `tests.crash.victim` does it.

The points are before and after each COMMIT, named by what it makes durable: "prepared" when it holds a new
attempt, "paid" when it holds a payment. The parent writes the name of one into the file $STORM_DOOM; the
process dies when it passes there next. Nothing in `pos` knows of it. POSIX only.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

DOOM = "STORM_DOOM"


def passage(point: str) -> None:
    """Pass a point, and die there when that is wanted."""
    try:
        wanted = Path(os.environ[DOOM]).read_text("utf-8")
    except FileNotFoundError:
        return
    if wanted == point:
        os.kill(os.getpid(), signal.SIGKILL)


class Witness(sqlite3.Connection):
    """Knows what a COMMIT is about by what is in the table before and after."""

    _before = (0, 0)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:  # noqa: ANN401 - as sqlite3 has it
        """As ever, with a passage before and after each COMMIT."""
        word = sql.lstrip().partition(" ")[0].upper()
        if word != "COMMIT" or not self.in_transaction:
            cursor = super().execute(sql, parameters)
            if word == "BEGIN":
                self._before = self._look()
            return cursor
        all_now, paid_now = self._look()
        name = "prepared" if all_now > self._before[0] else "other"
        name = "paid" if paid_now > self._before[1] else name
        passage(f"before commit: {name}")
        cursor = super().execute(sql, parameters)
        passage(f"after commit: {name}")
        return cursor

    def _look(self) -> tuple[int, int]:
        cursor = self.cursor()
        cursor.row_factory = None
        if not cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'attempts'").fetchone():
            return (0, 0)
        row = cursor.execute("SELECT count(*), coalesce(sum(state = 'paid'), 0) FROM attempts").fetchone()
        return int(row[0]), int(row[1])


def wrap() -> None:
    """Whoever connects from now on gets a witness."""
    connect = sqlite3.connect

    def connecting(*args: Any, **more: Any) -> sqlite3.Connection:  # noqa: ANN401 - as sqlite3 has it
        connection: sqlite3.Connection = connect(*args, **{"factory": Witness, **more})
        return connection

    sqlite3.connect = connecting  # type: ignore[assignment]


if __name__ == "__main__":
    wrap()
    from pos.__main__ import main

    sys.argv[0] = "pos"
    main()
