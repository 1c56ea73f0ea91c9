"""What the pages of goods show, as frozen values with every word ready: the list, and a table taken in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos.screens.orders_views import OrderTabView
from pos.screens.views import EvidenceView, FieldView, Tone


@dataclass(frozen=True, slots=True)
class GoodRowView:
    """One good of a list. `tone` is how ready it is: green, amber, red; `why`: what is wrong with the row."""

    ref: str
    name: str
    barcode: str
    price: str
    tone: Tone
    word: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class LackView:
    """One thing that is missing, and what to do about it."""

    tone: Tone
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class GoodDetailView:
    """The chosen good: how ready it is, what it lacks, all its fields."""

    ref: str
    name: str
    below: str
    price: str
    tone: Tone
    word: str
    meaning: str
    lacks: tuple[LackView, ...]
    facts: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class LevelView:
    """How many goods are so ready."""

    tone: Tone
    word: str


@dataclass(frozen=True, slots=True)
class GoodsPlace:
    """Where somebody is in the list, to come back to it."""

    search: str = ""
    not_ready: bool = False
    selected: str = ""


class GoodsAct(StrEnum):
    """What a key or a button of the list asks for."""

    EDIT = "edit"
    TAKE = "take"
    ACCEPT = "accept"
    SCALES = "scales"
    IMPORT = "import"
    CLOSE = "close"
    YES = "yes"
    NO = "no"
    TAKE_BACK = "take_back"


@dataclass(frozen=True, slots=True)
class GoodsActionView:
    """One button."""

    act: GoodsAct
    word: str
    key: str
    recommended: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class GoodsView:
    """The list. `foot` says that there are more than are listed; `search` is what stands in its field."""

    title: str
    levels: tuple[LevelView, ...]
    search: str
    placeholder: str
    tabs: tuple[OrderTabView, ...]
    columns: tuple[str, ...]
    rows: tuple[GoodRowView, ...]
    selected: str
    detail: GoodDetailView | None
    actions: tuple[GoodsActionView, ...]
    foot: str = ""
    loading: str = ""
    empty: str = ""
    error: str = ""


class ImportStep(StrEnum):
    """Where somebody is with a table."""

    FILE = "file"
    COLUMNS = "columns"
    CHECK = "check"
    DONE = "done"


class ImportAct(StrEnum):
    """What a key or a button of the import asks for."""

    BACK = "back"
    BROWSE = "browse"
    NEXT = "next"
    TAKE_IN = "take_in"


@dataclass(frozen=True, slots=True)
class ImportActionView:
    """One button."""

    act: ImportAct
    word: str
    key: str
    recommended: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class ColumnRowView:
    """One column of the file, the first value in it, and what it is for us; quiet where it is not used."""

    place: int
    header: str
    sample: str
    means: str
    used: bool


@dataclass(frozen=True, slots=True)
class ColumnChoiceView:
    """What the chosen column may be. `note`: it is needed, or another column of the file is this already."""

    name: str
    word: str
    note: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ColumnsView:
    """The columns of the file at the left, what the chosen one may be at the right, the first goods below."""

    heads: tuple[str, ...]
    rows: tuple[ColumnRowView, ...]
    selected: int
    choices_title: str
    choices: tuple[ColumnChoiceView, ...]
    preview_title: str
    preview: tuple[GoodRowView, ...]


@dataclass(frozen=True, slots=True)
class BadRowView:
    """A row that cannot be taken in."""

    number: str
    column: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """One number of the summary."""

    label: str
    value: str
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class ReportView:
    """How the table stands. `part` from 0 to 1 is how far it is; None when nothing runs or nobody knows."""

    tone: Tone
    word: str
    what: str
    do: str
    figures: tuple[FigureView, ...] = ()
    part: float | None = None
    bad_heads: tuple[str, ...] = ()
    bad: tuple[BadRowView, ...] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True)
class ImportView:
    """The page of the import; what belongs to another step is None or empty. `path` numbers the steps."""

    title: str
    path: tuple[str, ...]
    step: ImportStep
    intro: str
    field: FieldView | None
    hints: tuple[str, ...]
    columns: ColumnsView | None
    report: ReportView | None
    error: str
    actions: tuple[ImportActionView, ...]
