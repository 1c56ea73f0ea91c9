"""Where files cost nothing: a folder in memory, where there is one."""

from __future__ import annotations

from pathlib import Path

_SHM = Path("/dev/shm")  # noqa: S108 - only folders of random names are made in it


def ram() -> str | None:
    """For `dir=` of tempfile; None is tempfile's own place."""
    return str(_SHM) if _SHM.is_dir() else None
