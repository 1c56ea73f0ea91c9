"""Nobody knows where the money is: amber, evidence, no second charge; the next customer is served."""

from __future__ import annotations

import pytest

from pos.core import errors as e
from pos.core.money import NBSP
from pos.core.payment import PaymentState, TransactionId, Word
from pos.core.sale import Sale, SaleId
from pos.flow.events import LinkChanged
from pos.flow.history_ports import Unsettled
from pos.screens.sounds import Sound
from pos.screens.views import Intent, Tone
from tests.fakes.till import BAG, MILK, OTHER_OTP, OTP, news
from tests.screens.counter_kit import FIRST_SALE, Kit

FIRST = "TRANSACTION0001X"


def card_of(kit: Kit) -> dict[str, str]:
    return {fact.label: fact.value for fact in kit.panel.evidence}


def test_unknown_says_what_happened_where_the_money_is_and_what_to_press(kit: Kit) -> None:
    kit.unknown()
    panel = kit.panel
    assert (panel.tone, panel.word) == (Tone.AMBER, "Ответа нет. Проверяем")
    assert panel.headline == "Деньги могли списаться"
    assert panel.money == "Проверяем оплату. Товар не отдавать, QR не сканировать"
    assert panel.advice_label == "Скажите покупателю"
    assert [(action.intent, action.key) for action in panel.actions] == [
        (Intent.HOLD, "F5"),
        (Intent.CHECK_NOW, "F8"),
        (Intent.CANCEL_LATER, "F4"),
    ]
    assert FIRST in panel.code
    assert kit.sounds[-1] == Sound.ALARM


def test_the_evidence_card_names_attempt_times_and_the_next_check(kit: Kit) -> None:
    kit.unknown()
    card = {fact.label: fact.value for fact in kit.panel.evidence}
    assert card == {
        "Попытка": "ION0001X",
        "Запрос ушёл": "14:32:06",
        "Последний ответ": "не окончательный",
        "Следующая проверка": "через 2 с",
        "Проверили сами": "раз: 0",
        "Деньги сейчас": "неизвестно где",
    }
    kit.wait(1)
    assert card_of(kit)["Следующая проверка"] == "через 1 с"
    kit.wait(1)
    assert card_of(kit)["Следующая проверка"] == "сейчас"
    kit.screen.on_event(news(kit.payment(PaymentState.UNKNOWN, checks=6, payment_id=None), 0.0))
    card = card_of(kit)
    assert card["Проверили сами"] == "раз: 6"
    assert card["Последний ответ"] == "не пришёл"
    assert card["Следующая проверка"] == "—"


@pytest.mark.parametrize(
    ("status", "said"),
    [(0, "создан"), (1, "в обработке"), (2, "успех, не доказан"), (-9, "отменён"), (7, "не окончательный")],
)
def test_the_card_says_what_click_last_answered(kit: Kit, status: int, said: str) -> None:
    kit.processing()
    kit.screen.on_event(news(kit.payment(PaymentState.UNKNOWN, click_status=status)))
    assert card_of(kit)["Последний ответ"] == said


def test_the_money_cells_say_unknown_and_f8_says_check(kit: Kit) -> None:
    kit.unknown()
    assert [(cell.value, cell.in_doubt) for cell in kit.view.total.cells] == [
        ("неизвестно", True),
        ("неизвестно", True),
        ("—", False),
    ]
    f8 = kit.view.keys[7]
    assert (f8.key, f8.word, f8.intent, f8.enabled) == ("F8", "Проверить", Intent.CHECK_NOW, True)
    assert kit.view.keys[4].recommended
    assert kit.view.chips[1].look == "checking"


@pytest.mark.parametrize("intent", [Intent.CLICK_PASS, Intent.NEW_CODE, Intent.CHECK_NOW])
def test_f8_only_reads_whatever_it_is_called(kit: Kit, intent: Intent) -> None:
    kit.given_up()
    kit.till.check_answer = kit.payment(PaymentState.UNKNOWN)
    kit.press(intent)
    assert kit.till.checks == [FIRST]
    assert len(kit.till.charges) == 1
    assert kit.panel.word == "Ответа нет. Проверяем"


