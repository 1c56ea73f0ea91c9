"""From F8 to the next sale: each state says what happened, where the money is and what to press."""

from __future__ import annotations

import pytest

from pos.core import errors as e
from pos.core.fiscal import FiscalState
from pos.core.money import NBSP
from pos.core.payment import PaymentId, PaymentState
from pos.core.sale import SaleId
from pos.flow.events import FiscalChanged, NoPaper, PaperSkipped, PrintChanged
from pos.screens.sounds import Sound
from pos.screens.views import Intent, Tone
from tests.fakes.till import BAG, MILK, OTHER_OTP, OTP, news
from tests.screens.counter_kit import Kit


def test_f8_waits_for_the_qr_and_locks_the_lines(kit: Kit) -> None:
    kit.waiting()
    assert (kit.panel.tone, kit.panel.word) == (Tone.GREY, "Ждём QR CLICK Pass")
    assert kit.panel.headline == "Отсканируйте QR CLICK Pass покупателя"
    assert kit.panel.shows_camera
    assert kit.view.input.mode == "qr"
    assert kit.view.lines[0].look == "locked"
    assert [cell.value for cell in kit.view.total.cells] == ["0", f"16{NBSP}500", "0"]
    assert kit.till.charges == []


def test_esc_goes_back_to_the_receipt_with_all_its_lines(kit: Kit) -> None:
    kit.waiting()
    kit.press(Intent.BACK)
    assert kit.view.panel is None
    assert [line.look for line in kit.view.lines] == ["newest"]
    kit.scan(BAG.barcode)
    assert len(kit.view.lines) == 2


@pytest.mark.parametrize("change", ["void", "more", "quick_key", "select", "remove"])
def test_lines_do_not_change_while_the_qr_is_awaited(kit: Kit, change: str) -> None:
    kit.waiting()
    before = kit.view
    {
        "void": lambda: kit.press(Intent.VOID),
        "more": lambda: kit.press(Intent.MORE),
        "quick_key": lambda: kit.screen.quick_key(BAG.barcode),
        "select": lambda: kit.screen.line_selected(1),
        "remove": lambda: kit.screen.line_removed(1),
    }[change]()
    assert kit.view == before


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("4780000000007", "Это код товара, а нужен QR CLICK Pass"),
        ("2000001", "Это код товара, а нужен QR CLICK Pass"),
        ("50501012345678901234", "Это код Payme, а нужен QR CLICK Pass"),
        ("0f8fad5b-d9cb-469f-a165-70867728950e", "Это код Paynet, а нужен QR CLICK Pass"),
        ("00020101021202", "Это код UzQR, а нужен QR CLICK Pass"),
        ("x" * 44, "Это код Uzum, а нужен QR CLICK Pass"),
        ("https://ofd.soliq.uz/check?t=1", "Это QR фискального чека, а нужен QR CLICK Pass"),
        ("https://example.com", "Это ссылка, а нужен QR CLICK Pass"),
        ("2100385013850", "Это код с весов, а нужен QR CLICK Pass"),
        ("привет", "Это не QR CLICK Pass"),
    ],
)
def test_a_wrong_code_gets_its_sentence_and_no_request(kit: Kit, code: str, sentence: str) -> None:
    kit.waiting()
    kit.scan(code)
    assert kit.alert == sentence
    assert kit.sounds[-1] == Sound.UNKNOWN
    assert kit.till.charges == []
    assert kit.panel.word == "Ждём QR CLICK Pass"


def test_the_right_code_is_charged_once(kit: Kit) -> None:
    kit.waiting()
    kit.scan(OTP)
    assert kit.till.charges == [(SaleId("SALE0001X"), OTP)]
    assert kit.panel.word == "Оплачено"


def test_the_sample_code_of_the_documentation_is_charged(kit: Kit) -> None:
    kit.waiting()
    kit.scan("1234567415821")
    assert len(kit.till.charges) == 1


def test_processing_shows_the_ring_and_the_steps(kit: Kit) -> None:
    kit.processing()
    panel = kit.panel
    assert (panel.tone, panel.word) == (Tone.BLUE, "Платёж обрабатывается")
    assert panel.headline == "Ждём оплату…"
    assert panel.ring is not None
    assert (panel.ring.left_s, panel.ring.window_s, panel.ring.unit) == (30.0, 30.0, "с")
    assert [(step.word, step.done) for step in panel.steps] == [
        ("QR прочитан", True),
        ("Запрос отправлен в CLICK", True),
        ("Ждём подтверждение", False),
    ]
    assert panel.actions == ()
    assert kit.view.input.mode == "locked"


