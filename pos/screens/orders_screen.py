"""Online orders at the till: what is to be collected, handed over, paid. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pos.core.errors import BadInput
from pos.core.order import OrderId
from pos.core.order_card import OrderCard, OrderStage
from pos.flow.events import Event, OrderChanged
from pos.flow.order_ports import OrderDesk, OrderLink
from pos.screens.order_holds import called
from pos.screens.order_labels import OrderScans, lacking
from pos.screens.orders_page import OrdersState, orders_view
from pos.screens.orders_views import Doing, OrderAct, OrdersView, OrderTab
from pos.screens.orders_words import trouble_view
from pos.screens.runner import Runner
from pos.screens.sounds import Sound
from pos.screens.wording import explain
from pos.screens.words import Words

ORDERS_AT_MOST = 200
SURE_AFTER_S = 0.7
"""A second press that comes sooner was meant for the step before: a double press, a key held down."""

_UNPAID = frozenset({OrderStage.WAITING, OrderStage.RESERVED})


@dataclass(frozen=True, slots=True)
class _Trouble:
    """A step that did not work; it stays with its order until somebody has seen it. A scan is no step."""

    order_id: OrderId
    doing: Doing | None
    error: BaseException


class OrdersPresenter:
    """One page. Reads the orders when it is opened; then the news of the flow keep it true.

    `show_link` puts an order's QR on the customer's screen, None takes it away. `missed` is told why a step
    failed that was under way when the page had to close; the order itself is where it was.
    """

    def __init__(
        self,
        *,
        desk: OrderDesk,
        runner: Runner,
        words: Words,
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
        render: Callable[[OrdersView], None],
        by: str = "",
        show_link: Callable[[OrderLink | None], None] = lambda _link: None,
        missed: Callable[[str], None] = lambda _sentence: None,
        closed: Callable[[], None] = lambda: None,
        play: Callable[[Sound], None] = lambda _sound: None,
    ) -> None:
        self._desk = desk
        self._runner = runner
        self._words = words
        self._now = now
        self._monotonic_s = monotonic_s
        self._render = render
        self._by = by
        self._show_link = show_link
        self._missed = missed
        self._closed = closed
        self._s = OrdersState()
        self._trouble: _Trouble | None = None
        self._unread: BaseException | None = None
        self._view: OrdersView | None = None
        self._asked = 0  # numbers the readings
        self._acted = 0  # numbers the steps
        self._asking_since_s = 0.0
        self.scans = OrderScans(
            desk=desk,
            runner=runner,
            words=words,
            monotonic_s=monotonic_s,
            wants=lambda: self._s.to_label(self._now()),
            told=self._label_told,
            missed=missed,
            play=play,
        )

    def open(self, selected: str = "", *, linked: bool = False) -> None:
        """Read the orders and show the one called `selected`, else the first with something to do.

        `linked` shows its QR at once, on the customer's screen, too.
        """
        self._s = OrdersState(selected=OrderId(selected) if selected else None)
        self._trouble = self._unread = None
        self._read()
        if linked:
            self._start(Doing.LINK)
        self._draw()

    # ---- what the cashier does ------------------------------------------------------------------------

    def select(self, ref: str) -> None:
        """Another row: what was asked about the one before is not asked any more."""
        if ref == self._s.selected or not any(card.order.order_id == ref for card in self._s.cards):
            return
        self._take_link_away()
        self._trouble = None
        self._s = replace(self._s, selected=OrderId(ref), asks=None, handed=None)
        self._draw()

    def edited(self, text: str) -> None:
        """The search was typed into, or a code was read into it: the first order that fits is chosen."""
        self._list_anew(replace(self._s, search=text))

    def show_tab(self, tab: OrderTab) -> None:
        """The other list; what was searched for is forgotten."""
        self._list_anew(replace(self._s, tab=tab, search=""))

    def act(self, act: OrderAct) -> None:
        """A button or its key. Only what can be pressed now does something."""
        pressable = self._view.actions if self._view else ()
        if not any(one.act is act and one.enabled for one in pressable):
            return
        match act:
            case OrderAct.NEXT:
                self._next()
            case OrderAct.CANCEL:
                self._confirm(Doing.CANCEL)
            case OrderAct.LINK:
                if self._s.link:
                    self._take_link_away()
                    self._draw()
                else:
                    self._start(Doing.LINK)
            case OrderAct.UNLABEL:
                self._start(Doing.UNLABEL)
            case OrderAct.BACK:
                self.back()

    def back(self) -> None:
        """Esc: one step back. While CLICK is being asked the page stays."""
        if self._s.runs:
            return
        if self._trouble or self._s.asks or self._s.link:
            self._take_link_away()
            self._trouble = None
            self._s = replace(self._s, asks=None)
            self._draw()
        elif self._s.search:
            self.edited("")
        else:
            self.close()

    def close(self) -> None:
        """Go back to the sale. Answers that still come are dropped; a step that fails is told to `missed`."""
        self._asked += 1
        self._acted += 1
        self.scans.close()
        self._take_link_away()
        self._closed()

    # ---- what happens ---------------------------------------------------------------------------------

    def on_event(self, event: Event) -> None:
        """An order changed: show it at once. A reading that is under way knew less, so it is begun anew."""
        if not isinstance(event, OrderChanged):
            return
        self._put(event.card)
        if self._s.loading:
            self._read()
        self._draw()

    def tick(self, now: datetime) -> None:
        """Once a second: reservations run out by themselves. `now` is aware."""
        self._draw(now)

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self._draw()

    # ---- inside ---------------------------------------------------------------------------------------

    def _read(self) -> None:
        self._asked += 1
        number = self._asked
        self._s = replace(self._s, loading=True)

        def done(cards: Sequence[OrderCard]) -> None:
            if number == self._asked:
                self._unread = None
                self._s = replace(self._s, cards=tuple(cards), loading=False)
                self._draw()

        def failed(error: BaseException) -> None:
            if number == self._asked:
                self._unread = error
                self._s = replace(self._s, loading=False)
                self._draw()

        self._runner.run(self._desk.orders(ORDERS_AT_MOST), done, failed)

    def _list_anew(self, state: OrdersState) -> None:
        self._take_link_away()
        self._trouble = None
        self._s = replace(state, selected=None, asks=None, handed=None)
        self._draw()

    def _next(self) -> None:
        """The recommended step: once more what failed, else collected, else handed over."""
        card = self._s.chosen
        if self._trouble and self._trouble.doing:
            self._start(self._trouble.doing)
        elif card is not None and card.stage(self._now()) is OrderStage.TO_PICK:
            self._start(Doing.PICK)
        elif card is not None and (missing := lacking(card)):
            self._label_told(card.order.order_id, missing)
        else:
            self._confirm(Doing.HAND_OVER)

    def _confirm(self, doing: Doing) -> None:
        """The first press asks, the second does it."""
        if self._s.asks is not doing:
            self._asking_since_s = self._monotonic_s()
            self._s = replace(self._s, asks=doing)
            self._draw()
        elif self._monotonic_s() - self._asking_since_s >= SURE_AFTER_S:
            self._start(doing)

    def _start(self, doing: Doing) -> None:
        order_id = self._s.selected
        if order_id is None:
            return
        self._acted += 1
        number = self._acted
        self._trouble = None
        self._s = replace(self._s, asks=None, runs=(order_id, doing))
        self._draw()

        def done(found: OrderCard | OrderLink) -> None:
            if number == self._acted:
                handed = order_id if doing is Doing.HAND_OVER else None
                self._s = replace(self._s, runs=None, handed=handed)
                if isinstance(found, OrderCard):
                    self._put(found)
                elif found.card.order.order_id == self._s.selected:  # else somebody has gone to another order
                    self._put(found.card)
                    self._s = replace(self._s, link=found)
                    self._show_link(found)
                self._draw()

        def failed(error: BaseException) -> None:
            if number != self._acted:
                told = trouble_view(doing, error, self._words)
                named = _named(order_id, self._s, self._words)
                opens = self._words.say("Ctrl F8 opens the online orders")  # F8 would mean the sale's own key
                self._missed(f"{named}: {told.what}. {told.money}. {opens}")
                return
            self._trouble = _Trouble(order_id, doing, error)
            self._s = replace(self._s, runs=None, selected=order_id)
            if isinstance(error, BadInput):
                self._read()  # somebody else was quicker
            self._draw()

        self._runner.run(_work(self._desk, doing, order_id, self._by), done, failed)

    def _label_told(self, order_id: OrderId, told: OrderCard | BaseException) -> None:
        """What became of a scan; a question that was asked meanwhile is asked again after it."""
        self._trouble = None
        self._s = replace(self._s, asks=None)
        if isinstance(told, OrderCard):
            self._put(told)
        else:
            self._trouble = _Trouble(order_id, None, told)
        if self._s.loading:
            self._read()  # what is on its way knew less
        self._draw()

    def _put(self, card: OrderCard) -> None:
        """The newest of one order. A question about it, or its QR, goes when it is about something past."""
        s, order_id = self._s, card.order.order_id
        others = tuple(one for one in s.cards if one.order.order_id != order_id)
        before = next((one for one in s.cards if one.order.order_id == order_id), None)
        now = self._now()
        changed = before is not None and before.stage(now) is not card.stage(now)
        asks = None if changed and order_id == s.selected else s.asks
        self._s = replace(s, cards=(card, *others), asks=asks)
        linked = s.link is not None and s.link.card.order.order_id == order_id
        if linked and card.stage(now) not in _UNPAID:
            self._take_link_away()

    def _take_link_away(self) -> None:
        if self._s.link is not None:
            self._s = replace(self._s, link=None)
            self._show_link(None)

    def _draw(self, now: datetime | None = None) -> None:
        at = now or self._now()
        if self._s.chosen is None and not self._s.loading:
            self._s = replace(self._s, selected=self._s.first(at))
        told = explain(self._unread, self._words) if self._unread else None
        unread = f"{told.what}. {told.do}" if told else ""
        trouble = self._trouble
        is_here = trouble is not None and trouble.order_id == self._s.selected
        shown = trouble_view(trouble.doing, trouble.error, self._words) if trouble and is_here else None
        self._view = orders_view(self._s, shown, unread, at, self._words)
        self._render(self._view)


def _named(order_id: OrderId, state: OrdersState, words: Words) -> str:
    card = next((one for one in state.cards if one.order.order_id == order_id), None)
    return words.say("Order No. {number}", number=called(card) if card else order_id)


def _work(
    desk: OrderDesk, doing: Doing, order_id: OrderId, by: str
) -> Coroutine[Any, Any, OrderCard | OrderLink]:
    """The step that is meant."""
    match doing:
        case Doing.PICK:
            return desk.pick_order(order_id)
        case Doing.HAND_OVER:
            return desk.hand_over_order(order_id, by)
        case Doing.CANCEL:
            return desk.cancel_order(order_id)
        case Doing.LINK:
            return desk.order_link(order_id)
        case Doing.UNLABEL:
            return desk.unlabel_order(order_id)