def test_a_check_that_finds_the_payment_says_paid(kit: Kit) -> None:
    kit.given_up()
    kit.till.check_answer = kit.payment(PaymentState.PAID)
    kit.press(Intent.CHECK_NOW)
    assert kit.panel.word == "Оплачено"


def test_a_check_without_network_changes_nothing(kit: Kit) -> None:
    kit.given_up()
    for error in (e.NoConnection(), ZeroDivisionError()):
        kit.till.check_answer = error
        kit.press(Intent.CHECK_NOW)
        assert kit.panel.word == "Ответа нет. Проверяем"
        assert kit.alert


@pytest.mark.parametrize("source", ["camera", "wedge"])
def test_no_scan_charges_while_unknown(kit: Kit, source: str) -> None:
    kit.given_up()
    kit.scan(OTP, source)
    kit.scan(OTHER_OTP, source)
    kit.scan(BAG.barcode, source)
    kit.screen.typed(OTHER_OTP)
    assert len(kit.till.charges) == 1
    assert len(kit.view.lines) == 1
    assert kit.panel.word == "Ответа нет. Проверяем"


def test_esc_and_space_do_not_close_it(kit: Kit) -> None:
    kit.unknown()
    kit.press(Intent.BACK, Intent.NEXT_SALE, Intent.VOID)
    assert kit.panel.word == "Ответа нет. Проверяем"
    kit.wait(120)
    assert kit.panel.word == "Ответа нет. Проверяем"


def test_the_alarm_repeats_every_twenty_seconds_until_a_key_is_pressed(kit: Kit) -> None:
    kit.unknown()
    assert kit.sounds.count(Sound.ALARM) == 1
    kit.wait(41)
    assert kit.sounds.count(Sound.ALARM) == 3
    kit.press(Intent.HELP)
    kit.wait(60)
    assert kit.sounds.count(Sound.ALARM) == 3


def test_when_the_ring_ends_without_an_answer_the_panel_turns_amber(kit: Kit) -> None:
    kit.processing()
    kit.wait(29)
    assert kit.tone == Tone.BLUE
    kit.wait(2)
    assert kit.tone == Tone.AMBER
    assert kit.panel.ring is None
    kit.screen.on_event(news(kit.payment(PaymentState.CONFIRMING), 0.0))
    assert kit.tone == Tone.AMBER
    kit.screen.on_event(news(kit.payment(PaymentState.CANCELLED, reason="lapsed"), 0.0))
    assert kit.panel.word == "Не подтверждено"


def test_a_payment_found_inside_the_window_goes_on_blue(kit: Kit) -> None:
    kit.unknown()
    kit.screen.on_event(news(kit.payment(PaymentState.HELD), 20.0))
    assert kit.panel.word == "Платёж обрабатывается"


def test_without_confirmation_mode_nobody_promises_that_clicks_returns_the_money(kit: Kit) -> None:
    kit.processing()
    kit.screen.on_event(news(kit.payment(PaymentState.UNKNOWN, confirm_mode=False)))
    assert "вернёт" not in kit.panel.advice


def test_manual_calls_the_manager_and_forbids_another_payment(kit: Kit) -> None:
    kit.unknown()
    kit.screen.on_event(news(kit.payment(PaymentState.MANUAL, reason="given_up"), 0.0))
    assert (kit.panel.word, kit.panel.headline) == ("Позовите менеджера", "Повторная оплата запрещена")
    kit.press(Intent.BACK)
    kit.scan(OTHER_OTP)
    assert kit.panel.word == "Позовите менеджера"


def hold(kit: Kit) -> None:
    """An unknown payment whose receipt was put aside."""
    kit.given_up()
    kit.press(Intent.HOLD)


def test_f5_serves_the_next_customer_and_the_chip_stays(kit: Kit) -> None:
    hold(kit)
    assert kit.view.panel is None
    assert kit.view.lines == ()
    chip = kit.view.chips[1]
    assert (chip.look, chip.detail, chip.payment_ref) == ("checking", "проверяем: 1", FIRST)
    kit.scan(BAG.barcode)
    kit.press(Intent.CLICK_PASS)
    kit.scan(OTHER_OTP)
    assert [sale for sale, _otp in kit.till.charges[1:]] == [SaleId("SALE0002X")]
    assert kit.panel.word == "Оплачено"
    assert kit.view.chips[1].look == "checking"


