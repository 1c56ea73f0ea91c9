"""A whole till: its real windows, engine, journal and camera pipeline, and CLICK in another thread."""

from __future__ import annotations

import sqlite3

import pytest
from PySide6.QtCore import QTimer

from pos.bootstrap import open_parts
from pos.commands.training_phone import CodeMaker
from pos.core.payment import PaymentState
from pos.core.scan import ScanKind
from pos.qt.first_window import FirstWindow
from pos.qt.history_view import HistoryPage
from pos.qt.notice_view import NoticePage
from pos.qt.search_view import SearchPage
from pos.screens.naming import wrong_code_text
from pos.screens.views import Tone
from pos.screens.words import Words
from pos.simulator import Endpoint, Fault, Scenario, State
from tests.qt.station_kit import OIL, SUGAR, Till, click, cold, till

__all__ = ["click", "cold", "till"]


# ── one sale ─────────────────────────────────────────────────────────────────────────────────────


def test_a_scanners_burst_adds_a_line_and_leaves_the_input_empty(till: Till) -> None:
    till.hands.burst(SUGAR)
    till.wait(lambda: len(till.view.lines) == 1)
    assert "Сахар" in till.view.lines[0].name
    assert till.view.total.digits == "14\xa0500"
    assert till.station.window.input.text() == ""
    assert till.click.asked == 0


