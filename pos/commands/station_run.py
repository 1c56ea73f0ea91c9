"""The life of a window: engine, door, devices and station from start to close. Main thread."""

from __future__ import annotations

import argparse
import contextlib
import gc
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from pos.awake import Awake
from pos.bootstrap import Parts
from pos.clock import SystemClock
from pos.commands.handed import run_handed
from pos.commands.output import Output
from pos.control import FOCUS, CommandResult, ControlServer, Ownership
from pos.core.errors import CameraTrouble, PosError, SettingsMissing
from pos.core.money import Money
from pos.counter_devices import Eye, LazySounds, escpos_printers, printer_profile, video_source
from pos.engine import Engine
from pos.flow.events import Event
from pos.flow.ports import PrintOut
from pos.ids import SystemIds
from pos.logs import redact_also, report_bug, set_up
from pos.paths import Home, resource
from pos.qt.app import call_quit_later, hook_crashes, make_app, make_look
from pos.qt.bridge import Bridge
from pos.qt.first_window import FirstWindow, place
from pos.qt.pages import Doors
from pos.qt.receipt_rows import Sheet
from pos.qt.scan_guard import ScanGuard
from pos.qt.station import Station, StationFacts
from pos.screens.rules import Rules
from pos.screens.words import Words
from pos.settings import PrinterSettings, Settings
from pos.till_door import TillDoor

if TYPE_CHECKING:
    from pos.devices.camera import FrameSource
    from pos.devices.print_profiles import PrinterProfile
    from pos.printer_door import PrinterDoor
    from pos.screens.tester_port import Prefill
    from pos.tester_door import TesterDoor

GRACE_S = 5.0


class Service(Protocol):
    """Something that runs in the engine as long as the till."""

    async def stop(self) -> None:
        """End it."""
        ...


Opened = Callable[["StationRun"], Awaitable[Parts]]