def test_a_result_in_the_background_speaks_up_and_leaves_the_sale_alone(kit: Kit) -> None:
    hold(kit)
    kit.scan(BAG.barcode)
    lines = kit.view.lines
    kit.screen.on_event(news(kit.payment(PaymentState.UNKNOWN, checks=2), 0.0))
    assert Sound.PAID not in kit.sounds
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    assert kit.sounds[-1] == Sound.PAID
    chip = kit.view.chips[1]
    assert (chip.detail, chip.payment_ref) == (f"оплачено 16{NBSP}500{NBSP}сум", FIRST)
    assert kit.view.lines == lines
    assert kit.view.panel is None


def test_the_chip_brings_the_payment_back_and_the_new_receipt_waits(kit: Kit) -> None:
    hold(kit)
    kit.scan(BAG.barcode)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    kit.screen.chip_pressed(FIRST)
    assert kit.panel.word == "Оплачено"
    assert "отдайте товар" in kit.panel.money
    assert [line.name for line in kit.view.lines] == ["Молоко"]
    kit.wait(30)
    assert kit.panel.word == "Оплачено", "it stays until the cashier has seen it"
    kit.press(Intent.NEXT_SALE)
    assert [line.name for line in kit.view.lines] == ["Пакет"]
    assert kit.view.chips[1].payment_ref == ""


def test_a_payment_brought_back_unknown_goes_on_being_checked(kit: Kit) -> None:
    hold(kit)
    kit.scan(BAG.barcode)
    kit.screen.chip_pressed(FIRST)
    assert kit.panel.word == "Ответа нет. Проверяем"
    assert kit.view.chips[1].detail == "проверяем: 1"
    kit.press(Intent.HOLD)
    assert [line.name for line in kit.view.lines] == ["Пакет"]
    kit.screen.chip_pressed(FIRST)
    kit.screen.on_event(news(kit.payment(PaymentState.REFUSED, reason="absent"), 0.0))
    assert kit.panel.headline == "В CLICK нет такого платежа"


def test_a_refused_receipt_that_came_back_can_be_paid_anew(kit: Kit) -> None:
    hold(kit)
    kit.scan(BAG.barcode)
    kit.screen.on_event(news(kit.payment(PaymentState.REFUSED, reason="absent"), 0.0))
    assert kit.view.chips[1].look == "down"
    kit.screen.chip_pressed(FIRST)
    kit.press(Intent.BACK)
    assert [line.name for line in kit.view.lines] == ["Молоко"]
    assert kit.view.keys[4].enabled
    kit.press(Intent.HOLD)
    assert [line.name for line in kit.view.lines] == ["Пакет"]
    kit.press(Intent.HOLD, Intent.CLICK_PASS)
    kit.scan(OTHER_OTP)
    assert [sale for sale, _otp in kit.till.charges[1:]] == [SaleId("SALE0001X")]
    assert kit.panel.word == "Оплачено"
    kit.press(Intent.NEXT_SALE)
    assert [line.name for line in kit.view.lines] == ["Пакет"]


def test_two_payments_in_doubt_are_both_kept(kit: Kit) -> None:
    hold(kit)
    kit.scan(BAG.barcode)
    kit.press(Intent.CLICK_PASS)
    kit.runner.hold = True
    kit.scan(OTHER_OTP)
    second = kit.till.make(Sale(SaleId("SALE0002X")).add(BAG.barcode, BAG), PaymentState.UNKNOWN, 2)
    kit.screen.on_event(news(second))
    assert kit.view.chips[1].detail == "проверяем: 2"
    kit.screen.chip_pressed(FIRST)
    assert [line.name for line in kit.view.lines] == ["Молоко"]
    assert kit.view.chips[1].detail == "проверяем: 2"
    assert kit.view.chips[1].payment_ref == "TRANSACTION0002X"


