"""The manager's decision: what it asks, what it signs, and every press that must do nothing."""

from __future__ import annotations

import pytest

from pos.core.errors import BadInput, JournalTrouble
from pos.core.payment import Decision, PaymentId, PaymentState, TransactionId, Verdict
from pos.flow.ports import TimelineEntry
from pos.screens.decision_screen import SIGN_AFTER_S, DecisionPresenter
from pos.screens.page_views import DecisionView
from pos.screens.views import Intent
from pos.screens.words import LANGUAGES, Words
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.till import START, FakeTill, FakeTime, news
from tests.screens.counter_kit import FIRST_SALE

FIRST = TransactionId("TRANSACTION0001X")


class Page:
    """The page for one MANUAL payment whose number CLICK never gave."""

    def __init__(self, **facts: object) -> None:
        self.till = FakeTill()
        self.time = FakeTime()
        self.runner = InlineRunner()
        self.views: list[DecisionView] = []
        self.closed = 0
        self.words = Words("ru")
        self.till.payments[FIRST] = self.till.make(
            FIRST_SALE, PaymentState.MANUAL, 1, **{"payment_id": None, **facts}
        )
        self.till.timelines[FIRST] = [
            TimelineEntry(START, PaymentState.SENDING, "intent", None, {}),
            TimelineEntry(START, PaymentState.UNKNOWN, "answer_lost", None, {}),
            TimelineEntry(START, PaymentState.MANUAL, "given_up", 1, {}),
        ]
        self.screen = DecisionPresenter(
            till=self.till,
            runner=self.runner,
            words=self.words,
            monotonic_s=self.time.monotonic_s,
            render=self.views.append,
            closed=self._close,
        )
        self.screen.open(FIRST)

    def _close(self) -> None:
        self.closed += 1

    @property
    def view(self) -> DecisionView:
        return self.views[-1]

    def fill(self, verdict: str = "not_taken") -> None:
        self.screen.choose(verdict)
        self.screen.choose_reason("0")
        self.screen.edited("by", " Рустам А. ")

    def confirm(self, verdict: str = "not_taken") -> None:
        self.fill(verdict)
        self.screen.go_on()
        self.time.seconds += 1

    @property
    def errors(self) -> dict[str, str]:
        return {field.name: field.error for field in self.view.fields if field.error}


@pytest.fixture
def page() -> Page:
    return Page()


def test_it_shows_the_sum_the_evidence_and_the_story(page: Page) -> None:
    view = page.view
    assert (view.title, view.step) == ("Решение менеджера", "choose")
    assert view.amount == "16\u00a0500"
    facts = {fact.label: fact.value for fact in view.facts}
    assert facts["Попытка"] == FIRST
    assert facts["Платёж CLICK"] == "неизвестен"
    assert [step.time for step in view.story] == ["14:32:06"] * 3
    assert [choice.name for choice in view.choices] == ["paid", "not_taken", "returned"]
    assert all(choice.meaning for choice in view.choices)
    assert not any(choice.chosen for choice in view.choices)
    assert view.reasons == ()


def test_each_finding_has_its_own_usual_reasons(page: Page) -> None:
    for verdict, first in (("paid", "Оплачен"), ("not_taken", "В кабинете"), ("returned", "Возвращён")):
        page.screen.choose(verdict)
        assert page.view.reasons[0].word.startswith(first)
        assert not any(reason.chosen for reason in page.view.reasons)
        page.screen.choose_reason("1")
        assert page.view.reasons[1].chosen
    page.screen.choose("something")
    page.screen.choose_reason("99")
    page.screen.choose_reason("abc")
    assert page.view.reasons[1].chosen


def test_signing_writes_who_and_why_once(page: Page) -> None:
    page.confirm()
    view = page.view
    assert view.step == "confirm"
    assert "16\u00a0500\u00a0сум" in view.question
    assert "заплатит дважды" in view.consequence
    assert view.actions[0].recommended, "what cannot be taken back is never the recommended press"
    page.screen.sign()
    page.screen.sign()
    assert page.till.decisions == [
        (FIRST, Decision(Verdict.NOT_TAKEN, "Рустам А.", "В кабинете CLICK платежа нет", None))
    ]
    assert page.closed == 1


def test_paid_needs_clicks_number_when_nobody_knows_it(page: Page) -> None:
    page.fill("paid")
    page.screen.go_on()
    assert page.view.step == "choose"
    assert page.errors == {"payment_id": "Введите номер из кабинета CLICK"}
    for wrong in ("12a", "", "0", "9" * 20, "-5", "12.5"):
        page.screen.edited("payment_id", wrong)
        page.screen.go_on()
        assert page.view.step == "choose"
    page.screen.edited("payment_id", " 2184559071 ")
    assert page.errors == {}
    page.screen.go_on()
    page.time.seconds += 1
    page.screen.sign()
    assert page.till.decisions[0][1].payment_id == PaymentId(2184559071)


