"""Papers that try a printer out, read back from their bytes."""

from __future__ import annotations

import numpy as np
import pytest

from pos.core.receipt import Qr, Shop
from pos.devices.decode import Code, decode
from pos.devices.escpos import EscPosPaper
from pos.devices.print_profiles import GENERIC_58, GENERIC_80, PROFILES, PrinterProfile
from pos.devices.print_test import (
    CODE_PAGES,
    CYRILLIC,
    TEST_LINK,
    CodePagePaper,
    after_code_pages,
    page_of_everything,
    ruler,
)
from pos.screens.words import LANGUAGES, Words
from tests.devices.escpos_reader import (
    _CODE_PAGES,
    Cut,
    DrawerOpened,
    PrintedPicture,
    PrintedText,
    read_escpos,
    texts,
)
from tests.devices.papers import BOLD, REGULAR, drawn


@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_test_page_tries_everything_that_a_printer_does(profile: PrinterProfile, language: str) -> None:
    told = "192.168.1.87:9100 " + profile.name
    receipt = page_of_everything(
        Shop("Магазин «Баракат»"), profile.chars, told, "24.11.2026 14:32", Words(language).say
    )
    printed = read_escpos(EscPosPaper(REGULAR, BOLD, profile).render(receipt))
    assert isinstance(printed[0], DrawerOpened), "the drawer first: it is quick, paper is not"
    assert Qr(TEST_LINK) in receipt.rows
    if profile.code_page:
        assert ruler(profile.chars) in texts(printed), "one line, from edge to edge"
    if profile.cut != "none":
        assert printed[-1] == Cut(partial=profile.cut == "partial")
    assert decode(np.array(drawn(printed, profile)), None) == (Code(TEST_LINK, "QRCode"),)


def test_the_ruler_counts_every_column() -> None:
    assert ruler(12) == "123456789012"
    assert len(ruler(48)) == 48


@pytest.mark.parametrize("profile", [GENERIC_80, GENERIC_58, PROFILES["raster-58"]])
def test_each_code_page_has_its_line_under_its_number(
    profile: PrinterProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A printer that knows all of them; where two makers use one number, this one is of the first.
    for number, page in reversed(CODE_PAGES):
        monkeypatch.setitem(_CODE_PAGES, number, page)
    paper = CodePagePaper(REGULAR, BOLD, profile)
    printed = read_escpos(paper.render(after_code_pages(Words("ru").say)))
    lines = [item for item in printed if isinstance(item, PrintedText) and "866" in item.text]
    clear = {int(line.text[1:4]): line.code_page for line in lines if CYRILLIC in line.text}
    assert clear == {number: number for number, page in CODE_PAGES if page == "cp866"}
    own = [line.text[0] for line in lines if line.code_page == profile.code_page_number]
    assert own == ([">"] if profile.code_page else [])
    assert any(isinstance(item, PrintedPicture) for item in printed), "the letters of Uzbek are drawn"
    assert not any(isinstance(item, DrawerOpened) for item in printed)
    assert all(len(text) <= profile.chars for text in texts(printed))
