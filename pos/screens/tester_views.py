"""What the window of the SHOP-API tester shows, as frozen values with every word ready."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos.screens.views import EvidenceView, FieldView, Tone


class StepState(StrEnum):
    """How far a step is."""

    NOT_RUN = "not_run"
    WAITING = "waiting"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"


TONES = {
    StepState.NOT_RUN: Tone.GREY,
    StepState.WAITING: Tone.GREY,
    StepState.RUNNING: Tone.BLUE,
    StepState.PASSED: Tone.GREEN,
    StepState.FAILED: Tone.RED,
}
"""Shape and colour of each; a step that was not run has no shape."""


@dataclass(frozen=True, slots=True)
class StepRowView:
    """One step of the table. `meta` stands below the title: what is sent, or what was wrong.

    `tag` marks what is not CLICK's own; `begins_ours` draws the border between the two sets.
    """

    number: int
    title: str
    meta: str
    tag: str
    expected: str
    got: str
    state: StepState
    word: str
    begins_ours: bool = False


@dataclass(frozen=True, slots=True)
class ProgressView:
    """How the run stands. `tone` None is rest: no colour. `done` of `count` fills the bar while it runs."""

    tone: Tone | None
    word: str
    detail: str
    side: str = ""
    done: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class LogPartView:
    """A part of the log: what it is, and its text with lines as they were."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class LogView:
    """The selected step: its title, how it went, what to do about it, request and answer."""

    title: str
    state: StepState
    verdict: str
    advice: str
    parts: tuple[LogPartView, ...]


@dataclass(frozen=True, slots=True)
class ButtonView:
    """One button below the table."""

    word: str
    key: str
    enabled: bool = True
    recommended: bool = False


@dataclass(frozen=True, slots=True)
class TesterView:
    """The whole window. `locked` fields take no text; `facts` are the numbers that the server gave.

    The last button, at Esc, stops while `running` and leaves otherwise.
    """

    __test__ = False  # its name is no test's

    title: str
    intro: str
    fields: tuple[FieldView, ...]
    facts: tuple[EvidenceView, ...]
    progress: ProgressView
    columns: tuple[str, ...]
    rows: tuple[StepRowView, ...]
    selected: int
    log: LogView
    run: ButtonView
    step: ButtonView
    save: ButtonView
    back: ButtonView
    running: bool

    @property
    def locked(self) -> bool:
        """Whether the fields take no text."""
        return self.running
