"""Payments in doubt at a whole till: every end, pages that lie open meanwhile, restarts, the manager."""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos.core.fiscal import FiscalDefaults
from pos.core.payment import PaymentState
from pos.qt.decision_view import DecisionPage
from pos.qt.history_view import HistoryPage
from pos.qt.notice_view import NoticePage
from pos.qt.table_page import TablePage
from pos.screens.page_views import TableView
from pos.screens.sounds import Sound
from pos.screens.views import Tone
from pos.screens.words import Words
from pos.simulator import Endpoint, Fault, MtiDay, Personality, State
from tests.commands.kit import Click, without_log_files
from tests.qt.station_kit import OIL, SUGAR, Till

WINDOW_S = 1.5
MANY = 2000
STALLS: list[tuple[float, float, str]] = []

Open = Callable[..., Till]


@contextmanager
def a_click(**options: Any) -> Iterator[Click]:  # noqa: ANN401 - the simulator's own
    with Click(WINDOW_S, **options) as click:
        yield click


@pytest.fixture
def open_till(qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens tills on one home, one after the other: the second is a restart of the first."""
    hooks = sys.excepthook, threading.excepthook
    made: list[Till] = []

    def open_one(click: Click, **settings: Any) -> Till:  # noqa: ANN401 - the kit's own
        if made:
            made[-1].end()
        till = Till(qtbot, tmp_path / "home", click, WINDOW_S, **settings)
        made.append(till)
        till.ready()
        return till

    with without_log_files():
        yield open_one
        for till in made:
            till.end()
            STALLS.append((till.stall.busiest_s, till.stall.longest_s, request.node.name))
    sys.excepthook, threading.excepthook = hooks


@pytest.fixture(scope="module", autouse=True)
def _tell_stalls(pytestconfig: pytest.Config) -> Iterator[None]:
    """How long the GUI thread did not come to its timers, and worked itself. Figures, not verdicts."""
    yield
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        for busiest_s, longest_s, name in sorted(STALLS, reverse=True)[:5]:
            figures = f"{busiest_s * 1000:6.1f} ms of work, {longest_s * 1000:6.1f} ms away"
            sys.stdout.write(f"\nGUI thread: {figures}  {name}")


@pytest.fixture
def click() -> Iterator[Click]:
    with a_click() as made:
        yield made


@pytest.fixture
def till(open_till: Open, click: Click) -> Till:
    return open_till(click)


def lose_everything(click: Click) -> None:
    """The charge arrives, its answer does not, and it cannot be looked up; other payments go well."""
    click.fault(Endpoint.PAYMENT, Fault.drop_after())
    many(click, Endpoint.STATUS_BY_MTI, Fault.drop_before())


def blind(click: Click) -> None:
    """Confirms arrive, but neither their answers nor any status come back."""
    many(click, Endpoint.CONFIRM, Fault.drop_after())
    many(click, Endpoint.STATUS_BY_MTI, Fault.drop_before())
    many(click, Endpoint.STATUS, Fault.drop_before())


def many(click: Click, endpoint: Endpoint, fault: Fault) -> None:
    """The same trouble for as long as the test runs."""

    async def order() -> None:
        click._simulator.faults.add(endpoint, *[fault] * MANY)

    click._engine.submit(order()).result(10)


def see_again(till: Till) -> None:
    """The wire works again, once CLICK's window is over: before, a payment would be found and confirmed."""
    till.wait(lambda: not till.station.is_in_window)
    restore(till.click)


def restore(click: Click) -> None:
    """The wire works again."""

    async def clear() -> None:
        click._simulator.faults.clear()

    click._engine.submit(clear()).result(10)


def unknown(till: Till, goods: str = SUGAR) -> None:
    """One line on the receipt; its payment's answer is lost and stays so."""
    till.waiting(goods)
    lose_everything(till.click)
    till.station.seen(till.click.code())
    till.becomes(Tone.AMBER)


def all_is_sent(till: Till) -> bool:
    """Press «Send now» as long as it is there; a receipt that is just being worked on is not sent twice."""
    table = till.station.pages.table
    if table is not None and table.actions[0].word == "Send now":
        till.key("F8")
    return table is not None and not table.rows


# ── the ends of an unknown payment ───────────────────────────────────────────────────────────────


def test_an_answer_lost_and_found_in_the_window_ends_paid(till: Till) -> None:
    till.waiting()
    till.click.fault(Endpoint.PAYMENT, Fault.drop_after())
    till.station.seen(till.click.code())
    till.becomes(Tone.GREEN)
    [booked] = till.click.payments
    assert booked.confirmed
    assert till.click.charges == 1


def test_an_unknown_payment_that_click_returned_ends_red_and_can_be_paid_anew(till: Till) -> None:
    unknown(till)
    assert {fact.label for fact in till.panel.evidence} >= {"Attempt", "Last answer", "Next check"}
    see_again(till)
    till.becomes(Tone.RED)
    assert till.click.payments[0].state is State.CANCELLED
    till.key("F8")
    till.becomes(Tone.GREY)
    till.station.seen(till.click.code())
    till.becomes(Tone.GREEN)
    assert [payment.state for payment in till.click.payments] == [State.CANCELLED, State.CAPTURED]


def test_a_request_that_never_arrived_ends_red(till: Till) -> None:
    till.waiting()
    till.click.fault(Endpoint.PAYMENT, Fault.drop_before())
    till.station.seen(till.click.code())
    till.becomes(Tone.AMBER)
    till.becomes(Tone.RED)
    assert till.click.payments == []


def test_a_confirm_whose_answer_is_lost_ends_paid_after_the_window(till: Till) -> None:
    till.waiting()
    blind(till.click)
    till.station.seen(till.click.code())
    till.becomes(Tone.AMBER)
    assert till.click.payments[0].confirmed
    see_again(till)
    till.becomes(Tone.GREEN)
    assert till.click.charges == 1


def test_the_evidence_counts_down_to_the_next_check(till: Till) -> None:
    unknown(till)

    def next_check() -> str:
        return next(fact.value for fact in till.panel.evidence if fact.label == "Next check")

    till.wait(lambda: next_check() not in ("—", ""))
    before = next_check()
    till.wait(lambda: next_check() != before)
    assert till.tone is Tone.AMBER


def test_no_scan_charges_while_unknown_and_the_key_only_reads(till: Till) -> None:
    unknown(till)
    for text in (till.click.code(), SUGAR):
        till.hands.burst(text)
        till.station.seen(text)
    till.key("F8")
    till.key("Enter")
    till.key("Space")
    assert till.click.charges == 1
    assert len(till.view.lines) == 1
    assert till.tone is Tone.AMBER


def test_another_language_during_unknown_changes_only_the_words(till: Till) -> None:
    unknown(till)
    for language in ("uz", "uz_Cyrl", "ru", "en"):
        till.station.window.language_chosen.emit(language)
        word = Words(language).say("No answer. Checking")
        till.wait(lambda word=word: till.panel.word == word)  # type: ignore[misc]
        assert till.tone is Tone.AMBER
    see_again(till)
    till.becomes(Tone.RED)
    assert till.click.charges == 1


def test_a_wish_to_cancel_ends_the_sale_when_nothing_was_taken(till: Till) -> None:
    unknown(till)
    till.key("F4")
    till.wait(lambda: "cancelled" in till.panel.money)
    till.key("F4")
    till.wait(lambda: "cancelled" not in till.panel.money)
    till.key("F4")
    see_again(till)
    till.becomes(Tone.RED)
    assert "cancelled, as was wished" in till.panel.headline
    till.key("Space")
    till.becomes(None)
    assert till.view.lines == ()


def test_a_wish_to_cancel_calls_the_manager_when_it_was_paid(till: Till) -> None:
    till.waiting()
    blind(till.click)
    till.station.seen(till.click.code())
    till.becomes(Tone.AMBER)
    till.key("F4")
    see_again(till)
    till.wait(lambda: till.panel.headline.startswith("Paid"))
    assert till.tone is Tone.AMBER
    assert till.panel.word == "Call the manager"
    till.key("F10")
    till.becomes(None)
    assert till.rows()[0].state is PaymentState.PAID


# ── several of them ──────────────────────────────────────────────────────────────────────────────


def test_the_third_customer_pays_between_two_unknown_ones(till: Till) -> None:
    unknown(till)
    till.key("F5")
    till.becomes(None)
    unknown(till, OIL)
    till.key("F5")
    till.becomes(None)
    assert till.chip("click").detail == "checking payments: 2"
    till.waiting()
    till.station.seen(till.click.code())
    till.becomes(Tone.GREEN)
    till.key("Space")
    till.becomes(None)
    till.key("F6")
    till.wait(lambda: isinstance(till.page, TablePage))
    page = till.page
    assert isinstance(page, TablePage)
    assert len(page.list.rows) == 2
    till.key("Enter")
    till.becomes(Tone.AMBER)
    assert till.page is None
    see_again(till)
    till.becomes(Tone.RED)
    till.wait(lambda: till.chip("click").detail.startswith("not paid"))
    assert sorted(str(row.state) for row in till.rows()) == ["cancelled", "cancelled", "paid"]
    assert till.click.charges == 3


def test_a_result_in_the_background_speaks_up_while_the_next_one_is_rung_up(till: Till) -> None:
    unknown(till)
    till.key("F5")
    till.becomes(None)
    till.ring_up(OIL)
    till.sounds.clear()
    see_again(till)
    till.wait(lambda: till.chip("click").detail.startswith("not paid"))
    assert Sound.REFUSED in till.sounds
    assert "Not paid" in till.view.toast
    assert [line.name for line in till.view.lines] != []
    assert till.view.panel is None


# ── pages that are open when the result comes ────────────────────────────────────────────────────


def slow_payment(till: Till) -> None:
    """A payment is on its way; its answer takes a moment."""
    till.waiting()
    till.click.fault(Endpoint.PAYMENT, Fault.delay(0.3))
    till.station.seen(till.click.code())
    till.becomes(Tone.BLUE)


def test_help_that_lies_open_neither_delays_the_confirm_nor_hides_the_result(till: Till) -> None:
    slow_payment(till)
    till.key("F1")
    till.wait(lambda: isinstance(till.page, NoticePage))
    till.becomes(Tone.GREEN)
    assert till.page is None
    [booked] = till.click.payments
    assert booked.confirm_requests == 1
    assert (booked.changed_at - booked.created_at).total_seconds() < WINDOW_S


@pytest.mark.parametrize("name", ["F2", "F6", "F7", "Ctrl F7", "F10"])
def test_no_other_page_opens_over_a_payment_on_its_way(till: Till, name: str) -> None:
    slow_payment(till)
    if name.startswith("Ctrl"):
        till.ctrl(name.removeprefix("Ctrl "))
    else:
        till.key(name)
    assert till.page is None
    till.becomes(Tone.GREEN)


def test_a_history_that_is_read_during_unknown_gives_way_to_the_result(till: Till) -> None:
    unknown(till)
    till.key("F7")
    till.wait(lambda: isinstance(till.page, HistoryPage))
    see_again(till)
    till.becomes(Tone.RED)
    assert till.page is None


def test_a_payment_begun_from_under_a_page_is_seen(till: Till) -> None:
    till.ring_up(SUGAR)
    till.key("F7")
    till.wait(lambda: isinstance(till.page, HistoryPage))
    till.key("F8")
    till.becomes(Tone.GREY)
    assert till.page is None


def test_a_search_that_is_open_keeps_its_text_when_a_parked_payment_ends(till: Till) -> None:
    unknown(till)
    till.key("F5")
    till.becomes(None)
    till.ring_up(OIL)
    till.key("F2")
    till.type("сах")
    see_again(till)
    till.wait(lambda: till.chip("click").detail.startswith("not paid"))
    page = till.page
    assert page is not None
    assert till.station.window.typed_text() == "сах"
    till.key("Enter")
    till.wait(lambda: len(till.view.lines) == 2)


def test_the_card_of_an_unknown_payment_opens_from_the_history(till: Till) -> None:
    unknown(till)
    till.key("F5")
    till.becomes(None)
    till.key("F7")
    till.wait(lambda: till.station.history is not None and bool(till.station.history.open_word))
    till.key("F6")
    till.becomes(Tone.AMBER)
    assert till.page is None
    assert till.panel.word == "No answer. Checking"


# ── a restart ────────────────────────────────────────────────────────────────────────────────────


def test_a_payment_resolved_after_a_restart_speaks_and_asks_for_the_goods(
    open_till: Open, click: Click
) -> None:
    first = open_till(click)
    first.waiting()
    blind(click)
    first.station.seen(click.code())
    first.becomes(Tone.AMBER)
    till = open_till(click)
    till.wait(lambda: till.chip("click").look == "checking")
    till.key("F6")
    till.becomes(Tone.AMBER)
    assert till.view.lines
    assert len(till.panel.evidence) == 6
    till.key("F5")
    till.becomes(None)
    see_again(till)
    till.becomes(Tone.GREEN)
    assert till.panel.word == "Paid, recovered after a failure"
    assert Sound.PAID in till.sounds
    till.key("F9")
    till.becomes(None)
    assert click.charges == 1
    assert [str(row.state) for row in till.rows()] == ["paid"]


def test_after_a_restart_the_next_customer_pays_while_the_old_payment_is_checked(
    open_till: Open, click: Click
) -> None:
    unknown(open_till(click))
    till = open_till(click)
    till.wait(lambda: till.chip("click").look == "checking")
    till.paid()
    assert till.chip("click").look == "checking"
    see_again(till)
    till.wait(lambda: till.chip("click").look != "checking")
    assert sorted(str(row.state) for row in till.rows()) == ["cancelled", "paid"]


# ── the manager ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def stuck(open_till: Open) -> Iterator[Till]:
    """A payment that software cannot close: no confirmation, no search, no answer."""
    with a_click(confirm_mode=False, personality=Personality(mti_day=MtiDay.NEVER_FINDS)) as click:
        till = open_till(click, confirm_mode="off")
        till.paid()
        till.key("Space")
        till.becomes(None)
        till.waiting()
        click.fault(Endpoint.PAYMENT, Fault.drop_after())
        till.station.seen(click.code())
        till.wait(lambda: till.tone is Tone.AMBER and till.panel.word == "Call the manager")
        yield till


def decision(till: Till) -> DecisionPage:
    page = till.page
    assert isinstance(page, DecisionPage)
    return page


def test_the_manager_decides_by_keyboard_alone(stuck: Till) -> None:
    till = stuck
    till.key("F10")
    till.wait(lambda: isinstance(till.page, DecisionPage))
    page = decision(till)
    till.wait(lambda: page._view is not None and page._view.facts != ())
    till.key("Enter")
    till.key("Space")
    assert not page._view or page._view.step == "choose"
    till.key("Tab")
    assert page.choices[0].hasFocus()
    till.key("Space")  # paid
    till.wait(lambda: page.choices[0].view.chosen)
    for _ in range(3):
        till.key("Tab")
    till.key("Space")  # the first reason
    till.wait(lambda: page.reasons[0].view.chosen)
    for _ in range(2):
        till.key("Tab")
    till.type("Rustam")
    till.key("Tab")
    till.key("Tab")
    till.type(str(till.click.payments[1].payment_id))
    till.key("Tab")
    till.key("Tab")
    assert page.next_button.hasFocus()
    till.key("Enter")
    till.wait(lambda: page._view is not None and page._view.step == "confirm")
    till.key("Enter")  # nothing has the focus: nothing is signed
    assert till.rows()[0].state is PaymentState.MANUAL
    till.key("Esc")
    till.wait(lambda: page._view is not None and page._view.step == "choose")
    page.next_button.click()
    till.wait(lambda: page._view is not None and page._view.step == "confirm")
    page.next_button.click()  # a double click
    assert till.rows()[0].state is PaymentState.MANUAL
    since = till.run.clock.monotonic_s()
    till.wait(lambda: till.run.clock.monotonic_s() - since > 0.8)
    page.next_button.click()
    till.becomes(Tone.GREEN)
    assert till.page is None
    assert till.rows()[0].state is PaymentState.PAID
    assert till.click.charges == 2


def test_a_scan_reaches_neither_the_fields_nor_the_buttons_of_the_decision(stuck: Till) -> None:
    till = stuck
    till.key("F10")
    till.wait(lambda: isinstance(till.page, DecisionPage))
    page = decision(till)
    till.wait(lambda: page.choices != [])
    for code in (SUGAR, till.click.code()):
        till.hands.burst(code)
        till.station.seen(code)
    assert till.page is page
    page.fields[0].edit.setFocus()
    till.type("Ru")
    for code in (SUGAR, till.click.code()):
        till.hands.burst(code)
    assert page.fields[0].edit.text() == "Ru"
    page.next_button.setFocus(Qt.FocusReason.TabFocusReason)
    till.hands.burst(till.click.code())
    assert page._view is not None
    assert page._view.step == "choose"
    assert page._view.fields[0].value == "Ru"
    assert not any(choice.chosen for choice in page._view.choices)
    assert till.click.charges == 2
    for _ in range(2):
        till.key("Esc")
    till.wait(lambda: till.page is None)
    assert till.panel.word == "Call the manager"


def test_a_payment_read_by_hand_while_it_is_decided_is_not_decided_twice(stuck: Till) -> None:
    till = stuck
    ref = till.rows()[0].transaction_id
    till.key("F10")
    till.wait(lambda: isinstance(till.page, DecisionPage))
    other = till.run.engine.submit(till.run.door.decide(ref, _not_taken()))
    other.result(10)
    till.becomes(Tone.RED)
    assert till.page is None
    assert "manager found" in till.panel.headline


def _not_taken() -> Any:  # noqa: ANN401 - core's Decision, by another command of this home
    from pos.core.payment import Decision, Verdict

    return Decision(Verdict.NOT_TAKEN, "Rustam", "not in the cabinet")


def test_a_decision_that_is_open_is_not_disturbed_by_another_payment(stuck: Till) -> None:
    till = stuck
    till.key("F5")
    till.becomes(None)
    unknown(till)
    till.key("F5")
    till.becomes(None)
    till.key("F6")
    till.wait(lambda: isinstance(till.page, TablePage))
    till.key("Enter")  # the manager's one is the more urgent
    till.wait(lambda: till.view.panel is not None and till.panel.word == "Call the manager")
    till.key("F10")
    till.wait(lambda: isinstance(till.page, DecisionPage))
    page = till.page
    see_again(till)
    till.wait(lambda: sum(row.state is PaymentState.MANUAL for row in till.rows()) == 2)
    till.wait(lambda: till.chip("click").detail == "call the manager")
    assert till.page is page


def test_the_banner_says_that_confirmation_is_off_until_it_is_read(open_till: Open) -> None:
    with a_click(confirm_mode=False) as click:
        _confirmation_is_off(open_till(click))


def _confirmation_is_off(till: Till) -> None:
    till.paid()
    till.wait(lambda: till.view.banner is not None)
    banner = till.station.window.banner
    assert banner.isVisible()
    total, panel = till.station.window.total.geometry(), till.station.window.panel.geometry()
    assert not banner.geometry().intersects(total)
    assert not banner.geometry().intersects(panel)
    till.wait(lambda: "OFF" in till.chip("click").hint)
    till.key("Esc")
    assert banner.isVisible()
    till.ctrl("F1")
    till.wait(lambda: till.view.banner is None)
    assert not banner.isVisible()


# ── the OFD queue ────────────────────────────────────────────────────────────────────────────────


def test_the_queue_shows_what_waits_and_empties_when_it_is_sent(open_till: Open, click: Click) -> None:
    till = open_till(click, fiscal=FiscalDefaults(tin="123456789"))
    many(click, Endpoint.OFD_DATA, Fault.status_before(502))
    till.paid()
    till.wait(lambda: till.chip("ofd").detail == "1 in the queue · deadline in 47 h")
    till.key("Space")
    till.becomes(None)
    till.ctrl("F7")
    till.wait(lambda: till.station.pages.table is not None and len(till.station.pages.table.rows) == 1)
    restore(click)

    till.wait(lambda: all_is_sent(till))
    assert till.station.pages.table is not None
    assert till.station.pages.table.empty
    till.wait(lambda: till.chip("ofd").detail == "")
    till.key("Esc")
    till.wait(lambda: till.page is None)


PAPERS = (
    "https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20261124143300&s=248429044289",
    "https://ofd.soliq.uz/check?t=UZ170703100189&r=644&c=20261124143800&s=555429044290",
)


def test_the_papers_of_the_shops_device_are_scanned_at_the_sale_and_in_the_queue(
    open_till: Open, click: Click
) -> None:
    till = open_till(click, fiscal=FiscalDefaults(tin="123456789", way="device"))
    till.paid()
    till.wait(lambda: till.chip("ofd").detail == "1 in the queue · deadline in 47 h")
    till.hands.burst(PAPERS[0])
    till.wait(lambda: till.view.toast.startswith("The fiscal receipt is attached to the payment"))
    till.wait(lambda: till.chip("ofd").detail == "")
    till.key("Space")
    till.becomes(None)
    till.paid()
    till.wait(lambda: till.chip("ofd").detail == "1 in the queue · deadline in 47 h")
    till.key("Space")
    till.becomes(None)
    till.ctrl("F7")
    till.wait(lambda: till.station.pages.table is not None and till.station.pages.table.takes_scans)
    till.hands.burst(PAPERS[0])
    till.wait(lambda: "belongs to sale" in (till.station.pages.table or fail()).error)
    till.hands.burst(PAPERS[1])
    till.wait(lambda: (till.station.pages.table or fail()).empty != "")
    till.wait(lambda: till.chip("ofd").detail == "")
    till.key("Esc")
    till.wait(lambda: till.page is None)
    sent = sorted(made.url for payment in click.payments for made in payment.receipts)
    assert sent == sorted(PAPERS)


def fail() -> TableView:
    raise AssertionError("the page is not open")


# ── a journal that may only be read ──────────────────────────────────────────────────────────────


def test_a_journal_that_does_not_add_up_opens_for_reading_only(open_till: Open, click: Click) -> None:
    first = open_till(click)
    first.paid()
    journal = first.home.journal
    first.end()
    connection = sqlite3.connect(journal)
    triggers = [
        str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
    ]
    for name in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute("UPDATE payment_events SET note = 'x' WHERE seq = 2")
    connection.commit()
    connection.close()
    for _ in range(2):  # a restart does not change it
        till = open_till(click)
        till.wait(lambda till=till: till.tone is Tone.RED)  # type: ignore[misc]
        assert till.panel.word == "Read only: the till does not sell"
        for code in (SUGAR, click.code()):
            till.hands.burst(code)
            till.station.seen(code)
        till.key("F8")
        assert till.view.lines == ()
        till.key("F7")
        till.wait(lambda till=till: till.station.history is not None and len(till.station.history.rows) == 1)  # type: ignore[misc]
        till.key("Esc")
        till.ctrl("F7")
        till.wait(lambda till=till: isinstance(till.page, TablePage))  # type: ignore[misc]
        till.key("Esc")
        till.wait(lambda till=till: till.page is None)  # type: ignore[misc]
    assert click.charges == 1


# ── closing ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", ["", "F1"])
def test_a_payment_in_its_window_is_not_closed_over(till: Till, page: str) -> None:
    slow_payment(till)
    if page:
        till.key(page)
        till.wait(lambda: till.page is not None)
    assert till.run.outer is not None
    till.hands.press(Qt.Key.Key_F4, with_key=Qt.KeyboardModifier.AltModifier)  # the system's own key
    assert not till.run.outer.close()
    till.wait(lambda: "close the till when it is over" in till.view.input.alert)
    till.becomes(Tone.GREEN)
    assert till.run.outer.close()


def test_an_unknown_payment_keeps_the_window_open_only_while_it_can_be_confirmed(till: Till) -> None:
    unknown(till)
    assert till.run.outer is not None
    assert not till.run.outer.close()
    assert till.station.is_in_window
    till.wait(lambda: not till.station.is_in_window)
    assert till.tone is Tone.AMBER
    assert till.run.outer.close()
    assert not QApplication.closingDown()
