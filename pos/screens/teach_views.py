"""What the form for a new good shows, as frozen values with every word ready."""

from __future__ import annotations

from dataclasses import dataclass

from pos.screens.goods_views import GoodDetailView
from pos.screens.page_views import ChoiceView
from pos.screens.views import ActionView, FieldView


@dataclass(frozen=True, slots=True)
class CodeRowView:
    """One ИКПУ code that may fit; `ref` is its place in the list."""

    ref: int
    code: str
    name: str
    package: str


@dataclass(frozen=True, slots=True)
class TeachView:
    """The form. `locked` names fields that take no text; `focus` the field to go to, when it changes.

    `empty` stands in the card of codes while there are none; `error` is what kept it from being written.
    """

    title: str
    intro: str
    fields: tuple[FieldView, ...]
    locked: frozenset[str]
    marked: ChoiceView
    codes_title: str
    codes: tuple[CodeRowView, ...]
    selected: int
    empty: str
    detail: GoodDetailView
    error: str
    save: ActionView
    can_save: bool
    close: ActionView
    focus: str = ""