def test_a_known_number_is_not_asked_for() -> None:
    page = Page(payment_id=PaymentId(5))
    page.confirm("paid")
    assert [field.name for field in page.view.fields] == ["by", "other"]
    page.screen.sign()
    assert page.till.decisions[0][1].payment_id is None


def test_nothing_is_signed_while_something_is_missing(page: Page) -> None:
    page.screen.go_on()
    assert page.view.error == "Выберите, что видно в кабинете CLICK"
    assert set(page.errors) == {"by", "other"}
    page.screen.choose("returned")
    page.screen.edited("by", "   ")
    page.screen.edited("other", "письмо 17")
    page.screen.go_on()
    assert page.errors == {"by": "Введите своё имя"}
    page.screen.sign()
    page.screen.edited("by", "Р")
    assert page.view.can_go_on
    page.screen.sign()
    assert page.till.decisions == []


def test_free_text_is_a_reason_of_its_own_or_stands_beside_the_usual_one(page: Page) -> None:
    page.screen.choose("returned")
    page.screen.edited("by", "Р")
    page.screen.edited("other", "письмо 17")
    page.screen.choose_reason("0")
    page.screen.go_on()
    page.time.seconds += 1
    page.screen.sign()
    assert page.till.decisions[0][1].why == "Возвращён в кабинете CLICK. письмо 17"


def test_a_press_that_was_meant_for_the_step_before_signs_nothing(page: Page) -> None:
    page.fill()
    page.screen.go_on()
    page.screen.sign()
    page.time.seconds += SIGN_AFTER_S / 2
    page.screen.sign()
    assert page.till.decisions == []
    page.time.seconds += SIGN_AFTER_S
    page.screen.sign()
    assert len(page.till.decisions) == 1


def test_nothing_can_be_changed_in_the_second_step(page: Page) -> None:
    page.confirm()
    page.screen.choose("paid")
    page.screen.choose_reason("1")
    page.screen.edited("by", "somebody else")
    page.screen.sign()
    assert page.till.decisions[0][1] == Decision(
        Verdict.NOT_TAKEN, "Рустам А.", "В кабинете CLICK платежа нет", None
    )


def test_esc_steps_back_and_keeps_what_was_entered(page: Page) -> None:
    page.confirm()
    page.screen.back()
    assert page.view.step == "choose"
    assert page.view.fields[0].value == " Рустам А. "
    page.screen.sign()
    page.screen.back()
    assert page.closed == 1
    assert page.till.decisions == []


def test_while_it_is_written_nothing_else_happens(page: Page) -> None:
    page.confirm()
    page.runner.hold = True
    page.screen.sign()
    assert page.view.actions[1].word == "Записываем…"
    assert not page.view.can_go_on
    page.screen.sign()
    page.screen.back()
    assert page.closed == 0
    page.runner.release_all()
    assert len(page.till.decisions) == 1
    assert page.closed == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (BadInput("x", field="payment_id", value="5"), "Номер платежа не подходит"),
        (BadInput("x", field="payment", value="paid"), "Этот платёж уже не ждёт менеджера"),
        (JournalTrouble("x"), "Касса не может писать журнал"),
    ],
)
def test_a_refused_decision_is_said_in_words_and_can_be_corrected(
    page: Page, error: JournalTrouble | BadInput, said: str
) -> None:
    page.till.decide_error = error
    page.confirm()
    page.screen.sign()
    assert page.view.error.startswith(said)
    assert page.view.step == "choose"
    assert page.closed == 0
    page.screen.edited("other", "!")
    assert page.view.error == ""


def test_a_payment_that_ended_elsewhere_closes_the_page(page: Page) -> None:
    page.fill()
    other = page.till.make(FIRST_SALE, PaymentState.PAID, 2)
    page.screen.on_event(news(other))
    page.screen.on_event(news(page.till.payments[FIRST]))
    assert page.closed == 0
    page.screen.on_event(news(page.till.make(FIRST_SALE, PaymentState.PAID, 1)))
    assert page.closed == 1


def test_a_payment_that_cannot_be_read_is_said(page: Page) -> None:
    page.screen.open("NOBODY")
    assert page.view.error
    page.fill()
    page.screen.go_on()
    assert page.view.step == "choose"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there_in_every_language(page: Page, language: str) -> None:
    page.confirm("paid")
    page.words.switch(language)
    page.screen.language_changed()
    shown = page.view
    assert all((shown.title, shown.amount_label, shown.story_title, shown.choices_title))
    assert shown.actions[0].intent is Intent.BACK
    assert all(choice.word and choice.meaning for choice in shown.choices)
