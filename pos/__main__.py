"""`python -m pos`. A command with a window shows its first picture before the rest is imported."""

from __future__ import annotations

import os
import sys

WITH_WINDOW = ("till", "demo")


def main() -> None:
    """Run the command line and end the process with its exit code."""
    first = _first_window(sys.argv[1:])
    from pos.cli import main as run

    code = run()
    del first
    sys.exit(code)


def _first_window(argv: list[str]) -> object:
    """The first window, kept alive until the real one took its place; None for a command without one."""
    if not argv or argv[0] not in WITH_WINDOW or {"--headless", "-h", "--help"} & set(argv):
        return None
    if sys.platform == "linux" and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        return None
    from pos.qt.first_window import open_first_window

    return open_first_window(sys.argv[:1])


if __name__ == "__main__":
    main()