def test_f8_and_a_code_in_the_camera_pay_the_sale_and_print_it(till: Till) -> None:
    till.ring_up(SUGAR, OIL)
    till.key("F8")
    till.becomes(Tone.GREY)
    till.station.seen(till.click.code())
    till.becomes(Tone.GREEN)
    [booked] = till.click.payments
    assert booked.state is State.CAPTURED
    assert booked.confirmed
    till.wait(lambda: len(till.tray.papers) == 1)
    [row] = till.rows()
    assert (row.state, row.amount.tiyin) == (PaymentState.PAID, booked.amount_tiyin)
    assert till.view.total.digits.replace("\xa0", "") == str(booked.amount_tiyin // 100)
    till.key("Space")
    till.wait(lambda: not till.view.lines and till.view.panel is None)


def test_a_code_from_the_hand_scanner_pays_too(till: Till) -> None:
    till.waiting()
    till.hands.burst(till.click.code())
    till.becomes(Tone.GREEN)
    assert till.click.charges == 1


def test_without_f8_a_payment_code_charges_nothing(till: Till) -> None:
    till.ring_up(SUGAR)
    till.station.seen(till.click.code())
    till.hands.burst(till.click.code())
    till.wait(lambda: bool(till.view.input.alert))
    assert till.view.panel is None
    assert till.click.asked == 0
    assert till.rows() == []


def test_an_empty_receipt_or_a_red_line_cannot_be_paid(till: Till) -> None:
    till.key("F8")
    assert till.view.panel is None
    till.hands.burst("4607012930148")
    till.wait(lambda: bool(till.view.blocked))
    till.key("F8")
    assert till.view.panel is None
    assert till.click.asked == 0


WRONG = {
    ScanKind.GOODS: OIL,
    ScanKind.PAYME: "50501012345678901234",
    ScanKind.UZUM: "9" * 44,
    ScanKind.PAYNET: "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    ScanKind.UZQR: "00020101021240440012qr-online.uz01181234",
    ScanKind.FISCAL_RECEIPT: "https://ofd.soliq.uz/check?t=UZ1&r=2&c=3&s=4",
    ScanKind.LINK: "https://example.uz/menu",
    ScanKind.MARKING: '0104780012345677215abcDEF"x7\x1d93dGVz',
}


@pytest.mark.parametrize("source", ["camera", "scanner"])
def test_the_wrong_kind_of_code_gets_its_sentence_and_no_request(till: Till, source: str) -> None:
    till.waiting()
    for kind, text in WRONG.items():
        sentence = Words("en").say(wrong_code_text(kind))
        if source == "camera":
            till.station.seen(text)
        else:
            till.hands.burst(text)
        till.wait(lambda sentence=sentence: till.view.input.alert == sentence)  # type: ignore[misc]
        assert till.tone is Tone.GREY
    assert till.click.asked == 0
    assert till.rows() == []
    till.station.seen(till.click.code())  # and the right code is still taken
    till.becomes(Tone.GREEN)


def test_a_code_scanned_again_while_it_is_charged_is_charged_once(till: Till) -> None:
    till.waiting()
    till.click.fault(Endpoint.PAYMENT, Fault.delay(0.6))
    code = till.click.code()
    for _ in range(3):
        till.station.seen(code)
        till.hands.burst(code)
    till.becomes(Tone.BLUE)
    till.station.seen(till.click.code())
    till.hands.burst(code)
    till.key("F8")
    till.key("Enter")
    till.becomes(Tone.GREEN)
    till.station.seen(code)
    till.hands.burst(code)
    till.key("Space")
    till.becomes(None)
    assert till.click.charges == 1
    assert len(till.rows()) == 1


def test_a_code_that_was_paid_with_cannot_pay_the_next_sale(till: Till) -> None:
    till.waiting()
    code = till.click.code()
    till.station.seen(code)
    till.becomes(Tone.GREEN)
    till.key("Space")
    till.becomes(None)
    till.waiting()
    till.hands.burst(code)
    till.wait(lambda: "already" in till.view.input.alert)
    assert till.tone is Tone.GREY
    assert till.click.charges == 1


def test_a_refused_payment_keeps_the_lines_and_a_new_code_pays_them(till: Till) -> None:
    till.waiting()
    till.station.seen(till.click.code(Scenario.DECLINED))
    till.becomes(Tone.RED)
    assert len(till.view.lines) == 1
    till.key("F8")
    till.becomes(Tone.GREY)
    till.station.seen(till.click.code())
    till.becomes(Tone.GREEN)
    assert till.click.charges == 2
    assert sorted(str(row.state) for row in till.rows()) == ["paid", "refused"]


# ── the camera ───────────────────────────────────────────────────────────────────────────────────


def test_the_phone_held_to_the_camera_is_read_and_charged(till: Till) -> None:
    till.station.show_phone(CodeMaker(), till.run.clock.monotonic_s, till.eye.see)
    phone = till.station.phone
    assert phone is not None
    before = phone.code
    till.waiting()
    phone.show(shown=True)
    till.becomes(Tone.GREEN)
    [booked] = till.click.payments
    assert (booked.state, booked.scenario) == (State.CAPTURED, Scenario.APPROVED)
    assert phone.code != before  # put away with a fresh one
    assert till.click.charges == 1


def test_the_trouble_chosen_on_the_phone_is_what_happens(till: Till) -> None:
    till.station.show_phone(CodeMaker(), till.run.clock.monotonic_s, till.eye.see)
    assert till.station.phone is not None
    till.station.phone.choose("declined")
    till.waiting()
    till.station.phone.show(shown=True)
    till.becomes(Tone.RED)
    assert till.click.charges == 1
    assert [payment.state for payment in till.click.payments if payment.confirmed] == []


def test_a_phone_that_stays_before_the_camera_disturbs_nobody(till: Till) -> None:
    till.waiting()
    till.click.fault(Endpoint.PAYMENT, Fault.delay(0.4))
    code = till.click.code()
    till.station.seen(code)
    till.becomes(Tone.BLUE)
    for text in (code, till.click.code(), SUGAR):
        till.station.seen(text)
    alerts: set[str] = set()  # of every picture until it is paid: they come a moment later

    def is_paid() -> bool:
        alerts.add(till.view.input.alert)
        return till.tone is Tone.GREEN

    till.wait(is_paid)
    assert alerts == {""}


def test_the_camera_looks_only_while_a_code_is_awaited(till: Till) -> None:
    assert till.run.eye._camera is None
    till.waiting()
    till.wait(lambda: till.run.eye._camera is not None)
    till.key("Esc")
    till.wait(lambda: till.run.eye._camera is None)
    till.key("F8")
    till.wait(lambda: till.run.eye._camera is not None)
    till.station.seen(till.click.code())
    till.becomes(Tone.GREEN)
    till.wait(lambda: till.run.eye._camera is None)
    assert till.tone is Tone.GREEN


# ── Esc ──────────────────────────────────────────────────────────────────────────────────────────


def test_esc_clears_what_is_typed_and_keeps_the_lines(till: Till) -> None:
    till.ring_up(SUGAR)
    for letter in "47":
        till.hands.press(ord(letter), letter)
    assert till.station.window.input.text() == "47"
    till.key("Esc")
    till.wait(lambda: till.station.window.input.text() == "")
    assert len(till.view.lines) == 1


def test_esc_while_a_code_is_awaited_goes_back_to_the_lines(till: Till) -> None:
    till.waiting()
    till.key("Esc")
    till.becomes(None)
    assert len(till.view.lines) == 1
    till.station.seen(till.click.code())  # too late: nobody waits for it
    assert till.view.panel is None
    assert till.click.asked == 0


def test_esc_while_click_works_leaves_the_payment_alone(till: Till) -> None:
    till.waiting()
    till.click.fault(Endpoint.PAYMENT, Fault.delay(0.6))
    till.station.seen(till.click.code())
    till.becomes(Tone.BLUE)
    till.key("Esc")
    till.wait(lambda: bool(till.view.input.alert))
    assert till.tone is Tone.BLUE
    till.becomes(Tone.GREEN)
    assert till.click.charges == 1


def test_esc_on_green_opens_the_next_sale(till: Till) -> None:
    till.paid()
    till.key("Esc")
    till.becomes(None)
    assert till.view.lines == ()


def test_esc_on_red_goes_back_to_the_lines(till: Till) -> None:
    till.waiting()
    till.station.seen(till.click.code(Scenario.DECLINED))
    till.becomes(Tone.RED)
    till.key("Esc")
    till.becomes(None)
    assert len(till.view.lines) == 1


def test_esc_cannot_close_an_unknown_payment_and_f5_serves_the_next_customer(till: Till) -> None:
    till.waiting()
    till.click.fault(Endpoint.PAYMENT, Fault.never_answer())
    for _ in range(20):
        till.click.fault(Endpoint.STATUS_BY_MTI, Fault.drop_before())
    till.station.seen(till.click.code())
    till.becomes(Tone.AMBER)
    till.key("Esc")
    till.wait(lambda: bool(till.view.input.alert))
    assert till.tone is Tone.AMBER
    till.key("F8")  # only reads
    assert till.tone is Tone.AMBER
    till.key("F5")
    till.becomes(None)
    assert till.view.lines == ()
    assert any(chip.payment_ref for chip in till.view.chips)
    till.ring_up(OIL)
    assert till.click.charges == 1


# ── the other pages ──────────────────────────────────────────────────────────────────────────────


def test_another_language_in_the_middle_of_a_payment_changes_only_the_words(till: Till) -> None:
    till.waiting()
    till.click.fault(Endpoint.PAYMENT, Fault.delay(0.6))
    till.station.seen(till.click.code())
    till.becomes(Tone.BLUE)
    before = till.panel.word
    till.station.window.language_chosen.emit("uz")
    till.wait(lambda: till.panel.word == Words("uz").say("Processing the payment") != before)
    assert till.tone is Tone.BLUE
    till.becomes(Tone.GREEN)
    assert till.panel.word == Words("uz").say("Paid")
    assert till.click.charges == 1


def test_f7_shows_the_sale_with_its_paper_and_enter_prints_a_copy(till: Till) -> None:
    till.paid()
    till.wait(lambda: len(till.tray.papers) == 1)
    till.key("F7")
    till.wait(lambda: till.station.history is not None and till.station.history.paper is not None)
    assert isinstance(till.page, HistoryPage)
    assert till.station.history is not None
    [row] = till.station.history.rows
    assert row.tone is Tone.GREEN
    till.key("Enter")
    till.wait(lambda: len(till.tray.papers) == 2)
    assert "copy" in str(till.tray.papers[1].rows).casefold()
    till.station.speak("ru")
    till.wait(lambda: till.station.history is not None and till.station.history.title == "Чеки")
    till.key("Esc")
    till.wait(lambda: till.page is None)
    assert till.click.charges == 1


def test_a_copy_that_does_not_come_out_is_said_and_the_sale_stays(till: Till) -> None:
    till.paid()
    till.wait(lambda: len(till.tray.papers) == 1)
    till.tray.broken = True
    till.key("F7")
    till.wait(lambda: till.station.history is not None and till.station.history.paper is not None)
    till.key("Enter")
    till.wait(lambda: till.station.history is not None and "printer" in till.station.history.error)
    assert [str(row.state) for row in till.rows()] == ["paid"]


def test_a_printer_fault_never_undoes_a_sale(till: Till) -> None:
    till.tray.broken = True
    till.waiting()
    till.station.seen(till.click.code())
    till.becomes(Tone.GREEN)
    till.wait(lambda: "F7" in till.view.toast)
    assert till.click.payments[0].state is State.CAPTURED


def test_f2_finds_goods_by_name_and_enter_adds_them(till: Till) -> None:
    till.key("F2")
    till.wait(lambda: isinstance(till.page, SearchPage))
    for letter in "сахар":
        till.hands.press(0, letter)
    page = till.page
    assert isinstance(page, SearchPage)
    till.wait(lambda: len(page.list.rows) == 1)
    till.key("Enter")
    till.wait(lambda: len(till.view.lines) == 1)
    assert till.page is None


def test_a_scan_while_help_is_open_is_rung_up(till: Till) -> None:
    till.key("F1")
    till.wait(lambda: isinstance(till.page, NoticePage))
    till.hands.burst(SUGAR)
    till.wait(lambda: len(till.view.lines) == 1)
    assert till.page is None


def test_the_customer_sees_the_same_sale_and_the_same_state(cold: Till) -> None:
    till = cold
    till.station.show_customer(always=True)
    till.ready()
    assert till.station.customer is not None
    till.paid()
    shown = till.station.customer._view
    assert shown is not None
    assert shown.tone is Tone.GREEN
    assert len(shown.lines) == 1


# ── start and end ────────────────────────────────────────────────────────────────────────────────


def test_a_newer_journal_is_said_over_the_whole_window_and_nothing_can_be_sold(cold: Till) -> None:
    open_parts(home=cold.home, settings=cold.run.settings, say=str).books.journal.close()
    connection = sqlite3.connect(cold.home.journal)
    connection.execute("PRAGMA user_version=999")
    connection.close()
    before = cold.home.journal.read_bytes()
    cold.begin()
    cold.wait(lambda: isinstance(cold.page, NoticePage))
    assert isinstance(cold.page, NoticePage)
    assert "older than the one that wrote the journal" in cold.page.panel.view.headline
    for _ in range(2):
        cold.hands.burst(SUGAR)
        cold.key("F8")
        cold.station.seen(cold.click.code())
        cold.hands.burst(cold.click.code())
    cold.wait(lambda: bool(cold.view.input.alert))
    assert isinstance(cold.page, NoticePage)
    assert cold.view.panel is None
    assert cold.click.asked == 0
    cold.end()
    assert cold.home.journal.read_bytes() == before


def test_the_button_of_a_till_that_cannot_sell_closes_it(cold: Till) -> None:
    cold.home.journal.write_bytes(b"a novel " * 1000)
    cold.begin()
    cold.wait(lambda: isinstance(cold.page, NoticePage))
    page = cold.page
    assert isinstance(page, NoticePage)
    outer = cold.run.outer
    assert isinstance(outer, FirstWindow)
    with cold.qtbot.waitSignal(cold.station.window.closing):
        page.panel.pressed.emit(page.panel.view.actions[0].intent)
    assert not outer.isVisible()


def test_a_payment_on_its_way_is_not_closed_over_by_hand(till: Till) -> None:
    till.waiting()
    till.click.fault(Endpoint.PAYMENT, Fault.delay(0.6))
    till.station.seen(till.click.code())
    till.becomes(Tone.BLUE)
    assert till.run.outer is not None
    assert not till.run.outer.close()
    assert till.run.outer.isVisible()
    till.becomes(Tone.GREEN)
    assert till.run.outer.close()


def test_a_till_that_is_ended_in_the_middle_of_a_payment_lets_it_come_to_its_end(till: Till) -> None:
    till.waiting()
    till.click.fault(Endpoint.PAYMENT, Fault.delay(0.6))
    till.station.seen(till.click.code())
    till.wait(lambda: till.click.charges == 1)
    till.end()
    [booked] = till.click.payments
    assert booked.state is State.CAPTURED
    connection = sqlite3.connect(till.home.journal)
    assert connection.execute("SELECT state FROM payments").fetchall() == [("paid",)]
    connection.close()


def test_closing_the_window_ends_the_run_with_0(cold: Till) -> None:
    def close() -> None:
        assert cold.run.outer is not None
        cold.run.outer.close()

    QTimer.singleShot(50, close)
    cold.ended = True  # `go` ends it
    assert cold.run.go() == 0
    assert cold.run.start_error is None
