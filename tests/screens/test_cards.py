"""Cards of payments that stand aside: found after a crash, cancelled by wish, several at once, reopened."""

from __future__ import annotations

import pytest

from pos.core.errors import JournalTrouble
from pos.core.money import NBSP
from pos.core.payment import Payment, PaymentState, TransactionId, Word
from pos.core.sale import Sale, SaleId
from pos.screens.aside_screen import AsidePresenter
from pos.screens.desk import DECIDED, Stage
from pos.screens.page_views import TableView
from pos.screens.sounds import Sound
from pos.screens.views import Intent, Tone
from pos.screens.words import Words
from tests.fakes.till import BAG, MILK, OTHER_OTP, news
from tests.screens.counter_kit import FIRST_SALE, Kit
from tests.screens.test_unknown import FIRST, card_of, hold, left

FOUND = TransactionId("TRANSACTION0009X")


def before_this_start(kit: Kit, state: PaymentState = PaymentState.UNKNOWN) -> None:
    """The first sale's payment was open when the till started."""
    kit.till.left = [left(kit, state)]
    kit.till.sales[TransactionId(FIRST)] = FIRST_SALE
    kit.till.payments[TransactionId(FIRST)] = kit.payment(state, checks=4)
    kit.screen.start()


def left_by_a_crash(kit: Kit, state: PaymentState = PaymentState.PAID) -> Payment:
    """News of a payment that this till never saw begin."""
    sale = Sale(SaleId("SALE9999X")).add(MILK.barcode, MILK)
    payment = kit.till.make(sale, state, 9)
    kit.till.sales[FOUND] = sale
    kit.till.payments[FOUND] = payment
    kit.screen.on_event(news(payment, 0.0))
    return payment


# ---- after a restart ----------------------------------------------------------------------------------


def test_the_card_of_a_payment_from_before_the_start_is_complete(kit: Kit) -> None:
    before_this_start(kit)
    kit.press(Intent.RECALL)
    assert kit.panel.word == "Ответа нет. Проверяем"
    card = card_of(kit)
    assert (card["Попытка"], card["Запрос ушёл"], card["Проверили сами"]) == (
        "ION0001X",
        "14:32:06",
        "раз: 4",
    )
    assert [line.name for line in kit.view.lines] == ["Молоко"]
    assert FIRST in kit.panel.code


def test_what_could_not_be_read_at_the_start_is_read_when_it_is_wanted(kit: Kit) -> None:
    kit.till.left = [left(kit, PaymentState.UNKNOWN)]
    kit.screen.start()
    kit.press(Intent.RECALL)
    assert kit.alert == "Чек этого платежа не читается"
    before_this_start(kit)
    kit.press(Intent.RECALL)
    assert kit.panel.word == "Ответа нет. Проверяем"


def test_news_that_comes_while_a_card_is_read_is_not_lost(kit: Kit) -> None:
    kit.runner.hold = True
    before_this_start(kit)
    while kit.runner.waiting:  # what the start asked for, but not the card's own reading
        kit.runner.release()
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    kit.runner.hold = False
    kit.runner.release_all()
    assert kit.tone == Tone.GREEN


def test_a_payment_found_paid_after_a_crash_asks_what_became_of_the_goods(kit: Kit) -> None:
    left_by_a_crash(kit)
    assert kit.sounds[-1] == Sound.PAID
    panel = kit.panel
    assert (panel.tone, panel.word) == (Tone.GREEN, "Оплачено, восстановлено после сбоя")
    assert panel.headline == f"16{NBSP}500{NBSP}сум"
    assert [(action.intent, action.key) for action in panel.actions] == [
        (Intent.HANDED_OVER, "F9"),
        (Intent.GIVE_BACK, "F4"),
    ]
    assert kit.view.toast == "", "the card itself is on the screen"
    kit.wait(30)
    assert kit.panel.word == "Оплачено, восстановлено после сбоя", "it waits for its answer"
    kit.press(Intent.HANDED_OVER)
    assert kit.view.panel is None
    assert kit.view.lines == ()
    assert kit.view.chips[1].payment_ref == ""


