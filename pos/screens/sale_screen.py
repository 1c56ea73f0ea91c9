"""The cashier's screen: takes what the cashier does and what the till tells, and draws one frozen view.

GUI thread. Decides nothing about money: `paying` calls the till, `goods_entry` changes the lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from pos.core.catalogue import Good
from pos.core.sale import Sale
from pos.flow.events import Event, OrderChanged
from pos.flow.history_ports import Unsettled
from pos.flow.order_ports import OrderDesk
from pos.screens.counter import Asked, Counter
from pos.screens.desk import Desk, Stage
from pos.screens.drawing import Drawing
from pos.screens.fiscal_remarks import read_rates
from pos.screens.goods_entry import GoodsEntry
from pos.screens.hearing import Hearing
from pos.screens.knowledge import read_mode, read_orders, read_queue, read_trouble
from pos.screens.paying import Paying
from pos.screens.pressing import Pressing
from pos.screens.recalling import Recalling
from pos.screens.rules import NO_RULES, Rules
from pos.screens.runner import Runner
from pos.screens.sale_view import Place
from pos.screens.scanning import Scanning
from pos.screens.tendering import NOTE, Tendering
from pos.screens.till_port import Till
from pos.screens.views import CustomerView, Intent, SaleView
from pos.screens.words import Words

_QUANTITY_AND_CODE = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,3})?\*[0-9]{6,14}")


class SalePresenter:
    """Everything that happens at the till's main window."""

    def __init__(
        self,
        *,
        till: Till,
        online: OrderDesk | None = None,
        runner: Runner,
        words: Words,
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
        render: Callable[[SaleView], None],
        render_customer: Callable[[CustomerView], None] = lambda _view: None,
        sound: Callable[[str], None] = lambda _name: None,
        navigate: Callable[[Intent, str], None] = lambda _intent, _text: None,
        trouble: Callable[[BaseException], None] = lambda _error: None,
        shop: str = "",
        register: str = "",
        cashier: str = "",
        training: bool = False,
        window_s: float = 30.0,
        rules: Rules = NO_RULES,
        customer_words: Words | None = None,
        later: Callable[[float, Callable[[], None]], None] = lambda _seconds, call: call(),
    ) -> None:
        """Make the screen of an empty sale; `start` draws it.

        `navigate` opens what is not this screen: SEARCH (with a text), HISTORY, HELP, FULL_SCREEN. `trouble`
        hears why the journal or the catalogue could not be read at the start. `window_s` are the seconds of
        CLICK's window until the first news of a payment tells them.
        """
        self.words = words
        self._trouble = trouble
        self.customer_words = customer_words or words
        place = Place(shop, register, cashier, training)
        self._drawing = Drawing(place, words, self.customer_words, render, render_customer, later)
        self._c = Counter(
            till=till,
            runner=runner,
            now=now,
            monotonic_s=monotonic_s,
            play=sound,
            navigate=navigate,
            redraw=self._draw,
            window_s=window_s,
            desk=Desk(Sale(till.new_sale_id())),
            online=online,
            rules=rules,
        )
        self._entry = GoodsEntry(self._c)
        self._paying = Paying(self._c)
        self._recalling = Recalling(self._c)
        self._scanning = Scanning(self._c, self._entry, self._paying)
        self._tendering = Tendering(self._c)
        self._pressing = Pressing(
            self._c, self._entry, self._paying, self._recalling, self._scanning, self._tendering
        )
        self._hearing = Hearing(self._c, self._paying, self._recalling)

    @property
    def counter(self) -> Counter:
        """What the pages beside the sale read."""
        return self._c

    def start(self) -> None:
        """Draw the empty till, then load the quick keys and what an earlier run left open."""
        self._draw()
        c = self._c

        def keys(goods: Sequence[Good]) -> None:
            c.quick_keys = tuple(goods)
            self._draw()

        def rows(found: Sequence[Unsettled]) -> None:
            for unsettled in found:
                c.background.remember(unsettled)
            self._recalling.fill()
            self._draw()

        c.runner.run(c.till.quick_keys(), keys, self._trouble)
        c.runner.run(c.till.unsettled(), rows, self._trouble)
        read_trouble(c)
        read_mode(c)
        read_queue(c)
        read_orders(c)
        read_rates(c)

    # ---- what the cashier does ------------------------------------------------------------------------

    def edited(self, text: str) -> None:
        """The text of the input line changed, without Enter; a typed QR is not kept."""
        if self._c.desk.stage in {Stage.ENTRY, Stage.CASH} and not self._c.read_only:
            self._c.type(text)
            self._c.alert = None
        self._draw()

    def typed(self, text: str) -> None:
        """A text was finished with Enter."""
        self._paying.hush()
        question = self._c.question
        if self._c.desk.stage is Stage.ENTRY:
            if question and question.asked is Asked.CASH:
                self._c.type("")
                self._tendering.mixed(text, by_card=False)
            elif not self._c.refuses():
                self._entry.typed(text)
        elif self._c.desk.stage is Stage.CASH:
            self._tendering.typed(text)
        elif text.strip():
            self._scanning.code(text)
        self._draw()

    def scanned(self, text: str, source: str = "wedge") -> None:
        """A whole code from `source`: camera or wedge (a hand scanner).

        A quantity typed so fast before the scanner that both came as one (`3*4780…`) is taken as typed.
        """
        if self._c.desk.stage is Stage.ENTRY and _QUANTITY_AND_CODE.fullmatch(text):
            self.typed(text)
            return
        with self._drawing.one_picture():
            self._scanning.scanned(text, source)
        self._draw()

    def intent(self, intent: Intent) -> None:
        """A key or a button."""
        self._paying.hush()
        self._pressing.press(intent)
        self._draw()

    def quick_key(self, barcode: str) -> None:
        """A quick key; one without a barcode opens the search."""
        if barcode.startswith(NOTE):
            self._tendering.note(barcode)
            self._draw()
            return
        good = next((good for good in self._c.quick_keys if good.barcode == barcode), None)
        if not barcode:
            self.intent(Intent.SEARCH)
        elif good:
            self._c.finding_line = None
            self.good_chosen(good)

    def good_chosen(self, good: Good) -> None:
        """A good was chosen by hand, on a quick key or in the search."""
        stage = self._c.desk.stage
        if stage in {Stage.PAID, Stage.RETURNED}:
            self._paying.next_sale()
        if self._c.desk.stage is Stage.ENTRY and not self._c.refuses():
            self._c.alert = None
            self._entry.add(good)
        self._draw()

    def line_selected(self, number: int) -> None:
        """A line was chosen with mouse or arrows."""
        if self._c.desk.stage is Stage.ENTRY:
            self._c.desk = self._c.desk.with_sale(self._c.desk.sale, number)
        self._draw()

    def line_removed(self, number: int | None = None) -> None:
        """Strike a line through, or bring a struck one back; without a number: the chosen line."""
        if self._c.desk.stage is Stage.ENTRY:
            self._entry.void_or_restore(number)
        self._draw()

    def line_search(self, number: int) -> None:
        """Look for the goods of a red line by name."""
        if self._c.desk.stage is Stage.ENTRY:
            self._entry.search_for_line(number)
        self._draw()

    def camera(self, works: bool) -> None:
        """Whether the camera gives pictures."""
        if works is not self._c.camera_works:
            self._c.camera_works = works
            self._draw()

    def chip_pressed(self, payment_ref: str) -> None:
        """A chip that stands for a payment brings that payment to the screen; for several: their list."""
        self._paying.hush()
        several = len(self._c.background.all) > 1
        action = self._recalling.recall if several else lambda: self._recalling.bring_back(payment_ref)
        self._entry.when_idle(action)
        self._draw()

    def open_payment(self, payment_ref: str) -> None:
        """Show the card of a payment that a page has named."""
        self._paying.hush()
        self._entry.when_idle(lambda: self._recalling.open(payment_ref))
        self._draw()

    def language_chosen(self, code: str) -> None:
        """Speak another language from now on, in the middle of anything."""
        self.words.switch(code)
        self._draw()

    # ---- what the till tells --------------------------------------------------------------------------

    def on_event(self, event: Event) -> None:
        """News of the flow, in the GUI thread."""
        self._hearing.hear(event)
        if isinstance(event, OrderChanged):
            self._drawing.draw_orders(self._c)
        else:
            self._draw()

    def tick(self) -> None:
        """Call once a second: the clock, the end of the window, the alarm, the next sale."""
        c = self._c
        self._paying.tick()
        if c.toast and c.monotonic_s() >= c.toast_until_s:
            c.toast = None
        self._scanning.take_up_early()
        self._draw()

    # ---- inside ---------------------------------------------------------------------------------------

    def _draw(self) -> None:
        self._pressing.undoing.look()
        self._drawing.draw(self._c)
