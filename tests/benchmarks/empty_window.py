"""The floor of a start: an empty PySide6 window, with `--imports` also httpx and sqlite_utils."""

from __future__ import annotations

import sys
import time

from PySide6.QtWidgets import QApplication, QWidget

app = QApplication(sys.argv)
window = QWidget()
window.resize(1366, 768)
window.show()
app.processEvents()
window.repaint()
print("window", time.monotonic())  # noqa: T201
if "--imports" in sys.argv:
    import httpx  # noqa: F401
    import sqlite_utils  # noqa: F401
print("ready", time.monotonic())  # noqa: T201