def test_the_ring_is_not_drawn_anew_each_second_but_fresh_when_something_changes(kit: Kit) -> None:
    kit.processing()
    drawn = len(kit.views)
    kit.wait(5)
    assert len(kit.views) == drawn
    kit.screen.language_chosen("uz")
    assert kit.panel.ring is not None
    assert kit.panel.ring.left_s == pytest.approx(25.0)
    assert kit.panel.word == "Toʻlov bajarilmoqda"


def test_a_short_window_fills_the_whole_ring(kit: Kit) -> None:
    kit.waiting()
    kit.runner.hold = True
    kit.scan(OTP)
    kit.screen.on_event(news(kit.payment(PaymentState.SENDING), 3.0))
    assert kit.panel.ring is not None
    assert (kit.panel.ring.left_s, kit.panel.ring.window_s) == (3.0, 3.0)


@pytest.mark.parametrize("source", ["camera", "wedge"])
def test_a_second_scan_while_processing_charges_nothing(kit: Kit, source: str) -> None:
    kit.processing()
    kit.scan(OTP, source)
    kit.scan(OTHER_OTP, source)
    kit.screen.typed(OTHER_OTP)
    kit.press(Intent.CLICK_PASS, Intent.NEW_CODE, Intent.CHECK_NOW)
    kit.press(Intent.BACK, Intent.HOLD, Intent.NEXT_SALE)
    assert kit.panel.word == "Платёж обрабатывается"
    kit.runner.release_all()
    assert len(kit.till.charges) == 1


def test_paid_is_green_for_a_while_and_the_next_sale_opens_by_itself(kit: Kit) -> None:
    kit.processing()
    kit.screen.on_event(news(kit.payment(PaymentState.PAID)))
    assert (kit.panel.tone, kit.panel.word) == (Tone.GREEN, "Оплачено")
    assert kit.panel.headline == f"16{NBSP}500{NBSP}сум"
    assert [cell.value for cell in kit.view.total.cells] == [f"16{NBSP}500", "0", "0"]
    assert kit.view.total.label == "Итого по чеку"
    kit.runner.release_all()
    assert kit.sounds.count(Sound.PAID) == 1
    kit.wait(5)
    assert kit.panel.word == "Оплачено"
    kit.wait(2)
    assert kit.view.panel is None
    assert kit.view.lines == ()


def test_goods_scanned_at_once_after_paid_wait_until_it_was_seen(kit: Kit) -> None:
    kit.waiting()
    kit.scan(OTP)
    kit.time.seconds += 0.5
    kit.screen.scanned(BAG.barcode, "wedge")
    assert kit.panel.word == "Оплачено"
    kit.wait(1)
    assert [line.name for line in kit.view.lines] == ["Пакет"]
    assert kit.view.panel is None


def test_goods_scanned_later_open_the_next_sale(kit: Kit) -> None:
    kit.waiting()
    kit.scan(OTP)
    kit.scan(BAG.barcode)
    assert [line.name for line in kit.view.lines] == ["Пакет"]


def test_the_qr_that_has_paid_opens_nothing(kit: Kit) -> None:
    kit.waiting()
    kit.scan(OTP)
    for _ in range(3):
        kit.scan(OTP)
    assert len(kit.till.charges) == 1
    assert kit.panel.word == "Оплачено"
    assert kit.alert == ""


def test_space_opens_the_next_sale_at_once(kit: Kit) -> None:
    kit.waiting()
    kit.scan(OTP)
    kit.press(Intent.NEXT_SALE)
    assert kit.view.panel is None
    assert kit.view.lines == ()


def test_paid_tells_of_the_fiscal_receipt_and_the_paper(kit: Kit) -> None:
    kit.waiting()
    kit.scan(OTP)
    sale, number = SaleId("SALE0001X"), PaymentId(1)
    assert [fact.value for fact in kit.panel.evidence[1:]] == ["формируется", "печатается"]
    kit.screen.on_event(FiscalChanged(sale, number, FiscalState.DONE, "https://ofd.soliq.uz/x", "", 0))
    kit.screen.on_event(PrintChanged(sale, ok=True))
    assert [fact.value for fact in kit.panel.evidence[1:]] == ["ссылка получена", "напечатан"]
    assert "2184559071" in kit.panel.evidence[0].value


