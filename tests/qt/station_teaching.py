"""Teaching at a whole till: a red line becomes goods of the real catalogue, and is paid for."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from pos.core.classifier import SpicEntry
from pos.qt.teach_view import TeachPage
from pos.screens.views import Tone
from tests.qt.station_kit import SUGAR, WAIT_MS, Till, click, cold, till

__all__ = ["click", "cold", "till"]

NEW, SPIC = "4780099999992", "02202002001010034"


def learn_codes(till: Till) -> None:
    """Two codes in the classifier of this till's journal."""

    async def take_in() -> None:
        parts = await till.run.door.parts()
        entries = [SpicEntry(SPIC, "Печенье", "", NEW, "1498703"), SpicEntry("0" * 17, "Хлеб", "")]
        list(parts.books.classifier.take_in(entries))

    till.run.engine.submit(take_in()).result(WAIT_MS / 1000)


def test_unknown_goods_are_taught_and_paid_for_by_the_keyboard(till: Till) -> None:
    learn_codes(till)
    till.ring_up(SUGAR, NEW)
    till.ctrl("F2")
    page = till.page
    assert isinstance(page, TeachPage)
    till.type("Biscuits")
    till.key("Enter")
    assert QApplication.focusWidget() is page.fields["price"].edit
    till.type("12500")
    till.wait(lambda: bool(page.list.rows))
    till.hands.press(0x01000015)  # down: the first code
    till.key("Enter")
    assert page.fields["spic"].edit.text() == SPIC
    till.key("F10")
    till.wait(lambda: till.page is None)
    till.wait(lambda: till.view.lines[1].look != "unknown")
    assert till.view.lines[1].name == "Biscuits"
    till.key("F8")
    till.becomes(Tone.GREY)
    till.station.seen(till.click.code())
    till.becomes(Tone.GREEN)
    [row] = till.rows()
    assert row.state.value == "paid"


def test_a_scan_over_the_form_goes_to_the_receipt_and_leaves_the_form_as_it_is(till: Till) -> None:
    till.ring_up(NEW)
    till.ctrl("F2")
    till.type("Bis")
    till.ring_up(SUGAR)
    page = till.page
    assert isinstance(page, TeachPage)
    assert page.fields["name"].edit.text() == "Bis"
    assert page.fields["name"].edit.text() == page.panel._view.name  # type: ignore[union-attr]
    till.key("Esc")
    assert till.page is None
    assert [line.look for line in till.view.lines] == ["unknown", "newest"]
