"""The window of the SHOP-API tester: what it sends, what it shows of the answers, and what it never shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from pos.core.errors import DiskFull
from pos.core.money import Money
from pos.core.secret import SecretKey
from pos.screens.tester_page import TesterState
from pos.screens.tester_port import Prefill, StepOutcome, TesterForm
from pos.screens.tester_screen import TesterPresenter
from pos.screens.tester_views import StepRowView, StepState, TesterView
from pos.screens.views import FieldView, Tone
from pos.screens.words import Words
from pos.shop_api.scenarios import ALL, CLICKS, OURS, Scenario
from pos.shop_api.tester import Examiner, Target, Wrong
from tests.fakes import tester as fake
from tests.fakes.inline_runner import InlineRunner
from tests.shop_api.model_shop import ACCOUNT, ModelShop

NOW = datetime(2026, 11, 24, 9, 32, tzinfo=UTC)
KEY = "a key that nobody sees"
BY_NUMBER = {scenario.number: scenario for scenario in ALL}
PREFILL = Prefill(
    prepare_url="http://127.0.0.1:8080/click/prepare",
    complete_url="http://127.0.0.1:8080/click/complete",
    service_id="73504",
    merchant_user_id="31204",
    merchant_trans_id="TEST-1",
)


class Bench:
    """The presenter over a fake port, with the key typed in."""

    def __init__(self, prefill: Prefill | None = PREFILL, key: str = KEY) -> None:
        self.port = fake.FakeTester()
        self.runner = InlineRunner()
        self.words = Words("en")
        self.views: list[TesterView] = []
        self.closed = 0
        self.screen = TesterPresenter(
            port=self.port,
            runner=self.runner,
            words=self.words,
            now=lambda: NOW,
            render=self.views.append,
            closed=self._close,
            prefill=prefill,
        )
        self.screen.open()
        if key:
            self.screen.edited("secret_key", key)

    def _close(self) -> None:
        self.closed += 1

    @property
    def view(self) -> TesterView:
        return self.views[-1]

    def row(self, number: int) -> StepRowView:
        return next(row for row in self.view.rows if row.number == number)

    def field(self, name: str) -> FieldView:
        return next(field for field in self.view.fields if field.name == name)

    def states(self) -> dict[int, StepState]:
        return {row.number: row.state for row in self.view.rows}

    def log_text(self) -> str:
        log = self.view.log
        return "\n".join([log.title, log.verdict, log.advice, *(part.text for part in log.parts)])


# ── the form ──────────────────────────────────────────────────────────────────────────────────────


def test_the_form_has_the_fields_of_the_documentation_and_what_the_settings_know() -> None:
    bench = Bench(key="")
    values = {field.name: field.value for field in bench.view.fields}
    assert values == {
        "prepare_url": PREFILL.prepare_url,
        "complete_url": PREFILL.complete_url,
        "service_id": "73504",
        "merchant_user_id": "31204",
        "secret_key": "",
        "merchant_trans_id": "TEST-1",
        "amount": "500",
    }
    assert [field.name for field in bench.view.fields if field.secret] == ["secret_key"]
    assert [fact.label for fact in bench.view.facts] == ["merchant_prepare_id", "merchant_confirm_id"]


def test_with_something_missing_nothing_is_sent_and_the_fields_say_what() -> None:
    bench = Bench(prefill=None, key="")
    bench.screen.run_all()
    bench.screen.run_step(3)
    assert bench.port.asked == []
    assert {field.name for field in bench.view.fields if field.error} == {
        field.name for field in bench.view.fields
    } - {"amount"}
    assert bench.view.progress.tone is Tone.RED
    bench.screen.edited("prepare_url", "http://localhost/prepare")
    assert not bench.field("prepare_url").error
    assert bench.view.progress.tone is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prepare_url", "localhost/prepare"),
        ("prepare_url", "http://"),
        ("prepare_url", "http://host:port/"),
        ("prepare_url", "http://127.0.0.1:99999/"),
        ("prepare_url", "http://[1:2]:8080/"),
        ("complete_url", "ftp://host/complete"),
        ("complete_url", "http://host/a b"),
        ("complete_url", "http://user:word@host/"),
        ("service_id", "7a"),
        ("merchant_user_id", "-4"),
        ("merchant_trans_id", "a\x00b"),
        ("amount", "0"),
        ("amount", "-5"),
        ("amount", "five"),
    ],
)
def test_what_does_not_fit_is_said_as_it_is_typed_and_stops_the_run(name: str, value: str) -> None:
    bench = Bench()
    bench.screen.edited(name, value)
    assert bench.field(name).error
    bench.screen.run_all()
    assert bench.port.asked == []


def test_a_right_form_goes_out_without_the_spaces_around_it() -> None:
    bench = Bench()
    bench.screen.edited("service_id", " 31 ")
    bench.screen.edited("amount", "1 000,50")
    bench.screen.edited("prepare_url", "https://[::1]:8443/click?p=1")
    bench.screen.run_step(7)
    [(form, _number)] = bench.port.asked
    assert form == TesterForm(
        prepare_url="https://[::1]:8443/click?p=1",
        complete_url=PREFILL.complete_url,
        service_id=31,
        merchant_user_id=31204,
        secret_key=SecretKey(KEY),
        merchant_trans_id="TEST-1",
        amount=Money(100_050),
    )


def test_an_empty_key_is_the_tills_own_where_it_has_one() -> None:
    bench = Bench(replace(PREFILL, has_key=True), key="")
    assert "key of this till" in bench.field("secret_key").hint
    bench.screen.run_step(7)
    assert bench.port.asked[0][0].secret_key == SecretKey()
    assert bench.field("secret_key").value == ""


def test_an_unknown_field_changes_nothing() -> None:
    bench = Bench()
    drawn = len(bench.views)
    bench.screen.edited("another", "x")
    assert len(bench.views) == drawn


# ── the table and the run ─────────────────────────────────────────────────────────────────────────


def test_clicks_own_steps_come_first_and_ours_are_marked() -> None:
    rows = Bench().view.rows
    assert [row.number for row in rows] == [one.number for one in (*CLICKS, *OURS)]
    assert [row.number for row in rows if row.tag] == [one.number for one in OURS]
    assert [row.number for row in rows if row.begins_ours] == [OURS[0].number]
    assert {row.state for row in rows} == {StepState.NOT_RUN}
    assert [row.expected for row in rows[:4]] == ["-1", "0", "-1", "-2"]


def test_run_all_plays_every_step_in_its_order_with_one_form() -> None:
    bench = Bench()
    bench.screen.run_all()
    assert bench.port.numbers == [one.number for one in ALL]
    assert len({form for form, _number in bench.port.asked}) == 1
    assert set(bench.states().values()) == {StepState.PASSED}
    assert (bench.view.progress.tone, bench.view.progress.side) == (Tone.GREEN, "29 of 29")
    assert bench.view.save.enabled
    assert bench.view.save.recommended
    assert [fact.value for fact in bench.view.facts] == ["17781", "9001"]


def test_while_it_runs_the_window_counts_and_the_form_is_locked() -> None:
    bench = Bench()
    bench.runner.hold = True
    bench.screen.run_all()
    for _ in range(6):
        bench.runner.release()
    view = bench.view
    assert (view.progress.done, view.progress.count, view.progress.side) == (6, 29, "7 of 29")
    assert (view.progress.tone, view.running, view.locked) == (Tone.BLUE, True, True)
    assert [bench.row(number).state for number in (6, 7, 8)] == [
        StepState.PASSED,
        StepState.RUNNING,
        StepState.WAITING,
    ]
    assert view.selected == 7
    assert [button.enabled for button in (view.run, view.step, view.save)] == [False] * 3
    bench.screen.edited("amount", "1")
    bench.screen.run_all()
    bench.screen.run_step(2)
    assert bench.field("amount").value == "500"
    assert bench.runner.waiting == 1
    bench.runner.release_all()
    assert len(bench.port.asked) == 29


def test_one_step_takes_those_along_that_follow_it_by_themselves() -> None:
    bench = Bench()
    bench.screen.run_step(8)
    assert bench.port.numbers == [8, 9, 10, 11]
    bench.screen.run_step(15)
    assert bench.port.numbers[4:] == [15]
    assert bench.view.progress.side == "1 of 1"
    assert bench.row(8).state is StepState.PASSED, "what was found before stays"
    bench.screen.run_step(999)
    assert len(bench.port.asked) == 5


def test_nothing_follows_a_step_that_did_not_pass() -> None:
    bench = Bench()
    bench.port.answers[9] = fake.wrong_code(BY_NUMBER[9], -4)
    bench.screen.run_step(8)
    assert bench.port.numbers == [8, 9]
    assert bench.states()[10] is StepState.NOT_RUN
    assert bench.view.progress.side == "1 of 4"


def test_run_all_goes_on_after_a_step_that_did_not_pass_and_shows_the_first() -> None:
    bench = Bench()
    for number in (4, 6):
        bench.port.answers[number] = fake.wrong_code(BY_NUMBER[number])
    bench.screen.run_all()
    assert len(bench.port.asked) == 29
    assert [number for number, state in bench.states().items() if state is StepState.FAILED] == [4, 6]
    assert (bench.view.selected, bench.view.progress.side) == (4, "27 of 29")
    assert bench.view.progress.word == "Steps not passed: 2"
    assert (bench.row(4).got, bench.row(4).meta) == ("0", "error 0 instead of -2")
    assert bench.view.save.enabled
    assert bench.view.run.recommended


def test_a_row_that_somebody_reads_stays_chosen() -> None:
    bench = Bench()
    bench.port.answers[4] = fake.wrong_code(BY_NUMBER[4])
    bench.runner.hold = True
    bench.screen.run_all()
    bench.runner.release()
    bench.screen.select(1)
    bench.runner.release_all()
    assert bench.view.selected == 1
    bench.screen.select(999)
    assert bench.view.selected == 1


def test_a_new_run_of_everything_drops_what_was_found_and_another_form_does_too() -> None:
    bench = Bench()
    bench.screen.run_all()
    bench.screen.edited("merchant_trans_id", "TEST-2")
    bench.screen.run_step(15)
    assert {n for n, state in bench.states().items() if state is StepState.PASSED} == {15}
    bench.runner.hold = True
    bench.screen.run_all()
    assert bench.states()[15] is StepState.WAITING
    bench.runner.drop_all()


# ── stopping and leaving ──────────────────────────────────────────────────────────────────────────


def test_a_stop_sends_nothing_more_and_drops_the_answer_that_still_comes() -> None:
    bench = Bench()
    bench.runner.hold = True
    bench.screen.run_all()
    bench.runner.release()
    bench.screen.stop()
    assert (bench.view.progress.word, bench.view.progress.side) == ("Stopped", "1 of 29")
    bench.runner.release_all()
    assert bench.states()[2] is StepState.NOT_RUN
    assert bench.states()[1] is StepState.PASSED
    assert bench.port.numbers == [1, 2]
    bench.runner.hold = False
    bench.screen.run_all()
    assert set(bench.states().values()) == {StepState.PASSED}


def test_a_late_answer_of_a_stopped_run_is_not_taken_for_one_of_the_next() -> None:
    bench = Bench()
    bench.runner.hold = True
    bench.port.answers[1] = fake.wrong_code(BY_NUMBER[1])
    bench.screen.run_all()
    bench.screen.stop()
    bench.screen.run_step(2)
    bench.runner.release()
    assert bench.states()[1] is StepState.NOT_RUN
    assert bench.states()[2] is StepState.RUNNING
    bench.runner.drop_all()


def test_back_stops_first_and_leaves_the_second_time() -> None:
    bench = Bench()
    bench.runner.hold = True
    bench.screen.run_all()
    assert bench.view.back.word == "Stop"
    bench.screen.back()
    assert (bench.closed, bench.view.running, bench.view.back.word) == (0, False, "Close")
    bench.screen.back()
    assert bench.closed == 1
    drawn = len(bench.views)
    bench.runner.release_all()
    assert len(bench.views) == drawn


def test_leaving_forgets_the_key() -> None:
    bench = Bench()
    bench.screen.run_all()
    bench.screen.close()
    bench.screen.open()
    assert bench.field("secret_key").value == ""
    assert bench.field("service_id").value == "73504"
    assert bench.states()[1] is StepState.NOT_RUN


# ── troubles, in plain words ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("why", ["ConnectError", "ConnectTimeout"])
def test_a_server_that_cannot_be_reached_ends_the_run(why: str) -> None:
    bench = Bench()
    bench.port.answers[3] = fake.unreachable(BY_NUMBER[3], why)
    bench.screen.run_all()
    assert bench.port.numbers == [1, 2, 3]
    assert (bench.view.progress.tone, bench.view.progress.word) == (Tone.RED, "The server cannot be reached")
    assert PREFILL.complete_url in bench.view.progress.detail
    assert [bench.states()[number] for number in (3, 4)] == [StepState.FAILED, StepState.NOT_RUN]
    assert (bench.row(3).meta, bench.row(3).got) == ("no connection to the server", "—")
    assert why not in bench.log_text()


def test_a_server_that_is_silent_fails_its_step_and_the_run_goes_on() -> None:
    bench = Bench()
    bench.port.answers[2] = fake.unreachable(BY_NUMBER[2], "ReadTimeout")
    bench.screen.run_all()
    assert len(bench.port.asked) == 29
    assert "no whole answer" in bench.row(2).meta
    assert bench.view.log.parts[1].text == "no answer"


@pytest.mark.parametrize(
    ("change", "says", "advises"),
    [
        ({"wrong": Wrong("the answer is not JSON"), "error": None}, "the answer is not JSON", "HTML"),
        (
            {"wrong": Wrong("HTTP {status} instead of 200", {"status": 500}), "status": 500, "error": None},
            "HTTP 500 instead of 200",
            "must answer 200",
        ),
        (
            {"wrong": Wrong("error {got} instead of {expected}", {"got": -5, "expected": "0"}), "error": -5},
            "error -5 instead of 0",
            "0 Success",
        ),
        (
            {"wrong": Wrong("“{name}” is missing", {"name": "error_note"})},
            "“error_note” is missing",
            "documentation",
        ),
    ],
)
def test_a_wrong_answer_is_named_with_what_to_look_at(
    change: dict[str, object], says: str, advises: str
) -> None:
    bench = Bench()
    bench.port.answers[2] = replace(fake.passed(BY_NUMBER[2]), **change)  # type: ignore[arg-type]
    bench.screen.run_step(1)
    assert bench.row(2).meta == says
    assert bench.view.log.verdict == f"Not passed: {says}"
    assert advises in bench.view.log.advice


def test_the_tills_own_trouble_ends_the_run_in_words() -> None:
    bench = Bench()
    bench.port.answers[2] = ValueError("a bug")
    bench.screen.run_all()
    assert bench.port.numbers == [1, 2]
    assert bench.view.progress.tone is Tone.RED
    assert "a bug" not in bench.view.progress.word + bench.view.progress.detail
    assert bench.states()[2] is StepState.NOT_RUN


# ── the log and the secrets ───────────────────────────────────────────────────────────────────────


def test_the_log_has_request_and_answer_of_the_chosen_step() -> None:
    bench = Bench()
    assert bench.view.log.parts == ()
    bench.screen.run_all()
    bench.screen.select(2)
    log = bench.view.log
    assert log.title == "2. Prepare"
    assert log.parts[0].text.startswith("POST http://127.0.0.1:8080/click/prepare\nclick_trans_id=")
    assert '\n  "error": 0,' in log.parts[1].text, "JSON is spread over lines"
    assert log.parts[1].label == "Answer · HTTP 200"


@pytest.mark.parametrize(
    "answer",
    [
        f'{{"error": 0, "note": "{KEY}", "sign_string": "0123456789abcdef0123456789abcdef"}}',
        f"<p>sign_string=0123456789abcdef0123456789abcdef&key={KEY}</p>",
    ],
)
def test_a_server_that_repeats_key_and_signature_shows_neither(answer: str) -> None:
    bench = Bench()
    bench.port.answers[7] = replace(fake.passed(BY_NUMBER[7]), answer=answer)
    bench.screen.run_step(7)
    bench.screen.save()
    for text in (bench.log_text(), bench.port.reports[0]):
        assert "•" in text
        assert KEY not in text
        assert "0123456789abcdef" not in text


def test_the_key_stands_in_no_view_but_its_own_field_and_in_no_repr() -> None:
    bench = Bench()
    bench.screen.run_all()
    assert bench.field("secret_key").value == KEY
    assert KEY not in repr(bench.views)
    assert KEY not in repr(bench.port.asked)
    assert KEY not in repr(TesterState(values={"secret_key": KEY}, has_key=False))


# ── the report ────────────────────────────────────────────────────────────────────────────────────


def test_the_report_has_what_was_run_and_the_window_says_where_it_lies() -> None:
    bench = Bench()
    bench.screen.save()
    assert bench.port.reports == []
    bench.port.answers[4] = fake.wrong_code(BY_NUMBER[4])
    bench.screen.run_step(1)
    bench.screen.save()
    [html] = bench.port.reports
    assert "Passed: 3 of 4" in html
    assert "73504" in html
    assert "24.11.2026 14:32" in html
    assert KEY not in html
    assert bench.view.progress.detail == f"The report lies in {fake.REPORT}"
    assert bench.view.progress.tone is Tone.RED, "how the run ended stays"


def test_the_report_is_of_the_form_that_was_run_not_of_what_is_typed_now() -> None:
    bench = Bench()
    bench.screen.run_all()
    bench.screen.edited("merchant_trans_id", "ANOTHER")
    bench.screen.save()
    assert "TEST-1" in bench.port.reports[0]
    assert "ANOTHER" not in bench.port.reports[0]


def test_a_report_that_cannot_be_written_is_said_and_may_be_tried_again() -> None:
    bench = Bench()
    bench.screen.run_all()
    bench.port.save_error = DiskFull("no room")
    bench.screen.save()
    assert (bench.view.progress.tone, bench.view.progress.word) == (Tone.RED, "The report was not saved")
    bench.port.save_error = None
    bench.screen.save()
    assert bench.view.progress.tone is Tone.GREEN


def test_a_report_is_written_once_at_a_time_and_its_news_is_dropped_by_a_new_run() -> None:
    bench = Bench()
    bench.screen.run_all()
    bench.runner.hold = True
    bench.screen.save()
    bench.screen.save()
    assert bench.runner.waiting == 1
    assert not bench.view.save.enabled
    bench.screen.run_step(7)
    bench.runner.release()
    bench.runner.release_all()
    assert bench.view.progress.detail != f"The report lies in {fake.REPORT}"
    assert bench.view.save.enabled


def test_another_language_draws_anew() -> None:
    bench = Bench()
    bench.words.switch("ru")
    bench.screen.language_changed()
    assert bench.view.back.word == "Закрыть"


# ── over the real tester ──────────────────────────────────────────────────────────────────────────


class Examining:
    """The port over `Examiner`, as the program has it."""

    def __init__(self, shop: ModelShop) -> None:
        self._shop = shop
        self._form: TesterForm | None = None
        self._examiner: Examiner | None = None

    async def run_step(self, form: TesterForm, scenario: Scenario) -> StepOutcome:
        if form != self._form or self._examiner is None:
            target = Target(
                form.prepare_url,
                form.complete_url,
                form.service_id,
                form.merchant_user_id,
                form.secret_key.reveal(),
                form.merchant_trans_id,
                form.amount,
            )
            client = httpx.AsyncClient(transport=httpx.MockTransport(self._shop))
            self._form, self._examiner = form, Examiner(target, client, lambda: NOW, lambda: 0.0)
        return await self._examiner.step(scenario)

    async def save_report(self, html: str) -> str:
        return fake.REPORT


def test_a_good_server_passes_all_twenty_nine_steps() -> None:
    views: list[TesterView] = []
    screen = TesterPresenter(
        port=Examining(ModelShop(73504, KEY)),
        runner=InlineRunner(),
        words=Words("en"),
        now=lambda: NOW,
        render=views.append,
        prefill=replace(PREFILL, merchant_trans_id=ACCOUNT.order_id),
    )
    screen.edited("secret_key", KEY)
    screen.run_all()
    assert [row.number for row in views[-1].rows if row.state is not StepState.PASSED] == []
    assert views[-1].progress.side == "29 of 29"
    assert KEY not in repr(views)
