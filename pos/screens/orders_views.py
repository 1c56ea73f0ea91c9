"""What the page of online orders shows, as frozen values with every word ready."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos.screens.link_screen import LinkView
from pos.screens.views import EvidenceView, StepView, Tone


class OrderTab(StrEnum):
    """Which orders are listed."""

    TO_DO = "to_do"  # somebody pays, or somebody in the shop has something to do
    ALL = "all"


class OrderAct(StrEnum):
    """What a key or a button of the page asks for."""

    NEXT = "next"  # the recommended step: collected, handed over, once more
    LINK = "link"  # the QR for the customer, or away with it
    CANCEL = "cancel"
    UNLABEL = "unlabel"  # the label that was scanned last comes off
    BACK = "back"


class Doing(StrEnum):
    """What the shop does with an order."""

    PICK = "pick"
    HAND_OVER = "hand_over"
    CANCEL = "cancel"
    LINK = "link"
    UNLABEL = "unlabel"


@dataclass(frozen=True, slots=True)
class OrderTabView:
    """One of the two lists; `key` is on the one that a press would open."""

    tab: OrderTab
    word: str
    count: str
    chosen: bool
    key: str


@dataclass(frozen=True, slots=True)
class OrderActionView:
    """One button under the order."""

    act: OrderAct
    word: str
    key: str
    recommended: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class OrderRowView:
    """One order. `settled` ones are quiet: nobody has anything to do; `left` counts the payer's minutes."""

    ref: str
    number: str
    source: str
    amount: str
    state: str
    left: str
    time: str
    tone: Tone
    settled: bool


@dataclass(frozen=True, slots=True)
class PickLineView:
    """What is to be fetched from the shelf. `labels` says how many are scanned; empty: it needs none."""

    quantity: str
    name: str
    barcode: str
    labels: str = ""
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class OrderDetailView:
    """The chosen order: state and next step in a band, what is in it, what happened to it.

    `link` is shown instead of the goods. `money` says who has it, `code` is small and for support.
    """

    number: str
    source: str
    amount: str
    tone: Tone
    word: str
    side: str
    headline: str
    money: str
    advice: str
    lines_title: str
    lines: tuple[PickLineView, ...]
    facts: tuple[EvidenceView, ...]
    story: tuple[StepView, ...]
    link: LinkView | None = None
    code: str = ""
    mark: Tone | None = None  # the band's sign, where it is not that of its tone
    takes_labels: bool = False  # a scan is a label for this order


@dataclass(frozen=True, slots=True)
class OrdersView:
    """The whole page. `search` is what stands in its field."""

    title: str
    summary: str
    search: str
    placeholder: str
    tabs: tuple[OrderTabView, ...]
    columns: tuple[str, ...]
    rows: tuple[OrderRowView, ...]
    selected: str
    detail: OrderDetailView | None
    actions: tuple[OrderActionView, ...]
    loading: str = ""
    empty: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class TroubleView:
    """Why a step did not work, in words; `again` when the same step may be tried once more."""

    tone: Tone
    word: str
    what: str
    money: str
    do: str
    again: bool
    code: str = ""
