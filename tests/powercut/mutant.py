"""A mistake for the model to find: a journal that does not wait for the disk."""

from __future__ import annotations

from pos.journal.database import Journal


def weaken(synchronous: str) -> None:
    """From now on journals are opened with this `PRAGMA synchronous`."""
    whole = Journal._open

    def opened(self: Journal) -> None:
        whole(self)
        self.db.conn.execute(f"PRAGMA synchronous={synchronous}")

    Journal._open = opened  # type: ignore[method-assign]
