"""Ringing up goods: scans, quantities, struck lines, red lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.catalogue import Barcode
from pos.core.errors import JournalTrouble
from pos.core.money import NBSP, Money
from pos.core.scales import with_scheme
from pos.core.weighed import Inside, WeighedScheme
from pos.screens.sounds import Sound
from pos.screens.views import Intent
from tests.core.test_weighed import ean
from tests.fakes.till import BAG, MILK, OTP, RICE
from tests.screens.counter_kit import Kit


def test_an_empty_till_says_what_to_do(kit: Kit) -> None:
    assert kit.view.lines == ()
    assert kit.view.empty_word == "Чек пуст"
    assert [key.barcode for key in kit.view.quick_keys] == [BAG.barcode, RICE.barcode, ""]
    assert not any(tender.enabled for tender in kit.view.tenders)


def test_a_scan_adds_a_line_and_sounds(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    line = kit.view.lines[0]
    assert (line.name, line.quantity, line.total, line.look) == ("Молоко", "1 шт", f"16{NBSP}500", "newest")
    assert kit.sounds == [Sound.ADDED]
    assert kit.view.total.digits == f"16{NBSP}500"
    assert kit.view.tenders[0].enabled


def test_the_same_goods_in_a_row_grow_their_line(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.scan(MILK.barcode)
    assert [line.quantity for line in kit.view.lines] == ["2 шт"]


def test_a_bounce_of_the_hand_scanner_is_one_scan(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.time.seconds += 0.05
    kit.screen.scanned(MILK.barcode, "wedge")
    assert [line.quantity for line in kit.view.lines] == ["1 шт"]


def test_a_code_held_before_the_camera_is_one_scan(kit: Kit) -> None:
    for _ in range(20):
        kit.time.seconds += 0.3
        kit.screen.scanned(MILK.barcode, "camera")
    assert [line.quantity for line in kit.view.lines] == ["1 шт"]


def test_a_number_and_a_star_before_the_scan_multiply_it(kit: Kit) -> None:
    kit.screen.edited("3*")
    kit.scan(MILK.barcode)
    kit.screen.typed("2*")
    assert kit.view.input.placeholder == "2 × следующий скан"
    kit.scan(BAG.barcode)
    kit.screen.typed(f"4*{MILK.barcode}")
    assert [line.quantity for line in kit.view.lines] == ["3 шт", "2 шт", "4 шт"]


def test_half_a_piece_is_refused_in_words(kit: Kit) -> None:
    kit.screen.typed(f"0,5*{MILK.barcode}")
    assert kit.view.lines == ()
    assert "0,500" in kit.alert


def test_f3_asks_the_quantity_of_the_chosen_line(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.scan(BAG.barcode)
    kit.screen.line_selected(1)
    kit.press(Intent.QUANTITY)
    assert kit.mode == "quantity"
    assert "1" in kit.view.input.placeholder
    kit.screen.typed("5")
    assert [line.quantity for line in kit.view.lines] == ["5 шт", "1 шт"]
    assert kit.mode == "goods"


def test_a_wrong_quantity_is_asked_again(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.QUANTITY)
    kit.screen.typed("0")
    assert kit.mode == "quantity"
    assert kit.alert
    kit.press(Intent.BACK)
    assert kit.mode == "goods"
    assert [line.quantity for line in kit.view.lines] == ["1 шт"]


def test_a_scan_is_never_taken_for_a_quantity(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.QUANTITY)
    kit.scan(BAG.barcode)
    assert [line.quantity for line in kit.view.lines] == ["1 шт", "1 шт"]


def test_plus_and_minus_change_a_piece_line_but_never_end_it(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.MORE, Intent.MORE, Intent.LESS)
    assert kit.view.lines[0].quantity == "2 шт"
    kit.screen.typed("+")
    kit.screen.typed("-")
    kit.press(Intent.LESS, Intent.LESS, Intent.LESS)
    assert kit.view.lines[0].quantity == "1 шт"


def test_del_strikes_the_line_and_del_again_brings_it_back(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.scan(BAG.barcode)
    kit.press(Intent.VOID)
    line = kit.view.lines[1]
    assert (line.look, line.meta) == ("voided", "Отменено кассиром · 14:32")
    assert kit.view.footer_left == ("Позиций: 1", "Отменено: 1")
    kit.press(Intent.VOID)
    assert kit.view.lines[1].look == "newest"
    assert kit.view.total.digits == f"17{NBSP}000"


def test_unknown_goods_are_a_red_line_that_closes_payment(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.scan("4607012930149")
    line = kit.view.lines[1]
    assert (line.look, line.name) == ("unknown", "Товар 4607012930149 не найден")
    assert kit.sounds[-1] == Sound.UNKNOWN
    assert kit.view.blocked == "Оплата закрыта: уберите строку 2 или найдите товар"
    assert kit.view.total.label == "К оплате, без строки 2"
    assert not kit.view.tenders[0].enabled
    kit.press(Intent.CLICK_PASS)
    assert kit.view.panel is None
    assert kit.alert == "Товар в строке 2 неизвестен. Уберите строку 2 (Del) или найдите товар (F2)"
    kit.screen.line_removed(2)
    assert kit.view.blocked == ""
    assert kit.view.tenders[0].enabled


def test_a_red_line_is_replaced_by_goods_found_by_hand(kit: Kit) -> None:
    kit.scan("4607012930149")
    kit.screen.line_search(1)
    assert kit.opened == [(Intent.SEARCH, "")]
    kit.screen.good_chosen(MILK)
    assert [line.look for line in kit.view.lines] == ["voided", "newest"]
    assert kit.view.tenders[0].enabled


def test_a_search_that_was_given_up_strikes_nothing(kit: Kit) -> None:
    kit.scan("4607012930149")
    kit.screen.line_search(1)
    kit.screen.quick_key(BAG.barcode)
    assert [line.look for line in kit.view.lines] == ["unknown", "newest"]


def test_text_opens_the_search_with_it(kit: Kit) -> None:
    kit.screen.typed("моло")
    kit.screen.quick_key("")
    assert kit.opened == [(Intent.SEARCH, "моло"), (Intent.SEARCH, "")]


def test_weighed_goods_are_asked_their_weight(kit: Kit) -> None:
    kit.screen.quick_key(RICE.barcode)
    assert not kit.view.lines
    assert kit.view.input.placeholder == "Сколько, кг? Рис"
    kit.screen.typed("1,385")
    assert (kit.view.lines[0].quantity, kit.view.lines[0].total) == ("1,385 кг", f"36{NBSP}010")


def test_a_label_of_the_scales_brings_its_weight(kit: Kit) -> None:
    kit.scan("2100385013850")
    assert (kit.view.lines[0].quantity, kit.view.lines[0].total) == ("1,385 кг", f"36{NBSP}010")


def test_a_marking_code_finds_its_goods(kit: Kit) -> None:
    kit.scan(f"010{MILK.barcode}21abcDEF\x1d93xyz")
    assert kit.view.lines[0].name == "Молоко"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("50501012345678901234", "Это код Payme, а не товар"),
        ("0f8fad5b-d9cb-469f-a165-70867728950e", "Это код Paynet, а не товар"),
        ("00020101021202", "Это код UzQR, а не товар"),
        ("x" * 44, "Это код Uzum, а не товар"),
        ("https://ofd.soliq.uz/check?t=1", "Это QR фискального чека, а не товар"),
        ("https://example.com", "Это ссылка, а не товар"),
        (OTP, "Это платёжный QR. Сначала нажмите F8, потом сканируйте"),
    ],
)
def test_codes_that_are_no_goods_get_their_sentence_and_no_line(kit: Kit, code: str, sentence: str) -> None:
    kit.scan(code)
    assert kit.alert == sentence
    assert kit.view.lines == ()
    assert kit.till.charges == []
    kit.scan(MILK.barcode)
    assert kit.alert == ""


def test_a_catalogue_that_cannot_be_read_leaves_a_red_line(kit: Kit) -> None:
    kit.till.find_error = JournalTrouble("x")
    kit.scan(MILK.barcode)
    assert kit.view.lines[0].look == "unknown"
    assert kit.alert.startswith("Касса не может писать журнал")
    kit.scan(OTP)
    assert len(kit.view.lines) == 1


def test_f8_waits_for_the_goods_that_are_being_looked_up(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.runner.hold = True
    kit.scan(BAG.barcode)
    kit.press(Intent.CLICK_PASS)
    assert kit.view.panel is None
    kit.runner.release_all()
    assert kit.panel.word == "Ждём QR CLICK Pass"
    assert len(kit.view.lines) == 2


def test_a_red_line_that_arrives_late_still_closes_payment(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.runner.hold = True
    kit.scan("4607012930149")
    kit.press(Intent.CLICK_PASS)
    kit.runner.release_all()
    assert kit.view.panel is None
    assert "Уберите строку 2" in kit.alert


def test_f8_on_an_empty_receipt_says_so(kit: Kit) -> None:
    kit.press(Intent.CLICK_PASS)
    assert kit.alert == "Платить не за что. Сначала отсканируйте товар"


def test_esc_never_loses_a_line(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.screen.edited("3*")
    kit.screen.line_selected(1)
    kit.press(Intent.BACK, Intent.BACK, Intent.BACK)
    assert len(kit.view.lines) == 1
    assert kit.view.input.text == ""
    assert not kit.view.lines[0].selected


def test_keys_of_later_versions_do_nothing(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    before = kit.view
    kit.press(Intent.RECALL, Intent.LOCK, Intent.PRINT)
    assert kit.view == before


def test_a_sale_that_is_too_large_is_refused_in_words(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.QUANTITY)
    kit.screen.typed("999999")
    kit.screen.typed(f"999999*{MILK.barcode}")
    for _ in range(8):
        kit.screen.typed(f"999999*{BAG.barcode}")
        kit.screen.typed(f"999999*{MILK.barcode}")
    assert kit.view.total.digits
    assert all(line.look != "unknown" for line in kit.view.lines)


def test_a_code_that_might_be_goods_or_a_payment_keeps_only_its_ends(kit: Kit) -> None:
    kit.scan("1234567415821")
    assert kit.view.lines[0].look == "unknown"
    assert kit.view.lines[0].name == "Товар 123…21 не найден"
    assert kit.alert == "Такого товара нет. Если это платёжный QR, уберите строку и нажмите F8"
    assert kit.till.charges == []


def test_what_is_typed_stays_in_the_line_until_it_is_used(kit: Kit) -> None:
    kit.screen.edited("3*")
    assert kit.view.input.text == "3*"
    kit.scan(MILK.barcode)
    assert kit.view.input.text == ""
    kit.screen.edited("молоко пастеризованное")
    assert kit.view.input.text == "", "a long text is left to the field"
    kit.press(Intent.SEARCH)
    assert kit.opened == [(Intent.SEARCH, "молоко пастеризованное")]


def test_a_journal_that_cannot_be_read_at_the_start_is_handed_on() -> None:
    kit = Kit()
    kit.till.quick_keys = kit.till.fails  # type: ignore[method-assign]
    kit.screen.start()
    assert [type(error) for error in kit.troubles] == [JournalTrouble]


def test_a_label_is_read_as_the_shop_has_set_its_scales(kit: Kit) -> None:
    kit.till.goods[Barcode("11")] = replace(RICE, barcode=Barcode("11"))
    kit.scan(ean("220000110385"))
    # by the default its digits are another PLU
    assert kit.screen.counter.desk.sale.lines[0].good is None
    kit.till.scales = with_scheme(kit.till.scales, WeighedScheme("22", Inside.PRICE, 6, 4, 0))
    kit.scan(ean("220000110400"))
    assert kit.screen.counter.desk.sale.lines[1].subtotal == Money.of_sum(400)
