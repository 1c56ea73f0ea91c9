"""Online orders at the till: what is listed first, what may be pressed, and that no answer gets lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pos.core import errors as e
from pos.core.order import AttemptState, OrderId, OrderKind
from pos.core.order_card import OrderCard
from pos.core.sale import Sale, SaleId
from pos.flow.events import AlarmKind, AlarmRaised, OrderChanged, OrderNews
from pos.flow.order_ports import OrderLink
from pos.screens.orders_screen import SURE_AFTER_S, OrdersPresenter
from pos.screens.orders_views import Doing, OrderAct, OrderDetailView, OrdersView, OrderTab
from pos.screens.orders_words import trouble_view
from pos.screens.views import Tone
from pos.screens.words import LANGUAGES, Words
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.order_desk import PAYMENT, FakeDesk, attempt, card, paid, reserved, waiting
from tests.fakes.till import START, FakeTime

PICKED = paid("picked", picked_at=START, created_at=START - timedelta(hours=1))
ASKED_CLICK = (e.ClickRefused("x", code=-5, note="gone"), e.NoConnection("x"), e.OutcomeUnknown("x"))


def ago(hours: int) -> datetime:
    return START - timedelta(hours=hours)


class Page:
    def __init__(self, *cards: OrderCard, read: bool = True) -> None:
        self.desk = FakeDesk(*cards)
        self.runner = InlineRunner()
        self.time = FakeTime()
        self.words = Words("en")
        self.views: list[OrdersView] = []
        self.links: list[OrderLink | None] = []
        self.missed: list[str] = []
        self.closed = 0
        self.screen = OrdersPresenter(
            desk=self.desk,
            runner=self.runner,
            words=self.words,
            now=self.time.now,
            monotonic_s=self.time.monotonic_s,
            render=self.views.append,
            by="Aziza",
            show_link=self.links.append,
            missed=self.missed.append,
            closed=self._close,
        )
        self.runner.hold = not read
        self.screen.open()

    def _close(self) -> None:
        self.closed += 1

    @property
    def view(self) -> OrdersView:
        return self.views[-1]

    @property
    def detail(self) -> OrderDetailView:
        assert self.view.detail is not None
        return self.view.detail

    @property
    def refs(self) -> list[str]:
        return [row.ref for row in self.view.rows]

    @property
    def keys(self) -> list[str]:
        return [action.key for action in self.view.actions if action.enabled]

    def press(self, *acts: OrderAct, apart_s: float = 2.0) -> None:
        for act in acts:
            self.time.seconds += apart_s
            self.screen.act(act)

    def happens(self, changed: OrderCard, news: OrderNews) -> None:
        self.screen.on_event(OrderChanged(changed, news, START))


# ── the list ──────────────────────────────────────────────────────────────────────────────────────


def test_who_has_something_to_do_comes_first_and_of_the_others_the_newest() -> None:
    page = Page(
        waiting("new", created_at=ago(1)),
        waiting("old", created_at=ago(9)),
        reserved("payer-late", 500, created_at=ago(9)),
        reserved("payer-soon", 60, created_at=ago(1)),
        paid("owed", owed=True, created_at=ago(3)),
        paid("pick-late", created_at=ago(1)),
        paid("pick-soon", created_at=ago(5)),
        PICKED,
        paid("done", handed_at=START, created_at=ago(2)),
    )
    to_do = ["pick-soon", "pick-late", "picked", "owed", "payer-soon", "payer-late"]
    assert page.refs == to_do
    page.screen.show_tab(OrderTab.ALL)
    assert page.refs == [*to_do, "new", "old", "done"]
    assert [(tab.count, tab.chosen) for tab in page.view.tabs] == [("6", False), ("9", True)]
    assert page.view.summary == "to collect: 2 · to hand over: 1 · money to return: 1"


@pytest.mark.parametrize(
    ("one", "state", "tone", "settled"),
    [
        (paid("a"), "Paid, to be collected", Tone.GREEN, False),
        (PICKED, "Collected, to be handed over", Tone.GREEN, False),
        (paid("a", owed=True), "The money is to be returned", Tone.VIOLET, False),
        (reserved("a", 250), "Being paid now", Tone.BLUE, False),
        (waiting("a"), "Waits for payment", Tone.GREY, False),
        (paid("a", handed_at=START), "The customer has it", Tone.GREEN, True),
    ],
)
def test_each_row_says_its_state_in_words_and_in_a_mark(
    one: OrderCard, state: str, tone: Tone, settled: bool
) -> None:
    page = Page(one)
    page.screen.show_tab(OrderTab.ALL)
    [row] = page.view.rows
    assert (row.state, row.tone, row.settled) == (state, tone, settled)
    assert row.amount == "17\u00a0000"
    assert row.source == "from the site (API)"


def test_the_time_is_tashkents() -> None:
    assert Page(paid("a")).view.rows[0].time == "24.11.2026 14:32"


def test_only_what_was_handed_over_has_a_green_screen() -> None:
    for one in (paid("a"), PICKED):
        assert Page(one).detail.tone is Tone.BLUE, "green says: hand over"
    done = Page(paid("a", handed_at=START))
    done.screen.show_tab(OrderTab.ALL)
    assert done.detail.tone is Tone.GREEN


def test_an_account_has_no_sum_of_its_own() -> None:
    one = waiting("a", sale=Sale(SaleId("")))
    page = Page(replace(one, order=replace(one.order, kind=OrderKind.ACCOUNT, amount=None)))
    page.screen.show_tab(OrderTab.ALL)
    assert (page.view.rows[0].amount, page.detail.amount) == ("—", "any sum")
    assert page.detail.word == "Account, may be paid any time"
    assert page.detail.lines_title == "A sum alone, no goods are listed"


def test_loading_empty_and_failing_have_their_sentences() -> None:
    page = Page(read=False)
    assert page.view.loading == "Reading…"
    page.runner.release_all()
    assert (page.view.loading, page.view.empty) == ("", "There are no online orders yet")
    assert page.keys == ["Esc"]
    page.desk.read_error = e.JournalBusy("x")
    page.runner.hold = False
    page.screen.open()
    assert page.view.error.startswith("Another program holds the journal file")
    assert page.view.empty == ""
    nothing = Page(waiting("a"))
    assert nothing.view.empty == "Nothing is to be done: no order waits for the shop"


def test_a_list_that_cannot_be_read_keeps_its_rows() -> None:
    page = Page(paid("a"))
    page.desk.error = e.BadInput("x")
    page.desk.read_error = e.JournalTrouble("x")
    page.press(OrderAct.NEXT)
    assert page.refs == ["a"]
    assert page.view.error


def test_a_search_looks_in_all_orders_by_number_and_id() -> None:
    page = Page(paid("a", number="1042"), waiting("wc-88", number="1043"), waiting("c", number="7"))
    page.screen.edited("104")
    assert page.refs == ["a", "wc-88"]
    page.screen.edited("№ 1043")
    assert (page.refs, page.view.selected) == (["wc-88"], "wc-88")
    page.screen.edited("WC-8")
    assert page.refs == ["wc-88"]
    page.screen.edited("999")
    assert (page.refs, page.view.detail, page.keys) == ([], None, ["Esc"])
    assert page.view.empty == "Nothing found for “999”"
    page.press(OrderAct.NEXT)
    assert page.desk.asked == []
    page.screen.back()
    assert (page.view.search, page.refs, page.closed) == ("", ["a"], 0)


def test_another_list_forgets_the_search() -> None:
    page = Page(paid("a", number="1042"), waiting("b"))
    page.screen.edited("10")
    assert page.view.tabs[1].chosen
    page.screen.show_tab(OrderTab.TO_DO)
    assert (page.view.search, page.refs) == ("", ["a"])


# ── the chosen order ──────────────────────────────────────────────────────────────────────────────


def test_the_order_shows_what_to_fetch_what_was_paid_and_what_happened() -> None:
    tries = (attempt(1, AttemptState.CANCELLED), attempt(2, AttemptState.PAID))
    detail = Page(card("a", *tries, number="1042", picked_at=START)).detail
    assert detail.number == "Order No. 1042"
    assert [(line.quantity, line.name) for line in detail.lines] == [("1 pcs", "Молоко"), ("1 pcs", "Пакет")]
    assert [(fact.label, fact.value) for fact in detail.facts] == [("CLICK payment", str(PAYMENT + 2))]
    assert [step.word for step in detail.story] == [
        f"Payment {PAYMENT + 1}: CLICK took no money",
        f"Payment {PAYMENT + 2}: paid 17\u00a0000\u00a0soʻm",
        "Collected",
    ]


def test_a_second_payment_of_the_same_order_is_told_as_owed() -> None:
    tries = (attempt(1, AttemptState.PAID), attempt(2, AttemptState.PAID, owed=True))
    page = Page(card("a", *tries))
    assert page.detail.word == "Paid, to be collected"
    assert page.detail.story[1].word == f"Payment {PAYMENT + 2}: 17\u00a0000\u00a0soʻm to be returned"


def test_what_must_be_returned_is_not_handed_over() -> None:
    page = Page(paid("a", owed=True))
    assert page.detail.headline == "Do not hand over the goods. The manager returns the money"
    assert page.keys == ["Esc"]


def test_the_chosen_order_stays_under_the_cashiers_fingers() -> None:
    page = Page(reserved("payer", 60), PICKED)
    page.screen.select("payer")
    page.happens(paid("first-of-all", created_at=START - timedelta(days=1)), OrderNews.PAID)
    assert (page.refs[0], page.view.selected) == ("first-of-all", "payer")
    page.screen.tick(START + timedelta(seconds=61))
    assert (page.view.selected, page.detail.word) == ("payer", "Waits for payment")


def test_the_tick_renews_the_countdown_and_ends_the_reservation() -> None:
    page = Page(reserved("a", 250))
    assert (page.view.rows[0].left, page.detail.side) == ("04:10", "04:10")
    page.screen.tick(START + timedelta(seconds=100))
    assert (page.view.rows[0].left, page.detail.side) == ("02:30", "02:30")
    page.screen.tick(START + timedelta(seconds=250))
    assert (page.view.rows[0].left, page.detail.side) == ("", "")
    assert page.view.tabs[0].count == "0"


# ── steps ─────────────────────────────────────────────────────────────────────────────────────────


def test_f8_collects_and_then_asks_before_it_hands_over() -> None:
    page = Page(paid("a"))
    page.press(OrderAct.NEXT)
    assert page.desk.asked == [("pick", "a")]
    assert page.detail.word == "Collected, to be handed over"
    page.press(OrderAct.NEXT)
    assert page.desk.asked == [("pick", "a")], "the first press only asks"
    assert page.detail.word == "Hand over the order?"
    assert page.detail.headline.startswith("CLICK is asked first, then the fiscal receipt")
    page.press(OrderAct.NEXT)
    assert page.desk.asked == [("pick", "a"), ("hand_over", "a")]
    assert page.desk.handed_by == ["Aziza"]
    assert (page.detail.tone, page.detail.headline) == (Tone.GREEN, "Give the goods to the customer")
    assert page.refs == ["a"], "how it ended stays in sight"


def test_that_click_has_confirmed_is_said_of_this_step_only() -> None:
    page = Page(PICKED, paid("other"))
    page.screen.select("picked")
    page.press(OrderAct.NEXT, OrderAct.NEXT)
    assert page.detail.word == "CLICK has confirmed"
    page.screen.select("other")
    page.screen.show_tab(OrderTab.ALL)
    page.screen.select("picked")
    assert page.detail.word == "The customer has it"


def test_a_double_press_neither_hands_over_nor_cancels() -> None:
    page = Page(PICKED)
    page.press(OrderAct.NEXT)
    page.press(OrderAct.NEXT, apart_s=SURE_AFTER_S / 2)
    assert page.desk.asked == []
    unpaid = Page(reserved("a", 250))
    unpaid.press(OrderAct.CANCEL)
    unpaid.press(OrderAct.CANCEL, apart_s=0.1)
    assert unpaid.desk.asked == []
    unpaid.press(OrderAct.CANCEL)
    assert unpaid.desk.asked == [("cancel", "a")]


def test_esc_takes_a_question_back_and_so_does_another_row() -> None:
    page = Page(PICKED, reserved("b", 250))
    page.press(OrderAct.NEXT, OrderAct.BACK)
    assert page.detail.word == "Collected, to be handed over"
    page.press(OrderAct.NEXT)
    page.screen.select("b")
    page.screen.select("picked")
    assert page.detail.word == "Collected, to be handed over"
    page.press(OrderAct.BACK)
    assert (page.closed, page.desk.asked) == (1, [])


def test_a_question_about_what_has_changed_meanwhile_is_dropped() -> None:
    page = Page(PICKED)
    page.press(OrderAct.NEXT)
    page.happens(replace(PICKED, handed_at=START), OrderNews.HANDED_OVER)
    page.press(OrderAct.NEXT)
    assert page.desk.asked == []
    assert page.detail.word == "The customer has it"


def test_while_click_is_asked_nothing_can_be_pressed() -> None:
    page = Page(PICKED, paid("other"))
    page.screen.select("picked")
    page.press(OrderAct.NEXT)
    page.runner.hold = True
    page.press(OrderAct.NEXT)
    assert page.detail.word == "Asking CLICK…"
    assert page.detail.headline == "Do not hand over yet, wait for the green screen"
    assert page.keys == []
    page.press(OrderAct.NEXT, OrderAct.CANCEL, OrderAct.LINK, OrderAct.BACK)
    page.screen.back()
    assert (page.runner.waiting, page.closed) == (1, 0)
    page.screen.select("other")
    assert page.detail.word == "Paid, to be collected"
    page.press(OrderAct.NEXT)
    assert page.runner.waiting == 1
    page.runner.release_all()
    assert page.desk.asked == [("hand_over", "picked")]


def test_what_is_paid_cannot_be_cancelled_or_paid_again() -> None:
    for one in (paid("a"), PICKED, paid("a", owed=True), paid("a", handed_at=START)):
        page = Page(one)
        page.screen.show_tab(OrderTab.ALL)
        page.press(OrderAct.CANCEL, OrderAct.CANCEL, OrderAct.LINK)
        assert page.desk.asked == []


def test_to_cancel_under_a_payer_is_said_to_cost_a_return() -> None:
    page = Page(reserved("a", 250))
    page.press(OrderAct.CANCEL)
    assert "the manager returns it" in page.detail.advice
    assert page.view.actions[0].act is OrderAct.BACK, "to keep it is what is recommended"
    page.press(OrderAct.CANCEL)
    assert page.detail.word == "Cancelled by the shop"


# ── the QR ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def linked() -> Page:
    page = Page(waiting("a", number="1042"), waiting("b"))
    page.screen.show_tab(OrderTab.ALL)
    page.screen.select("a")
    page.press(OrderAct.LINK)
    return page


def on_page(page: Page) -> str:
    return page.detail.link.url if page.detail.link else ""


def shown(page: Page) -> list[str]:
    return [link.url if link else "" for link in page.links]


def test_enter_shows_the_qr_to_the_customer_and_takes_it_away(linked: Page) -> None:
    assert on_page(linked) == "https://shop.uz/pay/a"
    assert shown(linked) == ["https://shop.uz/pay/a"]
    linked.press(OrderAct.LINK)
    assert on_page(linked) == ""
    assert shown(linked)[1:] == [""]


@pytest.mark.parametrize(
    "leave",
    [
        lambda page: page.screen.back(),
        lambda page: page.screen.select("b"),
        lambda page: page.screen.edited("b"),
        lambda page: page.screen.show_tab(OrderTab.TO_DO),
        lambda page: page.screen.close(),
        lambda page: page.happens(paid("a"), OrderNews.PAID),
        lambda page: page.happens(paid("a", owed=True), OrderNews.TO_RETURN),
    ],
)
def test_the_qr_goes_when_it_is_left_or_paid(linked: Page, leave: Callable[[Page], None]) -> None:
    leave(linked)
    assert shown(linked)[1:] == [""]


def test_the_qr_stays_while_its_payer_is_at_it(linked: Page) -> None:
    linked.happens(reserved("a", 250), OrderNews.RESERVED)
    assert linked.detail.link is not None
    assert len(linked.links) == 1


def test_a_qr_that_comes_after_another_order_was_chosen_is_not_shown() -> None:
    page = Page(waiting("a"), waiting("b"))
    page.screen.show_tab(OrderTab.ALL)
    page.screen.select("a")
    page.runner.hold = True
    page.press(OrderAct.LINK)
    page.screen.select("b")
    page.runner.release_all()
    assert page.links == []
    assert page.detail.link is None
    assert page.keys == ["Enter", "Del", "Esc"]


def test_an_order_that_was_made_just_now_opens_with_its_qr() -> None:
    page = Page(PICKED, waiting("new", number="57"))
    page.screen.open("new", linked=True)
    assert page.desk.asked == [("link", "new")]
    assert page.detail.link is not None
    assert page.view.selected == "new"
    [shown] = page.links
    assert shown is not None
    assert shown.card.order.order_id == "new"
    page.press(OrderAct.LINK)
    assert page.links[-1] is None


def test_an_address_that_is_not_to_be_had_is_told_at_its_order_and_asked_for_again() -> None:
    page = Page(PICKED, waiting("new"))
    page.desk.error = e.SettingsMissing("x", names="click.merchant_id")
    page.screen.open("new", linked=True)
    assert page.links == []
    assert page.view.selected == "new"
    assert "click.merchant_id" in page.detail.headline
    page.desk.error = None
    page.press(OrderAct.BACK, OrderAct.LINK)
    assert page.links[-1] is not None


# ── news ──────────────────────────────────────────────────────────────────────────────────────────


def test_news_are_shown_at_once_without_reading_anew() -> None:
    page = Page(waiting("a"))
    page.happens(paid("a"), OrderNews.PAID)
    page.happens(paid("b"), OrderNews.CREATED)
    assert page.refs == ["a", "b"]
    assert page.desk.reads == 1
    page.screen.on_event(AlarmRaised(AlarmKind.CLOCK_WRONG, START, {}))
    assert page.refs == ["a", "b"]


def test_a_reading_that_knew_less_than_the_news_is_dropped() -> None:
    page = Page(waiting("a"), read=False)
    page.happens(paid("a"), OrderNews.PAID)
    assert page.runner.waiting == 2
    page.runner.release(0)
    assert [row.state for row in page.view.rows] == ["Paid, to be collected"]
    page.desk.cards[OrderId("a")] = paid("a")
    page.runner.release(0)
    assert [row.state for row in page.view.rows] == ["Paid, to be collected"]


def test_readings_that_come_after_closing_are_dropped() -> None:
    page = Page(paid("a"), read=False)
    page.screen.close()
    drawn = len(page.views)
    page.runner.release_all()
    assert len(page.views) == drawn


# ── troubles ──────────────────────────────────────────────────────────────────────────────────────


def handing_over(error: Exception) -> Page:
    page = Page(PICKED)
    page.desk.error = error
    page.press(OrderAct.NEXT, OrderAct.NEXT)
    return page


@pytest.mark.parametrize("error", ASKED_CLICK, ids=lambda error: type(error).__name__)
def test_without_clicks_word_nothing_is_handed_over_and_f8_asks_again(error: Exception) -> None:
    page = handing_over(error)
    assert "moved no money" in page.detail.money
    assert "Do not hand over the goods" in page.detail.money
    assert "F8" in page.detail.advice
    assert page.keys == ["F8", "Esc"]
    page.desk.error = None
    page.press(OrderAct.NEXT)
    assert page.detail.tone is Tone.GREEN
    assert page.desk.asked == [("hand_over", "picked")] * 2


def test_no_answer_of_click_speaks_of_a_charge_at_the_counter() -> None:
    for error in (*ASKED_CLICK, e.WrongKey("x"), e.UntrustedServer("x")):
        detail = handing_over(error).detail
        said = " ".join((detail.headline, detail.money, detail.advice))
        assert "new QR" not in said
        assert "No money was taken" not in said
        assert "charge" not in said


def test_an_unknown_answer_is_amber_and_a_refusal_red_with_its_code() -> None:
    assert handing_over(e.OutcomeUnknown("x")).detail.tone is Tone.AMBER
    refused = handing_over(e.ClickRefused("x", code=-5, note="gone")).detail
    assert (refused.tone, refused.code) == (Tone.RED, "Code -5 · gone")


def test_a_wrong_key_is_told_by_its_own_words() -> None:
    assert handing_over(e.WrongKey("x")).detail.headline == "The key or the clock of this computer is wrong"


def test_esc_goes_back_to_the_order_that_is_where_it_was() -> None:
    page = handing_over(e.NoConnection("x"))
    page.press(OrderAct.BACK)
    assert page.detail.word == "Collected, to be handed over"
    assert (page.refs, page.closed) == (["picked"], 0)


def test_an_order_that_somebody_else_changed_is_read_again() -> None:
    page = handing_over(e.BadInput("x", field="order", value="picked"))
    assert page.detail.word == "The order has changed"
    assert page.desk.reads == 2
    assert page.keys == ["Esc"], "the same step again would be refused again"


def test_a_broken_journal_calls_the_manager() -> None:
    page = handing_over(e.JournalTrouble("x"))
    assert page.detail.advice == "Stop selling and call the manager"
    assert page.keys == ["Esc"]


def test_missing_settings_of_a_link_are_named() -> None:
    page = Page(reserved("a", 250))
    page.desk.error = e.SettingsMissing("x", names=["click.merchant_id"])
    page.press(OrderAct.LINK)
    assert page.detail.headline == "Not set: click.merchant_id"
    assert page.links == []


def test_a_failure_brings_back_the_order_that_it_is_about() -> None:
    page = Page(PICKED, paid("other"))
    page.screen.select("picked")
    page.press(OrderAct.NEXT)
    page.runner.hold = True
    page.desk.error = e.NoConnection("x")
    page.press(OrderAct.NEXT)
    page.screen.select("other")
    page.runner.release_all()
    assert page.view.selected == "picked"
    assert page.detail.word == "No connection to CLICK"


def test_a_failure_after_the_page_had_to_close_is_told_all_the_same() -> None:
    page = Page(PICKED)
    page.press(OrderAct.NEXT)
    page.runner.hold = True
    page.desk.error = e.OutcomeUnknown("x")
    page.press(OrderAct.NEXT)
    page.screen.close()
    drawn = len(page.views)
    page.runner.release_all()
    assert len(page.views) == drawn
    [sentence] = page.missed
    assert "Do not hand over the goods" in sentence
    assert sentence.startswith("Order No. picked: ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("doing", Doing)
def test_every_error_has_its_three_sentences(doing: Doing, language: str) -> None:
    words = Words(language)

    def all_of(kind: type[e.PosError]) -> list[type[e.PosError]]:
        return [kind, *(deeper for below in kind.__subclasses__() for deeper in all_of(below))]

    for kind in all_of(e.PosError):
        told = trouble_view(doing, kind("x"), words)
        assert told.word
        assert told.what
        assert told.money
        assert told.do


def test_another_language_is_drawn_at_once() -> None:
    page = Page(paid("a"))
    page.words.switch("ru")
    page.screen.language_changed()
    assert page.view.columns[1] == "Сумма"