@pytest.mark.parametrize(
    ("why", "said"),
    [(NoPaper.NO_PRINTER, "принтера нет"), (NoPaper.NOT_AUTOMATIC, "не автоматически, F7 — печать")],
)
def test_a_paper_that_nobody_prints_is_not_being_printed(kit: Kit, why: NoPaper, said: str) -> None:
    kit.waiting()
    kit.scan(OTP)
    chips = kit.view.chips
    kit.screen.on_event(PaperSkipped(SaleId("SALE0009X"), why))
    assert kit.panel.evidence[2].value == "печатается"
    kit.screen.on_event(PaperSkipped(SaleId("SALE0001X"), why))
    assert kit.panel.evidence[2].value == said
    assert (kit.view.chips, kit.view.toast) == (chips, ""), "nothing is wrong with the printer"
    kit.screen.on_event(PrintChanged(SaleId("SALE0001X"), ok=True))
    assert kit.panel.evidence[2].value == "напечатан"


def test_a_printer_without_paper_never_undoes_the_sale(kit: Kit) -> None:
    kit.waiting()
    kit.scan(OTP)
    kit.screen.on_event(PrintChanged(SaleId("SALE0001X"), ok=False, why="paper"))
    assert kit.panel.word == "Оплачено"
    assert kit.view.toast == "Нет бумаги или принтера. Продажа сохранена, F7 — печать"
    assert kit.view.chips[3].look == "down"
    kit.wait(7)
    assert kit.view.toast == ""


def test_a_paper_that_waits_for_its_printer_is_counted_until_it_is_out(kit: Kit) -> None:
    sale = SaleId("SALE0001X")
    kit.screen.on_event(PrintChanged(sale, ok=False, why="off", waiting=2))
    assert "сам" in kit.view.toast
    assert (kit.view.chips[3].detail, kit.view.chips[3].look) == ("2 в очереди", "down")
    kit.screen.on_event(PrintChanged(sale, ok=True, waiting=1))
    assert (kit.view.chips[3].detail, kit.view.chips[3].look) == ("1 в очереди", "queue")
    kit.screen.on_event(PrintChanged(sale, ok=True))
    assert (kit.view.chips[3].detail, kit.view.chips[3].look) == ("", "fine")


@pytest.mark.parametrize(
    ("came_out", "left", "told"),
    [
        (2, 0, "Напечатано: 2. Больше ничего не ждёт"),
        (1, 1, "Напечатано: 1, ещё ждут: 1"),
        (0, 2, "Принтер не печатает. Ждут: 2"),
    ],
)
def test_a_press_on_the_printers_chip_prints_what_waits_and_says_how_it_went(
    kit: Kit, came_out: int, left: int, told: str
) -> None:
    assert kit.view.chips[3].intent is None
    kit.screen.on_event(PrintChanged(SaleId("SALE0001X"), ok=False, why="off", waiting=2))
    chip = kit.view.chips[3]
    assert chip.intent is Intent.PRINT_WAITING
    kit.till.papers = (came_out, left)
    kit.screen.intent(Intent.PRINT_WAITING)
    assert told in kit.view.toast
    assert kit.view.chips[3].detail == (f"{left} в очереди" if left else "")


def test_waiting_papers_are_printed_in_the_middle_of_a_payment_too(kit: Kit) -> None:
    kit.processing()
    kit.screen.on_event(PrintChanged(SaleId("SALE0001X"), ok=False, why="off", waiting=2))
    kit.till.papers = (1, 1)
    kit.screen.intent(Intent.PRINT_WAITING)
    kit.runner.release(-1)
    assert (kit.panel.tone, kit.view.chips[3].detail) == (Tone.BLUE, "1 в очереди")


def test_a_till_that_cannot_print_what_waits_says_so(kit: Kit) -> None:
    kit.screen.on_event(PrintChanged(SaleId("SALE0001X"), ok=False, why="off", waiting=2))
    kit.till.printing_error = e.JournalTrouble("x")
    kit.screen.intent(Intent.PRINT_WAITING)
    assert "Принтер не печатает. Ждут: 2" in kit.view.toast


@pytest.mark.parametrize(
    ("note", "word", "headline"),
    [
        ("Недостаточно средств на карте", "Отказ банка", "Мало средств на карте"),
        ("Срок действия QR-кода истёк", "QR устарел", "Попросите обновить код"),
        ("QR-код уже использован", "QR уже использован", "По этому QR уже платили"),
        ("QR-код не распознан", "CLICK не знает этот QR", "Попросите покупателя открыть CLICK Pass заново"),
        ("Карта заблокирована", "Не оплачено", "Карта заблокирована"),
        ("", "Не оплачено", "CLICK отклонил платёж"),
    ],
)
def test_refused_says_why_and_that_no_money_was_taken(kit: Kit, note: str, word: str, headline: str) -> None:
    kit.processing()
    refused = kit.payment(
        PaymentState.REFUSED, error_code=-5017, error_note=note, reason="ClickRefused", payment_id=None
    )
    kit.screen.on_event(news(refused))
    panel = kit.panel
    assert (panel.tone, panel.word, panel.headline) == (Tone.RED, word, headline)
    assert panel.money == "Деньги не списаны — можно повторить"
    assert "-5017" in panel.code
    assert "-5017" not in panel.word + panel.headline + panel.advice
    assert [action.intent for action in panel.actions] == [Intent.NEW_CODE, Intent.BACK]
    assert kit.sounds[-1] == Sound.REFUSED


