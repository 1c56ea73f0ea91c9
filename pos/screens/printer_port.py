"""What the page of the printer asks. No Qt, no devices, no files; the composition root answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pos.core.errors import UnreadablePicture
from pos.core.receipt import Receipt

Texts = Mapping[str, str]
"""Settings of the printer by name (`printer.kind`), as texts; switches are `true` and `false`."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of ESC/POS printer. `code_page` is empty for one that draws its letters."""

    name: str
    paper_mm: int
    columns: int
    code_page: str = ""
    code_page_number: int = 0


@dataclass(frozen=True, slots=True)
class PrinterStart:
    """What the page opens with. `fixed` are settings that come from the environment and stay as they are.

    `keeps`: what is saved holds for the next start, too; not in training.
    """

    values: Texts
    profiles: tuple[Profile, ...]
    languages: tuple[str, ...]
    fixed: frozenset[str] = frozenset()
    keeps: bool = True


@dataclass(frozen=True, slots=True)
class PaperLook:
    """The sample receipt as the settings would print it, on paper so many columns and millimetres wide."""

    receipt: Receipt
    columns: int
    paper_mm: int
    logo_trouble: UnreadablePicture | None = None


class PrinterPort(Protocol):
    """The printer behind the page. Coroutines run in the engine; none moves money or blocks the window.

    Each that takes `values` may raise BadSettings with `setting` and `why`.
    """

    def start(self) -> PrinterStart:
        """The settings as they are. Cheap; GUI thread."""
        ...

    async def printers(self) -> tuple[str, ...]:
        """The names of the system's printers. Raises PrinterTrouble when the system does not say."""
        ...

    async def look(self, values: Texts) -> PaperLook:
        """The sample receipt as `values` would print it."""
        ...

    async def print_page(self, values: Texts) -> None:
        """Print the test page on the printer of `values`, saved or not. Raises PrinterTrouble."""
        ...

    async def print_code_pages(self, values: Texts) -> None:
        """Print which code page shows Cyrillic; ESC/POS only. Raises PrinterTrouble."""
        ...

    async def save(self, values: Texts) -> None:
        """Write the settings and print with them from now on. Raises HomeUnusable, DiskFull."""
        ...

    async def waiting(self) -> int:
        """How many papers wait for their printer."""
        ...

    async def print_waiting(self) -> int:
        """Print what waits now; how many came out."""
        ...

    async def forget_waiting(self) -> int:
        """Throw away what waits; how many there were. The history prints them again."""
        ...
