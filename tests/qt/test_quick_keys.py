"""Pages of quick keys: turned by buttons and by keys, nothing lost, colours that can be seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos.qt.main_window import MainWindow
from pos.qt.quick_colour import LEAST_CONTRAST, key_colour
from pos.qt.theme import THEMES, Theme, contrast
from pos.screens.views import Intent, QuickKeyView, Tone
from tests.qt import samples
from tests.qt.conftest import Keyboard

MANY = replace(
    samples.SALE,
    quick_keys=(
        *(QuickKeyView(f"A{number:02}", f"Товар {number}", "500") for number in range(14)),
        *(QuickKeyView(f"B{number:02}", f"Ещё {number}", "500", page=2) for number in range(3)),
        samples.QUICK[-1],
    ),
    page_words=("Предыдущая страница", "Следующая страница"),
)


def shown(window: MainWindow) -> list[str]:
    return [key.view.barcode for key in window.quick_keys._keys if key.isVisible() and key.view.barcode]


@pytest.fixture
def many(window: MainWindow) -> MainWindow:
    window.render(MANY)
    return window


def test_every_good_is_on_some_page_and_the_pages_go_round(many: MainWindow) -> None:
    seen = []
    for _ in range(3):
        seen += shown(many)
        QTest.mouseClick(many.quick_keys._pager.buttons[1], Qt.MouseButton.LeftButton)
    assert seen == [key.barcode for key in MANY.quick_keys if key.barcode]
    assert shown(many)[0] == "A00"
    QTest.mouseClick(many.quick_keys._pager.buttons[0], Qt.MouseButton.LeftButton)
    assert shown(many) == ["B00", "B01", "B02"]


def test_the_keyboard_turns_the_pages(many: MainWindow, keyboard: Keyboard) -> None:
    for key, first in ((Qt.Key.Key_PageDown, "A10"), (Qt.Key.Key_PageUp, "A00"), (Qt.Key.Key_PageUp, "B00")):
        QTest.keyClick(many.input.field, key, Qt.KeyboardModifier.ControlModifier)
        assert shown(many)[0] == first
    assert QApplication.focusWidget() is many.input.field


def test_the_search_key_stays_where_it_is(many: MainWindow) -> None:
    places, said = set(), list[object]()
    many.intent.connect(said.append)
    for _ in range(3):
        search = next(key for key in many.quick_keys._keys if key.isVisible() and not key.view.barcode)
        places.add(search.geometry().getRect())
        search.click()
        many.quick_keys.turn(1)
    assert len(places) == 1
    assert said == [Intent.SEARCH] * 3


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)])
def test_keys_do_not_lie_on_one_another(many: MainWindow, size: tuple[int, int]) -> None:
    many.resize(*size)
    parts = [key for key in many.quick_keys._keys if key.isVisible()]
    boxes = [part.geometry() for part in (*parts, many.quick_keys._pager) if part.isVisible()]
    for number, box in enumerate(boxes):
        assert many.quick_keys.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[number + 1 :])
    for button in many.quick_keys._pager.buttons:
        assert min(button.width(), button.height()) >= 44
        assert button.accessibleName()


def test_a_page_that_is_gone_leaves_the_last_one(many: MainWindow) -> None:
    many.quick_keys.turn(-1)
    many.render(samples.SALE)
    assert shown(many) == [key.barcode for key in samples.QUICK if key.barcode]
    assert not many.quick_keys._pager.isVisible()


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("colour", [*Tone, "#ffff66", "#ffffff", "#000000", "#101010", "#777", "#1a57c2"])
def test_a_colour_can_be_seen_in_both_themes(theme: Theme, colour: str) -> None:
    drawn = key_colour(colour, theme)
    assert drawn is not None
    assert contrast(drawn, theme.surface) >= LEAST_CONTRAST


@pytest.mark.parametrize("colour", ["", "tartan", "#12345z"])
def test_an_unknown_colour_is_none(colour: str) -> None:
    assert key_colour(colour, THEMES["light"]) is None


def test_the_bar_is_drawn(many: MainWindow) -> None:
    first = replace(MANY.quick_keys[0], colour="red")
    many.render(replace(MANY, quick_keys=(first, *MANY.quick_keys[1:])))
    key = many.quick_keys._keys[0]
    picture = key.grab().toImage()
    drawn = picture.pixelColor(3, picture.height() // 2)
    assert drawn.name() == many.look.theme.state(Tone.RED).fg.name()