def test_a_request_that_never_left_says_so(kit: Kit) -> None:
    kit.processing()
    kit.screen.on_event(news(kit.payment(PaymentState.REFUSED, reason="NoConnection", payment_id=None)))
    assert (kit.panel.word, kit.panel.money) == ("Нет связи с CLICK", "Деньги не списаны — можно повторить")


def test_a_lapsed_payment_says_who_returns_the_money(kit: Kit) -> None:
    kit.processing()
    kit.screen.on_event(news(kit.payment(PaymentState.CANCELLED, reason="lapsed"), 0.0))
    assert (kit.panel.word, kit.panel.headline) == ("Не подтверждено", "CLICK вернёт деньги сам")
    assert kit.panel.money == "Не оплачено — можно повторить"


def test_a_payment_that_clicks_bank_declined_is_a_refusal(kit: Kit) -> None:
    kit.processing()
    declined = kit.payment(PaymentState.CANCELLED, reason="declined", error_note="Недостаточно средств")
    kit.screen.on_event(news(declined))
    assert kit.panel.word == "Отказ банка"


def test_esc_after_a_refusal_goes_back_to_the_receipt(kit: Kit) -> None:
    kit.processing()
    kit.screen.on_event(news(kit.payment(PaymentState.REFUSED)))
    kit.press(Intent.BACK)
    assert kit.view.panel is None
    assert kit.view.lines[0].look == "newest"


def test_a_scan_after_a_refusal_charges_nothing_until_f8(kit: Kit) -> None:
    kit.processing()
    kit.screen.on_event(news(kit.payment(PaymentState.REFUSED)))
    kit.runner.release_all()
    kit.runner.hold = False
    kit.scan(OTHER_OTP)
    assert len(kit.till.charges) == 1
    assert kit.alert == "F8 — новый QR, Esc — вернуться к чеку"
    kit.press(Intent.NEW_CODE)
    kit.scan(OTHER_OTP)
    assert [otp for _sale, otp in kit.till.charges] == [OTP, OTHER_OTP]
    assert kit.panel.word == "Оплачено"


def test_late_news_of_an_old_attempt_never_touches_the_new_one(kit: Kit) -> None:
    kit.processing()
    kit.screen.on_event(news(kit.payment(PaymentState.REFUSED)))
    kit.press(Intent.NEW_CODE)
    kit.scan(OTHER_OTP)
    assert kit.panel.word == "Платёж обрабатывается"
    kit.screen.on_event(news(kit.payment(PaymentState.REFUSED)))
    assert kit.panel.word == "Платёж обрабатывается"
    kit.screen.on_event(news(kit.payment(PaymentState.SENDING, 2)))
    kit.screen.on_event(news(kit.payment(PaymentState.REFUSED, 1)))
    assert kit.panel.word == "Платёж обрабатывается"
    kit.screen.on_event(news(kit.payment(PaymentState.PAID, 2)))
    assert kit.panel.word == "Оплачено"


def test_an_answer_that_comes_after_the_next_sale_began_changes_nothing(kit: Kit) -> None:
    kit.processing()
    kit.screen.on_event(news(kit.payment(PaymentState.PAID)))
    kit.press(Intent.NEXT_SALE)
    kit.runner.release_all()
    kit.screen.on_event(news(kit.payment(PaymentState.PAID)))
    assert kit.view.panel is None
    assert kit.view.chips[1].payment_ref == ""
    assert kit.sounds.count(Sound.PAID) == 1


def test_a_decided_payment_is_not_undone_by_older_news(kit: Kit) -> None:
    kit.processing()
    kit.screen.on_event(news(kit.payment(PaymentState.PAID)))
    kit.screen.on_event(news(kit.payment(PaymentState.CONFIRMING)))
    kit.screen.on_event(news(kit.payment(PaymentState.UNKNOWN)))
    assert kit.panel.word == "Оплачено"


