"""A PrinterPort that remembers what it was asked to print and to save, and answers as the test says."""

from __future__ import annotations

from pos.core.errors import UnreadablePicture
from pos.core.receipt import Shop
from pos.devices.print_profiles import PROFILES, profile_of
from pos.screens.printer_port import PaperLook, PrinterStart, Profile, Texts
from pos.screens.printer_sample import sample_receipt
from pos.screens.words import LANGUAGES, Words
from pos.settings import PrinterSettings, Settings, text_of, with_texts
from pos.settings_values import READERS

NAMES = tuple(name for name in READERS if name.startswith("printer."))


class FakePrinter:
    """`asked` lists every errand with the settings that came along; `error` is raised by the next ones."""

    def __init__(self, printer: PrinterSettings | None = None, shop: str = "Магазин «Баракат»") -> None:
        self.settings = Settings(printer=printer or PrinterSettings())
        self.shop = Shop(name=shop, address="г. Ташкент, Мирабадский р-н, ул. Навои, 16", tin="123456789")
        self.asked: list[tuple[str, Texts]] = []
        self.error: Exception | None = None
        self.system = ("Xprinter XP-80", "HP LaserJet")
        self.papers = 0
        self.stuck = 0  # of the papers, those that do not come out
        self.fixed: frozenset[str] = frozenset()
        self.keeps = True

    def start(self) -> PrinterStart:
        return PrinterStart(
            {name: text_of(self.settings, name) for name in NAMES},
            tuple(
                Profile(one.name, one.paper_mm, one.chars, one.code_page, one.code_page_number)
                for one in PROFILES.values()
            ),
            LANGUAGES,
            self.fixed,
            self.keeps,
        )

    async def printers(self) -> tuple[str, ...]:
        return self.system

    async def look(self, values: Texts) -> PaperLook:
        printer = with_texts(self.settings, values).printer
        profile = profile_of(printer.profile, printer.width_chars)
        header, footer = tuple(printer.header.splitlines()), tuple(printer.footer.splitlines())
        shop = Shop(self.shop.name, self.shop.address, self.shop.tin, header=header, footer=footer)
        receipt = sample_receipt(shop, Words(printer.language or "ru").say)
        why = "the picture is damaged"
        trouble = UnreadablePicture(why, file=printer.logo, why=why) if printer.logo else None
        return PaperLook(receipt, profile.chars, profile.paper_mm, trouble)

    async def print_page(self, values: Texts) -> None:
        self._note("page", values)

    async def print_code_pages(self, values: Texts) -> None:
        self._note("code pages", values)

    async def save(self, values: Texts) -> None:
        self._note("save", values)
        self.settings = with_texts(self.settings, values)

    async def waiting(self) -> int:
        return self.papers

    async def print_waiting(self) -> int:
        self._note("waiting", {})
        came_out, self.papers = self.papers - self.stuck, self.stuck
        return came_out

    async def forget_waiting(self) -> int:
        self._note("forget", {})
        forgotten, self.papers = self.papers, 0
        return forgotten

    @property
    def errands(self) -> list[str]:
        """What was asked, without the settings."""
        return [name for name, _values in self.asked]

    def _note(self, name: str, values: Texts) -> None:
        self.asked.append((name, values))
        if self.error is not None:
            raise self.error
