"""What each window shows, as frozen values with every word ready. Presenters make them, Qt draws them.

No view decides anything: it draws what stands here and emits the intents named here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from pos.core.receipt import Receipt


class Tone(StrEnum):
    """A state's colour, shape and sound, always together (look.md «States»)."""

    GREY = "grey"  # waiting: hourglass
    BLUE = "blue"  # processing: arc
    GREEN = "green"  # paid: disc with tick
    RED = "red"  # refused: octagon with cross
    AMBER = "amber"  # unknown: diamond with question mark
    VIOLET = "violet"  # returned: square with arrow


class Intent(StrEnum):
    """What a key or button asks for. The same words in every screen."""

    HELP = "help"
    SEARCH = "search"
    QUANTITY = "quantity"
    DISCOUNT = "discount"
    HOLD = "hold"
    RECALL = "recall"
    HISTORY = "history"
    CLICK_PASS = "click_pass"  # noqa: S105 - a tender, not a password
    CASH = "cash"
    CARD = "card"
    MIXED = "mixed"
    FULL_SCREEN = "full_screen"
    LOCK = "lock"
    VOID = "void"
    MORE = "more"  # one piece more of the chosen line: +
    LESS = "less"  # one piece less: −
    AMOUNT = "amount"  # a service, or goods without a barcode, by their sum alone
    PRICE = "price"  # an own price of the chosen line
    NOTE = "note"  # a note of the chosen line; again: the comment of the receipt
    DROP_LABEL = "drop_label"  # one piece of a marked line goes, with its marking code
    UNDO = "undo"  # the last change of the receipt
    TEACH = "teach"  # the goods of a red line are written into the catalogue
    BACK = "back"
    CHECK_NOW = "check_now"
    NEXT_SALE = "next_sale"
    PRINT = "print"
    NEW_CODE = "new_code"
    CANCEL_LATER = "cancel_later"  # cancel the sale once the check is over; again: keep it
    DECIDE = "decide"  # the manager's decision
    HANDED_OVER = "handed_over"  # the goods of a payment found after a crash are with the customer
    GIVE_BACK = "give_back"  # the manager is to return the money
    CLOSE_CARD = "close_card"  # somebody has read it and takes care
    OFD_QUEUE = "ofd_queue"
    ONLINE_ORDERS = "online_orders"
    BY_LINK = "by_link"  # make an online order of the receipt; its customer pays on his own phone
    SHOP_API_TEST = "shop_api_test"
    GOODS = "goods"  # the manager's list of goods
    PRINTER = "printer"  # its set-up
    PRINT_WAITING = "print_waiting"  # the papers that wait for it, now
    SEND_QUEUE = "send_queue"
    DISMISS = "dismiss"  # take the manager's banner away
    CLOSE_WINDOW = "close_window"  # somebody tried to close it over a payment


@dataclass(frozen=True, slots=True)
class LineView:
    """One row of the sale. `look` decides colours and strike-through; `meta` is louder after two spaces."""

    number: int
    name: str
    meta: str
    quantity: str
    price: str
    total: str
    look: Literal["plain", "newest", "voided", "unknown", "locked"] = "plain"
    selected: bool = False


@dataclass(frozen=True, slots=True)
class CellView:
    """One of the three money cells under the total; amber when nobody knows."""

    label: str
    value: str
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class TotalView:
    """The largest thing on the screen. `digits` never wraps."""

    label: str
    digits: str
    unit: str
    cells: tuple[CellView, ...] = ()


@dataclass(frozen=True, slots=True)
class ChipView:
    """What works now. `name` is cash, click, ofd, printer or orders.

    A press opens the payment of `payment_ref`, else asks for `intent`; with neither it cannot be pressed.
    `hint` says more where the pointer rests.
    """

    name: str
    word: str
    detail: str = ""
    look: Literal["fine", "queue", "down", "checking"] = "fine"
    payment_ref: str = ""
    hint: str = ""
    intent: Intent | None = None


@dataclass(frozen=True, slots=True)
class BannerView:
    """What the manager must hear of although the sale goes on; `more` says how many others wait behind it."""

    tone: Tone
    what: str
    do: str
    more: str
    dismiss: ActionView


@dataclass(frozen=True, slots=True)
class KeyView:
    """One cell of the F-key bar."""

    key: str
    word: str
    intent: Intent | None
    enabled: bool = True
    recommended: bool = False


@dataclass(frozen=True, slots=True)
class QuickKeyView:
    """One quick key. `barcode` is what a press scans; empty for a search key.

    `page` is the number of its page. `colour` is a name of `Tone`, `#rgb` or `#rrggbb`; empty: none.
    """

    barcode: str
    name: str
    detail: str
    page: int = 1
    colour: str = ""


@dataclass(frozen=True, slots=True)
class TenderView:
    """One tender button; CLICK Pass first."""

    intent: Intent
    word: str
    key: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class ActionView:
    """One button of a state panel."""

    intent: Intent
    word: str
    key: str
    recommended: bool = False