@pytest.mark.parametrize(
    ("error", "alert"),
    [
        (e.CodeAlreadyUsed(), "Этот QR уже отправляли в CLICK. Попросите обновить код"),
        (e.NotAPaymentCode(kind="goods"), "Это код товара, а нужен QR CLICK Pass. Попросите"),
    ],
)
def test_a_code_that_the_till_refuses_keeps_it_waiting_for_another(
    kit: Kit, error: Exception, alert: str
) -> None:
    kit.waiting()
    kit.till.pay_answer = error
    kit.scan(OTP, "camera")
    for _ in range(5):
        kit.time.seconds += 0.2
        kit.screen.scanned(OTP, "camera")
    assert kit.alert.startswith(alert)
    assert kit.panel.word == "Ждём QR CLICK Pass"
    assert len(kit.till.charges) == 1, "a phone held before the camera is one scan"


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (e.SaleAlreadyInPayment(), "Оплата уже идёт"),
        (e.JournalTrouble(), "Журнал недоступен"),
        (e.NoConnection(), "Нет связи с CLICK"),
    ],
)
def test_a_trouble_before_anything_was_sent_is_a_refusal(kit: Kit, error: Exception, word: str) -> None:
    kit.waiting()
    kit.till.pay_answer = error
    kit.scan(OTP)
    assert (kit.panel.tone, kit.panel.word) == (Tone.RED, word)


def test_a_lost_outcome_is_unknown_and_never_a_refusal(kit: Kit) -> None:
    kit.waiting()
    kit.till.pay_answer = e.OutcomeUnknown("the journal failed after the request left")
    kit.scan(OTP)
    assert (kit.panel.tone, kit.panel.word) == (Tone.AMBER, "Ответа нет. Проверяем")


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), e.Bug("x")])
def test_a_mistake_of_the_program_calls_the_manager(kit: Kit, error: Exception) -> None:
    kit.waiting()
    kit.till.pay_answer = error
    kit.scan(OTP)
    assert (kit.panel.tone, kit.panel.word) == (Tone.AMBER, "Позовите менеджера")
    assert kit.panel.headline == "Повторная оплата запрещена"
    kit.press(Intent.CLICK_PASS, Intent.NEW_CODE, Intent.BACK)
    kit.scan(OTHER_OTP)
    assert len(kit.till.charges) == 1
    kit.press(Intent.HOLD)
    assert kit.view.panel is None
    assert kit.view.keys[4].enabled
    kit.press(Intent.HOLD)
    assert kit.panel.word == "Позовите менеджера"


def test_a_journal_that_fails_after_the_intent_calls_the_manager(kit: Kit) -> None:
    kit.waiting()
    kit.till.pay_answer = e.JournalTrouble("x")
    kit.runner.hold = True
    kit.scan(OTP)
    kit.screen.on_event(news(kit.payment(PaymentState.SENDING)))
    kit.runner.release_all()
    assert kit.panel.word == "Позовите менеджера"


def test_the_content_of_a_qr_is_in_no_view_and_no_repr(kit: Kit) -> None:
    for typed in range(len(OTP) + 1):
        kit.screen.edited(OTP[:typed])
    kit.screen.edited("")
    kit.scan(OTP)
    kit.waiting()
    kit.screen.edited(OTP)
    kit.scan(OTP)
    kit.wait(10)
    kit.scan(OTHER_OTP)
    kit.screen.typed(OTHER_OTP)
    shown = repr(kit.views) + repr(kit.customer) + repr(kit.screen._c)
    assert OTP[:9] not in shown
    assert OTHER_OTP not in shown


def test_the_language_changes_in_the_middle_of_a_payment(kit: Kit) -> None:
    kit.processing()
    kit.screen.language_chosen("en")
    assert kit.panel.word == "Processing the payment"
    kit.screen.on_event(news(kit.payment(PaymentState.PAID)))
    assert kit.panel.headline == f"16{NBSP}500{NBSP}soʻm"
    kit.screen.language_chosen("uz_Cyrl")
    assert kit.panel.word == "Тўланди"


def test_goods_chosen_by_hand_after_paid_open_the_next_sale(kit: Kit) -> None:
    kit.waiting()
    kit.scan(OTP)
    kit.screen.quick_key(BAG.barcode)
    assert [line.name for line in kit.view.lines] == ["Пакет"]


def test_a_payment_code_of_another_length_that_is_goods_is_not_charged(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.CLICK_PASS)
    kit.runner.hold = True
    kit.scan("1234567415821")
    kit.press(Intent.BACK)
    kit.runner.release_all()
    assert kit.till.charges == [], "the cashier went back before the look-up ended"
