"""Builds shim.c, and speaks to it from inside the process that has it preloaded."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")


class Kind(IntEnum):
    """What the k-th call of its sort meets; the numbers are the shim's."""

    NONE = 0
    FULL = 1
    IOERR = 2
    FSYNC = 3
    SHORT = 4
    BUSY = 5


def why_not() -> str:
    """Why the shim cannot be used here; empty when it can."""
    if sys.platform != "linux":
        return "LD_PRELOAD exists on Linux alone"
    if shutil.which("gcc") is None:
        return "there is no gcc to build the shim with"
    return ""


def build(folder: Path) -> Path:
    """Compile the shim into `folder`."""
    made = folder / "shim.so"
    subprocess.run(
        ["gcc", "-O2", "-shared", "-fPIC", "-o", str(made), str(SOURCE), "-ldl"],
        check=True,
        capture_output=True,
    )
    return made


@dataclass(frozen=True, slots=True)
class Fault:
    """Which call fails: the `k`-th of its sort, counted from 1, once or from then on."""

    kind: Kind = Kind.NONE
    k: int = 0
    sticky: bool = False


class Shim:
    """The shim of this very process, which must have been started with it preloaded."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.shim_count.restype = self._library.shim_injected.restype = ctypes.c_long

    def arm(self, home: str, log_fd: int, fault: Fault, boot_id: str) -> None:
        """From now on watch the files below `home`; the file `boot_id` stands for this start of the PC."""
        self._library.shim_arm(
            home.encode(),
            log_fd,
            int(fault.kind),
            ctypes.c_long(fault.k),
            int(fault.sticky),
            boot_id.encode(),
        )

    def disarm(self) -> None:
        """Watch nothing more."""
        self._library.shim_disarm()

    def counts(self) -> dict[str, int]:
        """How many calls of each sort there were, and how many of them failed."""
        counts = {kind.name: int(self._library.shim_count(int(kind))) for kind in Kind if kind}
        return {**counts, "injected": int(self._library.shim_injected())}