class StationRun:
    """One run. `opened` opens the parts, in the engine thread, after the window is on screen."""

    def __init__(
        self,
        *,
        home: Home,
        settings: Settings,
        words: Words,
        owned: Ownership | None,
        opened: Opened,
        source: Callable[[], FrameSource] | None = None,
        extra_printers: tuple[PrintOut, ...] = (),
        environ: Mapping[str, str] | None = None,
        keeps_settings: bool = True,
    ) -> None:
        self.home, self.settings, self.words = home, settings, words
        self._owned = owned
        self.receipt_words = Words(settings.printer.language or settings.language)
        self.app = make_app(["Click POS"], resource("fonts"))
        self.look = make_look(dark=settings.theme == "dark")
        self.engine = Engine(report_bug)
        self.bridge = Bridge(self.engine, lambda error: self._bug("window", error))
        self.clock = SystemClock()
        self.door = TillDoor(SystemIds.of_home(home).sale_id, lambda: opened(self))
        self.printers: tuple[PrintOut, ...] = (*self._printers(settings.printer), *extra_printers)
        self._extra_printers, self._environ = extra_printers, environ or {}
        self._keeps_settings = keeps_settings
        self._printer_door: PrinterDoor | None = None
        has_camera = source is not None or bool(settings.camera.source)
        self.eye = Eye(
            source or (lambda: video_source(settings.camera)),
            on_frame=lambda frame: self.bridge.post(lambda: self.station.show_frame(frame)),
            on_code=lambda text: self.bridge.post(lambda: self.station.seen(text)),
            on_trouble=self._no_camera,
            exists=has_camera,
        )
        self.sounds = LazySounds(home)
        self.awake = Awake()
        self.station = self._station()
        if not has_camera:
            self.station.no_picture()
        self._server: ControlServer | None = None
        self.start_error: BaseException | None = None
        self._service: Service | None = None
        self._parts: Parts | None = None
        self._tester: TesterDoor | None = None
        self.outer: FirstWindow | None = None

    def _station(self) -> Station:
        settings = self.settings
        return Station(
            app=self.app,
            look=self.look,
            doors=Doors(
                till=self.door,
                online=self.door.desk,
                bench=self._bench,
                goods=self.door.goods,
                printer=self._set_up_of_printer,
                sheet=self._sheet,
            ),
            bridge=self.bridge,
            words=self.words,
            facts=StationFacts(
                shop=settings.shop.name,
                register=settings.click.cashbox_code,
                training=settings.is_simulator,
                window_s=settings.click.confirm_window_s,
                rules=Rules(
                    Money.of_sum(settings.shop.cash_step_sum),
                    100 * settings.shop.discount_limit_percent,
                    settings.fiscal,
                ),
            ),
            eye=self.eye,
            sound=self.sounds.play,
            now=self.clock.now,
            monotonic_s=self.clock.monotonic_s,
            closed=lambda: call_quit_later(self.app),
        )

    def _bench(self) -> tuple[TesterDoor, Prefill]:
        """The SHOP-API tester; its form opens with this till's own server. GUI thread."""
        from pos.tester_door import TesterDoor, prefill_of

        if self._tester is None:
            self._tester = TesterDoor(self.home, self.door, self.clock.now, self.clock.monotonic_s)
        parts = self._parts
        if parts is None:
            return self._tester, prefill_of(self.settings, None)
        return self._tester, prefill_of(parts.settings, parts.online.address)

    def _printers(self, printer: PrinterSettings) -> tuple[PrintOut, ...]:
        if printer.kind in {"pdf", "system"}:
            from pos.qt.printing import FilePrintOut, QtPrintOut

            sheet = _sheet(printer_profile(printer))
            if printer.kind == "pdf":
                return (FilePrintOut(self.home.prints, sheet=sheet),)
            return (QtPrintOut(self.bridge.post, printer.name, sheet=sheet),)
        return escpos_printers(printer)

    def _set_up_of_printer(self) -> PrinterDoor:
        """What its page asks; made when somebody opens it. GUI thread."""
        from pos.printer_door import PrinterDoor

        if self._printer_door is None:
            self._printer_door = PrinterDoor(
                home=self.home,
                life=self.door,
                settings=self.settings,
                environ=self._environ,
                printers_of=self._printers,
                names=self._system_printers,
                now=self.clock.now,
                keeps=self._keeps_settings,
                extra=self._extra_printers,
            )
        return self._printer_door

    def _sheet(self) -> Sheet:
        """The paper of the till as it is set up now."""
        door = self._printer_door
        return _sheet(door.profile if door else printer_profile(self.settings.printer))

    def _system_printers(self) -> tuple[str, ...]:
        """Asked in the GUI thread, waited for in another."""
        from pos.qt.printing import system_printers

        return system_printers(self.bridge.post)

    def on_event(self, event: Event) -> None:
        """News of the flow, in the engine thread; the window hears of it in its own."""
        self.awake.on_event(event)
        self.bridge.post(lambda: self.station.on_event(event))

    def _no_camera(self, error: CameraTrouble) -> None:
        """The camera failed; it is tried again while a code is waited for. Capture thread."""
        logging.getLogger(__name__).info("camera: %s", error)
        self.bridge.post(self.station.no_picture)

    def keep(self, service: Service) -> None:
        """Stop this with the run: the simulator of the training mode."""
        self._service = service

    def begin(self) -> None:
        """Show the window, then start the engine: heavy imports come after the first picture."""
        self.station.start()
        self.outer = place(self.station.window)
        self.station.guard.watch(self.outer, self.station.window)
        if self.station.customer is None:
            self.station.show_customer()
        self.station.arrange(self.outer)
        self.app.processEvents()
        self.engine.start()
        self.bridge.run(self._start(), lambda _none: None, self._failed)

    async def _start(self) -> None:
        set_up(self.home.logs)
        try:
            parts = self._parts = await self.door.parts()
            gc.freeze()  # what the start made stays: the collector need not walk it during a payment
            redact_also(parts.settings.click.secret_key.reveal())
        finally:
            # Also over a journal that does not open: this window is what a second till must bring to the
            # front, and another command is told why at once.
            if self._owned is not None:
                self._server = ControlServer(self._command, report_bug)
                await self._server.start(self._owned)

    def _failed(self, error: BaseException) -> None:
        self.start_error = error
        if isinstance(error, SettingsMissing):
            call_quit_later(self.app)
            return
        if not isinstance(error, PosError):
            self._bug("start", error)
        self.station.trouble(error)

    async def _command(self, argv: list[str]) -> CommandResult:
        """A command that another process hands over (decision 11). Engine thread."""
        if argv == list(FOCUS):
            self.bridge.post(self._to_front)
            return CommandResult(0)
        return await run_handed(argv, self.words.language, self._run_command)

    async def _run_command(self, options: argparse.Namespace, output: Output) -> int:
        from pos.commands.on_journal import dispatch

        if options.command == "pay":
            self.door.hold()
        return await dispatch(await self.door.parts(), options, output)

    def _to_front(self) -> None:
        window = self.outer
        if window is None:
            return
        window.showNormal() if window.isMinimized() else window.show()
        window.raise_()
        window.activateWindow()

    def _bug(self, where: str, error: BaseException) -> None:
        report_bug(where, error)

    def go(self) -> int:
        """Run until the window is closed; the exit code of the program."""
        hook_crashes(lambda error: self._bug("thread", error))
        with ended_by_signals(lambda: call_quit_later(self.app)):
            self.begin()
            code = self.app.exec()
            self.end()
        return code

    def end(self) -> None:
        """Close in order: no more commands, the camera, a payment in flight gets its grace, the journal."""
        self.eye.close()
        self.bridge.close()
        with contextlib.suppress(Exception):
            self.engine.submit(self._stop()).result(2 * GRACE_S)
        self.engine.stop(GRACE_S)

    async def _stop(self) -> None:
        if self._server is not None:
            await self._server.stop()
        if self._tester is not None:
            await self._tester.close()
        await self.door.close(GRACE_S)
        self.awake.close()
        if self._service is not None:
            await self._service.stop()


def _sheet(profile: PrinterProfile) -> Sheet:
    """The paper of a printer as Qt draws it."""
    return Sheet(profile.chars, float(profile.paper_mm))


@contextlib.contextmanager
def ended_by_signals(end: Callable[[], None]) -> Iterator[None]:
    """Ctrl+C, and the system's request to end, close the till in order. Main thread.

    Python hears a signal when it runs next in the main thread: with the window's tick, within a second.
    """
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    before = {
        number: signal.signal(number, lambda _number, _frame: end())
        for number in (getattr(signal, name, None) for name in names)
        if number is not None
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def say_in_window(error: PosError, words: Words) -> None:
    """A till that cannot start says so in a window: whoever clicked an icon sees no console."""
    from pos.qt.notice_view import NoticeWindow
    from pos.screens.notice import notice

    app = make_app(["Click POS"], resource("fonts"))
    window = NoticeWindow(make_look())
    window.render(notice(error, words))
    window.intent.connect(lambda _intent: call_quit_later(app))
    outer = place(window)
    guard = ScanGuard(app)  # Esc, wherever the focus is
    guard.watch(outer, window)
    app.setQuitOnLastWindowClosed(True)
    app.exec()
    app.removeEventFilter(guard)
    outer.hide()
