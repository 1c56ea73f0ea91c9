"""A page with fields at the left and what they mean at the right, as frozen values with every word ready."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos.screens.goods_views import LackView
from pos.screens.page_views import ChoiceView
from pos.screens.views import FieldView, Tone


class FormAct(StrEnum):
    """What a key or a button of the form asks for."""

    BACK = "back"
    SAVE = "save"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class FormActionView:
    """One button."""

    act: FormAct
    word: str
    key: str
    recommended: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FormView:
    """`rows` are the fields as they share a line; at the right a band, sentences, then choices.

    `side_empty` stands where there is nothing to choose from. `error` is what went wrong with the whole.
    """

    title: str
    intro: str
    rows: tuple[tuple[FieldView, ...], ...]
    side_tone: Tone
    side_word: str
    sentences: tuple[LackView, ...]
    choices_title: str
    choices: tuple[ChoiceView, ...]
    side_empty: str
    actions: tuple[FormActionView, ...]
    error: str = ""
