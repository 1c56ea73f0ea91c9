"""What is asked of a line beside its quantity: an own price, a note; and the comment of the receipt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.catalogue import Barcode
from pos.core.money import NBSP, Money
from pos.screens.views import Intent
from tests.fakes.till import BAG, MILK, OTP
from tests.screens.counter_kit import Kit
from tests.screens.test_labels_and_discounts import FIRST, JUICE, SECOND

CHEESE = replace(
    MILK, barcode=Barcode("2800011"), name="Сыр", price=Money.of_sum(98_000), by_weight=True, unit="кг"
)


def test_an_own_price_is_asked_in_the_input_line_and_shown_beside_the_old_one(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.scan(BAG.barcode)
    kit.screen.line_selected(1)
    kit.press(Intent.PRICE)
    assert kit.mode == "quantity"
    assert "1" in kit.view.input.placeholder
    kit.screen.typed("12 500")
    line = kit.view.lines[0]
    assert (line.price, line.total) == (f"12{NBSP}500", f"12{NBSP}500")
    assert f"16{NBSP}500" in line.meta
    assert kit.view.total.digits == f"13{NBSP}000"
    assert f"12{NBSP}500" in kit.customer[-1].lines[0].meta
    assert kit.mode == "goods"


def test_zero_takes_the_own_price_back(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.PRICE)
    kit.screen.typed("12500")
    kit.press(Intent.PRICE)
    kit.screen.typed("0")
    [line] = kit.view.lines
    assert (line.price, line.meta) == (f"16{NBSP}500", MILK.barcode)


@pytest.mark.parametrize("typed", ["дорого", "-5", "12,555", "1000000000000"])
def test_what_is_no_price_is_said_and_asked_again(kit: Kit, typed: str) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.PRICE)
    kit.screen.typed(typed)
    assert kit.alert
    assert kit.mode == "quantity"
    kit.screen.typed("9000")
    assert kit.view.total.digits == f"9{NBSP}000"
    assert not kit.alert


def test_a_price_below_the_discount_of_the_line_is_refused(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.DISCOUNT)
    kit.screen.typed("10000")
    kit.press(Intent.PRICE)
    kit.screen.typed("5000")
    assert kit.alert
    kit.press(Intent.BACK)
    assert kit.view.total.digits == f"6{NBSP}500"


def test_zero_for_a_price_that_nobody_gave_keeps_what_the_scales_say(kit: Kit) -> None:
    kit.till.goods[CHEESE.barcode] = CHEESE
    kit.scan("2800011004503")
    before = kit.view.lines
    kit.press(Intent.PRICE)
    kit.screen.typed("0")
    assert [line.total for line in kit.view.lines] == [line.total for line in before]


@pytest.mark.parametrize("intent", [Intent.PRICE, Intent.NOTE])
def test_nothing_is_asked_of_a_struck_or_a_red_line(kit: Kit, intent: Intent) -> None:
    kit.scan("4780099999996")
    kit.press(intent)
    assert kit.mode == "goods"
    kit.scan(MILK.barcode)
    kit.press(Intent.VOID, intent)
    assert kit.mode == "goods"


def test_a_note_takes_letters_and_opens_no_search(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.NOTE)
    assert kit.mode == "note"
    kit.screen.edited("без пакета")
    kit.screen.typed("без пакета")
    assert kit.opened == []
    assert "«без пакета»" in kit.view.lines[0].meta
    kit.press(Intent.NOTE)
    kit.screen.typed("0")
    assert "«" not in kit.view.lines[0].meta


def test_the_key_once_more_asks_for_the_comment_of_the_receipt(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.NOTE, Intent.NOTE)
    kit.screen.typed("Доставить к 18:00")
    assert "«Доставить к 18:00»" in kit.view.footer_left
    assert "Доставить" not in kit.view.lines[0].meta
    kit.press(Intent.NOTE, Intent.NOTE)
    kit.screen.typed("0")
    assert len(kit.view.footer_left) == 1


def test_digits_and_signs_are_a_note_too(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.NOTE)
    kit.press(Intent.LESS)
    assert kit.view.input.text == "-"
    assert kit.view.lines[0].quantity == "1 шт"
    kit.screen.typed("3*22")
    assert "«3*22»" in kit.view.lines[0].meta


def test_a_note_that_is_too_long_is_refused(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.NOTE)
    kit.screen.typed("я" * 201)
    assert "200" in kit.alert
    assert kit.mode == "note"


def test_a_payment_qr_that_a_slow_scanner_types_is_no_note(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.NOTE)
    kit.screen.typed(OTP)
    assert kit.alert
    kit.press(Intent.BACK)
    assert OTP not in repr(kit.views)


def test_a_scan_is_never_taken_for_an_answer(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.NOTE)
    kit.scan(BAG.barcode)
    assert [line.quantity for line in kit.view.lines] == ["1 шт", "1 шт"]
    assert kit.mode == "goods"


@pytest.fixture
def marked(kit: Kit) -> Kit:
    """Two pieces of a marked good, each with its label."""
    kit.till.goods[JUICE.barcode] = JUICE
    kit.scan(FIRST)
    kit.scan(SECOND)
    return kit


@pytest.mark.parametrize(("answer", "left"), [(FIRST, "BBBB2"), (SECOND, "AAAA1")])
def test_the_piece_that_goes_is_told_by_its_code(marked: Kit, answer: str, left: str) -> None:
    marked.press(Intent.DROP_LABEL)
    assert marked.mode == "quantity"
    marked.scan(answer)
    [line] = marked.screen.counter.desk.sale.lines
    assert [label[-5:] for label in line.labels] == [left]
    assert marked.view.lines[0].quantity == "1 шт"
    marked.press(Intent.UNDO)
    assert marked.view.lines[0].quantity == "2 шт"


def test_zero_takes_the_last_piece_off_and_the_only_one_stays_without_its_code(marked: Kit) -> None:
    for _piece in range(2):
        marked.press(Intent.DROP_LABEL)
        marked.screen.typed("0")
    [line] = marked.screen.counter.desk.sale.lines
    assert (line.labels, marked.view.lines[0].quantity) == ((), "1 шт")
    assert marked.view.blocked
    marked.press(Intent.DROP_LABEL)
    assert marked.mode == "goods", "there is no code to take off"


@pytest.mark.parametrize("scanned", [MILK.barcode, "010478001234001621CCCC3\x1d93abcd"])
def test_a_code_that_is_not_on_the_line_is_said_and_asked_again(marked: Kit, scanned: str) -> None:
    marked.press(Intent.DROP_LABEL)
    marked.scan(scanned)
    assert marked.alert
    assert marked.view.lines[0].quantity == "2 шт"
    assert len(marked.view.lines) == 1


def test_braces_in_a_note_are_letters(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.NOTE)
    kit.screen.typed("{name} {0!r}")
    assert "«{name} {0!r}»" in kit.view.lines[0].meta
