"""What the page of the printer shows, as frozen values with every word ready."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos.core.receipt import Receipt
from pos.screens.tester_views import ProgressView
from pos.screens.views import FieldView


class PrinterAct(StrEnum):
    """What a button of the page does."""

    TEST = "test"
    CODE_PAGES = "code_pages"
    PRINT_WAITING = "print_waiting"
    FORGET = "forget"
    FORGET_NOW = "forget_now"  # the answer to the question
    SAVE = "save"
    SAVE_AND_LEAVE = "save_and_leave"
    LEAVE = "leave"  # without saving
    BACK = "back"


@dataclass(frozen=True, slots=True)
class SetUpFieldView:
    """One field. A choice is stepped through, a text is typed; a locked one is only shown."""

    field: FieldView
    is_choice: bool = False
    locked: bool = False


@dataclass(frozen=True, slots=True)
class PrinterButton:
    """One button below the form."""

    act: PrinterAct
    word: str
    key: str
    enabled: bool = True
    recommended: bool = False


@dataclass(frozen=True, slots=True)
class PrinterView:
    """The whole page. `paper` is drawn `columns` letters and `paper_mm` wide; None while it is made.

    While `asking`, the buttons are the answers and the fields take nothing.
    """

    title: str
    intro: str
    fields: tuple[SetUpFieldView, ...]
    progress: ProgressView
    buttons: tuple[PrinterButton, ...]
    paper_title: str
    paper: Receipt | None
    columns: int = 48
    paper_mm: int = 80
    asking: bool = False
