"""What is done to a journal's file before it is used: whose is it, does it hold, is it up to date."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from pos.core.errors import HomeUnusable, JournalBroken, JournalDamaged, JournalNewer
from pos.journal.black_box import BlackBox
from pos.journal.newer_migrations import SCHEMA_VERSION, migrations
from pos.journal.verify import AT_START, Flaw, Report, check

APPLICATION_ID = 0x434C504F  # "CLPO": a file of another program is not ours to write
BUSY_S = 2.0


def connected(path: Path, *, read_only: bool) -> Database:
    """A connection, to a new file too unless it may only be read. Raises sqlite3.Error, OSError."""
    if read_only:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)
    else:
        if path.parent.is_dir() and path.name != ":memory:" and not path.exists():
            path.touch(mode=0o600)  # this user's alone; SQLite gives the WAL the same rights
        connection = sqlite3.connect(path, timeout=BUSY_S)
    # recursive_triggers is switched on by sqlite-utils (decision 4); the rest is ours.
    db = Database(connection, execute_plugins=False)
    connection.execute("PRAGMA trusted_schema=OFF")
    return db


def prepare(db: Database, path: Path, *, read_only: bool, black_box: BlackBox | None) -> None:
    """Refuse what is not ours or does not hold, then bring it up to date. Nothing is written before that.

    For reading alone it need not hold.

    Raises:
        JournalDamaged, JournalBroken, JournalOlder, JournalNewer, HomeUnusable, sqlite3.Error.
    """
    is_new = is_empty(db)
    if not is_new:
        _refuse_strangers(db, path)
        if not read_only:
            _refuse_broken(check(db.conn, AT_START), path)
            if black_box is not None:
                black_box.compare(db.conn)
    elif read_only:
        raise JournalDamaged("there is nothing in it", file=str(path))
    elif black_box is not None:
        black_box.refuse_new()
    if read_only:
        db.conn.execute("PRAGMA query_only=ON")
    else:
        _switch_on(db, path)
        _migrate(db, path, is_new=is_new)


def is_empty(db: Database) -> bool:
    """Whether the file is new: absent, empty, or left by a first start that was cut off."""
    return pragma(db, "application_id") == 0 and not pragma(db, "schema_version")


def pragma(db: Database, name: str) -> str | int:
    """The first value of a pragma's answer."""
    value: str | int = db.conn.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _refuse_strangers(db: Database, path: Path) -> None:
    if pragma(db, "application_id") != APPLICATION_ID:
        raise JournalDamaged("another program's file", file=str(path))
    version = int(pragma(db, "user_version"))
    if version > SCHEMA_VERSION:
        raise JournalNewer("written by a newer program", found=version, known=SCHEMA_VERSION)


def _refuse_broken(found: Report, path: Path) -> None:
    if found.flaw is Flaw.FILE:
        raise JournalDamaged(found.trouble, file=str(path))
    if not found.ok:
        raise JournalBroken(found.trouble, file=str(path), seq=found.broken_seq, why=str(found.flaw))


def _switch_on(db: Database, path: Path) -> None:
    """After the checks: WAL is written into the file itself."""
    if pragma(db, "journal_mode=WAL") != "wal":
        raise HomeUnusable("no WAL here", folder=str(path.parent))
    for setting in ("synchronous=FULL", "foreign_keys=ON"):
        db.conn.execute(f"PRAGMA {setting}")


def _migrate(db: Database, path: Path, *, is_new: bool) -> None:
    if not migrations.pending(db):
        return
    if not is_new:
        _copy_before_migrating(db, path)
    with db.atomic():  # the steps and the numbers that say so: all or none (K11)
        migrations.apply(db)
        db.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.conn.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def _copy_before_migrating(db: Database, path: Path) -> None:
    target = path.with_suffix(f".before-v{SCHEMA_VERSION}.sqlite3")
    if target.exists():
        return
    # Under another name until it is whole and on the disk: VACUUM INTO may be cut off, and never syncs.
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    db.conn.execute("VACUUM INTO ?", [str(partial)])
    with partial.open("rb+") as made:
        os.fsync(made.fileno())
    partial.replace(target)