@dataclass(frozen=True, slots=True)
class StepView:
    """One line of what has happened so far: a tick when done, an arc while it runs."""

    word: str
    time: str = ""
    done: bool = True


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One cell of the evidence card of an unknown payment."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class RingView:
    """The countdown. `left_s` was true when the state was made; the view counts down from then by itself."""

    left_s: float
    window_s: float
    unit: str


@dataclass(frozen=True, slots=True)
class PanelView:
    """The state panel that takes the place of quick keys and tenders while a payment is on.

    `shows_camera` asks for the preview inside; `advice_label` over `advice` is what to tell the customer.
    """

    tone: Tone
    word: str
    side: str = ""
    headline: str = ""
    money: str = ""
    ring: RingView | None = None
    shows_camera: bool = False
    steps: tuple[StepView, ...] = ()
    evidence: tuple[EvidenceView, ...] = ()
    advice_label: str = ""
    advice: str = ""
    actions: tuple[ActionView, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class InputView:
    """The one input line. `mode` chooses its icon; a locked one takes no text."""

    placeholder: str
    mode: Literal["goods", "qr", "locked", "quantity", "note"] = "goods"
    text: str = ""
    alert: str = ""  # one red sentence under or in the line: a wrong kind of code


@dataclass(frozen=True, slots=True)
class SaleView:
    """The cashier's window."""

    register: str
    cashier: str
    clock: str
    language: str
    training_word: str  # empty in live mode; else the words of the frame
    training_detail: str
    input: InputView
    columns: tuple[str, str, str, str, str]
    lines: tuple[LineView, ...]
    empty_word: str
    empty_detail: str
    footer_left: tuple[str, ...]
    footer_right: str
    total: TotalView
    quick_keys: tuple[QuickKeyView, ...]
    blocked: str  # one sentence above disabled tenders; empty when nothing blocks
    tenders: tuple[TenderView, ...]
    chips: tuple[ChipView, ...]
    keys: tuple[KeyView, ...]
    panel: PanelView | None = None
    remove_word: str = ""  # the buttons of a red line
    find_word: str = ""
    teach_word: str = ""
    page_words: tuple[str, str] = ("", "")  # what the keys that turn the pages of the quick keys are called
    toast: str = ""
    banner: BannerView | None = None


@dataclass(frozen=True, slots=True)
class CustomerView:
    """The customer's screen: lines, total, state and ring; no controls."""

    shop: str
    training_word: str
    lines: tuple[LineView, ...]
    total: TotalView
    tone: Tone
    word: str
    detail: str
    ring: RingView | None
    greeting: str  # shown instead of lines when there is no sale


@dataclass(frozen=True, slots=True)
class HistoryRowView:
    """One payment of the history."""

    ref: str
    time: str
    number: str
    amount: str
    state: str
    tone: Tone
    card: str
    fiscal: str


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Today's sales with the paper of the chosen one."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[HistoryRowView, ...]
    selected: str  # ref of the chosen row
    loading: str  # a word while it is read
    empty: str  # a sentence when there is nothing
    error: str
    paper: Receipt | None
    details: tuple[EvidenceView, ...]
    print_word: str
    close_word: str
    open_word: str = ""  # the button that shows the card of a payment in doubt; empty: there is none


@dataclass(frozen=True, slots=True)
class SearchView:
    """Goods found by a part of their name."""

    title: str
    placeholder: str
    text: str
    rows: tuple[QuickKeyView, ...]
    empty: str
    close_word: str


@dataclass(frozen=True, slots=True)
class PhoneChoiceView:
    """One trouble that the training phone can play."""

    scenario: str
    word: str
    detail: str


@dataclass(frozen=True, slots=True)
class PhoneView:
    """The training phone: a fresh code and what happens after the scan."""

    title: str
    code: str
    code_text: str
    refresh_word: str
    choices_title: str
    choices: tuple[PhoneChoiceView, ...]
    chosen: str
    show_word: str  # the button that holds the phone to the camera
    showing: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of the wizard."""

    name: str
    label: str
    value: str
    hint: str = ""
    error: str = ""
    secret: bool = False

    def __repr__(self) -> str:
        shown = "•••" if self.secret else self.value
        return f"FieldView({self.name}, {shown!r}, error={self.error!r})"


@dataclass(frozen=True, slots=True)
class WizardView:
    """The first start: what CLICK gave the shop, and a test of the connection."""

    title: str
    intro: str
    fields: tuple[FieldView, ...]
    test_word: str
    test_result: str
    test_tone: Tone
    testing: bool
    warning: str  # where the key is kept when there is no vault
    save_word: str
    cancel_word: str
    can_save: bool = False


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A full-window sentence when the till cannot sell: what happened, where the money is, what to do."""

    tone: Tone
    word: str
    what: str
    money: str
    do: str
    actions: tuple[ActionView, ...] = field(default=())
    code: str = ""  # small, copyable: facts for whoever helps
