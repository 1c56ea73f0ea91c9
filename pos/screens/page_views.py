"""What the manager's pages show, as frozen values with every word ready: tables and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pos.screens.views import ActionView, EvidenceView, FieldView, StepView, Tone


@dataclass(frozen=True, slots=True)
class TableRowView:
    """One row. Each cell is an upper line and a quieter lower one.

    `tone` marks the third cell, the state; `is_late` makes the last one red.
    """

    ref: str
    cells: tuple[tuple[str, str], ...]
    tone: Tone = Tone.GREY
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class TableView:
    """A page of rows. `summary` stands beside the title; in red when `is_late`.

    `widths` are parts of the row; `figures` names the columns that stand at the right. With `takes_scans`
    a scanned code belongs to the chosen row; `hint` says so below the rows.
    """

    title: str
    columns: tuple[str, ...]
    widths: tuple[float, ...]
    figures: frozenset[int]
    rows: tuple[TableRowView, ...]
    actions: tuple[ActionView, ...]
    summary: str = ""
    is_late: bool = False
    loading: str = ""
    empty: str = ""
    error: str = ""
    hint: str = ""
    takes_scans: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One of several choices. `name` is what a press says."""

    name: str
    word: str
    meaning: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The manager's decision on one payment: first what was found, then once more before it is signed.

    In the step `confirm` only `question` and `consequence` are asked; nothing can be changed there.
    """

    title: str
    step: Literal["choose", "confirm"]
    amount_label: str
    amount: str
    facts: tuple[EvidenceView, ...]
    story_title: str
    story: tuple[StepView, ...]
    choices_title: str
    choices: tuple[ChoiceView, ...]
    reasons_title: str
    reasons: tuple[ChoiceView, ...]
    fields: tuple[FieldView, ...]
    question: str
    consequence: str
    error: str
    actions: tuple[ActionView, ...]
    can_go_on: bool
