"""Opens the journal: one connection, WAL, synchronous=FULL; a stranger's file is refused. Engine thread."""

from __future__ import annotations

import os
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
        if path.parent.is_dir() and path.name != ":memory:" and not path.exists():
            path.touch(mode=0o600)  # this user's alone; SQLite gives the WAL the same rights
        connection = sqlite3.connect(path, timeout=2.0)
        try:
            # recursive_triggers is switched on by sqlite-utils (decision 4); the rest is ours.
            self.db = Database(connection, execute_plugins=False)
            connection.execute("PRAGMA trusted_schema=OFF")
            is_new = self._refuse_strangers()  # before WAL, which is written into the file itself
            if self._pragma("journal_mode=WAL") != "wal":
                raise HomeUnusable("no WAL here", folder=str(path.parent))
            for pragma in ("synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {pragma}")
            if migrations.pending(self.db):
                if not is_new:
                    self._copy_before_migrating()
                with self.db.atomic():  # the steps and the numbers that say so: all or none (K11)
                    migrations.apply(self.db)
                    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        except BaseException:
            connection.close()
            raise

    def _refuse_strangers(self) -> bool:
        """Whether the file is new: absent, empty, or left by a first start that was cut off."""
        if self._pragma("application_id") == 0 and not self._pragma("schema_version"):
            return True
        if self._pragma("application_id") != APPLICATION_ID:
            raise JournalDamaged("another program's file", file=str(self.path))
        version = int(self._pragma("user_version"))
        if version > SCHEMA_VERSION:
            raise JournalNewer("written by a newer program", found=version, known=SCHEMA_VERSION)
        if self._pragma("quick_check(1)") != "ok":
            raise JournalDamaged("quick_check failed", file=str(self.path))
        return False

    def _pragma(self, name: str) -> str | int:
        value: str | int = self.db.conn.execute(f"PRAGMA {name}").fetchone()[0]
        return value

    def _copy_before_migrating(self) -> None:
        target = self.path.with_suffix(f".before-v{SCHEMA_VERSION}.sqlite3")
        if target.exists():
            return
        # Under another name until it is whole and on the disk: VACUUM INTO may be cut off, and never syncs.
        partial = target.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        self.db.conn.execute("VACUUM INTO ?", [str(partial)])
        with partial.open("rb+") as made:
            os.fsync(made.fileno())
        partial.replace(target)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One durable step: BEGIN IMMEDIATE, COMMIT when the block ends, nothing when it raises.

        Inside another one it is a part of that: several facts become durable with one wait for the disk.
        """
        connection = self.db.conn
        with translated(self.path):
            if connection.in_transaction:
                yield connection
                return
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
