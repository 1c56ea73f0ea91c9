"""`pos demo --headless`: the same windows and presenters offscreen, driven through whole sales."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

from pos.commands.demo_parts import open_training, training_settings
from pos.commands.output import DONE, REFUSED, Output
from pos.commands.station_run import StationRun, ended_by_signals
from pos.commands.training_phone import CodeMaker, PhoneEye
from pos.core.errors import HomeUnusable
from pos.core.receipt import Receipt
from pos.flow.ports import PrintOut
from pos.paths import Home
from pos.qt.drive import live_for, take_picture, wait_until
from pos.screens.views import Intent, Tone

BASKETS = (
    ("4780012340016", "4780012340078", "4780012340078", "4780012340177", "4780012340382"),
    ("4780012340139", "4780012340207", "4780012340252"),
    ("4780012340030", "4780012340061", "4780012340337", "4780012340382"),
)
LOOKS = tuple((language, theme) for language in ("ru", "uz", "uz_Cyrl", "en") for theme in ("light", "dark"))


class Tray:
    """Keeps the last print-out, so that it can be shown as text."""

    def __init__(self) -> None:
        self.last: Receipt | None = None
        self.count = 0

    def print(self, receipt: Receipt) -> None:
        """Keep it. Worker thread."""
        self.last = receipt
        self.count += 1

    def has_more_than(self, count: int) -> bool:
        """Whether something was printed since it held `count`."""
        return self.count > count


@dataclass
class Report:
    """What the run left."""

    paid: int = 0
    pictures: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def run_headless(home: Home, options: argparse.Namespace, output: Output) -> int:
    """Make the sales, write pictures and receipts, print the last receipt as text; 0 when all were paid.

    Raises:
        HomeUnusable: the folder for the pictures cannot be written.
    """
    from pos.qt.printing import FilePrintOut

    out = Path(options.out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=out).close()
    except OSError as error:
        raise HomeUnusable(str(error), folder=str(out), why="denied") from error
    tray = Tray()
    printers: tuple[PrintOut, ...] = (FilePrintOut(out / "receipts"), tray)
    settings = training_settings(options.window, output.words.language)
    eye = PhoneEye()
    run = StationRun(
        home=home,
        settings=replace(settings, printer=replace(settings.printer, kind="none")),
        words=output.words,
        owned=None,
        opened=open_training,
        source=eye.source,
        extra_printers=printers,
    )
    run.station.show_phone(CodeMaker(), run.clock.monotonic_s, eye.see)
    run.station.show_customer(always=True)
    driver = Driver(run, out, tray, looks=LOOKS if options.looks else ())
    try:
        with ended_by_signals(driver.stop):
            run.begin()
            driver.sell(options.sales)
            driver.show_troubles()
            driver.show_history()
    except Stopped:
        driver.report.troubles.append("interrupted")
    finally:
        run.end()
    return _say(driver.report, tray, out, options, output)


def _say(report: Report, tray: Tray, out: Path, options: argparse.Namespace, output: Output) -> int:
    from pos.devices.plain_text import render_text

    if tray.last is not None:
        output.out(render_text(tray.last))
    receipts = sorted(str(path) for path in (out / "receipts").glob("*"))
    good = report.paid == options.sales and not report.troubles
    if options.json:
        output.json(
            {
                "sales": options.sales,
                "paid": report.paid,
                "pictures": report.pictures,
                "receipts": receipts,
                "troubles": report.troubles,
            }
        )
    else:
        output.out(
            output.words.say(
                "Sales paid: {paid} of {sales}. Pictures and receipts are in {folder}",
                paid=report.paid,
                sales=options.sales,
                folder=str(out),
            )
        )
    for trouble in report.troubles:
        output.err(trouble)
    return DONE if good else REFUSED


class Stopped(Exception):
    """Somebody asked the run to end."""


class Driver:
    """A cashier made of code: presses the same intents and shows the same phone."""

    def __init__(self, run: StationRun, out: Path, tray: Tray, looks: tuple[tuple[str, str], ...]) -> None:
        self.run, self.out, self.tray, self.looks = run, out, tray, looks
        self.station = run.station
        self.report = Report()
        self.window_s = run.settings.click.confirm_window_s
        self._stopped = False

    def stop(self) -> None:
        """Do nothing more from the next wait on."""
        self._stopped = True

    def sell(self, sales: int) -> None:
        """`sales` whole sales, paid; pictures of the states of the first."""
        self._wait("goods", lambda: bool(self.station.view and self.station.view.quick_keys))
        self.picture("idle")
        for number in range(sales):
            first = number == 0
            printed = self.tray.count
            self._ring_up(number, "sale" if first else "")
            self._pay("slow" if first else "approved", "waiting" if first else "", "paying" if first else "")
            if self._wait(f"sale {number + 1} paid", lambda: self._tone() is Tone.GREEN):
                self.report.paid += 1
            if first:
                self.picture("paid")
            self._wait(f"receipt {number + 1}", partial(self.tray.has_more_than, printed))
            self.station.presenter.intent(Intent.NEXT_SALE)

    def show_troubles(self) -> None:
        """One refused sale and one whose answer is lost, for their pictures; both end without harm."""
        self._ring_up(1, "")
        self._pay("declined", "", "")
        self._wait("refused", lambda: self._tone() is Tone.RED)
        self.picture("refused")
        self.station.presenter.intent(Intent.BACK)
        # In many looks the picture takes long: a stuck payment stays unknown for longer than a lost answer.
        self._pay("stuck" if self.looks else "answer_lost", "", "")
        self._wait("unknown", lambda: self._tone() is Tone.AMBER)
        self.picture("unknown")
        self._wait("resolved", lambda: self._tone() in {Tone.GREEN, Tone.RED})
        self.station.presenter.intent(Intent.NEXT_SALE)

    def show_history(self) -> None:
        """The history with the paper of the newest sale, and a red line."""
        self.station.presenter.scanned("4607012930148", "wedge")
        self._wait("red line", lambda: bool(self.station.view and self.station.view.blocked))
        self.picture("unknown-goods")
        self.station.presenter.line_removed(None)
        self.station.presenter.intent(Intent.HISTORY)
        self._wait("history", lambda: bool(self.station.history and self.station.history.paper))
        self.picture("history")

    def _ring_up(self, basket: int, picture: str) -> None:
        presenter = self.station.presenter
        for barcode in BASKETS[basket % len(BASKETS)]:
            live_for(0.25)  # the same code sooner would be a bounce of the scanner
            before = self._lines()
            presenter.scanned(barcode, "wedge")
            self._wait(barcode, partial(self._lines_changed, before))
        if picture:
            self.picture(picture)

    def _pay(self, scenario: str, waiting: str, paying: str) -> None:
        phone = self.station.phone
        assert phone is not None  # noqa: S101 - run_headless opened it
        phone.choose(scenario)
        self.station.presenter.intent(Intent.CLICK_PASS)
        self._wait("waiting", lambda: self._tone() is Tone.GREY)
        if waiting:
            phone.show(shown=False)
            live_for(0.3)
            self.picture(waiting)
        phone.show(shown=True)
        if paying:
            self._wait("paying", lambda: self._tone() is Tone.BLUE)
            live_for(0.4)
            self.picture(paying)

    def picture(self, name: str) -> None:
        """The cashier's and the customer's window, in the language of the run or in every look."""
        live_for(0.2)
        if not self.looks:
            self._take(name)
            return
        language, dark = self.run.words.language, self.run.look.theme.is_dark
        for code, theme in self.looks:
            self._look(code, dark=theme == "dark")
            self._take(f"{code}-{theme}/{name}")
        self._look(language, dark=dark)

    def _look(self, code: str, *, dark: bool) -> None:
        self.station.speak(code)
        if self.run.look.theme.is_dark != dark:
            self.station.toggle_theme()
        live_for(0.05)

    def _take(self, name: str) -> None:
        for widget, suffix in ((self.station.window, ""), (self.station.customer, "-customer")):
            if widget is not None:
                path = take_picture(widget, self.out / f"{name}{suffix}.png")
                self.report.pictures.append(str(path))
        if name.endswith("waiting") and self.station.phone_window is not None:
            path = take_picture(self.station.phone_window, self.out / f"{name}-phone.png")
            self.report.pictures.append(str(path))

    def _tone(self) -> Tone | None:
        view = self.station.view
        return view.panel.tone if view and view.panel else None

    def _lines_changed(self, before: object) -> bool:
        return self._lines() != before

    def _lines(self) -> object:
        view = self.station.view
        return view.lines if view else ()

    def _wait(self, what: str, condition: Callable[[], bool]) -> bool:
        if not self._could_start():
            return False  # said once; nothing more can be waited for
        wait_until(lambda: self._stopped or condition() or not self._could_start(), 4 * self.window_s + 20)
        if self._stopped:
            raise Stopped
        if condition():
            return True
        error = self.run.start_error
        self.report.troubles.append(f"waited in vain: {what}" if error is None else f"not started: {error}")
        return False

    def _could_start(self) -> bool:
        return self.run.start_error is None