def test_money_to_be_given_back_is_the_managers_and_stays_until_he_knows(kit: Kit) -> None:
    left_by_a_crash(kit)
    kit.press(Intent.GIVE_BACK)
    assert (kit.panel.tone, kit.panel.word) == (Tone.AMBER, "Позовите менеджера")
    assert kit.panel.money == "Товар не отдавать. Деньги возвращает менеджер"
    assert card_of(kit)["Платёж CLICK"] == "2184559079"
    kit.press(Intent.BACK, Intent.NEXT_SALE)
    assert kit.view.panel is None, "the next customer is served, the card stands aside"
    assert kit.view.chips[1].payment_ref == FOUND
    kit.press(Intent.RECALL)
    assert kit.panel.word == "Позовите менеджера"
    kit.press(Intent.CLOSE_CARD)
    assert kit.view.panel is None
    assert kit.view.chips[1].payment_ref == ""


def test_goods_scanned_over_an_unanswered_card_serve_the_next_customer(kit: Kit) -> None:
    left_by_a_crash(kit)
    kit.wait(2)
    kit.scan(BAG.barcode)
    assert [line.name for line in kit.view.lines] == ["Пакет"]
    assert kit.view.chips[1].payment_ref == FOUND
    kit.press(Intent.RECALL)
    assert kit.panel.word == "Оплачено, восстановлено после сбоя"
    kit.press(Intent.HANDED_OVER)
    assert [line.name for line in kit.view.lines] == ["Пакет"]


def test_nothing_jumps_onto_a_receipt_that_is_being_rung_up(kit: Kit) -> None:
    kit.scan(BAG.barcode)
    left_by_a_crash(kit)
    assert kit.view.panel is None
    assert kit.view.toast.startswith(f"Оплачено 16{NBSP}500{NBSP}сум")
    assert kit.view.chips[1].detail == f"оплачено 16{NBSP}500{NBSP}сум"
    kit.press(Intent.RECALL)
    assert kit.panel.word == "Оплачено, восстановлено после сбоя"
    assert kit.view.toast == "", "its card is on the screen now"


def test_a_crash_that_ended_without_money_says_so_and_the_receipt_can_be_paid_anew(kit: Kit) -> None:
    left_by_a_crash(kit, PaymentState.UNKNOWN)
    sale = kit.till.sales[FOUND]
    kit.screen.on_event(news(kit.till.make(sale, PaymentState.CANCELLED, 9, reason="lapsed"), 0.0))
    assert kit.panel.word == "Не подтверждено"
    assert kit.sounds[-1] == Sound.REFUSED
    kit.press(Intent.NEW_CODE)
    assert kit.panel.word == "Ждём QR CLICK Pass"


def test_a_payment_that_was_seen_to_begin_is_not_called_recovered(kit: Kit) -> None:
    hold(kit)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    assert kit.panel.word == "Оплачено"
    assert "отдайте товар" in kit.panel.money


def test_a_paid_card_that_was_reversed_meanwhile_says_returned(kit: Kit) -> None:
    hold(kit)
    kit.scan(BAG.barcode)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    kit.screen.on_event(news(kit.payment(PaymentState.REVERSED), 0.0))
    kit.press(Intent.RECALL)
    assert kit.panel.tone == Tone.VIOLET


# ---- the wish to cancel (P46) -------------------------------------------------------------------------


def test_the_wish_to_cancel_can_be_taken_back_and_sends_nothing(kit: Kit) -> None:
    kit.given_up()
    asked = kit.till.checks.copy()
    kit.press(Intent.CANCEL_LATER)
    assert kit.panel.money == "Проверяем, потом отменим продажу. Товар не отдавать"
    assert kit.panel.actions[2].word == "Всё-таки не отменять продажу"
    kit.press(Intent.CANCEL_LATER)
    assert kit.panel.actions[2].word == "Отменить продажу после проверки"
    assert (len(kit.till.charges), kit.till.checks) == (1, asked)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    assert kit.panel.word == "Оплачено"


