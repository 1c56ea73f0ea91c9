"""The printer as its page sees it: tried with what is typed, saved, taken up at once. Moves no money."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from pos.core.errors import PrinterTrouble, UnreadablePicture
from pos.core.receipt import Picture, Shop
from pos.core.tashkent import local_text
from pos.counter_devices import code_page_printer, printer_profile, shop_logo
from pos.devices.print_profiles import PROFILES, PrinterProfile
from pos.flow.ports import PrintOut
from pos.flow.printing import Auto
from pos.paths import Home
from pos.screens.printer_port import PaperLook, PrinterStart, Profile, Texts
from pos.screens.printer_sample import sample_receipt
from pos.screens.words import LANGUAGES, Words
from pos.settings import PrinterSettings, Settings, load, save, text_of, variable, with_texts
from pos.settings_values import READERS
from pos.till_life import TillLife

NAMES = tuple(name for name in READERS if name.startswith("printer."))


class PrinterDoor:
    """Implements `screens.printer_port.PrinterPort`.

    Args:
        home: where the settings lie.
        life: the till whose papers are printed.
        settings: what the till runs with.
        environ: its variables count over the file.
        printers_of: makes the print-outs of some settings; nothing is opened before the first paper.
        names: asks the system for its printers; blocks, called outside the GUI thread. Raises PrinterTrouble.
        now: UTC.
        keeps: False in training: nothing is written, the till prints with it all the same.
        extra: print-outs that every till of this run has besides.
    """

    def __init__(
        self,
        *,
        home: Home,
        life: TillLife,
        settings: Settings,
        environ: Mapping[str, str],
        printers_of: Callable[[PrinterSettings], tuple[PrintOut, ...]],
        names: Callable[[], tuple[str, ...]],
        now: Callable[[], datetime],
        keeps: bool = True,
        extra: tuple[PrintOut, ...] = (),
    ) -> None:
        self._home, self._life, self._environ = home, life, environ
        self._settings = settings
        self._printers_of, self._names, self._now = printers_of, names, now
        self._keeps, self._extra = keeps, extra
        self._logo: tuple[tuple[str, int, int], Picture] | None = None

    @property
    def profile(self) -> PrinterProfile:
        """What the till prints on now."""
        return printer_profile(self._settings.printer)

    def start(self) -> PrinterStart:
        """The settings as they are."""
        given = {name for name in NAMES if self._environ.get(variable(name), "").strip()}
        return PrinterStart(
            values={name: text_of(self._settings, name) for name in NAMES},
            profiles=tuple(
                Profile(one.name, one.paper_mm, one.chars, one.code_page, one.code_page_number)
                for one in PROFILES.values()
            ),
            languages=LANGUAGES,
            fixed=frozenset(given),
            keeps=self._keeps,
        )

    async def printers(self) -> tuple[str, ...]:
        """The names of the system's printers. Raises PrinterTrouble."""
        import asyncio

        return await asyncio.to_thread(self._names)

    async def look(self, values: Texts) -> PaperLook:
        """The sample receipt as `values` would print it. Raises BadSettings."""
        import asyncio

        settings = with_texts(self._settings, values)
        profile = printer_profile(settings.printer)
        trouble: UnreadablePicture | None = None
        shop = self._shop(settings)
        try:
            shop = replace(shop, logo=await asyncio.to_thread(self._logo_of, settings.printer, profile))
        except UnreadablePicture as error:
            trouble = error
        receipt = sample_receipt(shop, _words(settings).say)
        return PaperLook(receipt, profile.chars, profile.paper_mm, trouble)

    async def print_page(self, values: Texts) -> None:
        """Print the test page on the printer of `values`. Raises BadSettings, PrinterTrouble."""
        import asyncio
        import contextlib

        from pos.devices.print_test import page_of_everything

        settings = with_texts(self._settings, values)
        profile = printer_profile(settings.printer)
        shop = self._shop(settings)
        with contextlib.suppress(UnreadablePicture):  # the page has said so
            shop = replace(shop, logo=await asyncio.to_thread(self._logo_of, settings.printer, profile))
        say, at = _words(settings).say, local_text(self._now())
        receipt = page_of_everything(shop, profile.chars, _told(settings.printer, profile), at, say)
        printers = self._printers_of(settings.printer)
        if not printers:
            raise PrinterTrouble("no printer is chosen", why="no printer is chosen", begun=False)
        for printer in printers:
            await asyncio.to_thread(printer.print, receipt)

    async def print_code_pages(self, values: Texts) -> None:
        """Print which code page shows Cyrillic. Raises BadSettings, PrinterTrouble."""
        import asyncio

        from pos.devices.print_test import after_code_pages

        settings = with_texts(self._settings, values)
        printer = code_page_printer(settings.printer)
        await asyncio.to_thread(printer.print, after_code_pages(_words(settings).say))

    async def save(self, values: Texts) -> None:
        """Write the settings, all others as they are, and print with them from now on.

        Raises:
            BadSettings: with `setting` and `why`; nothing was written.
            HomeUnusable, DiskFull.
        """
        import asyncio

        known = {name: text for name, text in values.items() if name in NAMES}
        changed = with_texts(self._settings, known)
        if self._keeps:
            on_disk = with_texts(load(self._home, self._environ), known)
            await asyncio.to_thread(save, self._home, on_disk, self._environ)
        self._settings = changed
        await self._take_up(changed)

    async def _take_up(self, settings: Settings) -> None:
        printing = (await self._life.parts()).checkout.printing
        printer = settings.printer
        await printing.use(
            printers=(*self._printers_of(printer), *self._extra),
            shop=self._shop(settings),
            say=_words(settings).say,
            logo=partial(shop_logo, printer),
            auto=Auto(printer.auto, printer.auto_fiscal_copy),
        )

    async def waiting(self) -> int:
        """How many papers wait for their printer."""
        return (await self._life.parts()).checkout.printing.waiting

    async def print_waiting(self) -> int:
        """Print what waits now; how many came out."""
        return await (await self._life.parts()).checkout.printing.print_waiting()

    async def forget_waiting(self) -> int:
        """Throw away what waits; how many there were."""
        queue = (await self._life.parts()).checkout.printing.queue
        return await queue.forget_all() if queue else 0

    def _shop(self, settings: Settings) -> Shop:
        return settings.receipt_shop(training=settings.is_simulator)

    def _logo_of(self, printer: PrinterSettings, profile: PrinterProfile) -> Picture | None:
        """Read once while the file stays the same: each letter that is typed asks for it. Blocks."""
        if not printer.logo:
            return None
        try:
            changed_ns = Path(printer.logo).stat().st_mtime_ns
        except (OSError, ValueError) as error:
            why = "there is no such file"
            raise UnreadablePicture(why, file=printer.logo, why=why) from error
        key = (printer.logo, profile.dots, changed_ns)
        if self._logo is None or self._logo[0] != key:
            found = shop_logo(printer)
            if found is None:
                return None
            self._logo = (key, found)
        return self._logo[1]


def _words(settings: Settings) -> Words:
    return Words(settings.printer.language or settings.language)


def _told(printer: PrinterSettings, profile: PrinterProfile) -> str:
    """What is tried, as names that need no language."""
    match printer.kind:
        case "escpos_network":
            return f"{printer.host}:{printer.port} {profile.name}"
        case "escpos_file":
            return f"{printer.path} {profile.name}"
        case "system":
            return printer.name
        case _:
            return ""
