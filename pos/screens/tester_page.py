"""The window of the SHOP-API tester as it is drawn from what is known: form, table, progress, log. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from pos.core.secret import SecretKey
from pos.screens.tester_fields import FIELDS, wrong
from pos.screens.tester_port import StepOutcome, TesterForm
from pos.screens.tester_views import (
    ButtonView,
    LogPartView,
    LogView,
    ProgressView,
    StepRowView,
    StepState,
    TesterView,
)
from pos.screens.tester_words import address_of, advice, codes, covered, is_unreachable, readable, why
from pos.screens.views import EvidenceView, FieldView, Tone
from pos.screens.wizard_fields import Field
from pos.screens.wording import explain
from pos.screens.words import Words, _
from pos.shop_api.scenarios import ALL, Ask, Scenario

ASKED = {Ask.PREPARE: "Prepare", Ask.COMPLETE: "Complete"}
FIRST_OF_OURS = next(scenario.number for scenario in ALL if scenario.ours)
STATE_WORDS = {
    StepState.NOT_RUN: _("not run"),
    StepState.WAITING: _("waiting"),
    StepState.RUNNING: _("running"),
    StepState.PASSED: _("passed"),
    StepState.FAILED: _("not passed"),
}


class Ended(Enum):
    """Why nothing runs now."""

    NOT_BEGUN = auto()
    DONE = auto()
    STOPPED = auto()
    UNREACHABLE = auto()  # the first step that found nobody at the address ends the run
    BROKEN = auto()  # the till's own trouble
    NOT_FILLED = auto()


@dataclass(frozen=True, slots=True)
class TesterState:
    """What the presenter holds. `queue` is what is left of the run, the running step first.

    `values` has the key that was typed, so it is never shown. `results` belong to `form`.
    """

    __test__ = False  # its name is no test's

    values: Mapping[str, str] = field(repr=False)
    has_key: bool
    touched: frozenset[str] = frozenset()
    form: TesterForm | None = None
    results: Mapping[int, StepOutcome] = field(default_factory=dict)
    queue: tuple[Scenario, ...] = ()
    ran: tuple[int, ...] = ()
    whole: bool = True
    selected: int = ALL[0].number
    follows: bool = True
    ended: Ended = Ended.NOT_BEGUN
    error: BaseException | None = None
    saving: bool = False
    report: str = ""
    not_saved: BaseException | None = None

    @property
    def running(self) -> bool:
        """Whether a step is on its way."""
        return bool(self.queue)

    @property
    def can_save(self) -> bool:
        """Whether there is something to report and nothing on its way."""
        return bool(self.results) and not self.running and not self.saving

    @property
    def is_good(self) -> bool:
        """Whether the whole table passed: its report is what comes next."""
        return self.can_save and self.whole and self.ended is Ended.DONE and not self.failed

    @property
    def failed(self) -> tuple[StepOutcome, ...]:
        """The steps of this run that did not pass, in their order."""
        went = (self.results.get(number) for number in self.ran)
        return tuple(outcome for outcome in went if outcome is not None and outcome.wrong is not None)

    @property
    def passed(self) -> int:
        """How many steps of this run passed."""
        return sum(1 for number in self.ran if number in self.results) - len(self.failed)

    def state_of(self, number: int) -> StepState:
        """How far step `number` is."""
        if self.queue and self.queue[0].number == number:
            return StepState.RUNNING
        if any(scenario.number == number for scenario in self.queue):
            return StepState.WAITING
        if number not in self.results:
            return StepState.NOT_RUN
        return StepState.PASSED if self.results[number].wrong is None else StepState.FAILED


def tester_view(s: TesterState, words: Words) -> TesterView:
    """The whole window."""
    say = words.say
    prepared = [one.prepare_id for one in s.results.values() if one.prepare_id is not None]
    confirmed = [one.confirm_id for one in s.results.values() if one.confirm_id is not None]
    return TesterView(
        title=say("Test of a SHOP-API server"),
        intro=say("As CLICK’s testing software does"),
        fields=tuple(_field(one, s, words) for one in FIELDS),
        facts=(
            EvidenceView("merchant_prepare_id", _number(prepared[-1] if prepared else None)),
            EvidenceView("merchant_confirm_id", _number(confirmed[-1] if confirmed else None)),
        ),
        progress=_progress(s, words),
        columns=(say("No."), say("Step"), say("Expected"), say("Received"), say("Result")),
        rows=tuple(_row(scenario, s, words) for scenario in ALL),
        selected=s.selected,
        log=_log(s, words),
        run=ButtonView(say("Run all"), "F8", enabled=not s.running, recommended=not s.is_good),
        step=ButtonView(say("Run this step"), "↵", enabled=not s.running),
        save=ButtonView(
            say("Being written…") if s.saving else say("Save the report"),
            "F10",
            enabled=s.can_save,
            recommended=s.is_good,
        ),
        back=ButtonView(say("Stop") if s.running else say("Close"), "Esc"),
        running=s.running,
    )


def _field(one: Field, s: TesterState, words: Words) -> FieldView:
    say = words.say
    hint = _("Empty: the key of this till signs") if one.secret and s.has_key else one.hint
    trouble = wrong(one, s.values, has_key=s.has_key) if one.name in s.touched else ""
    return FieldView(
        one.name, say(one.label), s.values.get(one.name, ""), say(hint), say(trouble), secret=one.secret
    )


def _row(scenario: Scenario, s: TesterState, words: Words) -> StepRowView:
    say, outcome = words.say, s.results.get(scenario.number)
    state = s.state_of(scenario.number)
    meta = ASKED[scenario.ask]
    if outcome is not None and state is StepState.FAILED:
        meta = why(outcome, words)
    elif outcome is not None and state is StepState.PASSED:
        meta = f"{meta} · {_took(outcome, words)}"
    shown = state in (StepState.PASSED, StepState.FAILED) and outcome is not None
    return StepRowView(
        number=scenario.number,
        title=say(scenario.title),
        meta=meta,
        tag=say("ours") if scenario.ours else "",
        expected=codes(scenario.expected),
        got=_number(outcome.error if outcome and shown else None),
        state=state,
        word=say(STATE_WORDS[state]),
        begins_ours=scenario.number == FIRST_OF_OURS,
    )


def _log(s: TesterState, words: Words) -> LogView:
    """The selected step. Before it ran: that there is nothing yet."""
    say = words.say
    scenario = next(scenario for scenario in ALL if scenario.number == s.selected)
    state, outcome = s.state_of(scenario.number), s.results.get(scenario.number)
    title = f"{scenario.number}. {say(scenario.title)}"
    if outcome is None or state not in (StepState.PASSED, StepState.FAILED):
        begun = state is StepState.RUNNING
        told = say("Waiting for the answer…") if begun else say("Request and answer appear here")
        return LogView(title, state, "", told, ())
    key = s.form.secret_key if s.form else SecretKey()
    verdict = f"{say('Passed')} · {_took(outcome, words)}"
    if outcome.wrong is not None:
        trouble = why(outcome, words)
        verdict = f"{say('Not passed')}: {trouble}"
    answer = readable(outcome.answer, key) or say("no answer")
    label = say("Answer")
    if outcome.status is not None:
        label = f"{label} · HTTP {outcome.status}"
    parts = (LogPartView(say("Request"), covered(outcome.request, key)), LogPartView(label, answer))
    return LogView(title, state, verdict, advice(outcome, words), parts)


# ---- how the run stands -------------------------------------------------------------------------------


def _progress(s: TesterState, words: Words) -> ProgressView:
    say = words.say
    if s.running:
        done = len(s.ran) - len(s.queue)
        side = say("{number} of {count}", number=done + 1, count=len(s.ran))
        detail = f"{s.queue[0].number}. {say(s.queue[0].title)}"
        tone = Tone.BLUE
        return ProgressView(tone, say("The test is running"), detail, side, done, len(s.ran))
    found = _rest(s, words)
    if s.not_saved is not None:
        told = explain(s.not_saved, words)
        return ProgressView(Tone.RED, say("The report was not saved"), f"{told.what}. {told.do}", found.side)
    if s.report:
        file = say("The report lies in {file}", file=s.report)
        return ProgressView(found.tone, found.word, file, found.side)
    return found


def _rest(s: TesterState, words: Words) -> ProgressView:
    """How the last run ended."""
    say = words.say
    side = say("{passed} of {count}", passed=s.passed, count=len(s.ran)) if s.ran else ""
    match s.ended:
        case Ended.NOT_BEGUN:
            detail = say("No money moves, but the server believes what it is told: it must be one for tests")
            return ProgressView(None, say("Fill in the form and press F8"), detail)
        case Ended.NOT_FILLED:
            return ProgressView(
                Tone.RED, say("Not everything is filled in"), say("Correct the fields marked in red")
            )
        case Ended.STOPPED:
            return ProgressView(
                Tone.GREY, say("Stopped"), say("What had its answer stays in the table"), side
            )
        case Ended.BROKEN:
            told = explain(s.error or RuntimeError(), words)
            return ProgressView(Tone.RED, told.what, told.do, side)
        case Ended.UNREACHABLE:
            return _unreachable(s, words)
        case Ended.DONE:
            return _done(s, words, side)


def _unreachable(s: TesterState, words: Words) -> ProgressView:
    outcome = next(one for one in s.failed if is_unreachable(one))
    address = address_of(outcome.scenario, s.form) if s.form else ""
    detail = words.say(
        "Nobody answers at {address}. Check the address, and that the server runs", address=address
    )
    return ProgressView(Tone.RED, words.say("The server cannot be reached"), detail)


def _done(s: TesterState, words: Words, side: str) -> ProgressView:
    say = words.say
    if not s.failed:
        word = say("Every step passed") if s.whole else say("Passed")
        return ProgressView(Tone.GREEN, word, say("The report can be saved now: F10"), side)
    first = s.failed[0]
    trouble = why(first, words)
    detail = f"{first.scenario.number}. {say(first.scenario.title)}: {trouble}"
    return ProgressView(Tone.RED, say("Steps not passed: {count}", count=len(s.failed)), detail, side)


def _took(outcome: StepOutcome, words: Words) -> str:
    took_ms, unit = round(outcome.took_s * 1000), words.say("ms")
    return f"{took_ms}\u00a0{unit}"


def _number(number: int | None) -> str:
    return "—" if number is None else str(number)