@pytest.mark.parametrize("aside", [False, True])
def test_a_cancelled_sale_that_ends_paid_is_returned_by_the_manager(kit: Kit, aside: bool) -> None:
    kit.given_up()
    kit.press(Intent.CANCEL_LATER)
    if aside:
        kit.press(Intent.HOLD)
        kit.scan(BAG.barcode)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    if aside:
        assert kit.view.panel is None
        kit.press(Intent.RECALL)
    assert (kit.panel.tone, kit.panel.word) == (Tone.AMBER, "Позовите менеджера")
    assert "продажу просили отменить" in kit.panel.headline
    kit.wait(20)
    assert kit.panel.word == "Позовите менеджера"
    kit.press(Intent.CLOSE_CARD)
    assert [line.name for line in kit.view.lines] == (["Пакет"] if aside else [])


def test_a_cancelled_sale_that_ends_unpaid_is_closed(kit: Kit) -> None:
    kit.given_up()
    kit.press(Intent.CANCEL_LATER)
    kit.screen.on_event(news(kit.payment(PaymentState.REFUSED, reason="absent"), 0.0))
    assert kit.panel.headline == "Деньги не списаны. Продажа отменена, как просили"
    kit.press(Intent.CLICK_PASS)
    assert kit.tone == Tone.RED, "F8 does not begin to pay what was cancelled"
    kit.press(Intent.NEXT_SALE)
    assert kit.view.panel is None
    assert kit.view.lines == ()


def test_a_closed_sale_can_still_be_taken_back_to_its_lines(kit: Kit) -> None:
    kit.given_up()
    kit.press(Intent.CANCEL_LATER)
    kit.screen.on_event(news(kit.payment(PaymentState.REFUSED, reason="absent"), 0.0))
    kit.press(Intent.BACK)
    assert [line.name for line in kit.view.lines] == ["Молоко"]


# ---- several at once ----------------------------------------------------------------------------------


def two_aside(kit: Kit) -> None:
    """The first customer's and the second one's payments are in doubt; the third stands there."""
    hold(kit)
    kit.scan(BAG.barcode)
    kit.press(Intent.CLICK_PASS)
    kit.runner.hold = True
    kit.scan(OTHER_OTP)
    second = kit.till.make(Sale(SaleId("SALE0002X")).add(BAG.barcode, BAG), PaymentState.UNKNOWN, 2)
    kit.screen.on_event(news(second))
    kit.runner.drop_all()
    kit.runner.hold = False
    kit.press(Intent.HOLD)


@pytest.mark.parametrize("way", ["key", "chip"])
def test_several_are_counted_and_their_list_opens(kit: Kit, way: str) -> None:
    two_aside(kit)
    chip = kit.view.chips[1]
    assert (chip.detail, chip.payment_ref) == ("проверяем: 2", FIRST)
    if way == "key":
        kit.press(Intent.RECALL)
    else:
        kit.screen.chip_pressed(chip.payment_ref)
    assert kit.opened[-1] == (Intent.RECALL, "")
    assert kit.view.panel is None
    kit.screen.open_payment("TRANSACTION0002X")
    assert [line.name for line in kit.view.lines] == ["Пакет"]
    assert kit.view.chips[1].detail == "проверяем: 2"


def test_a_decided_one_is_named_first_and_the_others_are_counted(kit: Kit) -> None:
    two_aside(kit)
    kit.scan(MILK.barcode)
    kit.screen.on_event(news(kit.payment(PaymentState.MANUAL, reason="given_up"), 0.0))
    assert kit.sounds[-1] == Sound.ALARM, "the manager is called for"
    assert kit.view.chips[1].detail == "позовите менеджера · ещё 1"
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    assert kit.view.chips[1].detail == f"оплачено 16{NBSP}500{NBSP}сум · ещё 1"


def test_the_third_customer_is_served_between_two_unknown_ones(kit: Kit) -> None:
    two_aside(kit)
    kit.scan(MILK.barcode)
    kit.press(Intent.CLICK_PASS)
    kit.scan("880000000000000003")
    assert kit.panel.word == "Оплачено"
    assert [sale for sale, _otp in kit.till.charges] == ["SALE0001X", "SALE0003X"]
    assert kit.view.chips[1].detail == "проверяем: 2"


