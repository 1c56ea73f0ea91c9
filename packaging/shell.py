"""What the set-up says and how it starts other programs. Stdlib only."""

from __future__ import annotations

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class SetUpError(Exception):
    """What the user has to know or do, in one or two sentences."""


class NothingChangedError(SetUpError):
    """The same, and .venv is as it was before."""


def say(text: str) -> None:
    """Tell the user, on stderr."""
    sys.stderr.write(f"dev.py: {text}\n")
    sys.stderr.flush()


def call(*command: str, cwd: str | None = None) -> int:
    """Run a program whose words, of both kinds, go to stderr; return its exit code."""
    import subprocess

    return subprocess.call(command, cwd=cwd, stdout=sys.stderr)


def answer(*command: str) -> str:
    """Return what a program prints, or "" when it does not start."""
    import subprocess

    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""


def which(name: str) -> str:
    """Return the path of a program on PATH, or ""."""
    import shutil

    return shutil.which(name) or ""
