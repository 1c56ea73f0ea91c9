"""Whether this process can open a window, and whether anybody would see it."""

from __future__ import annotations

import sys
from collections.abc import Mapping

UNSEEN = frozenset({"offscreen", "minimal"})
"""Qt's platforms that draw for nobody: tests, scripts and the pictures of the training."""


def has_display(environ: Mapping[str, str]) -> bool:
    """Whether Qt finds something to draw on. Without it Qt ends the process with a text of its own."""
    if sys.platform in {"win32", "darwin"} or environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def is_seen(environ: Mapping[str, str]) -> bool:
    """Whether a person can see a window and close it; a script must not wait for that."""
    platform = environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    return has_display(environ) and platform not in UNSEEN
