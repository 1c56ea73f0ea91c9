"""A start of the real `pos till` that says when its window is up and when a scan gives a priced line.

Ready is the word of the issue: a scanner's burst sent then gives a priced line, a code sent then is charged
(the journal is open and the client made by then).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from pos.__main__ import main
from pos.qt import first_window

FIRST_GOOD = "4780012340016"


def open_and_tell(argv: Sequence[str]) -> tuple[QApplication, first_window.FirstWindow]:
    """The first window, with its instant; then the rest is told to say when a scan is priced."""
    opened = open_first_window(argv)
    print("window", time.monotonic())  # noqa: T201
    follow_the_start()
    return opened


def follow_the_start() -> None:
    """Send a scan as soon as the till's own window is up; end when it is priced."""
    from pos.commands import station_run
    from pos.screens.views import SaleView

    begin = station_run.StationRun.begin

    def begin_and_scan(self: station_run.StationRun) -> None:
        begin(self)
        draw = self.station.window.render

        def drawn(view: SaleView) -> None:
            draw(view)
            if view.lines and view.lines[0].total:
                print("ready", time.monotonic())  # noqa: T201
                self.station.window.closing.emit()

        self.station.window.render = drawn  # type: ignore[method-assign]
        self.station.presenter.scanned(FIRST_GOOD, "wedge")

    station_run.StationRun.begin = begin_and_scan  # type: ignore[method-assign]


open_first_window = first_window.open_first_window

if __name__ == "__main__":
    first_window.open_first_window = open_and_tell  # type: ignore[assignment]
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.argv = ["pos", "till", "--home", sys.argv[1]]
    main()
