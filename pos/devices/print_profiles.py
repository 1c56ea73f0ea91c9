"""What each kind of receipt printer can do, and how it is told. Pure; the settings choose one by its name.

The numbers of code pages are the printer's own (`ESC t n`). Where a model is not here, its self-test paper
shows them; a printer whose letters come out wrong is always served by a profile that draws.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

DOTS_PER_CHAR = 12
"""The width of a letter of font A at 203 dots per inch."""

Cut = Literal["full", "partial", "none"]
CodePage = Literal["cp866", "cp1251", ""]


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """One kind of ESC/POS printer at 203 dots per inch.

    Attributes:
        paper_mm: width of the roll.
        dots: width that is printed.
        chars: letters of normal size in a line.
        code_page: what its letters are encoded in; empty when it has no Cyrillic and each line is drawn.
        code_page_number: what `ESC t` calls that code page.
        native_qr: the printer draws a QR itself; otherwise it gets a picture.
        cut: how the paper is cut; "none" feeds it to the tear-off edge.
        drawer_pin: the pin of its socket on which the drawer hangs, 2 or 5; 0 for no drawer.
    """

    name: str
    paper_mm: int = 80
    dots: int = 576
    chars: int = 48
    code_page: CodePage = "cp866"
    code_page_number: int = 17
    native_qr: bool = True
    cut: Cut = "partial"
    drawer_pin: int = 2


GENERIC_80 = PrinterProfile("generic-80")
GENERIC_58 = PrinterProfile("generic-58", paper_mm=58, dots=384, chars=32, cut="none")

PROFILES = {
    profile.name: profile
    for profile in (
        GENERIC_80,
        GENERIC_58,
        replace(GENERIC_80, name="generic-80-cp1251", code_page="cp1251", code_page_number=46),
        replace(GENERIC_58, name="generic-58-cp1251", code_page="cp1251", code_page_number=46),
        replace(GENERIC_80, name="columns-42", dots=512, chars=42),
        replace(GENERIC_58, name="pos-5890", code_page_number=59),
        replace(GENERIC_80, name="raster-80", code_page="", code_page_number=0, native_qr=False),
        replace(GENERIC_58, name="raster-58", code_page="", code_page_number=0, native_qr=False),
    )
}
"""By name; the first is what a till has that was told nothing."""

CUTS: tuple[Cut, ...] = ("full", "partial", "none")
DRAWERS = {"none": 0, "2": 2, "5": 5}


def profile_of(name: str, width_chars: int = 0, cut: str = "", drawer: str = "") -> PrinterProfile:
    """The profile that the settings mean; an unknown name is taken as none.

    Args:
        name: of a built-in profile; empty: the generic one of the paper that `width_chars` fills.
        width_chars: letters in a line, at most what the paper holds; 0: as the profile has it.
        cut: one of CUTS, empty for the profile's own.
        drawer: one of DRAWERS, empty for the profile's own.
    """
    narrow = 0 < width_chars < GENERIC_80.chars
    found = PROFILES.get(name) or (GENERIC_58 if narrow else GENERIC_80)
    if width_chars:
        found = replace(found, chars=min(width_chars, found.dots // DOTS_PER_CHAR))
    for known in CUTS:
        if cut == known:
            found = replace(found, cut=known)
    return replace(found, drawer_pin=DRAWERS.get(drawer, found.drawer_pin))
