"""The same day through the real windows, offscreen: the cashier is made of code, the till is whole."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pos.bootstrap import Parts, open_parts
from pos.commands.station_run import StationRun
from pos.paths import Home
from pos.qt.drive import live_for, wait_until
from pos.screens.views import Intent, Tone
from pos.screens.words import Words
from pos.settings import CameraSettings, PrinterSettings
from pos.simulator import Scenario
from tests.soak.books import compare
from tests.soak.click_process import ClickProcess, start_click
from tests.soak.gauges import read_gauges
from tests.soak.run import FINISH_WINDOWS, WARM_UP, Report, Tell
from tests.soak.till import KEPT_ALIVE_S, soak_settings

GOODS = ("4780012340016", "4780012340023")  # in turn: the same one at once would be a bounce
LIMIT_S = 60.0
ENDED = {Tone.GREEN, Tone.RED, Tone.AMBER}


class WindowTill:
    """One station in this process, driven sale by sale."""

    def __init__(self, folder: Path, click: ClickProcess) -> None:
        self._click = click
        self.home = Home(folder).make()
        settings = replace(
            soak_settings(click), printer=PrinterSettings(kind="none"), camera=CameraSettings(source="")
        )

        async def opened(run: StationRun) -> Parts:
            self.parts = open_parts(
                home=self.home, settings=settings, say=run.receipt_words.say, listeners=(run.on_event,)
            )
            self.parts.checkout.after.work_queue()
            return self.parts

        self.run = StationRun(home=self.home, settings=settings, words=Words("ru"), owned=None, opened=opened)
        self.run.look.motion = False
        self.station = self.run.station
        self._scans = 0
        self.run.begin()
        self._wait("quick keys", lambda: bool(self.station.view and self.station.view.quick_keys))

    def sell(self, *, troubled: bool) -> None:
        """One customer: goods, a code, another code when the first was refused; then the next customer."""
        presenter = self.station.presenter
        self._ring_up()
        scenario, fault = self._click.trouble() if troubled else (Scenario.APPROVED, None)
        if fault is not None:
            self._click.order(fault)
        self._pay(scenario)
        while self._has_lines():
            tone = self._tone()
            if tone is Tone.RED:
                presenter.intent(Intent.BACK)
                self._pay(Scenario.APPROVED)
                continue
            # In doubt the receipt is held, and the next customer is served meanwhile.
            presenter.intent(Intent.HOLD if tone is Tone.AMBER else Intent.NEXT_SALE)
            self._wait_for_change(tone)

    def _ring_up(self) -> None:
        """One good; a card that speaks up of a payment held before is closed, or its sale is paid anew."""
        presenter = self.station.presenter
        while not (self._has_lines() and self._tone() is None):
            if (tone := self._tone()) is not None:
                presenter.intent(Intent.BACK if tone is Tone.RED else Intent.NEXT_SALE)
                self._wait_for_change(tone)
                continue
            self._scans += 1
            presenter.scanned(GOODS[self._scans % 2], "wedge")
            self._wait("a line", lambda: self._has_lines() or self._tone() is not None)

    def _wait_for_change(self, tone: Tone | None) -> None:
        self._wait("a change", lambda: self._tone() is not tone)

    def _pay(self, scenario: Scenario) -> None:
        self.station.presenter.intent(Intent.CLICK_PASS)
        self._wait("waiting", lambda: self._tone() is Tone.GREY)
        self.station.presenter.scanned(self._click.code(scenario), "camera")
        self._wait("an end", lambda: self._tone() in ENDED)

    def finish(self, limit_s: float) -> bool:
        """Let the windows live until nothing is open and nothing waits for the OFD."""
        ends_s = time.monotonic() + limit_s
        while time.monotonic() < ends_s:
            if self.run.engine.submit(self._rest()).result(LIMIT_S):
                return True
            live_for(self._click.window_s / 2)
        return False

    def rest(self) -> None:
        """Come to a state that two readings of the gauges can share."""
        self.finish(FINISH_WINDOWS * self._click.window_s)
        live_for(KEPT_ALIVE_S)
        self.sell(troubled=False)
        self.finish(FINISH_WINDOWS * self._click.window_s)

    async def _rest(self) -> bool:
        checkout = self.parts.checkout
        return checkout.after.is_idle and not await checkout.fiscalizing.work_all()

    def close(self) -> None:
        """End the till."""
        self.run.end()

    def _has_lines(self) -> bool:
        return bool(self.station.view and self.station.view.lines)

    def _tone(self) -> Tone | None:
        view = self.station.view
        return view.panel.tone if view and view.panel else None

    def _wait(self, what: str, condition: Callable[[], bool]) -> None:
        if not wait_until(condition, LIMIT_S):
            panel = self.station.view and self.station.view.panel
            raise AssertionError(f"waited in vain: {what}; scan {self._scans}, {panel}")


def soak_in_window(
    sales: int, faults_percent: float, window_s: float, seed: int, tell: Tell = lambda _done, _all: None
) -> Report:
    """Sell so often, through the windows."""
    click = start_click(window_s, seed)
    try:
        with tempfile.TemporaryDirectory(prefix="pos-soak-", ignore_cleanup_errors=True) as name:
            return _soak(WindowTill(Path(name), click), click, sales, faults_percent, tell)
    finally:
        click.stop()


def _soak(till: WindowTill, click: ClickProcess, sales: int, faults_percent: float, tell: Tell) -> Report:
    began, began_s, curve = read_gauges(), time.monotonic(), list[float]()
    for number in range(sales):
        if number == int(sales * WARM_UP):
            rested_s = time.monotonic()
            till.rest()
            began = read_gauges()
            began_s += time.monotonic() - rested_s
        elif number % (sales // 10 or 1) == 0:
            curve.append(read_gauges().rss_mb or 0.0)
        till.sell(troubled=click.chance.random() * 100 < faults_percent)
        tell(number + 1, sales)
    took_s = time.monotonic() - began_s
    finished = till.finish(FINISH_WINDOWS * click.window_s)
    till.rest()
    ended = read_gauges()
    till.close()
    return Report(
        sales=sales,
        took_s=took_s,
        began=began,
        ended=ended,
        journal_bytes=till.home.journal.stat().st_size,
        compared=compare(till.home.journal, click.payments(), click.charge_posts()),
        finished=finished,
        curve_mb=curve,
    )
