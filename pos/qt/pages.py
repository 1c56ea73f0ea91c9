"""Opens the pages over the sale, each with its presenter. Main thread; decides nothing.

A page is imported when it is opened: the first window must not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from pos.core.catalogue import Good
from pos.flow.events import Event
from pos.flow.order_ports import OrderDesk, OrderLink
from pos.qt.main_window import MainWindow
from pos.qt.page import Page
from pos.qt.receipt_rows import MM_80, Sheet
from pos.qt.teach_pages import open_form
from pos.qt.theme import Look
from pos.screens.desk import BUSY
from pos.screens.runner import Runner
from pos.screens.sale_screen import SalePresenter
from pos.screens.sounds import Sound
from pos.screens.till_port import Till
from pos.screens.views import HistoryView, Intent
from pos.screens.words import Words

if TYPE_CHECKING:
    from pos.flow.teach_ports import ShopGoods
    from pos.qt.goods_pages import GoodsPages
    from pos.screens.orders_views import OrdersView
    from pos.screens.page_views import DecisionView, TableView
    from pos.screens.printer_port import PrinterPort
    from pos.screens.printer_views import PrinterView
    from pos.screens.tester_port import Prefill, TesterPort
    from pos.screens.tester_views import TesterView

    Bench = Callable[[], tuple[TesterPort, Prefill]]
    """Where the tester plays its steps, and what its form opens with."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What the pages ask. Without one of the optional doors the page that needs it does not open.

    `sheet` is the till's paper, for the previews.
    """

    till: Till
    online: OrderDesk | None = None
    bench: Bench | None = None
    goods: ShopGoods | None = None
    printer: Callable[[], PrinterPort] | None = None
    sheet: Callable[[], Sheet] = lambda: MM_80


class PagePresenter(Protocol):
    """What every presenter of a page can do."""

    def close(self) -> None:
        """Go back to the sale."""
        ...

    def language_changed(self) -> None:
        """Draw anew."""
        ...


class Pages:
    """The page that is open, if any, and what it is told."""

    def __init__(
        self,
        window: MainWindow,
        presenter: SalePresenter,
        look: Look,
        *,
        doors: Doors,
        runner: Runner,
        words: Words,
        cashier: str = "",
        show_link: Callable[[OrderLink | None], None] = lambda _link: None,
    ) -> None:
        self._window, self._look = window, look
        self._doors, self._runner, self._words = doors, runner, words
        self._till = doors.till
        self._cashier, self._show_link = cashier, show_link
        self._sale = presenter
        self._open: PagePresenter | None = None
        self._hears: Callable[[Event], None] | None = None
        self._ticks: Callable[[], None] | None = None
        self.history: HistoryView | None = None
        self.table: TableView | None = None
        self.decision: DecisionView | None = None
        self.orders: OrdersView | None = None
        self.tester: TesterView | None = None
        self.printer: PrinterView | None = None
        self.goods: GoodsPages | None = None
        self._stands: Page | None = None  # over everything, for as long as the program runs
        self._opens: dict[Intent, Callable[[str], None]] = {
            Intent.SEARCH: self._open_search,
            Intent.HISTORY: lambda _text: self._open_history(),
            Intent.HELP: lambda _text: self._open_help(),
            Intent.OFD_QUEUE: lambda _text: self._open_queue(),
            Intent.ONLINE_ORDERS: self._open_orders,
            Intent.BY_LINK: lambda ref: self._open_orders(ref, linked=True),
            Intent.SHOP_API_TEST: lambda _text: self._open_tester(),
            Intent.GOODS: lambda _text: self._open_goods(),
            Intent.TEACH: lambda number: open_form(
                number, doors.goods, presenter.counter, look, words, self._show, window.close_page
            ),
            Intent.PRINTER: lambda _text: self._open_printer(),
            Intent.RECALL: lambda _text: self._open_aside(),
            Intent.DECIDE: self._open_decision,
        }

    def navigate(self, intent: Intent, text: str) -> None:
        """Open what is not the sale's own screen; `text` is what to look for, or which one to show."""
        if intent is Intent.FULL_SCREEN:
            self._window.toggle_full_screen()
        elif opens := self._opens.get(intent):
            self._leave()
            opens(text)

    def on_event(self, event: Event) -> None:
        """News of the flow, for the page that is open."""
        if self._hears and self._window.page is not None:
            self._hears(event)

    def tick(self) -> None:
        """Once a second."""
        if self._ticks and self._window.page is not None:
            self._ticks()

    def language_changed(self) -> None:
        """The words changed."""
        if self._open is not None and self._window.page is not None:
            self._open.language_changed()

    def trouble(self, error: BaseException) -> None:
        """The till cannot even read its journal: say so over the whole body, once."""
        from pos.qt.notice_view import NoticePage
        from pos.screens.notice import notice

        if self._stands is not None:
            return
        page = NoticePage(self._look)
        page.render(notice(error, self._words))
        # Not `closed`: typing or scanning must not take this page away.
        page.panel.pressed.connect(lambda _intent: self._window.window().close())
        self._stands = page
        self._window.open_page(page)

    # ---- each page ------------------------------------------------------------------------------------

    def _show(
        self,
        page: Page,
        presenter: PagePresenter | None = None,
        *,
        hears: Callable[[Event], None] | None = None,
        ticks: Callable[[], None] | None = None,
    ) -> None:
        if self._stands is not None:
            return
        self._open, self._hears, self._ticks = presenter, hears, ticks
        self._window.open_page(page)

    def _leave(self) -> None:
        """The page that is open goes as if its cashier had closed it: a QR is taken away, a test stops."""
        if self._open is not None and self._stands is None and self._window.page is not None:
            self._open.close()

    def _missed(self, told: str) -> None:
        """A step with an online order failed when nobody looked any more."""
        c = self._sale.counter
        c.alarms.miss(told)
        c.play(Sound.UNKNOWN)
        c.redraw()

    def _open_help(self) -> None:
        from pos.qt.notice_view import NoticePage
        from pos.screens.notice import help_notice

        page = NoticePage(self._look)
        counter = self._sale.counter
        page.render(help_notice(self._words, counter.mode, pages=counter.desk.stage not in BUSY))

        def chosen(intent: Intent) -> None:
            self._window.close_page()
            if intent is not Intent.BACK:
                self._sale.intent(intent)

        page.intent.connect(chosen)
        page.closed.connect(self._window.close_page)
        self._show(page)

    def _open_search(self, text: str) -> None:
        from pos.qt.search_view import SearchPage
        from pos.screens.search_screen import SearchPresenter

        page = SearchPage(self._look)

        def chosen(good: Good) -> None:
            self._window.close_page()
            self._sale.good_chosen(good)

        presenter = SearchPresenter(
            till=self._till,
            runner=self._runner,
            words=self._words,
            render=page.render,
            chosen=chosen,
            closed=self._window.close_page,
        )
        page.edited.connect(presenter.edited)
        page.chosen.connect(presenter.choose)
        page.first_wanted.connect(presenter.choose_first)
        page.closed.connect(presenter.close)
        presenter.open(text)
        self._show(page, presenter)

    def _open_history(self) -> None:
        from pos.qt.history_view import HistoryPage
        from pos.screens.history_screen import HistoryPresenter

        page = HistoryPage(self._look)
        page.paper.sheet = self._doors.sheet()

        def draw(view: HistoryView) -> None:
            self.history = view
            page.render(view)

        presenter = HistoryPresenter(
            till=self._till,
            runner=self._runner,
            words=self._words,
            render=draw,
            closed=self._window.close_page,
        )
        page.row_chosen.connect(presenter.select)
        page.print_pressed.connect(presenter.print_selected)
        page.open_pressed.connect(lambda ref: self._open_card(presenter, ref))
        page.closed.connect(presenter.close)
        presenter.open()
        self._show(page, presenter)

    def _open_queue(self) -> None:
        from pos.qt.queue_page import QueuePage
        from pos.screens.queue_screen import QueuePresenter

        page = QueuePage(self._look)

        def draw(view: TableView) -> None:
            self.table = view
            page.render(view)

        presenter = QueuePresenter(
            till=self._till,
            runner=self._runner,
            words=self._words,
            now=self._sale.counter.now,
            render=draw,
            closed=self._window.close_page,
        )
        page.pressed.connect(lambda _intent: presenter.send())
        page.scanned.connect(presenter.scanned)
        page.closed.connect(presenter.close)
        presenter.open()
        self._show(page, presenter, hears=presenter.on_event, ticks=presenter.tick)

    def _open_orders(self, selected: str = "", *, linked: bool = False) -> None:
        from pos.qt.orders_view import OrdersPage
        from pos.screens.orders_screen import OrdersPresenter

        if self._doors.online is None or self._stands is not None:
            return
        page, counter = OrdersPage(self._look), self._sale.counter

        def draw(view: OrdersView) -> None:
            self.orders = view
            page.render(view)

        p = OrdersPresenter(
            desk=self._doors.online,
            runner=self._runner,
            words=self._words,
            now=counter.now,
            monotonic_s=counter.monotonic_s,
            render=draw,
            by=self._cashier,
            show_link=self._show_link,
            missed=self._missed,
            closed=self._window.close_page,
            play=counter.play,
        )
        page.row_chosen.connect(p.select)
        page.scanned.connect(p.scans.scanned)
        page.edited.connect(p.edited)
        page.tab_pressed.connect(p.show_tab)
        page.acted.connect(p.act)
        page.backed.connect(p.back)
        page.closed.connect(p.close)
        p.open(selected, linked=linked)
        if not linked:
            self._window.toast.dismiss()  # it spoke of an order: here it is
        self._show(page, p, hears=p.on_event, ticks=lambda: p.tick(counter.now()))

    def _open_tester(self) -> None:
        from pos.qt.manager_pages import open_tester

        if self._doors.bench is None or self._stands is not None:
            return
        bench, counter = self._doors.bench(), self._sale.counter
        drawn = partial(setattr, self, "tester")
        self._show(*open_tester(bench, counter, self._look, self._words, self._window.close_page, drawn))

    def _open_printer(self) -> None:
        from pos.qt.manager_pages import open_printer

        if self._doors.printer is None or self._stands is not None:
            return
        port, counter = self._doors.printer(), self._sale.counter
        drawn = partial(setattr, self, "printer")
        page, p = open_printer(port, counter, self._look, self._words, self._window.close_page, drawn)
        self._show(page, p, hears=p.on_event)

    def _open_goods(self) -> None:
        from pos.qt.goods_pages import GoodsPages

        if self._doors.goods is None or self._stands is not None:
            return
        self.goods = GoodsPages(
            desk=self._doors.goods,
            counter=self._sale.counter,
            look=self._look,
            words=self._words,
            show=self._show,
            close=self._window.close_page,
            missed=self._missed,
        )
        self.goods.open()

    def _open_aside(self) -> None:
        from pos.qt.table_page import TablePage
        from pos.screens.aside_screen import AsidePresenter

        page = TablePage(self._look)

        def draw(view: TableView) -> None:
            self.table = view
            page.render(view)

        presenter = AsidePresenter(
            background=self._sale.counter.background,
            words=self._words,
            now=self._sale.counter.now,
            render=draw,
            closed=self._window.close_page,
        )
        page.row_opened.connect(lambda ref: self._open_card(presenter, ref))
        page.closed.connect(presenter.close)
        presenter.open()
        self._show(page, presenter, hears=lambda _event: presenter.tick(), ticks=presenter.tick)

    def _open_decision(self, ref: str) -> None:
        from pos.qt.decision_view import DecisionPage
        from pos.screens.decision_screen import DecisionPresenter

        page = DecisionPage(self._look)

        def draw(view: DecisionView) -> None:
            self.decision = view
            page.render(view)

        presenter = DecisionPresenter(
            till=self._till,
            runner=self._runner,
            words=self._words,
            monotonic_s=self._sale.counter.monotonic_s,
            render=draw,
            closed=self._window.close_page,
        )
        page.chosen.connect(presenter.choose)
        page.reason_chosen.connect(presenter.choose_reason)
        page.edited.connect(presenter.edited)
        page.went_on.connect(presenter.go_on)
        page.signed.connect(presenter.sign)
        page.backed.connect(presenter.back)
        page.closed.connect(presenter.close)
        presenter.open(ref)
        self._show(page, presenter, hears=presenter.on_event)

    def _open_card(self, presenter: PagePresenter, ref: str) -> None:
        """A row was opened: its page goes, its card comes."""
        presenter.close()
        self._sale.open_payment(ref)
