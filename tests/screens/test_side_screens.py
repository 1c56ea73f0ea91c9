"""History, search, the training phone and the customer's screen."""

from __future__ import annotations

import pytest

from pos.core.errors import JournalTrouble, PrinterTrouble
from pos.core.fiscal import FiscalState
from pos.core.money import NBSP, Money
from pos.core.payment import CardFacts, PaymentId, PaymentState, TransactionId
from pos.core.sale import SaleId
from pos.flow.history_ports import HistoryRow
from pos.screens.history_screen import STATE_WORDS, HistoryPresenter
from pos.screens.phone_screen import PhonePresenter
from pos.screens.search_screen import SearchPresenter
from pos.screens.views import HistoryView, Intent, PhoneView, SearchView, Tone
from pos.screens.words import LANGUAGES, Words
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.till import BAG, MILK, OTP, START, FakeTill, FakeTime, news
from tests.screens.counter_kit import Kit


def row(number: int, state: PaymentState = PaymentState.PAID) -> HistoryRow:
    return HistoryRow(
        sale_id=SaleId(f"SALE{number}"),
        transaction_id=TransactionId(f"TRANSACTION{number:04d}X"),
        payment_id=PaymentId(number),
        state=state,
        amount=Money.of_sum(16_500),
        confirmed=True,
        fiscal=FiscalState.DONE,
        created_at=START,
        card=CardFacts("private", "UZCARD", "8600 **** **** 1234", "99890*****67"),
    )


class History:
    def __init__(self) -> None:
        self.till = FakeTill()
        self.runner = InlineRunner()
        self.views: list[HistoryView] = []
        self.closed = 0
        self.words = Words("ru")
        self.screen = HistoryPresenter(
            till=self.till,
            runner=self.runner,
            words=self.words,
            render=self.views.append,
            closed=self.close,
        )

    def close(self) -> None:
        self.closed += 1

    @property
    def view(self) -> HistoryView:
        return self.views[-1]


@pytest.fixture
def history() -> History:
    return History()


def test_the_history_shows_the_newest_payment_with_its_paper(history: History) -> None:
    history.till.rows = [row(2), row(1, PaymentState.UNKNOWN)]
    history.screen.open()
    assert history.views[0].loading == "Читаем…"
    assert [(r.number, r.state, r.tone) for r in history.view.rows] == [
        ("ION0002X", "оплачено", Tone.GREEN),
        ("ION0001X", "ответа нет, проверяем", Tone.AMBER),
    ]
    assert history.view.rows[0].time == "24.11.2026 14:32"
    assert history.view.rows[0].amount == f"16{NBSP}500"
    assert history.view.selected == "TRANSACTION0002X"
    assert history.view.paper is not None
    assert history.view.paper.name == "TRANSACTION0002X-ru"
    details = {fact.label: fact.value for fact in history.view.details}
    assert details["Карта"] == "private 8600 **** **** 1234"
    assert details["Подтверждён"] == "да"


def test_another_row_brings_its_own_paper_and_a_stale_one_is_dropped(history: History) -> None:
    history.till.rows = [row(3), row(2), row(1)]
    history.screen.open("TRANSACTION0002X")
    assert history.view.selected == "TRANSACTION0002X"
    history.runner.hold = True
    history.screen.select("TRANSACTION0001X")
    history.screen.select("TRANSACTION0003X")
    history.runner.release(1)
    history.runner.release(0)
    assert history.view.selected == "TRANSACTION0003X"
    assert history.view.paper is not None
    assert history.view.paper.name == "TRANSACTION0003X-ru"
    history.screen.select("NOBODY")
    assert history.view.selected == "TRANSACTION0003X"


def test_an_empty_history_says_so(history: History) -> None:
    history.screen.open()
    assert history.view.empty == "Продаж пока нет"
    history.screen.print_selected()
    assert history.till.reprints == []


def test_a_copy_is_printed_and_a_printer_fault_is_a_sentence(history: History) -> None:
    history.till.rows = [row(1)]
    history.screen.open()
    history.screen.print_selected()
    assert history.till.reprints == ["TRANSACTION0001X"]
    history.till.reprint_error = PrinterTrouble("x")
    history.screen.print_selected()
    assert history.view.error.startswith("Нет бумаги или принтер не отвечает")
    assert history.view.paper is not None


def test_a_journal_that_cannot_be_read_is_a_sentence(history: History) -> None:
    async def fails(limit: int) -> list[HistoryRow]:
        raise JournalTrouble("x")

    history.till.history = fails  # type: ignore[method-assign]
    history.screen.open()
    assert history.view.error.startswith("Касса не может писать журнал")
    assert history.view.empty == ""


def test_answers_after_closing_are_dropped(history: History) -> None:
    history.till.rows = [row(1)]
    history.runner.hold = True
    history.screen.open()
    history.screen.close()
    drawn = len(history.views)
    history.runner.release_all()
    assert len(history.views) == drawn
    assert history.closed == 1


def test_the_paper_follows_the_language(history: History) -> None:
    history.till.rows = [row(1)]
    history.screen.open()
    history.words.switch("uz")
    history.screen.language_changed()
    assert history.view.title == "Cheklar"
    assert history.view.paper is not None
    assert history.view.paper.name == "TRANSACTION0001X-uz"


def test_every_state_has_words() -> None:
    assert set(STATE_WORDS) == set(PaymentState)


