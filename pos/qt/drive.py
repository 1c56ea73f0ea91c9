"""Drives the real windows without a person: waits for what they show, takes their pictures. Main thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

LOOK_EVERY_MS = 15


def wait_until(condition: Callable[[], bool], limit_s: float) -> bool:
    """Let the windows live until `condition` holds; False when `limit_s` is over."""
    if condition():
        return True
    loop = QEventLoop()
    until_s = time.monotonic() + limit_s
    ticking = QTimer()
    ticking.setInterval(LOOK_EVERY_MS)

    def look() -> None:
        if condition() or time.monotonic() >= until_s:
            loop.quit()

    ticking.timeout.connect(look)
    ticking.start()
    loop.exec()
    ticking.stop()
    return condition()


def live_for(seconds: float) -> None:
    """Let the windows live for so long."""
    until_s = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() >= until_s, seconds + 1)


def take_picture(widget: QWidget, path: Path) -> Path:
    """What `widget` shows, as a PNG. Raises OSError when it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not widget.grab().save(str(path), "PNG"):
        raise OSError(f"cannot write {path}")
    return path
