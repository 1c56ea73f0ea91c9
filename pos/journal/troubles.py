"""What SQLite's errors mean to the till, by their code; by their words only where an error carries none."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos.core.errors import Bug, DiskFull, HomeUnusable, JournalBusy, JournalDamaged, JournalTrouble
from pos.paths import trouble as file_trouble

_FULL = frozenset({sqlite3.SQLITE_FULL})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_READ_ONLY = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_DEADLY = _DAMAGED | {sqlite3.SQLITE_IOERR}


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn sqlite's errors into ours; IntegrityError passes, its meaning is the caller's."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.ProgrammingError as error:
        raise Bug(f"the journal was used wrongly: {error}") from error
    except sqlite3.Error as error:
        raise _meaning(error, path) from error
    except OSError as error:
        raise file_trouble(path.parent, error) from error


def is_deadly(error: BaseException | None) -> bool:
    """Whether nothing may be done any more on the connection that raised it (E05).

    After a failed write or sync the pages in memory may not be those on the disk, and count as clean.
    """
    return isinstance(error, sqlite3.Error) and _code(error) in _DEADLY


def is_full(error: BaseException | None) -> bool:
    """Whether there was no room."""
    return isinstance(error, sqlite3.Error) and _code(error) in _FULL


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is at fault, not the disk or another program."""
    return _code(error) in _DAMAGED


def _code(error: sqlite3.Error) -> int:
    """The primary result code; 0 where Python, not SQLite, raised it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _meaning(error: sqlite3.Error, path: Path) -> JournalTrouble:
    code, text = _code(error), str(error)
    if code in _FULL:
        free_mb = shutil.disk_usage(path.parent).free >> 20 if path.parent.exists() else 0
        return DiskFull(text, folder=str(path.parent), free_mb=free_mb)
    if code in _BUSY:
        return JournalBusy(text, file=str(path))
    if code in _READ_ONLY:
        return HomeUnusable(text, folder=str(path.parent))
    if code in _DAMAGED:
        return JournalDamaged(text, file=str(path))
    return JournalTrouble(text, file=str(path))
