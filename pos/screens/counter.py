"""What the parts of the sale screen share: the desks, what is being typed, and the ways out. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from pos.core.catalogue import Good
from pos.core.errors import JournalTrouble, PosError
from pos.core.money import Quantity
from pos.core.sale import Sale
from pos.core.scales import DEFAULT
from pos.core.weighed import WeighedScheme
from pos.flow.order_ports import OrderDesk
from pos.flow.ports import ModeKnown
from pos.screens.alarms import Alarms
from pos.screens.background import Background
from pos.screens.desk import Attempt, Desk, Stage
from pos.screens.open_orders import OpenOrders
from pos.screens.rules import NO_RULES, Rules
from pos.screens.runner import Runner
from pos.screens.sounds import Sound
from pos.screens.status_strip import Strip
from pos.screens.till_port import Till
from pos.screens.views import Intent
from pos.screens.words import Sentence

TOAST_S = 6.0
MIRRORED_LETTERS = 8


class Asked(StrEnum):
    """What the input line asks for."""

    QUANTITY = "quantity"
    DISCOUNT = "discount"
    PRICE = "price"
    AMOUNT = "amount"  # the sum of what has no barcode
    NOTE = "note"  # a text: letters open no search
    CASH = "cash"  # how much of the sale is paid in cash
    LABEL = "label"  # the marking code of the piece that goes: a scan is the answer


@dataclass(frozen=True, slots=True)
class Question:
    """Asked of line `line`; of a `good` that is not there yet, how much; without both, of the receipt."""

    line: int | None = None
    good: Good | None = None
    asked: Asked = Asked.QUANTITY

    @property
    def is_text(self) -> bool:
        """Whether letters are the answer."""
        return self.asked is Asked.NOTE


@dataclass(slots=True)
class Counter:
    """The state of the sale screen. Changed only in the GUI thread, drawn by `redraw`."""

    till: Till
    runner: Runner
    now: Callable[[], datetime]
    monotonic_s: Callable[[], float]
    play: Callable[[str], None]
    navigate: Callable[[Intent, str], None]
    redraw: Callable[[], None]
    window_s: float
    desk: Desk
    rules: Rules = NO_RULES
    fiscal_rates: tuple[int, ...] | None = None  # VAT rates that goods are judged by; None: nobody judges
    schemes: Sequence[WeighedScheme] = DEFAULT  # of the scales, as they were when a label was not found
    asides: tuple[Desk, ...] = ()
    typing: str = field(default="", repr=False)
    mirrored: str = ""  # what the view repeats of it: never so much that it could be a payment QR
    multiplier: Quantity | None = None
    question: Question | None = None
    finding_line: int | None = None  # the red line for which goods are being searched
    alert: Sentence | PosError | None = None
    toast: Sentence | None = None
    toast_until_s: float = 0.0
    quick_keys: tuple[Good, ...] = ()
    attempts: int = 0  # how many were begun; their numbers
    camera_works: bool = True
    strip: Strip = field(default_factory=Strip)
    alarms: Alarms = field(default_factory=Alarms)
    mode: ModeKnown | None = None
    read_only: JournalTrouble | None = None  # safe mode: why the journal is open for reading only
    background: Background = field(default_factory=Background)
    online: OrderDesk | None = None  # without it the till has no online orders
    orders: OpenOrders = field(default_factory=OpenOrders)

    def fresh_desk(self) -> Desk:
        """An empty receipt."""
        return Desk(Sale(self.till.new_sale_id()))

    def new_attempt(self) -> Attempt:
        """A numbered attempt that waits for a QR."""
        self.attempts += 1
        return Attempt(self.attempts, Stage.WAITING, self.monotonic_s(), self.window_s)

    def type(self, text: str) -> None:
        """What stands in the input line now. A long text is not repeated: it may be a QR that is scanned."""
        self.typing = text
        if len(text) <= MIRRORED_LETTERS:
            self.mirrored = text

    def forget_entry(self) -> None:
        """Drop what is half typed; lines of the sale are never dropped."""
        self.type("")
        self.multiplier = None
        self.question = None
        self.finding_line = None
        self.alert = None

    def warn(self, alert: Sentence | PosError, sound: Sound | None = Sound.UNKNOWN) -> None:
        """Show one red sentence at the input line."""
        self.alert = alert
        if sound:
            self.play(sound)

    def tell(self, toast: Sentence) -> None:
        """Show a message for six seconds; never for money in doubt."""
        self.toast = toast
        self.toast_until_s = self.monotonic_s() + TOAST_S

    @property
    def is_idle(self) -> bool:
        """Whether nobody is being served: an empty receipt and nothing half typed."""
        nothing = not (self.typing or self.multiplier or self.question)
        return self.desk.stage is Stage.ENTRY and not self.desk.sale.lines and nothing

    @property
    def is_in_window(self) -> bool:
        """Whether a payment is on its way or may still be confirmed: the till is not closed over it (E10)."""
        if self.desk.stage is Stage.PROCESSING:
            return True
        aside = (parked.desk.attempt for parked in self.background.all if parked.desk)
        now_s = self.monotonic_s()
        for attempt in (self.desk.attempt, *aside):
            if attempt and attempt.stage is Stage.UNKNOWN and (attempt.ends_s or 0.0) > now_s:
                return True
        return self.background.is_in_window(self.now())

    def refuses(self) -> bool:
        """In safe mode: say why nothing is sold; whether it was said."""
        if self.read_only is None:
            return False
        self.warn(self.read_only)
        return True

    def put_aside(self) -> None:
        """Keep the desk for later, unless it is empty."""
        if self.desk.sale.lines:
            self.asides = (*self.asides, self.desk)

    def next_desk(self) -> None:
        """Go on with the receipt that a card pushed aside last, else with an empty one.

        What the cashier held comes back by F5 only: the next customer's goods must not land on it.
        """
        self.forget_entry()
        pushed = next((desk for desk in reversed(self.asides) if not desk.is_held), None)
        self.asides = tuple(desk for desk in self.asides if desk is not pushed)
        self.desk = pushed or self.fresh_desk()

    def hold(self) -> None:
        """Keep the receipt until the cashier wants it again, and open an empty one."""
        self.asides = (*self.asides, replace(self.desk, is_held=True))
        self.forget_entry()
        self.desk = self.fresh_desk()
