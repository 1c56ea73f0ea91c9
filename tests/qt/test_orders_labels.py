"""Labels on the page of online orders: scans of the hand scanner, and room for what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from pos.core.catalogue import Barcode
from pos.core.money import Quantity
from pos.core.order_card import OrderCard
from pos.core.sale import Sale, SaleId
from pos.qt.main_window import MainWindow
from pos.qt.orders_rows import PICK_ROW, paint_pick, sentences_height
from pos.qt.theme import LIGHT
from pos.screens.orders_views import OrderAct
from pos.screens.words import LANGUAGES
from tests.fakes.order_desk import paid
from tests.fakes.till import BAG, MILK, START
from tests.qt.conftest import Keyboard
from tests.qt.test_orders_view import SIZES, Shown

CIGARS = replace(
    MILK,
    barcode=Barcode("4780012340016"),
    name="Сигареты «Pine» с очень длинным названием, в твёрдой пачке по двадцать штук",
    marked=True,
)
GTIN = "0104780012340016"
SALE = (
    Sale(SaleId("S"))
    .add(CIGARS.barcode, CIGARS, Quantity.pieces(2))
    .add(BAG.barcode, replace(BAG, marked=True), Quantity.pieces(144))
)


def marked(name: str = "pick", **facts: object) -> OrderCard:
    return replace(paid(name, sale=SALE), **facts)  # type: ignore[arg-type]


def test_a_scan_of_the_hand_scanner_is_a_label_and_nothing_else(
    window: MainWindow, keyboard: Keyboard
) -> None:
    shown = Shown(window, "en", (marked(), paid("plain", 2, picked_at=START)))
    shown.page.begin()
    keyboard.guard.scanned.connect(shown.page.take_scan)
    keyboard.scan(f"{GTIN}21AAAA1")
    keyboard.enter(50)
    assert shown.desk.asked == [("label", "pick")]
    assert shown.page.panel.goods.rows[0].labels == "labels 1 of 2"
    assert shown.view is not None
    assert shown.view.search == ""
    shown.screen.select("plain")
    assert not shown.page.take_scan(f"{GTIN}21BBBB2"), "this order has no marked goods: the sale gets it"


def test_del_takes_the_last_label_off(window: MainWindow, keyboard: Keyboard) -> None:
    shown = Shown(window, "en", (marked(),))
    shown.page.begin()
    keyboard.press(Qt.Key.Key_Delete)
    shown.page.take_scan(f"{GTIN}21AAAA1")
    keyboard.press(Qt.Key.Key_Delete)
    assert shown.acts == [OrderAct.UNLABEL]
    assert shown.desk.asked == [("label", "pick"), ("unlabel", "pick")]


def scanned(shown: Shown) -> None:
    shown.page.take_scan(f"{GTIN}21AAAA1")


def refused(shown: Shown) -> None:
    scanned(shown)
    shown.page.take_scan("0104600439931256" + "21AAAA1")


def missing(shown: Shown) -> None:
    scanned(shown)
    shown.act(OrderAct.NEXT)
    shown.act(OrderAct.NEXT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("goes", [scanned, refused, missing])
def test_nothing_is_cut_in_any_language(
    window: MainWindow, goes: Callable[[Shown], None], language: str
) -> None:
    shown = Shown(window, language, (marked(),))
    goes(shown)
    panel = shown.page.panel
    for size in SIZES:
        window.resize(*size)
        assert window.grab().width() == size[0]
        buttons = [button for button in panel.buttons if not button.isHidden()]
        assert all(panel.rect().contains(button.geometry()) for button in buttons)
        assert all(button.height() >= 44 for button in buttons)
        assert shown.view is not None
        assert shown.view.detail is not None
        words = panel._words_area()
        assert words.height() >= sentences_height(LIGHT, words.width(), shown.view.detail)
        assert panel.goods.geometry().height() >= 2 * PICK_ROW - 2
        assert panel.goods.geometry().top() >= words.bottom()


def test_a_line_with_labels_is_painted_otherwise_than_one_without(window: MainWindow) -> None:
    shown = Shown(window, "ru", (marked(),))
    pictures = []
    for line in (shown.page.panel.goods.rows[0], replace(shown.page.panel.goods.rows[0], labelled=True)):
        picture = QImage(400, PICK_ROW, QImage.Format.Format_RGB32)
        picture.fill(LIGHT.surface)
        painter = QPainter(picture)
        paint_pick(painter, LIGHT, picture.rect().toRectF(), line)
        painter.end()
        pictures.append(picture)
    assert pictures[0] != pictures[1]
