"""How often a till stopped in its recovery (K14): after the third time nothing is begun by itself.

A file in the home counts the starts that found open payments and did not outlive their recovery. Any thread.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from pos.core.errors import JournalTrouble
from pos.paths import Home, write_private

MOST = 3


class Starts:
    """The count of one home. What cannot be written is not counted: it must not keep a till from starting."""

    def __init__(self, home: Home) -> None:
        self._file: Path = home.folder / "recovery.count"

    @property
    def failed(self) -> int:
        """How many starts in a row ended before their recovery did."""
        try:
            said = self._file.read_text("ascii").strip()
        except (OSError, ValueError):
            return 0
        return int(said) if said.isdigit() and len(said) < 6 else 0

    @property
    def too_many(self) -> bool:
        """Whether the next recovery needs a person who asks for it."""
        return self.failed >= MOST

    def begin(self) -> None:
        """A recovery of open payments begins."""
        with contextlib.suppress(JournalTrouble):
            write_private(self._file, str(self.failed + 1).encode())

    def well(self) -> None:
        """It is over, or ran long enough, or a person asked for a new try."""
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)