def test_the_list_says_what_each_one_waits_for(kit: Kit) -> None:
    two_aside(kit)
    kit.scan(MILK.barcode)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    views: list[TableView] = []
    AsidePresenter(
        background=kit.screen.counter.background,
        words=Words("ru"),
        now=kit.time.now,
        render=views.append,
    ).open()
    assert [(line.cells[1][0], line.cells[2][0], line.tone) for line in views[-1].rows] == [
        (f"16{NBSP}500", "оплачено", Tone.GREEN),
        ("500", "ответа нет, проверяем", Tone.AMBER),
    ]
    assert views[-1].empty == ""


# ---- reopened from the history ------------------------------------------------------------------------


def test_a_payment_that_only_the_history_knows_opens_its_card(kit: Kit) -> None:
    kit.till.sales[FOUND] = Sale(SaleId("SALE9999X")).add(MILK.barcode, MILK)
    kit.till.payments[FOUND] = kit.till.make(kit.till.sales[FOUND], PaymentState.MANUAL, 9)
    kit.scan(BAG.barcode)
    kit.screen.open_payment(FOUND)
    assert kit.panel.word == "Позовите менеджера"
    kit.screen.open_payment(FOUND)
    kit.press(Intent.HOLD)
    assert [line.name for line in kit.view.lines] == ["Пакет"]
    kit.screen.open_payment("NOBODY")
    assert kit.alert == "Чек этого платежа не читается"


def test_a_payment_on_its_way_is_not_put_aside_for_a_card(kit: Kit) -> None:
    hold(kit)
    kit.scan(BAG.barcode)
    kit.press(Intent.CLICK_PASS)
    kit.runner.hold = True
    kit.scan(OTHER_OTP)
    kit.screen.open_payment(FIRST)
    assert kit.alert == "Подождите ответа CLICK"
    assert kit.screen.counter.desk.stage is Stage.PROCESSING


def test_the_managers_word_ends_a_card_as_he_said(kit: Kit) -> None:
    before_this_start(kit, PaymentState.MANUAL)
    kit.press(Intent.RECALL)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID, reason=DECIDED), 0.0))
    assert kit.panel.word == "Оплачено"
    assert "отдайте товар" in kit.panel.money
    kit.wait(20)
    assert kit.panel.word == "Оплачено", "it stays until the cashier has seen it"


def test_the_managers_not_taken_is_told_as_his(kit: Kit) -> None:
    kit.unknown()
    kit.screen.on_event(news(kit.payment(PaymentState.MANUAL, reason="given_up"), 0.0))
    kit.press(Intent.DECIDE)
    assert kit.opened[-1] == (Intent.DECIDE, FIRST)
    kit.screen.on_event(news(kit.payment(PaymentState.CANCELLED, reason=DECIDED), 0.0))
    assert kit.panel.headline == "Менеджер выяснил: деньги не у магазина"
    assert kit.panel.actions[0].intent is Intent.NEW_CODE


def test_a_manual_payment_without_a_name_has_no_decision(kit: Kit) -> None:
    kit.processing()
    kit.runner.drop_all()
    kit.screen.counter.desk = kit.screen.counter.desk.with_attempt(None)
    kit.press(Intent.CLICK_PASS)
    kit.till.pay_answer = ZeroDivisionError()
    kit.runner.hold = False
    kit.scan(OTHER_OTP)
    assert kit.panel.word == "Позовите менеджера"
    assert Intent.DECIDE not in [action.intent for action in kit.panel.actions]
    kit.press(Intent.DECIDE)
    assert (Intent.DECIDE, "") not in kit.opened


def in_window(kit: Kit) -> bool:
    return kit.screen.counter.is_in_window


