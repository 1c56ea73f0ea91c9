"""Room on the disk: no sale begins in the last of it; a ballast makes room for what must be written (E01).

Engine thread.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from shutil import disk_usage

from pos.core.errors import DiskFull

MB = 1024 * 1024
NEEDED_TO_SELL = 200 * MB
BALLAST_BYTES = 64 * MB
NEEDED_FOR_BALLAST = 1024 * MB
_STEP = 4 * MB
_BELIEVED_S = 1.0


def _free_bytes(folder: Path) -> int:
    return disk_usage(folder).free


class Room:
    """The disk of one home, and the ballast in it: a file that is worth nothing but its size."""

    def __init__(
        self,
        ballast: Path,
        free_bytes: Callable[[Path], int] = _free_bytes,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ballast = ballast
        self._free_bytes = free_bytes
        self._monotonic_s = monotonic_s
        self._seen: tuple[float, int] | None = None

    def require(self) -> None:
        """Refuse to begin a sale that might not be written to its end. Believes what it saw for a second.

        Raises:
            DiskFull: less than 200 MB are free.
        """
        now_s = self._monotonic_s()
        if self._seen is None or now_s - self._seen[0] >= _BELIEVED_S:
            try:
                self._seen = now_s, self._free_bytes(self._ballast.parent)
            except OSError:
                return  # the journal itself will say what is wrong with the disk
        if self._seen[1] < NEEDED_TO_SELL:
            folder = str(self._ballast.parent)
            raise DiskFull("too little room to sell", folder=folder, free_mb=self._seen[1] // MB)

    def give_up_ballast(self) -> bool:
        """Make room for the commits that matter. Whether there was a ballast to give up. Never raises."""
        try:
            self._ballast.unlink()
        except OSError:
            return False
        return True

    def lay_ballast(self) -> None:
        """Put the ballast there, or the rest of it, when there is plenty of room. Never raises."""
        with contextlib.suppress(OSError):
            if self._free_bytes(self._ballast.parent) <= NEEDED_FOR_BALLAST:
                return
            handle = os.open(self._ballast, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            try:
                self._fill(handle)
            finally:
                os.close(handle)

    @staticmethod
    def _fill(handle: int) -> None:
        """In small steps: each takes a moment only, and what is there after a crash is kept."""
        size = os.fstat(handle).st_size
        while size < BALLAST_BYTES:
            step = min(_STEP, BALLAST_BYTES - size)
            if sys.platform == "linux":
                os.posix_fallocate(handle, size, step)
            else:  # Windows gives a file its clusters when its end is moved
                os.ftruncate(handle, size + step)
            size += step