class Search:
    def __init__(self) -> None:
        self.till = FakeTill()
        self.runner = InlineRunner()
        self.views: list[SearchView] = []
        self.chosen: list[str] = []
        self.screen = SearchPresenter(
            till=self.till,
            runner=self.runner,
            words=Words("ru"),
            render=self.views.append,
            chosen=lambda good: self.chosen.append(good.barcode),
        )


def test_the_search_finds_by_a_part_of_the_name_and_hands_the_good_over() -> None:
    search = Search()
    search.screen.open("мол")
    view = search.views[-1]
    assert [found.name for found in view.rows] == ["Молоко"]
    assert view.rows[0].detail == f"16{NBSP}500{NBSP}сум / шт · {MILK.barcode}"
    search.screen.choose(MILK.barcode)
    search.screen.choose("nothing")
    assert search.chosen == [MILK.barcode]


def test_only_the_answer_to_the_newest_text_is_shown() -> None:
    search = Search()
    search.runner.hold = True
    search.screen.open("мол")
    search.screen.edited("пак")
    search.screen.choose_first()
    search.runner.release(1)
    search.runner.release(0)
    assert [found.name for found in search.views[-1].rows] == ["Пакет"]
    search.screen.choose_first()
    assert search.chosen == [BAG.barcode]


def test_a_search_without_a_find_and_a_broken_one_say_so() -> None:
    search = Search()
    search.screen.open("сыр")
    assert search.views[-1].empty == "По запросу «сыр» ничего нет"
    search.till.find_error = JournalTrouble("x")
    search.screen.edited("сы")
    assert search.views[-1].empty.startswith("Касса не может писать журнал")
    search.screen.language_changed()
    assert search.views[-1].rows == ()


class Codes:
    def __init__(self) -> None:
        self.issued: list[str] = []

    def issue_code(self, scenario: str) -> str:
        self.issued.append(scenario)
        return f"88{len(self.issued):016d}"


def test_the_phone_shows_a_fresh_code_and_renews_it_in_time() -> None:
    codes, time, views = Codes(), FakeTime(), list[PhoneView]()
    phone = PhonePresenter(phone=codes, words=Words("ru"), monotonic_s=time.monotonic_s, render=views.append)
    phone.start()
    assert views[-1].code == "880000000000000001"
    assert views[-1].code_text == "8800 0000 0000 0000 01"
    assert views[-1].refresh_word == "Новый код · 60 с"
    time.seconds = 12
    phone.tick()
    assert views[-1].refresh_word == "Новый код · 48 с"
    time.seconds = 60
    phone.tick()
    assert phone.code == "880000000000000002"


def test_the_phone_plays_the_chosen_trouble() -> None:
    codes, views = Codes(), list[PhoneView]()
    phone = PhonePresenter(phone=codes, words=Words("ru"), monotonic_s=lambda: 0.0, render=views.append)
    phone.start()
    phone.choose("declined")
    phone.choose("meteorite")
    phone.show()
    assert codes.issued == ["approved", "declined"]
    assert (views[-1].chosen, views[-1].showing, views[-1].show_word) == ("declined", True, "Убрать телефон")
    phone.paid_with()
    assert codes.issued[-1] == "declined"
    assert not views[-1].showing
    phone.language_changed()


def test_the_customer_sees_lines_total_and_state_but_no_reason_of_a_refusal(kit: Kit) -> None:
    assert kit.customer[-1].greeting == "Добро пожаловать!"
    kit.scan(MILK.barcode)
    kit.scan("4607012930149")
    kit.press(Intent.VOID)
    view = kit.customer[-1]
    assert [(line.name, line.meta, line.total) for line in view.lines] == [
        ("Молоко", f"1 × 16{NBSP}500", f"16{NBSP}500")
    ]
    kit.press(Intent.CLICK_PASS)
    assert kit.customer[-1].word == "Покажите QR CLICK Pass"
    kit.runner.hold = True
    kit.scan(OTP)
    kit.screen.on_event(news(kit.payment(PaymentState.SENDING), 30.0))
    assert kit.customer[-1].tone is Tone.BLUE
    assert kit.customer[-1].ring is not None
    kit.screen.on_event(news(kit.payment(PaymentState.REFUSED, error_note="Недостаточно средств")))
    view = kit.customer[-1]
    assert (view.tone, view.word) == (Tone.RED, "Не оплачено")
    assert "средств" not in view.word + view.detail


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", list(PaymentState))
def test_every_state_can_be_drawn_in_every_language(kit: Kit, state: PaymentState, language: str) -> None:
    kit.processing()
    kit.screen.on_event(news(kit.payment(state)))
    kit.screen.language_chosen(language)
    assert kit.panel.word
    assert kit.customer[-1].word
    assert len({key.key for key in kit.view.keys}) == 12
    assert kit.view.language == language


def test_uzbek_shows_the_uzbek_names_of_goods(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.screen.language_chosen("uz")
    assert kit.view.lines[0].name == "Sut"
    assert kit.view.lines[0].quantity == "1 dona"
    assert kit.view.total.unit == "soʻm"


def test_the_windows_of_help_history_and_the_full_screen_are_opened_by_the_window(kit: Kit) -> None:
    kit.press(Intent.HELP, Intent.HISTORY, Intent.FULL_SCREEN, Intent.SEARCH)
    assert [intent for intent, _text in kit.opened] == [
        Intent.HELP,
        Intent.HISTORY,
        Intent.FULL_SCREEN,
        Intent.SEARCH,
    ]
    kit.waiting()
    kit.press(Intent.HISTORY, Intent.SEARCH)
    assert len(kit.opened) == 4
