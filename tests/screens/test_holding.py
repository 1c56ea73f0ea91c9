"""F5 keeps a receipt for a customer who comes back; the next one's goods never land on it."""

from __future__ import annotations

import pytest

from pos.screens.views import Intent
from tests.fakes.till import BAG, MILK, OTP
from tests.screens.counter_kit import Kit


@pytest.fixture
def kit() -> Kit:
    return Kit("ru")


def names(kit: Kit) -> list[str]:
    return [line.name for line in kit.view.lines]


def f5(kit: Kit) -> tuple[str, bool]:
    key = kit.view.keys[4]
    return key.word, key.enabled


def test_a_held_receipt_comes_back_by_the_same_key(kit: Kit) -> None:
    assert f5(kit) == ("Отложить", False)
    kit.scan(MILK.barcode)
    assert f5(kit) == ("Отложить", True)
    kit.press(Intent.HOLD)
    assert names(kit) == []
    assert "F5" in kit.view.toast
    assert f5(kit) == ("Вернуть чек", True)
    kit.press(Intent.HOLD)
    assert names(kit) == [MILK.name]


def test_after_the_next_customer_has_paid_an_empty_receipt_opens(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.HOLD)
    kit.scan(BAG.barcode)
    kit.press(Intent.CLICK_PASS)
    kit.scan(OTP, "camera")
    kit.wait(8)
    assert names(kit) == []
    kit.scan(BAG.barcode)
    assert names(kit) == [BAG.name]


def test_several_are_held_and_come_back_oldest_first(kit: Kit) -> None:
    for good in (MILK, BAG):
        kit.scan(good.barcode)
        kit.press(Intent.HOLD)
    kit.press(Intent.HOLD)
    assert names(kit) == [MILK.name]
    kit.press(Intent.HOLD)
    assert names(kit) == []
    kit.press(Intent.HOLD)
    assert names(kit) == [BAG.name]


def test_what_a_card_pushed_aside_comes_back_by_itself_and_not_what_was_held(kit: Kit) -> None:
    kit.given_up()
    kit.press(Intent.HOLD)
    kit.scan(BAG.barcode)
    kit.press(Intent.HOLD)
    kit.scan(MILK.barcode)
    kit.press(Intent.RECALL)
    assert kit.view.panel is not None
    kit.press(Intent.HOLD)
    assert names(kit) == [MILK.name]
    assert kit.view.lines[0].look != "locked"


def test_while_the_qr_is_awaited_the_receipt_can_be_held(kit: Kit) -> None:
    kit.waiting()
    assert f5(kit) == ("Отложить", True)
    kit.press(Intent.HOLD)
    assert kit.view.panel is None
    assert names(kit) == []
    kit.scan(OTP, "camera")
    assert not kit.till.charges
    kit.press(Intent.HOLD)
    assert names(kit) == [MILK.name]
