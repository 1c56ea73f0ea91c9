"""The black box: every event of every payment once more, in lines of text beside the journal (E02, E06, E07).

It shows that an older copy of the journal was put in place, and keeps what a full or broken journal could
not take. A payment does not wait for it: the journal's own sync is the promise, here a thread syncs a moment
later.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from pos.core.errors import JournalOlder

MOST_BYTES = 16 * 1024 * 1024
MOST_CAUGHT_UP = 10_000
SYNC_AFTER_S = 5.0
_TAIL_BYTES = 256 * 1024
_PART = 1024 * 1024

Line = Mapping[str, object]

log = logging.getLogger(__name__)


class BlackBox:
    """One file of JSON lines; opened when there is something to write. Lines are put by the engine thread."""

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES, sync_after_s: float = SYNC_AFTER_S) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._sync_after_s = sync_after_s
        self._handle: int | None = None
        self._lock = threading.Lock()  # the file may be changed for a shorter one by the thread
        self._written = threading.Event()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._in_a_line = False

    # ── beside the journal ───────────────────────────────────────────────────────────────────────

    def compare(self, connection: sqlite3.Connection) -> None:
        """Make sure that the journal is not an older copy. Only reads.

        Raises:
            JournalOlder: it lacks what the newest line says, or says something else in its place.
        """
        known = self.newest()
        if known is None:
            return
        row = connection.execute("SELECT hash FROM payment_events WHERE seq = ?", (known[0],)).fetchone()
        if row is None or row[0] != known[1]:
            head = connection.execute("SELECT coalesce(max(seq), 0) FROM payment_events").fetchone()[0]
            raise self._older(known[0], head)

    def refuse_new(self) -> None:
        """Make sure that a journal may be begun. Raises JournalOlder: one was there, with payments in it."""
        known = self.newest()
        if known is not None:
            raise self._older(known[0], 0)

    def _older(self, known_seq: int, found_seq: int) -> JournalOlder:
        return JournalOlder(
            "the black box knows more", file=str(self._path), known_seq=known_seq, found_seq=found_seq
        )

    def catch_up(self, connection: sqlite3.Connection) -> None:
        """Put in the lines that a crash kept out, or the newest of all when the box is new."""
        known = self.newest()
        after = 0 if known is None else known[0]
        head = connection.execute("SELECT coalesce(max(seq), 0) FROM payment_events").fetchone()[0]
        rows = connection.execute(
            "SELECT seq, at, transaction_id, state, note, facts, hash FROM payment_events"
            " WHERE seq > ? ORDER BY seq",
            (max(after, head - MOST_CAUGHT_UP),),
        )
        self.append([_line_of(*row) for row in rows])

    def newest(self) -> tuple[int, str] | None:
        """Number and hash of the newest link that it knows. A torn line is passed over."""
        for line in self._lines_from_the_end():
            seq, hashed = line.get("seq"), line.get("hash")
            if type(seq) is int and isinstance(hashed, str):
                return seq, hashed
        return None

    def _lines_from_the_end(self) -> Iterator[dict[str, Any]]:
        try:
            with self._path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                start = max(0, size - _TAIL_BYTES)
                file.seek(start)
                tail = file.read().split(b"\n")
        except OSError:
            return
        for raw in reversed(tail[1:] if start else tail):
            with contextlib.suppress(ValueError, RecursionError):
                line = json.loads(raw)
                if isinstance(line, dict):
                    yield line

    # ── writing ──────────────────────────────────────────────────────────────────────────────────

    def append(self, lines: Iterable[Line]) -> None:
        """Write, and let the thread sync. Never raises: what is missing is put in at the next start."""
        text = b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines)
        if not text:
            return
        try:
            with self._lock:
                self._write(text)
        except OSError as error:
            log.warning("the black box could not be written: %s", type(error).__name__)
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._keep_syncing, name="black-box", daemon=True)
            self._thread.start()
        self._written.set()

    def emergency(self, line: Line) -> bool:
        """Write a line that the journal could not take, and sync it now. Whether it is on the disk.

        Never raises.
        """
        text = json.dumps({**line, "emergency": True}, separators=(",", ":")).encode() + b"\n"
        try:
            with self._lock:
                self._write(text)
                if self._handle is not None:
                    os.fsync(self._handle)
        except OSError:
            return False
        return True

    def _write(self, text: bytes) -> None:
        if self._handle is None:
            self._handle = self._open()
        if self._in_a_line:
            text = b"\n" + text  # what was torn stays a line of its own
        self._in_a_line = True
        done = 0
        while done < len(text):
            done += os.write(self._handle, text[done:])
        self._in_a_line = False

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        handle = os.open(self._path, flags, 0o600)
        try:
            size = os.fstat(handle).st_size
            with self._path.open("rb") as file:
                file.seek(max(0, size - 1))
                self._in_a_line = file.read() not in {b"", b"\n"}
        except OSError:
            os.close(handle)
            raise
        return handle

    def close(self) -> None:
        """Sync what is there and let go. May be called twice; it opens again when there is more to write."""
        self._ending.set()
        self._written.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()
        self._ending.clear()
        with self._lock, contextlib.suppress(OSError):
            handle, self._handle = self._handle, None
            if handle is not None:
                os.close(handle)

    # ── the thread ───────────────────────────────────────────────────────────────────────────────

    def _keep_syncing(self) -> None:
        while True:
            self._written.wait()
            # The commits of one payment come in a row: one sync for all, and none beside the journal's own.
            self._ending.wait(self._sync_after_s)
            self._written.clear()
            is_over = self._ending.is_set()  # read after the clear: close() sets it first, then wakes
            try:
                self._sync()
            except OSError as error:
                log.warning("the black box could not be synced: %s", type(error).__name__)
            if is_over:
                return

    def _sync(self) -> None:
        handle = self._handle
        if handle is not None:
            os.fsync(handle)
        size = (self._path.stat() if handle is None else os.fstat(handle)).st_size
        if size > self._most_bytes:
            self._shorten()

    def _shorten(self) -> None:
        """Keep the newer half, and what is put in meanwhile; a crash leaves the old file or the new."""
        fresh = self._path.with_name(f"{self._path.name}.new")
        with _made(fresh) as new:
            with self._path.open("rb") as old:
                old.seek(-self._most_bytes // 2, os.SEEK_END)
                old.readline()
                copied = _copy(old, new)
            os.fsync(new.fileno())  # the long part of it; nobody waits
            with self._lock:
                with self._path.open("rb") as old:
                    old.seek(copied)
                    _copy(old, new)
                os.fsync(new.fileno())
                new.close()
                self._change_for(fresh)

    def _change_for(self, fresh: Path) -> None:
        # Closed first: Windows changes no file that is open.
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)
        fresh.replace(self._path)


def _made(path: Path) -> IO[bytes]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def _copy(old: IO[bytes], new: IO[bytes]) -> int:
    """Copy the rest of `old`; where it ended."""
    while part := old.read(_PART):
        new.write(part)
    new.flush()
    return old.tell()


def line_of(
    seq: int | None, at: str, facts: Mapping[str, object], note: str, hashed: str
) -> dict[str, object]:
    """One line: which link of which payment; no card, no phone, no code."""
    return {
        "seq": seq,
        "at": at,
        "transaction_id": facts["transaction_id"],
        "state": facts["state"],
        "note": note,
        "payment_id": facts["payment_id"],
        "amount_tiyin": facts["amount_tiyin"],
        "hash": hashed,
    }


def _line_of(seq: int, at: str, _tid: str, _state: str, note: str, facts: str, hashed: str) -> Line:
    return line_of(seq, at, json.loads(facts), note, hashed)
