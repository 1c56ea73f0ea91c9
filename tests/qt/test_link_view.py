"""The QR of an order on the customer's screen: it is read by a camera in both themes, and its words fit."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from pos.flow.order_ports import OrderLink
from pos.qt.link_view import LinkCard
from pos.qt.theme import DARK, LIGHT, Look, Theme
from pos.screens.link_screen import LinkView, link_view
from pos.screens.words import LANGUAGES, Words
from tests.fakes.order_desk import waiting

URL = "https://shop.example.uz/o/7Q2M3K8A1B2C3D4E5F6G7H8J9K?lang=ru"
SIZES = [(1024, 600), (1024, 768), (1366, 768), (1920, 1080), (600, 900)]


def told(language: str = "ru") -> LinkView:
    return link_view(OrderLink(waiting("a", number="1042"), URL), Words(language))


def made(qtbot: QtBot, theme: Theme, size: tuple[int, int]) -> LinkCard:
    card = LinkCard(Look(theme, motion=False))
    qtbot.addWidget(card)
    card.resize(*size)
    card.render_link(told())
    return card


def read(card: LinkCard) -> list[str]:
    picture = card.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return [code.text for code in zxingcpp.read_barcodes(rows[:, : picture.width()])]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("size", SIZES)
def test_a_camera_reads_the_code(qtbot: QtBot, theme: Theme, size: tuple[int, int]) -> None:
    assert read(made(qtbot, theme, size)) == [URL]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_quiet_zone_is_white_in_both_themes(qtbot: QtBot, theme: Theme) -> None:
    card = made(qtbot, theme, (1024, 768))
    picture, code = card.grab().toImage(), card.code_square()
    for x, y in ((12, code.height() / 2), (code.width() - 12, 40), (code.width() / 2, 12)):
        assert picture.pixelColor(round(code.left() + x), round(code.top() + y)).name() == "#ffffff"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_the_words_have_room_beside_the_code(qtbot: QtBot, size: tuple[int, int], language: str) -> None:
    card = made(qtbot, LIGHT, size)
    view = told(language)
    area = card.words_area()
    assert not area.intersects(card.code_square())
    assert QRectF(card.rect()).contains(area)
    parts = card._parts(LIGHT, view, area.width())
    assert sum(len(lines) * letters.height + gap for letters, lines, _ink, gap in parts) <= area.height()
    amount, lines = parts[1][:2]
    assert lines == (view.amount,), "a sum never wraps"
    assert amount.width(view.amount) <= area.width()


def test_nothing_is_shown_without_a_link(qtbot: QtBot) -> None:
    card = made(qtbot, DARK, (1024, 600))
    assert "1042" in card.accessibleName()
    card.render_link(None)
    assert read(card) == []
    assert card.accessibleName() == ""


def test_the_theme_is_followed(qtbot: QtBot) -> None:
    look = Look(LIGHT, motion=False)
    card = LinkCard(look)
    qtbot.addWidget(card)
    card.resize(1024, 600)
    card.render_link(told())
    look.use(DARK)
    assert card.grab().toImage().pixelColor(2, 2) == DARK.bg
    assert read(card) == [URL]
