"""The system wants to end the session (log off, shut down): not over a payment in its window (E11)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication


def guard_session(app: QApplication, is_in_window: Callable[[], bool], told: Callable[[], None]) -> None:
    """Ask the system to wait while `is_in_window`; `told` hears of it. Best effort: a crash is survived, too.

    Main thread. Nothing is asked of the user: that is for the window to say.
    """

    def ask(manager: QSessionManager) -> None:
        if is_in_window():
            manager.cancel()
            told()

    app.commitDataRequest.connect(ask, Qt.ConnectionType.DirectConnection)
