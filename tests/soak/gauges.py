"""What a process uses: memory, open files, threads. None where the system does not say."""

from __future__ import annotations

import gc
import os
import threading
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Gauges:
    """One reading."""

    rss_mb: float | None
    handles: int | None
    threads: int

    def growth_percent(self, later: Gauges) -> float | None:
        """How much more memory a later reading shows."""
        if self.rss_mb is None or later.rss_mb is None:
            return None
        return 100 * (later.rss_mb / self.rss_mb - 1)

    def __str__(self) -> str:
        memory = "?" if self.rss_mb is None else f"{self.rss_mb:.1f} MB"
        return f"{memory}, {'?' if self.handles is None else self.handles} handles, {self.threads} threads"


def read_gauges() -> Gauges:
    """Read them now, after the garbage is gone."""
    gc.collect()
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        rss_mb, handles = pages * os.sysconf("SC_PAGE_SIZE") / 2**20, len(os.listdir("/proc/self/fd"))
    except OSError:
        return Gauges(None, None, threading.active_count())
    return Gauges(rss_mb, handles, threading.active_count())
