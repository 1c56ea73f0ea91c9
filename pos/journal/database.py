"""The open journal: one connection, WAL, synchronous=FULL. Engine thread.

A connection that met an error of the disk is never written on again: it is closed, and the next use opens and
checks the file anew (E05). A journal that does not hold can be opened for reading alone (E06).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from pos.core.errors import DiskFull, HomeUnusable, JournalBusy, JournalDamaged, JournalOlder, JournalTrouble
from pos.journal.black_box import BlackBox, Line
from pos.journal.opening import connected, prepare
from pos.journal.room import Room
from pos.journal.troubles import is_deadly, translated

T = TypeVar("T")

OPENINGS = 5
OPEN_AGAIN_S = 0.2


class Journal:
    """`transaction()`, `together()` and `write()` are the ways to write; each returns when it is durable.

    `trouble` is why nothing may be written, or None; `is_in_step` says that a step is under way, `is_dead`
    that the disk failed: whether the last step is in the file is known when it was opened anew.
    """

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        trouble: JournalTrouble | None = None,
        black_box: BlackBox | None = None,
        room: Room | None = None,
    ) -> None:
        """Open it, make it where there is none, bring it up to date.

        Raises:
            JournalDamaged: it is no journal of ours; as JournalBroken: its newest links do not hold.
            JournalOlder: the black box knows more.
            JournalNewer, HomeUnusable, DiskFull, JournalBusy, JournalTrouble.
        """
        self.path = path
        self.trouble = trouble
        self.black_box = black_box
        self.room = room
        self._read_only = read_only
        self.is_dead = False
        self.is_in_step = False
        self._again: list[Callable[[sqlite3.Connection], object]] | None = None
        self._lines: list[Line] = []
        self._open()

    def _open(self) -> None:
        box = None if self._read_only else self.black_box
        with translated(self.path):
            self.db: Database = connected(self.path, read_only=self._read_only)
            try:
                prepare(self.db, self.path, read_only=self._read_only, black_box=box)
                if box is not None:
                    box.catch_up(self.db.conn)
                if self.is_dead and not self._read_only:
                    # What was read back may be in memory only: write it once more, and sync that.
                    self._write_back()
            except BaseException:
                self.db.close()
                raise
        self._file = _identity(self.path)

    def _write_back(self) -> None:
        is_busy: int = self.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if is_busy:
            raise JournalBusy("somebody reads it", file=str(self.path))

    def live(self) -> sqlite3.Connection:
        """The connection; opened and checked anew when the last one died."""
        if self.is_dead:
            if self.is_in_step:
                raise JournalTrouble("the connection died in this step", file=str(self.path))
            with suppress(sqlite3.Error):
                self.db.close()
            self._open()
            self.is_dead = False
        return self.db.conn

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One durable step: BEGIN IMMEDIATE, COMMIT when the block ends, nothing when it raises.

        Inside another one it is a part of that: several facts become durable with one wait for the disk.
        """
        if self.is_in_step:
            self._again = None  # nobody could do this block once more
            with self._watched():
                yield self.live()
            return
        with self._step() as connection:
            yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several `write` calls as one durable step."""
        if self.is_in_step:
            yield
            return
        with self._step():
            self._again = []
            yield

    def write(self, step: Callable[[sqlite3.Connection], T]) -> T:
        """One durable step. Without room it is done once more where the ballast was (E01)."""
        if self.is_in_step:
            if self._again is not None:
                self._again.append(step)
            with self._watched():
                return step(self.live())
        try:
            with self._step() as connection:
                return step(connection)
        except DiskFull:
            if not self._made_room():
                raise
        with self._step() as connection:
            return step(connection)

    @contextmanager
    def _step(self) -> Iterator[sqlite3.Connection]:
        self._refuse_writing()
        connection = self.live()
        self._lines.clear()
        self.is_in_step = True
        try:
            with self._watched():
                connection.execute("BEGIN IMMEDIATE")
                yield connection
            self._commit(connection)
        except BaseException:
            self._roll_back(connection)
            raise
        finally:
            self.is_in_step, self._again = False, None
        self._tell_black_box()

    def _refuse_writing(self) -> None:
        if self._read_only:
            why = self.trouble or JournalTrouble("opened for reading", file=str(self.path))
            raise type(why)(why.detail, **why.facts)
        if self._file != _identity(self.path):
            # What is written to a file that nobody will find again is lost (E07).
            raise JournalOlder("the file was replaced", file=str(self.path), known_seq=0, found_seq=0)

    def _commit(self, connection: sqlite3.Connection) -> None:
        steps = self._again
        try:
            with self._watched():
                self.live().execute("COMMIT")
        except DiskFull:
            if not steps or not self._made_room():
                raise
            self._lines.clear()
            with self._watched():
                connection.execute("BEGIN IMMEDIATE")
                for step in steps:
                    step(connection)
                connection.execute("COMMIT")

    def _made_room(self) -> bool:
        return self.room is not None and self.room.give_up_ballast()

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        self._lines.clear()
        # A failed COMMIT may have ended the transaction already.
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        if self.is_dead:
            with suppress(sqlite3.Error):
                self.db.close()

    def after_commit(self, line: Line) -> None:
        """Put this line into the black box once the step that is under way is durable."""
        self._lines.append(line)

    def _tell_black_box(self) -> None:
        lines, self._lines = self._lines, []
        if self.black_box is not None:
            self.black_box.append(lines)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Translate errors, and note when the connection is dead."""
        try:
            with translated(self.path):
                yield
        except JournalTrouble as error:
            if is_deadly(error.__cause__):
                self.is_dead = True
            raise

    def rows(
        self, sql: str, parameters: tuple[object, ...] | dict[str, object] = ()
    ) -> list[dict[str, object]]:
        """Read."""
        with self._watched():
            self.live()
            return [dict(row) for row in self.db.query(sql, parameters)]

    def close(self) -> None:
        """Close; a journal closed twice stays closed."""
        self.db.close()
        if self.black_box is not None:
            self.black_box.close()


def open_safely(path: Path, black_box: BlackBox | None = None, room: Room | None = None) -> Journal:
    """The journal; one that does not hold, or is older than the black box, for reading alone.

    Its `trouble` then says why; every attempt to write raises it.

    Raises:
        JournalTrouble: it can be neither written nor read.
    """
    try:
        return _patiently(lambda: Journal(path, black_box=black_box, room=room))
    except (JournalDamaged, JournalOlder) as trouble:
        try:
            journal = Journal(path, read_only=True, trouble=trouble, black_box=black_box, room=room)
            journal.rows("SELECT count(*) FROM payments LEFT JOIN fiscal_outbox USING (payment_id)")
        except JournalTrouble:
            raise trouble from None
        return journal


def _patiently(opening: Callable[[], Journal]) -> Journal:
    """A virus scanner or a copy program may hold the file for a moment: five tries (E08)."""
    for _ in range(OPENINGS - 1):
        with suppress(JournalBusy, HomeUnusable):
            return opening()
        threading.Event().wait(OPEN_AGAIN_S)
    return opening()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
