"""The last change of a receipt is taken back, never over a payment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos.screens.undoing import STEPS_AT_MOST
from pos.screens.views import Intent
from tests.fakes.till import BAG, MILK, OTP, RICE
from tests.screens.counter_kit import Kit
from tests.screens.test_labels_and_discounts import FIRST, JUICE, SECOND


def answer(kit: Kit, intent: Intent, text: str, times: int = 1) -> None:
    kit.press(*(intent,) * times)
    kit.screen.typed(text)


CHANGES: dict[str, Callable[[Kit], None]] = {
    "add": lambda kit: kit.scan(BAG.barcode),
    "grow": lambda kit: kit.scan(MILK.barcode),
    "red": lambda kit: kit.scan("4780099999996"),
    "plus": lambda kit: kit.press(Intent.MORE),
    "quantity": lambda kit: answer(kit, Intent.QUANTITY, "7"),
    "void": lambda kit: kit.press(Intent.VOID),
    "discount": lambda kit: answer(kit, Intent.DISCOUNT, "10%"),
    "of the receipt": lambda kit: answer(kit, Intent.DISCOUNT, "10%", 2),
    "price": lambda kit: answer(kit, Intent.PRICE, "12500"),
    "note": lambda kit: answer(kit, Intent.NOTE, "подарок"),
    "comment": lambda kit: answer(kit, Intent.NOTE, "подарок", 2),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_taken_back_and_named(kit: Kit, name: str) -> None:
    kit.scan(MILK.barcode)
    sale = kit.screen.counter.desk.sale
    CHANGES[name](kit)
    assert kit.screen.counter.desk.sale != sale
    kit.press(Intent.UNDO)
    assert kit.screen.counter.desk.sale == sale
    assert kit.screen.counter.desk.voided_at == ()
    assert kit.view.toast


def test_changes_go_back_one_by_one_to_the_empty_receipt(kit: Kit) -> None:
    told = []
    for change in CHANGES.values():
        change(kit)
    for _change in range(len(CHANGES)):
        kit.press(Intent.UNDO)
        told.append(kit.view.toast)
    kit.press(*(Intent.UNDO,) * 5)
    assert kit.view.lines == ()
    assert len(set(told)) > 5
    assert kit.alert


def test_a_line_that_came_back_is_struck_again_with_its_time(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.VOID)
    struck = kit.view.lines
    kit.press(Intent.VOID)
    kit.press(Intent.UNDO)
    assert kit.view.lines[0].meta == struck[0].meta
    kit.press(Intent.UNDO)
    assert kit.view.lines[0].look == "newest"


def test_a_label_that_was_taken_back_may_be_scanned_again(kit: Kit) -> None:
    kit.till.goods[JUICE.barcode] = JUICE
    kit.scan(FIRST)
    kit.scan(SECOND)
    kit.press(Intent.UNDO)
    [line] = kit.screen.counter.desk.sale.lines
    assert len(line.labels) == 1
    kit.scan(SECOND)
    [line] = kit.screen.counter.desk.sale.lines
    assert len(line.labels) == 2


def test_a_red_line_that_was_found_by_hand_comes_back_whole(kit: Kit) -> None:
    kit.scan("4780099999996")
    kit.screen.line_search(1)
    kit.screen.good_chosen(MILK)
    kit.press(Intent.UNDO)
    assert [line.look for line in kit.view.lines] == ["unknown"]


def test_a_scan_that_is_being_looked_up_is_waited_for(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.runner.hold = True
    kit.scan(BAG.barcode)
    kit.press(Intent.UNDO)
    assert len(kit.view.lines) == 1
    kit.runner.release_all()
    assert [line.name for line in kit.view.lines] == ["Молоко"]


def test_nothing_is_taken_back_once_a_payment_was_begun(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.MORE, Intent.CLICK_PASS, Intent.UNDO)
    assert kit.view.lines[0].quantity == "2 шт"
    kit.press(Intent.BACK, Intent.UNDO)
    assert kit.view.lines[0].quantity == "2 шт"
    assert kit.alert
    kit.press(Intent.MORE, Intent.UNDO)
    assert kit.view.lines[0].quantity == "2 шт", "what came after the step back may be taken back"
    kit.press(Intent.UNDO)
    assert kit.view.lines[0].quantity == "2 шт"


def test_the_next_receipt_takes_nothing_of_the_paid_one_back(kit: Kit) -> None:
    kit.waiting()
    kit.scan(OTP, "camera")
    kit.wait(2)
    kit.scan(BAG.barcode)
    assert [line.name for line in kit.view.lines] == ["Пакет"]
    kit.press(Intent.UNDO)
    assert kit.view.lines == ()
    kit.press(Intent.UNDO)
    assert kit.view.lines == ()


def test_a_receipt_aside_keeps_its_own_changes(kit: Kit) -> None:
    kit.given_up()
    kit.press(Intent.HOLD)
    kit.scan(BAG.barcode)
    kit.press(Intent.MORE)
    kit.press(Intent.RECALL, Intent.UNDO)
    assert kit.view.lines[0].name == "Молоко"
    kit.press(Intent.HOLD)
    assert kit.view.lines[0].quantity == "2 шт"
    kit.press(Intent.UNDO)
    assert kit.view.lines[0].quantity == "1 шт"


def test_only_so_many_steps_are_kept(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    for _press in range(STEPS_AT_MOST + 5):
        kit.press(Intent.MORE)
    for _press in range(STEPS_AT_MOST + 5):
        kit.press(Intent.UNDO)
    assert kit.view.lines[0].quantity == "6 шт"


def test_a_question_that_is_open_goes_with_the_key(kit: Kit) -> None:
    kit.scan(RICE.barcode)
    kit.screen.typed("1,5")
    kit.press(Intent.QUANTITY, Intent.UNDO)
    assert kit.mode == "goods"
