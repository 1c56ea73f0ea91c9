"""ESC/POS read back by a small printer of the tests."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageFont

from pos.core.errors import PrinterTrouble
from pos.core.receipt import OPEN_DRAWER, Pair, Picture, Qr, Receipt, Row, Rule, Text
from pos.devices.decode import Code, decode
from pos.devices.escpos import EscPosPaper
from pos.devices.print_profiles import GENERIC_58, GENERIC_80, PROFILES, PrinterProfile
from tests.devices.escpos_reader import (
    Cut,
    DrawerOpened,
    Printed,
    PrintedPicture,
    PrintedQr,
    PrintedText,
    read_escpos,
    texts,
)

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
REGULAR, BOLD = FONTS / "Inter-Regular.otf", FONTS / "Inter-SemiBold.otf"
LINK = "https://ofd.soliq.uz/check?t=EP000000000321&r=147&c=20261124143200&s=612480917305"


def paper(profile: PrinterProfile = GENERIC_80) -> EscPosPaper:
    return EscPosPaper(REGULAR, BOLD, profile)


def printed(on: EscPosPaper, *rows: Row) -> list[Printed]:
    return read_escpos(on.render(Receipt("sale-1", rows)))


def pictures(items: list[Printed]) -> list[PrintedPicture]:
    return [item for item in items if isinstance(item, PrintedPicture)]


def ink(picture: PrintedPicture) -> int:
    return int((picture.pixels == 0).sum())


def test_a_russian_receipt_is_text_with_its_modes() -> None:
    items = printed(
        paper(),
        Text("BARAKA MARKET", align="center", bold=True),
        Rule(),
        Text("Молоко «Мусаффо» — 3,2 %, № 1"),
        Pair("  2 шт × 16 500", "33 000"),
        Pair("ИТОГО", "33 000 сум", bold=True, double=True),
        Text("Спасибо", align="right"),
    )
    assert items[:6] == [
        PrintedText("BARAKA MARKET", "center", bold=True, double=False, code_page=17),
        PrintedText("-" * 48, "left", bold=False, double=False, code_page=17),
        PrintedText('Молоко "Мусаффо" - 3,2 %, № 1', "left", bold=False, double=False, code_page=17),
        PrintedText("  2 шт x 16 500" + " " * 27 + "33 000", "left", bold=False, double=False, code_page=17),
        PrintedText("ИТОГО" + " " * 9 + "33 000 сум", "left", bold=True, double=True, code_page=17),
        PrintedText("Спасибо", "right", bold=False, double=False, code_page=17),
    ]
    assert items[-1] == Cut(partial=True)
    assert "?" not in "".join(texts(items))


def test_each_uzbek_line_is_drawn_and_the_others_stay_text() -> None:
    uzbek = ["Oʻzbekiston qandolati", "Қарз ғалла ҳисоби", "Narxi 12 000 ₽", "To‘landi"]
    items = printed(paper(), Text("Чек"), *(Text(line) for line in uzbek), Pair("Қайтим", "500"))
    assert [line for line in texts(items) if line] == ["Чек"]
    assert len(pictures(items)) == 5
    assert all(picture.pixels.shape == (30, 576) for picture in pictures(items))
    assert all(ink(picture) > 200 for picture in pictures(items))


def test_a_drawn_pair_stands_at_both_edges() -> None:
    (picture,) = pictures(printed(paper(), Pair("Қайтим", "500")))
    columns = np.flatnonzero((picture.pixels == 0).any(axis=0))
    assert columns.min() < 6
    assert columns.max() > 576 - 6
    assert not ((columns > 120) & (columns < 500)).any()


@pytest.mark.parametrize("width", [GENERIC_80, GENERIC_58])
def test_drawn_lines_of_the_widest_letters_fit_the_paper(width: PrinterProfile) -> None:
    text = "Щ" * (width.chars - 1) + "Қ"
    for row in (
        Text(text, bold=True),
        Pair(text[: width.chars // 2 - 2] + "Қ", "Щ" * (width.chars // 2 - 1)),
    ):
        (picture,) = pictures(printed(paper(width), row))
        assert picture.pixels.shape[1] == width.dots
        assert ink(PrintedPicture(picture.pixels[:, -3:], "left")) < 30


def test_drawn_double_and_bold_lines_are_larger_and_blacker() -> None:
    plain, bold, double = (
        pictures(printed(paper(), Text("Жами ҳисоб", bold=b, double=d)))[0]
        for b, d in ((False, False), (True, False), (False, True))
    )
    assert ink(bold) > ink(plain) * 1.1
    assert double.pixels.shape[0] > plain.pixels.shape[0] * 1.5
    assert ink(double) > ink(plain) * 2.5


def test_centre_and_right_are_kept_in_drawn_lines() -> None:
    centre, right = (
        pictures(printed(paper(), row))[0] for row in (Text("Ҳа", align="center"), Text("Ҳа", align="right"))
    )
    assert np.flatnonzero((centre.pixels == 0).any(axis=0)).mean() == pytest.approx(288, abs=6)
    assert np.flatnonzero((right.pixels == 0).any(axis=0)).max() > 570


def test_the_bundled_fonts_hold_every_letter_that_is_drawn() -> None:
    for path in (REGULAR, BOLD):
        font = ImageFont.truetype(path, 24)
        missing = bytes(font.getmask("\U0010fffe"))
        for letter in "ʻʼ‘’қғҳўҚҒҲЎ₽№абвгдеёжзийклмнопрстуфхцчшщъыьэюя":
            assert bytes(font.getmask(letter)) != missing, letter


@pytest.mark.parametrize("width", [GENERIC_80, GENERIC_58])
def test_a_native_qr_is_large_enough_and_in_the_middle(width: PrinterProfile) -> None:
    qrs = [item for item in printed(paper(width), Qr(LINK)) if isinstance(item, PrintedQr)]
    (qr,) = qrs
    assert (qr.text, qr.align) == (LINK, "center")
    modules = 41 + 8  # version 6 at level M, and the quiet zone
    assert 216 <= qr.dots * modules <= width.dots


@pytest.mark.parametrize("width", [GENERIC_80, GENERIC_58])
@pytest.mark.parametrize("link", [LINK, "1"])
def test_a_drawn_qr_is_read_back_from_the_paper(width: PrinterProfile, link: str) -> None:
    (picture,) = pictures(printed(paper(replace(width, native_qr=False)), Qr(link)))
    assert picture.pixels.shape[1] == width.dots
    assert picture.pixels.shape[0] >= 216
    assert decode(picture.pixels, None) == (Code(link, "QRCode"),)
    columns = np.flatnonzero((picture.pixels == 0).any(axis=0))
    assert (columns.min() + columns.max()) / 2 == pytest.approx(width.dots / 2, abs=2)


def test_narrow_paper_breaks_lines_at_its_own_width() -> None:
    items = printed(paper(GENERIC_58), Text("Чай чёрный «Ахмад» Английский завтрак, 100 пак."), Rule())
    assert [line for line in texts(items) if line] == [
        'Чай чёрный "Ахмад" Английский',
        "завтрак, 100 пак.",
        "-" * 32,
    ]


def test_a_printer_without_cyrillic_gets_pictures_only() -> None:
    items = printed(paper(PROFILES["raster-80"]), Text("Чек"), Pair("ИТОГО", "1"), Rule())
    assert {line for line in texts(items)} <= {"", "-" * 48}
    assert len(pictures(items)) == 2


def test_a_printer_may_call_the_code_page_otherwise() -> None:
    items = printed(paper(PROFILES["pos-5890"]), Text("Чек"))
    assert items[0] == PrintedText("Чек", "left", bold=False, double=False, code_page=59)


def test_nothing_is_written_to_stdout_which_belongs_to_json(capfd: pytest.CaptureFixture[str]) -> None:
    paper(replace(GENERIC_80, native_qr=False)).render(Receipt("sale-1", (Text("Қ"), Qr(LINK))))
    assert capfd.readouterr() == ("", "")


def test_a_missing_font_is_the_printers_trouble_only_when_it_is_needed(tmp_path: Path) -> None:
    bare = EscPosPaper(tmp_path / "no.otf", tmp_path / "no.otf")
    assert texts(printed(bare, Text("Чек")))[0] == "Чек"
    with pytest.raises(PrinterTrouble, match="font"):
        printed(bare, Text("Қ"))


@pytest.mark.parametrize(
    ("profile", "last"),
    [
        (replace(GENERIC_80, cut="full"), Cut(partial=False)),
        (replace(GENERIC_80, cut="partial"), Cut(partial=True)),
        (replace(GENERIC_80, cut="none"), PrintedText("", "left", bold=False, double=False, code_page=17)),
    ],
)
def test_paper_is_cut_as_the_profile_says_and_always_fed_past_the_knife(
    profile: PrinterProfile, last: Printed
) -> None:
    items = printed(paper(profile), Text("Чек"))
    assert items[-1] == last
    assert [line for line in texts(items)[1:] if not line] == [""] * 6


def test_marks_that_a_code_page_has_stay_as_they_are() -> None:
    items = printed(paper(PROFILES["generic-80-cp1251"]), Text("«Ўқ» — ‘а’ × 2"), Text("«Ў» — ‘а’ × 2"))
    assert len(pictures(items)) == 1
    assert texts(items)[0] == "«Ў» — ‘а’ x 2"


@pytest.mark.parametrize("pin", [2, 5])
def test_the_drawer_is_opened_on_its_pin_before_the_paper(pin: int) -> None:
    on = paper(replace(GENERIC_80, drawer_pin=2 if pin == 2 else 5))
    assert read_escpos(on.render(OPEN_DRAWER)) == [DrawerOpened(pin)]
    items = read_escpos(on.render(Receipt("sale-1", (Text("Чек"),), opens_drawer=True)))
    assert items[0] == DrawerOpened(pin)
    assert texts(items)[0] == "Чек"


def test_no_drawer_is_opened_without_cash_or_without_a_drawer() -> None:
    assert DrawerOpened(2) not in printed(paper(), Text("Чек"))
    assert read_escpos(paper(replace(GENERIC_80, drawer_pin=0)).render(OPEN_DRAWER)) == []


@pytest.mark.parametrize("profile", [GENERIC_80, GENERIC_58])
def test_a_logo_stands_in_the_middle_and_is_never_wider_than_the_paper(profile: PrinterProfile) -> None:
    (small,) = pictures(printed(paper(profile), Picture(16, 2, b"\xff\xff" * 2)))
    columns = np.flatnonzero((small.pixels == 0).any(axis=0))
    assert (columns.min(), columns.max()) == (profile.dots // 2 - 8, profile.dots // 2 + 7)
    (wide,) = pictures(printed(paper(profile), Picture(1152, 8, b"\xff" * (144 * 8))))
    high = 8 * profile.dots // 1152
    assert wide.pixels.shape[1] == profile.dots
    assert (wide.pixels[:high] == 0).all()
    assert (wide.pixels[high:] == 255).all()