def test_the_till_is_in_the_window_until_nothing_can_be_confirmed_any_more(kit: Kit) -> None:
    assert not in_window(kit)
    kit.processing()
    assert in_window(kit)
    kit.screen.on_event(news(kit.payment(PaymentState.UNKNOWN), 18.0))
    assert in_window(kit), "a payment found in the window is still confirmed"
    kit.press(Intent.HOLD)
    assert in_window(kit), "also while the next customer is served"
    kit.wait(14)
    kit.screen.on_event(news(kit.payment(PaymentState.UNKNOWN), 5.0))
    assert in_window(kit)
    kit.wait(19)
    assert not in_window(kit)
    kit.press(Intent.CLOSE_WINDOW)
    assert "закройте кассу" in kit.alert


def test_a_journal_that_fails_on_a_charge_keeps_the_receipt_and_is_asked_again(kit: Kit) -> None:
    kit.waiting()
    kit.till.pay_answer = JournalTrouble("x")
    kit.till.trouble = JournalTrouble("x")
    kit.scan(OTHER_OTP)
    assert kit.tone == Tone.RED
    assert [line.name for line in kit.view.lines] == ["Молоко"]
    kit.press(Intent.NEW_CODE)
    assert kit.tone == Tone.RED
    assert len(kit.till.charges) == 1, "in safe mode nothing more is charged"
    kit.press(Intent.BACK)
    assert kit.panel.word == "Только чтение: касса не продаёт"
    assert [line.name for line in kit.view.lines] == ["Молоко"]


# ---- what was said before a restart (P46, K7) -----------------------------------------------------------


def restarted(kit: Kit, state: PaymentState, word: Word | None, *, recovered: bool = False) -> None:
    kit.till.left = [left(kit, state, word, recovered=recovered)]
    kit.till.sales[TransactionId(FIRST)] = FIRST_SALE
    kit.till.payments[TransactionId(FIRST)] = kit.payment(state)
    kit.screen.start()


def test_what_the_cashier_says_is_kept_in_the_journal(kit: Kit) -> None:
    kit.given_up()
    kit.press(Intent.CANCEL_LATER)
    kit.press(Intent.CANCEL_LATER)
    kit.press(Intent.CANCEL_LATER)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    kit.press(Intent.CLOSE_CARD)
    assert kit.till.said == [
        (FIRST, Word.CANCEL_WISHED),
        (FIRST, Word.KEPT),
        (FIRST, Word.CANCEL_WISHED),
        (FIRST, Word.LEFT_TO_MANAGER),
    ]


def test_a_word_that_could_not_be_kept_is_said(kit: Kit) -> None:
    kit.given_up()
    kit.till.word_error = JournalTrouble("x")
    kit.press(Intent.CANCEL_LATER)
    assert kit.alert
    assert kit.panel.money == "Проверяем, потом отменим продажу. Товар не отдавать"


def test_the_wish_to_cancel_outlives_a_restart(kit: Kit) -> None:
    restarted(kit, PaymentState.UNKNOWN, Word.CANCEL_WISHED)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    assert kit.panel.word == "Позовите менеджера"
    assert "просили отменить" in kit.panel.headline


def test_a_wish_that_was_taken_back_is_no_wish_after_a_restart(kit: Kit) -> None:
    restarted(kit, PaymentState.UNKNOWN, Word.KEPT)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    assert kit.panel.word == "Оплачено, восстановлено после сбоя"


@pytest.mark.parametrize(
    ("word", "title"),
    [
        (None, "Оплачено, восстановлено после сбоя"),
        (Word.TO_RETURN, "Позовите менеджера"),
        (Word.CANCEL_WISHED, "Позовите менеджера"),
    ],
)
def test_a_question_without_an_answer_is_asked_again_after_a_restart(
    kit: Kit, word: Word | None, title: str
) -> None:
    restarted(kit, PaymentState.PAID, word, recovered=True)
    assert kit.panel.word == title
    kit.press(Intent.HANDED_OVER)
    assert kit.view.panel is None
    assert kit.till.said == [(FIRST, Word.HANDED_OVER)]


def test_a_reversal_that_goes_on_after_a_restart_is_no_question_for_the_cashier(kit: Kit) -> None:
    restarted(kit, PaymentState.REVERSING, None)
    assert all(not chip.payment_ref for chip in kit.view.chips)
