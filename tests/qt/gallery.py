"""Draws every window in every state offscreen, to be laid beside the design pictures.

Run: `python -m tests.qt.gallery OUT [NAME…]`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from pos.paths import resource
from pos.qt.main_window import MainWindow
from pos.qt.theme import DARK, LIGHT, Look, Theme
from pos.qt.typeset import load_fonts
from pos.screens.views import SaleView
from tests.qt import samples

Shot = tuple[str, Callable[[], QWidget]]


def sale(view: SaleView, theme: Theme = LIGHT, width: int = 1366, height: int = 768) -> Callable[[], QWidget]:
    def make() -> QWidget:
        window = MainWindow(Look(theme, motion=False))
        window.resize(width, height)
        window.render(view)
        return window

    return make


def shots() -> Iterator[Shot]:
    from dataclasses import replace

    wide = replace(samples.SALE, quick_keys=samples.MORE_QUICK)
    yield "01-sale-light", sale(samples.BLOCKED)
    yield "01b-empty", sale(samples.EMPTY)
    yield "02-paying", sale(samples.PROCESSING)
    yield "03-paid", sale(samples.PAID)
    yield "04-refused", sale(samples.REFUSED)
    yield "05-unknown", sale(samples.UNKNOWN)
    yield "06-sale-dark", sale(samples.SALE, DARK)
    yield "06b-unknown-dark", sale(samples.UNKNOWN, DARK)
    yield "06c-refused-dark", sale(samples.REFUSED, DARK)
    yield "06d-paying-dark", sale(samples.PROCESSING, DARK)
    yield "06e-returned", sale(samples.RETURNED)
    yield "09-waiting-1024", sale(samples.in_training(samples.WAITING), width=1032, height=768)
    yield "09b-paying-1024", sale(samples.in_training(samples.PROCESSING), width=1024, height=768)
    yield "09c-unknown-1024", sale(samples.UNKNOWN, width=1024, height=768)
    yield "09d-sale-1024", sale(samples.BLOCKED, width=1024, height=768)
    yield "09e-refused-1024", sale(samples.REFUSED, width=1024, height=768)
    yield "09f-paid-1024", sale(samples.PAID, width=1024, height=768)
    yield "12-sale-1920", sale(wide, width=1920, height=1080)
    yield "12b-unknown-1920", sale(samples.UNKNOWN, width=1920, height=1080)


def main(arguments: list[str]) -> int:
    app = QApplication.instance() or QApplication([])
    QApplication.setStyle("fusion")
    load_fonts(resource("fonts"))
    out = Path(arguments[0] if arguments else "out")
    out.mkdir(parents=True, exist_ok=True)
    for name, make in shots():
        if arguments[1:] and not any(name.startswith(wanted) for wanted in arguments[1:]):
            continue
        window = make()
        window.show()
        app.processEvents()
        window.grab().save(str(out / f"{name}.png"))
        window.close()
        window.deleteLater()
        app.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
