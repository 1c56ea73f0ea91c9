"""A cashier made of code inside the real `pos till`: one sale in its own windows, then the window is closed.

It works like `pos demo --headless` does: it presses the same intents and shows the camera the same codes.
What the windows show is written into the trace: a picture is a passage too.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable
from typing import Any

from tests.crash import victim

WHAT = "CRASH_CASHIER"
"""The variable that says what to do: {"code": TEXT, "barcode": TEXT}. Without a code nothing is sold."""

LOOK_EVERY_MS = 10
_at_work: list[Cashier] = []


def wrap() -> None:
    """Put the cashier into the program; once per process, with `victim.wrap` before it."""
    for name in ("pos.commands.till", "pos.commands.station_run", "pos.qt.first_window", "pos.qt.panel",
                 "pos.qt.notice_view", "pos.commands.wizard"):  # fmt: skip
        importlib.import_module(name)
    from pos.commands.station_run import StationRun
    from pos.qt.main_window import MainWindow

    begin, render = StationRun.begin, MainWindow.render

    def begin_and_sell(self: StationRun) -> None:
        begin(self)
        cashier = Cashier(self, json.loads(os.environ[WHAT]))
        _at_work.append(cashier)  # a slot alone does not keep it alive
        cashier.start()

    def showing(self: MainWindow, view: Any) -> None:  # noqa: ANN401
        tone = view.panel.tone if view.panel else "nothing"
        victim.passage(f"screen: before {tone}")
        render(self, view)
        victim.passage(f"screen: {tone}")

    StationRun.begin = begin_and_sell  # type: ignore[method-assign]
    MainWindow.render = showing  # type: ignore[method-assign]


class Cashier:
    """Looks at the window every few milliseconds and does the next thing."""

    def __init__(self, run: Any, what: dict[str, str]) -> None:  # noqa: ANN401 - StationRun, Qt is loaded late
        from PySide6.QtCore import QTimer

        self._run, self._station = run, run.station
        self._what = what
        self._ticking = QTimer(run.station.window)
        self._ticking.setInterval(LOOK_EVERY_MS)
        self._ticking.timeout.connect(self._look)
        self._steps = self._sale() if what["code"] else []

    def start(self) -> None:
        """Begin to look."""
        self._ticking.start()

    def _sale(self) -> list[tuple[Callable[[], bool], Callable[[], object]]]:
        """What is waited for, and what is done then."""
        from pos.screens.views import Intent, Tone

        station = self._station

        def tone() -> Any:  # noqa: ANN401
            return station.view.panel.tone if station.view and station.view.panel else None

        return [
            (
                lambda: bool(station.view and station.view.quick_keys),
                lambda: station.presenter.scanned(self._what["barcode"], "wedge"),
            ),
            (
                lambda: bool(station.view.lines and station.view.lines[0].total),
                lambda: station.presenter.intent(Intent.CLICK_PASS),
            ),
            (lambda: tone() is Tone.GREY, lambda: station.seen(self._what["code"])),
            (lambda: tone() in {Tone.GREEN, Tone.RED}, lambda: None),
            (self._is_quiet, lambda: station.window.closing.emit()),
        ]

    def _is_quiet(self) -> bool:
        """Whether the background work of the sale is over: receipt and paper."""
        opening = self._run.door._opening
        return bool(opening.done() and opening.result().checkout.after.is_idle)

    def _look(self) -> None:
        if self._steps and self._steps[0][0]():
            victim.passage(f"cashier: {len(self._steps)} steps left")
            self._steps.pop(0)[1]()
