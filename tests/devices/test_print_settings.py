"""The printer's settings: read, refused, written and read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.core.errors import BadSettings
from pos.core.receipt import Shop
from pos.paths import Home
from pos.settings import PrinterSettings, Settings, load, save

FULL = PrinterSettings(
    kind="escpos_network",
    profile="raster-58",
    width_chars=30,
    cut="full",
    drawer="5",
    asks_status=True,
    language="uz_Cyrl",
    logo="C:\\shop\\new.png",
    header="Ҳар куни 8–23\n+998 71 200-00-00",
    footer="Раҳмат!\n\nЯна келинг",
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path).make()


def test_all_of_them_are_written_and_read_back(home: Home) -> None:
    save(home, Settings(printer=FULL), {})
    assert load(home, {}).printer == FULL


def test_a_till_that_was_told_nothing_follows_its_profile(home: Home) -> None:
    assert load(home, {}).printer == PrinterSettings(width_chars=0, profile="", language="")


def test_the_environment_writes_a_line_break_as_a_backslash_and_an_n(home: Home) -> None:
    environ = {
        "POS_PRINTER__HEADER": r"одна\nдве",
        "POS_PRINTER__WIDTH_CHARS": "0",
        "POS_PRINTER__LOGO": r"C:\new\logo.png",
    }
    printer = load(home, environ).printer
    assert printer.header == "одна\nдве"
    assert printer.logo == r"C:\new\logo.png"


def test_the_shops_own_words_are_on_its_papers() -> None:
    assert Settings(printer=FULL).receipt_shop() == Shop(
        header=("Ҳар куни 8–23", "+998 71 200-00-00"), footer=("Раҳмат!", "", "Яна келинг")
    )


@pytest.mark.parametrize(
    "line",
    [
        'profile = "dot matrix"',
        "width_chars = 23",
        "width_chars = 65",
        "width_chars = false",
        'width_chars = "0"',
        'cut = "half"',
        'drawer = "3"',
        "drawer = 2",
        'language = "de"',
        'header = "a\\tb"',
        'header = "a\\u001bb"',
        'footer = "1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9"',
        f'footer = "{"a" * 201}"',
        "footer = 1",
        'logo = "a\\nb"',
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(home: Home, line: str) -> None:
    home.settings.write_text(f"[printer]\n{line}\n", "utf-8")
    with pytest.raises(BadSettings) as refused:
        load(home, {})
    assert refused.value.facts["where"] == f"{home.settings}:2"
