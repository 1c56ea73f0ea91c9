"""Opens the journal: one connection, WAL, synchronous=FULL; a stranger's file is refused. Engine thread."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from pos.core.errors import Bug, DiskFull, HomeUnusable, JournalDamaged, JournalNewer, JournalTrouble
from pos.journal.migrations import SCHEMA_VERSION, migrations

APPLICATION_ID = 0x434C504F  # "CLPO": a file of another program is not ours to write
_FULL = ("disk is full", "database or disk is full")
_READ_ONLY = ("readonly", "unable to open")
_DAMAGED = ("malformed", "not a database", "disk image")


class Journal:
    """The open journal. `transaction()` is the only way to write; it returns when the commit is durable."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with translated(path):
            self._open(path)

    def _open(self, path: Path) -> None:
        existed = path.exists() and path.stat().st_size > 0
        connection = sqlite3.connect(path, timeout=2.0)
        try:
            # recursive_triggers is switched on by sqlite-utils (decision 4); the rest is ours.
            self.db = Database(connection, execute_plugins=False)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
                connection.execute(f"PRAGMA {pragma}").fetchall()
            self._refuse_strangers(existed)
            if migrations.pending(self.db):
                if existed:
                    self._copy_before_migrating()
                migrations.apply(self.db)
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        except BaseException:
            connection.close()
            raise

    def _refuse_strangers(self, existed: bool) -> None:
        version = int(self._pragma("user_version"))
        if version > SCHEMA_VERSION:
            raise JournalNewer("written by a newer program", found=version, known=SCHEMA_VERSION)
        if existed and self._pragma("application_id") not in {0, APPLICATION_ID}:
            raise JournalDamaged("another program's file", file=str(self.path))
        if existed and self._pragma("quick_check(1)") != "ok":
            raise JournalDamaged("quick_check failed", file=str(self.path))

    def _pragma(self, name: str) -> str | int:
        value: str | int = self.db.conn.execute(f"PRAGMA {name}").fetchone()[0]
        return value

    def _copy_before_migrating(self) -> None:
        target = self.path.with_suffix(f".before-v{SCHEMA_VERSION}.sqlite3")
        if not target.exists():
            self.db.conn.execute("VACUUM INTO ?", [str(target)])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One durable step: BEGIN IMMEDIATE, COMMIT when the block ends, nothing when it raises."""
        connection = self.db.conn
        with translated(self.path):
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A failed COMMIT may have ended the transaction already.
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    def rows(
        self, sql: str, parameters: tuple[object, ...] | dict[str, object] = ()
    ) -> list[dict[str, object]]:
        """Read."""
        with translated(self.path):
            return [dict(row) for row in self.db.query(sql, parameters)]

    def close(self) -> None:
        """Close; a journal closed twice stays closed."""
        self.db.close()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn sqlite's errors into ours; IntegrityError passes, its meaning is the caller's."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.ProgrammingError as error:
        raise Bug(f"the journal was used wrongly: {error}") from error
    except (sqlite3.Error, OSError) as error:
        raise _meaning(str(error), path) from error


def _meaning(text: str, path: Path) -> JournalTrouble:
    low = text.lower()
    if any(words in low for words in _FULL):
        free_mb = shutil.disk_usage(path.parent).free >> 20 if path.parent.exists() else 0
        return DiskFull(text, folder=str(path.parent), free_mb=free_mb)
    if any(words in low for words in _READ_ONLY):
        return HomeUnusable(text, folder=str(path.parent))
    if any(words in low for words in _DAMAGED):
        return JournalDamaged(text, file=str(path))
    return JournalTrouble(text, file=str(path))
