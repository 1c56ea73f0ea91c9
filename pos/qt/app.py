"""The application object: fonts, style, where crashes go, and how to leave from any thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMetaObject, Qt
from PySide6.QtWidgets import QApplication

from pos.qt.styling import palette_of
from pos.qt.theme import Look
from pos.qt.typeset import font, load_fonts

NAME = "Click POS"
Report = Callable[[BaseException], None]


def make_app(argv: Sequence[str], fonts: Path) -> QApplication:
    """The one QApplication with its fonts and style. Main thread; `fonts` is resources/fonts.

    Raises:
        FileNotFoundError: a font is missing.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(list(argv))
    app.setApplicationName(NAME)
    app.setApplicationDisplayName(NAME)
    QApplication.setStyle("fusion")
    load_fonts(fonts)
    QApplication.setFont(font(15))
    app.setQuitOnLastWindowClosed(False)
    return app


def make_look(*, dark: bool = False) -> Look:
    """The appearance that all windows share. Motion follows the system's setting."""
    from pos.qt.theme import DARK, LIGHT

    motion = QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
    look = Look(DARK if dark else LIGHT, motion=motion)
    _follow(look)
    look.changed.connect(lambda: _follow(look))
    return look


def _follow(look: Look) -> None:
    """Tool tips and whatever else Qt draws by itself."""
    QApplication.setPalette(palette_of(look.theme))


def hook_crashes(report: Report) -> None:
    """Lead what nobody caught, in any thread, to `report`; the program goes on."""

    def in_main(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        report(error)

    def in_thread(facts: threading.ExceptHookArgs) -> None:
        if facts.exc_value is not None:
            report(facts.exc_value)

    sys.excepthook = in_main
    threading.excepthook = in_thread


def call_quit_later(app: QApplication) -> None:
    """End the event loop. From any thread: a direct `quit()` outside the GUI thread would deadlock."""
    QMetaObject.invokeMethod(app, "quit", Qt.ConnectionType.QueuedConnection)
