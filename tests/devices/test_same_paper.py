"""What is sent is what the rows say and what the preview shows: every profile, every language."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pos.core.receipt import Pair, Picture, Qr, Receipt, ReceiptKind, Row, Rule, Shop, Text
from pos.devices.decode import Code, decode
from pos.devices.escpos import EscPosPaper
from pos.devices.paper import Line, lay_out, padded
from pos.devices.plain_text import render_text
from pos.devices.print_profiles import GENERIC_58, GENERIC_80, PROFILES, PrinterProfile
from pos.qt.receipt_rows import MM_58, MM_80, Sheet, lines_of
from pos.screens.printer_sample import sample_receipt
from pos.screens.words import LANGUAGES, Words
from tests.devices.escpos_reader import Cut, Printed, PrintedPicture, PrintedQr, PrintedText, read_escpos
from tests.devices.papers import BOLD, LINK, REGULAR, draw_all, drawn, sample, tricks

FEWEST_QR_DOTS = 216  # 27 mm
PLAIN = str.maketrans({"«": '"', "»": '"', "×": "x", "−": "-", "\u00a0": " "})


def words(text: str) -> list[str]:
    return text.translate(PLAIN).split()


def words_of(row: Row) -> list[str]:
    match row:
        case Text(text):
            return words(text)
        case Pair(left, right):
            return words(left) + words(right)
        case Rule() | Qr() | Picture():
            return []


class Expected:
    """Takes what stands on the paper item by item and holds it against the lines of the receipt."""

    def __init__(self, items: list[Printed], profile: PrinterProfile) -> None:
        self.items = [item for item in items if not (isinstance(item, PrintedText) and not item.text)]
        self.profile = profile
        self.said: list[str] = []

    def take(self) -> Printed:
        return self.items.pop(0)

    def check(self, receipt: Receipt) -> None:
        for item in lay_out(receipt, self.profile.chars, widens=True):
            match item:
                case Rule():
                    found = self.take()
                    assert isinstance(found, PrintedText)
                    assert found.text == "-" * self.profile.chars
                case Qr(text):
                    self.qr(text)
                case Picture():
                    self.logo(item)
                case Line():
                    self.line(item)
        rest = self.items
        assert rest == ([] if self.profile.cut == "none" else [Cut(partial=self.profile.cut == "partial")])

    def line(self, line: Line) -> None:
        found = self.take()
        self.said += words(f"{line.left} {line.right}")
        chars = self.profile.chars // 2 if line.double else self.profile.chars
        if isinstance(found, PrintedText):
            text = padded(line, chars) if line.right else line.left
            assert found.text.translate(PLAIN) == text.translate(PLAIN)
            assert len(found.text) <= chars
            assert "?" not in found.text.replace("epi?t=", "")
            assert (found.bold, found.double) == (line.bold, line.double)
            assert found.code_page == self.profile.code_page_number
            return
        assert isinstance(found, PrintedPicture)
        assert found.pixels.shape == (56 if line.double else 30, self.profile.dots)
        ink = np.flatnonzero((found.pixels == 0).any(axis=0))
        left, right = int(ink.min()), self.profile.dots - 1 - int(ink.max())
        indent = len(line.left) - len(line.left.lstrip(" "))
        if line.align == "left":
            assert abs(left - indent * (self.profile.dots // self.profile.chars)) < 8
        if line.right:
            assert right < 12
        elif line.align == "center":
            assert abs(left - right) <= 8
        elif line.align == "right":
            assert right < 12
        assert not (found.pixels[[0, -1]] == 0).any(), "a letter is cut at the top or the bottom"

    def qr(self, text: str) -> None:
        found = self.take()
        if isinstance(found, PrintedQr):
            assert (found.text, found.align) == (text, "center")
            assert (41 + 8) * found.dots >= FEWEST_QR_DOTS
            return
        assert isinstance(found, PrintedPicture)
        assert decode(found.pixels, None) == (Code(text, "QRCode"),)
        assert FEWEST_QR_DOTS <= found.pixels.shape[0] <= self.profile.dots

    def logo(self, logo: Picture) -> None:
        found = self.take()
        assert isinstance(found, PrintedPicture)
        sheet = np.array(Image.frombytes("1", (logo.width, logo.height), logo.bits))
        left = (self.profile.dots - logo.width) // 2
        assert ((found.pixels[: logo.height, left : left + logo.width] == 0) == sheet).all()
        assert (found.pixels == 0).sum() == sheet.sum()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
@pytest.mark.parametrize("link", [LINK, None])
def test_the_bytes_are_the_rows(profile: PrinterProfile, language: str, link: str | None) -> None:
    kind = ReceiptKind.SALE if link else ReceiptKind.COPY
    for receipt in (sample(language, link=link, kind=kind), tricks(language)):
        check_bytes(receipt, profile)


def check_bytes(receipt: Receipt, profile: PrinterProfile) -> None:
    paper = Expected(read_escpos(EscPosPaper(REGULAR, BOLD, profile).render(receipt)), profile)
    paper.check(receipt)
    whole = [word for row in receipt.rows for word in words_of(row)]
    assert "".join(paper.said) == "".join(whole), "each word, in its order, and no other"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("sheet", "profile"), [(MM_80, GENERIC_80), (MM_58, GENERIC_58)])
def test_the_preview_breaks_its_lines_where_the_paper_does(
    sheet: Sheet, profile: PrinterProfile, language: str
) -> None:
    for receipt in (sample(language), tricks(language), sample_receipt(Shop("Баракат"), Words(language).say)):
        check_preview(receipt, sheet, profile)


def check_preview(receipt: Receipt, sheet: Sheet, profile: PrinterProfile) -> None:
    shown = [words(f"{line.left} {line.centre} {line.right}") for line in lines_of(receipt, sheet)]
    sent = [
        words(f"{item.left} {item.right}") if isinstance(item, Line) else []
        for item in lay_out(receipt, profile.chars, widens=True)
    ]
    assert shown == sent


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [32, 48])
def test_plain_text_says_the_same(language: str, width: int) -> None:
    receipt = sample(language)
    text = re.sub(r"-{24,}|\[ QR \]", "", render_text(receipt, width))
    assert "".join(words(text)) == "".join(word for row in receipt.rows for word in words_of(row))
    assert all(len(line) <= width for line in text.splitlines())


def test_the_samples_are_drawn_for_each_profile_and_language(tmp_path: Path) -> None:
    written = draw_all(tmp_path, (GENERIC_80, PROFILES["raster-58"]))
    assert len(written) == 5 * len(LANGUAGES)
    with Image.open(tmp_path / "raster-58-uz_Cyrl.png") as picture:
        assert picture.width == 58 * 8


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
def test_a_figure_is_never_broken(profile: PrinterProfile, language: str) -> None:
    receipt = tricks(language)
    figures = [words(row.right) for row in receipt.rows if isinstance(row, Pair)]
    lines = [item for item in lay_out(receipt, profile.chars, widens=True) if isinstance(item, Line)]
    ends = [words(line.right or (line.left if line.align == "right" else "")) for line in lines]
    assert [end for end in ends if end] == figures


@pytest.mark.parametrize("profile", [GENERIC_80, GENERIC_58, PROFILES["raster-58"]])
def test_the_qr_on_the_drawn_paper_is_read(profile: PrinterProfile) -> None:
    picture = drawn(read_escpos(EscPosPaper(REGULAR, BOLD, profile).render(sample("uz"))), profile)
    assert decode(np.array(picture), None) == (Code(LINK, "QRCode"),)
