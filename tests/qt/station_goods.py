"""Goods at a whole till: the list, a table taken in by the window, a payment beside a large table."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos.flow.goods_ports import ImportCheck
from pos.qt.form_page import FormPage
from pos.qt.goods_import_view import GoodsImportPage
from pos.qt.goods_pages import GoodsPages
from pos.qt.goods_view import GoodsPage
from pos.qt.notice_view import NoticePage
from pos.qt.page import Page
from pos.screens.goods_views import GoodsView, ImportStep, ImportView
from pos.screens.views import Tone
from tests.qt.station_kit import SUGAR, WAIT_MS, Till, click, cold, till

__all__ = ["click", "cold", "till"]

MANY = 30_000
COLUMNS = ("name", "barcode", "price", "quick_key")


def pages(till: Till) -> GoodsPages:
    assert till.station.pages.goods is not None
    return till.station.pages.goods


def goods(till: Till) -> GoodsView:
    found = pages(till).goods
    assert found is not None
    return found


def table(till: Till) -> ImportView:
    found = pages(till).table
    assert found is not None
    return found


def is_open(till: Till, page: type[Page] | None) -> bool:
    """Whether such a page, or with None no page, lies over the sale."""
    return till.page is None if page is None else isinstance(till.page, page)


def file_with(folder: Path, *rows: str) -> str:
    file = folder / "goods.csv"
    file.write_text("\n".join(("Товар;Штрихкод;Цена;Быстрая клавиша", *rows)), encoding="utf-8")
    return str(file)


def test_the_list_has_its_key_and_its_button_in_the_help(till: Till) -> None:
    till.ctrl("F10")
    assert is_open(till, GoodsPage)
    till.wait(lambda: bool(goods(till).rows))
    till.type("shakar")
    till.wait(lambda: bool(goods(till).search) and 0 < len(goods(till).rows) < 5)
    assert goods(till).detail is not None
    till.key("Esc")
    till.key("Esc")
    assert is_open(till, None)
    till.key("F1")
    page = till.page
    assert isinstance(page, NoticePage)
    button = next(one for one in page.panel._buttons if one.view.key == "Ctrl F10")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert is_open(till, GoodsPage)


def test_a_table_is_taken_in_and_its_goods_are_sold_at_once(till: Till, tmp_path: Path) -> None:
    till.ctrl("F10")
    till.key("F9")
    assert is_open(till, GoodsImportPage)
    till.type(file_with(tmp_path, "Кефир;4780099000017;9 500;1", "Айран;4780099000024;7000;"))
    till.key("Enter")
    till.wait(lambda: table(till).step is ImportStep.COLUMNS)
    till.key("F9")
    till.wait(lambda: any(action.key == "F10" and action.enabled for action in table(till).actions))
    till.key("F10")
    till.wait(lambda: table(till).step is ImportStep.DONE)
    till.wait(lambda: any(key.barcode == "4780099000017" for key in till.view.quick_keys))
    till.key("Esc")
    till.key("Esc")
    assert is_open(till, None)
    till.ring_up("4780099000024")
    assert till.view.lines[0].name == "Айран"


def test_a_scan_finds_its_good_in_the_list_and_sells_nothing(till: Till) -> None:
    till.ctrl("F10")
    till.wait(lambda: bool(goods(till).rows))
    till.hands.burst(SUGAR)
    till.wait(lambda: goods(till).selected == SUGAR and goods(till).search == SUGAR)
    assert is_open(till, GoodsPage)
    assert till.view.lines == ()
    code = till.click.code()
    till.hands.burst(code)
    till.wait(lambda: bool(goods(till).error))
    assert code not in repr(goods(till))
    assert "payment QR" in goods(till).error
    till.key("Esc")
    till.key("Esc")
    assert is_open(till, None)
    assert (till.view.lines, till.view.panel) == ((), None)
    till.ring_up(SUGAR)


def test_a_good_is_changed_in_its_form_and_sold_at_its_new_price(till: Till) -> None:
    till.ctrl("F10")
    till.wait(lambda: bool(goods(till).rows))
    till.hands.burst(SUGAR)
    till.wait(lambda: goods(till).selected == SUGAR and len(goods(till).rows) == 1)
    till.key("F2")
    page = till.page
    assert isinstance(page, FormPage)
    till.wait(lambda: any(field.edit.text() for field in page.fields))
    price = next(field for field in page.fields if field.objectName() == "price")
    price.edit.setFocus()
    price.edit.selectAll()
    till.type("777")
    till.key("F9")
    till.wait(lambda: pages(till).form is not None and pages(till).form.side_word == "Saved")  # type: ignore[union-attr]
    till.key("Esc")
    assert is_open(till, GoodsPage)
    till.wait(lambda: goods(till).detail is not None and "777" in goods(till).detail.price)  # type: ignore[union-attr]
    till.key("Esc")
    till.key("Esc")
    till.ring_up(SUGAR)
    assert till.view.lines[0].total == "777"


def test_a_table_with_a_wrong_row_changes_nothing(till: Till, tmp_path: Path) -> None:
    till.ctrl("F10")
    till.wait(lambda: bool(goods(till).rows))
    before = goods(till).levels
    till.key("F9")
    till.type(file_with(tmp_path, "Кефир;4780099000017;9 500;", "Айран;4780099000024;дорого;"))
    till.key("Enter")
    till.wait(lambda: table(till).step is ImportStep.COLUMNS)
    till.key("F9")
    till.wait(lambda: table(till).report is not None and bool(table(till).report.bad))  # type: ignore[union-attr]
    till.key("F10")
    assert table(till).step is ImportStep.CHECK
    for _ in range(3):
        till.key("Esc")
    assert is_open(till, GoodsPage)
    till.wait(lambda: goods(till).levels == before)


def test_a_payment_goes_on_while_a_large_table_is_looked_at(till: Till, tmp_path: Path) -> None:
    rows = [f"Товар {number};{4_780_100_000_000 + number};1000;" for number in range(MANY)]
    file, desk = file_with(tmp_path, *rows), till.run.door.goods

    async def look() -> ImportCheck:
        await desk.read_table(file)
        check = await desk.begin_check(COLUMNS)
        while not check.is_complete:
            check = await desk.check_more()
        return check

    looking = till.run.engine.submit(look())
    till.waiting(SUGAR)
    till.station.seen(till.click.code())
    till.becomes(Tone.GREEN)
    check = looking.result(WAIT_MS / 1000)
    assert (check.added, check.refused) == (MANY, 0)