def test_a_chip_does_not_interrupt_a_payment_on_its_way(kit: Kit) -> None:
    hold(kit)
    kit.scan(BAG.barcode)
    kit.press(Intent.CLICK_PASS)
    kit.runner.hold = True
    kit.scan(OTHER_OTP)
    kit.screen.chip_pressed(FIRST)
    assert kit.panel.word == "Платёж обрабатывается"
    assert kit.alert == "Подождите ответа CLICK"
    assert kit.view.chips[1].payment_ref == FIRST


def test_the_held_answer_of_the_first_sale_never_lands_on_the_second(kit: Kit) -> None:
    kit.unknown()
    kit.press(Intent.HOLD)
    kit.runner.hold = False
    kit.scan(BAG.barcode)
    kit.press(Intent.CLICK_PASS)
    kit.till.pay_answer = PaymentState.PAID
    kit.runner.release()
    assert kit.panel.word == "Ждём QR CLICK Pass"
    assert [line.name for line in kit.view.lines] == ["Пакет"]


def left(kit: Kit, state: PaymentState, word: Word | None = None, *, recovered: bool = False) -> Unsettled:
    """The first sale's payment as the journal has it when the till starts."""
    return Unsettled(kit.payment(state), word, recovered=recovered)


@pytest.mark.parametrize("state", [PaymentState.CONFIRMING, PaymentState.UNKNOWN])
def test_what_a_crash_left_open_is_in_the_strip_from_the_start(kit: Kit, state: PaymentState) -> None:
    kit.till.left = [left(kit, state)]
    kit.screen.start()
    assert (kit.view.chips[1].look, kit.view.chips[1].payment_ref) == ("checking", FIRST)
    kit.scan(BAG.barcode)
    kit.till.sales[TransactionId(FIRST)] = FIRST_SALE
    kit.till.payments[TransactionId(FIRST)] = kit.payment(PaymentState.UNKNOWN)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    assert kit.sounds[-1] == Sound.PAID
    kit.screen.chip_pressed(FIRST)
    assert kit.panel.word == "Оплачено, восстановлено после сбоя"
    assert [line.name for line in kit.view.lines] == ["Молоко"]


def test_a_receipt_that_cannot_be_read_stays_in_the_strip(kit: Kit) -> None:
    kit.till.left = [left(kit, PaymentState.MANUAL)]
    kit.screen.start()
    assert kit.view.chips[1].detail == "позовите менеджера"
    kit.screen.chip_pressed(FIRST)
    assert kit.view.panel is None
    assert kit.alert == "Чек этого платежа не читается"
    assert kit.view.chips[1].payment_ref == FIRST
    kit.screen.chip_pressed("NOBODY")
    assert kit.view.panel is None


def test_a_crash_is_recovered_by_news_alone(kit: Kit) -> None:
    other = Sale(SaleId("SALE9999X")).add(MILK.barcode, MILK)
    kit.screen.on_event(news(kit.till.make(other, PaymentState.UNKNOWN, 9, reason="recovered"), 0.0))
    assert kit.view.chips[1].look == "checking"
    kit.screen.on_event(news(kit.till.make(other, PaymentState.PAID, 9), 0.0))
    assert kit.view.chips[1].payment_ref == "TRANSACTION0009X"
    assert kit.sounds[-1] == Sound.PAID


def test_a_payment_of_another_command_of_this_home_is_not_told(kit: Kit) -> None:
    other = Sale(SaleId("SALE9999X")).add(MILK.barcode, MILK)
    for state in (PaymentState.SENDING, PaymentState.HELD, PaymentState.CONFIRMING, PaymentState.PAID):
        kit.screen.on_event(news(kit.till.make(other, state, 9)))
    assert kit.view.chips[1].payment_ref == ""
    assert kit.sounds == []


def test_a_lost_network_is_said_once_and_cash_works(kit: Kit) -> None:
    kit.screen.on_event(LinkChanged(ok=False))
    assert (kit.view.chips[1].look, kit.view.chips[1].detail) == ("down", "нет сети")
    assert kit.view.toast == "Нет сети. Наличные работают"
    kit.screen.on_event(LinkChanged(ok=True))
    assert kit.view.chips[1].look == "fine"
