"""Papers that try a printer out: a page of everything, and the code pages that may be its Cyrillic. Pure.

Words come from outside. Import the class with the first test only: python-escpos takes 0.3 s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pos.core.receipt import Pair, Qr, Receipt, Row, Rule, Say, Shop, Text
from pos.devices.print_profiles import PrinterProfile

if TYPE_CHECKING:
    from pos.devices.print_profiles import CodePage

CODE_PAGES: tuple[tuple[int, CodePage], ...] = (
    *((number, "cp866") for number in (7, 10, 11, 12, 17, 37, 59)),
    *((number, "cp1251") for number in (6, 12, 34, 46, 51, 73)),
)
"""Under which numbers the makers of receipt printers keep their Cyrillic; a paper of all would be a metre."""

CYRILLIC = "АБВГД ёжзик"
UZBEK = "oʻ gʻ Oʻ Gʻ ў қ ғ ҳ Ў Қ Ғ Ҳ"
TEST_LINK = "https://ofd.soliq.uz/check?t=EP000000000000&r=1&c=20260101120000&s=000000000000"


def ruler(columns: int) -> str:
    """`1234567890123…`, as many as there are columns: one that wraps or ends early shows a wrong width."""
    return "".join(str(number % 10) for number in range(1, columns + 1))


def page_of_everything(shop: Shop, columns: int, told: str, at: str, say: Say) -> Receipt:
    """Shop, ruler, letters, a pair, a large line and a QR; it opens the drawer and is cut like any paper.

    Args:
        shop: whose paper it is; its logo comes along.
        columns: letters in a line.
        told: what is tried, for example the printer's address and profile.
        at: the time for the paper.
        say: the paper's words.
    """
    rows: list[Row] = [
        *([shop.logo] if shop.logo else []),
        Text(shop.name or say("Shop"), align="center", bold=True),
        Text(say("Test page"), align="center", bold=True, double=True),
        *(Text(line, align="center") for line in shop.header),
        Text(told, align="center"),
        Text(at, align="center"),
        Rule(),
        Text(ruler(columns)),
        Pair(say("The left edge"), say("the right edge")),
        Text(CYRILLIC),
        Text(UZBEK),
        Pair(say("TOTAL"), "1\u00a0234\u00a0567", bold=True, double=True),
        Rule(),
        Qr(TEST_LINK),
        Text(say("A phone must be able to read this QR"), align="center"),
        *(Text(line, align="center") for line in shop.footer),
    ]
    return Receipt("test-page", tuple(rows), opens_drawer=True)


def after_code_pages(say: Say) -> Receipt:
    """What stands below the numbered lines: what to do with them, and letters that are always drawn."""
    return Receipt(
        "code-pages",
        (
            Rule(),
            Text(say("Find the line with clear Cyrillic letters and choose the profile with its number")),
            Text(say("None is clear? Choose a profile that draws its letters")),
            Rule(),
            Text(say("Drawn letters are right on every printer")),
            Text(UZBEK),
        ),
    )


@dataclass(frozen=True, slots=True)
class CodePagePaper:
    """A paper (`printers.Paper`) with a line in each code page that may be Cyrillic; the receipt comes below.

    The receipt is drawn, so that it can be read whatever the printer's letters are.
    """

    font_path: Path
    bold_font_path: Path
    profile: PrinterProfile

    def render(self, receipt: Receipt) -> bytes:
        """The bytes to send, from reset to cut. Raises PrinterTrouble when a font cannot be read."""
        from pos.devices.escpos import EscPosPaper

        drawn = replace(self.profile, code_page="", code_page_number=0, drawer_pin=0)
        below = EscPosPaper(self.font_path, self.bold_font_path, drawn).render(receipt)
        lines = b"".join(self._line(number, page) for number, page in CODE_PAGES)
        return b"\x1b@\x1c." + lines + below

    def _line(self, number: int, page: CodePage) -> bytes:
        own = (number, page) == (self.profile.code_page_number, self.profile.code_page)
        mark = ">" if own else " "
        text = f"{mark}{number:3d} {page[2:]:>4} {CYRILLIC}"
        return b"\x1bt" + bytes([number]) + text[: self.profile.chars].encode(page) + b"\n"
